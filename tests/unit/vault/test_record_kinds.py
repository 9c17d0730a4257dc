"""The declarations of the kinds of record, held against the schema: every table, column, reference and trigger."""

from __future__ import annotations

import contextlib
import json
import random
import re
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SENT,
    SHARED,
    TOLD_BACK,
    About,
    Action,
    Copy,
    Elsewhere,
    Field,
    Joins,
    Reach,
    RecordKind,
    Replaces,
    SeenKind,
    Turn,
    Type,
    Whose,
    field,
    in_order_of_references,
    left_out,
    of_case,
)
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.casework.team.shared_kinds import shared_kinds
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.repositories.rows import codec_of
from prevent_desktop.vault.vault import Vault
from tests.unit.workflows.subject_access.full_person import keep_full_person

BY_KIND = {kind.table: kind for kind in KINDS}
SQL_TYPES = {Type.NUMBER: "INTEGER", Type.FLAG: "INTEGER", Type.BYTES: "BLOB"}
OTHER_VALUES: dict[str, Any] = {"INTEGER": 4321, "BLOB": b"4321", "TEXT": "4321"}
SHARED_TO_SERVE = {
    "bare_copies": "else a colleague's pack would carry the original, with all that is hidden in it"
}
CHANGES = ("INSERT", "UPDATE", "DELETE")
NO_ENTRY = {"keeping_decisions"}
"""What says how long a case is kept is no entry in it."""
PRINTED_BY_A_FUNCTION = {"drafts_for_comment", "withholdings", "person_changes", "left_differences"}
HELD_BY_ANOTHER_RULE = {
    "responses": "once finalised, all of them",
    "drafts_for_comment": "those that were sent",
}


def tables(vault: Vault) -> set[str]:
    rows = vault.database.rows("PRAGMA table_list")
    return {row["name"] for row in rows if row["type"] == "table" and not row["name"].startswith("sqlite_")}


def test_every_table_is_told_once(vault: Vault) -> None:
    assert sorted(kind.table for kind in KINDS) == sorted(tables(vault))
    names = [kind.name for kind in KINDS if kind.name]
    assert len(names) == len(set(names))


@pytest.fixture
def unlike(vault: Vault) -> list[str]:
    """What the schema says otherwise than the declarations."""
    return [line for kind in KINDS for line in unlike_schema(vault, kind)]


def unlike_schema(vault: Vault, kind: RecordKind) -> list[str]:
    """Where the declaration of one kind and its table differ; to be called with a trial kind as well."""
    told = {one.column: SQL_TYPES.get(one.type, "TEXT") for one in kind.fields}
    info = list(vault.database.rows(f"PRAGMA table_info({kind.table})"))
    wrong = [
        f"{kind.table}.{name}: {told.get(name)} is told, the schema has {has}"
        for name, has in _both(told, {row["name"]: row["type"] for row in info})
        if told.get(name) != has
    ]
    links = {one.column: one.refers for one in kind.fields if one.refers}
    foreign = {
        row["from"]: row["table"] for row in vault.database.rows(f"PRAGMA foreign_key_list({kind.table})")
    }
    wrong += [f"{kind.table}: refers {links}, the schema has {foreign}"] if links != foreign else []
    key = {row["name"] for row in info if row["pk"]} or {"row"}
    unique = key == set(kind.key) or key == {"row"}
    wrong += [] if unique else [f"{kind.table}: key {kind.key}, the schema has {key}"]
    columns = set(told)
    named = {*kind.key, *kind.moves_clock, *kind.tab, *filter(None, [kind.time])}
    named |= set() if kind.found is None else {*kind.found.body, *filter(None, [kind.found.label])}
    entered = kind.entered
    named |= set() if entered is None else {entered.what, entered.by, *filter(None, [entered.day])}
    named |= set() if kind.subject is None else {kind.subject.id, *filter(None, [kind.subject.title])}
    return wrong + [f"{kind.table}: no column {name}" for name in sorted(named - columns)]


def _both(told: dict[str, str], has: dict[str, str]) -> list[tuple[str, str | None]]:
    return [(name, has.get(name)) for name in {**told, **has}]


def test_every_column_reference_and_key_is_that_of_the_schema(unlike: list[str]) -> None:
    assert unlike == []


