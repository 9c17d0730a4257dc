"""A new member gets all that counts as one sealed file: the same record, each author's own words, and what does not hold is left out."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import Member as TeamMember
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import SnapshotError
from prevent_desktop.sealing import seal_bytes, sealed_reader
from prevent_desktop.strict_json import COMPACT, parse, text_of
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.team.materialise import Form, materialise
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.ask_vault import directly
from prevent_desktop.workflows.team.change_sets.snapshot_making import begin_snapshot, making, write_snapshot
from prevent_desktop.workflows.team.change_sets.snapshots import (
    CoverHead,
    Taken,
    in_batches,
    take_snapshot,
    taking,
)
from prevent_desktop.workflows.team.change_sets.standing import no_longer_counting, standing_in, writers
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    circles,
    make_restricted_circle,
    membership,
    renew_circles,
)
from tests.benchmarks.bench_team import ground
from tests.made_vaults import copied_vault
from tests.teams import listing, start_sharing
from tests.unit.vault.examples import (
    QUESTIONNAIRE_DIGEST,
    a_case,
    a_form,
    a_note,
    a_person,
    an_event,
    answers,
    keep_case,
    later,
)
from tests.unit.vault.team.members import Member, record
from tests.unit.vault.test_query_plans import listened
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed, three_vaults

__all__ = ("three_vaults",)

FORM = hashlib.sha256(b"{}").hexdigest()


def form_of(digest: str) -> Form | None:
    return Form("https://example.org/f", "1", "{}") if digest == FORM else None


def now() -> Any:
    return NOW


def work(three: TeamOf) -> list[str]:
    """SF shares two cases, and PL writes in both; what each wrote is at the other."""
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle = main_circle(three.team.id)
    sf, pl = three.vaults["sf"], three.vaults["pl"]
    cases = []
    for number in range(2):
        sf.questionnaires.keep(FORM, "https://example.org/f", "1", "{}")
        person = a_person(f"Child {number}")
        sf.people.add(person)
        case = a_case(person)
        sf.cases.add(case)
        sf.responses.add(replace(a_form(case, answers("begun")), questionnaire_digest=FORM))
        writer = writers(sf, now=now)(circle)
        assert writer is not None
        start_sharing(sf, case.id, writer)
        cases.append(case)
    hand_over(sf, pl, circle)
    for case in cases:
        pl.notes.add(a_note(case, "PL heard more"))
        [form] = pl.responses.of_case(case.id)
        pl.responses.save_draft(form.id, answers("begun", "and on"), "", 1, 2, later(3))
        pl.events.add(an_event(case, response_id=form.id))
        writer = writers(pl, now=now)(circle)
        assert writer is not None
        capture(pl, case.id, writer)
    hand_over(pl, sf, circle)
    return [case.id for case in cases]


def hand_over(giver: Vault, taker: Vault, circle: str) -> None:
    for one in giver.team.to_put():
        take_in(taker, replace(one, put_at=NOW))
        materialise(taker, one.case_id, circle, writers=writers(taker, now=now), forms=form_of)


@contextmanager
def joined(three: TeamOf, name: str) -> Iterator[Vault]:
    """The vault of a new deputy, with the key of the circle."""
    folder = three.vaults["sf"].folder.parent / name
    key = copied_vault(folder, number=8).key
    with Vault.open(folder, key) as vault:
        members = (*three.team.members, TeamMember(id=name, name=name.upper(), role=Role.DEPUTY))
        three.vaults[name] = vault
        three.change(replace(three.team, members=members, vaults=(*three.team.vaults, listing(vault, name))))
        renew_circles(three.vaults["sf"], now=NOW)
        three.exchange()
        try:
            yield vault
        finally:
            del three.vaults[name]


def taken(vault: Vault, file: Path) -> Taken:
    return take_snapshot(vault, file, now=now)


def same(one: Vault, other: Vault, cases: list[str]) -> bool:
    return record(Member("a", one), *cases) == record(Member("b", other), *cases)


def test_a_new_member_has_the_same_record_with_each_authors_own_words(three: TeamOf, tmp_path: Path) -> None:
    cases, circle = work(three), main_circle(three.team.id)
    file = tmp_path / "for kim.age"
    with joined(three, "kim") as kim:
        assert write_snapshot(three.vaults["sf"], circle, three.id("kim"), file, now=NOW) == 2
        told = taken(kim, file)
        assert (told.cases, told.sets, told.refused) == (2, 4, 0)
        assert same(kim, three.vaults["sf"], cases)
        assert same(kim, three.vaults["pl"], cases)
        heads = kim.team.heads(circle)
        assert {heads[three.id(name)].number for name in ("sf", "pl")} == {2}
        assert {one.checked_by for one in kim.team.sets_of(cases[0], circle)} == {three.id("sf")}
        assert not kim.team.dirty()
        assert kim.team.to_put() == ()
        again = taken(kim, file)
        assert (again.cases, again.sets) == (2, 0)
        kim.notes.add(replace(a_note(kim.cases.get(cases[0])), text="Kim too"))
        writer = writers(kim, now=now)(circle)
        assert writer is not None
        [one] = capture(kim, cases[0], writer)
        assert one.number == 1
        hand_over(kim, three.vaults["sf"], circle)
        assert same(kim, three.vaults["sf"], cases)


def test_who_was_away_long_gets_what_they_missed_and_keeps_what_they_had_not_sent(
    three: TeamOf, tmp_path: Path
) -> None:
    cases, circle = work(three), main_circle(three.team.id)
    jo, sf = three.vaults["jo"], three.vaults["sf"]
    one = sf.team.to_put()[0]
    take_in(jo, replace(one, put_at=NOW))
    materialise(jo, one.case_id, circle, writers=writers(jo, now=now), forms=form_of)
    jo.notes.add(a_note(jo.cases.get(one.case_id), "Written on the train"))
    write_snapshot(sf, circle, three.id("jo"), tmp_path / "s.age", now=NOW)
    taken(jo, tmp_path / "s.age")
    hand_over(jo, sf, circle)
    assert same(jo, sf, cases)
    assert "Written on the train" in [note.text for note in sf.notes.of_case(one.case_id)]


def test_the_words_of_somebody_who_left_are_verified_by_their_key_all_the_same(
    three: TeamOf, tmp_path: Path
) -> None:
    cases, circle = work(three), main_circle(three.team.id)
    three.change(removed(three.team, "pl"))
    with joined(three, "kim") as kim:
        write_snapshot(three.vaults["sf"], circle, three.id("kim"), tmp_path / "s.age", now=NOW)
        assert taken(kim, tmp_path / "s.age").refused == 0
        assert same(kim, three.vaults["sf"], cases)


def test_it_is_for_one_vault_and_made_by_a_lead(three: TeamOf, tmp_path: Path) -> None:
    work(three)
    circle, file = main_circle(three.team.id), tmp_path / "s.age"
    with pytest.raises(SnapshotError, match="Only a lead"):
        write_snapshot(three.vaults["pl"], circle, three.id("jo"), file, now=NOW)
    with pytest.raises(SnapshotError, match="does not share"):
        write_snapshot(three.vaults["sf"], circle, "nobody", file, now=NOW)
    write_snapshot(three.vaults["sf"], circle, three.id("jo"), file, now=NOW)
    with pytest.raises(SnapshotError, match="damaged"):
        taken(three.vaults["pl"], file)
    roles = {"sf": Role.DEPUTY}
    members = tuple(replace(one, role=roles.get(one.id, one.role)) for one in three.team.members)
    three.change(replace(three.team, members=members), "jo")
    with pytest.raises(SnapshotError, match="not made by a lead"):
        taken(three.vaults["jo"], file)
    assert three.vaults["jo"].people.count() == 0


def test_words_that_a_lead_changed_or_made_up_are_left_out(three: TeamOf, tmp_path: Path) -> None:
    cases, circle = work(three), main_circle(three.team.id)
    file = tmp_path / "s.age"
    write_snapshot(three.vaults["sf"], circle, three.id("jo"), file, now=NOW)

    def foreign(lines: list[bytes]) -> list[bytes]:
        """Each set of one case stands in the other, and one was changed by a letter."""
        first, second = (list(parse(line)) for line in lines[2:])
        head, payload, signature = first[1].split(".")
        first[1] = f"{head}.{payload[:-6]}AAAAAA.{signature}"
        return [
            *lines[:2],
            *(text_of(one, **COMPACT).encode() for one in ([first[0], *first[1:], second[1]], second)),
        ]

    changed(three.vaults["jo"], file, foreign)
    told = taken(three.vaults["jo"], file)
    assert (told.sets, told.refused) == (3, 1)
    assert three.vaults["jo"].team.in_state(SetState.SET_ASIDE) == ()
    assert len(three.vaults["jo"].team.cases_told_of(circle)) == len(cases)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines[:2], lines[3]],
        lambda lines: lines[1:],
        lambda lines: [lines[0], b"[]", *lines[2:]],
        lambda lines: [lines[0], b'{"a": "{}"}', *lines[2:]],
        lambda lines: [*lines[:2], b"{}", *lines[2:]],
        lambda lines: [*lines[:2], b'["x"]', *lines[2:]],
        lambda lines: [lines[0].replace(b".", b"!"), *lines[1:]],
        lambda _lines: [],
    ],
)
def test_what_is_cut_or_strange_is_told(
    three: TeamOf, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    work(three)
    circle, file = main_circle(three.team.id), tmp_path / "s.age"
    write_snapshot(three.vaults["sf"], circle, three.id("jo"), file, now=NOW)
    changed(three.vaults["jo"], file, change)
    with pytest.raises(SnapshotError):
        taken(three.vaults["jo"], file)
    assert three.vaults["jo"].team.heads(circle) == {}


def test_a_lead_who_has_left_makes_no_copy(three: TeamOf, tmp_path: Path) -> None:
    """They have their key, and the file goes by hand."""
    work(three)
    circle, file = main_circle(three.team.id), tmp_path / "s.age"
    write_snapshot(three.vaults["sf"], circle, three.id("jo"), file, now=NOW)
    three.change(removed(three.team, "sf"), "jo")
    with pytest.raises(SnapshotError, match="not made by a lead"):
        taken(three.vaults["jo"], file)
    assert three.vaults["jo"].people.count() == 0


def test_a_lead_makes_no_copy_of_a_circle_that_they_are_not_in(three: TeamOf, tmp_path: Path) -> None:
    """Who was taken out of it knows its name: what they write into a copy would count where nobody else looks."""
    work(three)
    sf, pl, jo = three.vaults.values()
    kept = make_restricted_circle(pl, ["pl", "jo"], now=NOW)
    three.exchange()
    assert kept in circles(jo)
    begun = begin_snapshot(sf, main_circle(three.team.id), three.id("jo"), now=NOW)
    head = CoverHead(vault=three.id("pl"), number=500, digest="0" * 64)
    cover = replace(begun.cover, circle=kept, cases=0, heads=(head,))
    file = tmp_path / "s.age"
    file.write_bytes(b"".join(map(bytes, making(directly(sf), begun._replace(cover=cover, cases=())))))
    with pytest.raises(SnapshotError, match="not made by a lead"):
        taken(jo, file)
    assert jo.team.heads(kept) == {}


@pytest.mark.parametrize("number", [-5, 2**62])
def test_a_copy_that_tells_of_more_sets_than_anybody_can_have_is_damaged(
    three: TeamOf, tmp_path: Path, number: int
) -> None:
    """What that vault writes next would never be asked for."""
    work(three)
    circle, file, sf = main_circle(three.team.id), tmp_path / "s.age", three.vaults["sf"]
    sf.database.run("UPDATE team_heads SET number = ?", (number,))
    write_snapshot(sf, circle, three.id("jo"), file, now=NOW)
    with pytest.raises(SnapshotError, match="damaged"):
        taken(three.vaults["jo"], file)
    assert three.vaults["jo"].team.heads(circle) == {}


def test_a_copy_that_unpacks_to_any_size_is_read_a_little_at_a_time() -> None:
    """A thousand lines of 10 MB pack into as many kilobytes."""
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(1000):
            read.append(number)
            yield b" " * (10 * 1024 * 1024)

    batches = in_batches(lines(), 1000)
    assert len(next(batches)) == len(read) == 2
    assert [len(some) for some in in_batches([b"x"] * 25, 10)] == [10, 10, 5]


def test_half_a_file_is_told_and_another_one_heals_it(three: TeamOf, tmp_path: Path) -> None:
    cases, circle, file = work(three), main_circle(three.team.id), tmp_path / "s.age"
    write_snapshot(three.vaults["sf"], circle, three.id("jo"), file, now=NOW)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SnapshotError, match="damaged"):
        taken(three.vaults["jo"], file)
    file.write_bytes(whole)
    taken(three.vaults["jo"], file)
    assert same(three.vaults["jo"], three.vaults["sf"], cases)


def test_a_row_that_the_vault_refuses_waits_and_all_others_of_the_copy_are_taken(
    three: TeamOf, tmp_path: Path
) -> None:
    """Another row has its id here: no other case of those taken with it is the poorer, and none counts twice."""
    cases, circle, file = work(three), main_circle(three.team.id), tmp_path / "s.age"
    sf, jo = three.vaults["sf"], three.vaults["jo"]
    write_snapshot(sf, circle, three.id("jo"), file, now=NOW)
    [note] = sf.notes.of_case(cases[0])
    own = keep_case(jo)
    jo.notes.add(replace(a_note(own, "JO's own"), id=note.id))
    told = taken(jo, file)
    assert (told.cases, told.sets, told.refused) == (2, 4, 0)
    assert same(jo, sf, cases[1:])
    assert [name.key for name in jo.team.waiting_rows(cases[0])] == [(note.id,)]
    assert [each.what for each in jo.events.of_case(cases[0])] == [
        each.what for each in sf.events.of_case(cases[0])
    ]
    assert [each.text for each in jo.notes.of_case(own.id)] == ["JO's own"]


def test_what_taking_a_copy_costs_grows_with_the_cases_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In statements and in steps of SQLite's machine, which tell more than a clock: each case costs what the one before it did.

    At no savepoint, since the search indexes write out at each what they have.
    """
    monkeypatch.setattr("prevent_desktop.vault.database._STOP_STEPS", 50)
    costs, savepoints = [], set()
    for cases in (10, 20, 30):
        key, file = ground(tmp_path / str(cases), cases, 10)
        with Vault.open(tmp_path / str(cases) / "new", key) as vault, listened(monkeypatch) as asked:
            vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/f", "1", "{}")
            asked.clear()
            steps: list[int] = []
            vault.database.stop_when(lambda steps=steps: steps.append(1) is not None)  # type: ignore[misc]
            *_parts, told = taking(directly(vault), file, now=now, at_once=5)
        assert told is not None
        assert told.cases == cases
        costs.append((len(asked), len(steps)))
        savepoints.add(sum(sql.startswith("SAVEPOINT") for sql, _parameters in asked))
    (few, small), (more, middle), (most, large) = costs
    assert most - more <= (more - few) * 1.02
    assert large - middle <= (middle - small) * 1.1
    assert len(savepoints) == 1


