"""A discrete-event simulation of many senders and one receiving end; `city` and `nation` are its two worlds.

Senders wait by a `Policy`: ours is the program's own `delivery.backoff.wait_for`, imported, with the counting of the courier
(the first wait is drawn after attempt 0; whatever is sent begins anew, and the receipt is asked for by the same waits).

The front (TLS, tus server) has so many processors and works in the order of coming. Who comes while more than `queue` seconds
of work are waiting is refused at once, which costs a handshake; while more than `patience` are waiting nobody is answered at all,
and the sender gives up after `patience`. Behind it workers take the packs in and write receipts, so many a second.

Times are in seconds from midnight of a Monday. What is not modelled: lines that are slow by themselves, packs of different sizes,
several packs of one sender, and that a sender's laptop is shut.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from prevent_desktop.delivery.backoff import wait_for

Wait = Callable[[int, Random, bool], float]
"""Seconds to wait after so many failures in a row; and whether the server itself refused, so that it could say for how long."""

_TRY, _ASK = 0, 1
_FIRST = 2.0
_LONGEST = 900.0
_GIVEN_UP = 3 * 3600.0
"""How long after the outage it is watched: who has not sent by then never gets through, because refusing takes all there is."""
_MOST_REQUESTS = 6_000_000


@dataclass(frozen=True)
class Policy:
    """How long a sender waits after so many failures in a row."""

    name: str
    wait: Wait


def ours(attempts: int, random: Random, _refused: bool) -> float:
    """The program's own."""
    return wait_for(attempts, random).total_seconds()


def ours_asked(seconds: float) -> Wait:
    """The program's own, where the server says Retry-After whenever it refuses."""

    def wait(attempts: int, random: Random, refused: bool) -> float:
        return wait_for(attempts, random, asked=seconds if refused else None).total_seconds()

    return wait


def window(attempts: int, longest: float = _LONGEST) -> float:
    """The longest wait after so many attempts, of the alternatives: doubled from the same first one."""
    return min(longest, _FIRST * 2.0 ** min(attempts, 20))


OURS = Policy("ours: full jitter, 2 s to 15 min", ours)
NO_JITTER = Policy("no jitter, 2 s to 15 min", lambda n, _random, _refused: window(n))
ALTERNATIVES = (
    OURS,
    NO_JITTER,
    Policy(
        "equal jitter, 2 s to 15 min", lambda n, random, _refused: window(n) * (0.5 + random.random() / 2)
    ),
    Policy("full jitter, 2 s to 1 min", lambda n, random, _refused: window(n, 60.0) * random.random()),
    Policy("full jitter, 2 s to 5 min", lambda n, random, _refused: window(n, 300.0) * random.random()),
    Policy("full jitter, 2 s to 1 h", lambda n, random, _refused: window(n, 3600.0) * random.random()),
    Policy("ours, and Retry-After: 120", ours_asked(120.0)),
    Policy("always 30 s", lambda _attempts, _random, _refused: 30.0),
)


