"""A lead's copy by the team's mailbox: asked for, said yes to, put in pieces, fetched, judged, joined, and taken away again."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.sealing import open_bytes, parse_recipient, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish
from prevent_desktop.workflows.team.cases.team_disposal import dispose_or_announce
from prevent_desktop.workflows.team.change_sets.copies_asked import names_asked_no_more
from prevent_desktop.workflows.team.change_sets.copies_made import (
    copies,
    make_by_itself,
    say_no,
    say_yes,
)
from prevent_desktop.workflows.team.change_sets.copies_told import asking
from prevent_desktop.workflows.team.change_sets.copy_pieces import SIZE, seal_copy_words
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.posts import _counts
from prevent_desktop.workflows.team.circles.sealed_words import padded
from tests.faults.team_laptops import START, change_team, found
from tests.faults.team_work import open_case
from tests.unit.workflows.team.copy_scene import (
    MOST,
    CopyScene,
    Open,
    copy_scene,
    folder_scene,
    write_letters,
)

T = TypeVar("T")
CAME = "A lead’s copy came through the mailbox: 3 cases."


@pytest.fixture(scope="module")
def away_once(tmp_path_factory: pytest.TempPathFactory) -> CopyScene:
    return copy_scene(folder_scene(found(tmp_path_factory.mktemp("team") / "away", 3)), letters=3_200_000)


@pytest.fixture(scope="module")
def asked_once(away_once: CopyScene, tmp_path_factory: pytest.TempPathFactory) -> CopyScene:
    asked = away_once.copy(tmp_path_factory.mktemp("team") / "asked")
    asked.asks()
    return asked


@pytest.fixture(scope="module")
def put_once(asked_once: CopyScene, tmp_path_factory: pytest.TempPathFactory) -> CopyScene:
    put = asked_once.copy(tmp_path_factory.mktemp("team") / "put")
    put.says_yes()
    return put


@pytest.fixture
def asked(asked_once: CopyScene, tmp_path: Path) -> CopyScene:
    """KB's vault asks for a copy."""
    return asked_once.copy(tmp_path / "team")


@pytest.fixture
def put(put_once: CopyScene, tmp_path: Path) -> CopyScene:
    """A lead's copy of three pieces lies there for it."""
    return put_once.copy(tmp_path / "team")


def came(told: list[str]) -> int:
    return sum(one.startswith(CAME) for one in told)


def lying_for_kim(scene: CopyScene) -> set[str]:
    """The names of all that lies there of the copy, and of what was asked."""
    names, made = scene.names, scene.made().told
    return {names.copy_ask(made.to, 1), names.copy(made.to, made.number), *made.names(names)}


def test_who_was_away_asks_a_lead_says_yes_and_the_copy_comes_by_itself_and_goes_again(
    asked: CopyScene,
) -> None:
    with asked.at("sf-1") as lead:
        state = lead.look().state
        assert state.for_somebody[0] == "K B’s laptop asks for a copy of the shared cases"
    asked.says_yes()
    with asked.at("kb-1") as kim:
        result = kim.look(2)
        assert came(kim.told) == 1
        assert result.state.copies == ()
    assert asked.has_all("kb-1")
    lying = lying_for_kim(asked)
    assert len(lying) == 5
    assert asked.scene.lying(lying) == set(), "whoever has it takes it away"
    with asked.at("sf-1") as lead:
        lead.look(2)
        assert copies(lead.vault).made == {}
        assert asking(lead.vault) == ()
        assert list((lead.vault.folder / "team-copies").iterdir()) == []
    with asked.at("kb-1") as kim:
        assert kim.look(2).state.copy_wanted is False
        assert list((kim.vault.folder / "team-copies").iterdir()) == []
        assert not lying & set(kim.rounds._memory.hints[asked.founded.main].wanted)


def test_all_pieces_have_one_size_and_nothing_of_it_is_asked_for_by_whoever_did_not_ask(
    put: CopyScene,
) -> None:
    names, told = put.names, put.made().told
    with put.scene.open_store(put.founded.laptops["kb-1"]) as store:
        sizes = {len(store.get(name, MOST) or b"") for name in told.names(names)}
    assert len(sizes) == 1
    with put.at("pl-1") as pat:
        pat.look(2)
        assert pat.told == []
        assert list(pat.vault.folder.glob("team-copies/*")) == []


