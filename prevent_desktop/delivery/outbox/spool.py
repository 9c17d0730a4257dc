"""The outbox on disk: sealed packs that wait to be delivered, and what has been said about each.

A folder with ``spool.db`` (the list), ``packs/`` (the sealed packs) and ``holders/`` (who is alive). Any number of
threads and processes may have it open. A pack is in the outbox once its row is committed, and its sealed file
stays until the receiver's receipt has been verified.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, Self

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.backoff import LONGEST_WAIT
from prevent_desktop.delivery.clock import Clock, from_millis, to_millis, utc_now
from prevent_desktop.delivery.mailboxes.by_hand import forget_by_hand
from prevent_desktop.delivery.outbox.answer_box import AnswerBox, end_in
from prevent_desktop.delivery.outbox.database import Database, disk_trouble
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.leases import LEASE, Lease
from prevent_desktop.delivery.outbox.orders import Orders, not_there
from prevent_desktop.delivery.outbox.presence import Presence
from prevent_desktop.delivery.outbox.rows import ITEM
from prevent_desktop.delivery.outbox.sealed_files import SealedFiles, Slip, StagedPack
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.delivery.schemes import BEGINNINGS, is_address
from prevent_desktop.errors import RefusedError, SpoolError
from prevent_desktop.files.durable import make_folder
from prevent_desktop.formatting import one_of
from prevent_desktop.translation import _

_PAUSED: Final = "paused"
"""A setting that is there while sending is switched off."""


class Spool:
    """The outbox. Open it with `Spool.open`, and close it (or use it in a ``with``)."""

    def __init__(self, folder: Path, presence: Presence, database: Database, clock: Clock) -> None:
        self.folder = folder
        self._presence = presence
        self._database = database
        self._clock = clock
        self._files = SealedFiles(folder / "packs")
        self.answer_box = AnswerBox(database, clock)
        self.settings = SpoolSettings(database)
        self.orders = Orders(database, self._files, clock)

    @classmethod
    def open(cls, folder: Path, *, clock: Clock = utc_now) -> Self:
        """Open the outbox in `folder`, made if it is not there; put right what a crash has left.

        Raise SpoolError where it is damaged, was written by a newer version, or the disk does not let us.
        """
        try:
            make_folder(folder)
            presence = Presence(folder / "holders")
        except OSError as error:
            raise disk_trouble(error, folder) from error
        try:
            spool = cls(folder, presence, Database(folder), clock)
            spool._tidy()
        except BaseException:
            presence.leave()
            raise
        return spool

    def close(self) -> None:
        """Close the database and let go of this holder's lock; its leases are void from here on."""
        self._database.close()
        self._presence.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def stage(self, pieces: Iterable[bytes | memoryview]) -> StagedPack:
        """Write a sealed pack aside, on any thread, to be queued soon; what never is, goes with the next start.

        Raise SpoolError where the disk does not let us.
        """
        with self._database.translated():
            return self._files.stage(pieces)

    def queue(
        self, pack_id: str, sealed: BinaryIO | bytes | StagedPack, *, endpoint: str, receipt_certificate: str
    ) -> SpoolItem:
        """Keep a sealed pack for `endpoint`; when this returns, the pack outlives a power cut.

        The same pack again changes nothing and returns what is there. Raise SpoolError for a pack id that is there
        with other content, for an address or id of the wrong form, for nothing at all, and for a full disk.
        """
        _require_form(pack_id, endpoint)
        with self._database.translated():
            slip = self._files.keep(pack_id, sealed, endpoint, receipt_certificate)
        with self._database.transaction() as connection:
            self._insert(connection, slip, State.QUEUED)
        item = self.expect(pack_id)
        if item.digest != slip.digest:
            self._files.discard(pack_id, slip.digest)
            raise _already_there()
        return item

    def items(self) -> tuple[SpoolItem, ...]:
        """All packs in the outbox, the newest first."""
        return tuple(ITEM.read(row) for row in self._database.rows("SELECT * FROM items ORDER BY rowid DESC"))

    def get(self, pack_id: str) -> SpoolItem | None:
        """One pack; None where the outbox does not have it."""
        rows = self._database.rows("SELECT * FROM items WHERE pack_id = ?", (pack_id,))
        return ITEM.read(rows[0]) if rows else None

    def expect(self, pack_id: str) -> SpoolItem:
        """One pack. SpoolError where the outbox does not have it."""
        item = self.get(pack_id)
        if item is None:
            raise not_there(pack_id)
        return item

    def retry(self, pack_id: str) -> SpoolItem:
        """Try a pack again at once: after a person did what it needed, or without waiting any longer.

        For one whose receipt did not come in days, the receiver's server is asked whether it has the pack.
        """
        with self._database.transaction() as connection:
            connection.execute(
                """UPDATE items SET state = iif(uploaded, 'sent', 'queued'), attempts = 0, next_try_at = NULL,
                   sent_at = iif(state = 'needs_you' AND reason_kind = 'no_receipt', NULL, sent_at), reason_kind = NULL, reason_title = NULL, reason_what = NULL, reason_next = NULL, changed_at = ?
                   WHERE pack_id = ? AND state IN ('waiting', 'needs_you', 'sent') AND lease IS NULL""",
                (self._now(), pack_id),
            )
        return self.expect(pack_id)

    def withdraw(self, pack_id: str) -> bool:
        """Take a pack out of the outbox of which not one byte has left; False where that cannot be said of it.

        A pack that is not there any more counts as taken out. The sealed file goes first, so that a crash in between
        leaves a pack that cannot be sent.
        """
        return self._take_out(pack_id, lambda item: item.is_untouched)

    def remove_received(self, pack_id: str) -> bool:
        """Take a pack out whose receipt is known from elsewhere, so that it is not sent again; False while it is being sent."""
        return self._take_out(pack_id, lambda _item: True)

    def _take_out(self, pack_id: str, may: Callable[[SpoolItem], bool]) -> bool:
        with self._database.translated(), self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM items WHERE pack_id = ?", (pack_id,)).fetchone()
            if row is None:
                return True
            if not (may(ITEM.read(row)) and self._is_free(row, from_millis(self._now()))):
                return False
            self._files.discard(pack_id, row["digest"])
            forget_by_hand(self.folder, pack_id)
            connection.execute("DELETE FROM items WHERE pack_id = ?", (pack_id,))
        return True

    def send_now(self) -> int:
        """Let no pack and no asking wait any longer; return how many packs waited. Those that need a person stay so."""
        self.answer_box.ask_now()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE items SET next_try_at = 0 WHERE state = 'needs_you' AND next_try_at IS NOT NULL"
            )
            return connection.execute(
                "UPDATE items SET next_try_at = NULL WHERE state IN ('waiting', 'sent') AND next_try_at IS NOT NULL"
            ).rowcount

    @property
    def paused(self) -> bool:
        """Whether sending is switched off, here and in every other process."""
        return self.settings.get(_PAUSED) is not None

    def pause(self) -> None:
        """Send nothing more until `resume`; a pack that is on its way stops within half a second, and goes on from there."""
        self.settings.put(_PAUSED, "")

    def resume(self) -> None:
        """Send again."""
        self.settings.remove(_PAUSED)

    def forget(self, pack_id: str) -> None:
        """Take away all of a pack that is delivered: row, slip and sealed file; one that is not here is no matter.

        Raise SpoolError for a pack that is still on its way.
        """
        item = self.get(pack_id)
        if item is None or item.state in {State.DELIVERED, State.CANCELLED}:
            with self._database.translated():
                forget_by_hand(self.folder, pack_id)
        if item is None:
            self.answer_box.end(pack_id)
            return
        if item.state not in {State.DELIVERED, State.CANCELLED}:
            raise SpoolError(
                _("The pack is still on its way"),
                _("Pack {pack_id} waits in the outbox and is not delivered yet.").format(pack_id=pack_id),
                _("Wait for its receipt, or take it out of the outbox first."),
            )
        self.discard_delivered(item)
        with self._database.transaction() as connection:
            end_in(connection, pack_id)
            connection.execute(
                "DELETE FROM items WHERE pack_id = ? AND state IN ('delivered', 'cancelled')", (pack_id,)
            )

    def claim(
        self, now: datetime, *, besides: Collection[str] = (), endpoint: str | None = None
    ) -> Lease | None:
        """The lease on the next pack that is due and that nobody else is sending; None where there is none.

        Receipts come before uploads, and short uploads before long ones. `besides` are pack ids to pass over; with `endpoint`
        only packs for that one count.
        """
        if self.paused:
            return None
        with self._database.transaction() as connection:
            for row in connection.execute(_DUE, _due_parameters(now)).fetchall():
                counts = row["pack_id"] not in besides and endpoint in {None, row["endpoint"]}
                if counts and self._is_free(row, now):
                    return self._lease(connection, row, now)
        return None

    def due_endpoints(self, now: datetime, *, besides: Collection[str] = ()) -> tuple[str, ...]:
        """Where something could go now, in the order in which `claim` would give it."""
        if self.paused:
            return ()
        due = self._database.rows(_DUE, _due_parameters(now))
        free = (row for row in due if row["pack_id"] not in besides and self._is_free(row, now))
        return tuple(dict.fromkeys(row["endpoint"] for row in free))

    def claim_one(self, pack_id: str, now: datetime) -> Lease | None:
        """The lease on this pack, whatever it waits for and also while sending is paused: its receipt is here.

        None where it is not in the outbox, is delivered, or is being sent at this moment.
        """
        with self._database.transaction() as connection:
            sql = "SELECT * FROM items WHERE pack_id = ? AND state <> 'delivered'"
            row = connection.execute(sql, (pack_id,)).fetchone()
            if row is None or not self._is_free(row, now):
                return None
            return self._lease(connection, row, now)

    def is_overtaken(self, item: SpoolItem, *, besides: Collection[str] = ()) -> bool:
        """Whether a pack for the same receiver that a person put before this one could go now; `besides` as for `claim`."""
        now = self._clock()
        rows = self._database.rows(
            _BEFORE, {**_due_parameters(now), "own": item.priority, "endpoint": item.endpoint}
        )
        return any(row["pack_id"] not in besides and self._is_free(row, now) for row in rows)

    def next_due(self, now: datetime, *, busy: Collection[str] = ()) -> datetime | None:
        """When the next pack is due, as far as it is known; None where nothing waits for a time. `busy` are endpoints that do not count."""
        if self.paused:
            return None
        rows = self._database.rows(
            f"""SELECT endpoint, min(coalesce(max(next_try_at, coalesce(lease_until, 0)), lease_until, 0)) AS due
                FROM items WHERE {_MOVES} GROUP BY endpoint"""  # noqa: S608 - a constant
        )
        due = [row["due"] for row in rows if row["endpoint"] not in busy]
        return max(now, from_millis(min(due))) if due else None

    def open_sealed(self, item: SpoolItem) -> BinaryIO:
        """The sealed pack, to be read from any offset; raise RefusedError where the disk has lost or cut it."""
        path = self._files.path(item.pack_id, item.digest)
        try:
            if path.stat().st_size == item.size:
                return path.open("rb")
        except FileNotFoundError:
            pass
        except OSError as error:
            raise disk_trouble(error, self.folder) from error
        raise RefusedError(
            _("The sealed pack is damaged"),
            _("The sealed file in the outbox is missing or cut short."),
            _("Prepare the pack again from the person’s record; the signed pack is kept there."),
        )

    def discard_delivered(self, item: SpoolItem) -> None:
        """Remove the sealed file of a pack whose receipt has been verified, or that was cancelled; of no other."""
        if item.state in {State.DELIVERED, State.CANCELLED}:
            with self._database.translated():
                self._files.discard(item.pack_id, item.digest)

    def _lease(self, connection: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Lease:
        token = f"{self._presence.holder}/{secrets.token_hex(8)}"
        # A pack that waits shows as waiting until the receiver answers; it may be offline still.
        state = State.SENDING if row["state"] == State.QUEUED else State(row["state"])
        claimed = connection.execute(
            "UPDATE items SET lease = ?, lease_until = ?, state = ?, changed_at = ? WHERE pack_id = ? RETURNING *",
            (token, to_millis(now + LEASE), state, to_millis(now), row["pack_id"]),
        ).fetchone()
        fresh = row["state"] == State.QUEUED and not row["attempts"] and not row["upload_url"]
        return Lease(
            self._database,
            token,
            ITEM.read(claimed),
            fresh=fresh,
            uploaded=bool(row["uploaded"]),
            clock=self._clock,
        )

    def _is_free(self, row: sqlite3.Row, now: datetime) -> bool:
        if row["lease"] is None:
            return True
        left = from_millis(row["lease_until"]) - now
        # Far more time left than a lease ever has means that the clock was set back: such a lease says nothing.
        # A little more is usual: its holder looked at the clock after we did, while we waited for the database.
        runs = timedelta() < left <= 2 * LEASE
        return not (runs and self._presence.is_alive(row["lease"].partition("/")[0]))

    def _insert(self, connection: sqlite3.Connection, slip: Slip, state: State) -> None:
        now = self._now()
        connection.execute(
            """INSERT INTO items (pack_id, digest, size, endpoint, receipt_certificate, state, queued_at, changed_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (slip.pack_id, slip.digest, slip.size, slip.endpoint, slip.receipt_certificate, state, now, now),
        )

    def _tidy(self) -> None:
        """Put right what a crash has left: temporary files, files without a row, files that are delivered."""
        with self._database.translated():
            self._presence.tidy()
            if not self._presence.is_alone():
                return  # what looks left over may be what another process is writing
            self._files.remove_leftovers()
            self._adopt()

    def _adopt(self) -> None:
        known = {item.pack_id: item for item in self.items()}
        for pack_id, digest in tuple(self._files.found()):
            item = known.get(pack_id)
            if item is None:
                self._adopt_one(pack_id, digest)
            elif item.digest == digest:
                self.discard_delivered(item)

    def _adopt_one(self, pack_id: str, digest: str) -> None:
        # It may have been sent before the list was lost: as a waiting pack its receipt is asked for first.
        if slip := self._files.slip(pack_id, digest):
            with self._database.transaction() as connection:
                self._insert(connection, slip, State.WAITING)

    def _now(self) -> int:
        return to_millis(self._clock())


# What a person holds back is not sent; its receipt is asked for all the same where all of it was sent before.
_MOVES = """
((held = 0 OR uploaded = 1) AND (state IN ('queued', 'sending', 'sent', 'waiting')
                                 OR state = 'needs_you' AND next_try_at IS NOT NULL)
 OR state = 'cancelled' AND to_tell = 1)
"""
_DUE = f"""
SELECT * FROM items
WHERE {_MOVES} AND (next_try_at IS NULL OR next_try_at <= :now OR next_try_at > :farthest)
ORDER BY uploaded DESC, priority DESC, size - acknowledged, rowid
"""  # noqa: S608 - constants of this module
_BEFORE = f"""
SELECT * FROM items WHERE {_MOVES} AND priority > :own AND uploaded = 0 AND endpoint = :endpoint
  AND (next_try_at IS NULL OR next_try_at <= :now OR next_try_at > :farthest)
"""  # noqa: S608 - constants of this module


def _due_parameters(now: datetime) -> dict[str, int]:
    """A next try far beyond any wait means that the clock was set back: the pack is due."""
    return {"now": to_millis(now), "farthest": to_millis(now + 2 * LONGEST_WAIT)}


def _require_form(pack_id: str, endpoint: str) -> None:
    if PACK_ID.fullmatch(pack_id) is None:
        raise SpoolError(
            _("The pack cannot be queued"),
            _("Its id does not have the form of a pack id."),
            _("Prepare the pack again."),
        )
    if not is_address(endpoint):
        raise SpoolError(
            _("The receiver’s address cannot be used"),
            _("The address does not begin with {beginnings}.").format(beginnings=one_of(BEGINNINGS)),
            _("Correct the receiver’s address in Settings."),
        )


def _already_there() -> SpoolError:
    return SpoolError(
        _("The pack is already in the outbox"),
        _("A pack with this id, sealed at another time, is in the outbox and will be delivered."),
        _("Nothing needs to be done. To send something new, prepare a new pack."),
    )
