"""Any order of steps, by two processes' worth of spools, keeps the rules of the states (DESIGN section 4 step 9)."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.leases import LEASE, Lease, LeaseLostError
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ReceiptError, SpoolError
from tests.unit.delivery.receivers import NOW, Receiver

RECEIVER = Receiver.make()
STRANGER = Receiver.make("Somebody else")
PACKS = [f"P-{letter * 12}" for letter in "ABC"]
SIZE = 100


class SpoolMachine(RuleBasedStateMachine):
    """Two open spools on one folder; `held` models who may do what."""

    leases: Bundle[Lease] = Bundle("leases")

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.folder = Path(tempfile.mkdtemp())
        self.spools = [Spool.open(self.folder, clock=lambda: self.now) for _ in range(2)]
        self.held: dict[str, Lease] = {}
        self.queued: dict[str, str] = {}
        self.delivered: set[str] = set()
        self.until: dict[str, datetime] = {}
        self.gone: set[str] = set()
        self.cancelled: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "spools"):
            for spool in self.spools:
                spool.close()
            shutil.rmtree(self.folder)

    @rule(which=st.integers(0, 1), pack_id=st.sampled_from(PACKS))
    def queue(self, which: int, pack_id: str) -> None:
        item = self.spools[which].queue(
            pack_id,
            pack_id.encode().ljust(SIZE),
            endpoint="https://r.example/files",
            receipt_certificate=RECEIVER.certificate_pem,
        )
        assert self.queued.setdefault(pack_id, item.digest) == item.digest

    @rule(
        target=leases,
        which=st.integers(0, 1),
        telling=st.sampled_from(["told", "not yet", "let go", "arrived"]),
    )
    def claim(self, which: int, telling: str) -> Lease:
        lease = self.spools[which].claim(self.now)
        if lease is None:
            return multiple()  # type: ignore[return-value]  # hypothesis: nothing joins the bundle
        pack_id = lease.item.pack_id
        assert pack_id not in self.delivered
        assert pack_id not in self.cancelled or lease.item.to_tell
        assert lease.uploaded or not lease.item.held
        assert not self.stands(pack_id), "two holders of one pack"
        if lease.item.state is State.CANCELLED:
            self.tell(lease, telling)
            return multiple()  # type: ignore[return-value]  # as above
        self.held[pack_id] = lease
        self.until[pack_id] = self.now + LEASE
        return lease

    def tell(self, lease: Lease, telling: str) -> None:
        """What becomes of telling the receiver that a pack was cancelled."""
        pack_id = lease.item.pack_id
        match telling:
            case "told":
                lease.ended(refused(FailureReason.CANCELLED))
                assert not lease.item.to_tell
            case "not yet":
                lease.still_cancelled(self.now + timedelta(hours=1), waiting(FailureReason.OFFLINE))
            case "let go":
                lease.release()
            case _:
                lease.delivered(RECEIVER.receipt(pack_id, lease.item.digest))
                self.delivered.add(pack_id)

    def stands(self, pack_id: str) -> bool:
        return pack_id in self.held and self.now < self.until[pack_id]

    def may(self, lease: Lease) -> bool:
        return self.held.get(lease.item.pack_id) is lease

    def step(self, lease: Lease, action: str, *arguments: object) -> bool:
        """Do it, and check that it works for the holder and for nobody else."""
        pack_id = lease.item.pack_id
        closed = lease._token.partition("/")[0] in self.gone
        allowed = self.may(lease) and not closed
        if not allowed:
            with pytest.raises(SpoolError if closed else LeaseLostError):
                getattr(lease, action)(*arguments)
            return False
        getattr(lease, action)(*arguments)
        self.until[pack_id] = self.now + LEASE
        return True

    @rule(lease=leases, offset=st.integers(0, SIZE))
    def acknowledge(self, lease: Lease, offset: int) -> None:
        if not lease.uploaded and self.step(lease, "acknowledge", offset):
            assert lease.item.offset == offset

    @rule(lease=leases)
    def remember(self, lease: Lease) -> None:
        if not lease.uploaded and self.step(lease, "remember", "https://r.example/files/1"):
            assert lease.item.offset == 0

    @rule(lease=leases)
    def sent(self, lease: Lease) -> None:
        if self.step(lease, "sent"):
            assert lease.item.state is State.SENT

    @rule(lease=consumes(leases), seconds=st.integers(0, 900))
    def wait(self, lease: Lease, seconds: int) -> None:
        error = waiting(FailureReason.OFFLINE)
        if self.step(lease, "wait", self.now + timedelta(seconds=seconds), error):
            assert lease.item.state is (State.SENT if lease.uploaded else State.WAITING)
            del self.held[lease.item.pack_id]

    @rule(lease=consumes(leases))
    def needs_you(self, lease: Lease) -> None:
        if self.step(lease, "needs_you", refused(FailureReason.NOT_TUS, "r.example")):
            assert lease.item.state is State.NEEDS_YOU
            del self.held[lease.item.pack_id]

    @rule(lease=consumes(leases))
    def release(self, lease: Lease) -> None:
        if self.step(lease, "release"):
            del self.held[lease.item.pack_id]

    @rule(lease=consumes(leases))
    def deliver(self, lease: Lease) -> None:
        pack_id = lease.item.pack_id
        if self.step(lease, "delivered", RECEIVER.receipt(pack_id, lease.item.digest)):
            del self.held[pack_id]
            self.delivered.add(pack_id)

    @rule(lease=leases, stranger=st.booleans())
    def false_receipt(self, lease: Lease, stranger: bool) -> None:
        forger, digest = (STRANGER, lease.item.digest) if stranger else (RECEIVER, "00" * 32)
        try:
            lease.delivered(forger.receipt(lease.item.pack_id, digest))
        except ReceiptError:
            return
        raise AssertionError("a false receipt counted")

    @rule(which=st.integers(0, 1), pack_id=st.sampled_from(PACKS))
    def retry(self, which: int, pack_id: str) -> None:
        if pack_id in self.queued:
            before = self.spools[which].get(pack_id)
            after = self.spools[which].retry(pack_id)
            assert before is not None
            if before.state is State.NEEDS_YOU:
                assert after.state in {State.QUEUED, State.SENT}
            if before.state in {State.SENDING, State.DELIVERED}:
                assert after == before

    @rule(which=st.integers(0, 1), pack_id=st.sampled_from(PACKS), order=st.sampled_from(["hold", "let_go"]))
    def hold_or_let_go(self, which: int, pack_id: str, order: str) -> None:
        before = self.spools[which].get(pack_id)
        if before is None:
            return
        if order == "hold" and not before.may_cancel:
            with pytest.raises(SpoolError):
                self.spools[which].orders.hold(pack_id)
            return
        after = getattr(self.spools[which].orders, order)(pack_id)
        assert after.held is (order == "hold")
        assert (after.state, after.offset) == (before.state, before.offset)

    @rule(which=st.integers(0, 1), pack_id=st.sampled_from(PACKS), first=st.booleans())
    def put_first_or_in_turn(self, which: int, pack_id: str, first: bool) -> None:
        if pack_id in self.queued:
            orders = self.spools[which].orders
            item = (orders.send_first if first else orders.send_in_turn)(pack_id)
            assert bool(item.priority) is first

    @rule(which=st.integers(0, 1), pack_id=st.sampled_from(PACKS))
    def cancel(self, which: int, pack_id: str) -> None:
        before = self.spools[which].get(pack_id)
        if before is None:
            return
        if not before.may_cancel:
            with pytest.raises(SpoolError):
                self.spools[which].orders.cancel(pack_id)
            return
        after = self.spools[which].orders.cancel(pack_id)
        assert after.state is State.CANCELLED
        assert after.to_tell or before.is_untouched
        self.cancelled.add(pack_id)
        self.held.pop(pack_id, None)

    @rule(which=st.integers(0, 1))
    def another_network(self, which: int) -> None:
        self.spools[which].orders.network_changed()

    @rule(which=st.integers(0, 1))
    def send_now(self, which: int) -> None:
        self.spools[which].send_now()

    @rule(seconds=st.integers(-4000, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        if seconds < 0:  # a clock set back voids leases that seem to last too long
            self.until = {
                pack_id: (end if end <= self.now + 2 * LEASE else self.now)
                for pack_id, end in self.until.items()
            }

    @rule(which=st.integers(0, 1))
    def crash(self, which: int) -> None:
        """The process of one spool ends; its leases are void from here on."""
        holder = self.spools[which]._presence.holder
        self.gone.add(holder)
        self.spools[which].close()
        self.spools[which] = Spool.open(self.folder, clock=lambda: self.now)
        for pack_id, lease in tuple(self.held.items()):
            if lease._token.startswith(holder):
                self.until[pack_id] = self.now - LEASE * 100

    @invariant()
    def the_rules_hold(self) -> None:
        if not hasattr(self, "spools"):
            return
        first, second = (spool.items() for spool in self.spools)
        assert first == second
        assert {item.pack_id for item in first} == set(self.queued)
        files = {path.name.partition(".")[0] for path in (self.folder / "packs").glob("*.age")}
        for item in first:
            assert 0 <= item.offset <= item.size
            assert (item.state is State.DELIVERED) == (item.pack_id in self.delivered)
            assert bool(item.receipt) == (item.state is State.DELIVERED)
            assert (item.state is State.CANCELLED) == (item.pack_id in self.cancelled - self.delivered)
            assert item.state in {State.DELIVERED, State.CANCELLED} or item.pack_id in files
            assert not item.held or item.state is not State.CANCELLED
            if item.state in {State.SENT, State.DELIVERED}:
                assert item.offset == item.size
            if item.state in {State.NEEDS_YOU, State.WAITING}:
                assert item.reason is not None


SpoolMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
)
TestSpoolMachine = SpoolMachine.TestCase
