"""What others did not get is looked for once for each name, and not with each round: anybody can ask for what nobody has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.vault.team.objects import SealedObjects, sets_of_writer
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.rounds.wanted_again import Sought, put_again
from tests.faults.team_laptops import START
from tests.unit.workflows.team.test_copied_laptops import Scene, begun


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    made = begun(tmp_path / "team")
    made.write(made["sf-1"], times=5)
    return made


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The writers of change-sets whose names are worked out."""
    found: list[str] = []
    whole = CircleNames.change_set

    def counted(self: CircleNames, writer: str, number: int) -> str:
        found.append(writer)
        return whole(self, writer, number)

    monkeypatch.setattr(CircleNames, "change_set", counted)
    return found


def look(vault: Vault, wanted: set[str], sought: Sought) -> tuple[Sought, set[str]]:
    """Once; with the names of what is to be put."""
    with vault.transaction():
        found = put_again(vault, circles(vault), wanted, sought, START)
    return found, wanted.intersection(SealedObjects(vault.database).names())


def names_of_sets(scene: Scene, vault: Vault, writer: str) -> list[str]:
    """What the change-sets of a writer are called, by their numbers."""
    names = circles(vault)[scene.founded.main].names
    numbers = [one.number for one in sets_of_writer(vault.database, writer, scene.founded.main)]
    return [names.change_set(writer, number) for number in numbers]


def test_what_nobody_has_is_looked_for_once(scene: Scene, named: list[str]) -> None:
    with scene["sf-1"].opened() as vault:
        names = circles(vault)[scene.founded.main].names
        nobodys = {names.change_set("0" * 32, 1)}
        named.clear()
        sought, _put = look(vault, nobodys, Sought())
        assert len(named) >= 5, "all change-sets that are here"
        named.clear()
        sought, _put = look(vault, nobodys, sought)
        assert not named
        another = {names.change_set("0" * 32, 2)}
        named.clear()
        look(vault, nobodys | another, sought)
        assert len(named) >= 5, "a name that is wanted since"


def test_what_came_since_is_looked_at_for_all(scene: Scene, named: list[str]) -> None:
    writer, reader = scene["kb-1"], scene["pl-1"]
    scene.meet(reader)
    scene.write(writer)
    with writer.opened() as vault:
        name = names_of_sets(scene, vault, writer.listed)[-1]
    with reader.opened() as vault:
        sought, put = look(vault, {name}, Sought())
        assert not put
    scene.meet(writer, reader, turns=1)
    with reader.opened() as vault:
        named.clear()
        sought, put = look(vault, {name}, sought)
        assert put == {name}
        assert set(named) == {writer.listed}


def test_what_is_wanted_anew_is_looked_for_anew(scene: Scene) -> None:
    with scene["sf-1"].opened() as vault:
        last = names_of_sets(scene, vault, scene["sf-1"].listed)[-1]
        sought, put = look(vault, {last}, Sought())
        assert put == {last}
        SealedObjects(vault.database).remove([last])
        sought, _put = look(vault, set(), sought)
        _sought, put = look(vault, {last}, sought)
        assert put == {last}


@pytest.mark.parametrize("change", [{"row": 1 << 40}, {"circles": frozenset[str]()}])
def test_all_is_gone_through_anew_once_the_file_was_written_anew_or_a_circle_has_its_key(
    scene: Scene, named: list[str], change: dict[str, Any]
) -> None:
    with scene["sf-1"].opened() as vault:
        nobodys = {circles(vault)[scene.founded.main].names.change_set("0" * 32, 1)}
        sought, _put = look(vault, nobodys, Sought())
        named.clear()
        look(vault, nobodys, replace(sought, **change))
        assert len(named) >= 5
