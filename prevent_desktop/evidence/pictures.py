"""Asks the picture process: what a file says of itself, to show it, or to copy it with nothing hidden in it."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from typing import IO, Any, BinaryIO, Self

from prevent_desktop.confined.spawn import Child, least_environment, own_command, start_asked
from prevent_desktop.errors import EvidenceError
from prevent_desktop.evidence import PICTURE_PROCESS
from prevent_desktop.evidence.answers import (
    LARGEST_PICTURE,
    LARGEST_SHOWN,
    MOST_DRAWN,
    MOST_SHOWN,
    Answer,
    DrawnPicture,
    Picture,
    PictureFailure,
    checked_picture,
    checked_pixels,
    read_facts,
)
from prevent_desktop.evidence.words import no_picture

SHOWN_SIDE = 1600
"""Pixels of the longer side on a page: about 200 in each inch of its width."""

_SECONDS = 30.0
_LONGEST_LINE = 16_384
_PIECE = 1 << 20


class PictureProcess:
    """One process that decodes one picture after the other. Use it in a ``with``, on one thread; `stop` from any.

    A picture that makes it crash or hang costs that process: the next question starts another.
    """

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._child: Child | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end()

    def stop(self) -> None:
        """End it now: what is being asked fails."""
        self._stopped = True
        if (child := self._child) is not None:
            child.kill()

    def look(self, untrusted: BinaryIO, size: int) -> Answer:
        """What the picture says of itself, without decoding it. Raises EvidenceError, as `show`."""
        told, _made = self._ask({"do": "look", "size": size}, untrusted, 0)
        try:
            return read_facts(told, ())
        except (ValueError, TypeError, KeyError) as error:
            raise no_picture(PictureFailure.CRASHED) from error

    def show(self, untrusted: BinaryIO, size: int, *, side: int = SHOWN_SIDE) -> Answer:
        """The picture, or the pages of a scan, as JPEG for pages. Raises EvidenceError, with the reason in words."""
        question = {"do": "show", "size": size, "side": side, "most": MOST_SHOWN}
        told, made = self._ask(question, untrusted, LARGEST_SHOWN)
        try:
            return read_facts(told, tuple(checked_picture(each, side) for each in made))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise no_picture(PictureFailure.CRASHED) from error

    def draw(self, untrusted: BinaryIO, size: int, *, page: int, width: int) -> DrawnPicture:
        """Page `page` (from 0) as bare pixels, `width` wide or smaller; nothing here decodes it. Raises EvidenceError, as `show`."""
        question = {"do": "draw", "size": size, "page": page, "width": width}
        told, made = self._ask(question, untrusted, MOST_DRAWN * 3)
        try:
            (pixels,) = made
            return checked_pixels(told, pixels)
        except (ValueError, TypeError, KeyError) as error:
            raise no_picture(PictureFailure.CRASHED) from error

    def strip(self, untrusted: BinaryIO, size: int) -> Answer:
        """A copy with nothing but what is seen, in `pictures`: PNG or JPEG. Raises EvidenceError, as `show`."""
        told, made = self._ask({"do": "strip", "size": size}, untrusted, LARGEST_PICTURE * 2)
        try:
            (data,), (facts,) = made, told["pictures"]
            if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
                raise no_picture(PictureFailure.CRASHED)
            copy = Picture(data=data, width=int(facts["width"]), height=int(facts["height"]))
            return read_facts(told, (copy,))
        except (ValueError, TypeError, KeyError) as error:
            raise no_picture(PictureFailure.CRASHED) from error

    def _ask(
        self, question: dict[str, Any], untrusted: BinaryIO, largest: int
    ) -> tuple[dict[str, Any], list[bytes]]:
        if question["size"] > LARGEST_PICTURE:
            raise no_picture(PictureFailure.TOO_LARGE)
        child, slow = self._started(), threading.Event()

        def end() -> None:
            slow.set()
            child.kill()

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            _put(child, question, untrusted)
            return _answer(child, largest)
        except EvidenceError:
            raise
        except (OSError, ValueError, TypeError, KeyError) as error:
            self._end()
            raise no_picture(PictureFailure.SLOW if slow.is_set() else PictureFailure.CRASHED) from error
        finally:
            timer.cancel()

    def _started(self) -> Child:
        if self._child is None and not self._stopped:
            self._child = start_asked(own_command(PICTURE_PROCESS), least_environment())
        if self._child is None:
            raise no_picture(PictureFailure.CRASHED)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with suppress(OSError):  # what it did not read any more
                child.__exit__(None, None, None)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("the process has no pipe")
    return pipe


def _put(child: Child, question: dict[str, Any], untrusted: BinaryIO) -> None:
    to_child = _pipe(child.stdin)
    to_child.write(json.dumps(question).encode() + b"\n")
    left = int(question["size"])
    while left and (piece := untrusted.read(min(left, _PIECE))):
        to_child.write(piece)
        left -= len(piece)
    if left:
        raise ValueError("a file has fewer bytes than was said")
    to_child.flush()


def _answer(child: Child, largest: int) -> tuple[dict[str, Any], list[bytes]]:
    from_child = _pipe(child.stdout)
    told = json.loads(from_child.readline(_LONGEST_LINE))
    if "error" in told:
        raise no_picture(PictureFailure(told["error"]))
    sizes = [int(each["size"]) for each in told["pictures"]]
    if len(sizes) > MOST_SHOWN or any(not 0 < size <= largest for size in sizes):
        raise ValueError("more than was asked for")
    made = [from_child.read(size) for size in sizes]
    if [len(each) for each in made] != sizes:
        raise ValueError("less than was said")
    return told, made
