"""Whoever lacks a key of a circle asks for it, and is told it by whoever has it, though its maker let go of it and the mailbox lost it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.vault.team.objects import SealedObjects
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.workflows.team.cases.sharing import keep_from
from prevent_desktop.workflows.team.circles import retelling
from prevent_desktop.workflows.team.circles.circle_book import EPOCH_LIFE
from prevent_desktop.workflows.team.circles.retelling import keys_lacking, tell_keys_asked
from prevent_desktop.workflows.team.circles.statements import circles, membership, renew_circles
from prevent_desktop.workflows.team.rounds import gathering
from tests.faults.team_forging import must
from tests.faults.team_laptops import Founded, Laptop
from tests.unit.workflows.team.test_last_sets import founded_once
from tests.unit.workflows.team.test_late_posts import Keys

__all__ = ["founded_once"]
LONG = timedelta(days=200)


class Moved(Keys):
    """SF keeps the case from KB; the key of the circle in which it goes on never comes to PL, who wrote in it meanwhile, and the next one does."""

    def begin(self) -> str:
        """The circle."""
        self.note(self.pl)
        before = self.sent()
        with self.sf.opened() as vault:
            keep_from(vault, self.case_id, ["kb"], now=self.sf.now())
            circle = vault.team.circle_of(self.case_id) or ""
        self.round(self.sf)
        for number in range(before + 1, self.sent() + 1):
            self.founded.journal.take_away(self.post(number))
        self.rounds(self.pl, self.kb)
        self.sf.drift += EPOCH_LIFE
        later = self.sf.now() + LONG
        with self.sf.opened() as vault:  # as a vault does by its own clock, after a while
            SealedObjects(vault.database).remove_older(lists=later, posts=later)
            renew_circles(vault, now=self.sf.now())
        self.founded.journal.empty()
        return circle

    def circle_of(self, laptop: Laptop) -> str | None:
        with laptop.opened() as vault:
            return vault.team.circle_of(self.case_id)


@pytest.fixture
def team(founded_once: Founded, tmp_path: Path) -> Moved:
    return Moved(founded_once.copy(tmp_path / "team"))


def test_the_key_that_a_case_goes_on_by_is_told_again_to_whoever_lacks_it(team: Moved) -> None:
    circle = team.begin()
    for _ in range(6):
        team.rounds(team.sf, team.pl, team.kb)
    for laptop in (team.sf, team.pl):
        assert team.circle_of(laptop) == circle
        with laptop.opened() as vault:
            assert [one.statement.epoch for one in circles(vault)[circle].counted] == [2, 1]
            assert {one.reason for one in vault.team.in_state(SetState.WAITING)} == {"moved"}
            assert keys_lacking(vault, circles(vault)[circle]) == ()
    assert team.notes(team.sf) == team.notes(team.pl) != set()


def test_it_stays_where_it_is_meanwhile_and_that_a_key_lacks_is_told(
    team: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SF has another program, which tells no key."""
    monkeypatch.setattr(gathering, "tell_keys_asked", lambda *_arguments, **_more: frozenset())
    team.begin()
    wrote = team.notes(team.pl)
    for _ in range(4):
        team.rounds(team.sf, team.pl, team.kb)
    state = team.looks(3)
    assert team.notes(team.pl) == wrote != set()
    assert team.circle_of(team.pl) == team.founded.main
    assert [one for one in state.doubts if one.startswith("S F wrote something that does not open")]


def test_a_key_is_told_once_a_day_and_to_nobody_outside_the_circle(team: Moved) -> None:
    circle = team.begin()
    with team.sf.opened() as vault:
        found, book = must(membership(vault)), circles(vault)[circle]
        ours = {book.names.key(team.pl.listed, one) for one in (1, 2)}
        strange = {book.names.key(team.kb.listed, 1), book.names.key(team.pl.listed, 9)}
        objects = SealedObjects(vault.database)
        before = len(objects.names())
        assert tell_keys_asked(vault, found, [book], ours | strange, now=team.sf.now()) == ours
        told = len(objects.names()) - before
        assert told == 2 * len(found.team.sharing)
        assert tell_keys_asked(vault, found, [book], ours, now=team.sf.now()) == ours
        assert len(objects.names()) - before == told
        tell_keys_asked(vault, found, [book], ours, now=team.sf.now() + timedelta(days=1))
        assert len(objects.names()) - before == 2 * told


def test_whoever_asks_for_many_keys_gets_so_many_a_day(team: Moved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retelling, "_MOST_A_DAY", 1)
    circle = team.begin()
    with team.sf.opened() as vault:
        found, book = must(membership(vault)), circles(vault)[circle]
        names = {book.names.key(team.pl.listed, one) for one in (1, 2)}
        first = tell_keys_asked(vault, found, [book], names, now=team.sf.now())
        assert len(first) == 1
        assert tell_keys_asked(vault, found, [book], names, now=team.sf.now()) == first
