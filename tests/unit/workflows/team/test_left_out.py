"""A lead's copy that leaves out what colleagues wrote, or claims more than it holds: what came counts, the rest is told, asked for, and comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.team.set_codec import decode, digest_of
from prevent_desktop.delivery.signed.team import Words, open_words, signer_of
from prevent_desktop.strict_json import CANONICAL, COMPACT, parse, read, text_of, write
from prevent_desktop.workflows.team.cases.sharing import keep_from, share
from prevent_desktop.workflows.team.cases.team_disposal import agree, decide
from prevent_desktop.workflows.team.change_sets.giving_up import ended_waits
from prevent_desktop.workflows.team.change_sets.left_out import (
    MOST_IN_ALL,
    OF_LEFT_OUT,
    LeftOut,
    LeftOutStatement,
    credible,
    keep_left_out,
    left_out_still,
)
from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.change_sets.snapshots import COVER, OF_CASE, CaseStatement, Cover
from prevent_desktop.workflows.team.change_sets.waits import waits
from prevent_desktop.workflows.team.circles.known import CopyLeftOut
from prevent_desktop.workflows.team.circles.own_vault import OwnVault, own_vault
from prevent_desktop.workflows.team.circles.sealed_words import sign_as
from prevent_desktop.workflows.team.rounds.copies import make_copy, take_copy
from tests.faults.team_laptops import Founded, found
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.clearing_scene import Scene
from tests.unit.workflows.team.copy_scene import OTHERS, folder_scene
from tests.unit.workflows.team.test_round import Open
from tests.unit.workflows.team.test_sharing import a_case, begun, now, one_round
from tests.unit.workflows.team.test_snapshots import changed

__all__ = ("begun", "three_vaults")

ALL = {1, 2, 3, 4}


@dataclass
class Away:
    """KB was away while SF shared two cases and PL wrote in each of them twice; the mailbox gives nothing of it any more."""

    scene: Scene
    cases: list[str]

    def elsewhere(self, place: Path) -> Away:
        founded = self.scene.founded.copy(place)
        for name, laptop in founded.laptops.items():
            laptop.drift = self.scene.founded.laptops[name].drift
        return Away(folder_scene(founded), self.cases)

    @property
    def founded(self) -> Founded:
        return self.scene.founded

    def id_of(self, name: str) -> str:
        return self.founded.laptops[name].listed

    @contextmanager
    def back(self) -> Iterator[Open]:
        laptop = self.founded.laptops["kb-1"]
        with laptop.opened() as vault:
            yield Open(self.founded, laptop, vault)

    def copy(self, target: Path) -> Path:
        """An honest copy for KB."""
        with self.scene.at("sf-1") as (laptop, lead):
            make_copy(lead, self.id_of("kb-1"), target, now=laptop.now())
        return target

    def take(self, file: Path) -> None:
        with self.scene.at("kb-1") as (laptop, vault):
            assert take_copy(vault, file, now=laptop.now).refused == 0

    def meet(self, times: int = 3) -> None:
        for _each in range(times):
            self.scene.go_on(0, "kb-1", turns=1)
            self.scene.go_on(0, *OTHERS, turns=1)

    def state(self) -> TeamState:
        with self.back() as kim:
            for _each in range(2):
                kim.rounds.ask_for_all()
                kim.round()
            kim.rounds.ask_for_all()
            return kim.round().state

    def told(self) -> list[str]:
        return [one.words for one in self.state().not_come]

    def doubts(self) -> list[str]:
        return list(self.state().doubts)

    def notes(self) -> int:
        """How many notes KB has."""
        with self.scene.at("kb-1") as (_laptop, vault):
            return sum(len(vault.notes.of_case(one.id)) for one in vault.cases.some(self.cases))

    def number_here(self) -> int:
        with self.scene.at("kb-1") as (_laptop, vault):
            return vault.team.number_of(self.founded.main, self.id_of("pl-1"))

    def requests(self, rounds: int = 3) -> list[int]:
        """What KB's next rounds take that ask for everything, once the first has asked for what is asked for seldom."""
        with self.back() as kim:
            found = []
            for _each in range(rounds):
                kim.seconds += 61
                found.append(kim.requests())
            return found


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture(scope="module")
def away_once(founded_once: Founded, tmp_path_factory: pytest.TempPathFactory) -> Away:
    scene = folder_scene(founded_once.copy(tmp_path_factory.mktemp("away") / "team"))
    cases = [scene.share_case() for _each in range(2)]
    scene.go_on(0, *OTHERS)
    for case_id in (*cases, *cases):
        scene.write("pl-1", case_id)
        scene.go_on(0, "pl-1", turns=1)
    scene.go_on(91, *OTHERS)
    scene.go_on(1, *OTHERS)
    return Away(scene, cases)


