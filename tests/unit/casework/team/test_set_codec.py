from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from prevent_desktop.casework.team.change_set import ROW, ChangeSet, Operation, OperationId
from prevent_desktop.casework.team.set_codec import (
    NewerFormatError,
    decode,
    digest_of,
    encode,
    payload_of,
    size_of,
)
from prevent_desktop.casework.team.shared_kinds import NewerProgramError, check, shared_kinds
from prevent_desktop.strict_json import JsonError
from tests.unit.casework.team.writing_sets import CASE, HISTORIES, PERSON, ROWS, Writing, state

AT = datetime(2026, 11, 29, 9, 0, 0, 5, tzinfo=UTC)
NOTE = Operation(table="notes", key=("note",), unit=ROW, value={**ROWS["notes"], "id": "note"})


def a_set(*operations: Operation, **more: Any) -> ChangeSet:
    members: dict[str, Any] = {
        "team": "t", "circle": "c", "epoch": 2, "profile": 3, "vault": "v", "number": 1, "previous": "", "case_id": CASE,
        "author": "Sam", "at": AT, "operations": operations or (NOTE,), "seen": {"w": 4},
    }  # fmt: skip
    return ChangeSet(**{**members, **more})


@given(HISTORIES)
def test_what_is_written_is_read_again_and_is_held_to_no_fault(writing: Writing) -> None:
    for one in writing.all:
        assert decode(encode(one.change_set)) == one.change_set
        assert digest_of(encode(one.change_set)) == one.digest
        check(one.change_set)


def test_the_same_set_is_always_the_same_bytes() -> None:
    ids = [OperationId("v", 1, "ab", 0), OperationId("v", 2, "ab", 0)]
    one = a_set(replace(NOTE, replaces=tuple(ids)), seen={"a": 1, "b": 2})
    other = a_set(replace(NOTE, replaces=tuple(ids[::-1])), seen={"b": 2, "a": 1})
    assert encode(one) == encode(other)
    assert size_of(NOTE) < len(encode(a_set()))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "another"}, {"format": 0}, {"format": True}, {"number": 0}, {"number": 1.0}, {"number": "1"}, {"vault": ""},
        {"at": "2026-11-29T09:00:00"}, {"at": 5}, {"seen": []}, {"seen": {"v": -1}}, {"operations": []}, {"operations": {}},
        {"operations": [{}]}, {"team": "x" * 201}, {"more": 1}, {"author": None},
        {"operations": [{"table": "notes", "key": [], "unit": "", "value": {}, "replaces": []}]},
        {"operations": [{"table": "notes", "key": [None], "unit": "", "value": {}, "replaces": []}]},
        {"operations": [{"table": "notes", "key": ["a"], "unit": "", "value": {}, "replaces": [["v", 1, "ab"]]}]},
    ],
)  # fmt: skip
def test_bytes_of_another_form_are_refused(change: dict[str, Any]) -> None:
    parts = {**json.loads(encode(a_set())), **change}
    with pytest.raises(JsonError):
        decode(json.dumps(parts).encode())


@pytest.mark.parametrize(
    "untrusted", [b"", b"[]", b"{", b'{"kind":"team-change-set","kind":1}', b"\xff", b"[" * 5000]
)
def test_what_is_no_json_is_refused(untrusted: bytes) -> None:
    with pytest.raises(JsonError):
        decode(untrusted)


def test_a_newer_format_is_told_apart() -> None:
    with pytest.raises(NewerFormatError):
        decode(json.dumps({**json.loads(encode(a_set())), "format": 2, "more": 1}).encode())


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        encode(a_set(at=AT.replace(tzinfo=None)))


def test_the_payload_of_signed_words_is_read_without_its_signature() -> None:
    payload = base64.urlsafe_b64encode(b"{}").decode().rstrip("=")
    assert payload_of(f"e30.{payload}.c2ln") == b"{}"
    for wrong in ("", "a.b", "a.b.c.d", "e30.!!.c"):
        with pytest.raises(JsonError):
            payload_of(wrong)


def row(table: str, **more: Any) -> Operation:
    value = {**ROWS[table], **more}
    return Operation(table=table, key=(value["id"],), unit=ROW, value=value)


@pytest.mark.parametrize(
    "operation",
    [
        row("notes", case_id="another"), row("notes", text=5), row("notes", written_at="yesterday"),
        row("notes", written_at="2026-11-29T09:00:00+01:00"), row("cases", id="another"), row("notes", text="\ud800"),
        row("attachments", id="../../etc/passwd"), row("people", household="{"), row("people", approximate_age=True),
        row("people", approximate_age=2**60), row("people", interpreter_needed=2), row("people", birth_date="long ago"),
        replace(NOTE, unit="*", value=None), replace(NOTE, unit="text", value="x"), replace(NOTE, table="secrets"),
        replace(NOTE, table="audit"), replace(NOTE, key=("note", "more")),
        Operation(table="people", key=(PERSON,), unit="created_at", value="x"),
        Operation(table="attachments", key=("a",), unit="*", value={"case_id": "another", "description": ""}),
        Operation(table="attachments", key=("a",), unit="*", value={**state("attachments"), "file_name": "x"}),
        Operation(table="attachments", key=("a",), unit="*", value={"case_id": CASE}),
        replace(NOTE, value={"id": "note", "case_id": CASE}),
    ],
)  # fmt: skip
def test_what_no_program_writes_is_refused(operation: Operation) -> None:
    with pytest.raises(JsonError) as refused:
        check(a_set(operation))
    assert not isinstance(refused.value, NewerProgramError)
    assert ".operations[0]" in str(refused.value)


def test_what_a_newer_program_wrote_is_told_apart() -> None:
    for newer in (row("notes", mood="calm"), replace(NOTE, table="sessions")):
        with pytest.raises(NewerProgramError):
            check(a_set(newer))


def test_what_is_shared_comes_after_what_it_refers_to() -> None:
    tables = [kind.table for kind in shared_kinds()]
    assert tables.index("people") < tables.index("cases") < tables.index("responses") < tables.index("events")
    assert "left_differences" not in tables
