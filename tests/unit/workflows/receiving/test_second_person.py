"""Closing a repeat takes two people where the profile says so: two members, by the signature of who wrote, never one with two names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.data_files import forms
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import AnswerError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.home.view import HomeView, Which, opens, read_home
from prevent_desktop.ui.routing import routes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer, to_answer
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.filing import put_in_case
from prevent_desktop.workflows.receiving.inbox import InboxPart, read_inbox
from prevent_desktop.workflows.receiving.second_person import Closing, closing_of, give_word
from prevent_desktop.workflows.record.writing import note_opinion
from tests.profiles import change_profile
from tests.unit.workflows.receiving.desk_of_several import FolderDesk, desk_of_three, send
from tests.unit.workflows.receiving.repeats import take_repeat
from tests.unit.workflows.receiving.test_shared_desk import take_all
from tests.unit.workflows.team.circles import carry

CLOSE = Said(kind=AnswerKind.DECISION, outcome=Outcome.NO_FURTHER_ACTION, reason="Nothing new was told.")
GO_ON = replace(CLOSE, outcome=Outcome.EARLY_HELP)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Repeat:
    """Sam's, Pat's and Kim's vaults are one desk; two packs about one person came, and stand in Sam's shared case."""

    mailbox: FolderMailbox
    authority: Authority
    vaults: tuple[Vault, ...]
    case: Case
    first: ReceivedPack
    second: ReceivedPack

    @property
    def sam(self) -> Vault:
        return self.vaults[0]

    @property
    def pat(self) -> Vault:
        return self.vaults[1]

    def carry(self) -> None:
        carry(*self.vaults)

    def closing(self, vault: Vault) -> Closing:
        return closing_of(vault, vault.received.get(self.second.id), now=now())

    def close(self, vault: Vault, said: Said = CLOSE) -> None:
        give_answer(vault, receiving_end_of(vault, now=now()), self.second.id, said, now=now())


@pytest.fixture
def repeat(tmp_path: Path) -> Iterator[Repeat]:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        for vault in vaults:
            change_profile(vault, second_closes_repeats=True)
        sam = vaults[0]
        case, *packs = take_repeat(mailbox, authority, sam)
        carry(*vaults)
        first, second = (sam.received.get(pack.id) for pack in packs)
        yield Repeat(mailbox, authority, vaults, case, first, second)


def test_one_person_alone_cannot_close_it_and_it_waits_in_plain_words(repeat: Repeat) -> None:
    with pytest.raises(AnswerError, match="two people to close it") as refused:
        repeat.close(repeat.sam)
    assert "waits for a second person" in refused.value.next_step
    assert repeat.sam.answers.of_case(repeat.case.id) == ()
    give_word(repeat.sam, repeat.second.id, "Read with the first", note="To look at again", now=now())
    with pytest.raises(AnswerError, match="two people"):
        repeat.close(repeat.sam)
    give_word(repeat.sam, repeat.second.id, "Said twice is still one person", now=now())
    with pytest.raises(AnswerError, match="two people"):
        repeat.close(repeat.sam)
    (line,) = (one for one in read_inbox(repeat.sam, now=now()).lines if one.pack.id == repeat.second.id)
    assert (line.part, line.closing.waits, line.closing.waits_for_me) == (InboxPart.WAITING, True, False)
    (note,) = repeat.sam.notes.of_case(repeat.case.id)
    assert (note.text, note.source) == ("To look at again", Source.OPINION)


def test_the_second_person_sees_who_said_so_and_signs(repeat: Repeat) -> None:
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    (line,) = (one for one in read_inbox(repeat.pat, now=now()).lines if one.pack.id == repeat.second.id)
    assert line.closing.waits_for_me
    assert line.is_in(InboxPart.MINE), "although the case is Sam's"
    (word,) = to_answer(repeat.pat, repeat.second.id, now=now()).closing.of_others
    assert (word.decided_by, word.reason, word.kind) == (
        "Sam Field",
        "Read with the first",
        DecisionKind.CLOSING,
    )
    repeat.close(repeat.pat)
    repeat.carry()
    (line,) = (one for one in read_inbox(repeat.sam, now=now()).lines if one.pack.id == repeat.second.id)
    assert line.part is InboxPart.DECIDED


def test_whoever_said_it_first_signs_once_a_second_said_so_too(repeat: Repeat) -> None:
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    give_word(repeat.pat, repeat.second.id, "I read both, and agree", now=now())
    repeat.carry()
    repeat.close(repeat.sam)


def test_a_name_in_a_word_makes_no_second_person(repeat: Repeat) -> None:
    """An enemy who is trusted: Sam writes Pat's word. It comes in a set that Sam's laptop signed."""
    word = give_word(repeat.sam, repeat.second.id, "I agree", now=now())
    forged = replace(word, id=word.id[:-1] + ("0" if word.id[-1] != "0" else "1"), decided_by="Pat Lee")
    repeat.sam.decisions.add(forged)
    repeat.carry()
    with pytest.raises(AnswerError, match="two people"):
        repeat.close(repeat.sam)
    names = {one.decided_by for one in repeat.closing(repeat.pat).of_others}
    assert names == {"Sam Field"}, "two words, by whose laptop it came, not by what stands in it"


def test_what_is_done_otherwise_or_is_no_repeat_needs_one_person(repeat: Repeat) -> None:
    repeat.close(repeat.sam, GO_ON)
    first = closing_of(repeat.sam, repeat.first, now=now())
    assert first == Closing()
    give_answer(repeat.sam, receiving_end_of(repeat.sam, now=now()), repeat.first.id, CLOSE, now=now())


def test_without_the_rule_nothing_changes(repeat: Repeat) -> None:
    change_profile(repeat.sam, second_closes_repeats=False)
    assert repeat.closing(repeat.sam) == Closing()
    repeat.close(repeat.sam)


def test_a_word_from_before_the_newest_pack_does_not_count(repeat: Repeat) -> None:
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    assert repeat.closing(repeat.pat).may_close
    send(FolderDesk(repeat.mailbox), repeat.authority, repeat.sam, 3, DangerAnswer.NO)
    (third,) = take_all(repeat.sam, repeat.mailbox)
    put_in_case(repeat.sam, third.id, repeat.case.id, ())
    repeat.carry()
    assert not repeat.closing(repeat.pat).may_close
    with pytest.raises(AnswerError, match="two people"):
        repeat.close(repeat.pat)


def test_a_word_that_a_colleagues_program_dates_ahead_does_not_count_for_what_comes_after_it(
    repeat: Repeat,
) -> None:
    give_word(repeat.sam, repeat.second.id, "For ever", now=now() + timedelta(days=365))
    repeat.carry()
    assert not repeat.closing(repeat.pat).may_close
    with pytest.raises(AnswerError, match="two people"):
        repeat.close(repeat.pat)


def test_an_earlier_case_makes_a_repeat_and_a_correction_does_not(repeat: Repeat) -> None:
    person = repeat.sam.cases.get(repeat.case.id).person_id
    again = open_case(repeat.sam, person, now=now() + timedelta(minutes=1))
    send(FolderDesk(repeat.mailbox), repeat.authority, repeat.sam, 4, DangerAnswer.NO)
    (fourth,) = take_all(repeat.sam, repeat.mailbox)
    put_in_case(repeat.sam, fourth.id, again.id, ())
    assert closing_of(repeat.sam, repeat.sam.received.get(fourth.id), now=now()).takes_two


def test_nobody_s_opinion_writes_nothing(repeat: Repeat) -> None:
    note_opinion(repeat.sam, repeat.case.id, "  ", now=now())
    assert repeat.sam.notes.of_case(repeat.case.id) == ()
    with pytest.raises(AnswerError, match="two people"):
        give_word(repeat.sam, repeat.second.id, " ", now=now())


SECOND = "wants to close a repeat and needs a second person"
"""What My work says to whoever can be the second person."""


def home(vault: Vault, folder: Path, which: Which = Which.FOR_ME, *, days: int = 0) -> HomeView:
    with Spool.open(folder / f"outbox-{id(vault)}") as spool:
        return read_home(vault, lambda: spool, FormLibrary(forms()), now() + timedelta(days=days), which)


def asked(view: HomeView) -> list[tuple[str, routes.Route]]:
    """What My work asks of a second person today, and where it leads."""
    return [(line.what, line.route) for line in view.today if SECOND in line.what]


def waits(view: HomeView) -> list[routes.Route]:
    """Where the lines lead that wait for a second person."""
    return [opens(row.key) for row in view.waiting if "waits for a second person" in row.cells[1].text]


def owed(view: HomeView) -> int:
    """How many decisions My work asks for, as of one person alone."""
    return sum("waits for your decision" in line.what for line in view.today)


def test_my_work_asks_the_second_person_and_tells_the_first_that_it_waits(
    repeat: Repeat, tmp_path: Path
) -> None:
    leads_to = routes.ReceivedPack(repeat.second.id)
    assert owed(home(repeat.sam, tmp_path)) == 2
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    sam, pat = home(repeat.sam, tmp_path), home(repeat.pat, tmp_path)
    assert (waits(sam), asked(sam), owed(sam)) == ([leads_to], [], 1)
    assert asked(pat) == [(f"Sam Field {SECOND}", leads_to)], "although the case is Sam's"
    assert (waits(pat), owed(pat)) == ([], 0), "the rest of a colleague's case is theirs"
    assert dict(pat.parts)[Which.FOR_ME] == "For you 1"
    assert asked(home(repeat.pat, tmp_path, Which.FOR_ANYBODY)) == []
    repeat.close(repeat.pat)
    repeat.carry()
    for vault in repeat.vaults:
        view = home(vault, tmp_path)
        assert (waits(view), asked(view)) == ([], [])


def test_my_work_tells_whoever_spoke_first_in_a_colleagues_case_that_it_waits(
    repeat: Repeat, tmp_path: Path
) -> None:
    give_word(repeat.pat, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    assert waits(home(repeat.pat, tmp_path)) == [routes.ReceivedPack(repeat.second.id)]
    assert [what for what, _route in asked(home(repeat.sam, tmp_path))] == [f"Pat Lee {SECOND}"]
    give_word(repeat.sam, repeat.second.id, "I read both, and agree", now=now())
    assert owed(home(repeat.sam, tmp_path)) == 2, "two said so: it waits for a signature, as any other"


def test_a_word_hides_no_decision_that_is_overdue(repeat: Repeat, tmp_path: Path) -> None:
    """A colleague who gives their word and does no more must not lose sight of the day by which the sender is owed a decision."""
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    late = home(repeat.sam, tmp_path, days=60)
    assert (waits(late), owed(late)) == ([routes.ReceivedPack(repeat.second.id)], 2)


def test_without_the_rule_my_work_names_no_second_person(repeat: Repeat, tmp_path: Path) -> None:
    give_word(repeat.sam, repeat.second.id, "Read with the first", now=now())
    repeat.carry()
    change_profile(repeat.pat, second_closes_repeats=False)
    assert asked(home(repeat.pat, tmp_path)) == []
