"""Received packs: what a receiving desk got from others, and in which case a person put it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.received_pack import SAID_IN_IT, ReceivedPack, ReceivedStatus
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.attachments import Attachments
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of

_RECEIVED_ROWS: Final[RowCodec[ReceivedPack]] = codec_of(RECEIVED_PACKS)


class Received:
    """The received packs of the vault."""

    def __init__(self, database: Database, attachments: Attachments) -> None:
        self._database = database
        self._packs = Table(database, "received_packs", _RECEIVED_ROWS)
        self._attachments = attachments

    def add(self, pack: ReceivedPack) -> None:
        """Keep a new pack. RecordError where its id is taken, or its file is not in this vault."""
        self._packs.add(pack)

    def get(self, received_id: str) -> ReceivedPack:
        """The received pack with this id of ours. RecordError where there is none."""
        return self._packs.get(received_id)

    def find(self, received_id: str) -> ReceivedPack | None:
        """The same; None where there is none."""
        return self._packs.find(received_id)

    def same(self, row: Mapping[str, Any], pdf_digest: str) -> ReceivedPack | None:
        """The row here of the pack that another `row` is of, with a file of this SHA-256; None where that says another thing of it, or it never came.

        A number and a signer do not tell that: a colleague may have made up a row with both.
        """
        alike = " AND ".join(f"received_packs.{name} IS :{name}" for name in SAID_IN_IT)
        sql = f"""
            SELECT received_packs.* FROM received_packs JOIN attachments ON attachments.id = attachment_id
            WHERE {alike} AND sha256 = :pdf_digest ORDER BY received_packs.id = :id DESC, received_at, received_packs.id LIMIT 1
        """  # noqa: S608 - our own names
        return next(iter(self._packs.select(sql, {**row, "pdf_digest": pdf_digest})), None)

    def corrected_by(self, later: ReceivedPack) -> ReceivedPack | None:
        """The pack that this one takes the place of: of two with one number that of the same signer."""
        which = "pack_id = ? ORDER BY fingerprint = ? DESC, received_at LIMIT 1"
        return self._packs.first(which, (later.corrects, later.fingerprint)) if later.corrects else None

    def under_its_number(self, pack: ReceivedPack) -> tuple[ReceivedPack, ...]:
        """The other packs with its number, which other people signed."""
        return tuple(each for each in self.some([pack.pack_id]) if each.id != pack.id)

    def some(self, pack_ids: Collection[str]) -> tuple[ReceivedPack, ...]:
        """Those of the packs with these pack ids that came."""
        return self._packs.where("pack_id IN (SELECT value FROM json_each(?))", (json.dumps(list(pack_ids)),))

    def all(self) -> tuple[ReceivedPack, ...]:
        """Every received pack, the newest first."""
        return self._packs.all("received_at DESC, id")

    def presences(self) -> tuple[tuple[str, datetime], ...]:
        """The SHA-256 of each received PDF, and when it came."""
        sql = "SELECT sha256, received_at FROM received_packs JOIN attachments ON attachments.id = attachment_id"
        return tuple((row["sha256"], read_time(row["received_at"])) for row in self._database.rows(sql))

    def count_new(self) -> int:
        """How many received packs are in no case yet."""
        return int(self._database.value("SELECT count(*) FROM received_packs WHERE case_id IS NULL"))

    def new(self) -> tuple[ReceivedPack, ...]:
        """The packs that are in no case yet, in the order in which they came."""
        return self._packs.where("case_id IS NULL ORDER BY received_at, id", ())

    def of_case(self, case_id: str) -> tuple[ReceivedPack, ...]:
        """The packs that were put in a case, in the order in which they came."""
        return self._packs.where("case_id = ? ORDER BY received_at, id", (case_id,))

    def of_cases(self, case_ids: Collection[str]) -> tuple[ReceivedPack, ...]:
        """The packs that were put in these cases, in the order in which they came."""
        which = "case_id IN (SELECT value FROM json_each(?)) ORDER BY received_at, id"
        return self._packs.where(which, (json.dumps(list(case_ids)),))

    def corrections_of(self, pack_id: str) -> tuple[ReceivedPack, ...]:
        """The packs that say that they take the place of this one, whoever signed them, in the order in which they came."""
        return self._packs.where("corrects = ? AND corrects <> '' ORDER BY received_at, id", (pack_id,))

    def undecided(self) -> tuple[ReceivedPack, ...]:
        """The packs in cases that were open since they came, and to whose senders no decision was given, the first first; the newest of those that correct others.

        Nobody decided about one in a case that had ended before. One that takes the place of another (`ReceivedPack.takes_the_place_of`) ends
        nothing once it stands in another case.
        """
        sql = """
            SELECT received_packs.* FROM received_packs JOIN cases ON cases.id = received_packs.case_id
            WHERE (closed_at IS NULL OR closed_at < received_packs.received_at) AND NOT EXISTS (
                SELECT 1 FROM answers WHERE answers.case_id = cases.id AND direction = 'given'
                AND kind IN ('decision', 'outcome') AND at >= received_packs.received_at
            ) AND NOT EXISTS (SELECT 1 FROM received_packs AS later WHERE later.corrects = received_packs.pack_id
                AND later.corrects <> '' AND later.fingerprint = received_packs.fingerprint
                AND (later.claimed_at, later.pack_id) > (received_packs.claimed_at, received_packs.pack_id)
                AND (later.case_id IS NULL OR later.case_id = received_packs.case_id))
            ORDER BY received_packs.received_at, received_packs.id
        """
        return self._packs.select(sql)

    def put_in_case(self, received_id: str, case_id: str) -> None:
        """Record in which case a person put the pack, with its file. RecordError where either is not in this vault."""
        pack = self.get(received_id)
        with self._database.transaction():
            self._attachments.put_in_case(pack.attachment_id, case_id)
            self._database.run(
                "UPDATE received_packs SET case_id = ?, status = ? WHERE id = ?",
                (case_id, ReceivedStatus.IN_CASE.value, received_id),
            )
