"""What can be printed, each read in the vault's lane: an entry of the record, the chronology, a form, a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.origins import WordOf, in_whose_word
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import PrintingError
from prevent_desktop.formatting import long_moment
from prevent_desktop.packs.content import PackSection
from prevent_desktop.packs.printed import PrintedPart
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.corrections import corrections_to
from prevent_desktop.workflows.forms.fill_form import open_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.start_as_copy import since_model
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import whose_form
from prevent_desktop.workflows.packs.pack_lines import pack_form
from prevent_desktop.workflows.packs.show_pack import SignedPdf
from prevent_desktop.workflows.printing.to_print import ToPrint, require_printing
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.read_entry import read_entry
from prevent_desktop.workflows.record.whose_word import word_of_form

_OWN_LINE = frozenset({EntryKind.NOTE, EntryKind.EVENT, EntryKind.DECISION})
"""Kinds of which the audit says by name that one was printed."""


def entry_to_print(vault: Vault, person_id: str, entry: Entry, *, with_name: bool, now: datetime) -> ToPrint:
    """One line of the chronology in full, such as a note; with the person's name where the screen shows it."""
    from prevent_desktop.packs.document.wording import when_known

    require_printing(vault)
    facts = ((_("When"), when_known(entry)), *read_entry(vault, entry))
    part = _part(vault, vault.people.get(person_id), entry.label, with_name=with_name, now=now, facts=facts)
    known = entry.kind in _OWN_LINE
    return ToPrint(
        question=_("Print “{title}”?").format(title=entry.label),
        pages=lambda: _built(part),
        action=f"{entry.kind}.printed" if known else "record.printed",
        subject=entry.record_id if known else person_id,
    )


def chronology_to_print(vault: Vault, person_id: str, *, with_name: bool, now: datetime) -> ToPrint:
    """All of the present case, oldest first. PrintingError where nothing is in it yet."""
    require_printing(vault)
    record = read_record(vault, person_id, now=now)
    if not record.entries:
        raise PrintingError(
            _("Nothing was printed"),
            _("Nothing is in the chronology yet."),
            _("Add a note, an event or a form first."),
        )
    part = _part(vault, record.person, _("Chronology"), with_name=with_name, now=now, entries=record.entries)
    return ToPrint(
        question=_("Print the chronology?"),
        pages=lambda: _built(part),
        action="chronology.printed",
        subject=person_id,
    )


def form_to_print(vault: Vault, library: FormLibrary, response_id: str, *, now: datetime) -> ToPrint:
    """The answers of a form, as whoever gets a pack reads them; a draft says that it is one."""
    require_printing(vault)
    opened = open_form(vault, library, response_id)
    opened.response.catch_up()
    filled = opened.filled
    sections = _sections(vault, library, filled, opened.response)
    if not sections:
        raise PrintingError(
            _("Nothing was printed"),
            _("No question is answered yet."),
            _("Answer a question first."),
        )
    part = _part(
        vault,
        opened.person,
        filled.title,
        now=now,
        remarks=tuple(
            _remarks(filled, whose_form(vault, filled) or filled.author, word_of_form(vault, filled))
        ),
        sections=sections,
    )
    return ToPrint(
        question=_("Print “{title}”?").format(title=filled.title),
        pages=lambda: _built(part),
        action="form.printed",
        subject=response_id,
    )


def pack_to_print(vault: Vault, pack_id: str) -> ToPrint:
    """A signed pack, the very pages that were signed. Raises RecordError where there is none."""
    require_printing(vault)
    record = vault.packs.get(pack_id)
    pdf = SignedPdf(vault.attachments.files, record.attachment_id, record.pdf_digest)
    return _whole_pack(pack_id, pdf)


def received_to_print(vault: Vault, received_id: str) -> ToPrint:
    """The pages of a pack that came in. Raises RecordError where there is none."""
    require_printing(vault)
    pack = vault.received.get(received_id)
    digest = vault.attachments.get(pack.attachment_id).sha256
    return _whole_pack(pack.pack_id, SignedPdf(vault.attachments.files, pack.attachment_id, digest))


def _whole_pack(pack_id: str, pdf: SignedPdf) -> ToPrint:
    question = _("Print pack {pack}?").format(pack=short_pack_id(pack_id))
    return ToPrint(question=question, pages=lambda: pdf, action="pack.printed", subject=pack_id)


def _built(part: PrintedPart) -> bytes:
    from prevent_desktop.packs.document.printed import build_printed

    return build_printed(part)


def _part(
    vault: Vault,
    person: Person,
    title: str,
    *,
    now: datetime,
    with_name: bool = False,
    remarks: tuple[str, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
    sections: tuple[PackSection, ...] = (),
    entries: tuple[Entry, ...] = (),
) -> PrintedPart:
    owner = settings.practitioner(vault)
    label = person.label_on(now.astimezone().date())
    return PrintedPart(
        marking=settings.page_marking(vault),
        organisation="" if owner is None else owner.organisation,
        title=title,
        about=f"{person.full_name} ({label})" if with_name else label,
        printed_by="" if owner is None else owner.name,
        printed_at=now.astimezone(),
        remarks=remarks,
        facts=facts,
        sections=sections,
        entries=tuple(_by_name(entry, "" if owner is None else owner.name) for entry in entries),
    )


def _by_name(entry: Entry, owner: str) -> Entry:
    """On paper “you” is whoever reads it; and whose word it is that somebody signed stands beside them."""
    by = owner if owner and entry.by == _("You") else entry.by
    return replace(entry, by=entry.origin.with_whose_word(by))


def _sections(
    vault: Vault, library: FormLibrary, filled: FilledForm, response: Response
) -> tuple[PackSection, ...]:
    corrections = corrections_to(vault, library, vault.responses.of_case(filled.case_id))
    since = since_model(vault, library, filled, response)
    return pack_form(filled, response, corrections=corrections.get(filled.id, ()), since=since).sections


def _remarks(filled: FilledForm, whose: str, word: WordOf | None) -> Iterator[str]:
    if filled.finalised_at is None:
        yield _("A draft, as it stood on {moment}. It is not finished.").format(
            moment=long_moment(filled.changed_at)
        )
    else:
        finished = _("Finished {moment} by {who}")
        words = finished.format(moment=long_moment(filled.finalised_at), who=whose)
        yield in_whose_word(words, word)
    yield _("Version {version}").format(version=filled.questionnaire_version)