def test_what_was_cut_goes_on_at_its_piece_at_both_ends(asked: CopyScene) -> None:
    lead, kim = (asked.founded.laptops[one] for one in ("sf-1", "kb-1"))
    with asked.at("sf-1") as one:
        one.look()
        say_yes(one.vault, kim.listed)
    for requests in range(1, 60, 7):
        lead.lies.cut_off = requests
        with asked.at("sf-1") as one:
            one.look()
    lead.lies.end()
    with asked.at("sf-1") as one:
        one.look(2)
    names, told = asked.names, asked.made().told
    puts = [name for name, _content, _who in asked.founded.journal.put]
    assert [puts.count(name) for name in told.names(names)] == [1, 1, 1]
    parts: list[str] = []
    for requests in range(1, 60, 3):
        kim.lies.cut_off = requests
        with asked.at("kb-1") as one:
            parts += one.look().state.copies
            if came(one.told):
                break
    assert "A lead’s copy is on its way: 0 of 3 parts are here." in parts
    kim.lies.cut_off = None
    with asked.at("kb-1") as one:
        one.look(2)
    assert asked.has_all("kb-1")


def test_a_mailbox_without_room_gets_back_what_was_put_and_the_changes_go_on(asked: CopyScene) -> None:
    lead = asked.founded.laptops["sf-1"]
    with asked.at("sf-1") as one:
        one.look()
        lead.lies.room = int(2.5 * SIZE)
        say_yes(one.vault, asked.id_of("kb-1"))
        state = one.look(2).state
        assert any(each.startswith("The team’s mailbox has no room for a copy") for each in one.told)
        assert state.trouble == ""
        told = [
            name for name, content, who in asked.founded.journal.put if who == "sf-1" and len(content) > SIZE
        ]
        assert len(told) == 2
        one.look(2)
        assert copies(one.vault).made == {}
        assert asking(one.vault) == ()
        assert asked.scene.lying(set(told)) == set()
    asked.asks()
    assert not asked.has_all("kb-1")


def test_a_piece_that_is_withheld_is_waited_for_and_a_week_later_another_copy_is_asked_for(
    put: CopyScene,
) -> None:
    kim, names, first = put.founded.laptops["kb-1"], put.names, put.made().told
    kim.lies.withheld.add(first.names(names)[1])
    with put.at("kb-1") as one:
        state = one.look(2).state
        assert state.copies == ("A lead’s copy is on its way: 1 of 3 parts are here.",)
        assert came(one.told) == 0
    assert not put.has_all("kb-1")
    put.later(days=8)
    with put.at("kb-1") as one:
        assert one.look(3).state.copies[0].startswith("This laptop has asked the leads for a copy.")
    with put.at("sf-1") as lead:
        lead.look(6)
    second = put.made().told
    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    assert put.scene.lying({*first.names(names)}) == set()
    kim.lies.withheld -= set(first.names(names))
    with put.at("kb-1") as one:
        one.look(2)
        assert came(one.told) == 1
    assert put.has_all("kb-1")


def noise(_put: CopyScene) -> bytes:
    return b"noise" * 1000


def another_piece(put: CopyScene) -> bytes:
    with put.scene.open_store(put.founded.laptops["kb-1"]) as store:
        found_ = store.get(put.made().told.names(put.names)[0], MOST)
        assert found_ is not None
        return found_


def sealed_by_somebody(put: CopyScene) -> bytes:
    """Sealed to KB as a piece is, of a file that nobody told of."""
    team = put.founded.office.team
    recipient = next(one.recipient for one in team.vaults if one.id == put.id_of("kb-1"))
    return seal_bytes(padded(b"x" * (SIZE - 4), SIZE), [parse_recipient(recipient)])


@pytest.mark.parametrize("other", [noise, another_piece, sealed_by_somebody])
def test_a_piece_that_is_another_one_is_never_taken_and_a_new_copy_comes_under_other_names(
    put: CopyScene, other: Callable[[CopyScene], bytes]
) -> None:
    first = put.made().told
    put.replace(first.names(put.names)[1], other(put))
    with put.at("kb-1") as one:
        state = one.look().state
        assert state.copies[0].startswith("This laptop has asked the leads for a copy.")
        assert came(one.told) == 0
        one.look()
    assert not put.has_all("kb-1")
    put.later(days=2)
    with put.at("kb-1") as one:
        one.look(2)
    with put.at("sf-1") as lead:
        lead.look(6)
    assert put.made().told.number == 2
    with put.at("kb-1") as one:
        one.look(2)
        assert came(one.told) == 1
    assert put.has_all("kb-1")


