"""Gather what one receiver's pack holds, out of the record: its forms, the decision, the chronology, the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from prevent_desktop.casework.chronology import chronology, in_order_of_time
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.notes import Event
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.origins import BY_ITS_OWNER
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.withholding import place_of_answer, place_of_file
from prevent_desktop.errors import PackContentError
from prevent_desktop.formatting import day_and_month
from prevent_desktop.packs.content import (
    PackAttachment,
    PackChange,
    PackContent,
    PackCorrection,
    PackForm,
)
from prevent_desktop.packs.withheld_words import withheld_words
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.asked_first import asked_first
from prevent_desktop.workflows.forms.corrections import Correction, corrections_to
from prevent_desktop.workflows.forms.form_library import SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.forms.form_marks import PackPart, enabled_nodes, pack_parts
from prevent_desktop.workflows.forms.start_as_copy import since_model
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.signers import colleague_of_form
from prevent_desktop.workflows.packs.answer_by import AnswerBy, answer_by, latest_of_each
from prevent_desktop.workflows.packs.danger_words import danger_words, stated_danger
from prevent_desktop.workflows.packs.pack_lines import pack_form
from prevent_desktop.workflows.packs.pack_person import household_of, person_facts
from prevent_desktop.workflows.packs.prepare_pack import Choice
from prevent_desktop.workflows.packs.withholding.applying import cutter_for, without_withheld
from prevent_desktop.workflows.packs.withholding.cutting import Cutter
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.people.person_resource import packed_person


class Contents(Protocol):
    """What gathers the content of one pack out of the record, on the vault's thread."""

    def __call__(
        self,
        vault: Vault,
        library: FormLibrary,
        choice: Choice,
        /,
        *,
        case_id: str,
        pack_id: str,
        now: datetime,
    ) -> PackContent:
        """The content. Raises PackContentError where something that it needs is missing."""


def content_for(
    vault: Vault, library: FormLibrary, choice: Choice, *, case_id: str, pack_id: str, now: datetime
) -> PackContent:
    """All of one receiver's pack. Raises PackContentError where the vault has no owner or no form is theirs."""
    practitioner = _sender(vault, choice)
    cutter = cutter_for(vault, case_id, choice.receiver.id)
    person = person_of_case(vault, case_id)
    opened = open_forms(vault, library, choice.forms)
    latest = latest_of_each(opened)
    parts = _first_page(latest, cutter)
    corrections = corrections_to(vault, library, choice.forms)
    kept_back = asked_first(vault, case_id)
    events = in_order_of_time(
        one for one in vault.events.of_case(case_id) if one.received_id not in kept_back
    )
    content = PackContent(
        pack_id=pack_id,
        marking=settings.page_marking(vault),
        title=_title(choice),
        sender=practitioner,
        recipient_name=choice.receiver.name,
        about_label=person.label_on(now.astimezone().date()),
        signed_at=now.astimezone(),
        in_short=parts.get(PackPart.IN_SHORT, ""),
        danger=danger_words(latest, cutter),
        stated_danger=stated_danger(latest, cutter),
        what_happened=tuple(_event_line(event) for event in events),
        what_else=parts.get(PackPart.WHAT_ELSE, ""),
        what_protects=parts.get(PackPart.WHAT_PROTECTS, ""),
        ask=_ask(parts.get(PackPart.ASK, ""), choice),
        answer_by=_day_for_answer(choice, answer_by(latest, cutter), now),
        person_facts=tuple(person_facts(person)),
        record_json=packed_person(person),
        about_key=f"{person.id}/{choice.receiver.id}",
        answer_to=answer_recipient(vault),
        asks_for_timestamp=bool(terms.timestamp_url(vault)),
        household=household_of(person, now.astimezone().date()),
        forms=(*packed_forms(vault, library, opened, corrections), *_cited(vault, library, choice)),
        decision=_sharing(vault, library, case_id),
        chronology=tuple(
            replace(entry, origin=BY_ITS_OWNER)  # who told it, and where it stands here, is not theirs
            for entry in chronology(
                events=events, decisions=_decisions(vault, choice, case_id), forms=choice.forms
            )
        ),
        attachments=tuple(_attachments(vault, choice, cutter)),
        files_withheld=tuple(_files_withheld(choice, cutter)),
        audit_head=vault.audit.head,
        correction=_correction(vault, choice, corrections),
        named_lead=_named_lead(vault),
        ask_before_passing_on=choice.ask_before_passing_on,
    )
    return without_withheld(content, cutter)


def _day_for_answer(choice: Choice, asked: AnswerBy | None, now: datetime) -> date | None:
    """By when an answer is asked for. A correction of what they have asks for none where that day is over.

    PackContentError where another pack asks for one by a day that is over.
    """
    if asked is None or not asked.is_over(now.astimezone().date()):
        return None if asked is None else asked.day
    if choice.corrects is not None:
        return None
    raise PackContentError(
        _("The day for the answer is over"),
        asked.refusal,
        _("Open “Before you sign”: it leads to the day."),
    )


def _named_lead(vault: Vault) -> str:
    """Who alone may countersign: where page one names somebody, the certificate has to be in that name."""
    colleagues = terms.colleagues(vault)
    return colleagues[0].name if len(colleagues) == 1 else ""


def _sender(vault: Vault, choice: Choice) -> Practitioner:
    practitioner = settings.practitioner(vault)
    if practitioner is None or not choice.forms:
        raise PackContentError(
            _("The pack is not ready"),
            _("A pack needs its sender and at least one finished form that the receiver gets."),
            _("Look at “Before you sign” and fix what is listed there."),
        )
    return practitioner