@dataclass(frozen=True, kw_only=True)
class World:
    """What is simulated. Times and costs in seconds; `returns_within`: how long it takes all laptops to notice the network.

    `network_outage`: the senders' own line is away, and its return begins every back-off anew; else the server is.
    """

    name: str
    senders: int
    burst_at: float
    burst_spread: float
    outage: tuple[float, float]
    network_outage: bool
    returns_within: float = 0.0
    processors: float
    upload_cost: float
    refusal_cost: float
    ask_cost: float
    queue: float = 5.0
    patience: float = 20.0
    workers: int
    taken_per_worker: float
    """Packs a second."""

    @property
    def uploads_per_second(self) -> float:
        """What the front can do at its best."""
        return self.processors / self.upload_cost


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of it. Times in seconds; `drained` from the end of the outage until all that waited then has been sent."""

    waited_at_return: int
    unsent: int
    """Packs that never got through while it was watched."""
    drained: float
    drained_at_best: float
    most_requests: int
    later_peak: int
    """The most requests in one second, once the first minute after the outage is over: storms that come back."""
    overloaded: int
    """Seconds after the outage in which more was asked of the front than it can do."""
    requests: int
    refused: int
    unanswered: int
    longest_queue: float
    most_in_store: int
    late_99: float
    latest_receipt: float
    asked: int
    sent: int

    @property
    def wasted(self) -> float:
        """Which part of all attempts to send was in vain once the outage was over."""
        return (self.refused + self.unanswered) / max(1, self.refused + self.unanswered + self.sent)


def simulate(world: World, policy: Policy, seed: int = 1) -> Result:
    """Run it until every pack is sent and has its receipt, or three hours after the outage."""
    return _Simulation(world, policy, Random(seed)).run()


class _Simulation:
    def __init__(self, world: World, policy: Policy, random: Random) -> None:
        self.world, self.wait, self.random = world, policy.wait, random
        self.attempts = [0] * world.senders
        self.events: list[tuple[float, int, int]] = []
        self.made = [max(0.0, random.gauss(world.burst_at, world.burst_spread)) for _ in range(world.senders)]
        self.sent_at = [0.0] * world.senders
        self.ready_at = [0.0] * world.senders
        self.busy_until = self.workers_until = 0.0
        self.second, self.in_second, self.most_requests, self.later_peak, self.overloaded = -1, 0, 0, 0, 0
        self.requests = self.refused = self.unanswered = self.asked = 0
        self.longest_queue = 0.0
        self.latest_receipt = 0.0
        self.gave_up_at = 0.0

    def run(self) -> Result:
        start, end = self.world.outage
        waiting: set[int] = set()
        self.events = [(made, sender, _TRY) for sender, made in enumerate(self.made)]
        heapq.heapify(self.events)
        returned = False
        while self.events:
            now, sender, kind = heapq.heappop(self.events)
            if now > end + _GIVEN_UP or self.requests > _MOST_REQUESTS:
                self.gave_up_at = now
                break
            if not returned and now >= end:
                returned = True
                waiting = {
                    each for each, made in enumerate(self.made) if made < end and not self.sent_at[each]
                }
                heapq.heappush(self.events, (now, sender, kind))
                if self.world.network_outage:
                    self._network_is_back(end)
                continue
            if start <= now < end:
                self._again(now, sender, kind)
            elif kind == _TRY:
                self._try(now, sender)
            else:
                self._ask(now, sender)
        return self._result(waiting)

    def _network_is_back(self, end: float) -> None:
        """As the outbox does when the network changes: nobody waits any longer, and all begin anew."""
        within = self.world.returns_within
        self.events = [
            (end + self.random.random() * within if self.made[sender] < end else at, sender, kind)
            for at, sender, kind in self.events
        ]
        heapq.heapify(self.events)
        self.attempts = [0] * len(self.attempts)

    def _again(self, now: float, sender: int, kind: int, *, refused: bool = False) -> None:
        wait = self.wait(self.attempts[sender], self.random, refused)
        self.attempts[sender] += 1
        heapq.heappush(self.events, (now + wait, sender, kind))

    def _admitted(self, now: float, cost: float) -> float | None:
        """When the front is done with a request; None where it is refused or never answered, and the sender knows it then."""
        second = int(now)
        if second != self.second:
            self.second, self.in_second = second, 0
        self.in_second += 1
        self.most_requests = max(self.most_requests, self.in_second)
        if now > self.world.outage[1] + 60.0:
            self.later_peak = max(self.later_peak, self.in_second)
        self.overloaded += self.in_second == int(self.world.uploads_per_second) + 1
        self.requests += 1
        queue = max(0.0, self.busy_until - now)
        self.longest_queue = max(self.longest_queue, queue)
        world = self.world
        if queue > world.patience:
            return None
        if queue > world.queue:
            self.busy_until += world.refusal_cost / world.processors
            return None
        self.busy_until = max(self.busy_until, now) + cost / world.processors
        return self.busy_until

    def _try(self, now: float, sender: int) -> None:
        too_long = self.busy_until - now > self.world.patience
        done = self._admitted(now, self.world.upload_cost)
        if done is None:
            self.refused += not too_long
            self.unanswered += too_long
            self._again(now + self.world.patience * too_long, sender, _TRY, refused=not too_long)
            return
        self.sent_at[sender] = done
        self.attempts[sender] = 0
        rate = self.world.workers * self.world.taken_per_worker
        self.workers_until = max(self.workers_until, done) + 1.0 / rate
        self.ready_at[sender] = self.workers_until
        heapq.heappush(self.events, (done, sender, _ASK))

    def _ask(self, now: float, sender: int) -> None:
        self.asked += 1
        done = self._admitted(now, self.world.ask_cost)
        if done is None or now < self.ready_at[sender]:
            self._again(now, sender, _ASK)
        else:
            self.latest_receipt = max(self.latest_receipt, done)

    def _result(self, waiting: set[int]) -> Result:
        end = self.world.outage[1]
        never = self.gave_up_at or end
        sent = [at or never for at in self.sent_at]
        late = sorted(at - made for at, made in zip(sent, self.made, strict=True))
        return Result(
            waited_at_return=len(waiting),
            unsent=self.sent_at.count(0.0),
            drained=max((sent[each] for each in waiting), default=end) - end,
            drained_at_best=len(waiting) / self.world.uploads_per_second,
            most_requests=self.most_requests,
            later_peak=self.later_peak,
            overloaded=self.overloaded,
            requests=self.requests,
            refused=self.refused,
            unanswered=self.unanswered,
            longest_queue=self.longest_queue,
            most_in_store=_most_at_once(self.sent_at, self.ready_at),
            late_99=late[int(len(late) * 0.99)],
            latest_receipt=self.latest_receipt - end,
            asked=self.asked,
            sent=len(late) - self.sent_at.count(0.0),
        )


def _most_at_once(came: Sequence[float], went: Sequence[float]) -> int:
    """The most packs that lay in the store at any time."""
    most = now = 0
    steps = sorted([(at, 1) for at in came] + [(at, -1) for at in went])
    for _at, step in steps:
        now += step
        most = max(most, now)
    return most


def table(world: World, policies: Sequence[Policy], seed: int) -> list[Result]:
    """Simulate each and print a line; what came of them."""
    print(f"\n{world.name}")
    print(
        f"  {world.senders:,} packs; the front can do {world.uploads_per_second:,.0f} uploads/s,"
        f" the workers {world.workers * world.taken_per_worker:,.0f} packs/s"
    )
    print(
        f"  {'policy':32} {'waited':>8} {'all sent':>9} {'at best':>9} {'peak req/s':>10} {'overload':>8} {'requests':>10}"
        f" {'in vain':>7} {'later peak':>10} {'late p99':>9} {'in store':>8}"
    )
    results = []
    for policy in policies:
        result = simulate(world, policy, seed)
        print(
            f"  {policy.name:32} {result.waited_at_return:8,}"
            f" {minutes(result.drained) if not result.unsent else 'never':>9} {minutes(result.drained_at_best)}"
            f" {result.most_requests:10,} {result.overloaded:6} s {result.requests:10,} {result.wasted:7.0%}"
            f" {result.later_peak:10,} {minutes(result.late_99)} {result.most_in_store:8,}",
            flush=True,
        )
        results.append(result)
    return results


def minutes(seconds: float) -> str:
    return f"{seconds / 60:5.1f} min"
