"""Rules about networks hold exactly as they are set; where nobody can tell the network, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.network_rules import (
    NetworkGate,
    NetworkRules,
    goes_over_a_network,
    hindrance,
    keep_rules,
    read_rules,
)
from prevent_desktop.delivery.connection.networks import Network, UntoldNetworks
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.sending_settings import keep_in
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Journal, Parcel
from tests.unit.delivery.receivers import NOW, PACK, Receiver
from tests.unit.delivery.test_courier import SetClock, Told

RECEIVER = Receiver.make()
SCHOOL, HOME = Network(key="school", name="School", metered=False), Network(key="home", metered=True)
ALL = NetworkRules()
NO_METERED = NetworkRules(not_metered=True)
SCHOOL_ALONE = NetworkRules(only=frozenset({"school"}))


class SetNetwork:
    """A computer that a test carries from network to network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.asked = 0

    def present(self) -> Network:
        self.asked += 1
        return self.network

    def close(self) -> None:
        pass

    def trace(self) -> str:
        return repr(self.network)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=clock) as opened:
        yield opened


def queue(spool: Spool) -> SpoolItem:
    return spool.queue(
        PACK, b"x" * 1000, endpoint="https://r.example/files", receipt_certificate=RECEIVER.certificate_pem
    )


def item(spool: Spool) -> SpoolItem:
    found = spool.get(PACK)
    assert found is not None
    return found


def courier(spool: Spool, told: Told, clock: SetClock, at: SetNetwork) -> Courier:
    gate = NetworkGate(spool.settings, at, look=at.trace)
    return Courier(spool, {"https": told}, clock=clock, random=Random(7), gate=gate)


@pytest.mark.parametrize(
    ("rules", "network", "kind"),
    [
        (ALL, Network(), None),
        (ALL, HOME, None),
        (NO_METERED, SCHOOL, None),
        (NO_METERED, HOME, FailureReason.METERED),
        (NO_METERED, Network(key="school"), FailureReason.METERED_UNTOLD),
        (NO_METERED, Network(), FailureReason.METERED_UNTOLD),
        (SCHOOL_ALONE, SCHOOL, None),
        (SCHOOL_ALONE, HOME, FailureReason.OTHER_NETWORK),
        (SCHOOL_ALONE, Network(metered=False), FailureReason.NETWORK_UNTOLD),
        (NetworkRules(only=frozenset()), SCHOOL, FailureReason.OTHER_NETWORK),
        (NetworkRules(only=frozenset({"home"}), not_metered=True), HOME, FailureReason.METERED),
        (NetworkRules(only=frozenset({"school"}), not_metered=True), SCHOOL, None),
    ],
)
def test_each_rule_is_held_as_it_is_set_and_not_knowing_holds_back(
    rules: NetworkRules, network: Network, kind: FailureReason | None
) -> None:
    found = hindrance(rules, network)
    assert (None if found is None else found.kind) == kind


@pytest.mark.parametrize("rules", [ALL, NO_METERED, SCHOOL_ALONE, NetworkRules(only=frozenset())])
def test_rules_outlive_the_process(tmp_path: Path, rules: NetworkRules) -> None:
    with Spool.open(tmp_path / "outbox") as spool:
        keep_rules(spool.settings, NetworkRules(not_metered=True, only=frozenset({"old"})))
        keep_rules(spool.settings, rules)
    with Spool.open(tmp_path / "outbox") as spool:
        assert read_rules(spool.settings) == rules


@pytest.mark.parametrize("kept", ["", "{", "5", "null", "[5]"])
def test_a_rule_that_cannot_be_read_lets_nothing_out(spool: Spool, kept: str) -> None:
    spool.settings.put("only_networks", kept)
    assert hindrance(read_rules(spool.settings), SCHOOL) is not None


def test_what_a_rule_holds_back_is_told_and_goes_on_the_right_network(spool: Spool, clock: SetClock) -> None:
    keep_rules(spool.settings, SCHOOL_ALONE)
    queue(spool)
    told, at = Told(), SetNetwork(HOME)
    own = courier(spool, told, clock, at)
    own.run_once()
    assert (told.uploads, item(spool).state, item(spool).attempts) == ([], State.WAITING, 0)
    assert item(spool).reason.kind == FailureReason.OTHER_NETWORK  # type: ignore[union-attr]
    own.run_once()
    assert told.uploads == []
    at.network = SCHOOL
    own.run_once()
    assert told.uploads == [PACK], "another network: nobody waits for the next try"


def test_carried_to_another_network_in_the_middle_it_stops_at_once(spool: Spool, clock: SetClock) -> None:
    keep_rules(spool.settings, NO_METERED)
    queue(spool)
    told, at = Told(), SetNetwork(SCHOOL)
    chunks: list[int] = []

    def upload(_parcel: Parcel, journal: Journal) -> None:
        journal.remember("https://r.example/files/1")
        for chunk in range(1, 11):
            if chunk == 4:
                at.network = HOME
            chunks.append(chunk)
            journal.acknowledge(chunk * 100)

    told.on_upload = upload
    courier(spool, told, clock, at).run_once()
    assert chunks == [1, 2, 3, 4]
    assert (item(spool).state, item(spool).offset) == (State.WAITING, 400)
    assert item(spool).reason.kind == FailureReason.METERED  # type: ignore[union-attr]


