"""Taking cases and people out of the vault for good: their rows, then every trace of them.

The rows go in one transaction of the caller. The schema's triggers forbid deleting what is recorded, but for the
people and cases that stand in the table ``disposing``, which is filled and emptied inside that transaction.

Afterwards `trace_steps` take away what deleting leaves in the file: words at the borders of the search index's
pages, old bytes in gaps and free pages, the write-ahead log, and the copy from before a migration. What is left to do
stands in ``left_to_remove``, so that a crash between the two leaves nothing behind for longer than to the next unlock.

Which tables there are, whose their rows are and which of them may point to another case's is told in
`casework/record_kinds.py`; those with `own_disposal` are cleared here by a rule of their own, settings by the workflow
that knows their texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import RecordKind, Whose, in_order_of_references
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.safe_files import remove_file
from prevent_desktop.vault.vault import COPY_BEFORE_MIGRATION, Vault

INDEXES = ("record_index", "person_index")

_CASES = "(SELECT id FROM disposing)"
_RESPONSES = f"(SELECT id FROM responses WHERE case_id IN {_CASES})"  # noqa: S608 - our own names


def _owned(whose: Whose) -> tuple[RecordKind, ...]:
    """The kinds whose rows name the case or person they belong to; one that points to another goes before it."""
    kinds = reversed(in_order_of_references(record_kinds.KINDS))
    return tuple(kind for kind in kinds if kind.whose is whose and kind.owner)


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
    database.defer_foreign_keys()
    for one in (*case_ids, *((person_id,) if with_person else ())):
        database.insert("disposing", id=one)
    files = _ids(database, "attachments")
    packs = _ids(database, "packs")
    _cut_links(database)
    counts: dict[str, int] = {}
    database.run(f"DELETE FROM drafts_to_index WHERE response_id IN {_RESPONSES}")  # noqa: S608 - our own names
    for table, where in _parts(with_person=with_person):
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
        yield from ((kind.table, f"{kind.owner} = :person") for kind in _owned(Whose.PERSON))
    else:
        yield "person_changes", f"response_id IN {_RESPONSES}"
        yield "left_differences", "person_id = :person"
    yield (
        "undo_histories",
        f"draft IN {_RESPONSES} OR substr(draft, instr(draft, '/') + 1) IN {_CASES} AND instr(draft, '/') > 0",
    )
    yield from ((kind.table, f"{kind.owner} IN {_CASES}") for kind in _owned(Whose.CASE))
    yield "merge_conflicts", f"case_id IN {_CASES} OR person_id IN {_CASES}"
    yield "cases", f"id IN {_CASES}"
    if with_person:
        yield "people", "id = :person"


def _ids(database: Database, table: str) -> tuple[str, ...]:
    rows = database.rows(f"SELECT id FROM {table} WHERE case_id IN {_CASES} ORDER BY id")  # noqa: S608 - our own names
    return tuple(row["id"] for row in rows)


def _cut_links(database: Database) -> None:
    """A record that stays may point to one that goes: a form that was begun as a copy, an event that puts another right."""
    links = [(kind.table, one) for kind in record_kinds.KINDS for one in kind.fields if one.leaves_case]
    for table, link in links:
        gone = f"(SELECT id FROM {link.refers} WHERE case_id IN {_CASES})"  # noqa: S608 - our own names
        database.run(
            f"UPDATE {table} SET {link.column} = NULL WHERE {link.column} IN {gone} AND case_id NOT IN {_CASES}"  # noqa: S608 - our own names
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
