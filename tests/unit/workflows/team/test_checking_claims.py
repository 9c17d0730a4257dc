"""What a colleague's laptop says that somebody signed is checked here once: it is so, it is not, or nobody here can tell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.origins import OriginKind, WordOf, decision_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack, ReceivedStatus
from prevent_desktop.casework.signature_check import Finding
from prevent_desktop.delivery.signed.answers import read_own, sign_answer
from prevent_desktop.delivery.signed.receipts import sign_receipt
from prevent_desktop.ui.receiving.received_pack_words import found_false, signed_heading
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signers import keep_signers
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.record import checking_claims
from prevent_desktop.workflows.record.checking_claims import cases_to_check, keep_found, next_to_check
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.whose_word import unchecked
from tests.profiles import a_receiver, change_profile
from tests.unit.delivery.receivers import Receiver
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.workflows.receiving.in_vault import make_receiving_vault, receiving_vault
from tests.unit.workflows.receiving.packs_in import Desk, make_desk
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of

POLICE = Receiver.make("Police")
SENT = "P-2222AAAABBBB"
DIGEST = "cd" * 32


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture(scope="module")
def genuine(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> ReceivedPack:
    """What a vault that took the pack in keeps of it."""
    folder = tmp_path_factory.mktemp("desk")
    with receiving_vault(folder / "open", make_receiving_vault(folder, desk)) as receiving:
        receiving.put(desk.signed.pdf)
        (pack,) = receiving.take_all()
    assert isinstance(pack, ReceivedPack)
    return pack


@contextmanager
def two(folder: Path, **changes: Any) -> Iterator[tuple[Vault, Vault, Case]]:
    """Sam's and Pat's vaults, with a profile that differs by `changes`, and a case that they share."""
    with vaults_of(folder, "sf", "pl") as (sam, pat):
        for vault in (sam, pat):
            change_profile(vault, **changes)
        yield sam, pat, a_shared_case(sam, pat)


def trusting(desk: Desk) -> dict[str, Any]:
    return {"trust": (desk.signed.authority.certificate_pem.decode(),)}


def take_in(vault: Vault, case: Case, pack: ReceivedPack, pdf: bytes) -> ReceivedPack:
    """The vault has this row, over this file, in the case; nothing of it was checked there."""
    files = vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(pdf)))
    vault.attachments.add_stored(file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=THEN)
    row = replace(pack, attachment_id=file.id, case_id=None, status=ReceivedStatus.NEW)
    vault.received.add(row)
    vault.received.put_in_case(row.id, case.id)
    return vault.received.get(row.id)


def check_all(vault: Vault, case_id: str, now: datetime = THEN) -> list[Finding]:
    """Everything of a case that is due, as the window does it."""
    found = []
    while (one := next_to_check(vault, case_id, now=now)) is not None:
        found.append(one.judge())
        keep_found(vault, one, found[-1])
    return found


def words(vault: Vault, case: Case) -> dict[OriginKind, bool]:
    """Of which kinds anything is told as a colleague's word, and whether it was found false here."""
    return {one.told[0]: one.word.is_false for one in unchecked(vault, case.id)}


def test_a_pack_that_a_colleague_took_in_is_checked_here_once(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        pack = take_in(pat, case, genuine, desk.signed.pdf)
        carry(sam, pat)
        assert words(sam, case) == {OriginKind.PACK: False}
        assert signed_heading(open_pack(sam, pack.id, now=THEN).word) == "Not confirmed on this laptop"
        assert cases_to_check(sam) == (case.id,)
        assert check_all(sam, case.id) == [Finding.SIGNED]
        assert words(sam, case) == {}
        assert signed_heading(open_pack(sam, pack.id, now=THEN).word) == "Checked"
        assert check_all(sam, case.id, THEN + timedelta(days=400)) == [], "it is kept"
        assert check_all(pat, case.id) == [], "what is one's own is not looked at"


@pytest.mark.parametrize(
    "change",
    [
        {"sender_name": "Chief Constable"},
        {"sender_organisation": "Police"},
        {"claimed_at": SIGNED_AT - timedelta(days=400)},
        {"later_signers": ("Ada Min",)},
    ],
    ids=str,
)
def test_a_row_that_names_another_signer_than_the_pack_is_told_as_false(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack, change: dict[str, Any]
) -> None:
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        pack = take_in(pat, case, replace(genuine, **change), desk.signed.pdf)
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.FALSE]
        assert words(sam, case) == {OriginKind.PACK: True}
        opened = open_pack(sam, pack.id, now=THEN)
        assert signed_heading(opened.word) == "Checked: not as it says"
        assert found_false(opened.word, opened.pack).startswith("Pat Lee’s laptop says that ")