def test_words_of_an_older_copy_under_a_newer_number_tell_of_none(put: CopyScene) -> None:
    names, first = put.names, put.made().told
    kim = put.founded.laptops["kb-1"]
    with put.scene.open_store(kim) as store:
        words = store.get(names.copy(kim.listed, 1), MOST)
        assert words is not None
    put.replace(first.names(names)[0], b"noise")
    with put.at("kb-1") as one:
        one.look()
        put.replace(names.copy(kim.listed, 2), words)
        one.look(3)
        assert came(one.told) == 0
        hint = one.rounds._memory.hints[put.founded.main]
        assert names.copy(kim.listed, 3) in hint.wanted
        assert not {names.copy(kim.listed, number) for number in (1, 2)} & set(hint.wanted)


@pytest.mark.parametrize("who", ["a deputy", "a reporter", "somebody removed"])
def test_words_that_are_no_present_leads_tell_of_no_copy(asked: CopyScene, who: str) -> None:
    """PL knows the names and has the key of the circle, and tells of a copy that is none of theirs to make."""
    founded = asked.founded
    kim, lead = founded.laptops["kb-1"], founded.laptops["sf-1"]
    asked.says_yes()
    names, true = asked.names, asked.made().told
    recipient = next(one.recipient for one in founded.office.team.vaults if one.id == kim.listed)
    with asked.at("pl-1") as pat:
        own = own_vault(pat.vault)
        assert own is not None
        words = seal_copy_words(true, own, recipient)
    asked.replace(names.copy(kim.listed, 1), words)
    if who == "a reporter":
        members = [
            replace(one, role=Role.REPORTER) if one.id == "pl" else one for one in founded.office.team.members
        ]
        change_team(founded, lead, members=tuple(members))
    if who == "somebody removed":
        vaults = [
            replace(one, removed=START.date(), recipient="") if one.member == "pl" else one
            for one in founded.office.team.vaults
        ]
        members = [
            replace(one, role=Role.LEAD) if one.id == "pl" else one for one in founded.office.team.members
        ]
        change_team(founded, lead, vaults=tuple(vaults), members=tuple(members))
    with asked.at("sf-1") as one:
        one.look(2)
    with asked.at("kb-1") as one:
        one.look(3)
        assert came(one.told) == 0
        assert names.copy(kim.listed, 2) in one.rounds._memory.hints[founded.main].wanted
    assert not asked.has_all("kb-1")
    asked.later(days=2)
    for name in ("sf-1", "kb-1", "sf-1", "sf-1", "kb-1"):
        with asked.at(name) as one:
            one.look(3)
    assert asked.has_all("kb-1"), "the true one comes under the next number"


def promote(asked: CopyScene) -> None:
    """PL is a lead, too."""
    members = [replace(one, role=Role.LEAD) for one in asked.founded.office.team.members if one.id == "pl"]
    others = [one for one in asked.founded.office.team.members if one.id != "pl"]
    change_team(asked.founded, asked.founded.laptops["sf-1"], members=(*others, *members))
    asked.scene.go_on(0, "sf-1", "pl-1")


def test_of_two_leads_who_both_make_one_the_second_takes_theirs_away(asked: CopyScene) -> None:
    """PL's vault has not heard that SF's answered."""
    promote(asked)
    kim, head = asked.id_of("kb-1"), asked.names.head()
    asked.asks()
    asked.founded.laptops["pl-1"].lies.old_heads[head] = asked.founded.journal.heads[head][-1]
    asked.says_yes("sf-1")
    with asked.at("pl-1") as pat:
        pat.look()
        say_yes(pat.vault, kim)
        pat.look(3)
        assert copies(pat.vault).made == {}
        assert list(pat.vault.folder.glob("team-copies/*")) == []
    pieces = {name for name, content, _who in asked.founded.journal.put if len(content) > SIZE}
    assert len(pieces) == 6
    assert len(asked.scene.lying(pieces)) == 3, "one copy lies there"
    with asked.at("kb-1") as one:
        one.look(2)
        assert came(one.told) == 1
    assert asked.has_all("kb-1")