def test_a_declaration_is_whole() -> None:
    for kind in KINDS:
        assert (kind.copy is None) == bool(kind.not_in_copy), kind.table
        members = [one.member for one in kind.fields if one.member]
        assert len(members) == len(set(members)), kind.table
        if kind.copy is not None:
            assert all(bool(one.member) != bool(one.left_out) for one in kind.fields), kind.table
        assert (kind.counted is None) == (kind.many is None), kind.table
        moves = any(one.moves for one in kind.fields)
        assert moves == (kind.replaces is not Replaces.NOTHING) or kind.serves, kind.table
        assert not (kind.joins is Joins.FROZEN and kind.replaces is Replaces.FIELD), kind.table
        assert kind.entered is None or f"{kind.name}.viewed" in {one.name for one in kind.actions}, kind.table
        assert kind.counted is not None or kind.serves or kind.whose is Whose.VAULT, kind.table


NOT_FOR_READING = {"people", "disposal_steps", "bare_copies"}
"""A person's fields have names of their own; the others are steps of the program, which nobody is shown."""
IN_WORDS = {Type.TEXT, Type.TEXTS, Type.DATE, Type.TIME_OR_DATE, Type.NUMBER, Type.FLAG}


def test_what_a_circle_shares_has_names_that_people_read() -> None:
    kinds = [kind for kind in shared_kinds() if kind.table not in NOT_FOR_READING]
    fields = [(kind.table, one) for kind in kinds for one in kind.fields if one.member]
    nameless = [(table, one.column) for table, one in fields if one.type in IN_WORDS and one.label is None]
    assert nameless == []
    codes = [
        (table, one.column)
        for table, one in fields
        if one.type is Type.CODE and one.label is not None and one.labels is None
    ]
    assert codes == [("attachments", "media_type")], "a code with a name is told in words"


def test_what_was_disposed_of_here_goes_from_the_circle_and_stays_with_a_receiver() -> None:
    assert BY_KIND["events"].elsewhere == {Elsewhere.GOES, Elsewhere.STAYS}
    assert BY_KIND["withholdings"].elsewhere == {Elsewhere.GOES}
    for kind in KINDS:
        nobody = not kind.reaches or kind.whose is Whose.VAULT
        assert nobody == (kind.elsewhere == {Elsewhere.NOT_THERE}), kind.table
        assert not (kind.serves and kind.reaches) or kind.table in SHARED_TO_SERVE, kind.table


def test_what_is_of_a_case_or_a_person_goes_with_it_but_by_a_rule_of_its_own() -> None:
    for kind in KINDS:
        columns = {one.column for one in kind.fields}
        owners = [name for name in ("case_id", "person_id") if name in columns]
        assert kind.own_disposal or kind.owner == next(iter(owners), ""), kind.table


def test_what_sets_the_clock_of_a_case_says_when_it_counts() -> None:
    assert {kind.table for kind in KINDS if kind.sets_clock and not kind.moves_clock} == NO_ENTRY


def test_triggers_hold_what_is_told_to_be_held(vault: Vault) -> None:
    """A column that is not told to move cannot be changed, one that moves can; and nothing kept is deleted."""
    keep_full_person(vault, random.Random(7), cases=1)
    vault.people.all()
    wrong = [line for kind in KINDS for line in held_otherwise(vault, kind)]
    assert wrong == []


def held_otherwise(vault: Vault, kind: RecordKind) -> list[str]:
    """Where the triggers of one kind's table differ from its declaration; its table needs a row."""
    if kind.table in HELD_BY_ANOTHER_RULE or vault.database.value(f"SELECT count(*) FROM {kind.table}") == 0:  # noqa: S608
        return []
    wrong = [
        f"{kind.table}.{one.column}"
        for one in kind.fields
        if _is_refused(vault, f"UPDATE {kind.table} SET {one.column} = :value", one)  # noqa: S608
        != (kind.held and not one.moves)
    ]
    kept = _is_refused(vault, f"DELETE FROM {kind.table}", None)  # noqa: S608
    return wrong + ([f"{kind.table}: deleted"] if kind.kept != kept else [])


class _TakeBackError(Exception):
    pass


