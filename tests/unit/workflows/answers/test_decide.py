"""A decision puts its pack into a case and signs, both or neither; what is being written for one pack is that pack's alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import AnswerKind, Direction
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.received_pack import ReceivedPack, ReceivedStatus
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import AnswerError, RecordError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.components.closing_words import closing_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Decided, Deciding, decide
from prevent_desktop.workflows.answers.give_answer import Said, require_answerable
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.filing import Place, put_in_case, put_in_place
from prevent_desktop.workflows.receiving.inbox import open_pack, read_inbox
from prevent_desktop.workflows.receiving.second_person import closing_in, closing_of
from prevent_desktop.workflows.record import writing
from prevent_desktop.workflows.record.writing import ABOUT, Writing
from tests.profiles import change_profile
from tests.unit.workflows.receiving.desk_of_several import FolderDesk, desk_of_three, send
from tests.unit.workflows.receiving.test_shared_desk import take_all

DECISION = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.")
CLOSE = replace(DECISION, outcome=Outcome.NO_FURTHER_ACTION)


def now() -> datetime:
    return datetime.now(UTC)


class Came:
    """Packs that came to a desk, each about somebody new."""

    def __init__(self, mailbox: FolderMailbox, authority: Authority, vault: Vault) -> None:
        self.mailbox, self.authority, self.vault = mailbox, authority, vault
        self._number = 0

    def pack(self) -> ReceivedPack:
        self._number += 1
        send(FolderDesk(self.mailbox), self.authority, self.vault, self._number, DangerAnswer.NO)
        (pack,) = take_all(self.vault, self.mailbox)
        return pack

    def place(self, pack: ReceivedPack) -> Place:
        return Place(about=open_pack(self.vault, pack.id, now=now()).about)

    def decide(self, pack: ReceivedPack, said: Said = DECISION, **more: object) -> Decided:
        deciding = Deciding(received_id=pack.id, said=said, place=self.place(pack), **more)  # type: ignore[arg-type]
        return decide(self.vault, deciding, now=now())

    def write(self, pack: ReceivedPack, words: str, kind: AnswerKind = AnswerKind.DECISION) -> None:
        fields = {"reason": words, ABOUT: f"{kind.value}/{pack.id}"}
        writing.keep_writing(self.vault, Writing.ANSWER, pack.id, fields, now=now(), history=words)


@pytest.fixture
def came(tmp_path: Path) -> Iterator[Came]:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        yield Came(mailbox, authority, vaults[0])


def test_the_pack_is_in_its_case_answered_and_what_was_written_is_gone(came: Came) -> None:
    first, second = came.pack(), came.pack()
    came.write(first, "half")
    decided = came.decide(first, note="Read twice")
    vault, kept = came.vault, came.vault.received.get(first.id)
    assert kept.status is ReceivedStatus.IN_CASE
    (answer,) = vault.answers.of_case(kept.case_id or "")
    assert (answer.direction, answer.answer.reason) == (Direction.GIVEN, DECISION.reason)
    (note,) = vault.notes.of_case(kept.case_id or "")
    assert (note.text, note.source) == ("Read twice", Source.OPINION)
    assert writing.unfinished(vault) == ()
    assert decided.next_id == second.id
    assert vault.people.get(decided.person_id).id == vault.cases.get(kept.case_id or "").person_id


def test_a_decision_that_cannot_be_signed_leaves_the_pack_in_no_case_and_the_words_where_they_were(
    came: Came,
) -> None:
    pack = came.pack()
    came.write(pack, "half")
    with pytest.raises(AnswerError):
        came.decide(pack, replace(DECISION, reason="\x07"))
    vault = came.vault
    assert vault.received.get(pack.id).case_id is None
    assert vault.people.all() == ()
    assert writing.writing(vault, Writing.ANSWER, pack.id)["reason"] == "half"
    assert writing.writing_history(vault, Writing.ANSWER, pack.id) == "half"


def test_a_pack_that_somebody_put_in_a_case_meanwhile_is_not_answered_from_another(came: Came) -> None:
    pack = came.pack()
    place = came.place(pack)
    put_in_place(came.vault, pack.id, place, now=now())
    with pytest.raises(RecordError, match="in a case already"):
        decide(came.vault, Deciding(received_id=pack.id, said=DECISION, place=place), now=now())
    assert came.vault.answers.of_case(came.vault.received.get(pack.id).case_id or "") == ()


def test_what_is_written_for_two_packs_of_one_case_is_two_and_stays_with_each(came: Came) -> None:
    first, second = came.pack(), came.pack()
    vault = came.vault
    case = put_in_place(vault, first.id, came.place(first), now=now())
    came.write(first, "for the first")
    came.write(second, "for the second, in no case yet", AnswerKind.QUESTION)
    assert {each.case_id for each in writing.unfinished(vault)} == {case.id, ""}
    put_in_case(vault, second.id, case.id)
    assert {each.case_id for each in writing.unfinished(vault)} == {case.id}, "it is about that case now"
    assert writing.writing(vault, Writing.ANSWER, first.id)["reason"] == "for the first"
    decide(vault, Deciding(received_id=first.id, said=DECISION), now=now())
    assert writing.writing(vault, Writing.ANSWER, second.id)["reason"] == "for the second, in no case yet"
    gone = writing.discard_writing(vault, Writing.ANSWER, second.id)
    assert gone is not None
    assert writing.unfinished(vault) == ()
    writing.bring_back_writing(vault, gone)
    assert writing.writing(vault, Writing.ANSWER, second.id) == gone.writing.fields
    assert writing.writing_history(vault, Writing.ANSWER, second.id) == gone.history


def test_what_could_be_undone_in_an_answer_of_before_goes_with_it(came: Came) -> None:
    """It was kept by the case."""
    pack = came.pack()
    case = put_in_place(came.vault, pack.id, came.place(pack), now=now())
    came.write(pack, "half")
    came.vault.undo_histories.keep(f"answer/{case.id}", "steps of before")
    writing.forget_writing(came.vault, Writing.ANSWER, pack.id)
    assert came.vault.undo_histories.get(f"answer/{case.id}") == ""


def test_whether_it_takes_two_is_known_before_the_pack_is_in_the_case(came: Came) -> None:
    vault, pack = came.vault, came.pack()
    change_profile(vault, second_closes_repeats=True)
    assert not closing_in(vault, pack, came.place(pack), now=now()).takes_two
    other = came.pack()
    case = put_in_place(vault, other.id, came.place(other), now=now())
    in_that_case, new_case = Place(case_id=case.id), Place(person_id=case.person_id)
    assert closing_in(vault, came.pack(), in_that_case, now=now()).takes_two
    assert closing_in(vault, pack, new_case, now=now()).takes_two, "an earlier case of theirs is here"
    alone = open_case(vault, case.person_id, now=now() + timedelta(seconds=1))
    assert closing_in(vault, pack, Place(case_id=alone.id), now=now()).takes_two
    with pytest.raises(AnswerError, match="two people"):
        decide(vault, Deciding(received_id=pack.id, said=CLOSE, place=Place(case_id=alone.id)), now=now())
    assert vault.received.get(pack.id).case_id is None
    word = Deciding(received_id=pack.id, said=CLOSE, place=Place(case_id=alone.id), is_first_word=True)
    decide(vault, word, now=now())
    assert closing_of(vault, vault.received.get(pack.id), now=now()).waits


def test_a_repeat_that_is_recorded_as_somebody_new_is_not_closed_by_one_person(came: Came) -> None:
    vault = came.vault
    change_profile(vault, second_closes_repeats=True)
    first = came.pack()
    somebody_new = came.place(first)
    put_in_place(vault, first.id, somebody_new, now=now())
    again = came.pack()
    closing = closing_in(vault, again, somebody_new, now=now())
    assert (closing.takes_two, closing.perhaps) == (True, True)
    assert "could be the same person" in closing_words(closing)
    with pytest.raises(AnswerError, match="two people"):
        decide(vault, Deciding(received_id=again.id, said=CLOSE, place=somebody_new), now=now())
    case = put_in_place(vault, again.id, somebody_new, now=now())
    assert case.person_id != vault.cases.get(vault.received.get(first.id).case_id or "").person_id
    with pytest.raises(AnswerError, match="two people"):
        decide(vault, Deciding(received_id=again.id, said=CLOSE), now=now())
    word = Deciding(received_id=again.id, said=CLOSE, is_first_word=True)
    decide(vault, word, now=now())
    (line,) = (one for one in read_inbox(vault, now=now()).lines if one.pack.id == again.id)
    assert line.closing.waits


def test_after_the_certificate_of_the_desk_ended_nothing_is_signed_and_it_is_told_before(came: Came) -> None:
    vault, pack = came.vault, came.pack()
    require_answerable(vault, pack, now=now())
    later = now() + timedelta(days=6 * 365)
    with pytest.raises(AnswerError, match="certificate of your desk ended"):
        require_answerable(vault, pack, now=later)
    with pytest.raises(AnswerError, match="certificate of your desk ended"):
        decide(vault, Deciding(received_id=pack.id, said=DECISION, place=came.place(pack)), now=later)
    assert vault.received.get(pack.id).case_id is None


def test_a_pack_that_names_no_key_and_a_vault_that_is_no_desk_are_told_before_anybody_writes(
    came: Came,
) -> None:
    vault, pack = came.vault, came.pack()
    with pytest.raises(AnswerError, match="names no key"):
        require_answerable(vault, replace(pack, answer_to=""), now=now())
    vault.database.run("DELETE FROM settings WHERE key = ?", (desks.DESK,))
    with pytest.raises(RecordError, match="not a receiving desk"):
        require_answerable(vault, pack, now=now())
