"""A case was kept from somebody, and whoever did that is lost with all that it should go on with: somebody else does it anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.casework.team.disposal_steps import Step
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import UsageError
from prevent_desktop.workflows.team.cases.case_lines import lines_of, say_line
from prevent_desktop.workflows.team.cases.moving_cases import left_by, lost_move, move_of
from prevent_desktop.workflows.team.cases.sharing import keep_from, share, sharing_of
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import circles, membership
from prevent_desktop.workflows.team.joining.founding import reminders
from tests.faults.team_laptops import Laptop
from tests.unit.workflows.team.circle_vaults import TeamOf, removed, vaults_of
from tests.unit.workflows.team.test_copied_laptops import Scene, begun
from tests.unit.workflows.team.test_moving_cases import circle_of, note, notes
from tests.unit.workflows.team.test_sharing import a_case, begin, now, one_round, rounds

FOUR = {"sf": Role.LEAD, "pl": Role.DEPUTY, "jo": Role.LEAD, "ab": Role.DEPUTY}


@pytest.fixture
def four(tmp_path: Path) -> Iterator[TeamOf]:
    with vaults_of(tmp_path, FOUR) as made:
        yield begin(made, tmp_path / "store")


@pytest.fixture
def case(four: TeamOf) -> str:
    case_id = a_case(four.vaults["sf"])
    note(four.vaults["sf"], case_id, "At the bus stop")
    share(four.vaults["sf"], [case_id], now=now())
    rounds(four)
    return case_id


def lose_the_move(four: TeamOf, case_id: str, store: Path, *, with_the_line: bool = True) -> None:
    """SF keeps it from PL; of all that the mailbox got then, it kept the line that says so alone. SF's laptop is lost."""
    lead = four.vaults["sf"]
    before = set(store.glob("??/*"))
    keep_from(lead, case_id, ["pl"], now=now())
    one_round(lead)
    names = circles(lead)[main_circle(four.team.id)].names
    newest = lead.team.heads(main_circle(four.team.id))[four.id("sf")].number
    kept = {store / names.change_set(four.id("sf"), newest)} if with_the_line else set()
    for path in set(store.glob("??/*")) - before - kept:
        path.unlink()
    del four.vaults["sf"]


def lose_sf(four: TeamOf) -> None:
    four.change(removed(four.team, "sf"))


def test_another_lead_does_it_anew_and_all_go_on_with_that(four: TeamOf, case: str, tmp_path: Path) -> None:
    other, out, third = four.vaults["jo"], four.vaults["pl"], four.vaults["ab"]
    lose_the_move(four, case, tmp_path / "store")
    rounds(four, times=3)
    main = main_circle(four.team.id)
    assert circle_of(other, case) == circle_of(third, case) == main
    assert move_of(other, case, main) is not None, "they wait for what it goes on with"
    assert circle_of(out, case) is None
    with pytest.raises(UsageError):
        keep_from(other, case, ["pl"], now=now())
    lose_sf(four)
    rounds(four)
    told = sharing_of(other, case)
    assert told is not None
    assert (told.lost_with, [one.name for one in told.lost_for]) == ("SF", ["PL"])
    assert any("SF wanted to keep a case from PL" in one for one in reminders(other, now=now()))
    note(third, case, "Meanwhile, AB")
    keep_from(other, case, ["pl"], now=now())
    note(other, case, "In the new circle")
    rounds(four, times=3)
    assert circle_of(other, case) == circle_of(third, case) not in {main, None}
    assert (
        notes(other, case) == notes(third, case) == {"At the bus stop", "Meanwhile, AB", "In the new circle"}
    )
    assert circle_of(out, case) is None
    assert notes(out, case) == {"At the bus stop"}
    left = left_by(out, case)
    assert left is not None
    assert left.step.vault == four.id("jo")
    assert sharing_of(other, case).lost_with == ""  # type: ignore[union-attr]
    assert not any("wanted to keep a case" in one for one in reminders(other, now=now()))


def test_somebody_else_may_be_left_out_and_whoever_was_first_comes_back(
    four: TeamOf, case: str, tmp_path: Path
) -> None:
    other, back, out = four.vaults["jo"], four.vaults["pl"], four.vaults["ab"]
    lose_the_move(four, case, tmp_path / "store")
    rounds(four, times=2)
    lose_sf(four)
    rounds(four)
    keep_from(other, case, ["ab"], now=now())
    note(other, case, "In the new circle")
    rounds(four, times=3)
    assert circle_of(other, case) == circle_of(back, case) is not None
    assert notes(back, case) == {"At the bus stop", "In the new circle"}
    assert circle_of(out, case) is None


def test_whoever_is_left_out_cannot_do_it_anew(four: TeamOf, case: str, tmp_path: Path) -> None:
    """Not by the button, and not by a line that a changed program writes: nobody goes on with that."""
    other, out, third = four.vaults["jo"], four.vaults["pl"], four.vaults["ab"]
    lose_the_move(four, case, tmp_path / "store")
    for vault in (other, third, other, third):
        one_round(vault)
    lose_sf(four)
    one_round(other)
    keep_from(out, case, ["jo"], now=now())  # before PL hears of it, or as if they had not
    rounds(four, times=3)
    main = main_circle(four.team.id)
    assert circle_of(other, case) == circle_of(third, case) == main
    keep_from(other, case, ["pl"], now=now())
    rounds(four, times=3)
    assert circle_of(other, case) == circle_of(third, case) != main
    assert circle_of(third, case) not in circles(out)


