"""A spool that an older version wrote goes on, whole, in the newest schema; what the new columns allow and refuse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.clock import to_millis
from prevent_desktop.delivery.outbox.database import _ANSWERS, _APPLICATION_ID, _FIRST, SCHEMA_VERSION
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.unit.delivery.receivers import NOW, PACK, Receiver

RECEIVER = Receiver.make()
DIGEST = "ab" * 32
STATES = ("queued", "sending", "sent", "delivered", "waiting", "needs_you")


def old_spool(folder: Path, version: int) -> None:
    """A spool as that version left it, with a pack in each state, and one that is leased by a killed process."""
    (folder / "packs").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "spool.db")) as database, database:
        for step in (_FIRST, _ANSWERS)[:version]:
            database.executescript(step)
        for number, state in enumerate(STATES):
            done = state in {"sent", "delivered"}
            database.execute(
                """INSERT INTO items (pack_id, digest, size, endpoint, receipt_certificate, state, acknowledged,
                   upload_url, uploaded, attempts, receipt, queued_at, changed_at, lease, lease_until)
                   VALUES (?, ?, 100, 'https://r.example/files', ?, ?, ?, 'https://r.example/files/1', ?, 3, ?, ?, ?, ?, ?)""",
                (
                    f"P-{number:04}", DIGEST, RECEIVER.certificate_pem, state, 100 if done else 40, done,
                    "x" if state == "delivered" else "", to_millis(NOW) + number, to_millis(NOW),
                    "gone/1" if state == "sending" else None, to_millis(NOW) if state == "sending" else None,
                ),
            )  # fmt: skip
        database.execute("INSERT INTO settings VALUES ('paused', '')")
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize("version", [1, 2])
def test_a_spool_of_an_older_version_goes_on_with_every_pack_where_it_was(
    tmp_path: Path, version: int
) -> None:
    folder = tmp_path / "outbox"
    old_spool(folder, version)
    with Spool.open(folder, clock=lambda: NOW) as spool:
        items = spool.items()[::-1]
        assert [(item.pack_id, item.state.value) for item in items] == [
            (f"P-{number:04}", state) for number, state in enumerate(STATES)
        ]
        assert {(item.digest, item.size, item.attempts, item.upload_url) for item in items} == {
            (DIGEST, 100, 3, "https://r.example/files/1")
        }
        assert {(item.priority, item.held, item.to_tell, item.recorded_at) for item in items} == {
            (0, False, False, None)
        }
        assert spool.paused
        spool.resume()
        lease = spool.claim(NOW + timedelta(seconds=1))
        assert lease is not None
        assert lease.item.pack_id == "P-0002", "what waits for its receipt comes first, as before"
    with closing(sqlite3.connect(folder / "spool.db")) as database, database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_spool_that_was_brought_up_has_the_schema_of_a_new_one(tmp_path: Path) -> None:
    def columns(folder: Path) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(folder / "spool.db")) as database, database:
            tables = ("items", "settings", "watches", "answers")
            return {
                table: database.execute(f"PRAGMA table_info({table})").fetchall()  # ours
                for table in tables
            }

    old_spool(tmp_path / "old", 1)
    for folder in (tmp_path / "old", tmp_path / "new"):
        Spool.open(folder).close()
    assert columns(tmp_path / "old") == columns(tmp_path / "new")


@pytest.mark.parametrize(
    "wrong",
    [
        "state = 'cancelled', uploaded = 1, acknowledged = size",
        "to_tell = 1",
        "state = 'thrown away'",
        "held = 2",
        "state = 'delivered', uploaded = 1, acknowledged = size",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(tmp_path: Path, wrong: str) -> None:
    with Spool.open(tmp_path / "outbox") as spool:
        spool.queue(PACK, b"sealed", endpoint="https://r.example/files", receipt_certificate="x")
        assert spool.items()[0].state is State.QUEUED
    with (
        closing(sqlite3.connect(tmp_path / "outbox" / "spool.db")) as database,
        database,
        pytest.raises(sqlite3.IntegrityError),
    ):
        database.execute(f"UPDATE items SET {wrong}")  # noqa: S608 - this test's own
