"""Who asks for a lead's copy signs that they do; and what lies there of a copy goes, whatever became of the lead who made it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.workflows.team.change_sets.copies_asked import names_asked_no_more
from prevent_desktop.workflows.team.change_sets.copies_made import copies, make_by_itself, say_yes
from prevent_desktop.workflows.team.change_sets.copies_told import asking
from prevent_desktop.workflows.team.change_sets.copy_asks import CopyAsk, open_ask, seal_ask
from prevent_desktop.workflows.team.circles.hint import open_hint, seal_hint
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import START, change_team, found
from tests.unit.workflows.team.copy_scene import MOST, CopyScene, copy_scene, folder_scene

ASKS = "K B’s laptop asks for a copy of the shared cases"
SEEMS = "K B’s laptop seems to ask for a copy of the shared cases"


@pytest.fixture(scope="module")
def asked_once(tmp_path_factory: pytest.TempPathFactory) -> CopyScene:
    away = copy_scene(folder_scene(found(tmp_path_factory.mktemp("team") / "away", 3)))
    away.asks()
    return away


@pytest.fixture
def asked(asked_once: CopyScene, tmp_path: Path) -> CopyScene:
    """KB's vault asks for a copy."""
    return asked_once.copy(tmp_path / "team")


@pytest.fixture
def put(asked: CopyScene) -> CopyScene:
    """A lead's copy lies there for it."""
    asked.says_yes()
    return asked


def name_of_ask(scene: CopyScene, number: int = 1) -> str:
    return scene.names.copy_ask(scene.id_of("kb-1"), number)


def lying_of_copy(scene: CopyScene) -> set[str]:
    """The names of the words and pieces of the copy for KB."""
    told, names = scene.made().told, scene.names
    return {names.copy(told.to, told.number), *told.names(names)}


def ask_in_kims_name(scene: CopyScene, *, by: str) -> None:
    """Whoever has the circle's key signs with their own that KB asks."""
    with scene.at(by) as one:
        own, book = own_vault(one.vault), circles(one.vault)[scene.founded.main]
    assert own is not None
    assert book.newest is not None
    ask = CopyAsk(
        team=book.team.id, circle=book.circle, by=scene.id_of("kb-1"), number=1, at=one.laptop.now()
    )
    scene.replace(name_of_ask(scene), seal_ask(ask, own, book.newest.recipient))


def ask_by_hint_alone(scene: CopyScene, number: int) -> None:
    """PL, who shares the circle, writes into its hint that KB looks for the words that tell of a copy."""
    with scene.at("pl-1") as pat:
        pat.look()  # the hint is sealed anew with each epoch, by whoever is there
        book = circles(pat.vault)[scene.founded.main]
        assert book.newest is not None
        there = pat.store.head(book.names.head())
        assert there is not None
        hint = open_hint(there.content, book.hint_identities)
        assert hint is not None
        told = hint.asking([book.names.copy(scene.id_of("kb-1"), number)])
        pat.store.set_head(book.names.head(), seal_hint(told, book.newest.recipient))


# -- who asks


def test_the_vault_that_asks_signs_it_and_who_reads_it_knows(asked: CopyScene) -> None:
    ask = name_of_ask(asked)
    with asked.at("sf-1") as lead:
        assert lead.look().state.for_somebody[0] == ASKS
        assert [one.is_signed for one in asking(lead.vault)] == [True]
        content = lead.store.get(ask, MOST)
        assert content is not None
        book = circles(lead.vault)[asked.founded.main]
        assert open_ask(content, book, asked.id_of("kb-1"), 1) is not None
        assert open_ask(content, book, asked.id_of("kb-1"), 2) is None
        assert open_ask(content, book, asked.id_of("pl-1"), 1) is None
        assert open_ask(b"noise", book, asked.id_of("kb-1"), 1) is None


@pytest.mark.parametrize("how", ["an older program", "a colleague signs it", "noise", "it is withheld"])
def test_what_nobody_signed_is_shown_as_seeming_and_brings_no_copy_by_itself(
    asked: CopyScene, how: str
) -> None:
    if how == "an older program":
        asked.founded.journal.take_away(name_of_ask(asked))
    elif how == "a colleague signs it":
        ask_in_kims_name(asked, by="pl-1")
    elif how == "noise":
        asked.replace(name_of_ask(asked), b"noise" * 300)
    else:
        asked.founded.laptops["sf-1"].lies.withheld.add(name_of_ask(asked))
    with asked.at("sf-1") as lead:
        make_by_itself(lead.vault, wanted=True)
        assert lead.look(4).state.for_somebody[0] == SEEMS
        assert copies(lead.vault).made == {}
        assert [(one.waits, one.is_signed) for one in asking(lead.vault)] == [(True, False)]
        say_yes(lead.vault, asked.id_of("kb-1"))
        lead.look(4)
        assert copies(lead.vault).made[asked.id_of("kb-1")].is_told
    with asked.at("kb-1") as kim:
        kim.look(2)
    assert asked.has_all("kb-1")