def _is_refused(vault: Vault, sql: str, one: Field | None) -> bool:
    """Whether a trigger forbids it; nothing stays changed."""
    value = "4321" if one is None else OTHER_VALUES[SQL_TYPES.get(one.type, "TEXT")]
    refused = []
    with contextlib.suppress(_TakeBackError), vault.transaction():
        vault.database.run("PRAGMA defer_foreign_keys = ON")
        try:
            vault.database.run(sql, {"value": value})
        except RecordError as error:
            refused.append("frozen" in str(error.__cause__))
        raise _TakeBackError
    return any(refused)


def test_a_declaration_that_says_otherwise_is_noticed(vault: Vault) -> None:
    keep_full_person(vault, random.Random(7), cases=1)
    notes, events = BY_KIND["notes"], BY_KIND["events"]
    for wrong in (
        replace(notes, kept=False),
        replace(notes, held=False),
        replace(events, held=True),
    ):
        assert held_otherwise(vault, wrong), wrong.table
    for wrong in (
        replace(notes, fields=notes.fields[:-1]),
        replace(notes, fields=(*notes.fields[:-1], Field(column="written_at", type=Type.NUMBER))),
        replace(events, fields=tuple(replace(one, refers="") for one in events.fields)),
        replace(notes, key=("text",)),
    ):
        assert unlike_schema(vault, wrong), wrong


def test_what_counts_for_keeping_has_the_clock_worked_out_anew(vault: Vault) -> None:
    """By the triggers after a new row; a received pack sets it once it is put in a case."""
    triggers = vault.database.rows("SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'")
    setting = {
        row["tbl_name"]
        for row in triggers
        if "AFTER INSERT" in row["sql"] and "INTO clocks_to_set" in row["sql"]
    }
    assert setting == {kind.table for kind in KINDS if kind.sets_clock}


def test_whatever_reaches_a_circle_marks_its_case_when_it_is_written_changed_or_taken_away(
    vault: Vault,
) -> None:
    assert [line for kind in KINDS for line in marked_otherwise(vault, kind)] == []
    vault.database.run("DROP TRIGGER notes_changed_for_team")
    assert marked_otherwise(vault, BY_KIND["notes"]) == ["notes: UPDATE marks no case for the team"]
    kept_in = replace(BY_KIND["events"], reaches=frozenset())
    assert len(marked_otherwise(vault, kept_in)) == len(CHANGES)


def marked_otherwise(vault: Vault, kind: RecordKind) -> list[str]:
    """Which changes of one kind mark a case for the team though it reaches no circle, or the other way round."""
    triggers = vault.database.rows(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (kind.table,)
    )
    marks = [row["sql"] for row in triggers if "INTO team_dirty" in row["sql"]]
    marking = {event for event in CHANGES for sql in marks if f" AFTER {event} ON " in sql}
    wanted = set(CHANGES) if Reach.CIRCLE in kind.reaches else set()
    return [
        f"{kind.table}: {event} marks {'no' if event in wanted else 'a'} case for the team"
        for event in sorted(marking ^ wanted)
    ]


def test_what_stands_in_a_column_is_what_its_type_says(vault: Vault) -> None:
    """A text has words, a code and an id have none; and each code that has words is put into them."""
    keep_full_person(vault, random.Random(7), cases=1)
    copied = [kind for kind in KINDS if kind.copy is not None]
    assert [line for kind in copied for line in typed_otherwise(vault, kind)] == []
    for table, column, wrong in (
        ("responses", "content", Type.TEXT), ("people", "aliases", Type.TEXTS), ("notes", "text", Type.CODE),
        ("notes", "source", Type.TEXT), ("attachments", "sha256", Type.TEXT), ("person_changes", "changed_at", Type.TEXT),
    ):  # fmt: skip
        kind = BY_KIND[table]
        fields = [replace(one, type=wrong) if one.column == column else one for one in kind.fields]
        assert typed_otherwise(vault, replace(kind, fields=tuple(fields))), (table, column)
    wordless = [replace(one, labels=one.labels and (lambda _code: "")) for one in BY_KIND["notes"].fields]
    assert typed_otherwise(vault, replace(BY_KIND["notes"], fields=tuple(wordless)))


NAMES_OF_FORMS = {"form_id", "questionnaire_url", "questionnaire_version"}
"""Texts by which a program knows a form."""


