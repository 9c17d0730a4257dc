"""Two vaults made a key each over the same one before, and neither statement came to everybody: both come to all, and nothing stays unread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.team.objects import SealedObjects
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.hint import Hint, seal_hint
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.retelling import retell, tell_one
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_again
from tests.faults.team_forging import must
from tests.faults.team_laptops import START, Laptop, change_team
from tests.unit.workflows.team.test_copied_laptops import Scene, begun

LONG = timedelta(days=200)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return begun(tmp_path / "team")


def new_key(scene: Scene, laptop: Laptop) -> None:
    """It makes a key for the circle of all, and puts nothing yet."""
    with laptop.opened() as vault:
        found = must(membership(vault))
        state_again(vault, found, circles(vault)[scene.founded.main], now=laptop.now())


def lets_go(laptop: Laptop) -> None:
    """Of what it keeps for the mailbox, as a vault does by its own clock after a while."""
    with laptop.opened() as vault:
        later = laptop.now() + LONG
        SealedObjects(vault.database).remove_older(lists=later, posts=later)


def keys(scene: Scene, laptop: Laptop) -> list[str]:
    with laptop.opened() as vault:
        return keys_in(scene, vault)


def keys_in(scene: Scene, vault: Vault) -> list[str]:
    return [one.digest for one in circles(vault)[scene.founded.main].counted]


def two_keys(scene: Scene, times: int = 1, times_of_copy: int = 1) -> tuple[Laptop, Laptop]:
    """A laptop and its copy, with the keys that each of them made; those of the copy came to the others, of the laptop to nobody."""
    one = scene["kb-1"]
    two = scene.copy(one, "two")
    for _each in range(times):
        new_key(scene, one)
    lets_go(one)
    for _each in range(times_of_copy):
        new_key(scene, two)
    scene.meet(two, scene["sf-1"], scene["pl-1"], turns=2)
    lets_go(two)
    scene.founded.journal.empty()
    assert keys(scene, one) != keys(scene, two) == keys(scene, scene["pl-1"])
    return one, two


@pytest.mark.parametrize(("times", "times_of_copy"), [(1, 1), (3, 2), (2, 3)])
def test_both_keys_come_to_all(scene: Scene, times: int, times_of_copy: int) -> None:
    one, two = two_keys(scene, times, times_of_copy)
    scene.write(one, two, scene["pl-1"])
    everybody = (one, two, scene["sf-1"], scene["pl-1"])
    for _day in range(6):
        scene.meet(*everybody, turns=2)
        scene.next_day(*everybody)
    assert keys(scene, one) == keys(scene, two) == keys(scene, scene["pl-1"]) == keys(scene, scene["sf-1"])
    scene.all_have(3, *everybody)


def test_both_come_though_the_copy_is_not_opened_again(scene: Scene) -> None:
    one, _two = two_keys(scene)
    scene.write(one, scene["pl-1"])
    others = (one, scene["sf-1"], scene["pl-1"])
    for _day in range(3):
        scene.meet(*others, turns=2)
        scene.next_day(*others)
    assert keys(scene, one) == keys(scene, scene["pl-1"]) == keys(scene, scene["sf-1"])
    scene.all_have(2, *others)


@pytest.mark.parametrize("circle", ["main", "restricted"])
def test_noise_in_a_head_is_answered_in_the_circle_of_all_alone_and_once_a_day(
    scene: Scene, circle: str
) -> None:
    """By who answers whoever laid it there would learn who is in a smaller circle."""
    answers = int(circle == "main")
    everybody = scene.founded.circle
    with scene["sf-1"].opened() as vault:
        head = circles(vault)[getattr(scene.founded, circle)].names.head()
    scene.next_day(*everybody)
    scene.meet(*everybody)
    before = len(posts(scene))
    for day in range(1, 3):
        for _turn in range(3):
            lay_sealed_head(scene, head)
            scene.meet(*everybody, turns=1)
        assert len(posts(scene)) - before == answers * day * len(everybody) ** 2
        scene.next_day(*everybody)


def lay_sealed_head(scene: Scene, head: str) -> None:
    """As whoever has a key that nobody else has."""
    with scene.founded.journal.open() as store:
        store.set_head(head, seal_hint(Hint(), str(generate_identity().recipient)))


def posts(scene: Scene) -> set[str]:
    """The names of all that somebody had for somebody alone."""
    listed = [one.listed for one in scene.founded.circle]
    names = TeamNames(scene.founded.office.team.id)
    possible = {names.post(to, by, number) for to in listed for by in listed for number in range(1, 40)}
    return scene.lying(possible)


@pytest.fixture
def removed_unknown_to_one(scene: Scene) -> tuple[Scene, str]:
    """PL's laptop was removed; KB's has the new key, and not the profile by which it was made. With the key's digest."""
    lead, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    office = scene.founded.office
    kb.lies.withheld = {TeamNames(office.team.id).profile(office.profile.version + 1)}
    removed = [
        replace(one, removed=START.date()) if one.id == pl.listed else one for one in office.team.vaults
    ]
    change_team(scene.founded, lead, vaults=tuple(removed))
    scene.meet(lead, kb, turns=2)
    [new] = {*keys(scene, lead)} - {*keys(scene, pl)}
    assert new in keys(scene, kb)
    with kb.opened() as vault:
        assert pl.listed in circles(vault)[scene.founded.main].should_belong, "it does not know of it"
    return scene, new


