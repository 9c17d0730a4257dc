"""Bring in what came by mail or on a stick: receipts and answers, from files, mails and folders, with a sentence about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.delivery.mailboxes.brought_in import Found, FoundKind, look_through
from prevent_desktop.delivery.outbox.answer_box import Kept
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import read_own
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import AnswerError, ReceiptError, SealingError
from prevent_desktop.sealing import open_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.take_answers import take_answers
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.sending.returned_files import (
    draft_for,
    forget_receipt,
    keep_receipt,
    take_brought,
)


class Became(StrEnum):
    """What became of something that was brought in."""

    DELIVERED = "delivered"
    ANSWER = "answer"
    KNOWN = "known"
    KEPT = "kept"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """One file, and what became of it in a sentence. `pack_id` is empty where no pack is meant."""

    name: str
    became: Became
    words: str
    pack_id: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in files and folders, and not taken yet."""

    found: tuple[Found, ...]


def bring_in(
    spool: Spool, paths: Sequence[Path], *, now: datetime, vault: Vault | None = None
) -> tuple[BroughtIn, ...]:
    """All that is in the files and folders. With the vault, what only it can tell is taken too.

    Nothing is taken from where it lies, and bringing it in again changes nothing. SpoolError where the outbox fails.
    """
    return take_in(spool, look_at(paths), now=now, vault=vault)


def look_at(paths: Sequence[Path]) -> Looked:
    """What is in the files and folders: away from the vault, since a stick may be slow."""
    return Looked(tuple(look_through(paths)))


def take_in(
    spool: Spool, looked: Looked, *, now: datetime, vault: Vault | None = None
) -> tuple[BroughtIn, ...]:
    """As `bring_in`, with what was looked at before."""
    return tuple(_one(spool, vault, found, now) for found in looked.found)


def _one(spool: Spool, vault: Vault | None, found: Found, now: datetime) -> BroughtIn:
    match found.kind:
        case FoundKind.RECEIPT:
            return _receipt(spool, vault, found, now)
        case FoundKind.ANSWER:
            return _answer(spool, vault, found, now)
        case FoundKind.PACK:
            words = _("This is a sealed pack. Packs that were sent to you come in through the inbox.")
        case FoundKind.TOO_LARGE:
            words = _("It is too large to be a receipt, an answer or an email with them.")
        case FoundKind.UNREADABLE:
            words = _("It cannot be read. Check that the stick or drive is connected, and try again.")
        case _ if found.name.lower().endswith(".pdf"):
            words = _(
                "It is a PDF, and no receipt or answer. Is it a pack? “Check a pack that came to you as a PDF” opens it."
            )
        case _:
            words = _("There is no receipt and no answer in it. Choose what the receiver sent back.")
    return BroughtIn(name=found.name, became=Became.NOTHING, words=words)


def _receipt(spool: Spool, vault: Vault | None, found: Found, now: datetime) -> BroughtIn:
    pack_id = found.untrusted_pack_id
    if not pack_id:
        return _told(found, Became.REFUSED, _("It is a receipt that names no pack. Ask the receiver to send it again."))  # fmt: skip
    item = spool.get(pack_id)
    if item is not None:
        return _receipt_of_outbox(spool, item, found, now)
    keep_receipt(spool, pack_id, found.content)
    taken = {} if vault is None else take_brought(vault, spool, now=now)
    if pack_id not in taken:
        words = _(
            "The receipt of pack {pack}, which is not in this outbox. It is kept until its record is opened."
        )
        return _told(found, Became.KEPT, words)
    if (refusal := taken[pack_id]) is not None:
        return _told(found, Became.REFUSED, f"{refusal.what_happened} {refusal.next_step}")
    return _told(found, Became.DELIVERED, _("Receipt checked: pack {pack} is delivered."))


def _receipt_of_outbox(spool: Spool, item: SpoolItem, found: Found, now: datetime) -> BroughtIn:
    receipt = found.content.decode("ascii", "replace")
    try:
        verify_receipt(receipt, item.receipt_certificate, pack_id=item.pack_id, sealed_digest=item.digest)
    except ReceiptError as error:
        return _told(found, Became.REFUSED, f"{error.what_happened} {error.next_step}")
    if item.state is State.DELIVERED:
        return _told(found, Became.KNOWN, _("The receipt of pack {pack} was here before."))
    keep_receipt(spool, item.pack_id, found.content)  # the courier finds it there, should this end here
    lease = spool.claim_one(item.pack_id, now)
    if lease is None:
        words = _("The receipt of pack {pack}, which is just being sent: it counts in a moment.")
        return _told(found, Became.KEPT, words)
    lease.delivered(receipt)
    spool.discard_delivered(lease.item)
    draft_for(spool, item).forget()
    forget_receipt(spool, item.pack_id)
    return _told(found, Became.DELIVERED, _("Receipt checked: pack {pack} is delivered."))


def _answer(spool: Spool, vault: Vault | None, found: Found, now: datetime) -> BroughtIn:
    pack_id, number = found.untrusted_pack_id, found.number
    if not pack_id and vault is not None:
        pack_id, number = _told_inside(vault, found)
    if not pack_id:
        words = (
            _("A sealed answer that does not say to which pack. Bring it in while its record is open.")
            if vault is None
            else _("A sealed answer that this record’s key does not open. Ask the receiver what it is.")
        )
        return _told(found, Became.REFUSED, words)
    kept = spool.answer_box.keep(pack_id, number, found.content, by_hand=True)
    if kept is Kept.FULL and vault is not None:
        take_answers(vault, spool, now=now)  # what is false among those that wait gives its place up
        kept = spool.answer_box.keep(pack_id, number, found.content, by_hand=True)
    if kept is Kept.NEW:
        return _told(found, Became.ANSWER, _("An answer to pack {pack}."), pack_id)
    if kept is Kept.KNOWN:
        return _told(found, Became.KNOWN, _("This answer to pack {pack} was here before."), pack_id)
    words = _(
        "Too many files that call themselves this answer to pack {pack} wait to be checked. Open the record of that pack, "
        "then bring this one in again."
    )
    return _told(found, Became.REFUSED, words, pack_id)


def _told_inside(vault: Vault, found: Found) -> tuple[str, int]:
    """Pack and number as the answer itself says; whether it may say so is judged when it is taken."""
    try:
        signed = read_own(open_bytes(found.content, answer_identities(vault)).decode("ascii", "replace"))
    except (SealingError, AnswerError):
        return "", 0
    return signed.pack_id, signed.answer.number


def _told(found: Found, became: Became, words: str, pack_id: str = "") -> BroughtIn:
    pack_id = pack_id or found.untrusted_pack_id
    shown = short_pack_id(pack_id) if pack_id else ""
    return BroughtIn(name=found.name, became=became, words=words.replace("{pack}", shown), pack_id=pack_id)
