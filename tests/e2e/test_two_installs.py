"""Two real installs talk through a folder: referral, receipt, question, addendum, decision, feedback; by keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.vault.vault import Vault
from tests.e2e.driven_app import STRAYS_VARIABLE
from tests.e2e.driving import Program, wait_until
from tests.e2e.two_installs import FEEDBACK, QUESTION, REASON, RIGHT, Installs, Side, key_of
from tests.faults.canaries import SharedMemory, find_canaries

SCREEN = {"QT_QPA_PLATFORM": "offscreen", STRAYS_VARIABLE: "1"}


def test_two_installs_talk_from_the_referral_to_the_feedback(tmp_path: Path) -> None:
    shared_memory, installs = SharedMemory(), Installs.prepare(tmp_path)
    mailbox = FolderMailbox(installs.shared)
    with Program(installs.sender, SCREEN) as one, Program(installs.receiver, SCREEN) as other:
        sender, receiver = Side(one), Side(other)
        sender.unlock()
        receiver.unlock()
        a_referral_gets_its_receipt(sender, receiver, mailbox)
        a_question_is_answered_with_an_addendum(sender, receiver, mailbox)
        a_decision_and_feedback_come_back(sender, receiver, mailbox)
        assert (one.stray_windows(), other.stray_windows()) == ([], [])
        one.close()
        other.close()
    both_records_hold_the_same(installs)
    nothing_readable_is_left(installs, shared_memory)


def a_referral_gets_its_receipt(sender: Side, receiver: Side, mailbox: FolderMailbox) -> None:
    sender.open_record()
    sender.sign_and_queue()
    sender.program.push("Send now")
    wait_until(lambda: len(mailbox.arrived()) == 1, "the pack in the folder")
    receiver.take_in("Example School")
    sender.fetch("Receipt checked")
    receiver.open_newest()
    receiver.put_in_case("Somebody new: record AB, 14 from this pack and open a case")


def a_question_is_answered_with_an_addendum(sender: Side, receiver: Side, mailbox: FolderMailbox) -> None:
    receiver.ask()
    pack_id = next(path.stem for path in mailbox.receipts_folder.glob("*.jws"))
    wait_until(lambda: mailbox.answers_given(pack_id) == (1,), "the question in the folder")
    sender.program.push("Send now")
    day = datetime.now(UTC).astimezone()
    asked = f"Children’s front door asked on {day.day} {day:%B %Y}: “{QUESTION}”"
    sender.answer_with_addendum(day.date(), asked)
    sender.program.push("Send now")
    wait_until(lambda: len(mailbox.arrived()) == 1, "the addendum in the folder")
    receiver.take_in("Takes the place of pack")
    sender.fetch("Receipt checked")
    receiver.open_newest()
    receiver.put_in_case("AB, 14: the case that pack")


def a_decision_and_feedback_come_back(sender: Side, receiver: Side, mailbox: FolderMailbox) -> None:
    receiver.decide()
    receiver.give_feedback()
    wait_until(
        lambda: sum(1 for _ in mailbox.answers_folder.rglob("*.age")) == 3, "all answers in the folder"
    )
    sender.program.push("Send now")
    sender.program.press("Ctrl+1")
    sender.program.see("Channel considered: close the case, or go on with it")
    assert not [text for text in sender.program.words() if "Answer" in text and "Children's" in text]
    words = sender.see_packs()
    for said in (QUESTION, REASON, FEEDBACK, "Decision: Channel considered", "Decided"):
        assert said in words, said


def both_records_hold_the_same(installs: Installs) -> None:
    said = []
    for home in (installs.sender, installs.receiver):
        with Vault.open(*key_of(home)) as vault:
            (case,) = vault.cases.open_cases()
            assert case.status is CaseStatus.OUTCOME
            records = vault.answers.of_case(case.id)
            assert [record.answer.kind for record in records] == [
                AnswerKind.QUESTION,
                AnswerKind.DECISION,
                AnswerKind.FEEDBACK,
            ]
            said.append([record.jws for record in records])
            if home == installs.sender:
                assert len(vault.packs.of_case(case.id)) == 2
                assert vault.answers.set_aside_in(case.id) == ()
            vault.audit.verify()
    assert said[0] == said[1]


def nothing_readable_is_left(installs: Installs, shared_memory: SharedMemory) -> None:
    typed = [QUESTION, RIGHT, REASON, FEEDBACK, "Alex Brook", "Two events in one week"]
    places = [installs.sender.folder, installs.receiver.folder, installs.shared]
    assert find_canaries([*places, *shared_memory.new()], typed) == []
    planted = installs.receiver.folder / "home" / "planted.txt"
    planted.write_bytes(QUESTION.encode("utf-16-le"))
    assert [found.path for found in find_canaries(places, typed)] == [planted]
    planted.unlink()
