"""What is in the outbox, with the names that only the vault knows; and a pack that is cancelled there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.chasing import answers_waited_for
from prevent_desktop.workflows.sending.follow_up import note_cancelled
from prevent_desktop.workflows.sending.orders import cancel


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """A pack in the outbox, and what the record knows of it: None where another vault of this machine queued it.

    `answer_due` is the day by which its answer is waited for; None where none is.
    """

    item: SpoolItem
    record: PackRecord | None
    answer_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The outbox, newest first, and whether sending is switched off."""

    lines: tuple[OutboxLine, ...]
    paused: bool


def read_outbox(vault: Vault, spool: Spool) -> Outbox:
    """Read the outbox; nothing is changed."""
    items = tuple(spool.items())
    records = {record.id: record for record in vault.packs.some([item.pack_id for item in items])}
    due = {one.pack.id: one.day for one in answers_waited_for(vault) if one.question is None}
    return Outbox(
        lines=tuple(
            OutboxLine(item=item, record=records.get(item.pack_id), answer_due=due.get(item.pack_id))
            for item in items
        ),
        paused=spool.paused,
    )


def cancel_pack(vault: Vault, spool: Spool, pack_id: str, *, now: datetime) -> SpoolItem:
    """Cancel a pack of which not all was sent; the signed pack stays in the record. SpoolError where it is too late.

    A pack of another vault of this machine is cancelled too; that vault writes it down when it is open.
    """
    item = cancel(spool, pack_id)
    for record in vault.packs.some([pack_id]):
        note_cancelled(vault, spool, record, item, now=now)
    return item