@pytest.mark.parametrize("change", [{"title": "Other"}, {"danger": "yes"}, {"asks": "Close it"}], ids=str)
def test_a_row_that_tells_otherwise_of_a_genuine_pack_stays_a_colleagues_word(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack, change: dict[str, Any]
) -> None:
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        take_in(pat, case, replace(genuine, **change), desk.signed.pdf)
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.NOT_KNOWN]
        assert words(sam, case) == {OriginKind.PACK: False}


@pytest.mark.parametrize("spoil", [b"no pack", None], ids=["no PDF", "changed"])
def test_a_file_that_nobody_signed_is_told_as_false(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack, spoil: bytes | None
) -> None:
    middle = len(desk.signed.pdf) // 3
    changed = desk.signed.pdf[:middle] + b"X" + desk.signed.pdf[middle + 1 :]
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        take_in(pat, case, genuine, changed if spoil is None else spoil)
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.FALSE]


def test_a_signer_whom_nobody_here_vouches_for_is_looked_at_again_once_that_changes(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path) as (sam, pat, case):
        take_in(pat, case, genuine, desk.signed.pdf)
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.NOT_KNOWN]
        assert words(sam, case) == {OriginKind.PACK: False}
        assert check_all(sam, case.id, THEN + timedelta(days=2)) == []
        change_profile(sam, **trusting(desk))
        assert check_all(sam, case.id, THEN + timedelta(hours=1)) == []
        assert check_all(sam, case.id, THEN + timedelta(days=2)) == [Finding.SIGNED]


def test_a_check_that_ended_the_program_is_not_begun_again_at_once(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        take_in(pat, case, genuine, desk.signed.pdf)
        carry(sam, pat)
        assert next_to_check(sam, case.id, now=THEN) is not None
        assert next_to_check(sam, case.id, now=THEN + timedelta(days=6)) is None
        assert words(sam, case) == {OriginKind.PACK: False}
        assert check_all(sam, case.id, THEN + timedelta(days=8)) == [Finding.SIGNED]


def test_no_more_than_so_many_are_checked_in_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_claims, "MOST_A_DAY", 3)
    with two(tmp_path) as (sam, pat, case):
        for number in range(5):
            sent(pat, case, pack_id=f"P-2222AAAABBB{number}")
        carry(sam, pat)
        assert len(check_all(sam, case.id)) == 3
        assert len(check_all(sam, case.id, THEN + timedelta(hours=23))) == 0
        assert len(check_all(sam, case.id, THEN + timedelta(hours=25))) == 2


def sent(vault: Vault, case: Case, **changes: Any) -> PackRecord:
    """A pack of ours to the police, with a receipt that they signed."""
    at, reference = THEN, "26-1"
    pack_id = changes.pop("pack_id", SENT)
    receipt = sign_receipt(
        POLICE.key_pem, POLICE.certificate_pem, pack_id=pack_id, sealed_digest=DIGEST, received_at=at,
        reference=reference,
    )  # fmt: skip
    files = vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"a pack of ours")))
    vault.attachments.add_stored(
        file, case_id=case.id, file_name="o.pdf", media_type="application/pdf", at=THEN
    )
    whole: dict[str, Any] = {
        "recipient_id": "police", "recipient_name": "Police", "receipt": receipt, "receipt_at": at,
        "receiver_reference": reference,
    }  # fmt: skip
    pack = PackRecord(
        id=pack_id, case_id=case.id, attachment_id=file.id, page_count=1, pdf_digest="ab" * 32, sealed_digest=DIGEST,
        status=PackStatus.DELIVERED, signed_at=THEN, **{**whole, **changes},
    )  # fmt: skip
    vault.packs.add(pack)
    return pack


