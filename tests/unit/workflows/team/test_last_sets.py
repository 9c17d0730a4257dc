"""What counts of a laptop that was removed: what was named as its last change and all before it, by digest; the rest is told and kept for a lead."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import CircleStatement, LastSet
from prevent_desktop.casework.team.set_codec import digest_of, encode
from prevent_desktop.delivery.signed.team import Words as SignedWords
from prevent_desktop.delivery.signed.team import sign
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult, TeamState
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known, main_circle
from prevent_desktop.workflows.team.circles.last_sets import Lines
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.sealed_words import seal_words
from prevent_desktop.workflows.team.circles.statements import circles, statement_of
from prevent_desktop.workflows.team.circles.verdicts import Reason
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from tests.faults.team_forging import a_forged_set, must
from tests.faults.team_laptops import START, Founded, Laptop, change_team, found
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_circle_book import WHOLE, a_statement


class Team:
    """SF (lead), PL and KB (deputies), who share a case; KB's laptop will be removed."""

    def __init__(self, founded: Founded) -> None:
        self.founded, self.chance, self.word = founded, random.Random(3), Words(random.Random(4))
        self.sf, self.pl, self.kb = (founded.laptops[one] for one in ("sf-1", "pl-1", "kb-1"))
        with self.sf.opened() as vault:
            case = open_case(vault, self.word, self.sf.now())
            self.sf.share(vault, case.id, founded.main)
        self.case_id = case.id
        for laptop in (self.sf, self.pl, self.kb, self.sf):
            self.round(laptop)

    def round(self, laptop: Laptop) -> RoundResult:
        with laptop.opened() as vault:
            return laptop.round(vault, self.founded.journal, self.chance)

    def rounds(self, *laptops: Laptop) -> TeamState:
        """One of each of them; what the last one tells."""
        return [self.round(laptop) for laptop in laptops][-1].state

    def note(self, laptop: Laptop) -> str:
        """What somebody writes."""
        with laptop.opened() as vault:
            write_note(Desk(vault, self.case_id, self.chance, self.word, laptop.now(), laptop.member))
            return str(vault.notes.of_case(self.case_id)[-1].text)

    def notes(self, laptop: Laptop) -> set[str]:
        with laptop.opened() as vault:
            return {one.text for one in vault.notes.of_case(self.case_id)}

    def lose(self, number: int) -> None:
        """The store loses this change of KB's."""
        with self.sf.opened() as vault:
            name = circles(vault)[self.founded.main].names.change_set(self.kb.listed, number)
        (self.founded.journal.folder / name).unlink()

    def remove(self) -> None:
        team = self.founded.office.team
        vaults = tuple(
            replace(one, removed=START.date()) if one.id == self.kb.listed else one for one in team.vaults
        )
        change_team(self.founded, self.sf, vaults=vaults)
        self.round(self.sf)

    def forge(self, number: int, previous: str | None = None) -> tuple[str, str]:
        """Whoever holds KB's laptop puts another change under a number; its words and its digest."""
        with self.kb.opened() as vault:
            book, own = circles(vault)[self.founded.main], must(own_vault(vault))
            word = self.word()
            forged = a_forged_set(vault, book.circle, own.writer, number, self.case_id, word, self.kb.now())
            if previous is not None:
                forged = replace(forged, previous=previous)
            jws = sign(SignedWords.CHANGE_SET, encode(forged), own.signing_key, own.writer)
            with self.founded.journal.open() as store:
                assert store.put(
                    book.names.change_set(own.writer, number), seal_words(jws, must(book.newest).recipient)
                )
        return word, digest_of(encode(forged))


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def team(founded_once: Founded, tmp_path: Path) -> Team:
    return Team(founded_once.copy(tmp_path / "team"))


def test_what_one_member_had_and_the_store_lost_before_a_removal_is_told_and_a_lead_can_let_it_count(
    team: Team,
) -> None:
    """PL has joined it, the lead never got it: it goes out of the record, and comes to the lead from PL."""
    words = team.note(team.kb)
    team.round(team.kb)
    team.round(team.pl)
    assert words in team.notes(team.pl)
    team.lose(1)
    team.remove()
    told = team.round(team.pl).state
    assert words not in team.notes(team.pl)
    assert any("do not count" in one or "does not count" in one for one in told.doubts), told
    team.round(team.sf)
    team.round(team.pl)
    told = team.round(team.sf).state
    assert any("does not count" in one for one in told.doubts), told
    with team.pl.opened() as vault:
        assert [one.reason for one in vault.team.in_state(SetState.SET_ASIDE)] == [Reason.TAKEN_OUT]
    with team.sf.opened() as vault:
        (change,) = set_aside(vault)
        let_count(vault, change, now=team.sf.now())
    state = team.rounds(team.sf, team.pl, team.sf)
    assert words in team.notes(team.sf)
    assert words in team.notes(team.pl)
    assert not state.doubts
    assert not state.not_come


def test_a_removed_laptop_cannot_put_another_change_under_its_last_number(team: Team) -> None:
    """The lead has the true one, PL has none yet, and finds the forged one in its place."""
    words = team.note(team.kb)
    team.round(team.kb)
    team.round(team.sf)
    team.lose(1)
    team.remove()
    forged, _digest = team.forge(1)
    state = team.rounds(team.pl, team.sf, team.pl, team.sf, team.pl)
    for laptop in (team.sf, team.pl):
        assert words in team.notes(laptop)
        assert forged not in team.notes(laptop)
    assert state.set_aside == 1
    assert any("does not count" in one for one in state.doubts), state


