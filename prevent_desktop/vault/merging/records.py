"""Records that never change once they are written: both copies' are united by their ids.

The same id with other bytes cannot be made by this program but in one way: a draft that was finished on both laptops.
Then ours stays and theirs is kept beside it under an id of its own (`merge_twins`), to be looked at.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.merge_report import News
from prevent_desktop.vault.merging.state import Joining, Row, derived_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A table of records that never change. `references` are columns with ids of other records, `at` says when."""

    table: str
    news: News
    at: str
    references: tuple[str, ...] = ()

    def join(self, joining: Joining) -> None:
        """Take what is only there."""
        for rows in joining.their_chunks(self.table):
            known = joining.ours_by_id(self.table, "id", (row["id"] for row in rows))
            for row in rows:
                mapped = joining.mapped(row, self.references)
                place = settle_place(joining, self.table, mapped, known, same=self._same)
                if place is None:
                    continue
                added = {**mapped, "id": place}
                joining.insert(self.table, added)
                joining.came(self.news, row[self.at])
                if self.table == "attachments":
                    joining.files[place] = row["id"]
                if place != row["id"] and row["id"] in known:
                    tell_twin(joining, added, known[row["id"]], ConflictKind.RECORD, self.at)

    def _same(self, one: Row, other: Row) -> bool:
        return all(one[name] == other[name] for name in one if name != "id" and name not in self.references)


def settle_place(joining: Joining, table: str, row: Row, known: dict[str, Row], *, same: Any) -> str | None:
    """Under which id their frozen record is to be added here; None where it is here already."""
    original = joining.their_twins.get(row["id"])
    if original is not None:
        ours = joining.ours_by_id(table, "id", (original,)).get(original)
        if ours is not None and same(ours, row):
            joining.ids[row["id"]] = original
            return None
    mine = known.get(row["id"])
    if mine is None:
        if original is not None:
            joining.keep_twin(row["id"], original)
        return str(row["id"])
    if same(mine, row):
        return None
    twin = twin_id(row)
    joining.ids[row["id"]] = twin
    if twin in joining.ours_by_id(table, "id", (twin,)):
        return None
    joining.keep_twin(twin, row["id"])
    return twin


def twin_id(row: Row) -> str:
    """The id of a second record of one id: drawn from what it says, references and states left out."""
    said = [str(row[name]) for name in sorted(row) if name in _SAID]
    twin = derived_id("twin", row["id"], hashlib.sha256("\0".join(said).encode()).hexdigest())
    return f"P-{twin[:12].upper()}" if row["id"].startswith("P-") else twin


_SAID = frozenset({
    "text", "source_detail", "content", "what", "own_words", "label", "place", "choice", "reason", "sha256", "file_name",
    "pdf_digest", "field", "old_value", "new_value", "finalised_at", "written_at", "decided_at", "added_at", "signed_at",
})  # fmt: skip


def tell_twin(joining: Joining, added: Row, mine: Row, kind: ConflictKind, at: str) -> None:
    """Let a person look at two records of one id."""
    case_id = added.get("case_id")
    person_id = added["person_id"] if case_id is None else joining.person_of(case_id)
    joining.conflict(
        kind, sides=(twin_id(mine), twin_id({**added, "id": mine["id"]})), person_id=person_id, case_id=case_id,
        record_id=mine["id"], twin_id=added["id"], kept_at=mine[at], kept_here=True, other_at=added[at],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ByKey:
    """A table whose rows are alike where their keys are: what is only there is added, ours stay."""

    table: str
    news: News = News.OTHER

    def join(self, joining: Joining) -> None:
        """Take what is only there."""
        for rows in joining.their_chunks(self.table):
            for row in rows:
                if joining.insert_if_new(self.table, row):
                    joining.came(self.news)


def join_withdrawn(joining: Joining) -> None:
    """No version up to the newer of both is offered."""
    order = joining.meaning.version_order
    for rows in joining.their_chunks("withdrawn_forms"):
        known = joining.ours_by_id("withdrawn_forms", "form_id", (row["form_id"] for row in rows))
        for row in rows:
            mine = known.get(row["form_id"])
            if mine is None or order(mine["version"]) < order(row["version"]):
                joining.ours.added_forms.withdraw(row["form_id"], row["version"], row["bundle_id"])
                joining.came(News.OTHER)
