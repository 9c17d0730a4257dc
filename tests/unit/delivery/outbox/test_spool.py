from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.leases import LEASE, Lease, LeaseLostError
from prevent_desktop.delivery.outbox.rebuilding import rebuild, rebuild_spool
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ReceiptError, RefusedError, SpoolError
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver

RECEIVER = Receiver.make()
ENDPOINT = "https://receiver.example/files"
SEALED = os.urandom(300_000)


class SetClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def spool(folder: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(folder, clock=clock) as opened:
        yield opened


def queue(spool: Spool, pack_id: str = PACK, sealed: bytes = SEALED) -> SpoolItem:
    return spool.queue(pack_id, sealed, endpoint=ENDPOINT, receipt_certificate=RECEIVER.certificate_pem)


def claim(spool: Spool, now: datetime = NOW) -> Lease:
    lease = spool.claim(now)
    assert lease is not None
    return lease


def deliver(spool: Spool) -> SpoolItem:
    lease = claim(spool)
    lease.sent()
    lease.delivered(RECEIVER.receipt(lease.item.pack_id, lease.item.digest))
    spool.discard_delivered(lease.item)
    return lease.item


def sealed_files(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in (folder / "packs").glob("*.age"))


class TestQueueing:
    def test_a_queued_pack_is_there_after_the_spool_is_opened_again(self, folder: Path) -> None:
        with Spool.open(folder) as spool:
            item = queue(spool)
        with Spool.open(folder) as spool:
            assert spool.items() == (item,)
            assert item.state is State.QUEUED
            with spool.open_sealed(item) as sealed:
                assert sealed.read() == SEALED

    def test_a_stream_is_taken_as_well_as_bytes(self, spool: Spool) -> None:
        item = spool.queue(PACK, io.BytesIO(SEALED), endpoint=ENDPOINT, receipt_certificate="x")
        assert item.size == len(SEALED)

    def test_the_same_pack_again_changes_nothing(self, spool: Spool, folder: Path) -> None:
        assert queue(spool) == queue(spool)
        assert sealed_files(folder) == [PACK]

    def test_another_content_under_the_same_id_is_refused_and_leaves_the_first(
        self, spool: Spool, folder: Path
    ) -> None:
        item = queue(spool)
        with pytest.raises(SpoolError, match="already in the outbox"):
            queue(spool, sealed=b"another sealing")
        assert spool.items() == (item,)
        assert sealed_files(folder) == [PACK]

    @pytest.mark.parametrize(
        "pack_id", ["", "7QF2", "P-../../x", "P-7QF2/..", "p-7qf2abcd", "P-7QF2\n", "CON"]
    )
    def test_an_id_that_is_no_pack_id_is_refused(self, spool: Spool, folder: Path, pack_id: str) -> None:
        with pytest.raises(SpoolError):
            queue(spool, pack_id)
        assert sealed_files(folder) == []

    @pytest.mark.parametrize(
        "endpoint", ["", "receiver.example", "ftp://receiver.example", "https://a b", "javascript:1"]
    )
    def test_an_address_of_another_kind_is_refused(self, spool: Spool, endpoint: str) -> None:
        with pytest.raises(SpoolError, match="address"):
            spool.queue(PACK, SEALED, endpoint=endpoint, receipt_certificate="x")

    def test_nothing_is_no_pack(self, spool: Spool, folder: Path) -> None:
        with pytest.raises(SpoolError, match="empty"):
            queue(spool, sealed=b"")
        assert list((folder / "packs").iterdir()) == []

    def test_a_full_disk_is_told_and_leaves_nothing(
        self, spool: Spool, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_file: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("prevent_desktop.files.durable.sync", full)
        with pytest.raises(SpoolError, match="disk is full"):
            queue(spool)
        monkeypatch.undo()
        assert (spool.items(), list((folder / "packs").iterdir())) == ((), [])

    def test_many_threads_may_queue_at_once(self, spool: Spool) -> None:
        def work(number: int) -> None:
            for turn in range(5):
                queue(spool, f"P-{number}AAA{turn}", os.urandom(1000))
                queue(spool, "P-SAME", b"the same for all")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(spool.items()) == 41


class TestClaiming:
    def test_a_claimed_pack_is_sending_and_nobody_else_gets_it(self, spool: Spool, folder: Path) -> None:
        queue(spool)
        lease = claim(spool)
        assert lease.item.state is State.SENDING
        assert spool.claim(NOW) is None
        with Spool.open(folder) as other:
            assert other.claim(NOW) is None
            assert other.get(PACK) == lease.item

    def test_a_pack_whose_receipt_is_here_is_claimed_unless_it_is_delivered_or_in_hand(
        self, spool: Spool
    ) -> None:
        queue(spool)
        spool.pause()
        lease = spool.claim_one(PACK, NOW)
        assert lease is not None
        assert spool.claim_one(PACK, NOW) is None
        lease.delivered(RECEIVER.receipt(PACK, lease.item.digest))
        assert spool.claim_one(PACK, NOW) is None
        assert spool.claim_one(OTHER_PACK, NOW) is None

    def test_each_of_many_claimers_gets_another_pack(self, spool: Spool, folder: Path) -> None:
        for number in range(20):
            queue(spool, f"P-{number:04}", bytes([number]) * 10)
        got: list[str] = []

        def work() -> None:
            with Spool.open(folder) as own:
                while lease := own.claim(NOW):
                    got.append(lease.item.pack_id)
                    lease.needs_you(refused(FailureReason.NOT_TUS, "x"))

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == [f"P-{number:04}" for number in range(20)]

    def test_the_pack_of_a_killed_process_is_free_at_once(self, spool: Spool, folder: Path) -> None:
        queue(spool)
        script = (
            "import sys, os; from pathlib import Path; from datetime import datetime, UTC;"
            "from prevent_desktop.delivery.outbox.spool import Spool;"
            f"lease = Spool.open(Path(sys.argv[1])).claim(datetime.fromisoformat('{NOW.isoformat()}'));"
            "lease.acknowledge(1000); os.kill(os.getpid(), 9)"
        )
        subprocess.run([sys.executable, "-c", script, str(folder)], check=False)
        assert spool.get(PACK).state is State.SENDING  # type: ignore[union-attr]
        lease = claim(spool)
        assert (lease.item.offset, lease.fresh) == (1000, False)

    def test_a_lease_that_its_holder_let_go_of_was_not_taken_away(self, spool: Spool) -> None:
        """Whoever looks after the worker would cut it in the middle of its next pack."""
        queue(spool)
        lease = claim(spool)
        lease.wait(NOW + timedelta(minutes=1))
        assert not lease.is_held()
        with pytest.raises(LeaseLostError):
            lease.check()

    def test_a_lease_that_ran_out_is_taken_over_and_its_holder_changes_nothing_more(
        self, spool: Spool, folder: Path, clock: SetClock
    ) -> None:
        queue(spool)
        slow = claim(spool)
        clock.now = NOW + LEASE + timedelta(seconds=1)
        with Spool.open(folder, clock=clock) as other:
            quick = claim(other, clock.now)
            quick.acknowledge(5000)
            for step in (slow.sent, slow.release, slow.check, lambda: slow.acknowledge(7)):
                with pytest.raises(LeaseLostError):
                    step()
            assert other.get(PACK) == quick.item

    def test_a_lease_lasts_as_long_as_its_holder_goes_on(
        self, spool: Spool, folder: Path, clock: SetClock
    ) -> None:
        queue(spool)
        lease = claim(spool)
        with Spool.open(folder, clock=clock) as other:
            for step in range(10):
                clock.now += LEASE * 0.9
                assert other.claim(clock.now - timedelta(seconds=1)) is None
                lease.acknowledge(step + 1)

    def test_nothing_can_go_where_all_is_in_hand_until_its_lease_has_run_out(self, spool: Spool) -> None:
        queue(spool)
        assert spool.due_endpoints(NOW) == (ENDPOINT,)
        claim(spool)
        assert spool.due_endpoints(NOW + LEASE - timedelta(seconds=1)) == ()
        assert spool.due_endpoints(NOW + LEASE) == (ENDPOINT,)

    def test_a_claimer_that_looked_at_the_clock_before_the_holder_does_not_take_the_pack(
        self, spool: Spool
    ) -> None:
        queue(spool)
        claim(spool, NOW + timedelta(seconds=5))
        assert spool.claim(NOW) is None

    def test_receipts_come_first_then_short_uploads(self, spool: Spool) -> None:
        for pack_id, size in (("P-LARGE", 5000), ("P-SENT", 9000), ("P-SMALL", 10)):
            queue(spool, pack_id, b"x" * size)
        sent = spool.claim(NOW, besides={"P-LARGE", "P-SMALL"})
        assert sent is not None
        sent.sent()
        sent.wait(NOW)
        order = [claim(spool).item.pack_id for _ in range(3)]
        assert order == ["P-SENT", "P-SMALL", "P-LARGE"]

    @pytest.mark.parametrize("years", [-10, 10])
    def test_a_clock_that_is_set_wrong_never_holds_a_pack_for_ever(
        self, spool: Spool, clock: SetClock, years: int
    ) -> None:
        queue(spool)
        claim(spool).wait(NOW + timedelta(minutes=10), waiting(FailureReason.OFFLINE))
        assert spool.claim(NOW + timedelta(minutes=9)) is None
        clock.now = NOW + timedelta(days=365 * years)
        lease = claim(spool, clock.now)
        clock.now = NOW  # set right again in the middle
        lease.acknowledge(5)
        lease.wait(NOW + timedelta(seconds=1))
        assert claim(spool, NOW + timedelta(seconds=2)).item.offset == 5


class TestStates:
    def test_a_wait_keeps_its_reason_and_time(self, spool: Spool) -> None:
        queue(spool)
        until = NOW + timedelta(seconds=7)
        claim(spool).wait(until, waiting(FailureReason.CAPTIVE_PORTAL))
        item = spool.items()[0]
        assert (item.state, item.next_try_at, item.attempts) == (State.WAITING, until, 1)
        assert item.reason is not None
        assert item.reason.kind == "captive_portal"
        assert item.what_happens_next == (
            "This network asks you to sign in on a web page first. Sign in, and it goes by itself."
        )
        assert spool.next_due(NOW) == until

    def test_a_waiting_pack_shows_as_waiting_until_the_receiver_answers(self, spool: Spool) -> None:
        queue(spool)
        claim(spool).wait(NOW, waiting(FailureReason.OFFLINE))
        lease = claim(spool)
        assert lease.item.state is State.WAITING
        lease.acknowledge(0)
        assert (lease.item.state, lease.item.reason) == (State.SENDING, None)

    def test_what_needs_a_person_is_not_tried_until_they_say_so(self, spool: Spool) -> None:
        queue(spool)
        claim(spool).needs_you(refused(FailureReason.TOO_LARGE, "receiver.example"))
        assert spool.claim(NOW + timedelta(days=30)) is None
        assert spool.next_due(NOW) is None
        spool.send_now()
        assert spool.claim(NOW) is None
        assert spool.retry(PACK).state is State.QUEUED
        assert claim(spool).item.reason is None

    def test_a_sent_pack_that_needed_a_person_goes_on_with_its_receipt(self, spool: Spool) -> None:
        queue(spool)
        lease = claim(spool)
        lease.sent()
        lease.needs_you(refused(FailureReason.NOT_ALLOWED, "x"))
        assert spool.retry(PACK).state is State.SENT
        assert claim(spool).uploaded

    def test_progress_begins_the_back_off_anew(self, spool: Spool) -> None:
        queue(spool)
        for _attempt in range(3):
            claim(spool).wait(NOW, waiting(FailureReason.CUT_OFF, "x"))
        lease = claim(spool)
        assert lease.item.attempts == 3
        lease.acknowledge(100)
        assert lease.item.attempts == 0

    def test_pace_and_time_left_are_told(self, spool: Spool) -> None:
        queue(spool)
        lease = claim(spool)
        assert lease.item.seconds_left is None
        lease.acknowledge(100_000, rate=1000.0)
        assert lease.item.seconds_left == pytest.approx(200.0)

    def test_delivered_only_by_a_receipt_that_verifies(self, spool: Spool, folder: Path) -> None:
        item = queue(spool)
        lease = claim(spool)
        lease.sent()
        for wrong in (
            "",
            RECEIVER.receipt(OTHER_PACK, item.digest),
            RECEIVER.receipt(PACK, "00" * 32),
            Receiver.make().receipt(PACK, item.digest),
        ):
            with pytest.raises(ReceiptError):
                lease.delivered(wrong)
        assert spool.get(PACK).state is State.SENT  # type: ignore[union-attr]
        spool.discard_delivered(spool.items()[0])
        assert sealed_files(folder) == [PACK]
        receipt = RECEIVER.receipt(PACK, item.digest)
        lease.delivered(f"{receipt}\n")
        delivered = spool.items()[0]
        assert (delivered.state, delivered.reference, delivered.received_at) == (
            State.DELIVERED,
            "CFD-20931",
            NOW,
        )
        assert delivered.receipt == receipt

    def test_the_database_itself_refuses_delivered_without_a_receipt(
        self, spool: Spool, folder: Path
    ) -> None:
        queue(spool)
        with (
            closing(sqlite3.connect(folder / "spool.db")) as connection,
            connection,
            pytest.raises(sqlite3.IntegrityError),
        ):
            connection.execute("UPDATE items SET state = 'delivered', uploaded = 1, acknowledged = size")

    def test_only_delivered_packs_can_be_forgotten(self, spool: Spool, folder: Path) -> None:
        queue(spool)
        deliver(spool)
        queue(spool, OTHER_PACK)
        by_hand = {pack_id: folder / "mail" / f"{pack_id}.eml" for pack_id in (PACK, OTHER_PACK, "P-GONE")}
        (folder / "mail").mkdir()
        for draft in by_hand.values():
            draft.write_bytes(b"draft")
        spool.forget(PACK)
        spool.forget("P-GONE")
        with pytest.raises(SpoolError, match=f"Pack {OTHER_PACK} waits in the outbox"):
            spool.forget(OTHER_PACK)
        assert [item.pack_id for item in spool.items()] == [OTHER_PACK]
        assert sealed_files(folder) == [OTHER_PACK]
        assert [pack_id for pack_id, draft in by_hand.items() if draft.exists()] == [OTHER_PACK]

    def test_paused_nothing_is_given_out_in_any_process(self, spool: Spool, folder: Path) -> None:
        queue(spool)
        spool.pause()
        with Spool.open(folder) as other:
            assert other.paused
            assert (other.claim(NOW), other.next_due(NOW)) == (None, None)
            other.resume()
        assert claim(spool).item.pack_id == PACK

    def test_send_now_lets_no_pack_wait(self, spool: Spool) -> None:
        queue(spool)
        claim(spool).wait(NOW + timedelta(minutes=15), waiting(FailureReason.OFFLINE))
        assert spool.claim(NOW) is None
        assert spool.send_now() == 1
        assert claim(spool).item.pack_id == PACK

    def test_a_pack_that_is_not_there_is_told(self, spool: Spool) -> None:
        assert spool.get(PACK) is None
        with pytest.raises(SpoolError, match="no pack P-7QF2ABCDEFGH"):
            spool.retry(PACK)

    def test_a_sealed_file_that_was_cut_or_lost_needs_a_person(self, spool: Spool, folder: Path) -> None:
        item = queue(spool)
        path = next((folder / "packs").glob("*.age"))
        path.write_bytes(SEALED[:-1])
        with pytest.raises(RefusedError, match="Prepare the pack again"):
            spool.open_sealed(item)
        path.unlink()
        with pytest.raises(RefusedError):
            spool.open_sealed(item)


class TestAfterACrash:
    def test_a_sealed_file_without_a_row_is_queued_when_its_slip_is_there(self, folder: Path) -> None:
        with Spool.open(folder) as spool:
            item = queue(spool)
        with closing(sqlite3.connect(folder / "spool.db")) as connection, connection:
            connection.execute("DELETE FROM items")
        with Spool.open(folder) as spool:
            rescued = spool.items()[0]
            assert (rescued.digest, rescued.endpoint, rescued.state) == (item.digest, ENDPOINT, State.WAITING)
            assert claim(spool).fresh is False  # its receipt is asked for before it is sent

    def test_half_written_files_are_removed(self, folder: Path) -> None:
        with Spool.open(folder):
            (folder / "packs" / "0123456789abcdef.part").write_bytes(b"half")
            (folder / "packs" / f"{PACK}.{'0' * 64}.pdf.age.json").write_text("{}")
        with Spool.open(folder):
            assert list((folder / "packs").iterdir()) == []

    def test_half_written_files_of_another_open_spool_are_left_alone(
        self, spool: Spool, folder: Path
    ) -> None:
        assert spool.items() == ()
        half = folder / "packs" / "0123456789abcdef.part"
        half.write_bytes(b"half")
        with Spool.open(folder):
            assert half.exists()

    @pytest.mark.parametrize("slip", [None, "", "[]", "{}", '{"version": 2}', '{"version": 1, "pack_id": 5}'])
    def test_a_sealed_file_without_a_slip_that_makes_sense_is_kept_but_not_sent(
        self, folder: Path, slip: str | None
    ) -> None:
        with Spool.open(folder):
            path = folder / "packs" / f"{PACK}.{'0' * 64}.pdf.age"
            path.write_bytes(SEALED)
            if slip is not None:
                path.with_name(f"{path.name}.json").write_text(slip)
        with Spool.open(folder) as spool:
            assert spool.items() == ()
            assert path.exists()

    @pytest.mark.parametrize("cut", [False, True])
    def test_a_sealed_file_is_sent_by_its_own_slip_alone_and_only_where_it_is_whole(
        self, folder: Path, cut: bool
    ) -> None:
        with Spool.open(folder) as spool:
            item = queue(spool)
        [sealed] = (folder / "packs").glob("*.age")
        with closing(sqlite3.connect(folder / "spool.db")) as connection, connection:
            connection.execute("DELETE FROM items")
        if cut:
            sealed.write_bytes(SEALED[:-1])
        else:
            for path in tuple((folder / "packs").iterdir()):
                path.rename(path.with_name(path.name.replace(item.pack_id, OTHER_PACK)))
        with Spool.open(folder) as spool:
            assert spool.items() == ()
        assert len(sealed_files(folder)) == 1

    def test_a_delivered_pack_whose_file_was_not_removed_yet_is_removed(
        self, folder: Path, clock: SetClock
    ) -> None:
        with Spool.open(folder, clock=clock) as spool:
            queue(spool)
            lease = claim(spool)
            lease.sent()
            lease.delivered(RECEIVER.receipt(PACK, lease.item.digest))
            assert sealed_files(folder) == [PACK]
        with Spool.open(folder) as spool:
            assert sealed_files(folder) == []
            assert spool.items()[0].state is State.DELIVERED

    def test_a_process_killed_at_any_moment_of_queueing_leaves_the_pack_whole_or_not_there(
        self, folder: Path
    ) -> None:
        script = (
            "import sys, os, threading, time; from pathlib import Path; from prevent_desktop.delivery.outbox.spool import Spool;"
            "spool = Spool.open(Path(sys.argv[1])); print('open', flush=True);"
            "threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), 9)).start();"
            f"[(spool.queue(f'P-{{n:04}}', bytes([n % 256]) * 200000, endpoint='{ENDPOINT}', receipt_certificate='x'),"
            "print(n, flush=True)) for n in range(10000)]"
        )
        for delay in (0.004, 0.012, 0.031, 0.05, 0.083):
            shutil.rmtree(folder, ignore_errors=True)
            ended = subprocess.run(
                [sys.executable, "-c", script, str(folder), str(delay)], capture_output=True, check=False
            )
            acknowledged = {f"P-{int(line):04}" for line in ended.stdout.split()[1:]}
            with Spool.open(folder) as spool:
                there = {item.pack_id: item for item in spool.items()}
                assert acknowledged <= set(there)
                for item in there.values():
                    with spool.open_sealed(item) as sealed:
                        assert sealed.read() == bytes([int(item.pack_id[2:]) % 256]) * 200000
                assert not list((folder / "packs").glob("*.part"))


class TestDamage:
    def test_a_newer_spool_is_refused_and_left_as_it_was(self, folder: Path) -> None:
        Spool.open(folder).close()
        with closing(sqlite3.connect(folder / "spool.db")) as connection, connection:
            connection.execute("PRAGMA user_version = 4")
        before = (folder / "spool.db").read_bytes()
        with pytest.raises(SpoolError, match="newer version"):
            Spool.open(folder)
        assert (folder / "spool.db").read_bytes() == before

    @pytest.mark.parametrize("where", [0, 100, 4096, 8192])
    def test_a_damaged_list_is_told_and_no_sealed_pack_is_touched(self, folder: Path, where: int) -> None:
        with Spool.open(folder) as spool:
            for number in range(30):
                queue(spool, f"P-{number:04}", os.urandom(50))
        database = folder / "spool.db"
        content = bytearray(database.read_bytes())
        content[where : where + 3000] = b"\xa5" * 3000
        database.write_bytes(content)
        packs = sealed_files(folder)
        with pytest.raises(SpoolError, match="Rebuild the outbox"):
            Spool.open(folder)
        assert sealed_files(folder) == packs

    def test_a_rebuilt_spool_queues_every_pack_that_is_not_delivered(
        self, folder: Path, clock: SetClock
    ) -> None:
        with Spool.open(folder, clock=clock) as spool:
            queue(spool)
            deliver(spool)
            queue(spool, OTHER_PACK)
        (folder / "spool.db").write_bytes(b"not a database at all")
        with pytest.raises(SpoolError):
            Spool.open(folder)
        assert [path.name for path in rebuild_spool(folder)] == ["damaged-1-spool.db"]
        with Spool.open(folder) as spool:
            assert [(item.pack_id, item.state) for item in spool.items()] == [(OTHER_PACK, State.WAITING)]
        assert rebuild_spool(folder)[0].name == "damaged-2-spool.db"

    def test_rebuilding_keeps_what_was_set_or_pauses_where_that_is_lost(self, folder: Path) -> None:
        with Spool.open(folder) as spool:
            spool.settings.put("only_networks", "[]")
            queue(spool)
        kept = rebuild(folder)
        assert (kept.packs, kept.settings_kept) == (1, True)
        with Spool.open(folder) as spool:
            assert (spool.settings.get("only_networks"), spool.paused) == ("[]", False)
        (folder / "spool.db").write_bytes(b"not a database at all")
        lost = rebuild(folder)
        assert (lost.packs, lost.settings_kept) == (1, False)
        with Spool.open(folder) as spool:
            assert spool.paused

    def test_nobody_rebuilds_under_the_feet_of_another(self, folder: Path, spool: Spool) -> None:
        queue(spool)
        with pytest.raises(SpoolError, match="open elsewhere"):
            rebuild(folder)
        assert spool.items()

    def test_another_programs_database_is_not_taken_for_a_spool(self, folder: Path) -> None:
        folder.mkdir()
        with closing(sqlite3.connect(folder / "spool.db")) as connection, connection:
            connection.executescript("PRAGMA user_version = 1; CREATE TABLE theirs (a)")
        with pytest.raises(SpoolError):
            Spool.open(folder)

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SpoolError):
            Spool.open(tmp_path / "file" / "outbox")

    def test_a_closed_spool_says_so_and_does_not_break(self, folder: Path) -> None:
        spool = Spool.open(folder)
        spool.close()
        with pytest.raises(SpoolError):
            spool.items()

    def test_the_disk_is_told_to_keep_what_is_committed(self, spool: Spool) -> None:
        rows = {
            name: spool._database.rows(f"PRAGMA {name}")[0][0]
            for name in ("journal_mode", "synchronous", "secure_delete", "trusted_schema")
        }
        assert rows == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0}

    @pytest.mark.skipif(
        sys.platform == "win32", reason="POSIX only: modes; files/test_on_windows.py asks for the access list"
    )
    def test_only_the_owner_can_read_the_packs(self, folder: Path, spool: Spool) -> None:
        queue(spool)
        for path in (folder, folder / "packs", *(folder / "packs").iterdir()):
            assert path.stat().st_mode & 0o077 == 0


def test_times_are_kept_to_the_millisecond_in_utc(folder: Path) -> None:
    moment = datetime(2026, 11, 24, 9, 12, 1, 123456, tzinfo=UTC)
    with Spool.open(folder, clock=lambda: moment) as spool:
        assert queue(spool).queued_at == datetime(2026, 11, 24, 9, 12, 1, 123000, tzinfo=UTC)