def test_where_the_case_went_on_nobody_does_it_anew(four: TeamOf, case: str) -> None:
    lead, other, third = four.vaults["sf"], four.vaults["jo"], four.vaults["ab"]
    keep_from(lead, case, ["pl"], now=now())
    rounds(four, times=2)
    gone_on = circle_of(third, case)
    assert gone_on == circle_of(other, case)
    del four.vaults["sf"]
    lose_sf(four)
    rounds(four)
    assert circle_of(third, case) == circle_of(other, case) == gone_on
    assert sharing_of(other, case).lost_with == ""  # type: ignore[union-attr]


# -- whoever moved it has a laptop that was restored, and that nobody removed


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return begun(tmp_path / "team")


def lose_the_disk(scene: Scene, backup: Path, *, with_the_rest: bool = False) -> None:
    """The lead keeps the case from PL, and the laptop is restored from before; the mailbox kept the line, or all of it."""
    lead, mailbox = scene["sf-1"], scene.founded.journal.folder
    lead.back_up(backup)
    before = set(mailbox.glob("??/*"))
    with lead.opened() as vault:
        keep_from(vault, scene.case_id, ["pl"], now=lead.now())
    scene.meet(lead, turns=1)
    with lead.opened() as vault:
        newest = vault.team.heads(scene.founded.main)[lead.listed].number
    line = mailbox / scene.names(lead).change_set(lead.listed, newest)
    if not with_the_rest:
        for path in set(mailbox.glob("??/*")) - before - {line}:
            path.unlink()
    shutil.rmtree(lead.folder)
    lead.restore(backup)


def where(scene: Scene, *laptops: Laptop) -> list[str | None]:
    """In which circle each has the case."""
    circles_: list[str | None] = []
    for laptop in laptops:
        with laptop.opened() as vault:
            circles_.append(vault.team.circle_of(scene.case_id))
    return circles_


def keep_it_from_pl(scene: Scene, laptop: Laptop) -> None:
    with laptop.opened() as vault:
        keep_from(vault, scene.case_id, ["pl"], now=laptop.now())


@pytest.mark.parametrize("who", ["sf-1", "kb-1"])
def test_where_the_movers_laptop_was_restored_they_or_a_colleague_do_it_anew(
    scene: Scene, tmp_path: Path, who: str
) -> None:
    lead, kim, out = scene["sf-1"], scene["kb-1"], scene["pl-1"]
    lose_the_disk(scene, tmp_path / "backup")
    scene.meet(kim, out)
    with kim.opened() as vault:
        assert sharing_of(vault, scene.case_id).lost_with == ""  # type: ignore[union-attr]  # nobody can tell yet
    scene.meet(lead, kim, out)
    assert where(scene, lead, kim, out) == [scene.founded.main, scene.founded.main, None]
    for laptop in (lead, kim):
        with laptop.opened() as vault:
            told = sharing_of(vault, scene.case_id)
            assert told is not None
            assert (told.lost_with, [one.name for one in told.lost_for]) == ("S F", ["P L"])
            assert any(
                "S F wanted to keep a case from P L" in one for one in reminders(vault, now=laptop.now())
            )
    keep_it_from_pl(scene, scene[who])
    scene.write(lead, kim)
    scene.meet(lead, kim, out)
    circle = where(scene, lead)[0]
    assert circle not in {None, scene.founded.main}
    assert where(scene, kim, out) == [circle, None]
    assert len(scene.notes(lead)) == 2
    assert scene.notes(lead) == scene.notes(kim)
    assert scene.notes(out) == []
    for laptop in (lead, kim):
        with laptop.opened() as vault:
            assert sharing_of(vault, scene.case_id).lost_with == ""  # type: ignore[union-attr]


def test_where_the_mailbox_still_has_it_the_restored_laptop_goes_on_and_nobody_is_told(
    scene: Scene, tmp_path: Path
) -> None:
    lead, kim, out = scene["sf-1"], scene["kb-1"], scene["pl-1"]
    lose_the_disk(scene, tmp_path / "backup", with_the_rest=True)
    scene.meet(lead, kim, out)
    circle = where(scene, kim)[0]
    assert circle not in {None, scene.founded.main}
    assert where(scene, lead, out) == [circle, None]
    with lead.opened() as vault:
        assert not any(one.step is Step.WITHDRAWN for one in lines_of(vault, scene.case_id))


def test_a_colleague_cannot_say_that_the_move_of_another_vault_is_lost(scene: Scene, tmp_path: Path) -> None:
    kim = scene["kb-1"]
    lose_the_disk(scene, tmp_path / "backup")
    scene.meet(kim)
    with kim.opened() as vault, vault.transaction():
        move = move_of(vault, scene.case_id, scene.founded.main)
        assert move is not None
        member = membership(vault)
        assert member is not None
        say_line(vault, member, scene.case_id, Step.WITHDRAWN, kim.now(), announcement=move.step.id)
    with kim.opened() as vault:
        assert lost_move(vault, scene.case_id) is None
        with pytest.raises(UsageError):
            keep_from(vault, scene.case_id, ["pl"], now=kim.now())
