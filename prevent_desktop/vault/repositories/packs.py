"""Packs: what was signed for whom, and the receipt."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.vault.database import Database, Parameters
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.sql_errors import missing

_PACK_ROWS: Final[RowCodec[PackRecord]] = codec_of(PACKS)


class Packs:
    """The packs of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._packs = Table(database, "packs", _PACK_ROWS)

    def add(self, pack: PackRecord) -> None:
        """Keep a new pack. RecordError where the id is taken, or the case or attachment is not in this vault."""
        self._packs.add(pack)

    def get(self, pack_id: str) -> PackRecord:
        """The pack with this id. RecordError where there is none."""
        return self._packs.get(pack_id)

    def set_queued(self, pack_id: str, sealed_digest: str) -> None:
        """Record that the sealed file with this SHA-256 stands in the outbox, so that no receipt has come. RecordError where there is no pack."""
        self._change(
            pack_id,
            "UPDATE packs SET status = ?, sealed_digest = ?, receipt = '', receipt_at = NULL, receiver_reference = '' WHERE id = ?",
            (PackStatus.QUEUED.value, sealed_digest, pack_id),
        )

    def set_countersigned(self, pack_id: str, *, attachment_id: str, pdf_digest: str) -> None:
        """Record the pack with the second signature: it is signed, and not queued yet. RecordError where there is none."""
        self._change(
            pack_id,
            "UPDATE packs SET status = ?, attachment_id = ?, pdf_digest = ? WHERE id = ?",
            (PackStatus.SIGNED.value, attachment_id, pdf_digest, pack_id),
        )

    def set_withdrawn(self, pack_id: str) -> None:
        """Record that the pack was taken out of the outbox before any of it left. RecordError where there is none."""
        self._change(
            pack_id, "UPDATE packs SET status = ? WHERE id = ?", (PackStatus.WITHDRAWN.value, pack_id)
        )

    def set_receipt(self, pack_id: str, receipt: str, receipt_at: datetime, receiver_reference: str) -> None:
        """Record the verified receipt (JWS): the pack is delivered. RecordError where there is no pack."""
        self._change(
            pack_id,
            "UPDATE packs SET status = ?, receipt = ?, receipt_at = ?, receiver_reference = ? WHERE id = ?",
            (PackStatus.DELIVERED.value, receipt, time_text(receipt_at), receiver_reference, pack_id),
        )

    def put_back(self, pack_id: str, moving: Mapping[str, Any]) -> None:
        """Let the columns of a pack that may move be these again. RecordError where there is no pack."""
        columns = _PACK_ROWS.columns(self.get(pack_id))
        self._packs.update(_PACK_ROWS.read({**columns, **moving}))

    def presences(self) -> tuple[tuple[str, datetime], ...]:
        """The SHA-256 of each PDF that a receiver gave a receipt for, and the time in that receipt."""
        sql = "SELECT pdf_digest, receipt_at FROM packs WHERE receipt_at IS NOT NULL"
        return tuple((row["pdf_digest"], read_time(row["receipt_at"])) for row in self._database.rows(sql))

    def of_case(self, case_id: str) -> tuple[PackRecord, ...]:
        """The case's packs, in the order in which they were signed."""
        return self._packs.where("case_id = ? ORDER BY signed_at, id", (case_id,))

    def of_cases(self, case_ids: Collection[str]) -> tuple[PackRecord, ...]:
        """The packs of these cases, in the order in which they were signed."""
        which = "case_id IN (SELECT value FROM json_each(?)) ORDER BY signed_at, id"
        return self._packs.where(which, (json.dumps(list(case_ids)),))

    def current(self, since: datetime) -> tuple[PackRecord, ...]:
        """Packs without a receipt, and those whose receipt or last answer is not older than `since`; the one signed last first.

        Not those that were withdrawn: nothing becomes of them any more.
        """
        sql = """
            SELECT * FROM packs WHERE (
                receipt_at IS NULL OR receipt_at >= :since
                OR id IN (SELECT pack_id FROM answers WHERE recorded_at >= :since AND direction = 'received')
            ) AND status <> 'withdrawn' ORDER BY signed_at DESC, id
        """
        return self._packs.select(sql, {"since": time_text(since)})

    def unsettled(self) -> tuple[PackRecord, ...]:
        """Packs that were signed or queued and have no receipt yet, the one signed last first."""
        return self._packs.where("status IN ('signed', 'queued') ORDER BY signed_at DESC, id")

    def unanswered(self, settled: Collection[CaseStatus]) -> tuple[PackRecord, ...]:
        """The packs of open cases in which an answer may be waited for; the one signed last first.

        Not those of cases whose status is one of `settled`, unless that status came from another pack's answer.
        """
        sql = """
            SELECT packs.* FROM cases CROSS JOIN packs ON packs.case_id = cases.id
            WHERE closed_at IS NULL AND (
                cases.status NOT IN (SELECT value FROM json_each(?))
                OR EXISTS (SELECT 1 FROM answers WHERE answers.case_id = cases.id AND direction = 'received')
                AND NOT EXISTS (
                    SELECT 1 FROM decisions WHERE decisions.case_id = cases.id AND decisions.kind = 'outcome'
                    AND response_id IS NOT NULL
                )
            ) ORDER BY signed_at DESC, packs.id
        """
        return self._packs.select(sql, (json.dumps([status.value for status in settled]),))

    def to_ask_about(self, since: datetime, besides: Collection[str]) -> tuple[PackRecord, ...]:
        """Packs that arrived since then, of open cases, but for those with these ids."""
        sql = """
            SELECT packs.* FROM packs JOIN cases ON cases.id = packs.case_id
            WHERE receipt_at >= ? AND closed_at IS NULL AND packs.id NOT IN (SELECT value FROM json_each(?))
        """
        return self._packs.select(sql, (time_text(since), json.dumps(list(besides))))

    def of_closed_cases(self, ids: Collection[str]) -> tuple[str, ...]:
        """Which of the packs with these ids belong to cases that are closed."""
        sql = """
            SELECT packs.id FROM packs JOIN cases ON cases.id = packs.case_id
            WHERE packs.id IN (SELECT value FROM json_each(?)) AND closed_at IS NOT NULL
        """
        return tuple(row["id"] for row in self._database.rows(sql, (json.dumps(list(ids)),)))

    def some(self, ids: Collection[str]) -> tuple[PackRecord, ...]:
        """Those of the packs with these ids that are in this vault."""
        return self._packs.where("id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))

    def all(self) -> tuple[PackRecord, ...]:
        """Every pack, the one signed last first."""
        return self._packs.all("signed_at DESC, id")

    def _change(self, pack_id: str, sql: str, parameters: Parameters) -> None:
        if self._database.run(sql, parameters).rowcount == 0:
            raise missing(pack_id)