@pytest.fixture
def away(away_once: Away, tmp_path: Path) -> Away:
    return away_once.elsewhere(tmp_path / "team")


# -- a lead whose program was changed


def forge(
    away: Away,
    file: Path,
    *,
    without: Collection[int] = (),
    more: int = 0,
    says: tuple[LeftOut, ...] = (),
) -> None:
    """The copy with all that a changed program can sign: without these sets of PL's, with so many more claimed, and these said to be gone."""
    pl = away.id_of("pl-1")
    with away.scene.at("sf-1") as (_laptop, lead), away.scene.at("kb-1") as (_other, kim):
        own = own_vault(lead)
        assert own is not None

        def lines(honest: list[bytes]) -> list[bytes]:
            cases = [_without(own, parse(line), pl, without) for line in honest[2:]]
            if says:
                cover = _opened(own, honest[0].decode(), Cover, COVER)
                told = LeftOutStatement(team=cover.team, circle=cover.circle, to=cover.to, sets=says)
                cases[-1] = [*cases[-1], _signed(own, told, OF_LEFT_OUT)]
            cover_line = _claiming(own, honest[0].decode(), {pl: more})
            return [cover_line.encode(), honest[1], *(text_of(one, **COMPACT).encode() for one in cases)]

        changed(kim, file, lines)


def _without(own: OwnVault, line: list[str], writer: str, numbers: Collection[int]) -> list[str]:
    told = _opened(own, line[0], CaseStatement, OF_CASE)
    gone, kept = set(), []
    for words in line[1:]:
        payload = open_words(Words.CHANGE_SET, words, _KEYS[signer_of(Words.CHANGE_SET, words)])
        one = decode(payload)
        if one.vault == writer and one.number in numbers:
            gone.add(digest_of(payload))
        else:
            kept.append(words)
    sets = tuple(one for one in told.sets if one.digest not in gone)
    return [_signed(own, replace(told, sets=sets), OF_CASE), *kept]


def _claiming(own: OwnVault, cover: str, more: Mapping[str, int]) -> str:
    told = _opened(own, cover, Cover, COVER)
    heads = tuple(replace(one, number=one.number + more.get(one.vault, 0)) for one in told.heads)
    return _signed(own, replace(told, heads=heads), COVER)


_KEYS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def keys(away: Away) -> None:
    _KEYS.update({one.id: one.signing_key for one in away.founded.office.team.vaults})


def _opened(own: OwnVault, words: str, kind: Any, fixed: Mapping[str, Any]) -> Any:
    return read(kind, open_words(Words.CHECKED, words, _KEYS[own.id]), fixed=fixed)


def _signed(own: OwnVault, told: object, fixed: Mapping[str, Any]) -> str:
    return sign_as(Words.CHECKED, write(told, fixed=fixed, **CANONICAL), own)


# -- what comes of it