@pytest.mark.parametrize("state", ["asked", "put"])
def test_for_whoever_was_removed_meanwhile_nothing_is_made_and_nothing_stays(
    asked: CopyScene, state: str
) -> None:
    founded = asked.founded
    with asked.at("sf-1") as lead:
        lead.look()
        say_yes(lead.vault, asked.id_of("kb-1"))
        if state == "put":
            lead.look(4)
    vaults = [
        replace(one, removed=START.date(), recipient="") if one.member == "kb" else one
        for one in founded.office.team.vaults
    ]
    change_team(founded, founded.laptops["sf-1"], vaults=tuple(vaults))
    with asked.at("sf-1") as lead:
        lead.look(3)
        assert copies(lead.vault).made == {}
        assert asking(lead.vault) == ()
    pieces = {name for name, content, _who in founded.journal.put if len(content) > SIZE}
    assert len(pieces) == (3 if state == "put" else 0)
    assert asked.scene.lying(pieces) == set()


def words_in(plain: bytes) -> bytes:
    """What is signed in a copy, out of its base64."""
    parts = re.findall(rb"[\w-]{40,}", plain)
    return b"".join(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)) for part in parts)


def test_a_circle_that_they_are_not_in_shows_in_nothing_of_it(asked: CopyScene, tmp_path: Path) -> None:
    """With a case of megabytes in SF's and PL's circle a copy has the same pieces as without, and nothing of that case."""
    bare, other = asked, asked.copy(tmp_path / "other")
    with other.at("sf-1") as lead:
        case = open_case(lead.vault, other.scene.word, lead.laptop.now())
        lead.laptop.share(lead.vault, case.id, other.founded.restricted)
    write_letters(other.scene, "sf-1", case.id, 3_000_000)
    for scene in (bare, other):
        scene.scene.go_on(0, "sf-1", "pl-1")
        scene.says_yes()
    with other.at("sf-1") as lead:
        assert lead.vault.team.sets_of(case.id, other.founded.restricted), "they are shared"
    made = other.made().told
    assert (made.circle, len(made.pieces)) == (other.founded.main, len(bare.made().told.pieces))
    with other.at("kb-1") as kim:
        own = own_vault(kim.vault)
        assert own is not None
    sealed = (other.founded.laptops["sf-1"].folder / "team-copies" / f"for-{made.to}.age").read_bytes()
    plain = words_in(zlib.decompress(open_bytes(sealed, [own.identity])))
    assert other.cases[0].encode() in plain, "an id is found where it stands"
    assert case.id.encode() not in plain
    assert other.founded.restricted.encode() not in plain


def test_a_lead_may_take_the_yes_back_while_it_is_made_and_once_it_lies_there(put: CopyScene) -> None:
    kim, told = put.id_of("kb-1"), put.made().told
    with put.at("sf-1") as lead:
        say_no(lead.vault, kim)
        lead.look(2)
        assert copies(lead.vault).made == {}
        assert list((lead.vault.folder / "team-copies").iterdir()) == []
    assert put.scene.lying(set(told.names(put.names))) == set()


def test_what_nobody_fetches_goes_after_a_month_by_no_clock_that_is_ahead_of_all(put: CopyScene) -> None:
    names = set(put.made().told.names(put.names))
    put.founded.laptops["sf-1"].drift += timedelta(days=400)
    with put.at("sf-1") as lead:
        lead.look(2)
    assert put.scene.lying(names) == names, "one clock alone"
    put.founded.laptops["sf-1"].drift -= timedelta(days=400)
    put.scene.go_on(31, "sf-1", "pl-1")
    put.scene.go_on(1, "sf-1", "pl-1")
    assert put.scene.lying(names) == set()


def test_a_mailbox_that_lets_nothing_be_taken_away_keeps_it_sealed_and_the_lead_forgets_it(
    put: CopyScene,
) -> None:
    names = set(put.made().told.names(put.names))
    for laptop in put.founded.laptops.values():
        laptop.lies.keeps = True
    with put.at("kb-1") as kim:
        kim.look(2)
        assert names_asked_no_more(kim.vault) == ()
    with put.at("sf-1") as lead:
        lead.look(2)
        assert copies(lead.vault).made == {}
        assert list((lead.vault.folder / "team-copies").iterdir()) == []
    assert put.scene.lying(names) == names


