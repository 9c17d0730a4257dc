"""Taking cases and people out of the vault for good: their rows, then every trace of them.

The rows go in one transaction of the caller. The schema's triggers forbid deleting what is recorded, but for the
people and cases that stand in the table ``disposing``, which is filled and emptied inside that transaction.

Afterwards `trace_steps` take away what deleting leaves in the file: words at the borders of the search index's
pages, old bytes in gaps and free pages, the write-ahead log, and the copy from before a migration. What is left to do
stands in ``left_to_remove``, so that a crash between the two leaves nothing behind for longer than to the next unlock.

Every table of the schema stands in one of the lists below; a test holds it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.safe_files import remove_file
from prevent_desktop.vault.vault import COPY_BEFORE_MIGRATION, Vault

BY_CASE = (
    "reviews",
    "decisions",
    "answers_to_give",
    "answers",
    "answers_set_aside",
    "chases",
    "events",
    "packs",
    "received_packs",
    "bare_copies",
    "attachments",
    "responses",
    "notes",
    "keeping_decisions",
    "withholdings",
    "drafts_for_comment",
    "clocks",
    "clocks_to_set",
    "record_texts",
)
"""Tables whose rows belong to a case by their column ``case_id``."""

BY_PERSON = ("person_changes", "left_differences", "person_texts")
"""Tables whose rows belong to a person by their column ``person_id``."""

OTHERWISE = frozenset({"people", "cases", "drafts_to_index", "undo_histories", "settings", "merge_conflicts"})
"""Tables that are cleared by other columns, below or by the workflow that knows their texts."""

ABOUT_NOBODY = frozenset(
    {
        "questionnaires", "secrets", "form_bundles", "added_forms", "withdrawn_forms", "profiles",
        "audit", "audit_branches", "merge_twins", "write_marks",  # opaque ids, actions and times
        "disposals", "disposed", "left_to_remove", "disposing",
    }
)  # fmt: skip
"""Tables that hold nothing about the people whom records are about."""

INDEXES = ("record_index", "person_index")

_CASES = "(SELECT id FROM disposing)"
_RESPONSES = f"(SELECT id FROM responses WHERE case_id IN {_CASES})"  # noqa: S608 - here and below the names are our own
_NOTES = f"(SELECT id FROM notes WHERE case_id IN {_CASES})"  # noqa: S608

# A record that stays may point to one that goes: a form that was begun as a copy, an event that puts another right.
_LINKS = (
    ("responses", "based_on", _RESPONSES),
    ("responses", "corrects", _RESPONSES),
    ("responses", "grown_from", _NOTES),
    ("packs", "corrects", f"(SELECT id FROM packs WHERE case_id IN {_CASES})"),  # noqa: S608
    ("events", "response_id", _RESPONSES),
    ("events", "corrects", f"(SELECT id FROM events WHERE case_id IN {_CASES})"),  # noqa: S608
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedRows:
    """How many rows went from each table, and the ids of the sealed files and packs that belong to them."""

    counts: dict[str, int]
    files: tuple[str, ...]
    packs: tuple[str, ...]


def remove_rows(vault: Vault, case_ids: Iterable[str], person_id: str, *, with_person: bool) -> RemovedRows:
    """Delete the cases with all that belongs to them, `with_person` also the person. In the caller's transaction.

    Texts in the settings are the caller's. RecordError where anything that stays still needs what goes.
    """
    database = vault.database
    database.run("PRAGMA defer_foreign_keys = ON")
    for one in (*case_ids, *((person_id,) if with_person else ())):
        database.insert("disposing", id=one)
    files = _ids(database, "attachments")
    packs = _ids(database, "packs")
    _cut_links(database)
    counts: dict[str, int] = {}
    for table, where in _parts(with_person=with_person):
        if table == BY_CASE[0]:
            database.run(f"DELETE FROM drafts_to_index WHERE response_id IN {_RESPONSES}")  # noqa: S608 - our own names
        sql = f"DELETE FROM {table} WHERE {where}"  # noqa: S608 - our own names
        counts[table] = int(database.run(sql, {"person": person_id}).rowcount)
    if not with_person:
        vault.people.update(
            vault.people.get(person_id)
        )  # its search text without the earlier values that went
    database.run("DELETE FROM clocks_to_set WHERE case_id NOT IN (SELECT id FROM cases)")
    database.run("DELETE FROM disposing")
    return RemovedRows(counts={name: n for name, n in counts.items() if n}, files=files, packs=packs)


def count_rows(vault: Vault, case_ids: Iterable[str], person_id: str, *, with_person: bool) -> dict[str, int]:
    """How many rows of each table `remove_rows` would delete."""
    ids = [*case_ids, *((person_id,) if with_person else ())]
    told = {"ids": json.dumps(ids), "person": person_id}
    sql = "WITH disposing AS (SELECT value AS id FROM json_each(:ids)) SELECT count(*) FROM {} WHERE {}"
    return {
        table: int(vault.database.value(sql.format(table, where), told))
        for table, where in _parts(with_person=with_person)
    }


def _parts(*, with_person: bool) -> Iterator[tuple[str, str]]:
    """Each table that loses rows, with the condition on them, in an order in which they can be deleted.

    While the person stays, of their history what the forms of these cases told goes. Which form a left difference came
    from is not kept, so all of them go: they are asked again where one still differs.
    """
    if with_person:
        yield from ((table, "person_id = :person") for table in BY_PERSON)
    else:
        yield "person_changes", f"response_id IN {_RESPONSES}"
        yield "left_differences", "person_id = :person"
    yield (
        "undo_histories",
        f"draft IN {_RESPONSES} OR substr(draft, instr(draft, '/') + 1) IN {_CASES} AND instr(draft, '/') > 0",
    )
    yield from ((table, f"case_id IN {_CASES}") for table in BY_CASE)
    yield "merge_conflicts", f"case_id IN {_CASES} OR person_id IN {_CASES}"
    yield "cases", f"id IN {_CASES}"
    if with_person:
        yield "people", "id = :person"


def _ids(database: Database, table: str) -> tuple[str, ...]:
    rows = database.rows(f"SELECT id FROM {table} WHERE case_id IN {_CASES} ORDER BY id")  # noqa: S608 - our own names
    return tuple(row["id"] for row in rows)


def _cut_links(database: Database) -> None:
    for table, column, gone in _LINKS:
        database.run(
            f"UPDATE {table} SET {column} = NULL WHERE {column} IN {gone} AND case_id NOT IN {_CASES}"  # noqa: S608 - our own names
        )


def trace_steps() -> tuple[Callable[[Vault], object], ...]:
    """What takes away every trace of deleted rows in the vault's folder, in order; not inside a transaction.

    The search indexes are built anew, for their inner pages keep beginnings of words that are gone; then the whole
    database is written anew, and the copy from before a migration goes. Slow in a large vault: seconds for each.
    """
    return (*(partial(_build_index, index) for index in INDEXES), _rewrite, _remove_old_copy)


def _build_index(index: str, vault: Vault) -> None:
    vault.database.run(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - our own names


def _rewrite(vault: Vault) -> None:
    vault.database.rewrite()


def _remove_old_copy(vault: Vault) -> None:
    remove_file(vault.folder / COPY_BEFORE_MIGRATION)
