"""What a member signed and no page could show: it takes no screen and no other row with it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.set_codec import decode, digest_of, encode
from prevent_desktop.casework.team.shared_kinds import NewerProgramError, check, shared_kinds
from prevent_desktop.strict_json import JsonError
from prevent_desktop.vault.team import readable
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.tables import SetState, StoredSet
from tests.unit.vault.team.members import Member, exchange, opened, signed
from tests.unit.workflows.subject_access.full_person import FullPerson, keep_full_person

Three = tuple[Member, Member, Member]
PASSED_OVER = {"bare_copies", "case_owners", "covers", "team_looks"}
"""Whoever reads these passes over a row that says nothing."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredSet]:
    """The set of a whole case, with a row of every kind."""
    sam = opened(tmp_path_factory.mktemp("whole"), "sam", 0)
    yield shared(sam)[1]
    sam.vault.close()


def shared(sam: Member) -> tuple[FullPerson, StoredSet]:
    full = keep_full_person(sam.vault, random.Random(7), cases=1)
    for table in ("team_sets", "team_units", "team_conflicts", "team_objects", "team_files", "team_cases"):
        sam.vault.database.run(f"DELETE FROM {table}")  # noqa: S608 - rows of the example, in a team of its own
    sam.share(full.cases[0].id)
    [one] = sam.written()
    return full, one


def saying(one: StoredSet, table: str, column: str, value: object) -> StoredSet:
    """The same, signed by its author with another value in the first row of a table."""
    parts: dict[str, Any] = json.loads(encode(one.named.change_set))
    row = next(each for each in parts["operations"] if (each["table"], each["unit"]) == (table, ROW))
    row["value"][column] = value
    payload = json.dumps(parts).encode()
    return replace(one, words=signed(payload), digest=digest_of(payload), put_at=one.received_at)


def test_the_rows_of_every_shared_kind_are_held_against_what_reads_them(whole: StoredSet) -> None:
    tables = {kind.table for kind in shared_kinds()}
    assert tables == readable.READ_BY.keys() | PASSED_OVER
    readable.check(whole.named.change_set)


def test_a_finished_form_with_another_digest_is_refused_since_a_vault_that_held_it_would_take_itself_for_damaged(
    whole: StoredSet,
) -> None:
    parts = whole.named.change_set.operations
    assert any(one.table == "responses" and one.value["finalised_at"] for one in parts)
    other = saying(whole, "responses", "content_digest", "cd" * 32)
    other = saying(other, "responses", "finalised_at", "2026-11-30T09:00:00+00:00")
    with pytest.raises(JsonError, match="another digest"):
        readable.check(other.named.change_set)


CODES = [("cases", "status"), ("notes", "source"), ("decisions", "kind"), ("packs", "status"), ("answers", "kind"), ("file_moves", "kind"), ("responses", "status"), ("received_packs", "status"), ("keeping_decisions", "kind")]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), CODES)
def test_a_word_that_this_program_does_not_know_waits_for_a_newer_one(
    whole: StoredSet, table: str, column: str
) -> None:
    with pytest.raises(NewerProgramError):
        readable.check(saying(whole, table, column, "haunted").named.change_set)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("people", "household", "5"), ("people", "agencies", "[{}]"), ("people", "household", ""),
        ("received_packs", "later_signers", "[1]"), ("packs", "held", "{}"), ("packs", "answer_by", "9999"),
        ("reviews", "due", "2026-11"), ("keeping_decisions", "reason", " "), ("keeping_decisions", "until", None),
        ("received_packs", "pack_id", "../../../.config"), ("answers", "pack_id", ".."), ("answers", "number", 0), ("answers", "text", "\x1b[31m"), ("decisions", "reason", ""),
        ("responses", "content", ""), ("responses", "content", "[1]"), ("responses", "content", '{"item":5}'),
        ("responses", "content", '{"item":[{"linkId":"a","answer":[7]}]}'), ("responses", "content", '{"item":[{"linkId":5}]}'),
        ("responses", "content", '{"item":[' * 60 + "]}" * 60), ("responses", "questionnaire_digest", None), ("disposal_steps", "known", "{}"),
        ("disposal_steps", "step", "haunted"),
        ("notes", "written_at", "0001-01-01T00:00:00+00:00"), ("notes", "written_at", "9999-12-31T23:59:59+00:00"),
        ("cases", "opened_at", "20260101T000000Z"), ("cases", "changed_at", "2026-W01-1T00:00:00+00:00"),
        ("decisions", "decided_at", "0001-01-01T00:00:00+00:00"), ("people", "household", '[{"name":"\\ud800"}]'),
    ],
)  # fmt: skip
def test_a_value_that_no_page_can_show_is_refused(
    whole: StoredSet, table: str, column: str, value: object
) -> None:
    bad = saying(whole, table, column, value)
    with pytest.raises(JsonError) as refused:
        readable.check(bad.named.change_set)
    assert not isinstance(refused.value, NewerProgramError)
    assert ".operations[" in str(refused.value)


def test_such_a_set_changes_nothing_and_holds_up_nobody(three: Three) -> None:
    sam, pat, kim = three
    case = kim.a_case()
    kim.share(case.id)
    _full, one = shared(sam)
    kept = take_in(pat.vault, saying(one, "keeping_decisions", "reason", ""))
    assert kept is not None
    assert kept.state is SetState.SET_ASIDE
    pat.bring_up(one.case_id)
    exchange(kim, pat)
    assert [each.id for each in pat.vault.cases.open_cases()] == [case.id]


def test_a_row_that_got_in_before_waits_and_the_others_go_on(three: Three) -> None:
    """Another version of the program took it: its case can be read all the same."""
    sam, pat, _kim = three
    full, one = shared(sam)
    bad = saying(one, "decisions", "reason", "")
    check(bad.named.change_set)
    assert pat.vault.team.keep(bad)
    made = pat.bring_up(one.case_id)
    assert "decisions" in {name.table for name in made.waiting}
    assert pat.vault.decisions.of_case(one.case_id) == ()
    assert [each.text for each in pat.vault.notes.of_case(one.case_id)] == [
        each.text for each in sam.vault.notes.of_case(one.case_id)
    ]
    assert pat.vault.people.get(full.person.id).surname == full.person.surname


@pytest.mark.parametrize(
    "change",
    [
        {"author": "\ud800"}, {"case": "\ud800"}, {"seen": {"\ud800": 1}},
        {"at": "0001-01-01T00:00:00+00:00"}, {"at": "0001-01-01T00:00:00+23:59"}, {"at": "9999-12-31T23:59:59-23:59"},
    ],
)  # fmt: skip
def test_words_of_a_set_that_can_be_neither_kept_nor_shown_are_refused(
    whole: StoredSet, change: dict[str, object]
) -> None:
    parts = {**json.loads(encode(whole.named.change_set)), **change}
    with pytest.raises(JsonError):
        decode(json.dumps(parts).encode())
