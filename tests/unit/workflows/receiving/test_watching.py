"""A service that takes packs in as they come: what it tells, what it leaves alone for a while, and how it stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import Settled, Waits, WithAnother
from prevent_desktop.workflows.receiving.watching import HeldBack, watch
from tests.unit.workflows.receiving.packs_in import CORRECTION, NOW, PACK, Desk

Leave = Callable[[str], bool]


def waiting(name: str) -> Waits:
    return Waits(name=name, title="No room", what_happened="The disk is full.", next_step="Make room.")


class LargestChance(Random):
    """Draws the longest wait each time."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def told(rounds: list[list[Kept | Settled | OSError]]) -> list[Kept | Settled]:
    """What a service says of these rounds; it is stopped in the last one."""
    stop, left = threading.Event(), list(rounds)

    def one_round(leave: Leave) -> Iterator[Kept | Settled]:
        outcomes = left.pop(0)
        if not left:
            stop.set()
        for outcome in outcomes:
            if isinstance(outcome, OSError):
                raise outcome
            if not leave(getattr(outcome, "name", "")):
                yield outcome

    return list(watch(one_round, stop, every=0.0, random=NoWait()))


class NoWait(Random):
    """Draws no wait at all."""

    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


def test_what_comes_while_it_watches_is_taken(desk: Desk, mailbox: FolderMailbox, tmp_path: Path) -> None:
    sink = FolderSink(receiver=desk.receiver, beside=tmp_path / "out", clock=lambda: NOW)
    stop = threading.Event()
    desk.put(mailbox)
    kept = []
    for outcome in watch(
        lambda leave: take_from(mailbox, sink, stop=stop.is_set, leave=leave),
        stop,
        every=0.0,
        random=NoWait(),
    ):
        assert isinstance(outcome, Kept)
        kept.append(outcome.pack_id)
        if len(kept) == 1:
            desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
        else:
            stop.set()
    assert kept == [PACK, CORRECTION]


def test_it_stops_between_two_packs(desk: Desk, mailbox: FolderMailbox, tmp_path: Path) -> None:
    sink = FolderSink(receiver=desk.receiver, beside=tmp_path / "out", clock=lambda: NOW)
    desk.put(mailbox)
    desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
    stop = threading.Event()
    taken = []
    for outcome in take_from(mailbox, sink, stop=stop.is_set):
        taken.append(outcome)
        stop.set()
    assert len(taken) == 1
    assert len(list(mailbox.incoming.path.iterdir())) == 1


def test_what_waits_is_told_once_and_what_others_have_not_at_all() -> None:
    assert told([[waiting("a")], [waiting("a"), WithAnother(name="b")], [waiting("a")]]) == [waiting("a")]


def test_a_place_that_is_away_is_told_once_and_looked_for_again() -> None:
    away = OSError(2, "No such file or directory", "/srv/packs")
    (trouble,) = told([[], [away], [away], []])
    assert isinstance(trouble, Waits)
    assert (trouble.name, trouble.what_happened) == ("", "/srv/packs: no such file or directory.")


def test_a_place_that_goes_away_again_is_told_again() -> None:
    away = OSError(2, "No such file or directory", "/srv/packs")
    assert len(told([[], [away], [], [away], []])) == 2


def test_a_service_that_cannot_begin_says_so() -> None:
    with pytest.raises(OSError, match="No such file"):
        told([[OSError(2, "No such file or directory", "/srv/packs")], []])


def test_the_waits_of_a_file_grow_as_those_of_the_courier() -> None:
    now = [0.0]
    held = HeldBack(LargestChance(), lambda: now[0])
    waits = []
    for _ in range(12):
        held.hold("a")
        begun = now[0]
        while held.is_held("a"):
            now[0] += 1.0
        waits.append(now[0] - begun)
    assert waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert max(waits) == 900.0


def test_what_no_longer_lies_there_is_forgotten() -> None:
    held = HeldBack(LargestChance(), lambda: 0.0)
    assert held.hold("a")
    assert held.is_held("a")
    held.forget_what_left()
    assert not held.hold("a"), "it was there in this round"
    held.forget_what_left()
    assert held.hold("a"), "it had gone and came again"