def test_nor_under_one_before_it(team: Team) -> None:
    """The last one has not come yet: until then nobody can say which of two goes before it, and both wait."""
    first = team.note(team.kb)
    team.round(team.kb)
    second = team.note(team.kb)
    team.round(team.kb)
    team.round(team.sf)
    for number in (1, 2):
        team.lose(number)
    team.remove()
    forged, digest = team.forge(1)
    other, _digest = team.forge(2, digest)
    team.round(team.pl)
    assert not {forged, other, first, second} & team.notes(team.pl)
    state = team.rounds(*(team.sf, team.pl) * 4)
    for laptop in (team.sf, team.pl):
        assert {first, second} <= team.notes(laptop)
        assert not {forged, other} & team.notes(laptop)
    assert not state.not_come


def test_what_was_joined_before_the_last_set_was_known_leaves_the_record_again(team: Team) -> None:
    """PL took the forged one before the removal came there; the lead has the true one."""
    words = team.note(team.kb)
    team.round(team.kb)
    team.round(team.sf)
    team.lose(1)
    forged, _digest = team.forge(1)
    team.round(team.pl)
    assert forged in team.notes(team.pl)
    team.remove()
    state = team.rounds(*(team.sf, team.pl) * 3)
    for laptop in (team.sf, team.pl):
        assert words in team.notes(laptop)
        assert forged not in team.notes(laptop)
    assert any("does not count" in one for one in state.doubts), state


def test_a_statement_of_an_older_program_names_no_last_sets_and_is_read_all_the_same() -> None:
    new = a_statement(until={"v-pl": 2}, last=(LastSet(writer="v-pl", number=2, digest="ab" * 32),))
    payload = write(new, fixed={"kind": "team-circle", "format": 1}, **CANONICAL)
    assert statement_of(payload) == new
    older = payload.replace(b'"last":[{"digest":"' + b"ab" * 32 + b'","number":2,"writer":"v-pl"}],', b"")
    assert older != payload
    assert statement_of(older) == replace(new, last=())


def lines(*last: LastSet, before: dict[tuple[int, str], str], stated: tuple[Known, ...] = ()) -> Lines:
    left = replace(
        WHOLE,
        vaults=tuple(replace(one, removed=START.date()) if one.id == "v-pl" else one for one in WHOLE.vaults),
    )
    statement: CircleStatement = a_statement(vaults=("v-jo", "v-sf"), until={"v-pl": 3}, last=last)
    book = CircleBook(main_circle(WHOLE.id), left, "v-sf", (Known(statement, "1" * 64), *stated))
    return Lines(book, lambda _writer, number, digest: before.get((number, digest)))


def test_a_line_is_followed_down_as_far_as_it_is_here() -> None:
    end = LastSet(writer="v-pl", number=3, digest="c" * 64)
    known = {(3, "c" * 64): "b" * 64}
    one = lines(end, before=known)
    assert one.hold("v-pl", 3, "c" * 64) is True
    assert one.hold("v-pl", 3, "f" * 64) is False
    assert one.hold("v-pl", 2, "b" * 64) is True
    assert one.hold("v-pl", 2, "f" * 64) is False
    assert one.hold("v-pl", 1, "f" * 64) is None
    known[2, "b" * 64] = "a" * 64
    assert one.hold("v-pl", 1, "f" * 64) is False
    assert one.hold("v-pl", 1, "a" * 64) is True
    assert one.hold("v-pl", 4, "f" * 64) is True  # the number alone decides
    assert one.hold("v-sf", 1, "f" * 64) is True


def test_a_copied_laptop_has_several_lines() -> None:
    ends = [
        LastSet(writer="v-pl", number=number, digest=letter * 64) for number, letter in ((3, "c"), (2, "e"))
    ]
    one = lines(*ends, before={(3, "c" * 64): "b" * 64, (2, "b" * 64): "a" * 64, (2, "e" * 64): "a" * 64})
    for number, letter in ((3, "c"), (2, "b"), (2, "e"), (1, "a")):
        assert one.hold("v-pl", number, letter * 64) is True
        assert one.hold("v-pl", number, "f" * 64) is False


def test_what_was_lost_with_a_disk_ends_a_line_and_what_was_before_it_has_one_of_its_own() -> None:
    """Else nobody could tell of anything before it whether it belongs there."""
    first, lost, end = (
        LastSet(writer="v-pl", number=number, digest=letter * 64)
        for number, letter in ((1, "a"), (2, "b"), (3, "c"))
    )
    known = {(3, "c" * 64): "b" * 64}
    assert lines(first, end, before=known).hold("v-pl", 1, "f" * 64) is None
    own = a_statement(by="v-pl", number=1, epoch=1, until={"v-pl": 3}, last=(first, lost))
    one = lines(first, end, before=known, stated=(Known(own, "2" * 64),))
    assert one.hold("v-pl", 1, "f" * 64) is False
    assert one.hold("v-pl", 1, "a" * 64) is True
    assert one.hold("v-pl", 2, "b" * 64) is True