def test_what_was_made_before_a_case_was_disposed_of_is_taken_away_and_comes_anew(put: CopyScene) -> None:
    kim, first = put.founded.laptops["kb-1"], put.made().told
    kim.lies.withheld.add(first.names(put.names)[1])
    with put.at("kb-1") as one:
        one.look()
    with put.at("sf-1") as lead:
        case = open_case(lead.vault, put.scene.word, lead.laptop.now())
        lead.vault.cases.set_status(case.id, CaseStatus.CLOSED, lead.laptop.now())
        target = Target(person_id=case.person_id, case_id=case.id)
        wish = Wish(ground=Ground.MOVED, date_is_right=True)
        assert dispose_or_announce(lead.vault, None, target, wish, now=lead.laptop.now()) is not None
        lead.look(2)
    assert put.scene.lying(set(first.names(put.names))) == set()
    with put.at("kb-1") as one:
        one.look(2)
    put.later(days=2)
    with put.at("sf-1") as lead:
        lead.look(4)
    assert put.made().told.number == 2
    with put.at("kb-1") as one:
        one.look(2)
    assert put.has_all("kb-1")


class EndedError(Exception):
    """The program ends."""


def begun(vault: Vault) -> int:
    """How often it was begun to take the copy that came."""
    return int(json.loads(vault.settings.get("team-copy-asked") or "{}").get("begun", 0))


def ends_where_it_is_taken(one: Open) -> None:
    """A round that ends, with the program, as soon as the copy is begun."""
    before = begun(one.vault)

    def ask(work: Callable[[Vault], T], /) -> T:
        found_ = work(one.vault)
        if begun(one.vault) > before:
            raise EndedError
        return found_

    one.rounds.once(ask)


def test_a_copy_at_which_the_program_ended_five_times_is_not_begun_again(put: CopyScene) -> None:
    for _time in range(5):
        with put.at("kb-1") as one, pytest.raises(EndedError):
            ends_where_it_is_taken(one)
    with put.at("kb-1") as one:
        ends_where_it_is_taken(one)
        assert begun(one.vault) == 0
        assert one.look().state.copies[0].startswith("This laptop has asked the leads for a copy.")
    assert not put.has_all("kb-1")


def test_what_a_disk_spoiled_of_a_copy_is_fetched_again(put: CopyScene) -> None:
    kim, told = put.founded.laptops["kb-1"], put.made().told
    kim.lies.withheld.add(told.names(put.names)[2])
    with put.at("kb-1") as one:
        one.look()
        (file,) = (one.vault.folder / "team-copies").iterdir()
        file.write_bytes(b"x" + file.read_bytes()[1:-100])
    kim.lies.withheld.discard(told.names(put.names)[2])
    with put.at("kb-1") as one:
        one.look(2)
        assert came(one.told) == 1
    assert put.has_all("kb-1")


def test_where_a_lead_has_it_so_copies_are_made_without_a_yes(asked: CopyScene) -> None:
    with asked.at("sf-1") as lead:
        make_by_itself(lead.vault, wanted=True)
        lead.look(3)
    with asked.at("kb-1") as one:
        one.look(2)
        assert came(one.told) == 1


def test_what_was_half_made_when_the_program_ended_is_made_anew_and_leaves_nothing(asked: CopyScene) -> None:
    with asked.at("sf-1") as lead:
        lead.look()
        folder = lead.vault.folder / "team-copies"
        folder.mkdir()
        (folder / f"for-{asked.id_of('kb-1')}.part").write_bytes(b"half")
        (folder / "for-somebody.age").write_bytes(b"whole")
        say_yes(lead.vault, asked.id_of("kb-1"))
    with asked.at("sf-1") as lead:
        lead.look(4)
        assert [one.name for one in folder.iterdir()] == [f"for-{asked.id_of('kb-1')}.age"]
        assert copies(lead.vault).made[asked.id_of("kb-1")].is_told


def test_whoever_gets_a_copy_gets_the_keys_for_what_comes_next(asked: CopyScene) -> None:
    """A copy that goes by hand does so as well: `test_copy_without_key`."""
    kim = asked.founded.laptops["kb-1"].listed
    with asked.at("sf-1") as lead:
        before = _counts(lead.vault).sent.get(kim, 0)
    asked.says_yes()
    with asked.at("sf-1") as lead:
        assert _counts(lead.vault).sent.get(kim, 0) > before