def typed_otherwise(vault: Vault, kind: RecordKind) -> list[str]:
    """The columns of one kind in which something stands that is not what their type says; its table needs a row."""
    rows = list(vault.database.rows(f"SELECT * FROM {kind.table}"))  # noqa: S608 - our own names
    return [
        f"{kind.table}.{one.column}: {value!r} is no {one.type}"
        for one in kind.fields
        for value in (row[one.column] for row in rows)
        if value not in {None, ""}
        and (not _is_of_type(one, value) or (one.labels is not None and not one.labels(value)))
    ]


def _is_of_type(one: Field, value: Any) -> bool:
    if isinstance(value, int | bytes):
        return one.type in SQL_TYPES and (one.type is not Type.FLAG or value in {0, 1})
    if value[0] in "[{":
        is_list = isinstance(json.loads(value), list)
        return one.type is Type.JSON or (is_list and one.type is Type.TEXTS)
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        return one.type in {Type.TIME, Type.TIME_OR_DATE}
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        return one.type in {Type.DATE, Type.TIME_OR_DATE}
    if re.search("[A-Z][a-z]", value) or one.column in NAMES_OF_FORMS:
        return one.type is Type.TEXT
    return one.type in {Type.ID, Type.PACK_ID, Type.CODE}


class TestWhatADeclarationSays:
    """Each property of a kind, by kinds of no table."""

    case_id, person_id = of_case(), Field(column="person_id", type=Type.ID, refers="people")
    other = Field(column="other", type=Type.ID, refers="others")

    def test_a_row_is_its_cases_or_its_persons_where_a_column_says_so(self) -> None:
        fields = (OWN_ID, self.case_id, self.person_id)
        assert RecordKind(table="t", fields=fields, whose=Whose.CASE).owner == "case_id"
        assert RecordKind(table="t", fields=fields, whose=Whose.PERSON).owner == "person_id"
        assert RecordKind(table="t", fields=fields, whose=Whose.VAULT).owner == ""
        assert RecordKind(table="t", fields=fields, whose=Whose.CASE, own_disposal=True).owner == ""
        assert RecordKind(table="t", fields=(OWN_ID, self.person_id), whose=Whose.CASE).owner == ""

    def test_what_it_points_to_besides_its_owner(self) -> None:
        fields = (OWN_ID, self.case_id, self.person_id, self.other)
        assert RecordKind(table="t", fields=fields, whose=Whose.CASE).references == ("person_id", "other")
        assert RecordKind(table="t", fields=fields).references == ("case_id", "person_id", "other")
        assert RecordKind(table="t", fields=fields).field("other") is self.other

    def test_over_several_stands_what_the_copy_says_or_the_title(self) -> None:
        kind = RecordKind(table="t", fields=(), title=lambda: "One")
        copied = replace(kind, copy=Copy(member="ones", place=lambda: "A one"))
        assert (kind.heading, copied.heading) == ("One", "One")
        headed = Copy(member="ones", place=lambda: "A one", heading=lambda: "Many")
        assert replace(kind, copy=headed).heading == "Many"
        assert replace(kind, title=None).heading == ""

    def test_what_only_serves_or_is_the_vaults_is_not_counted(self) -> None:
        kind = RecordKind(table="ts", fields=(), whose=Whose.CASE, counted=lambda n: f"{n} of {{number}}")
        assert kind.may_be_counted
        for other in (
            replace(kind, counted=None), replace(kind, serves=True), replace(kind, whose=Whose.VAULT),
        ):  # fmt: skip
            assert not other.may_be_counted

    def test_a_new_one_is_counted_in_a_line_of_its_own_or_among_the_others(self) -> None:
        kind = RecordKind(table="ts", fields=(), whose=Whose.CASE, counted=lambda n: f"{n} of {{number}}")
        assert kind.news_name == "ts"
        assert replace(kind, news=(("parts", str), ("more", str))).news_name == "parts"
        assert replace(kind, counted=None).news_name == replace(kind, serves=True).news_name == "other"

    def test_what_becomes_of_it_elsewhere_follows_from_whom_it_reached(self) -> None:
        kind = RecordKind(table="ts", fields=(), whose=Whose.CASE)
        assert kind.elsewhere == {Elsewhere.NOT_THERE}
        for reach, becomes in (
            (Reach.CIRCLE, Elsewhere.GOES), (Reach.PACK, Elsewhere.STAYS), (Reach.REPORTER, Elsewhere.STAYS),
            (Reach.BUNDLE, Elsewhere.NOT_THERE),
        ):  # fmt: skip
            assert replace(kind, reaches=frozenset({reach})).elsewhere == {becomes}
        assert replace(kind, reaches=SENT, whose=Whose.VAULT).elsewhere == {Elsewhere.NOT_THERE}
        reached = [[reach in reaches for reach in Reach] for reaches in (SHARED, SENT, TOLD_BACK)]
        assert reached == [
            [True, False, False, False],
            [True, False, True, False],
            [True, True, False, False],
        ]

    def test_each_comes_after_what_it_refers_to_and_in_its_turn(self) -> None:
        def kind(table: str, *refers: str, turn: Turn = Turn.RECORDS) -> RecordKind:
            fields = tuple(Field(column=f"{one}_id", refers=one) for one in refers)
            return RecordKind(table=table, fields=fields, turn=turn)

        given = (
            kind("last", turn=Turn.LAST), kind("b", "a", "b"), kind("c", "d"), kind("a"), kind("d", "b"),
            kind("first", turn=Turn.FIRST),
        )  # fmt: skip
        assert [one.table for one in in_order_of_references(given)] == ["first", "a", "b", "d", "c", "last"]
        ladder = [kind(f"{step}", *(f"{below}" for below in range(step))) for step in range(60)]
        assert in_order_of_references(reversed(ladder)) == tuple(
            ladder
        )  # each is looked at once, or it never ends

    def test_a_column_is_in_the_copy_under_a_name_or_says_why_not(self) -> None:
        assert (field("day").member, field("day", Type.DATE, member="on").member) == ("day", "on")
        assert (field("day").type, field("day", Type.DATE).type) == (Type.TEXT, Type.DATE)
        out = left_out("worked out", "one two", Type.NUMBER, moves=True)
        assert [(one.column, one.type, one.left_out, one.moves) for one in out] == [
            ("one", Type.NUMBER, "worked out", True), ("two", Type.NUMBER, "worked out", True),
        ]  # fmt: skip
        assert left_out("worked out", "one")[0].type is Type.TEXT
        assert (of_case().moves, of_case(moves=True).moves, of_case().refers) == (False, True, "cases")
        assert of_case().type is Type.ID
        assert of_case().left_out


