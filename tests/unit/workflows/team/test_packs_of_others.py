"""A pack of one colleague, and another one's program: what that writes takes it out of no outbox, and keeps no true answer out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.origins import decision_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.team.moves import sign_of
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import read_own, sign_answer
from prevent_desktop.delivery.signed.receipts import sign_receipt
from prevent_desktop.sealing import parse_recipient, seal_bytes
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.returned_files import keep_receipt, take_brought
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from tests.profiles import change_profile
from tests.unit.casework.team.writing_sets import full
from tests.unit.delivery.receivers import PACK, Receiver
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of
from tests.unit.workflows.team.test_who_wrote import noted
from tests.unit.workflows.team.test_whose_word import claimed

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
    with queued(tmp_path) as (sam, pat, spool, case):
        before = sam.packs.get(PACK)
        file_id, digest = a_file(pat, case, b"another file")
        pat.packs.set_countersigned(PACK, attachment_id=file_id, pdf_digest=digest)
        pat.packs.set_receipt(PACK, receipt=receipt, receipt_at=THEN, receiver_reference="26-1")
        follow(sam, pat, spool)
        assert spool.get(PACK) is not None
        for vault in (sam, pat):
            assert vault.packs.get(PACK) == before, "with the file that was signed"


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


def sends_to(vault: Vault) -> str:
    """A receiver that the profile names, whom a pack can reach by itself."""
    return next(one.id for one in settings.known_receivers(vault) if one.endpoint)


@contextmanager
def signed_here(tmp_path: Path, status: PackStatus) -> Iterator[tuple[Vault, Vault, Spool, Case]]:
    """Sam signed a pack, which stands in no outbox, and Pat's vault knows of it."""
    with (
        vaults_of(tmp_path, "sf", "pl") as (sam, pat),
        Spool.open(tmp_path / "outbox", clock=lambda: THEN) as spool,
    ):
        case = a_shared_case(sam, pat)
        file_id, digest = a_file(sam, case, b"a pack of ours")
        sam.packs.add(
            PackRecord(
                id=PACK, case_id=case.id, recipient_id=sends_to(sam), recipient_name="Police", attachment_id=file_id,
                page_count=1, pdf_digest=digest, sealed_digest="ab" * 32, status=status, signed_at=THEN,
            )
        )  # fmt: skip
        sam.audit.append("pack.signed", PACK, digest)
        carry(sam, pat)
        yield sam, pat, spool, case


def a_file(vault: Vault, case: Case, content: bytes) -> tuple[str, str]:
    file = vault.attachments.files.keep(vault.attachments.files.stage(io.BytesIO(content)))
    vault.attachments.add_stored(
        file, case_id=case.id, file_name="o.pdf", media_type="application/pdf", at=THEN
    )
    return file.id, file.sha256


def moves_here(vault: Vault, case: Case) -> None:
    """The vault says that it brought the case into its circle: all rows are begun by it there."""
    step = full(
        "disposal_steps", id="step", case_id=case.id, step="moved", said_at=time_text(THEN), vault=make_own_vault(vault).id,
        announcement=sign_of(vault.team.circle_of(case.id) or "", case.id), known="[]",
    )  # fmt: skip
    vault.database.insert("disposal_steps", **step)


@pytest.mark.parametrize(("is_moved", "status"), [(False, PackStatus.WITHDRAWN), (True, PackStatus.SIGNED)])
def test_a_colleague_has_nothing_sent_that_was_taken_back(
    tmp_path: Path, status: PackStatus, *, is_moved: bool
) -> None:
    """Else a pack about the wrong child, taken out of the outbox, leaves after all, from its author's laptop."""
    with signed_here(tmp_path, PackStatus.WITHDRAWN) as (sam, pat, spool, case):
        sam.audit.append("pack.withdrawn", PACK)
        if is_moved:
            moves_here(sam, case)
            carry(sam, pat)
        told = pat.packs.get(PACK)
        pat.packs.set_countersigned(PACK, attachment_id=told.attachment_id, pdf_digest=told.pdf_digest)
        follow(sam, pat, spool)
        assert sam.packs.get(PACK).status is status
        assert spool.items() == ()


@pytest.mark.parametrize(
    ("content", "goes"), [(b"another file", False), (b"a pack of ours, countersigned", True)]
)
def test_what_a_colleague_countersigned_goes_and_nothing_else_in_its_place(
    tmp_path: Path, content: bytes, *, goes: bool
) -> None:
    with signed_here(tmp_path, PackStatus.AWAITING) as (sam, pat, spool, case):
        file_id, digest = a_file(pat, case, content)
        pat.packs.set_countersigned(PACK, attachment_id=file_id, pdf_digest=digest)
        follow(sam, pat, spool)
        assert sam.packs.get(PACK).pdf_digest == digest
        assert bool(spool.items()) is goes


def test_a_receipt_that_a_colleague_made_up_keeps_out_no_true_one_that_is_brought_in(tmp_path: Path) -> None:
    with signed_here(tmp_path, PackStatus.SAVED) as (sam, pat, spool, _case):
        profile = settings.profile(sam)
        assert profile is not None
        receivers = tuple(
            replace(one, receipt_certificate=RECEIVER.certificate_pem) for one in profile.recipients
        )
        change_profile(sam, recipients=receivers)
        pat.packs.set_receipt(PACK, receipt="made up", receipt_at=THEN, receiver_reference="26-1")
        carry(sam, pat)
        true = sign_receipt(
            RECEIVER.key_pem, RECEIVER.certificate_pem, pack_id=PACK, sealed_digest=sam.packs.get(PACK).sealed_digest,
            received_at=THEN, reference="26-2",
        )  # fmt: skip
        keep_receipt(spool, PACK, true.encode())
        assert take_brought(sam, spool, now=THEN) == {PACK: None}
        assert sam.packs.get(PACK).receipt == true


