"""Who was away for long, or came late into an older circle, is told to ask for a lead's copy where the mailbox gives no more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.clearing import STAYS
from prevent_desktop.workflows.team.change_sets.copy_wanted import Gone, gone_of
from prevent_desktop.workflows.team.circles.circle_book import Known as Stated
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.rounds.copies import make_copy, take_copy
from prevent_desktop.workflows.team.rounds.lasting import Lasting
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.faults.team_laptops import Founded, Laptop, found
from tests.unit.workflows.team.clearing_scene import Scene
from tests.unit.workflows.team.test_heads import a_list, known
from tests.unit.workflows.team.test_judging import book, statement

OTHERS = ("sf-1", "pl-1")


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def away(founded_once: Founded, tmp_path: Path) -> Scene:
    """KB was away while three cases were shared; ninety days later they are out of the mailbox."""
    founded = founded_once.copy(tmp_path / "team")

    def open_store(laptop: Laptop) -> TeamStore:
        return laptop.store(founded.journal, random.Random(1))

    scene = Scene(founded, open_store)
    cases = [scene.share_case() for _each in range(3)]
    scene.go_on(0, *OTHERS)
    names = {name for case_id in cases for name in scene.names_of(case_id)}
    scene.go_on(91, *OTHERS)
    scene.go_on(1, *OTHERS)
    assert scene.lying(names) == set()
    return scene


class Back:
    """KB is back, and their vault stays open; `told` is one round that asks for everything."""

    def __init__(self, laptop: Laptop, vault: Vault, store: TeamStore) -> None:
        self.laptop, self.vault = laptop, vault
        self.rounds = TeamRounds(lambda _vault: lambda _address: store, now=laptop.now)

    @property
    def told(self) -> bool:
        self.rounds.ask_for_all()
        return self.laptop.round_by(self.rounds, self.vault).state.copy_wanted


@contextmanager
def back(scene: Scene) -> Iterator[Back]:
    with scene.at("kb-1") as (laptop, vault), scene.open_store(laptop) as store:
        yield Back(laptop, vault, store)


def test_who_was_away_for_long_is_told_once_two_rounds_brought_nothing_and_no_more_with_the_copy(
    away: Scene, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.age"
    with back(away) as kim:
        assert [kim.told, kim.told] == [False, True], "what is on its way is not gone"
        found_ = membership(kim.vault)
        assert found_ is not None
        with away.at("sf-1") as (laptop, lead):
            make_copy(lead, found_.own.id, copy, now=laptop.now())
        assert take_copy(kim.vault, copy, now=kim.laptop.now).cases == 3
        assert [kim.told, kim.told] == [False, False]


def test_once_a_colleague_put_it_there_again_nothing_is_told_any_more(away: Scene) -> None:
    with back(away) as kim:
        told = [kim.told, kim.told]
        for _turn in range(2):
            away.go_on(0, *OTHERS, turns=1)
            told.append(kim.told)
        assert (told[:2], told[-1]) == ([False, True], False)


def test_where_all_came_in_time_nothing_is_told(away: Scene) -> None:
    away.go_on(turns=4)
    with back(away) as kim:
        assert [kim.told, kim.told, kim.told] == [False, False, False]


# -- what counts as gone


def of_jo(*heads: tuple[str, int]) -> list[Gone]:
    """What is gone where these laptops' lists show so many sets of PL's, of which five are here."""
    lists = {vault: a_list(vault, v_pl=number) for vault, number in heads}
    return [one for one, _count in gone_of(known(lists=lists), book())]


def test_a_colleagues_list_shows_it_and_the_writers_own_or_a_hint_alone_does_not() -> None:
    assert of_jo(("v-jo", 7)) == [Gone("v-pl", 5)]
    assert of_jo(("v-pl", 7)) == [], "it may not have been put yet"
    assert of_jo(("v-pl~0a", 7)) == [], "the same laptop under a newer number"
    assert of_jo(("v-jo", 5)) == []
    assert not list(gone_of(known(cited={"v-pl": 9}), book())), "anybody may write a hint"


@pytest.mark.parametrize(("days", "gone"), [(STAYS.days, [Gone("v-pl", 5)]), (STAYS.days - 1, [])])
def test_to_a_joiner_of_an_older_circle_the_writers_own_list_says_it_too(days: int, gone: list[Gone]) -> None:
    begun, joined = statement(1, ("v-pl",)), statement(2)
    later = Stated(replace(joined.statement, at=joined.statement.at + timedelta(days=days)), joined.digest)
    knows = known(lists={"v-pl": a_list("v-pl", v_pl=7)})
    assert [one for one, _count in gone_of(knows, book(begun, later))] == gone


def test_it_is_told_after_two_rounds_that_asked_for_all_alike() -> None:
    gone, other = frozenset({Gone("v-pl", 5)}), frozenset({Gone("v-pl", 6)})
    never: Lasting[Gone] = Lasting()
    once = never.after(gone, all_asked=True)
    assert not once.stayed
    assert not once.after(gone, all_asked=False).stayed
    assert not once.after(other, all_asked=True).stayed, "some of it came"
    twice = once.after(gone, all_asked=False).after(gone, all_asked=True)
    assert twice.stayed
    assert twice.after(gone, all_asked=False).stayed
    assert not twice.after(frozenset(), all_asked=False).stayed
    assert twice.after(frozenset(), all_asked=False, ends=False) == twice, "it would not have been seen"
    assert not twice.after(frozenset(), all_asked=True, ends=False).stayed