def test_answers_are_not_asked_for_where_nothing_may_go(spool: Spool, clock: SetClock) -> None:
    spool.answer_box.watch(PACK, "https://r.example/files", since=NOW)
    keep_rules(spool.settings, SCHOOL_ALONE)
    told, at = Told(), SetNetwork(HOME)
    own = courier(spool, told, clock, at)
    own.run_once()
    assert told.asked == []
    at.network = SCHOOL
    own.run_once()
    assert told.asked == [(PACK, 1)]


def test_with_packs_switched_off_none_leaves_anywhere_until_they_may_again(
    spool: Spool, clock: SetClock
) -> None:
    queue(spool)
    spool.answer_box.watch("P-0TH3R0000000", "https://r.example/files", since=NOW)
    keep_in(spool.settings, Leaving.PACKS, kept_in=True)
    told = Told()
    own = courier(spool, told, clock, SetNetwork(SCHOOL))
    own.run_once()
    assert told.uploads == []
    assert item(spool).reason.kind == FailureReason.SWITCHED_OFF  # type: ignore[union-attr]
    assert told.asked == [("P-0TH3R0000000", 1)], "what else leaves has a switch of its own"
    keep_in(spool.settings, Leaving.PACKS, kept_in=False)
    spool.send_now()
    own.run_once()
    assert told.uploads == [PACK]


def test_with_questions_switched_off_no_receiver_is_asked(spool: Spool, clock: SetClock) -> None:
    spool.answer_box.watch(PACK, "https://r.example/files", since=NOW)
    keep_in(spool.settings, Leaving.REPLIES, kept_in=True)
    told = Told()
    courier(spool, told, clock, SetNetwork(SCHOOL)).run_once()
    assert told.asked == []


def test_without_a_rule_nobody_asks_for_the_network(spool: Spool, clock: SetClock) -> None:
    queue(spool)
    at = SetNetwork(HOME)
    courier(spool, Told(), clock, at).run_once()
    assert (at.asked, item(spool).state) == (0, State.SENT)


class TestAnotherNetwork:
    def waiting_pack(self, spool: Spool, **more: bool) -> None:
        queue(spool)
        for _attempt in range(5):
            lease = spool.claim(NOW)
            assert lease is not None
            lease.wait(NOW, waiting(FailureReason.OFFLINE))
        lease = spool.claim(NOW)
        assert lease is not None
        lease.wait(NOW + timedelta(minutes=14), waiting(FailureReason.SERVER_BUSY, "r.example"), **more)

    def test_begins_the_back_off_anew(self, spool: Spool, clock: SetClock) -> None:
        self.waiting_pack(spool)
        at = SetNetwork(HOME)
        own = courier(spool, Told(), clock, at)
        own.run_once()
        assert item(spool).attempts == 6, "the first look only learns which network this is"
        at.network = SCHOOL
        assert own.run_once() == 1
        assert item(spool).state is State.SENT

    def test_does_not_shorten_what_the_receiver_itself_asked_for(self, spool: Spool, clock: SetClock) -> None:
        self.waiting_pack(spool, asked=True)
        at = SetNetwork(HOME)
        own = courier(spool, Told(), clock, at)
        own.run_once()
        at.network = SCHOOL
        assert own.run_once() == 0
        clock.now += timedelta(minutes=14)
        assert own.run_once() == 1

    def test_is_noticed_also_when_it_changed_while_nothing_ran(self, spool: Spool, clock: SetClock) -> None:
        self.waiting_pack(spool)
        courier(spool, Told(), clock, SetNetwork(HOME)).run_once()
        assert courier(spool, Told(), clock, SetNetwork(HOME)).run_once() == 0
        assert courier(spool, Told(), clock, SetNetwork(SCHOOL)).run_once() == 1


@pytest.mark.parametrize(
    ("endpoint", "network"),
    [
        ("https://r.example/files", True),
        ("sftp://r.example/in", True),
        ("file://server/share/in", True),
        ("file:////server/share/in", True),
        ("mailto:r@r.example", False),
        ("file:///proc/in", True),  # a kind of file system that is not known to be of this computer
    ],
)
def test_what_goes_over_a_network_is_told_from_what_stays_on_this_computer(
    endpoint: str, network: bool
) -> None:
    assert goes_over_a_network(endpoint) is network


def test_a_folder_of_this_computer_is_no_network(spool: Spool, tmp_path: Path) -> None:
    assert not goes_over_a_network(tmp_path.as_uri())
    keep_rules(spool.settings, NetworkRules(only=frozenset()))
    gate = NetworkGate(spool.settings, UntoldNetworks())
    assert gate.hindrance(tmp_path.as_uri()) is None
    assert gate.hindrance("https://r.example/files") is not None
