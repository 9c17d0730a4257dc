"""Records that never change once they are written: both copies' are united by their ids.

The same id with other bytes cannot be made by this program but in one way: a draft that was finished on both laptops.
Then ours stays and theirs is kept beside it under an id of its own (`merge_twins`), to be looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.vault.merging.state import Joining, Row


@dataclass(frozen=True, slots=True)
class Twins:
    """When two records of one id are `same`, and what they say (columns, by name) where they are not."""

    kind: RecordKind
    said: tuple[str, ...]
    same: Callable[[Row, Row], bool]

    @classmethod
    def of(cls, kind: RecordKind) -> Twins:
        """Of a kind that never changes: all that it says counts, but for references."""
        columns = sorted(one.column for one in kind.fields)
        said = tuple(name for name in columns if name not in {"id", kind.owner, *kind.references})
        alike = (*said, kind.owner)
        return cls(kind, said, lambda one, other: all(one[name] == other[name] for name in alike))

    def settle_place(self, joining: Joining, row: Row, known: Mapping[str, Row]) -> str | None:
        """Under which id their frozen record is to be added here; None where it is here already."""
        table = self.kind.table
        original = joining.their_twins.get(row["id"])
        if original is not None:
            ours = joining.ours_by_id(table, "id", (original,)).get(original)
            if ours is not None and self.same(ours, row):
                joining.ids[row["id"]] = original
                return None
        mine = known.get(row["id"])
        if mine is None:
            if original is not None:
                joining.keep_twin(row["id"], original)
            return str(row["id"])
        if self.same(mine, row):
            return None
        twin = self._twin_id(row)
        joining.ids[row["id"]] = twin
        if twin in joining.ours_by_id(table, "id", (twin,)):
            return None
        joining.keep_twin(twin, row["id"])
        return twin

    def tell(self, joining: Joining, added: Row, mine: Row, kind: ConflictKind, at: str) -> None:
        """Let a person look at two records of one id."""
        case_id = added.get("case_id")
        person_id = added["person_id"] if case_id is None else joining.person_of(case_id)
        sides = (self._twin_id(mine), self._twin_id({**added, "id": mine["id"]}))
        joining.conflict(
            kind, sides=sides, person_id=person_id, case_id=case_id, record_id=mine["id"], twin_id=added["id"],
            kept_at=mine[at], kept_here=True, other_at=added[at],
        )  # fmt: skip

    def _twin_id(self, row: Row) -> str:
        """The id of a second record of one id: drawn from what it says, references and states left out."""
        said = [str(row[name]) for name in self.said]
        twin = derived_id("twin", row["id"], hashlib.sha256("\0".join(said).encode()).hexdigest())
        return f"P-{twin[:12].upper()}" if row["id"].startswith("P-") else twin


def join_frozen(joining: Joining, kind: RecordKind, twins: Twins | None = None) -> None:
    """Take records that never change and are only there; two that differ under one id are both kept, and told."""
    alike = twins or Twins.of(kind)
    for rows in joining.their_chunks(kind.table):
        known = joining.ours_by_id(kind.table, "id", (row["id"] for row in rows))
        for row in rows:
            mapped = joining.mapped(row, kind.references)
            place = alike.settle_place(joining, mapped, known)
            if place is None:
                continue
            added = {**mapped, "id": place}
            joining.insert(kind.table, added)
            joining.came(kind.news_name, row[kind.time])
            if kind.table == "attachments":
                joining.files[place] = row["id"]
            if place != row["id"] and row["id"] in known:
                alike.tell(joining, added, known[row["id"]], ConflictKind.RECORD, kind.time)


def join_by_key(joining: Joining, kind: RecordKind) -> None:
    """Take rows whose key is only there; where it is here as well, ours stay."""
    for rows in joining.their_chunks(kind.table):
        for row in rows:
            if joining.insert_if_new(kind.table, joining.mapped(row, kind.references)):
                joining.came(kind.news_name)


def join_withdrawn(joining: Joining) -> None:
    """No version up to the newer of both is offered."""
    order = joining.meaning.version_order
    for rows in joining.their_chunks("withdrawn_forms"):
        known = joining.ours_by_id("withdrawn_forms", "form_id", (row["form_id"] for row in rows))
        for row in rows:
            mine = known.get(row["form_id"])
            if mine is None or order(mine["version"]) < order(row["version"]):
                joining.ours.added_forms.withdraw(row["form_id"], row["version"], row["bundle_id"])
                joining.came(OTHER)
