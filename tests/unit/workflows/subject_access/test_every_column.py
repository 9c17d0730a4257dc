"""A word is planted in every column of every table of the schema, and found in the person's copy.

What is left out stands here one by one, each with its reason; a new table or column fails the test until it is either in
the copy or named.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.merge_conflict import ConflictKind, MergeConflict
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.record_kind import Reach, Type
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.packs.person_copy import PersonCopy
from prevent_desktop.ui.subject_access.view import where_in_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import SCREENING, SHARING_DECISION
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.record.record_lines import day
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from prevent_desktop.workflows.subject_access.third_parties import MentionKind, Place
from tests.made_vaults import copied_vault
from tests.unit.workflows.conftest import PASSPHRASE, Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.subject_access.full_person import THEN, keep_full_person

TABLES_LEFT_OUT = {kind.table: kind.not_in_copy for kind in KINDS if kind.not_in_copy}
ONLY_OF_QUESTIONS = ("answers", "answer_by")
"""A day that only questions have: looked for by itself."""
SAID = [(kind.table, field) for kind in KINDS if kind.copy is not None for field in kind.fields]
LEFT_OUT = {(table, one.column): one.left_out for table, one in SAID if one.left_out and not one.refers}
IDS = re.compile(r"id|.*_id|based_on|grown_from|corrects|lifts|pack_id|twin_id")
VALUES: dict[tuple[str, str], Any] = {
    ("answers", "number"): 77,
    ("people", "gender"): "boy", ("cases", "status"): "sent", ("responses", "status"): "amended",
    ("notes", "source"): "direct", ("events", "source"): "told", ("events", "approximate"): 1,
    ("decisions", "kind"): "sharing", ("packs", "status"): "withdrawn", ("answers", "kind"): "outcome",
    ("answers", "direction"): "given", ("answers", "outcome"): "signposted", ("received_packs", "status"): "new",
    ("drafts_for_comment", "direction"): "received", ("keeping_decisions", "kind"): "closing",
    ("people", "interpreter_needed"): 1, ("person_changes", "field"): "surname", ("left_differences", "field"): "surname",
    ("merge_conflicts", "field"): "forenames", ("merge_conflicts", "kind"): "record", ("merge_conflicts", "choice"): "keep", ("merge_conflicts", "kept_here"): 0,
}  # fmt: skip
"""Columns that hold one of a few codes: with another one, the copy says something else."""
JSON_LISTS = {(table, one.column) for table, one in SAID if one.type is Type.TEXTS}
JSON_TEXTS = {
    ("responses", "content"),
    ("people", "household"),
    ("people", "agencies"),
    ("received_packs", "person"),
}
"""Columns of many words: each of those that stand in it is looked for."""
DAYS = {(table, one.column) for table, one in SAID if one.type is Type.DATE}
NOT_PRINTED = {
    (table, one.column)
    for table, one in SAID
    if one.type in {Type.ID, Type.PACK_ID} or (one.type is Type.CODE and one.labels is None)
}
NOT_PRINTED |= {
    ("drafts_for_comment", "responses"),
    ("drafts_for_comment", "done"),
    ("packs", "held"),
}  # lists of ids
"""Columns that stand in the JSON alone: digests, keys, places and codes that tell a reader nothing."""


@dataclass
class Column:
    table: str
    name: str
    kind: str

    @property
    def is_time(self) -> bool:
        return self.name == "at" or self.name.endswith("_at")

    @property
    def key(self) -> tuple[str, str]:
        return (self.table, self.name)


pytestmark = pytest.mark.harms_vault("words are planted in every column, past the repositories")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = copied_vault(tmp_path / "vault", PASSPHRASE)
    opened = Vault.open(tmp_path / "vault", made.key)
    try:
        yield opened
    finally:
        opened.close()


def columns(vault: Vault) -> list[Column]:
    tables = [
        row["name"]
        for row in vault.database.rows("PRAGMA table_list")
        if row["type"] == "table" and not row["name"].startswith("sqlite_")
    ]
    return [
        Column(table, row["name"], row["type"])
        for table in tables
        for row in vault.database.rows(f"PRAGMA table_info({table})")
        if table not in TABLES_LEFT_OUT
    ]


def planted(column: Column, number: int) -> tuple[Any, str]:
    """What is put into a column, and the text by which it is found."""
    key, word = column.key, f"Zq{'abcdefghij'[number // 100]}{number}xz"
    at = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if key in JSON_LISTS:
        return json.dumps([word]), word
    if key in DAYS:
        return at.date().isoformat(), at.date().isoformat()
    if column.is_time:
        return at.isoformat(timespec="microseconds"), at.isoformat(timespec="seconds")
    return (770_000 + number, str(770_000 + number)) if column.kind == "INTEGER" else (word, word)


def text_of(vault: Vault, person_id: str) -> str:
    return json.dumps(gather(vault, person_id, now=now()), ensure_ascii=False)


def free_of_triggers(vault: Vault) -> None:
    vault.database.run("PRAGMA foreign_keys = OFF")
    for row in vault.database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        vault.database.run(f"DROP TRIGGER {row['name']}")


def full_vault(vault: Vault) -> str:
    full = keep_full_person(vault, random.Random(7), cases=1)
    for kind, field in ((ConflictKind.PERSON, "surname"), (ConflictKind.CASE, "")):
        vault.merge_conflicts.add(
            MergeConflict(
                id=f"conflict-{kind}", kind=kind, person_id=full.person.id, case_id=full.cases[0].id,
                record_id=full.person.id, field=field, kept="sent" if not field else "Keptside", kept_at=THEN, kept_here=True,
                other="closed" if not field else "Otherside", other_at=THEN, found_at=THEN, settled_at=THEN,
            )
        )  # fmt: skip
    free_of_triggers(vault)
    vault.database.run(
        """UPDATE merge_conflicts SET kept = '{"a": "Keptform"}', other = '{"a": "Otherform"}' WHERE kind = 'draft'"""
    )
    return full.person.id


def test_what_is_planted_in_every_column_of_every_table_is_in_the_copy(vault: Vault) -> None:
    person_id = full_vault(vault)
    found = columns(vault)
    known = {column.key for column in found}
    assert not (LEFT_OUT.keys() | VALUES.keys() | JSON_LISTS | JSON_TEXTS | DAYS) - known
    looked_for: dict[tuple[str, str], str] = {}
    before = text_of(vault, person_id)
    for number, column in enumerate(found):
        if column.key in LEFT_OUT or column.key in VALUES or column.key == ONLY_OF_QUESTIONS:
            continue
        stands = [row["v"] for row in vault.database.rows(f"SELECT {column.name} AS v FROM {column.table}")]  # noqa: S608
        assert stands, column.table
        if column.key in JSON_TEXTS:
            words = {word for text in stands for word in re.findall(r"[A-Z][a-z]{13}", text or "")}
            assert words, column
            assert {word for word in words if word not in before} == set(), column
        elif IDS.fullmatch(column.name):
            assert all(str(value) in before for value in stands if value is not None), column
        else:
            value, looked_for[column.key] = planted(column, number)
            vault.database.run(f"UPDATE {column.table} SET {column.name} = ?", (value,))  # noqa: S608
    text = text_of(vault, person_id)
    assert {key: word for key, word in looked_for.items() if word not in text} == {}
    assert "Keptform" in text
    assert "Otherform" in text
    for column in found:
        if column.key in VALUES:
            vault.database.run(f"UPDATE {column.table} SET {column.name} = ?", (VALUES[column.key],))  # noqa: S608
            changed = text_of(vault, person_id)
            assert changed != text, column
            text = changed
    vault.database.run(
        "UPDATE answers SET kind = 'question', outcome = '', reason = '', answer_by = '2031-02-03'"
    )
    assert "2031-02-03" in text_of(vault, person_id)


@pytest.mark.parametrize("table", ["left_differences", "answers_set_aside", "chases", "packs"])
def test_a_copy_without_one_of_its_parts_is_noticed(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    without = {"copy": None, "not_in_copy": "trial"}
    kinds = [replace(kind, **without) if kind.table == table else kind for kind in KINDS]  # type: ignore[arg-type]
    monkeypatch.setattr(record_kinds, "KINDS", tuple(kinds))
    with pytest.raises(AssertionError):
        test_what_is_planted_in_every_column_of_every_table_is_in_the_copy(vault)


def test_what_is_begun_what_was_shown_and_what_was_said_about_it_is_in_the_copy(vault: Vault) -> None:
    person_id = full_vault(vault)
    text = text_of(vault, person_id)
    [begun] = [
        row["value"]
        for row in vault.database.rows("SELECT value FROM settings WHERE key = 'unfinished-writing'")
    ]
    shown = list(vault.database.rows("SELECT words, comments FROM drafts_for_comment"))
    told = [begun, *(row[name] for row in shown for name in ("words", "comments"))]
    words = {word for one in told for word in re.findall(r"[A-Z][a-z]{13}", one)}
    assert len(words) > 8
    addresses = set(re.findall(r'"url": ?"(\w+)"', " ".join(told)))
    assert {
        word for word in words if word not in text
    } == addresses  # of the empty form, not of anything that was said
    assert {"Keptside", "Otherside"} <= set(re.findall(r"\w+", text))


def printed_copy(document: dict[str, Any]) -> PersonCopy:
    """What is printed of it, but for its forms."""
    return person_copy(
        {**document, "cases": [{**case, "forms": []} for case in document["cases"]]}, {},
        sender=Practitioner(name="S", role="L", organisation="O"), marking="M", label="A", audit_head="", is_signed=False, now=now(),
    )  # fmt: skip


def test_a_copy_has_its_members_and_says_in_sentences_what_was_written_and_exchanged(vault: Vault) -> None:
    document = gather(vault, full_vault(vault), now=now())
    (case,) = document["cases"]
    pack, received = case["packs"][0], case["received_packs"][0]
    answer, aside, again = case["answers"][0], case["answers_set_aside"][0], case["asked_again"][0]
    assert received["takes_the_place_of"] == ""
    assert {"sha256_when_finished", "began_as_a_copy_of", "began_with_note"} <= case["forms"][0].keys()
    said = {
        section.title: [(one.question, *one.answers) for one in section.lines]
        for chapter in printed_copy(document).chapters
        for section in chapter.sections
    }
    assert (
        f"Decision about pack {answer['pack'][:6]}, 4 Mar 2020, {answer['by']}", "No further action", answer["reason"],
        answer["text"], f"Their reference: {answer['receivers_reference']}",
    ) in said["Answers"]  # fmt: skip
    assert said["What came as an answer but was not one"] == [
        (f"About pack {aside['pack'][:6]}, 4 Mar 2020", aside["reason"])
    ]
    assert said["To be asked again"] == [
        (f"Pack {again['pack'][:6]}, set 4 Mar 2020", f"From {day(again['day'])}")
    ]
    assert said["Reviews"] == [("Due 1 Sept 2020", case["reviews"][0]["what"])]
    (earlier,) = document["earlier_values"]
    assert said["What was changed"] == [
        (
            f"School, changed 4 Mar 2020 by {earlier['changed_by']}",
            f"Before: {earlier['before']}",
            f"After: {earlier['after']}",
        )
    ]
    assert said["Received from others"][0][:2] == (
        f"Pack {received['id'][:6]}, 4 Mar 2020",
        received["title"],
    )
    assert said["Sent to others"][0][:3] == (f"Pack {pack['id'][:6]}, 4 Mar 2020", "Front door", "Delivered")


def test_what_a_reader_can_use_is_printed(vault: Vault) -> None:
    person_id = full_vault(vault)
    looked_for: dict[tuple[str, str], str] = {}
    for number, column in enumerate(columns(vault)):
        if (
            column.kind == "TEXT"
            and column.key not in LEFT_OUT.keys() | VALUES.keys() | JSON_TEXTS | DAYS | {ONLY_OF_QUESTIONS}
            and not IDS.fullmatch(column.name)
            and column.key not in NOT_PRINTED
            and not column.is_time
            and column.table != "responses"  # forms are printed by their questionnaires
        ):
            value, looked_for[column.key] = planted(column, number)
            vault.database.run(f"UPDATE {column.table} SET {column.name} = ?", (value,))  # noqa: S608
    printed = repr(printed_copy(gather(vault, person_id, now=now())))
    assert {key: word for key, word in looked_for.items() if word not in printed} == {}


def test_every_part_of_the_copy_has_a_name_of_its_own_and_only_the_person_is_called_the_person(
    vault: Vault,
) -> None:
    document = gather(vault, full_vault(vault), now=now())
    paths: list[tuple[str, ...]] = [
        (name,) for name, part in document.items() if isinstance(part, list) and name != "cases"
    ]
    paths += [
        ("cases", "1", name) for name, part in document["cases"][0].items() if isinstance(part, list | dict)
    ]
    named = {path: where_in_words(_place((*path, "2", "text"))) for path in paths}
    assert {
        path for path, words in named.items() if words.startswith(("The person", "The record", "The case"))
    } == set()
    assert where_in_words(_place(("person", "surname"))).startswith("The person.")
    assert where_in_words(_place(("person", "household", "0", "name"))).startswith("The household.")
    assert where_in_words(_place(("cases", "1", "status"))).startswith("The case.")


def _place(path: tuple[str, ...]) -> Place:
    return Place(path=path, start=0, end=1, text="x", name="x", kind=MentionKind.TEXT)


def plant_words(vault: Vault) -> dict[tuple[str, str], str]:
    """A word of its own in every column that may hold any text; what was planted, by column."""
    words: dict[tuple[str, str], str] = {}
    for number, column in enumerate(columns(vault)):
        free = column.kind == "TEXT" and column.key not in VALUES.keys() | JSON_TEXTS | DAYS | {
            ONLY_OF_QUESTIONS
        }
        if free and not column.is_time and not IDS.fullmatch(column.name) and column.key not in NOT_WORDS:
            value, words[column.key] = planted(column, number)
            vault.database.run(f"UPDATE {column.table} SET {column.name} = ?", (value,))  # noqa: S608 - our own names
    return words


NOT_WORDS = {
    ("drafts_for_comment", "words"), ("drafts_for_comment", "comments"), ("merge_conflicts", "kept"),
    ("merge_conflicts", "other"), ("responses", "questionnaire_url"), ("responses", "questionnaire_version"),
    ("responses", "questionnaire_digest"), ("responses", "place"), ("responses", "form_id"),
}  # fmt: skip


def test_nothing_that_was_planted_is_left_after_everything_is_disposed_of(vault: Vault) -> None:
    person_id = full_vault(vault)
    words = set(plant_words(vault).values())
    vault.database.run("UPDATE cases SET status = 'closed'")
    wish = Wish(ground=Ground.ERASURE_REQUEST, reference="R-1", throw_drafts_away=True)
    dispose(vault, None, Target(person_id=person_id), wish, now=now())
    finish_disposals(vault, None, now=now())
    tables = [
        row["name"] for row in vault.database.rows("PRAGMA table_list") if row["type"] in {"table", "shadow"}
    ]
    every = (row for table in tables for row in vault.database.rows(f"SELECT * FROM {table}"))  # noqa: S608
    left = " ".join(str(tuple(row)) for row in every)
    assert {word for word in words if word in left} == set()


def test_a_receiver_sees_of_the_record_what_is_named_here_and_nothing_else(office: Office) -> None:
    vault = office.vault
    for form_id in (SCREENING, SHARING_DECISION):
        finished(office, form_id)
    keep_full_person(vault, random.Random(7), cases=1)
    free_of_triggers(vault)
    for column in columns(vault):
        if column.name in {"case_id", "person_id"} and column.table not in {"responses", "cases"}:
            value = office.case.id if column.name == "case_id" else office.person.id
            vault.database.run(f"UPDATE {column.table} SET {column.name} = ?", (value,))  # noqa: S608 - our own names
    vault.database.run("DELETE FROM withholdings")  # what is kept back has tests of its own
    words = plant_words(vault)
    choice = prepare_pack.prepare(vault, office.library, office.case.id, now=now()).choices[0]
    content = content_for(
        vault, office.library, choice, case_id=office.case.id, pack_id="P-0123456789AB", now=now()
    )
    seen = {key for key, word in words.items() if word in repr(content)}
    assert seen == SEEN_BY_A_RECEIVER
    assert {table for table, _column in seen} == {kind.table for kind in KINDS if Reach.PACK in kind.reaches}


SEEN_BY_A_RECEIVER = {
    *(("people", name) for name in (
        "forenames", "surname", "known_as", "aliases", "address", "postcode", "phone", "email", "language", "nhs_number",
        "upn", "school", "school_urn", "year_group",
    )),
    *(("events", name) for name in ("label", "what", "author")),
    *(("decisions", name) for name in ("choice", "reason", "decided_by")),
    *(("responses", name) for name in ("title", "author")),
    *(("attachments", name) for name in ("file_name", "description", "media_type", "sha256")),
}  # fmt: skip
"""Of the free words of the record; the answers of its forms are what the form and what is kept back say."""
