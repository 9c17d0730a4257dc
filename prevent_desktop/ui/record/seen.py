"""Who has seen a record, and who has sent or received from it: the audit in words. No Qt."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.translation import _
from prevent_desktop.ui.moments import moment_in_words
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.vault.audit.audit_chain import AuditEntry
from prevent_desktop.workflows.record import RecordView


def seen_rows(record: RecordView, now: datetime) -> tuple[Row, ...]:
    """A row for each entry of the audit, newest first."""
    return tuple(_row(entry, record, now) for entry in reversed(record.seen))


def _row(entry: AuditEntry, record: RecordView, now: datetime) -> Row:
    cells = (
        Cell(moment_in_words(entry.at, now)),
        Cell(what_was_done(entry, record)),
        Cell(_who(entry, record)),
    )
    return Row(key=str(entry.position), cells=cells)


def what_was_done(entry: AuditEntry, record: RecordView) -> str:
    """The action in words; the name of the form, pack or file it was done to where it has one."""
    sentence = {
        "record.opened": _("Record opened"),
        "person.added": _("Person added"),
        "person.changed": _("Details of the person changed"),
        "person.left": _("A difference from a form was left as it is"),
        "note.grown": _("A note went on in a form: {thing}"),
        "case.opened": _("Case opened"),
        "note.written": _("Note written"),
        "event.written": _("Event added"),
        "form.started": _("{thing} started"),
        "form.finalised": _("{thing} finalised"),
        "attachment.added": _("File added: {thing}"),
        "attachment.copied": _("Copy saved outside the vault: {thing}"),
        "pack.signed": _("Pack {thing} signed"),
        "pack.queued": _("Pack {thing} put into the outbox"),
        "pack.shown": _("Pack {thing} looked at"),
        "receipt.verified": _("Pack {thing} received"),
    }.get(entry.action, entry.action)
    return sentence.format(thing=_thing(entry.subject, record))


def _thing(subject: str, record: RecordView) -> str:
    names = {form.id: form.title for form in record.forms}
    names |= {pack.id: short_pack_id(pack.id) for pack in record.packs}
    names |= {attachment.id: attachment.file_name for attachment in record.attachments}
    return names.get(subject, _("record"))


def _who(entry: AuditEntry, record: RecordView) -> str:
    if entry.action == "receipt.verified":
        return next((pack.recipient_name for pack in record.packs if pack.id == entry.subject), _("Receiver"))
    return _("You")
