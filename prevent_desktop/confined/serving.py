"""What a confined process runs: it answers questions about files of strangers, which it reads through whoever asks.

On Linux the process itself, which has all its libraries loaded, never sees a strange byte: for each question it makes a copy of itself
(fork), which lays the limits on itself, answers, and is gone. So no file says anything about the next one. A copy that dies takes
the process with it, in the same way, so that whoever asks learns why. Elsewhere one process answers them all.

Standard error is the pipe on which it says that it is ready for a question. From then on what libraries write there goes nowhere: it would
be taken for something else than "ready".
"""

from __future__ import annotations

import asyncio
import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, BinaryIO

from prevent_desktop.confined import frames
from prevent_desktop.confined.limits import allow_seconds, confine
from prevent_desktop.confined.parents import end_with_parent
from prevent_desktop.seekable import SeekableFile

BEGIN = b"b"
"""What is sent before each question, so that the copy reads the question and not the process that stays."""

_QUESTIONS, _ANSWERS, _STANDARD_ERROR = 0, 1, 2
_SMALL = 16 << 20
"""Bytes of a file that is read at once instead of in pieces."""
_BUFFER_BYTES = 1 << 18
_FORKS = sys.platform == "linux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, still as JSON, with what it may cost. `size` is that of the file it is about, in bytes."""

    question: bytes
    size: int
    seconds: int
    memory: int


@dataclass(frozen=True, slots=True)
class LimitBroken:
    """The answer of a process that ran out of the memory that it may have."""


class Conversation:
    """One question: its `file` is read through the pipe, and `piece` and `item` are parts of the answer."""

    def __init__(self, question: bytes, file: BinaryIO) -> None:
        self.question = question
        self.file = file

    def piece(self, data: bytes) -> None:
        """Some bytes of the answer."""
        for start in range(0, len(data), frames.LARGEST_READ):
            frames.put(_ANSWERS, frames.PIECE, data[start : start + frames.LARGEST_READ])

    def item(self, value: object) -> None:
        """A part of the answer that is no bytes."""
        frames.put(_ANSWERS, frames.ITEM, frames.to_json(value))


Work = Callable[[Conversation], object]
"""Answers one question. What it returns is the answer."""

Tell = Callable[[Exception], object]
"""The error as a value that goes over the pipe."""


def serve(work: Work, tell: Tell, prepare: Callable[[bytes], None]) -> int:
    """Answer until there is no more question. `prepare` is called with each question before the limits are laid on."""
    asyncio.run = run_without_files  # type: ignore[assignment]  # pyHanko calls it; a loop of the system's opens sockets
    gc.collect()
    gc.freeze()
    ready = os.dup(_STANDARD_ERROR)
    _talk_to_nobody()
    while True:
        os.write(ready, b".")
        if os.read(_QUESTIONS, 1) != BEGIN:
            return 0
        if _FORKS:
            _answer_in_copy(ready, work, tell, prepare)
        else:
            _answer(work, tell, prepare)


def _talk_to_nobody() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    os.close(nowhere)


def _answer_in_copy(ready: int, work: Work, tell: Tell, prepare: Callable[[bytes], None]) -> None:
    if sys.platform != "win32":
        copy = os.fork()
        if copy == 0:
            code = 1
            try:
                _let_go(ready)
                _answer(work, tell, prepare)
                code = 0
            finally:
                os._exit(code)
        _copy, status = os.waitpid(copy, 0)
        if os.WIFSIGNALED(status):
            _die_by(os.WTERMSIG(status))
        if status:
            os._exit(os.waitstatus_to_exitcode(status))


def _let_go(ready: int) -> None:
    """A copy ends with what made it, and cannot say that it is ready."""
    end_with_parent()
    os.close(ready)


def _die_by(number: int) -> None:
    """In the same way as the copy, so that whoever asks sees it in our exit code."""
    if sys.platform != "win32":
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


_is_confined = False


def _answer(work: Work, tell: Tell, prepare: Callable[[bytes], None]) -> None:
    _kind, question = frames.get(_QUESTIONS, {frames.QUESTION: frames.LARGEST_TEXT})
    asked: Asked = frames.from_json(Asked, question)
    prepare(asked.question)
    allow_seconds(asked.seconds)
    _confine_once(asked.memory)
    try:
        answer = work(Conversation(asked.question, _file(asked.size)))
    except Exception as error:  # noqa: BLE001 - what a strange file makes of a parser is told, whatever it is
        kind, said = frames.ERROR, frames.to_json(LimitBroken() if _ran_out(error) else tell(error))
    else:
        kind, said = frames.ANSWER, frames.to_json(answer)
    frames.put(_ANSWERS, kind, said)


def _ran_out(error: BaseException | None) -> bool:
    """Whether it was for want of memory, whatever a library made of it."""
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None


def _confine_once(memory: int) -> None:
    global _is_confined  # noqa: PLW0603 - a process is confined once and for ever; a copy has its own
    if not _is_confined:
        confine(memory, lasting=not _FORKS)
        _is_confined = True


def _file(size: int) -> BinaryIO:
    there = _Asking(size)
    if size <= _SMALL:
        return io.BytesIO(there.readall())
    return io.BufferedReader(there, _BUFFER_BYTES)


class _Asking(SeekableFile):
    """A file that lies with whoever asks; each read is a question back."""

    def __init__(self, size: int) -> None:
        self._size = size

    def _length(self) -> int:
        return self._size

    def _read_at(self, position: int, target: memoryview) -> int:
        wanted = min(len(target), frames.LARGEST_READ, max(self._size - position, 0))
        if not wanted:
            return 0
        frames.put(_ANSWERS, frames.READ, frames.place(position, wanted))
        _kind, data = frames.get(_QUESTIONS, {frames.DATA: wanted})
        if not data:
            raise EOFError("a file has fewer bytes than was said")
        target[: len(data)] = data
        return len(data)


class _LoopWithoutFiles(asyncio.BaseEventLoop):
    """An event loop that waits for nothing from outside, so that it needs no descriptor."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    @staticmethod
    def select(_seconds: float | None) -> list[object]:
        return []

    def _process_events(self, _events: list[object]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps that would have to be woken."""


def run_without_files(work: Coroutine[Any, Any, Any], *, debug: bool | None = None) -> Any:  # noqa: ARG001 - as `asyncio.run`
    """As `asyncio.run`, for work that only computes."""
    loop = _LoopWithoutFiles()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
