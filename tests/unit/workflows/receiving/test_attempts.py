"""FAULTS 25: a file whose reading was ended from outside is tried once more, last; a second time it stands aside, and can be tried again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Never
from unittest import mock

import pytest

from prevent_desktop.confined.asking import CannotStartError
from prevent_desktop.delivery.mailboxes.attempts import attempt, noted
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import ReaderEndedError, ReaderMissingError
from prevent_desktop.packs.reader import asking
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.workflows.receiving import intake
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.intake import look
from prevent_desktop.workflows.receiving.outcomes import SetAside, Settled, Waits
from prevent_desktop.workflows.receiving.quarantine import quarantined, try_again
from tests.patience import until
from tests.unit.workflows.receiving.packs_in import CORRECTION, NOW, PACK, Desk, sink_of, take_all


def taken(desk: Desk, mailbox: FolderMailbox, folder: Path) -> list[Kept | Settled]:
    return list(take_all(desk.receiver, mailbox, folder / "out", clock=lambda: NOW))


@contextmanager
def dying() -> Iterator[None]:
    """As if the power failed while a file is read."""

    class PowerCut(BaseException):
        pass

    def cut(*_what: object, **_how: object) -> Never:
        raise PowerCut

    with (
        mock.patch.object(intake, "check", cut),
        mock.patch("prevent_desktop.files.shared.SharedFolder.take"),
        pytest.raises(PowerCut),
    ):
        yield


@contextmanager
def ended_from_outside() -> Iterator[None]:
    def ended(*_what: object, **_how: object) -> Never:
        raise ReaderEndedError("Not read", "It was ended.", "Again.")

    with mock.patch.object(intake, "check", ended):
        yield


def test_it_is_noted_before_the_reading_and_forgotten_after_it(tmp_path: Path) -> None:
    with attempt(tmp_path, PACK, "a") as earlier:
        assert earlier == 0
        assert noted(tmp_path) == {PACK}
    assert noted(tmp_path) == frozenset()
    with pytest.raises(ReaderEndedError), attempt(tmp_path, PACK, "a"):
        raise ReaderEndedError("", "", "")
    assert noted(tmp_path) == {PACK}
    with attempt(tmp_path, PACK, "a") as earlier:
        assert earlier == 1
    with attempt(tmp_path, PACK, "another file") as earlier:
        assert earlier == 0


@pytest.mark.parametrize("note", [b"", b"[]", b"{", b'{"version": 2, "sha256": "a", "begun": 9}', b'{"version": 1, "sha256": "a", "begun": "many"}'])  # fmt: skip
def test_a_note_that_makes_no_sense_says_nothing(tmp_path: Path, note: bytes) -> None:
    (tmp_path / "attempts").mkdir()
    (tmp_path / "attempts" / f"{PACK}.json").write_bytes(note)
    with attempt(tmp_path, PACK, "a") as earlier:
        assert earlier == 0


def test_after_one_power_cut_it_comes_last_and_is_kept(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)
    with dying():
        taken(desk, mailbox, tmp_path)
    desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
    assert PACK < CORRECTION, "it would come first otherwise"
    assert [
        arrival.untrusted_pack_id for _mailbox, arrival in look((mailbox,), sink_of(desk, tmp_path)).came_in
    ] == [
        CORRECTION,
        PACK,
    ]
    came = taken(desk, mailbox, tmp_path)
    assert [each.pack_id for each in came if isinstance(each, Kept)] == [CORRECTION, PACK]
    assert noted(mailbox.folder) == frozenset()


def test_after_two_it_stands_aside_without_being_read_and_can_be_tried_again(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)
    for _cut in range(2):
        with dying():
            taken(desk, mailbox, tmp_path)
    desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
    kept, aside = taken(desk, mailbox, tmp_path)
    assert isinstance(kept, Kept)
    assert isinstance(aside, SetAside)
    assert aside.quarantined.what_happened == refused(Verdict.ENDED_TWICE).what_happened
    (one,) = quarantined(mailbox)
    try_again(mailbox, one)
    (again,) = taken(desk, mailbox, tmp_path)
    assert isinstance(again, Kept)


def test_a_reader_that_was_ended_from_outside_costs_one_more_try(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)
    with ended_from_outside():
        (first,) = taken(desk, mailbox, tmp_path)
        assert isinstance(first, Waits)
        (second,) = taken(desk, mailbox, tmp_path)
    assert isinstance(second, SetAside)


def test_a_reader_that_does_not_start_is_no_fault_of_a_pack_and_ends_the_work(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)
    with mock.patch.object(asking.PROCESSES, "make_ready", side_effect=CannotStartError("gone")):
        for _turn in range(3):
            with pytest.raises(ReaderMissingError):
                taken(desk, mailbox, tmp_path)
    (kept,) = taken(desk, mailbox, tmp_path)
    assert isinstance(kept, Kept)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_that_is_killed_while_it_reads_leaves_its_note(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)

    def hang(*_what: object, **_how: object) -> None:
        time.sleep(600)

    worker = os.fork()
    if worker == 0:
        with mock.patch.object(intake, "check", hang), mock.patch.object(asking.PROCESSES, "make_ready"):
            taken(desk, mailbox, tmp_path)
        os._exit(0)
    until(lambda: PACK in noted(mailbox.folder))
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert noted(mailbox.folder) == {PACK}
    (kept,) = taken(desk, mailbox, tmp_path)
    assert isinstance(kept, Kept)