@pytest.mark.parametrize(
    ("without", "here"), [({2}, 1), ({4}, 3), (ALL, 0), ({1, 3}, 0)], ids=["middle", "last", "all", "two"]
)
def test_what_a_copy_leaves_out_is_told_and_comes_from_whoever_has_it(
    away: Away, tmp_path: Path, without: set[int], here: int
) -> None:
    file = away.copy(tmp_path / "copy.age")
    forge(away, file, without=without)
    away.take(file)
    assert (away.number_here(), away.notes()) == (here, 4 - len(without)), "what came counts, and no more"
    words = "change of PL has" if len(without) == 1 else "changes of PL have"
    assert away.told() == [f"{len(without)} {words} not come"], "PL’s own list says so, too"
    away.meet()
    assert (away.told(), away.doubts(), away.notes(), away.number_here()) == ([], [], 4, 4)


def test_what_a_cover_claims_beyond_all_is_the_leads_word_alone_and_keeps_nothing_away(
    away: Away, tmp_path: Path
) -> None:
    file = away.copy(tmp_path / "copy.age")
    forge(away, file, more=10_000)
    away.take(file)
    away.meet()
    assert away.number_here() == 4
    words = ["SF’s laptop tells of 10000 changes of PL that have not come"]
    assert away.told() == words
    away.scene.write("pl-1", away.cases[0])
    away.meet(2)
    assert (away.notes(), away.number_here()) == (5, 5), "what PL writes next comes and counts"
    away.scene.go_on(3)
    with away.scene.at("sf-1") as (laptop, lead):
        assert waits(lead, now=laptop.now()) == (), "nobody else waits"
    with away.scene.at("kb-1") as (laptop, kim):
        assert [one.by for one in waits(kim, now=laptop.now())] in ([], ["SF"])


def test_a_later_honest_copy_brings_what_an_earlier_one_left_out(away: Away, tmp_path: Path) -> None:
    file = away.copy(tmp_path / "copy.age")
    forge(away, file, without={2, 4})
    away.take(file)
    assert away.number_here() == 1
    away.take(away.copy(tmp_path / "honest.age"))
    assert (away.told(), away.notes(), away.number_here()) == ([], 4, 4)


def test_what_a_lead_says_to_be_gone_is_told_with_their_name_and_steps_over_nothing_that_comes_later(
    away: Away, tmp_path: Path
) -> None:
    """A changed program says so of a set that is there, and of two that PL has not written yet."""
    pl = away.id_of("pl-1")
    says = (
        LeftOut(vault=pl, first=2, last=2, digest=""),
        LeftOut(vault=pl, first=5, last=6, digest="0" * 64),
    )
    file = away.copy(tmp_path / "copy.age")
    forge(away, file, without={2}, more=2, says=says)
    away.take(file)
    assert away.number_here() == 4
    [told] = away.doubts()
    assert "The copy that S F’s laptop made on" in told
    assert "leaves out 3 changes of P L. It says that their cases are gone" in told
    assert away.told() == []
    away.scene.go_on(20, "kb-1")
    assert not any("leaves out" in one for one in away.doubts()), "it is no news any more"
    with away.scene.at("kb-1") as (laptop, kim):
        assert ended_waits(kim, now=laptop.now()) == (told,), "the Team page has it for a month"
        assert ended_waits(kim, now=laptop.now() + timedelta(days=11)) == ()
    for number in (5, 6):
        away.scene.write("pl-1", away.cases[0])
        away.meet(2)
        assert away.number_here() == number
    assert away.notes() == 5, "all but that which SF says to be gone"


# -- honest copies


