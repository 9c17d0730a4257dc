"""Answers a pack that `inbox run` kept, with no vault: signed, kept beside the pack, then sealed and put where its sender looks.

Who may be answered stands in the pack itself, which is verified again; over which sealed file the answer speaks, in our receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from prevent_desktop.delivery.signed.answers import sign_answer
from prevent_desktop.delivery.signed.receipts import LARGEST, Receipt, read_receipt
from prevent_desktop.errors import ReceiptError
from prevent_desktop.files.durable import write_atomically
from prevent_desktop.files.own import remove_file
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.translation import _
from prevent_desktop.workflows.answers.give_answer import Said, answer_of, cannot_answer, recipient_of
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd


class AnswerPlace(Protocol):
    """Where senders look for receipts and answers: a folder, or a bucket."""

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt that stands there, so many bytes of it; None where there is none."""

    def answers_given(self, pack_id: str) -> tuple[int, ...]:
        """The numbers of the answers that are there."""

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> object:
        """Put a sealed answer there, never over another: False, or FileExistsError, where this number is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer that lies where its sender looks, and its signed words as they are kept here."""

    pack_id: str
    number: int
    kept: Path


def answer_kept(receiver: ReceivingEnd, place: AnswerPlace, pdf: Path, said: Said, *, now: datetime) -> Given:
    """Answer one pack. Two who answer at once get different numbers.

    Raises AnswerError where the pack names no key for answers, has no receipt of ours, or too little is said; PackError for a pack
    that does not verify; SigningKeyError; OSError.
    """
    with pdf.open("rb") as file:
        pack_id = verify_pack(file, receiver.trusted, receiver.verification_context).pack_id
        recipient = recipient_of(read_facts(file).answer_to)
    receipt = _receipt(receiver, place, pack_id)
    there = set(place.answers_given(pack_id))
    numbers = (number for number in count(1) if number not in there)
    while True:
        number = next(numbers)
        kept = pdf.with_name(f"{pack_id}.answer-{number}.jws")
        if kept.exists():  # signed before, and perhaps never put out: it is not written over
            continue
        signed = sign_answer(
            answer_of(said, number, receipt.reference, now),
            receiver.receipt_key,
            receiver.receipt_certificate,
            pack_id=pack_id,
            sealed_digest=receipt.sealed_digest,
        )
        write_atomically(kept, signed.encode())
        try:
            is_there = place.write_answer(pack_id, number, seal_bytes(signed.encode(), [recipient]))
        except FileExistsError:
            is_there = False
        if is_there is not False:
            return Given(pack_id=pack_id, number=number, kept=kept)
        remove_file(kept)


def _receipt(receiver: ReceivingEnd, place: AnswerPlace, pack_id: str) -> Receipt:
    untrusted_receipt = place.receipt(pack_id, at_most=LARGEST + 1)
    try:
        if untrusted_receipt is not None:
            receipt = read_receipt(untrusted_receipt, receiver.receipt_certificate)
            if receipt.pack_id == pack_id:
                return receipt
    except ReceiptError:
        pass
    raise cannot_answer(
        _(
            "No receipt of ours for it stands where packs come in, so it is not known which sealed file it came as."
        ),
        _("Name the place that it came in at, and the certificate that its receipt was signed with."),
    )