def test_a_signed_question_that_is_laid_there_again_brings_no_second_copy_by_itself(asked: CopyScene) -> None:
    """PL kept what KB signed, and asks with it once KB has all but the newest case."""
    ask = name_of_ask(asked)
    with asked.at("pl-1") as pat:
        signed = pat.store.get(ask, MOST)
        assert signed is not None
    with asked.at("sf-1") as lead:
        make_by_itself(lead.vault, wanted=True)
        lead.look(4)
        assert copies(lead.vault).made
    with asked.at("kb-1") as kim:
        kim.look(3)
    with asked.at("sf-1") as lead:
        lead.look(2)
        assert copies(lead.vault).made == {}
    assert asked.has_all("kb-1")
    asked.later(days=2)
    asked.scene.share_case()
    asked.replace(ask, signed)
    ask_by_hint_alone(asked, 1)
    with asked.at("sf-1") as lead:
        lead.look(4)
        assert copies(lead.vault).made == {}
        assert [one.words for one in asking(lead.vault)] == [ASKS]


def test_who_is_asked_in_anothers_name_by_the_hint_alone_seems_to_ask(asked: CopyScene) -> None:
    """PL writes KB's next number into the hint."""
    ask_by_hint_alone(asked, 2)
    with asked.at("sf-1") as lead:
        make_by_itself(lead.vault, wanted=True)
        lead.look(3)
        assert [one.is_signed for one in asking(lead.vault)] == [False]
        assert copies(lead.vault).made == {}


def test_once_a_copy_came_what_was_asked_is_taken_away_and_under_the_next_number_it_is_signed_anew(
    put: CopyScene,
) -> None:
    put.replace(put.made().told.names(put.names)[0], b"noise")
    with put.at("kb-1") as kim:
        kim.look(4)
    lying = put.scene.lying({name_of_ask(put, 1), name_of_ask(put, 2)})
    assert lying == {name_of_ask(put, 2)}
    put.later(days=2)
    for name in ("sf-1", "kb-1", "kb-1"):
        with put.at(name) as one:
            one.look(6)
    assert put.has_all("kb-1")
    assert put.scene.lying({name_of_ask(put, 1), name_of_ask(put, 2)}) == set()
    with put.at("kb-1") as kim:
        assert names_asked_no_more(kim.vault) == ()


# -- what is left of a copy


def test_where_whoever_asked_may_take_nothing_away_the_lead_does(put: CopyScene) -> None:
    names = lying_of_copy(put)
    put.founded.laptops["kb-1"].lies.keeps = True
    with put.at("kb-1") as kim:
        kim.look(2)
    assert put.has_all("kb-1")
    assert put.scene.lying(names) == names
    with put.at("sf-1") as lead:
        lead.look(2)
        assert copies(lead.vault).made == {}
    assert put.scene.lying(names) == set()


def test_of_a_lead_who_was_removed_whoever_has_the_copy_takes_its_pieces_away(put: CopyScene) -> None:
    names = lying_of_copy(put)
    with put.at("kb-1") as kim:
        kim.laptop.lies.cut_off = 12
        kim.look()
        kim.laptop.lies.cut_off = None
    make_lead(put, "pl")
    vaults = [
        replace(one, removed=START.date(), recipient="") if one.member == "sf" else one
        for one in put.founded.office.team.vaults
    ]
    change_team(put.founded, put.founded.laptops["pl-1"], vaults=tuple(vaults))
    with put.at("pl-1") as pat:
        pat.look(2)
    with put.at("kb-1") as kim:
        kim.look(4)
    assert put.scene.lying(names) == set()


def test_of_a_lead_who_is_a_deputy_now_their_own_vault_takes_them_away(put: CopyScene) -> None:
    names = lying_of_copy(put)
    make_lead(put, "pl")
    with put.at("pl-1") as pat:
        pat.look(2)
    members = [
        replace(one, role=Role.DEPUTY) if one.id == "sf" else one for one in put.founded.office.team.members
    ]
    change_team(put.founded, put.founded.laptops["pl-1"], members=tuple(members))
    for name in ("pl-1", "sf-1", "sf-1"):
        with put.at(name) as one:
            one.look(2)
    with put.at("sf-1") as former:
        assert copies(former.vault).made == {}
        assert list((former.vault.folder / "team-copies").iterdir()) == []
    assert put.scene.lying(names) == set()


def test_of_a_lead_whose_vault_was_restored_to_before_the_copy_whoever_has_it_takes_them_away(
    asked: CopyScene, tmp_path: Path
) -> None:
    lead = asked.founded.laptops["sf-1"]
    lead.back_up(tmp_path / "backup")
    asked.says_yes()
    names = lying_of_copy(asked)
    lead.folder.rename(tmp_path / "gone")
    lead.restore(tmp_path / "backup")
    with asked.at("sf-1") as one:
        one.look(2)
        assert copies(one.vault).made == {}
    with asked.at("kb-1") as kim:
        kim.look(3)
    assert asked.has_all("kb-1")
    assert asked.scene.lying(names) == set()


def make_lead(scene: CopyScene, member: str) -> None:
    members = [
        replace(one, role=Role.LEAD) if one.id == member else one for one in scene.founded.office.team.members
    ]
    change_team(scene.founded, scene.founded.laptops["sf-1"], members=tuple(members))
    scene.scene.go_on(0, "sf-1", "pl-1")