def test_whoever_was_removed_gets_no_new_key_from_a_laptop_that_does_not_know_of_it_yet(
    removed_unknown_to_one: tuple[Scene, str],
) -> None:
    scene, new = removed_unknown_to_one
    pl, kb = scene["pl-1"], scene["kb-1"]
    with kb.opened() as vault:
        head = circles(vault)[scene.founded.main].names.head()
    lay_sealed_head(scene, head)
    scene.next_day(kb)
    before = len(posts(scene))
    scene.meet(kb, turns=2)
    assert len(posts(scene)) > before, "it tells the newest again"
    scene.meet(pl, turns=2)
    assert new not in keys(scene, pl)


def test_nor_with_a_copy_by_such_a_laptop(removed_unknown_to_one: tuple[Scene, str]) -> None:
    """Whoever is in the circle still gets all of them."""
    scene, new = removed_unknown_to_one
    pl, kb = scene["pl-1"], scene["kb-1"]
    told = {name: told_with_copy(scene, kb, scene[name]) for name in ("sf-1", "pl-1")}
    assert told["pl-1"] == told["sf-1"] - 1 > 0
    scene.meet(kb, pl, turns=2)
    assert new not in keys(scene, pl)


def told_with_copy(scene: Scene, by: Laptop, to: Laptop) -> int:
    """How many keys of the circle of all a laptop puts with a copy for another; of each it puts something for every vault."""
    with by.opened() as vault, vault.transaction():
        found, kept = must(membership(vault)), SealedObjects(vault.database)
        before = len(kept.names())
        tell_one(vault, found, circles(vault)[scene.founded.main], to.listed, now=by.now())
        return (len(kept.names()) - before) // len(found.team.sharing)


def test_a_key_that_was_made_by_a_clock_that_is_set_back_since_is_told_once_more(scene: Scene) -> None:
    """By that clock the day after which it is told once more would come in three years."""
    ahead, *others = scene["kb-1"], scene["sf-1"], scene["pl-1"]
    scene.next_day(ahead, days=3 * 365)
    new_key(scene, ahead)
    lets_go(ahead)
    assert told_unasked(scene, ahead) == 0
    ahead.set_right()
    assert told_unasked(scene, ahead) == 1
    scene.write(ahead)
    scene.meet(ahead, *others)
    assert keys(scene, ahead) == keys(scene, others[0]) == keys(scene, others[1])
    scene.all_have(1, ahead, *others)


def told_unasked(scene: Scene, by: Laptop) -> int:
    """How many statements of the circle of all it has put by itself for the others."""
    with by.opened() as vault, vault.transaction():
        found, kept = must(membership(vault)), SealedObjects(vault.database)
        before = len(kept.names())
        retell(vault, found, [circles(vault)[scene.founded.main]], now=by.now())
        return (len(kept.names()) - before) // len(found.team.sharing)


@pytest.mark.parametrize("circle", ["main", "restricted"])
def test_a_key_that_came_to_nobody_is_asked_for_in_every_circle(scene: Scene, circle: str) -> None:
    """Others see its maker's head, which they cannot open; its maker opens theirs. In a restricted circle nobody tells anything unasked."""
    maker, other = (one for one in scene.founded.circle if one.name in {"sf-1", "pl-1"})
    name = getattr(scene.founded, circle)
    with maker.opened() as vault:
        state_again(vault, must(membership(vault)), circles(vault)[name], now=maker.now())
    lets_go(maker)
    with maker.opened() as vault:
        book = circles(vault)[name]
        with scene.founded.journal.open() as store:
            store.set_head(book.names.head(), seal_hint(Hint(), must(book.newest).recipient))
        made = must(book.latest).digest
    scene.meet(maker, other, turns=3)
    with other.opened() as vault:
        assert must(circles(vault)[name].latest).digest == made
