"""What one joining of two copies knows while it goes on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import ConflictKind, MergeConflict
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import CASES, RESPONSES
from prevent_desktop.casework.team.shared_kinds import shared_kinds
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.merging.fork import Fork
from prevent_desktop.vault.repositories.columns import read_when
from prevent_desktop.vault.team.materialise import Writers
from prevent_desktop.vault.vault import Vault

LAPTOP = "laptop"
"""The setting that holds the name of the machine on which the vault was unlocked last."""

Row = dict[str, Any]
_OF_SHARED_CASES: Final = frozenset({*(kind.table for kind in shared_kinds()), "record_texts"})
MARKED: Final = frozenset({CASES.table, RESPONSES.table})
"""Of these `write_marks` says after which entry of the audit they were written last."""
CHUNK = 200


@dataclass(frozen=True, slots=True)
class InTeam:
    """What a vault needs to write in its team: its writers, and what it does where its numbers were used by another copy too."""

    writers: Callable[[Vault], Writers]
    go_on_as_new_writer: Callable[[Vault], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What only those who write them know. `unite` joins two texts of one setting: by its key, ours and theirs.

    `told` are the keys of settings that stay as they are here, where a person should know that theirs differ; all
    others belong to their machine. `naming` are keys of those to unite that may name people: they stay as they are here while
    something that was erased here stands there. `version_order` is what versions of a form are ordered by. `team` is None where
    nothing is known of a team.
    """

    unite: Mapping[str, Callable[[str, str], str]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    version_order: Callable[[str], tuple[int, ...]]
    team: InTeam | None = None


@dataclass(slots=True, kw_only=True)
class Joining:
    """`ids` are the ids under which records of theirs stand here, where these differ; `erased` are people and cases erased here.

    A reference to what was erased here is mapped to None. `shared` are cases that the team's engine joins, with their circles: their rows are left alone. `their_twins` are second records of one id that an earlier joining made there: their ids, and whose id it was.
    """

    ours: Vault
    theirs: Vault
    fork: Fork
    at: datetime
    meaning: Meaning
    tell: Callable[[int], None]
    their_twins: Mapping[str, str]
    ids: dict[str, str | None] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)
    news: Counter[str] = field(default_factory=Counter)
    conflicts: list[MergeConflict] = field(default_factory=list)
    changed: bool = False
    files: dict[str, str] = field(default_factory=dict)
    touched_people: set[str] = field(default_factory=set)
    left_settings: list[str] = field(default_factory=list)
    other_signing_key: bool = False
    delivered: list[str] = field(default_factory=list)
    came_packs: list[str] = field(default_factory=list)
    audit_entries: int = 0
    moments: list[str] = field(default_factory=list)
    team_differences: int = 0

    def their_chunks(self, table: str, size: int = CHUNK, columns: str = "*") -> Iterator[list[Row]]:
        """Their rows of a table, the oldest first, some at a time.

        What belongs to a case erased here is left out, and what the team's engine joins.
        """
        left_out = {*self.erased, *self.shared} if table in _OF_SHARED_CASES else self.erased
        case_column = "id" if table == CASES.table else "case_id"
        rows = self.theirs.database.stream(f"SELECT {columns} FROM {table} ORDER BY rowid")  # noqa: S608 - our own names
        for chunk in chunks(rows, size):
            self.tell(len(chunk))
            yield [
                row
                for row in map(dict, chunk)
                if row.get(case_column) not in left_out and row.get("person_id") not in self.erased
            ]

    def ours_by_id(self, table: str, key: str, ids: Iterable[object]) -> dict[str, Row]:
        """Our rows with these ids."""
        sql = f"SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return {row[key]: dict(row) for row in self.ours.database.rows(sql, (json.dumps(list(ids)),))}

    def ours_by_key(self, kind: RecordKind, row: Row) -> Row:
        """Our row with the key that this one has; it is there."""
        where = " AND ".join(f"{name} = :{name}" for name in kind.key)
        return dict(self.ours.database.rows(f"SELECT * FROM {kind.table} WHERE {where}", row)[0])  # noqa: S608 - our own names

    def known_here(self, table: str, key: str, ids: Iterable[object]) -> set[str]:
        """Which of these ids stand here."""
        sql = f"SELECT {key} FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return {row[key] for row in self.ours.database.rows(sql, (json.dumps(list(ids)),))}

    def knows_ours(self, record_id: str) -> bool:
        """Whether it is proved that the other copy has had what a draft or case of ours says."""
        return _mark(self.ours, record_id) < self.fork.known_of_ours

    def knows_theirs(self, record_id: str) -> bool:
        """Whether it is proved that we have had what a draft or case of theirs says."""
        return _mark(self.theirs, record_id) < self.fork.known_of_theirs

    def their_file_digest(self, row: Row) -> str:
        """The SHA-256 of the file of a pack that came in there."""
        sql = "SELECT sha256 FROM attachments WHERE id = ?"
        return str(self.theirs.database.value(sql, (row["attachment_id"],)))

    def mapped(self, row: Row, references: Iterable[str]) -> Row:
        """Their row with its references as they stand here."""
        if not self.ids:
            return row
        return {**row, **{name: self.ids.get(row[name], row[name]) for name in references}}

    def came(self, news: str, moment: str | None = None) -> None:
        """Something of theirs was taken; `news` is the line of the report, `moment` when it was written."""
        self.changed = True
        self.news[news] += 1
        if moment is not None:
            self.moments = [min([*self.moments, moment]), max([*self.moments, moment])]

    def insert(self, table: str, row: Row) -> None:
        """Add a row of theirs."""
        self.ours.database.insert(table, **row)
        self.changed = True

    def insert_if_new(self, table: str, row: Row) -> bool:
        """Add a row of theirs unless there is one with its key; whether it was added."""
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        sql = f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
        added = bool(self.ours.database.run(sql, row).rowcount)
        self.changed = self.changed or added
        return added

    def keep_twin(self, twin: str, original: str) -> None:
        """Remember that a record is a second one of an id."""
        self.insert_if_new("merge_twins", {"twin_id": twin, "original_id": original})

    def conflict(
        self,
        kind: ConflictKind,
        *,
        sides: tuple[str, str],
        person_id: str,
        record_id: str,
        kept_at: str | datetime | PartialDate,
        kept_here: bool,
        other_at: str | datetime | PartialDate,
        case_id: str | None = None,
        twin_id: str | None = None,
        field: str = "",
        texts: tuple[str, str] = ("", ""),
    ) -> None:
        """Something for a person to settle. `sides` are what both say: with them the conflict has one id on both laptops."""
        conflict = MergeConflict(
            id=derived_id("conflict", kind.value, record_id, field, *sorted(sides)), kind=kind, person_id=person_id,
            case_id=case_id, record_id=record_id, twin_id=twin_id, field=field, kept=texts[0], kept_at=_when(kept_at),
            kept_here=kept_here, other=texts[1], other_at=_when(other_at), found_at=self.at,
        )  # fmt: skip
        if self.ours.merge_conflicts.add(conflict):
            self.conflicts.append(conflict)
            self.changed = True

    def person_of(self, case_id: str) -> str:
        """Whose case it is."""
        return str(self.ours.database.value("SELECT person_id FROM cases WHERE id = ?", (case_id,)))


def _mark(vault: Vault, record_id: str) -> float:
    """The entry of the audit after which a draft or case was written last."""
    found = vault.database.value("SELECT position FROM write_marks WHERE record_id = ?", (record_id,))
    return float("inf") if found is None else int(found)


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows, `size` at a time."""
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def _when(moment: str | datetime | PartialDate) -> datetime | PartialDate:
    return read_when(moment) if isinstance(moment, str) else moment
