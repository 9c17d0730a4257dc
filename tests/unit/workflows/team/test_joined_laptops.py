"""One vault on two laptops that are joined by a stick: what the other one never put into the store is put from here."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.vault.copies.progress import SILENT
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.rounds.gathering import capture_all
from prevent_desktop.workflows.vault_admin import merge
from tests.faults.team_laptops import Founded, Laptop, found
from tests.faults.team_work import Desk, write_note
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.clearing_scene import Scene
from tests.unit.workflows.team.test_round import Open, share


def join(here: Vault, there: Laptop) -> None:
    """Join the copy that lies there."""
    other = merge.take_copy(here.folder, here.key, there.folder, SILENT)
    try:
        merge.bring_files(other, merge.look(here, other, now=there.now()))
        merge.join(here, other, now=there.now())
    finally:
        merge.leave(here.folder)


class Pair:
    """A lead's vault that is open, its copy on the other laptop, and a deputy; all have a shared case."""

    def __init__(self, founded: Founded, stack: ExitStack, there: Path) -> None:
        self.word, self.stack, self.founded = Words(random.Random(2)), stack, founded
        self.lead, self.deputy = (self.open(name) for name in ("sf-1", "pl-1"))
        self.case_id = share(self.lead, self.word)
        self._rounds(self.lead, self.deputy)
        self.lead.vault.audit.append("case.shared", self.case_id)
        shutil.copytree(self.lead.vault.folder, there)
        self.there = replace(self.lead.laptop, folder=there)

    def open(self, name: str) -> Open:
        laptop = self.founded.laptops[name]
        return Open(self.founded, laptop, self.stack.enter_context(laptop.opened()))

    def write_on_both(self) -> None:
        """Each makes a change-set of it, under one number, and puts nothing into the store."""
        with self.there.opened() as vault:
            there = Desk(vault, self.case_id, random.Random(1), self.word, self.there.now(), "sf")
            write_note(there)
            vault.audit.append("note.written", self.case_id)
            capture_all(vault, self.there.now)
        self.lead.write(self.case_id, self.word)
        capture_all(self.lead.vault, self.lead.laptop.now)

    def join(self) -> None:
        join(self.lead.vault, self.there)

    def meet(self, *others: Open) -> None:
        self._rounds(self.lead, *others, self.deputy)

    @staticmethod
    def _rounds(*all_: Open) -> None:
        for _turn in range(3):
            for one in all_:
                one.seconds += 100
                one.round()


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def pair(founded_once: Founded, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield Pair(founded_once.copy(tmp_path / "team"), stack, tmp_path / "there")


@pytest.mark.parametrize("put_before", [False, True])
def test_two_sets_under_one_number_both_come_to_the_others_though_the_other_laptop_is_gone(
    pair: Pair, *, put_before: bool
) -> None:
    pair.write_on_both()
    if put_before:
        pair.meet()
    pair.join()
    pair.meet()
    notes = pair.lead.notes(pair.case_id)
    assert len(notes) == 2
    assert sorted(pair.deputy.notes(pair.case_id)) == sorted(notes)
    assert pair.lead.vault.team.to_put() == ()


def test_both_come_to_the_others_though_everybody_has_one_under_their_number_when_the_laptops_are_joined(
    pair: Pair,
) -> None:
    pair.write_on_both()
    third = pair.open("kb-1")
    for _day in range(2):
        pair.meet(third)
        for laptop in pair.founded.laptops.values():
            laptop.drift += timedelta(days=1)
    pair.join()
    pair.meet(third)
    notes = pair.lead.notes(pair.case_id)
    assert len(notes) == 2
    assert sorted(pair.deputy.notes(pair.case_id)) == sorted(third.notes(pair.case_id)) == sorted(notes)
    assert pair.lead.vault.team.to_put() == ()


def test_what_the_other_laptop_wrote_in_a_case_that_went_here_neither_waits_nor_holds_up_a_round(
    founded_once: Founded, tmp_path: Path
) -> None:
    founded = founded_once.copy(tmp_path / "team")
    scene = Scene(founded, lambda laptop: laptop.store(founded.journal, random.Random(1)))
    case_id = scene.share_case()
    scene.go_on()
    lead = founded.laptops["sf-1"]
    there = replace(lead, folder=lead.folder.with_name("there"))
    shutil.copytree(lead.folder, there.folder)
    with there.opened() as vault:
        write_note(Desk(vault, case_id, random.Random(1), scene.word, there.now(), "sf"))
        capture_all(vault, there.now)
    scene.announce(case_id)
    scene.let_go(case_id)
    with lead.opened() as vault:
        assert vault.disposals.is_disposed(case_id)
        join(vault, there)
    scene.go_on()
    with lead.opened() as vault:
        assert vault.team.to_put() == ()


def test_where_the_other_laptop_puts_its_own_too_nothing_is_left_to_put_on_either(pair: Pair) -> None:
    pair.write_on_both()
    pair.join()
    pair.meet()
    with pair.there.opened() as vault:
        there = Open(pair.founded, pair.there, vault)
        pair.meet(there)
        assert sorted(there.notes(pair.case_id)) == sorted(pair.lead.notes(pair.case_id))
        assert len(there.notes(pair.case_id)) == 2
        assert there.vault.team.to_put() == ()
    assert pair.lead.vault.team.to_put() == ()


def test_where_the_other_laptop_has_put_its_own_it_is_not_put_again_for_ever(pair: Pair) -> None:
    pair.write_on_both()
    shutil.copytree(pair.there.folder, stick := pair.there.folder.with_name("stick"))
    with pair.there.opened() as vault:
        there = Open(pair.founded, pair.there, vault)
        pair.meet(there)
    pair.there = replace(pair.there, folder=stick)
    pair.join()
    pair.meet()
    assert pair.lead.vault.team.to_put() == ()
    assert sorted(pair.deputy.notes(pair.case_id)) == sorted(pair.lead.notes(pair.case_id))
