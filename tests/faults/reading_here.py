"""Packs read in the process that asks, for harnesses whose workers live too short for a confined process of their own to start.

What they look for is when a pack is kept and answered, not what its reading costs (`costly_packs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from unittest import mock

from prevent_desktop.confined import frames
from prevent_desktop.confined.serving import Conversation
from prevent_desktop.packs.reader import asking, child
from prevent_desktop.packs.reader.questions import Asked, Question


class _Here(Conversation):
    """A conversation with nobody else."""

    def __init__(self, question: bytes, file: BinaryIO) -> None:
        super().__init__(question, file)
        self.said: list[tuple[bytes, bytes]] = []

    def piece(self, data: bytes) -> None:
        self.said.append((frames.PIECE, data))

    def item(self, value: object) -> None:
        self.said.append((frames.ITEM, frames.to_json(value)))


def _frames(
    question: Question, file: BinaryIO, _memory: int, _stopping: object = None
) -> Iterator[tuple[bytes, bytes]]:
    file.seek(0)
    here = _Here(frames.to_json(Asked(question=question, language="")), file)
    try:
        answer = child._work(here)
    except Exception as error:  # noqa: BLE001 - as the confined process does
        yield frames.ERROR, frames.to_json(child._told(error))
        return
    yield from here.said
    yield frames.ANSWER, frames.to_json(answer)


@contextmanager
def reading_here() -> Iterator[None]:
    """While this lasts, in this process and those that are forked from it."""
    with mock.patch.object(asking, "_frames", _frames), mock.patch.object(asking.PROCESSES, "make_ready"):
        yield
