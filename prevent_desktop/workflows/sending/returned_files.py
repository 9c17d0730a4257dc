"""Where what came back by mail or stick lies in the outbox's folder, beside the drafts of mails; and what of it a record takes.

A receipt stays there until the outbox or a record has taken it: packs that were saved to a stick are in no outbox, and another vault
on this computer may be the one that it belongs to.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.team.change_set import STATE
from prevent_desktop.delivery.mailboxes.by_hand import brought_in, drafts_in
from prevent_desktop.delivery.mailboxes.mail_drafts import MailDraft, MailDrafts
from prevent_desktop.delivery.mailboxes.mailbox import RECEIPT_ENDING, FolderMailbox
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.delivery.transports.brought import what_was_brought
from prevent_desktop.errors import ReceiptError
from prevent_desktop.files.durable import make_folder
from prevent_desktop.files.own import remove_file
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import set_case_status


def brought_to(spool: Spool) -> FolderMailbox:
    """Where receipts lie that were brought in and not taken yet."""
    return brought_in(spool.folder)


def drafts_of(spool: Spool) -> MailDrafts:
    """The drafts of mails of this outbox."""
    return drafts_in(spool.folder)


def draft_for(spool: Spool, item: SpoolItem) -> MailDraft:
    """The draft for one pack of the outbox."""
    return drafts_of(spool).of(item.pack_id, item.digest)


def written_draft(spool: Spool, pack_id: str) -> MailDraft | None:
    """The draft for a pack by its id; None where the pack is not here, or no mail is written for it."""
    item = spool.get(pack_id)
    draft = None if item is None else draft_for(spool, item)
    return draft if draft is not None and draft.path.exists() else None


def say_sent(spool: Spool, pack_id: str) -> bool:
    """The person has sent the mail with this pack: from here on its receipt is waited for. False where there is no draft."""
    draft = written_draft(spool, pack_id)
    if draft is None:
        return False
    draft.say_sent()
    spool.retry(pack_id)
    return True


def keep_receipt(spool: Spool, pack_id: str, untrusted_receipt: bytes) -> None:
    """Keep a receipt durably until it is taken. OSError where the disk does not let us."""
    mailbox = brought_to(spool)
    make_folder(mailbox.receipts_folder)
    mailbox.write_receipt(pack_id, untrusted_receipt)


def forget_receipt(spool: Spool, pack_id: str) -> None:
    """It was taken, or is false."""
    remove_file(brought_to(spool).receipt_path(pack_id))


def take_brought(vault: Vault, spool: Spool, *, now: datetime) -> dict[str, ReceiptError | None]:
    """Take the receipts of this vault's packs into its record; by pack id, with the reason of those that are false.

    Those of packs that wait in the outbox are the courier's: it finds them here. Safe to repeat.
    """
    try:
        names = [path.name for path in brought_to(spool).receipts_folder.glob(f"*{RECEIPT_ENDING}")]
    except OSError:
        return {}
    ids = {name.removesuffix(RECEIPT_ENDING) for name in names}
    for pack_id in ids:
        _tidy(spool, pack_id)
    return {
        pack.id: _take(vault, spool, pack, now)
        for pack in vault.packs.some(ids)
        if spool.get(pack.id) is None
    }


def _tidy(spool: Spool, pack_id: str) -> None:
    """What the courier has taken meanwhile is needed no more."""
    item = spool.get(pack_id)
    if item is not None and item.state is State.DELIVERED:
        with suppress(OSError):
            draft_for(spool, item).forget()
            forget_receipt(spool, pack_id)


def _take(vault: Vault, spool: Spool, pack: PackRecord, now: datetime) -> ReceiptError | None:
    untrusted_receipt = what_was_brought(brought_to(spool).receipt_path(pack.id)) or b""
    refusal = None
    if not pack.receipt or is_state_by_others(vault, pack):
        receiver = next((one for one in settings.known_receivers(vault) if one.id == pack.recipient_id), None)
        certificate = "" if receiver is None else receiver.receipt_certificate
        try:
            record_receipt(vault, pack, untrusted_receipt.decode("ascii", "replace"), certificate, now=now)
        except ReceiptError as error:
            refusal = error
        else:
            if receiver is not None and receiver.endpoint:
                spool.answer_box.watch(pack.id, receiver.endpoint, since=now)
    with suppress(OSError):
        forget_receipt(spool, pack.id)
    return refusal


def is_state_by_others(vault: Vault, pack: PackRecord) -> bool:
    """Whether colleagues alone say where a pack is, which file it is, and that its receipt has come."""
    place = UnitPlace(PACKS.table, key_text([pack.id]), STATE)
    return bool(vault.team.units.said_by_others(pack.case_id, [place]))


def record_receipt(
    vault: Vault, pack: PackRecord, untrusted_receipt: str, certificate_pem: str, *, now: datetime
) -> None:
    """The pack is delivered, and the case acknowledged. ReceiptError where the receipt is not for this very pack."""
    receipt = verify_receipt(
        untrusted_receipt, certificate_pem, pack_id=pack.id, sealed_digest=pack.sealed_digest
    )
    with vault.transaction():
        vault.packs.set_receipt(
            pack.id,
            receipt=untrusted_receipt,
            receipt_at=receipt.received_at,
            receiver_reference=receipt.reference,
        )
        if (
            vault.cases.get(pack.case_id).status is CaseStatus.FINALISED
        ):  # it went by hand: nothing was queued
            set_case_status(vault, pack.case_id, CaseStatus.QUEUED, now=now)
        set_case_status(vault, pack.case_id, CaseStatus.ACKNOWLEDGED, now=now)
        vault.audit.append("receipt.verified", pack.id)  # the receiver's own reference could name somebody
