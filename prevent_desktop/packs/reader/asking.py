"""Asks the confined process, and takes its answers for no more than what was asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, TypeVar

from prevent_desktop.confined import frames
from prevent_desktop.confined.asking import (
    MOST_MEMORY,
    CannotStartError,
    ConfinedProcesses,
    EndedFromOutsideError,
    LimitBrokenError,
    Stopping,
)
from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import (
    PackContentError,
    PackLockedError,
    PackVerificationError,
    PreventDesktopError,
    ReaderEndedError,
    ReaderMissingError,
)
from prevent_desktop.packs.reader import READER_PROCESS
from prevent_desktop.packs.reader.questions import Asked, File, Question, Refusal
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.translation import _, chosen_language

Answer = TypeVar("Answer")

_LONGEST_WORDS = 2_000


PROCESSES = ConfinedProcesses(partial(own_command, READER_PROCESS))
"""Shared by the whole program, because each takes a second to load its libraries; nothing is remembered from file to file."""


def ask(
    kind: type[Answer] | Any, question: Question, file: BinaryIO, stopping: Stopping | None = None
) -> Any:
    """The answer to `question` about `file`, of `kind`. Raises as `ask_with_bytes`."""
    return ask_with_bytes(kind, question, file, most_bytes=0, stopping=stopping)[0]


def ask_with_bytes(
    kind: Any,
    question: Question,
    file: BinaryIO,
    *,
    most_bytes: int,
    memory: int = MOST_MEMORY,
    stopping: Stopping | None = None,
) -> tuple[Any, bytes]:
    """The answer and the bytes that come with it, at most so many.

    Raises PackError in the words of the confined process, PackVerificationError where the file cost more than it may, and
    ReaderEndedError where the process ended for another reason, or does not start.
    """
    pieces: list[bytes] = []
    left = most_bytes
    frame, content = b"", b""
    for frame, content in _frames(question, file, memory, stopping):
        if frame == frames.PIECE:
            left -= len(content)
            if left < 0:
                raise refused(Verdict.UNREADABLE)
            pieces.append(content)
    if frame != frames.ANSWER:
        raise _refusal(frame, content)
    return _read(kind, content), b"".join(pieces)


def ask_for_files(question: Question, file: BinaryIO) -> Iterator[tuple[File, Iterable[bytes]]]:
    """Each file inside, with its bytes where they come over the pipe: read those before you ask for the next."""
    answer = _frames(question, file, MOST_MEMORY)
    frame, content = next(answer)
    while frame == frames.ITEM:
        following = _Following(answer)
        yield _read(File, content), following
        frame, content = following.after()
    for _rest in answer:
        pass
    if frame != frames.ANSWER:
        raise _refusal(frame, content)


class _Following:
    """The pieces up to the next frame of another kind."""

    def __init__(self, answer: Iterator[tuple[bytes, bytes]]) -> None:
        self._answer = answer
        self._next: tuple[bytes, bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        while self._next is None:
            frame, content = next(self._answer)
            if frame == frames.PIECE:
                yield content
            else:
                self._next = frame, content

    def after(self) -> tuple[bytes, bytes]:
        """What follows; pieces that nobody read are passed over."""
        for _piece in self:
            pass
        if self._next is None:
            raise refused(Verdict.UNREADABLE)
        return self._next


def make_ready() -> None:
    """Wait until the confined process can be asked, so that what is noted of a file begins with the file. ReaderMissingError."""
    try:
        PROCESSES.make_ready()
    except CannotStartError as error:
        raise _missing() from error


def _frames(
    question: Question, file: BinaryIO, memory: int, stopping: Stopping | None = None
) -> Iterator[tuple[bytes, bytes]]:
    asked = Asked(question=question, language=chosen_language() or "")
    try:
        yield from PROCESSES.ask(asked, file, memory=memory, stopping=stopping)
    except LimitBrokenError as error:
        raise refused(Verdict.TOO_COSTLY) from error
    except EndedFromOutsideError as error:
        raise ReaderEndedError(
            _("The pack was not read"),
            _("The part of this program that reads packs was ended from outside, or got no time to work."),
            _("Try it again. If it happens again, do not rely on the pack, and tell your IT support."),
        ) from error
    except CannotStartError as error:
        raise _missing() from error


def _missing() -> ReaderMissingError:
    return ReaderMissingError(
        _("The pack was not read"),
        _("The part of this program that reads packs does not start."),
        _("Start the program again. If it happens again, install it again, or ask your IT support."),
    )


def _read(kind: Any, untrusted: bytes) -> Any:
    try:
        return frames.from_json(kind, untrusted)
    except ValueError as error:
        raise refused(Verdict.UNREADABLE) from error


def _refusal(frame: bytes, content: bytes) -> PreventDesktopError:
    told: Refusal | None = _read(Refusal, content) if frame == frames.ERROR else None
    if told is None or math.fsum(map(len, (told.title, told.what_happened, told.next_step))) > _LONGEST_WORDS:
        return refused(Verdict.UNREADABLE)
    words = (told.title, told.what_happened, told.next_step)
    if told.kind == PackLockedError.__name__:
        return PackLockedError(*words)
    if told.kind == PackContentError.__name__:
        return PackContentError(*words)
    return PackVerificationError(*words, verdict=told.verdict)
