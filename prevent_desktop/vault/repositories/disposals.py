"""The certificates of what was disposed of, and what is still to be taken away for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from prevent_desktop.casework.disposal import Certificate
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_read_time, time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.sql_errors import missing


class Left(StrEnum):
    """What is left outside the rows once these are gone: a sealed file, a pack in the outbox, traces in the database.

    STORE is an object in the team's mailbox, KEPT one that could not be removed there: the vault has nothing of it any more.
    """

    FILE = "file"
    PACK = "pack"
    TRACES = "traces"
    STORE = "store"
    KEPT = "kept-in-store"


@dataclass(frozen=True, slots=True)
class LeftToRemove:
    """One thing to take away; `id` is opaque, and empty for traces."""

    disposal_id: str
    kind: Left
    id: str


_LEFT = RowCodec(LeftToRemove)
_IN_STORE = f"('{Left.STORE.value}', '{Left.KEPT.value}')"
_ALL = """
SELECT disposals.*, coalesce(sum(kind = 'store'), 0) AS waiting, coalesce(sum(kind = 'kept-in-store'), 0) AS kept
FROM disposals LEFT JOIN left_to_remove ON disposal_id = disposals.id
"""


class Disposals:
    """The certificates of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left = Table(database, "left_to_remove", _LEFT)

    def add(self, certificate: Certificate, left: Iterable[tuple[Left, str]]) -> None:
        """Keep a new certificate, and what is still to be taken away. In the caller's transaction."""
        self._database.insert(
            "disposals",
            id=certificate.id,
            content=certificate.to_json(),
            disposed_at=time_text(certificate.disposed_at),
        )
        for gone in certificate.ids:
            self._database.insert("disposed", id=gone, disposal_id=certificate.id)
        for kind, one in left:
            self._database.insert("left_to_remove", disposal_id=certificate.id, kind=kind.value, id=one)

    def get(self, disposal_id: str) -> Certificate:
        """The certificate with this id. RecordError where there is none."""
        row = self._database.row(f"{_ALL} WHERE disposals.id = ? GROUP BY disposals.id", (disposal_id,))
        if row is None:
            raise missing(disposal_id)
        return _certificate(row)

    def all(self) -> tuple[Certificate, ...]:
        """All certificates, the newest first."""
        rows = self._database.rows(f"{_ALL} GROUP BY disposals.id ORDER BY disposed_at DESC, disposals.id")
        return tuple(map(_certificate, rows))

    def is_disposed(self, record_id: str) -> bool:
        """Whether the person or case with this id was disposed of: it must not come back by a merge."""
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM disposed WHERE id = ?)", (record_id,)))

    def left(self) -> tuple[LeftToRemove, ...]:
        """What is still to be taken away here, for all disposals."""
        return self._left.where(f"kind NOT IN {_IN_STORE} ORDER BY disposal_id, kind, id")

    def left_in_store(self) -> tuple[LeftToRemove, ...]:
        """What still lies in the team's mailbox, also where it could not be removed there."""
        return self._left.where(f"kind IN {_IN_STORE} ORDER BY disposal_id, kind, id")

    def stays_in_store(self, one: LeftToRemove) -> None:
        """The team's mailbox did not let it be removed."""
        self._database.run(
            "UPDATE left_to_remove SET kind = ? WHERE disposal_id = ? AND kind = ? AND id = ?",
            (Left.KEPT.value, one.disposal_id, one.kind.value, one.id),
        )

    def was_removed(self, gone: LeftToRemove) -> None:
        """It is gone."""
        self._database.run(
            "DELETE FROM left_to_remove WHERE disposal_id = ? AND kind = ? AND id = ?",
            (gone.disposal_id, gone.kind.value, gone.id),
        )

    def finish(self, at: datetime) -> None:
        """Mark as finished every disposal for which nothing is left to take away."""
        self._database.run(
            "UPDATE disposals SET finished_at = ? WHERE finished_at IS NULL "
            "AND id NOT IN (SELECT disposal_id FROM left_to_remove WHERE kind NOT IN (?, ?))",
            (time_text(at), Left.STORE.value, Left.KEPT.value),
        )

    def backups_since(self, at: datetime) -> tuple[int, tuple[date, date] | None]:
        """How many backups the audit tells of since `at`, and the days of the first and the last in UTC."""
        count, first, last = self._database.row(
            "SELECT count(*), min(at), max(at) FROM audit WHERE at >= ? AND action IN ('backup.made', 'vault.backed-up')",
            (time_text(at),),
        )
        return count, (date.fromisoformat(first[:10]), date.fromisoformat(last[:10])) if count else None


def _certificate(row: Any) -> Certificate:
    certificate = Certificate.read(row["content"], finished_at=maybe_read_time(row["finished_at"]))
    return replace(certificate, waiting_in_store=row["waiting"], kept_in_store=row["kept"])
