"""What support is told: enough to find the place in the code, and nothing that anybody typed, is called, or keeps."""

from __future__ import annotations

import ast
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prevent_desktop import event_log
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import DiskFullError, VaultError
from prevent_desktop.event_log import Event, describe_error, record, stop_listening
from prevent_desktop.workflows import support
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.support import keep_events, last_events, support_report

CANARY = "Zephyrine"
PACKAGE = Path(event_log.__file__).parent


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """A data folder in whose path somebody's name stands."""
    made = Places.of(tmp_path / CANARY)
    made.keep_to_owner()
    kept = keep_events(made)
    yield made
    stop_listening(kept)


def _typed() -> None:
    typed = CANARY
    int(typed)


def _missing() -> None:
    Path(f"/nowhere/{CANARY}/notes.txt").read_bytes()


def _caused() -> None:
    try:
        _missing()
    except OSError as error:
        raise VaultError(f"{CANARY} is not there", f"About {CANARY}.", f"Ask {CANARY}.") from error


def _noted() -> None:
    error = KeyError(CANARY)
    error.add_note(CANARY)
    raise error


def _undecodable() -> None:
    CANARY.encode().join([b"\xff"]).decode()


@pytest.mark.expects_log
@pytest.mark.parametrize("fail", [_typed, _missing, _caused, _noted, _undecodable])
def test_no_word_of_an_error_is_kept_but_its_class_and_place(
    fail: Callable[[], None], places: Places, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each of its own kind
        fail()
    for event in (Event.FAULT, Event.FAILURE_SHOWN):
        record(event, error=caught.value)
    kept = places.events.read_text(encoding="ascii")
    assert kept.count(type(caught.value).__name__) == 2
    assert f"{__name__}:" in kept
    assert CANARY not in kept + caplog.text + support_report(places)


def test_what_packs_meet_on_their_way_is_kept_without_receiver_and_number(places: Places) -> None:
    for error in (refused(FailureReason.TOO_LARGE, CANARY), waiting(FailureReason.OFFLINE)):
        record(Event.PACK_WAITS, kind=FailureReason(error.kind), error=error)
    assert [line.split(" ")[1:3] for line in last_events(places.events)] == [
        ["pack-waits", FailureReason.TOO_LARGE.value],
        ["pack-waits", FailureReason.OFFLINE.value],
    ]
    assert CANARY not in support_report(places)


def test_causes_are_told_by_their_classes() -> None:
    with pytest.raises(VaultError) as caught:
        _caused()
    assert describe_error(caught.value).startswith("VaultError from FileNotFoundError at ")


def test_only_the_last_events_stay(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "_MOST_BYTES", 3000)
    for _time in range(100):
        record(Event.LOCKED)
    record(Event.UNLOCKED)
    assert places.events.stat().st_size < 6100
    events = last_events(places.events)
    assert 20 < len(events) <= 200
    assert events[-1].endswith("unlocked")


def test_lines_that_are_none_of_ours_are_not_told(places: Places) -> None:
    record(Event.STARTED)
    with places.events.open("ab") as file:
        file.write(f"{CANARY} was here\n\xff\n".encode("latin-1"))
    assert [line.split(" ")[1] for line in last_events(places.events)] == ["started"]


def test_a_folder_that_takes_nothing_stops_nothing(tmp_path: Path) -> None:
    kept = keep_events(Places.of(tmp_path / "none"))
    try:
        record(Event.STARTED)
    finally:
        stop_listening(kept)
    assert last_events(tmp_path / "none" / "events.txt") == ()


def test_several_threads_write_whole_lines(places: Places) -> None:
    def deliver() -> None:
        for _time in range(20):
            record(Event.PACK_DELIVERED)

    threads = [threading.Thread(target=deliver) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(last_events(places.events)) == 80


def test_nothing_else_of_the_program_logs() -> None:
    """So that no free text comes into it: `record` takes codes and errors alone."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(
            isinstance(node, ast.Import) and any(name.name == "logging" for name in node.names)
            for node in ast.walk(ast.parse(path.read_bytes()))
        )
    }
    assert users == {
        "event_log.py",
        "workflows/support.py",  # a handler
        "packs/pades.py",  # silences a library
    }


def test_a_kind_is_a_member_of_ours_and_never_text() -> None:
    assert DiskFullError.__name__ in describe_error(DiskFullError(CANARY, CANARY, CANARY))
    with pytest.raises(AttributeError):
        record(Event.PACK_WAITS, kind=CANARY)  # type: ignore[arg-type] # what mypy refuses too


def test_the_standard_error_stream_is_told_of_faults_alone(caplog: pytest.LogCaptureFixture) -> None:
    record(Event.LOCKED)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


_SAYS = f"""
import gc, logging, sys
from prevent_desktop.event_log import Event, keep_words_off_standard_error, record

class Gone:
    def __del__(self):
        raise ValueError("{CANARY}")

if len(sys.argv) > 1:
    keep_words_off_standard_error()
logging.getLogger("asyncio").error("Task exception was never retrieved: {CANARY}")
Gone()
gc.collect()
record(Event.FAULT, error=ValueError("{CANARY}"))
"""


@pytest.mark.parametrize("kept_off", [True, False])
def test_what_libraries_log_and_nobody_can_catch_is_on_the_standard_error_stream_by_its_class_alone(
    *, kept_off: bool
) -> None:
    """Without it, which is the control, the words stand there."""
    command = [sys.executable, "-c", _SAYS, *(["kept off"] if kept_off else [])]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert told.count("ValueError") == 2
    assert (CANARY in told) is not kept_off
