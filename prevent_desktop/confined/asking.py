"""Asks a confined process about a file of a stranger: serves it bytes by place, reads its answers strictly, and ends it in time.

The processes stay, so that their libraries are loaded once; which one answers makes no difference (`serving`).
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import SEEK_END
from typing import BinaryIO

from prevent_desktop.confined import frames
from prevent_desktop.confined.serving import BEGIN, Asked, LimitBroken
from prevent_desktop.confined.spawn import Child, end, kill, least_environment, start_asked

MOST_MEMORY = 380_000_000
"""Bytes that one question may take beside what the process has taken before (about 100 MB)."""
SECONDS = 8
"""Of the processor, for a file of up to 10 MB; the system counts whole seconds, so that all ends within 10."""
_FREE_BYTES, _BYTES_A_SECOND = 10_000_000, 10_000_000
_PATIENCE = 8
"""How many times as long by the clock on the wall: a busy machine is no fault of a file."""
_START_SECONDS = 120.0
_KEPT = 2
"""How many processes stay for the next question."""
_LARGEST = {
    frames.READ: 12,
    frames.PIECE: frames.LARGEST_READ,
    frames.ITEM: frames.LARGEST_TEXT,
    frames.ANSWER: frames.LARGEST_TEXT,
    frames.ERROR: frames.LARGEST_TEXT,
}
_FROM_OUTSIDE = {getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT") if hasattr(signal, name)}  # fmt: skip

_TASK_MANAGER = 1 if sys.platform == "win32" else None
"""The exit code of what a person ends on Windows. Ours are never 1 there: what fails while reading is told."""


class CannotStartError(OSError):
    """The confined process does not start at all: that is no fault of any file."""


class LimitBrokenError(Exception):
    """The file cost more than it may, or made the process crash."""


class EndedFromOutsideError(Exception):
    """The process ended, or was too slow, for a reason that need not lie in the file."""


def seconds_for(size: int, seconds: int = SECONDS) -> int:
    """How many seconds of the processor a file of `size` bytes may cost, where one of 10 MB may cost `seconds`."""
    return seconds + max(size - _FREE_BYTES, 0) // _BYTES_A_SECOND


class Stopping:
    """The wish that a question be answered no more: `stop`, from any thread, ends the process that answers it."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def stop(self) -> None:
        """End what answers; a question that begins later is not asked."""
        with self._lock:
            self._stopped = True
            if self._child is not None and self._child.poll() is None:
                kill(self._child)

    @contextmanager
    def ends(self, child: Child) -> Iterator[None]:
        """While the block runs, `stop` ends `child`. EndedFromOutsideError where it was stopped."""
        with self._lock:
            if self._stopped:
                raise EndedFromOutsideError
            self._child = child
        try:
            yield
        finally:
            with self._lock:
                self._child = None
        if self._stopped:  # it may be dying only now, and must not be asked again
            raise EndedFromOutsideError