def knowing(receiver: Receiver = POLICE) -> dict[str, Any]:
    """A profile in which the police have the key of this receiver."""
    return {
        "recipients": (a_receiver("police", name="Police", receipt_certificate=receiver.certificate_pem),)
    }


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({}, Finding.SIGNED),
        ({"receipt": "r"}, Finding.FALSE),
        ({"receipt_at": THEN - timedelta(days=1)}, Finding.FALSE),
        ({"receiver_reference": "26-2"}, Finding.FALSE),
        ({"recipient_name": "Chief Constable"}, Finding.NOT_KNOWN),
        ({"recipient_id": "somebody"}, Finding.NOT_KNOWN),
    ],
    ids=str,
)
def test_a_receipt_is_held_against_its_row(tmp_path: Path, change: dict[str, Any], finding: Finding) -> None:
    with two(tmp_path, **knowing()) as (sam, pat, case):
        sent(pat, case, **change)
        carry(sam, pat)
        assert check_all(sam, case.id) == [finding]
        expected = {} if finding is Finding.SIGNED else {OriginKind.RECEIPT: finding is Finding.FALSE}
        assert words(sam, case) == expected


def test_a_case_in_which_much_was_checked_waits_for_those_in_which_little_was(tmp_path: Path) -> None:
    """Else a colleague who fills one case has nothing else checked, day after day."""
    with two(tmp_path) as (sam, pat, case):
        for number, each in enumerate((case, a_shared_case(sam, pat))):
            sent(pat, each, pack_id=f"P-2222AAAABBB{number}")
        carry(sam, pat)
        first, second = cases_to_check(sam)
        assert len(check_all(sam, first)) == 1
        assert cases_to_check(sam) == (second, first)


def test_a_receipt_under_another_key_may_be_of_a_newer_one_and_one_that_names_the_key_is_forged(
    tmp_path: Path,
) -> None:
    other = Receiver.make("Police")
    with two(tmp_path, **knowing(other)) as (sam, pat, case):
        genuine = sent(pat, case)
        spoilt = genuine.receipt[:-4] + ("AAAA" if genuine.receipt[-4:] != "AAAA" else "BBBB")
        sent(pat, case, pack_id="P-3333AAAABBBB", receipt=spoilt)
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.NOT_KNOWN, Finding.NOT_KNOWN]
        change_profile(sam, **knowing())
        assert check_all(sam, case.id, THEN + timedelta(days=2)) == [Finding.SIGNED, Finding.FALSE]


def answered(vault: Vault, pack: PackRecord, signer: Receiver = POLICE, **changes: Any) -> AnswerRecord:
    """An answer to it that the police signed, as the row tells it with `changes`."""
    answer = Answer(
        kind=AnswerKind.OUTCOME,
        number=1,
        at=THEN,
        outcome=Outcome.NO_FURTHER_ACTION,
        reason="None",
        receiver="",
    )
    signed = sign_answer(
        answer,
        signer.key_pem.encode(),
        signer.certificate_pem.encode(),
        pack_id=pack.id,
        sealed_digest=DIGEST,
    )
    told = replace(read_own(signed).answer, **changes)
    record = AnswerRecord(
        case_id=pack.case_id, pack_id=pack.id, direction=Direction.RECEIVED, answer=told, jws=signed, recorded_at=THEN
    )  # fmt: skip
    vault.answers.add(record)
    return record


@pytest.mark.parametrize(
    ("change", "finding"),
    [({}, Finding.SIGNED), ({"reason": "Other"}, Finding.FALSE), ({"receiver": "Ada"}, Finding.FALSE)],
    ids=str,
)
def test_an_answer_is_held_against_its_row(tmp_path: Path, change: dict[str, Any], finding: Finding) -> None:
    with two(tmp_path, **knowing()) as (sam, pat, case):
        answered(pat, sent(pat, case), **change)
        carry(sam, pat)
        assert sorted(check_all(sam, case.id)) == sorted([finding, Finding.SIGNED])
        expected = {} if finding is Finding.SIGNED else {OriginKind.ANSWER: True}
        assert words(sam, case) == expected


