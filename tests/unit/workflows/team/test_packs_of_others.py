"""A pack that waits in one colleague's outbox: what another one's program writes of it takes it out of there no sooner than a receipt."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.receipts import sign_receipt
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.unit.delivery.receivers import PACK, Receiver
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of

RECEIVER = Receiver.make()


@contextmanager
def queued(tmp_path: Path) -> Iterator[tuple[Vault, Vault, Spool, Case]]:
    """Sam's pack stands in Sam's outbox, and Pat's vault knows of it."""
    with (
        vaults_of(tmp_path, "sf", "pl") as (sam, pat),
        Spool.open(tmp_path / "outbox", clock=lambda: THEN) as spool,
    ):
        case = a_shared_case(sam, pat)
        file = sam.attachments.files.keep(sam.attachments.files.stage(io.BytesIO(b"a pack of ours")))
        sam.attachments.add_stored(
            file, case_id=case.id, file_name="o.pdf", media_type="application/pdf", at=THEN
        )
        item = spool.queue(
            PACK,
            b"sealed",
            endpoint="https://receiver.example/files",
            receipt_certificate=RECEIVER.certificate_pem,
        )
        sam.packs.add(
            PackRecord(
                id=PACK, case_id=case.id, recipient_id="police", recipient_name="Police", attachment_id=file.id, page_count=1,
                pdf_digest="ab" * 32, sealed_digest=item.digest, status=PackStatus.QUEUED, signed_at=THEN,
            )
        )  # fmt: skip
        carry(sam, pat)
        assert pat.packs.get(PACK).status is PackStatus.QUEUED
        yield sam, pat, spool, case


def follow(sam: Vault, pat: Vault, spool: Spool) -> None:
    """What Pat's vault says comes to Sam's, which looks after its outbox, and tells Pat's."""
    carry(sam, pat)
    follow_up(sam, spool, now=THEN)
    carry(sam, pat)


@pytest.mark.parametrize("receipt", ["", "no receipt"])
def test_a_colleague_who_says_that_it_arrived_takes_it_out_of_no_outbox(tmp_path: Path, receipt: str) -> None:
    """Else a referral never leaves, and stands as delivered."""
    with queued(tmp_path) as (sam, pat, spool, _case):
        pat.packs.set_receipt(PACK, receipt=receipt, receipt_at=THEN, receiver_reference="26-1")
        follow(sam, pat, spool)
        assert spool.get(PACK) is not None
        for vault in (sam, pat):
            told = vault.packs.get(PACK)
            assert (told.status, told.receipt_at, told.receipt) == (PackStatus.QUEUED, None, "")


def test_a_colleague_withdraws_nothing_from_anothers_outbox(tmp_path: Path) -> None:
    with queued(tmp_path) as (sam, pat, spool, _case):
        pat.packs.set_withdrawn(PACK)
        follow(sam, pat, spool)
        assert spool.get(PACK) is not None
        assert [vault.packs.get(PACK).status for vault in (sam, pat)] == [PackStatus.QUEUED] * 2


def test_a_receipt_that_a_colleague_brought_in_takes_it_out(tmp_path: Path) -> None:
    with queued(tmp_path) as (sam, pat, spool, _case):
        receipt = sign_receipt(
            RECEIVER.key_pem, RECEIVER.certificate_pem, pack_id=PACK, sealed_digest=sam.packs.get(PACK).sealed_digest,
            received_at=THEN, reference="26-1",
        )  # fmt: skip
        pat.packs.set_receipt(PACK, receipt=receipt, receipt_at=THEN, receiver_reference="26-1")
        follow(sam, pat, spool)
        assert spool.get(PACK) is None
        assert sam.packs.get(PACK).status is PackStatus.DELIVERED


def test_what_was_withdrawn_here_goes_from_the_outbox(tmp_path: Path) -> None:
    """The program ended in the middle of it."""
    with queued(tmp_path) as (sam, pat, spool, _case):
        sam.packs.set_withdrawn(PACK)
        follow_up(sam, spool, now=THEN)
        assert spool.get(PACK) is None
        carry(sam, pat)
        assert pat.packs.get(PACK).status is PackStatus.WITHDRAWN