class ConfinedProcesses:
    """The processes that one command starts, each asked by one thread at a time. `close` ends them."""

    def __init__(self, command: Callable[[], Sequence[str]]) -> None:
        self._command = command
        self._free: list[_Process] = []
        self._others: list[_Process] = []
        self._lock = threading.Lock()
        atexit.register(self.close)
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._leave_to_parent)

    def ask(
        self,
        question: object,
        file: BinaryIO,
        *,
        memory: int = MOST_MEMORY,
        seconds: int = SECONDS,
        patience: float = _PATIENCE,
        stopping: Stopping | None = None,
    ) -> Iterator[tuple[bytes, bytes]]:
        """Ask about `file`, seekable; frames of the answer as (kind, content), the last one an `ANSWER` or `ERROR`.

        Nothing of them is believed yet but their kind and size. Raises LimitBrokenError, EndedFromOutsideError,
        CannotStartError; what reading `file` raises. Where the rest is not read, the process is ended.
        """
        size = file.seek(0, SEEK_END)
        most = seconds_for(size, seconds)
        asked = Asked(question=frames.to_json(question), size=size, seconds=most, memory=memory)
        with self._one() as process, (stopping or Stopping()).ends(process.child):
            yield from process.converse(frames.to_json(asked), file, patience * most)

    def make_ready(self) -> None:
        """Wait until a process is there that the next question need not wait for. Raises CannotStartError."""
        with self._one() as process:
            process.await_ready()

    @contextmanager
    def _one(self) -> Iterator[_Process]:
        with self._lock:
            process = self._free.pop() if self._free else None
        if process is not None and not process.is_alive():
            process.close()
            process = None
        if process is None:
            process = _Process(self._command())
        try:
            yield process
        except BaseException:
            process.close()
            raise
        with self._lock:
            is_kept = len(self._free) < _KEPT
            if is_kept:
                self._free.append(process)
        if not is_kept:
            process.close()

    def _leave_to_parent(self) -> None:
        """A copy of this process starts its own: two would talk on one pipe."""
        self._lock = threading.Lock()
        self._others, self._free = self._free, []

    def close(self) -> None:
        """End those that wait; the next question starts others."""
        with self._lock:
            free, self._free = self._free, []
        for process in free:
            process.close()


class _Process:
    """One process and its pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self.child = start_asked(command, least_environment(), own_group=True)
        self._to, self._from, self._ready = _handles(self.child)
        self._is_ready = False

    def is_alive(self) -> bool:
        return self.child.poll() is None

    def close(self) -> int:
        return end(self.child)

    def await_ready(self) -> None:
        """It says so once its libraries are loaded, and again when nothing is left of the last question."""
        if self._is_ready:
            return
        with _ended_after(_START_SECONDS, self.child, threading.Event()):
            self._is_ready = os.read(self._ready, 1) == b"."
        if not self._is_ready:
            raise CannotStartError("the process that reads files does not start")

    def converse(self, question: bytes, file: BinaryIO, seconds: float) -> Iterator[tuple[bytes, bytes]]:
        """See `ConfinedProcesses.ask`; `seconds` are those on the wall."""
        self.await_ready()
        self._is_ready = False
        slow = threading.Event()
        with _ended_after(seconds, self.child, slow):
            try:
                frames.whole(self._to, BEGIN)
                frames.put(self._to, frames.QUESTION, question)
                yield from self._frames(file)
            except (EOFError, BrokenPipeError, ConnectionError) as error:
                raise _why(self.close(), is_slow=slow.is_set()) from error
            except ValueError as error:
                raise LimitBrokenError from error

    def _frames(self, file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
        while True:
            kind, content = frames.get(self._from, _LARGEST)
            if kind != frames.READ:
                if kind == frames.ERROR and _is_limit(content):
                    raise LimitBrokenError
                yield kind, content
                if kind in {frames.ANSWER, frames.ERROR}:
                    return
                continue
            frames.put(self._to, frames.DATA, _read(file, *frames.read_place(content)))


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _is_limit(content: bytes) -> bool:
    try:
        frames.from_json(LimitBroken, content)
    except ValueError:
        return False
    return True


def _why(code: int, *, is_slow: bool) -> Exception:
    """Why a process ended, by its exit code: a signal that the file caused, or one that somebody sent."""
    if is_slow or -code in _FROM_OUTSIDE or code == _TASK_MANAGER:
        return EndedFromOutsideError()
    return LimitBrokenError()


def _handles(child: Child) -> tuple[int, int, int]:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise CannotStartError("the process has no pipe")
    return child.stdin.fileno(), child.stdout.fileno(), child.stderr.fileno()


@contextmanager
def _ended_after(seconds: float, child: Child, slow: threading.Event) -> Iterator[None]:
    def end_it() -> None:
        slow.set()
        kill(child)

    timer = threading.Timer(seconds, end_it)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