def test_a_colleague_takes_no_receipt_out_of_the_record(tmp_path: Path) -> None:
    """What Pat's program says of Sam's pack stands beside what Sam's vault said, and a delivered pack is delivered at everybody."""
    with signed_here(tmp_path, PackStatus.SAVED) as (sam, pat, spool, case):
        sam.packs.set_receipt(PACK, receipt="a receipt", receipt_at=THEN, receiver_reference="26-1")
        carry(sam, pat)
        pat.packs.set_queued(PACK, sealed_digest="ab" * 32)
        follow(sam, pat, spool)
        noted(sam, case.id, "Sam Field", "What comes next brings all of it up")
        carry(sam, pat)
        for vault in (sam, pat):
            told = vault.packs.get(PACK)
            assert (told.status, told.receipt) == (PackStatus.DELIVERED, "a receipt")


def test_a_colleague_puts_no_other_file_in_the_place_of_a_pack_that_came_in(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(sam, case.id)
        carry(sam, pat)
        other, _digest = a_file(pat, case, b"another file")
        pat.database.run("UPDATE received_packs SET attachment_id = ? WHERE id = ?", (other, pack.id))
        carry(sam, pat)
        noted(sam, case.id, "Sam Field", "What comes next brings all of it up")
        carry(sam, pat)
        assert [vault.received.get(pack.id).attachment_id for vault in (sam, pat)] == [pack.attachment_id] * 2


def outcome(number: int, reason: str) -> Answer:
    return Answer(
        kind=AnswerKind.OUTCOME, number=number, at=THEN - timedelta(minutes=reason == "Invented"), outcome=Outcome.CHANNEL_ADOPTED, reason=reason, receiver="Receiving desk"
    )  # fmt: skip


def invent(pat: Vault, case: Case, number: int) -> None:
    """Rows that say that the receiver answered, and decided; nobody signed either."""
    record = AnswerRecord(
        case_id=case.id, pack_id=PACK, direction=Direction.RECEIVED, answer=outcome(number, "Invented"), jws="j", recorded_at=THEN
    )  # fmt: skip
    pat.answers.add(record)
    pat.decisions.add(
        Decision(
            id=decision_id(replace(record, answer=outcome(1, "Any"))), case_id=case.id, kind=DecisionKind.OUTCOME, choice="Nothing",
            reason="Invented", decided_by="Receiving desk", decided_at=THEN,
        )
    )  # fmt: skip


def comes(sam: Vault, spool: Spool, answer: Answer) -> str:
    """The receiver's answer, as the courier fetched it; its signed words."""
    item = spool.expect(PACK)
    signed = sign_answer(
        answer,
        RECEIVER.key_pem.encode(),
        RECEIVER.certificate_pem.encode(),
        pack_id=PACK,
        sealed_digest=item.digest,
    )
    spool.answer_box.watch(PACK, "https://receiver.example/files", since=THEN)
    spool.answer_box.keep(
        PACK, answer.number, seal_bytes(signed.encode(), [parse_recipient(answer_recipient(sam))])
    )
    return signed


@pytest.mark.parametrize("number", [1, 7])
def test_an_answer_that_a_colleague_made_up_keeps_out_no_true_one(tmp_path: Path, number: int) -> None:
    """Under the same number, or a later one; nor does a decision under the id that the true one would have."""
    with queued(tmp_path) as (sam, pat, spool, case):
        sam.cases.set_status(case.id, CaseStatus.ACKNOWLEDGED, at=THEN)
        invent(pat, case, number)
        carry(sam, pat)
        for each in (1, 2):
            signed = comes(sam, spool, outcome(each, f"True {each}"))
            follow(sam, pat, spool)
            for vault in (sam, pat):
                assert signed in {one.jws for one in vault.answers.of_case(case.id)}
                assert f"True {each}" in {one.reason for one in vault.decisions.of_case(case.id)}
        assert sam.answers.set_aside_in(case.id) == ()
        assert sam.cases.get(case.id).status is CaseStatus.OUTCOME
        told = [one for one in read_record(sam, case.person_id, now=THEN).entries if one.origin.word_of]
        assert {one.origin.word_of.colleague for one in told if one.origin.word_of} == {"Pat Lee"}
        assert all("True" not in f"{one.what}" for one in told)


def test_a_true_answer_that_a_colleague_brought_in_is_the_same_one(tmp_path: Path) -> None:
    with queued(tmp_path) as (sam, pat, spool, case):
        signed = comes(sam, spool, outcome(1, "True"))
        pat.answers.add(
            AnswerRecord(
                case_id=case.id, pack_id=PACK, direction=Direction.RECEIVED, answer=read_own(signed).answer, jws=signed,
                recorded_at=THEN,
            )
        )  # fmt: skip
        follow(sam, pat, spool)
        assert len(sam.answers.of_case(case.id)) == 1
        assert sam.answers.set_aside_in(case.id) == ()
