"""Asks receivers for their answers to packs that arrived: often at first, then less and less, for 400 days.

It has threads of its own beside the courier's, one for each receiver, so that no upload ever waits for an answer, and no
receiver's answers for another's. Nothing here needs the vault.
"""

from __future__ import annotations

import random as random_numbers
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.backoff import pace_of_asking, wait_for
from prevent_desktop.delivery.clock import Clock
from prevent_desktop.delivery.connection.cancellation import CutError
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.outbox.answer_box import Kept, Watch
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import looks_sealed
from prevent_desktop.delivery.transports import Transport
from prevent_desktop.delivery.worker_pool import WorkerPool
from prevent_desktop.errors import DeliveryError, SpoolError, WaitingError
from prevent_desktop.event_log import Event, record
from prevent_desktop.translation import _

_LONGEST_SLEEP = 30.0  # seconds; a pack that arrived is noticed after this time at the latest
_MOST_AT_ONCE = 20
"""Questions about one pack in a row."""
_AFTER_REFUSAL = timedelta(hours=1)
_AFTER_RULE = timedelta(minutes=15)


class ReplyPoller:
    """`heard` is called with a pack's id when an answer to it has come, on any thread, one at a time."""

    def __init__(
        self,
        spool: Spool,
        transports: Mapping[str, Transport],
        *,
        clock: Clock,
        random: random_numbers.Random,
        heard: Callable[[str], object],
        gate: NetworkGate | None = None,
    ) -> None:
        self._spool = spool
        self._box = spool.answer_box
        self._transports = transports
        self._clock = clock
        self._random = random
        self._heard = heard
        self._gate = gate

    @property
    def is_paused(self) -> bool:
        """Whether sending is switched off; of a spool that fails it is not known."""
        try:
            return self._spool.paused
        except SpoolError:
            return False

    def run_once(self, now: datetime | None = None, *, stop: threading.Event | None = None) -> int:
        """Ask about each pack whose turn it is; return how many answers came. Raise SpoolError where the spool fails."""
        stop, worker_pool = stop or threading.Event(), WorkerPool("reply poller worker")
        rounds = self._begin(worker_pool, now, stop)
        while not worker_pool.is_idle:
            worker_pool.look_after()
            worker_pool.wait_for_one()
        worker_pool.raise_failure()
        return sum(each.came for each in rounds)

    def work(self, stop: threading.Event, wake: threading.Event) -> None:
        """Ask until `stop` is set; `wake` says that there may be something new."""
        worker_pool = WorkerPool("reply poller worker")
        while not stop.is_set():
            wake.clear()
            worker_pool.rest(self._round(worker_pool, stop), wake)
        worker_pool.end()

    def _round(self, worker_pool: WorkerPool, stop: threading.Event) -> float:
        try:
            worker_pool.raise_failure()
            self._begin(worker_pool, None, stop)
            now = self._clock()
            due = self._box.next_due(now, busy=worker_pool.busy())
        except SpoolError:
            return _LONGEST_SLEEP  # the courier tells of it
        if stop.is_set() or due is None:
            return _LONGEST_SLEEP
        return min(_LONGEST_SLEEP, max(1.0, (due - now).total_seconds()))

    def _begin(self, worker_pool: WorkerPool, now: datetime | None, stop: threading.Event) -> list[_Asking]:
        """A worker for each receiver that has none and of whom something is to be asked."""
        if stop.is_set() or self._spool.paused:
            return []
        begun = []
        for endpoint in self._box.due_endpoints(now or self._clock()):
            if endpoint not in worker_pool.busy():
                begun.append(_Asking(self, endpoint, now, stop))
                worker_pool.start(endpoint, begun[-1])
        return begun

    def ask_at(self, endpoint: str, now: datetime | None, is_unwanted: Callable[[], bool]) -> Iterator[int]:
        """Ask one receiver about each pack whose turn it is; for each how many answers came."""
        while not is_unwanted():
            at = now or self._clock()
            watch = self._box.claim(at, endpoint)
            if watch is None:
                return
            yield self._ask(watch, at)

    def _ask(self, watch: Watch, now: datetime) -> int:
        if self._gate is not None and self._gate.hindrance(watch.endpoint, Leaving.REPLIES):
            # Nothing was asked, so nothing failed; another network brings it up again.
            self._box.put_off(watch, now + _AFTER_RULE)
            return 0
        came = 0
        try:
            for found in self._fetch(watch):
                came += found
        except SpoolError:
            raise
        except CutError:
            self._box.put_off(watch, now)
        except DeliveryError as error:
            self._failed(watch, now, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours about one pack must not hold up the others
            record(Event.FAULT, error=error)
            self._failed(watch, now, None)
        else:
            quiet = timedelta() if came else now - watch.news_at
            again_at = now + pace_of_asking(quiet, self._random)
            self._box.asked(watch, now, again_at=again_at, news=bool(came))
        if came:
            self._heard(watch.pack_id)
        return came

    def _fetch(self, watch: Watch) -> Iterator[bool]:
        """Ask for what may have come, place by place; for each whether something new did.

        Past what is false at a place the next one is asked for as well: whoever can write there hides nothing by it. Where
        more places are false than can be asked for at once, chance chooses, so that each has its turn.
        """
        transport = self._transports.get(urlsplit(watch.endpoint).scheme)
        asked: set[int] = set()
        while transport is not None and len(asked) < _MOST_AT_ONCE:
            first, *again = self._box.numbers_to_ask(watch.pack_id)
            left = [number for number in again if number not in asked]
            if first not in asked:
                number = first
            elif left:
                number = self._random.choice(left)
            else:
                return
            asked.add(number)
            content = transport.answer(watch.endpoint, watch.pack_id, number)
            if content is None:
                continue
            if looks_sealed(content):
                yield self._box.keep(watch.pack_id, number, content) is Kept.NEW
            else:
                self._box.refuse(watch.pack_id, number, content)

    def _failed(self, watch: Watch, now: datetime, error: DeliveryError | None) -> None:
        """Leave the whole endpoint alone for a while: what fails for one pack fails for the others."""
        wait = pace_of_asking(now - watch.news_at, self._random)
        if isinstance(error, WaitingError):
            wait = max(wait, wait_for(watch.failures + 1, self._random, asked=error.retry_after))
            self._box.postpone(watch.endpoint, now + wait_for(watch.failures + 1, self._random))
        else:
            wait = max(wait, _AFTER_REFUSAL)
        trouble = _("A fault of this program") if error is None else error.title
        self._box.asked(watch, now, again_at=now + wait, trouble=trouble)


@dataclass(slots=True)
class _Asking:
    """What a worker asks one receiver. `came` is how many answers it got."""

    reply_poller: ReplyPoller
    endpoint: str
    now: datetime | None
    stop: threading.Event
    came: int = 0

    def run(self) -> None:
        """See `Job`."""
        for came in self.reply_poller.ask_at(self.endpoint, self.now, self.is_unwanted):
            self.came += came

    def is_unwanted(self) -> bool:
        """See `Job`."""
        return self.stop.is_set() or self.reply_poller.is_paused

    def let_go(self) -> None:
        """See `Job`. A pack that is asked about is held for some minutes, and no longer."""
