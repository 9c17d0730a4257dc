"""Bring what happened to the packs while the vault was locked into the record, and mend what a crash cut short."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.team.change_set import STATE
from prevent_desktop.casework.team.shared_kinds import claims
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import ReceiptError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.take_answers import take_answers
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.sign_in_places import tell_sign_ins
from prevent_desktop.workflows.packs.countersign import begins_with
from prevent_desktop.workflows.packs.keep_pack import queue_sealed, seal_again
from prevent_desktop.workflows.packs.pack_mistake import put_case_back, take_back_withdrawal
from prevent_desktop.workflows.retention.dispose import finish_if_possible
from prevent_desktop.workflows.sending.returned_files import is_state_by_others, record_receipt, take_brought
from prevent_desktop.workflows.team.cases.team_disposal import tend_disposals
from prevent_desktop.workflows.vault_admin.restore import may_be_queued_again

_ON_ITS_WAY: Final = frozenset(
    {"pack.queued", "pack.sent", "pack.withdrawn", "pack.cancelled", "receipt.verified"}
)


def follow_up(vault: Vault, spool: Spool, *, now: datetime) -> int:
    """Record new receipts and answers, and queue what was signed but not queued; tells how much changed. Safe to repeat."""
    if vault.is_read_only:
        return 0
    tend_disposals(vault, spool, now=now)
    finish_if_possible(vault, spool, now=now)
    tell_sign_ins(spool, settings.known_receivers(vault))
    items = {item.pack_id: item for item in spool.items()}
    packs = {pack.id: pack for pack in (*vault.packs.unsettled(), *vault.packs.some(items))}
    settled = sum(_settle(vault, spool, pack, items.get(pack.id), now) for pack in packs.values())
    settled += len(take_brought(vault, spool, now=now))
    return settled + take_answers(vault, spool, now=now)


def _settle(vault: Vault, spool: Spool, pack: PackRecord, item: SpoolItem | None, now: datetime) -> bool:
    if item is not None and item.state is State.CANCELLED:
        return note_cancelled(vault, spool, pack, item, now=now)
    if pack.status is PackStatus.SIGNED:
        return _queue_again(vault, spool, pack, item, now)
    if item is None:
        return False
    if not _is_ended_by_others(vault, pack, item):
        return _settle_item(vault, spool, pack, item, now)
    if vault.team.is_dirty(pack.case_id):
        return False  # what was written here counts, once it is in a set
    with vault.transaction():
        _say_again(vault, pack)
        take_back_withdrawal(vault, spool, pack.id)
    _settle_item(vault, spool, vault.packs.get(pack.id), item, now)
    return True


def _settle_item(vault: Vault, spool: Spool, pack: PackRecord, item: SpoolItem, now: datetime) -> bool:
    """Bring together what the record says of a pack, and what stands in the outbox."""
    if pack.status is PackStatus.WITHDRAWN:  # the program ended in the middle of it
        if not spool.withdraw(pack.id):
            take_back_withdrawal(vault, spool, pack.id)
        return True
    if pack.status is PackStatus.DELIVERED and item.state is not State.DELIVERED:
        spool.remove_received(pack.id)  # its receipt came with the copy from another laptop
        return True
    if pack.status is PackStatus.QUEUED and item.state in {State.SENT, State.DELIVERED}:
        _note_sent(vault, pack)
    if pack.status is PackStatus.QUEUED and item.state is State.DELIVERED:
        _record_receipt(vault, pack, item, now)
        spool.orders.recorded(pack.id)
        return True
    if pack.status is PackStatus.DELIVERED and item.recorded_at is None:
        spool.orders.recorded(pack.id)  # it was recorded before, by an older version or just before a crash
    return False


def _is_ended_by_others(vault: Vault, pack: PackRecord, item: SpoolItem) -> bool:
    """Whether colleagues alone say that what stands in this outbox was taken out, or has arrived, and no receipt of it says so."""
    is_ended = pack.status in {PackStatus.WITHDRAWN, PackStatus.DELIVERED}
    if not is_ended or not is_state_by_others(vault, pack):
        return False
    try:
        verify_receipt(pack.receipt, item.receipt_certificate, pack_id=pack.id, sealed_digest=item.digest)
    except ReceiptError:
        return True
    return False


def _say_again(vault: Vault, pack: PackRecord) -> None:
    """What stands in the outbox is what this vault said of it last, and not which file a colleague says that it is."""
    circle = vault.team.circle_of(pack.case_id) or ""
    own = sorted(
        (one for one in vault.team.sets_of(pack.case_id, circle) if one.here), key=lambda one: one.received_at
    )
    said = [
        value
        for one in own
        for operation in one.named.change_set.operations
        if (operation.table, operation.key) == (PACKS.table, (pack.id,))
        for unit, value in claims(PACKS, operation)
        if unit == STATE
    ]
    for words in said[-1:]:
        vault.packs.put_back(pack.id, words)


def note_cancelled(vault: Vault, spool: Spool, pack: PackRecord, item: SpoolItem, *, now: datetime) -> bool:
    """Write into the record that a pack was cancelled, once; whether that was new. Its signed pack stays there."""
    if pack.status in {PackStatus.WITHDRAWN, PackStatus.DELIVERED}:
        if item.recorded_at is None:
            spool.orders.recorded(pack.id)
        return False
    with vault.transaction():
        vault.packs.set_withdrawn(pack.id)
        vault.audit.append("pack.cancelled", pack.id, f"{item.offset}/{item.size}")
    put_case_back(vault, pack.id, now=now)
    spool.orders.recorded(pack.id)
    return True


def _queue_again(vault: Vault, spool: Spool, pack: PackRecord, item: SpoolItem | None, now: datetime) -> bool:
    """The program ended between signing and queueing: the sealed file is in the spool already, or is made again."""
    receiver = next((r for r in settings.known_receivers(vault) if r.id == pack.recipient_id), None)
    if item is not None:
        with vault.transaction():
            vault.packs.set_queued(pack.id, sealed_digest=item.digest)
    elif receiver is not None and _goes_from_here(vault, pack):
        sealed = seal_again(vault, spool, pack, receiver)
        queue_sealed(vault, spool, pack, receiver, sealed, now=now)
    return item is not None or (receiver is not None and _goes_from_here(vault, pack))


def _goes_from_here(vault: Vault, pack: PackRecord) -> bool:
    """Whether it may be queued here by itself: one that a colleague signed is on its way from their laptop, and nobody else has one of ours sent."""
    elsewhere = vault.team.units.written_elsewhere(pack.case_id, PACKS.table, pack.id)
    if elsewhere or not may_be_queued_again(vault, pack.id):
        return False
    return not is_state_by_others(vault, pack) or _is_countersigned_for_us(vault, pack)


def _is_countersigned_for_us(vault: Vault, pack: PackRecord) -> bool:
    """Whether what a colleague put in its place begins with what was signed here, and that was never on its way."""
    done = vault.audit.about([pack.id])
    signed = {entry.detail for entry in done if entry.action == "pack.signed"}
    if any(entry.action in _ON_ITS_WAY for entry in done):
        return False
    waited = (one for one in vault.attachments.of_case(pack.case_id) if one.sha256 in signed)
    whole = vault.attachments.source(vault.attachments.get(pack.attachment_id))
    return any(begins_with(whole, vault.attachments.source(one)) for one in waited)


def _note_sent(vault: Vault, pack: PackRecord) -> None:
    """All of it was uploaded: written down once."""
    if not vault.audit.has("pack.sent", pack.id):
        vault.audit.append("pack.sent", pack.id, pack.sealed_digest)


def _record_receipt(vault: Vault, pack: PackRecord, item: SpoolItem, now: datetime) -> None:
    record_receipt(vault, pack, item.receipt, item.receipt_certificate, now=now)