def test_an_answer_by_another_key_or_to_a_pack_that_is_not_here_stays_a_colleagues_word(
    tmp_path: Path,
) -> None:
    with two(tmp_path, **knowing()) as (sam, pat, case):
        pack = sent(pat, case)
        answered(pat, pack, Receiver.make("Police"))
        answered(pat, replace(pack, id="P-9999AAAABBBB"))
        carry(sam, pat)
        assert sorted(check_all(sam, case.id)) == [Finding.NOT_KNOWN, Finding.NOT_KNOWN, Finding.SIGNED]
        assert words(sam, case) == {OriginKind.ANSWER: False}


def event_from(vault: Vault, pack: ReceivedPack, what: str) -> None:
    """A line of the chronology that is told to come from a pack."""
    assert pack.case_id is not None
    vault.events.add(
        Event(
            id=new_id(), case_id=pack.case_id, label="Call", what=what, when=None, source=Source.TOLD, author=pack.sender_name,
            written_at=THEN, received_id=pack.id,
        )
    )  # fmt: skip


def test_a_line_that_a_colleague_says_is_from_a_pack_is_their_word_though_the_pack_was_checked(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path, **trusting(desk)) as (sam, pat, case):
        pack = take_in(pat, case, genuine, desk.signed.pdf)
        event_from(pat, pack, "Invented")
        carry(sam, pat)
        event_from(sam, pack, "Taken out here")
        carry(sam, pat)
        assert check_all(sam, case.id) == [Finding.SIGNED]
        entries = {one.what: one.origin for one in read_record(sam, case.person_id, now=THEN).entries}
        assert entries["Invented"].word_of == WordOf(colleague="Pat Lee")
        assert entries["Taken out here"].word_of is None


def test_a_decision_under_an_answers_number_that_says_otherwise_is_not_the_receivers(
    tmp_path: Path,
) -> None:
    with two(tmp_path, **knowing()) as (sam, pat, case):
        record = answered(pat, sent(pat, case))
        pat.decisions.add(
            Decision(
                id=decision_id(record), case_id=case.id, kind=DecisionKind.OUTCOME, choice="Early help", reason="None",
                decided_by="Police", decided_at=THEN,
            )
        )  # fmt: skip
        carry(sam, pat)
        check_all(sam, case.id)
        (told,) = (one for one in read_record(sam, case.person_id, now=THEN).entries if "Early" in one.what)
        assert not told.origin.kind.came_in


def test_what_was_found_is_told_once_the_case_is_shared_no_more_or_the_row_is_written_here_too(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path, **knowing(), **trusting(desk)) as (sam, pat, case):
        pack = take_in(pat, case, replace(genuine, sender_name="Chief Constable"), desk.signed.pdf)
        event_from(pat, pack, "Invented")
        sent(pat, case, receipt="r")
        carry(sam, pat)
        check_all(sam, case.id)
        sam.packs.set_withdrawn(SENT)
        carry(sam, pat)
        assert words(sam, case) == {OriginKind.PACK: True, OriginKind.RECEIPT: True}
        sam.team.leave()
        assert words(sam, case) == {OriginKind.PACK: True, OriginKind.RECEIPT: True}
        entries = {one.what: one.origin for one in read_record(sam, case.person_id, now=THEN).entries}
        assert entries["Invented"].word_of == WordOf(colleague="Somebody", is_false=True)


def test_whose_word_it_is_stays_known_once_the_vault_has_left_its_team(
    tmp_path: Path, desk: Desk, genuine: ReceivedPack
) -> None:
    with two(tmp_path, **knowing(), **trusting(desk)) as (sam, pat, case):
        pack = take_in(pat, case, replace(genuine, sender_name="Chief Constable"), desk.signed.pdf)
        event_from(pat, pack, "Invented")
        sent(pat, case, receipt="r")
        carry(sam, pat)
        told = unchecked(sam, case.id)
        assert {one.word.colleague for one in told} == {"Pat Lee"}
        with sam.transaction():
            keep_signers(sam)
            sam.team.leave()
        assert unchecked(sam, case.id) == told, "what was not looked at yet, too"
        check_all(sam, case.id)
        entries = {one.what: one.origin for one in read_record(sam, case.person_id, now=THEN).entries}
        word = entries["Invented"].word_of
        assert word is not None
        assert word.colleague == "Pat Lee"
