"""Records whose words never change once they are written: both copies' are united by their ids, or by another key.

The same id with other words cannot be made by this program but in two ways: a draft that was finished on both laptops, and a pack
that the lead signed on both. Then ours stays and theirs is kept beside it under an id of its own (`merge_twins`), to be looked at;
what the other copy refers to it by is put right, which the team's engine could not do in rows that never change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.vault.merging.news import tell_row
from prevent_desktop.vault.merging.state import Joining, Row

GoOn = Callable[[Joining, RecordKind, Row, Row], None]
"""Brings a row of ours, of a kind, to what it says from now on, beside the same row of theirs."""


@dataclass(frozen=True, slots=True)
class Twins:
    """When two records of one id are `same`, and what they say (columns, by name) where they are not."""

    kind: RecordKind
    said: tuple[str, ...]
    same: Callable[[Row, Row], bool]

    @classmethod
    def of(cls, kind: RecordKind) -> Twins:
        """Of a kind by what never changes in it: all of that counts, but for references."""
        columns = sorted(one.column for one in kind.fields if not one.moves)
        said = tuple(name for name in columns if name not in {"id", kind.owner, *kind.references})
        alike = [name for name in columns if name in {*said, kind.owner}]
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


def join_frozen(
    joining: Joining, kind: RecordKind, twins: Twins | None = None, go_on: GoOn | None = None
) -> None:
    """Take records that are only there; two that differ under one id are both kept, and told. What may move in one goes on."""
    alike = twins or Twins.of(kind)
    for rows in joining.their_chunks(kind.table):
        known = joining.ours_by_id(kind.table, "id", (row["id"] for row in rows))
        for row in rows:
            mapped = joining.mapped(row, kind.references)
            place = alike.settle_place(joining, mapped, known)
            if place is None:
                if go_on is not None:
                    go_on(joining, kind, *_both(joining, kind, mapped, known))
                continue
            added = {**mapped, "id": place}
            joining.insert(kind.table, added)
            tell_row(joining, kind, None, added)
            if kind.table == "attachments":
                joining.files[place] = row["id"]
            if place != row["id"] and row["id"] in known:
                alike.tell(joining, added, known[row["id"]], ConflictKind.RECORD, kind.time)


def _both(joining: Joining, kind: RecordKind, theirs: Row, known: Mapping[str, Row]) -> tuple[Row, Row]:
    """Our row and theirs, which stands here under another id where it is a second one."""
    place = joining.ids.get(theirs["id"]) or theirs["id"]
    mine = known.get(place) or joining.ours_by_id(kind.table, "id", (place,))[place]
    return mine, {**theirs, "id": place}


def join_by_key(joining: Joining, kind: RecordKind, go_on: GoOn | None = None) -> None:
    """Take rows whose key is only there; where it is here as well, ours stay, but for what may move in them."""
    for rows in joining.their_chunks(kind.table):
        for untouched in rows:
            row = joining.mapped(untouched, kind.references)
            if joining.insert_if_new(kind.table, row):
                tell_row(joining, kind, None, row)
            elif go_on is not None:
                go_on(joining, kind, joining.ours_by_key(kind, row), row)


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
