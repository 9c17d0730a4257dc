"""What a person decides about packs in the outbox: hold one, send one first, cancel one; and what is over and leaves.

Each order is one committed transaction, and holds in every process. Who is sending the pack at that moment finds out at
its next step, within a second.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import timedelta

from prevent_desktop.delivery.backoff import LONGEST_WAIT
from prevent_desktop.delivery.clock import Clock, to_millis
from prevent_desktop.delivery.outbox.database import Database
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.rows import ITEM
from prevent_desktop.delivery.outbox.sealed_files import SealedFiles
from prevent_desktop.errors import SpoolError
from prevent_desktop.translation import _

_SOON = timedelta(minutes=15)
"""An asking for answers that a rule about networks held back lies at most so far ahead."""
_DAY = 24 * 60 * 60 * 1000
"""Milliseconds."""


class Orders:
    """The orders over the packs of one spool."""

    def __init__(self, database: Database, files: SealedFiles, clock: Clock) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    def hold(self, pack_id: str) -> SpoolItem:
        """Send nothing more of it until `let_go`; what the receiver has stays there. SpoolError where all is sent."""
        with self._database.transaction() as connection:
            item = ITEM.read(_row(connection, pack_id))
            if not item.may_cancel:
                raise _too_late(item)
            self._set(connection, pack_id, held=1)
        return self._item(pack_id)

    def let_go(self, pack_id: str) -> SpoolItem:
        """Send it again, at once."""
        with self._database.transaction() as connection:
            _row(connection, pack_id)
            self._set(connection, pack_id, held=0)
            connection.execute(
                "UPDATE items SET next_try_at = NULL WHERE pack_id = ? AND state = 'waiting'", (pack_id,)
            )
        return self._item(pack_id)

    def send_first(self, pack_id: str) -> SpoolItem:
        """Send it before all others; of two, the one that was said last."""
        with self._database.transaction() as connection:
            _row(connection, pack_id)
            highest = connection.execute("SELECT max(priority) FROM items").fetchone()[0]
            self._set(connection, pack_id, priority=highest + 1)
        return self._item(pack_id)

    def send_in_turn(self, pack_id: str) -> SpoolItem:
        """Send it when its turn comes, as every other."""
        with self._database.transaction() as connection:
            _row(connection, pack_id)
            self._set(connection, pack_id, priority=0)
        return self._item(pack_id)

    def take_back(self, before: SpoolItem) -> SpoolItem:
        """Undo an order: held or not, first or in turn, as it was in `before`. SpoolError where it is to wait and all is sent."""
        with self._database.transaction() as connection:
            item = ITEM.read(_row(connection, before.pack_id))
            if before.held and not item.may_cancel:
                raise _too_late(item)
            self._set(connection, before.pack_id, held=int(before.held), priority=before.priority)
        return self._item(before.pack_id)

    def cancel(self, pack_id: str) -> SpoolItem:
        """Send no more of it, and take its sealed file away; the receiver is told to delete what it has.

        Raise SpoolError where all of it was sent. The row stays until the record knows. The file goes first, so
        that a crash in between leaves a pack that cannot be sent.
        """
        with self._database.translated(), self._database.transaction() as connection:
            item = ITEM.read(_row(connection, pack_id))
            if not item.may_cancel:
                raise _too_late(item)
            # Windows keeps a file that somebody is sending from: it goes when this is opened the next time.
            with contextlib.suppress(PermissionError):
                self._files.discard(pack_id, item.digest)
            connection.execute(
                """UPDATE items SET state = 'cancelled', to_tell = ?, held = 0, priority = 0, lease = NULL, lease_until = NULL,
                   attempts = 0, rate = 0, next_try_at = NULL, reason_kind = NULL, reason_title = NULL,
                   reason_what = NULL, reason_next = NULL, changed_at = ? WHERE pack_id = ?""",
                (not item.is_untouched, self._now(), pack_id),
            )
        return self._item(pack_id)

    def recorded(self, pack_id: str) -> None:
        """A vault has taken the receipt, or that it was cancelled, into its record; said again, the first time counts."""
        with self._database.transaction() as connection:
            connection.execute(
                """UPDATE items SET recorded_at = ? WHERE pack_id = ? AND recorded_at IS NULL
                   AND state IN ('delivered', 'cancelled')""",
                (self._now(), pack_id),
            )

    def clear_recorded(self, older_than: timedelta) -> int:
        """Let what is over and in a record leave the list after that time; how many left. Answers are still asked for.

        What no vault has recorded stays: the receipt would be lost. The days on which somebody could see it are counted
        too, so that a clock which jumps takes nothing away.
        """
        now = to_millis(self._clock())
        with self._database.transaction() as connection:
            connection.execute("UPDATE items SET recorded_at = ? WHERE recorded_at > ?", (now, now))
            connection.execute(
                """UPDATE items SET listed_on = ?, listed_days = listed_days + 1
                   WHERE recorded_at IS NOT NULL AND listed_on IS NOT ?""",
                (now // _DAY, now // _DAY),
            )
            return connection.execute(
                """DELETE FROM items WHERE recorded_at <= ? AND listed_days > ? AND to_tell = 0
                   AND state IN ('delivered', 'cancelled')""",
                (now - older_than // timedelta(milliseconds=1), _days_to_see(older_than)),
            ).rowcount

    def network_changed(self) -> int:
        """Another network may have what the last one had not: nobody waits any longer, and the back-off begins anew.

        But for those of whom the receiver itself asked for patience (Retry-After). Tells how many packs waited.
        """
        now = self._clock()
        soon = to_millis(now + _SOON)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE watches SET next_at = NULL WHERE failures = 0 AND next_at <= ?", (soon,)
            )
            return connection.execute(
                """UPDATE items SET attempts = 0, next_try_at = NULL WHERE lease IS NULL AND next_try_at IS NOT NULL
                   AND (state IN ('waiting', 'sent') OR state = 'cancelled' AND to_tell = 1)
                   AND (asked_until IS NULL OR asked_until NOT BETWEEN ? AND ?)""",
                (to_millis(now), to_millis(now + 2 * LONGEST_WAIT)),
            ).rowcount

    def _set(self, connection: sqlite3.Connection, pack_id: str, **columns: int) -> None:
        # The column names are this module's own keywords; every value is bound.
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        query = f"UPDATE items SET {settings} WHERE pack_id = :pack_id"  # noqa: S608 - see above
        connection.execute(query, {**columns, "pack_id": pack_id})

    def _item(self, pack_id: str) -> SpoolItem:
        return ITEM.read(self._database.rows("SELECT * FROM items WHERE pack_id = ?", (pack_id,))[0])

    def _now(self) -> int:
        return to_millis(self._clock())


def _days_to_see(older_than: timedelta) -> int:
    """On how many days somebody has to have had a chance to see a row (a control of `courier_clocks` takes this away)."""
    return older_than.days


def not_there(pack_id: str) -> SpoolError:
    """The error where the outbox does not have a pack."""
    return SpoolError(
        _("The pack is not in the outbox"),
        _("There is no pack {pack_id} in the outbox of this computer.").format(pack_id=pack_id),
        _("Open the person’s record to see what became of it."),
    )


def _row(connection: sqlite3.Connection, pack_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM items WHERE pack_id = ?", (pack_id,)
    ).fetchone()
    if row is None:
        raise not_there(pack_id)
    return row


def _too_late(item: SpoolItem) -> SpoolError:
    return SpoolError(
        _("It is too late to stop this pack"),
        _("All of pack {pack_id} was sent, or it was ended before.").format(pack_id=item.pack_id),
        _("If it has a mistake, send a correction: it goes to everybody who got the pack."),
    )
