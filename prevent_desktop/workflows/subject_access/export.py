"""Write a reviewed copy of a person's record: PDF and JSON, and the files where they are wanted; all of it or nothing.

The way is: `open_copy` reads the vault; `build` is slow and needs none, so that it runs on a worker; `note_export` writes
down that the copy leaves, before `write_copy` puts it where the person chose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import RecordError
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.files.durable import (
    beside,
    free_name,
    remove_tree,
    replace_synced,
    sync_folder,
    write_synced,
)
from prevent_desktop.files.own import new_folder
from prevent_desktop.files.saving import saving
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.copies_begun import note_begun
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.record.attachments import save_copy
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from prevent_desktop.workflows.subject_access.redacting import redacted
from prevent_desktop.workflows.subject_access.review import Review, What, read_review
from prevent_desktop.workflows.subject_access.third_parties import Place, places
from prevent_desktop.workflows.viewing import note_view

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCopy:
    """A person's document with all that its review and its print need. `label` is initials and age."""

    person_id: str
    label: str
    document: Json
    questionnaires: Mapping[str, Questionnaire]
    others: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    review: Review
    sender: Practitioner
    marking: str
    audit_head: str

    def places(self, review: Review) -> tuple[Place, ...]:
        """Where other people stand, with the words that the reviewer looks for."""
        facts = {
            digest: {link_id: fact_of(item) for link_id, item in form.by_link_id.items()}
            for digest, form in self.questionnaires.items()
        }
        return places(self.document, facts, others=self.others, added=review.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCopy:
    """The finished files of a copy, and how many places were removed."""

    label: str
    pdf: bytes
    json: bytes
    attachments: tuple[Attachment, ...]
    removed: int


def open_copy(vault: Vault, library: FormLibrary, person_id: str, *, now: datetime) -> OpenCopy:
    """Read all of it. Raises RecordError where the vault has no owner who could hand it over."""
    sender = settings.practitioner(vault)
    if sender is None:
        raise RecordError(
            _("Nobody is named as the one who gives this copy"),
            _("A copy names who made it, and the settings do not say yet who you are."),
            _("Fill in “Who I am” in the settings, then come back."),
        )
    person = vault.people.get(person_id)
    cases = vault.cases.of_person(person_id)
    forms = [form for case in cases for form in vault.responses.of_case(case.id)]
    sealed = {pack.attachment_id for case in cases for pack in vault.packs.of_case(case.id)}
    files = [file for case in cases for file in vault.attachments.of_case(case.id)]
    return OpenCopy(
        person_id=person_id,
        label=person.label_on(now.astimezone().date()),
        document=gather(vault, person_id, now=now),
        questionnaires={form.questionnaire_digest: library.for_response(vault, form) for form in forms},
        others=tuple(other.full_name for other in vault.people.all() if other.id != person_id),
        attachments=tuple(file for file in files if file.id not in sealed),
        review=read_review(vault, person_id),
        sender=sender,
        marking=settings.page_marking(vault),
        audit_head=vault.audit.head,
    )


def look_through(vault: Vault, library: FormLibrary, person_id: str, *, now: datetime) -> OpenCopy:
    """As `open_copy`, to be shown to somebody: that the record was looked at is written down."""
    note_view(vault, viewing.RECORD, person_id)
    return open_copy(vault, library, person_id, now=now)


def build(copy: OpenCopy, review: Review, *, key: SigningKey | None, now: datetime) -> BuiltCopy:
    """Remove what is to be removed, set the PDF and sign it with `key` (None: unsigned). Slow; needs no vault.

    Raises RecordError where nobody has decided about a place yet, PackContentError where the PDF cannot be set.
    """
    from prevent_desktop.packs.document.person_copy import build_person_copy
    from prevent_desktop.packs.signing import sign
    from prevent_desktop.packs.statement import Statement

    found = copy.places(review)
    waiting = len(review.undecided(found))
    if waiting:
        raise _not_reviewed(waiting)
    document = redacted(copy.document, found, review)
    document["files"] = "beside" if review.with_files else "listed"
    printed = person_copy(
        document, copy.questionnaires, sender=copy.sender, marking=copy.marking, label=copy.label,
        audit_head=copy.audit_head, is_signed=key is not None, now=now,
    )  # fmt: skip
    pdf = build_person_copy(printed)
    if key is not None:
        pdf = sign(
            pdf,
            key,
            Statement(
                reason=printed.title, location=copy.sender.organisation, claimed_time=printed.signed_at
            ),
        )
    return BuiltCopy(
        label=copy.label,
        pdf=pdf,
        json=json.dumps(document, ensure_ascii=False, indent=1).encode(),
        attachments=tuple(_under_shown_names(copy.attachments, document)) if review.with_files else (),
        removed=sum(review.rulings[place.key].what is not What.KEEP for place in found),
    )


def _under_shown_names(attachments: Iterable[Attachment], document: Json) -> Iterator[Attachment]:
    """The files by the names that the document shows: what was removed from a name is not on the stick either."""
    names = {file["id"]: file["file_name"] for case in document["cases"] for file in case["attachments"]}
    return (replace(file, file_name=names[file.id].replace(":", "")) for file in attachments)


def note_export(
    vault: Vault, person_id: str, built: BuiltCopy, folder: Path, *, now: datetime
) -> AttachmentFiles:
    """Write down that a copy leaves the vault for `folder`, before it does; gives the sealed files to save from."""
    note_begun(vault, _target(built, folder, now))
    detail = f"removed {built.removed}, files {len(built.attachments)}"
    vault.audit.append("person.exported", person_id, detail)
    return vault.attachments.files


def write_copy(
    built: BuiltCopy,
    files: AttachmentFiles,
    folder: Path,
    *,
    now: datetime,
    wanted: Callable[[], bool] = lambda: True,
) -> Path | None:
    """Write the copy into a new folder below `folder`, for the owner only; tells it. None where it is not `wanted` any more.

    Nothing stands under the final name before all of it is there. Raises NotSavedError where it cannot be written.
    """
    target = free_name(_target(built, folder, now))
    part = beside(target)
    with saving(target, _("The copy could not be saved"), _("Your review is kept.")):
        try:
            new_folder(part)
            if not _fill(part, built, files, wanted):
                return None
            sync_folder(part)
            replace_synced(part, target)
        finally:
            remove_tree(part, ignore_errors=True)
    return target


def _target(built: BuiltCopy, folder: Path, now: datetime) -> Path:
    return folder / f"subject-access-{built.label.split(',')[0]}-{now.astimezone():%Y-%m-%d}"


def _fill(part: Path, built: BuiltCopy, files: AttachmentFiles, wanted: Callable[[], bool]) -> bool:
    for name, content in (("record.pdf", built.pdf), ("record.json", built.json)):
        write_synced(part / name, [content])
    if built.attachments:
        new_folder(part / "files")
    for attachment in built.attachments:
        if not wanted():
            return False
        save_copy(files, attachment, free_name(part / "files" / safe_name(attachment.file_name)))
    return wanted()


def _not_reviewed(waiting: int) -> RecordError:
    words = ngettext(
        "{number} place in which somebody else may stand is not decided about yet.",
        "{number} places in which somebody else may stand are not decided about yet.",
        waiting,
    )
    return RecordError(
        _("The copy is not looked through yet"),
        words.format(number=waiting),
        _("Decide about each place: it stays, or it is removed, with the reason."),
    )
