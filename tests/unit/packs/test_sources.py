"""A document in pieces reads, and grows, as one in memory does."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.packs.sources import BytesSource, Growing, Pieces

_PIECES = st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=6)
_STEPS = st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 400), st.binary(max_size=50)), max_size=10)


def _pieces(drawn: list[tuple[bytes, bool]]) -> Pieces:
    return Pieces(tuple(BytesSource(data) if elsewhere else data for data, elsewhere in drawn))


@settings(max_examples=80)
@given(_PIECES, _STEPS)
def test_pieces_read_and_grow_as_one_file_in_memory_does(
    drawn: list[tuple[bytes, bool]], steps: list[tuple[int, int, bytes]]
) -> None:
    pieces = _pieces(drawn)
    like = io.BytesIO(pieces.read())
    growing = Growing(pieces)
    for place, size, added in steps:
        for file in (like, growing.file):
            file.seek(place)
        assert growing.file.read(size) == like.read(size)
        for file in (like, growing.file):
            file.seek(0, os.SEEK_END)
            file.write(added)
    grown = growing.pieces()
    assert grown.read() == like.getvalue()
    with grown.open() as file:
        assert file.read() == like.getvalue()
    assert grown.size == len(like.getvalue())


def test_what_was_added_can_be_written_over_and_the_pieces_cannot() -> None:
    growing = Growing(Pieces((b"abc", BytesSource(b"def"))))
    growing.file.seek(6)
    growing.file.write(b"0000")
    growing.file.seek(7)
    growing.file.write(b"xy")
    assert growing.pieces().read() == b"abcdef0xy0"
    growing.file.seek(2)
    growing.file.write(b"!")
    with pytest.raises(io.UnsupportedOperation):
        growing.pieces()
    with pytest.raises(
        io.UnsupportedOperation
    ):  # else it tries once more when it goes, where nobody can catch it
        growing.file.close()


def test_a_source_that_has_become_shorter_is_noticed() -> None:
    class Shorter(BytesSource):
        @property
        def size(self) -> int:
            return len(self.data) + 1

    with Pieces((Shorter(b"abc"),)).open() as file, pytest.raises(EOFError):
        file.read()