@pytest.mark.parametrize("days_ago", [0, 20])
def test_an_honest_copy_of_a_long_history_tells_nothing_wrong_and_asks_nothing_in_vain(
    away: Away, tmp_path: Path, days_ago: int
) -> None:
    """A case was disposed of, one moved to a smaller circle that KB is not in; PL's newest sets are of these, and PL's list is too old to be asked for."""
    gone, moved = away.scene.share_case(), away.scene.share_case()
    away.scene.go_on(0, *OTHERS)
    away.scene.write("pl-1", gone)
    away.scene.go_on(0, *OTHERS)
    dispose(away, gone)
    away.scene.write("pl-1", away.cases[0])
    away.scene.go_on(0, *OTHERS)
    away.scene.write("pl-1", moved)
    away.scene.go_on(0, *OTHERS)
    with away.scene.at("sf-1") as (laptop, lead):
        keep_from(lead, moved, ["kb"], now=laptop.now())
    away.scene.go_on(0, *OTHERS, turns=3)
    away.scene.go_on(91, *OTHERS)
    away.scene.go_on(1, *OTHERS)
    away.scene.go_on(days_ago, "sf-1")
    away.take(away.copy(tmp_path / "copy.age"))
    with away.scene.at("pl-1") as (_laptop, deputy):
        written = deputy.team.number_of(away.founded.main, away.id_of("pl-1"))
    state = away.state()
    assert state.not_come == ()
    assert all("leaves out" in one or "Nothing from" in one for one in state.doubts)
    assert len([one for one in state.doubts if "leaves out" in one]) == 2, "of PL and of SF"
    assert away.number_here() == (written if not days_ago else written - 1)
    asked = away.requests()
    print(state, asked)
    assert asked == asked[:1] * 3
    away.scene.write("pl-1", away.cases[0])
    away.meet(2)
    assert (away.told(), away.notes(), away.number_here()) == ([], 6, written + 1)
    with away.scene.at("kb-1") as (_laptop, kim):
        assert not kim.cases.some([gone, moved])


def dispose(away: Away, case_id: str) -> None:
    """SF and PL let it go; KB never heard of it."""
    away.scene.announce(case_id)
    away.scene.go_on(0, *OTHERS)
    with away.scene.at("pl-1") as (laptop, vault):
        agree(vault, case_id, now=laptop.now())
    for _look in range(4):
        away.scene.go_on(4, *OTHERS)
    with away.scene.at("sf-1") as (laptop, vault):
        decide(vault, case_id, now=laptop.now())
    away.scene.go_on(0, *OTHERS)
    for name in OTHERS:
        with away.scene.at(name) as (_laptop, vault):
            assert vault.disposals.is_disposed(case_id)


def test_a_copy_of_no_case_at_all_says_how_many_sets_are_gone(begun: TeamOf, tmp_path: Path) -> None:
    """The one case that there was goes on in a smaller circle."""
    lead, away = begun.vaults["sf"], begun.vaults["pl"]
    case_id = a_case(lead)
    share(lead, [case_id], now=now())
    one_round(lead)
    keep_from(lead, case_id, ["pl"], now=now())
    assert make_copy(lead, begun.id("pl"), tmp_path / "copy.age", now=now()) == 0
    assert take_copy(away, tmp_path / "copy.age", now=now).cases == 0
    [told] = ended_waits(away, now=now())
    assert "changes of SF" in told or "change of SF" in told
    assert away.cases.some([case_id]) == ()


def test_what_a_colleague_writes_after_a_case_is_gone_counts_once_the_mailbox_has_let_that_go(
    founded_once: Founded, tmp_path: Path
) -> None:
    """Their newest change was of that case, so nothing that is here comes right before the next one."""
    scene = folder_scene(founded_once.copy(tmp_path / "three"))
    other = scene.share_case()
    scene.go_on()
    names = scene.dispose()
    scene.go_on(1, turns=3)
    assert scene.lying(names) == set()
    scene.write("pl-1", other)
    scene.go_on()
    for name in ("sf-1", "kb-1"):
        with scene.at(name) as (_laptop, vault):
            assert len(vault.notes.of_case(other)) == 1


def test_a_lead_who_names_any_number_of_ids_fills_no_vault(three: TeamOf) -> None:
    vault, copy = three.vaults["pl"], CopyLeftOut(by="v", made_at=now(), taken_at=now(), counts={})
    ids = [f"{three.id('jo')}~{number:08x}" for number in range(3 * MOST_IN_ALL)]
    named = [LeftOut(vault=one, first=1, last=5, digest="") for one in ids]
    with vault.transaction():
        keep_left_out(vault, "circle", credible(named, dict.fromkeys(ids, 5)), copy)
    assert sum(map(len, left_out_still(vault, "circle").values())) == MOST_IN_ALL