def test_what_is_half_taken_is_not_gone_through_with_each_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No vault went: all that is here counts, however far its writers' first changes are still to come."""
    asked_by = []
    for cases in (10, 30):
        key, file = ground(tmp_path / str(cases), cases, 10)
        with Vault.open(tmp_path / str(cases) / "new", key) as vault:
            vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/f", "1", "{}")
            parts = taking(directly(vault), file, now=now, at_once=cases // 2)
            next(parts)
            [book] = circles(vault).values()
            found = membership(vault)
            assert found is not None
            for writer in {row["vault"] for row in vault.database.rows("SELECT vault FROM team_sets")}:
                vault.team.was_told(book.circle, writer, 10 * cases, by="", at=NOW)
            assert sum(map(len, vault.team.numbers_beyond(book.circle).values())) > cases * 3
            with listened(monkeypatch) as asked:
                assert not no_longer_counting(vault, standing_in(vault, found, book))
                asked_by.append(len(asked))
    assert asked_by[0] == asked_by[1]


def changed(vault: Vault, file: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """The file with other lines, sealed to the same vault again."""
    own = own_vault(vault)
    assert own is not None
    with sealed_reader(io.BytesIO(file.read_bytes()), [own.identity]) as plain:
        lines = zlib.decompress(plain.read() or b"").splitlines()
    content = zlib.compress(b"".join(line + b"\n" for line in change(lines)))
    file.write_bytes(seal_bytes(content, [own.identity.recipient]))