def _title(choice: Choice) -> str:
    if choice.corrects is not None:
        return _("Correction to pack {pack}").format(pack=short_pack_id(choice.corrects.id))
    return _("Safeguarding concern") if choice.is_concern else _("Prevent referral pack")


def _correction(
    vault: Vault, choice: Choice, corrections: Mapping[str, tuple[Correction, ...]]
) -> PackCorrection | None:
    """What this receiver has to replace in the pack that it got."""
    if choice.corrects is None:
        return None
    owed = {one.addendum.id for one in choice.owed}
    news = [each for several in corrections.values() for each in several if each.addendum_id in owed]
    return PackCorrection(
        pack_id=choice.corrects.id,
        signed_on=choice.corrects.signed_at.astimezone().date(),
        changes=tuple(
            PackChange(form=title, where=one.where, wrong=one.wrong, right=one.right)
            for each in news
            for title in (vault.responses.get(each.corrects).title,)
            for one in each.changes
        ),
        reasons=tuple(dict.fromkeys(each.reason for each in news if each.reason)),
    )


def open_forms(
    vault: Vault, library: FormLibrary, forms: Iterable[FilledForm]
) -> list[tuple[FilledForm, Response]]:
    """Each form with its answers, read."""
    return [(form, _response(vault, library, form)) for form in forms]


def _response(vault: Vault, library: FormLibrary, form: FilledForm) -> Response:
    return Response.read(library.for_response(vault, form), form.content)


def _decisions(vault: Vault, choice: Choice, case_id: str) -> tuple[Decision, ...]:
    """Our decision to share, why the lead was not asked, and those that stand in forms that this receiver gets."""
    theirs = {form.id for form in choice.forms}
    return tuple(
        decision
        for decision in vault.decisions.of_case(case_id)
        if decision.response_id in theirs
        or (decision.kind is DecisionKind.SHARING and decision.received_id is None)
        or (decision.response_id is None and decision.kind is DecisionKind.LEAD_CHECK)
    )


def _first_page(opened: Iterable[tuple[FilledForm, Response]], cutter: Cutter) -> dict[PackPart, str]:
    """The practitioner's own words for each part of page one, from the first form that has them."""
    found: dict[PackPart, str] = {}
    for form, response in opened:
        parts = pack_parts(response.questionnaire)
        for node in enabled_nodes(response):
            part = parts.get(node.item.link_id)
            words = [str(answer) for answer in node.answers if not isinstance(answer, Absent)]
            if reason := cutter.why(place_of_answer(form.id, node.path)):
                words = [withheld_words(reason)]
            if part is not None and words and part not in found:
                found[part] = "\n".join(words)
    return found


def _event_line(event: Event) -> str:
    when = _("date not known") if event.when is None else day_and_month(event.when)
    about = _("about {day}").format(day=when) if event.approximate else when
    how = event.source.label.lower()
    if event.received_id is not None:
        how = _("{how}, by {author}").format(how=how, author=event.author)
    return f"{about}, {how}: {event.what}"


def packed_forms(
    vault: Vault,
    library: FormLibrary,
    opened: Iterable[tuple[FilledForm, Response]],
    corrections: Mapping[str, tuple[Correction, ...]],
) -> Iterator[PackForm]:
    """Each form as it is read: with what corrects it, and what is new since the one that it was copied from."""
    for form, response in opened:
        since = since_model(vault, library, form, response)
        yield pack_form(
            form, response, corrections=corrections.get(form.id, ()), since=since,
            colleague=colleague_of_form(vault, form),
        )  # fmt: skip


def _cited(vault: Vault, library: FormLibrary, choice: Choice) -> Iterator[PackForm]:
    """What others sent and goes on: as theirs, with the pack that it came in."""
    for one in choice.cited:
        packed = pack_form(one.form, _response(vault, library, one.form))
        yield replace(packed, came_from=one.words, came_in=one.pack.pack_id)


def _ask(asked: str, choice: Choice) -> str:
    """What is asked for on page one, and that nothing of it is passed on unasked."""
    if not choice.ask_before_passing_on:
        return asked
    return "\n".join(filter(None, (asked, _("Please ask us before you pass on any of this."))))


def _sharing(vault: Vault, library: FormLibrary, case_id: str) -> PackForm | None:
    finalised = [
        form
        for form in vault.responses.of_case(case_id)
        if form.form_id == SHARING_DECISION and form.is_finalised and form.is_ours
    ]
    if not finalised:
        return None
    newest = max(finalised, key=lambda form: form.finalised_at or form.started_at)
    colleague = colleague_of_form(vault, newest)
    return pack_form(newest, _response(vault, library, newest), colleague=colleague)


def _attachments(vault: Vault, choice: Choice, cutter: Cutter) -> Iterator[PackAttachment]:
    """The files that are not withheld by now; the choice may be older than that decision."""
    for attachment in choice.attachments:
        if not cutter.why(place_of_file(attachment.id)):
            yield packed_file(vault, attachment)


def _files_withheld(choice: Choice, cutter: Cutter) -> Iterator[str]:
    """Why files are withheld, one reason a file."""
    yield from filter(None, (cutter.why(place_of_file(attachment.id)) for attachment in choice.attachments))


def packed_file(vault: Vault, attachment: Attachment) -> PackAttachment:
    """A file of the record as it goes along."""
    return PackAttachment(
        file_name=attachment.file_name,
        media_type=attachment.media_type,
        description=attachment.description,
        sha256=attachment.sha256,
        source=vault.attachments.source(attachment),
    )