class TestWordsAndRules:
    """What holds for every declaration, whatever it is of."""

    def test_everything_that_is_named_has_words(self) -> None:
        for kind in KINDS:
            words = [
                kind.title,
                kind.many,
                *(one.label for one in kind.fields),
                *(one.words for one in kind.actions),
            ]
            words += [] if kind.copy is None else [kind.copy.place, kind.copy.chapter, kind.copy.heading]
            assert all(said().strip() for said in words if said is not None), kind.table
            counts = [kind.counted, *(counted for _name, counted in kind.news)]
            assert all("{number}" in counted(n) for counted in counts if counted for n in (1, 2)), kind.table
            assert kind.copy is None or kind.title is not None, kind.table
            assert kind.subject is None or kind.name, kind.table
        names = [name for kind in KINDS for name in dict.fromkeys(name for name, _counted in kind.news)]
        assert len(names) == len(set(names))

    def test_a_line_in_print_names_members_of_its_record_and_says_how(self) -> None:
        for kind in KINDS:
            line = None if kind.copy is None else kind.copy.line
            for said in () if line is None else (line.question, *line.answers):
                for template in said if isinstance(said, tuple) else (said,):
                    parts = [part for part in Formatter().parse(template()) if part[1] is not None]
                    assert {part[1] for part in parts} <= {one.member for one in kind.fields}, template()
                    assert {part[2] for part in parts} <= {"", "moment", "short", "kB"}, template()
                    assert template().strip()

    def test_each_text_of_the_copy_is_printed_by_the_line_of_its_kind_or_under_a_label(self) -> None:
        for kind in KINDS:
            if kind.copy is not None and not kind.copy.own and kind.table not in PRINTED_BY_A_FUNCTION:
                line = kind.copy.line
                said = {one.member for one in kind.fields if one.label is not None}
                if line is not None:
                    alternatives = (
                        one if isinstance(one, tuple) else (one,) for one in (line.question, *line.answers)
                    )
                    templates = [template() for several in alternatives for template in several]
                    said = {part[1] or "" for template in templates for part in Formatter().parse(template)}
                texts = {one.member for one in kind.fields if one.type is Type.TEXT}
                assert texts <= said | {""}, kind.table

    def test_an_action_is_told_once_and_among_its_like(self) -> None:
        actions = [(kind.table, one) for kind in KINDS for one in kind.actions]
        assert len({one.name for _table, one in actions}) == len(actions)
        keeping = [one.name for table, one in actions if table == "keeping_decisions"]
        assert keeping == [f"keeping.{verb}" for verb in ("extended", "held", "lifted", "left-channel")]
        for table, one in actions:
            assert one.kind is _seen_as(table, one), one.name

    def test_a_record_that_words_name_has_a_title_to_be_named_by(self) -> None:
        titled = {kind.table for kind in KINDS if kind.subject is not None and kind.subject.title}
        short = {kind.table for kind in KINDS if kind.subject is not None and kind.subject.is_short_id}
        assert titled == {
            "responses",
            "packs",
            "file_moves",
            "received_packs",
            "drafts_for_comment",
            "attachments",
        }
        assert short == {"packs", "received_packs", "drafts_for_comment"}
        named = {kind.table for kind in KINDS for one in kind.actions if "{thing}" in one.words()}
        assert named - titled == {
            "notes",
            "answers",
            "answers_set_aside",
            "chases",
        }  # they name a form, or a pack

    def test_what_a_column_is_called_says_what_stands_in_it(self) -> None:
        for kind in KINDS:
            for one in kind.fields:
                place, last = f"{kind.table}.{one.column}", one.column.rpartition("_")[2]
                assert (one.type in {Type.TIME, Type.TIME_OR_DATE}) == (last == "at"), place
                assert not one.refers or one.type is Type.ID, place
                writes = one.column in {"author", "sender_name"} or (last == "by" and one.type is Type.TEXT)
                assert (one.about is About.WRITER) == (writes and bool(one.member)), place
                assert one.about is not About.OTHER or one.column in {"source_detail", "who_else"}, place
                assert not (one.member and one.left_out), place

    def test_what_a_row_is_read_as_stands_in_its_columns(self) -> None:
        for kind in KINDS:
            if kind.read_as is not None:
                columns = {one.column for one in kind.fields}
                assert codec_of(kind).columns(None).keys() <= columns, kind.table

    def test_a_kind_that_is_read_as_nothing_has_no_codec(self) -> None:
        settings = next(one for one in KINDS if one.table == "settings")
        with pytest.raises(ValueError, match="settings"):
            codec_of(settings)

    def test_names_are_small_letters(self) -> None:
        for kind in KINDS:
            names = [kind.table, *filter(None, [kind.name]), *(name for name, _counted in kind.news)]
            names += [one.member for one in kind.fields if one.member]
            names += [] if kind.copy is None else [kind.copy.member]
            assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names), kind.table
            assert all(re.fullmatch(r"[a-z]+\.[a-z-]+", one.name) for one in kind.actions), kind.table

    def test_rows_come_in_the_order_of_their_time_or_as_is_told(self, vault: Vault) -> None:
        for kind in KINDS:
            times = {one.column for one in kind.fields if one.type in {Type.TIME, Type.TIME_OR_DATE}}
            assert {*filter(None, [kind.time]), *kind.moves_clock} <= times, kind.table
            order = kind.order or ", ".join([*filter(None, [kind.time]), *kind.key])
            vault.database.rows(f"SELECT * FROM {kind.table} ORDER BY {order}")  # noqa: S608


def _seen_as(table: str, action: Action) -> SeenKind:
    """Which of the lists of who did what an action stands in."""
    subject, _dot, verb = action.name.partition(".")
    if verb in {"viewed", "shown"} or action.name == "record.opened":
        return SeenKind.LOOKED
    if " saved" in action.words() or verb == "printed":
        return SeenKind.TAKEN_OUT
    if subject == "keeping" or verb in {"erased", "disposed"}:
        return SeenKind.KEEPING
    sent = table in {"packs", "answers", "answers_set_aside", "chases"} or verb == "comments-taken"
    return SeenKind.SENT if sent else SeenKind.WRITTEN
