"""A sealed file read from any place gives what was sealed, and nothing that does not verify."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import SealBrokenError
from prevent_desktop.sealing import generate_identity, seal_bytes, sealed_reader
from prevent_desktop.sealing.payload import CHUNK_SIZE, TAG_SIZE

_IDENTITY = generate_identity()
_PLAIN = (bytes(range(251)) * (11 * CHUNK_SIZE // 251 + 1))[
    : 11 * CHUNK_SIZE
] + b"the end"  # no two chunks alike
_SEALED = seal_bytes(_PLAIN, [_IDENTITY.recipient])
_PAYLOAD = len(_SEALED) - len(_PLAIN) - 12 * TAG_SIZE


def _open(sealed: bytes) -> io.BufferedReader:
    return io.BufferedReader(sealed_reader(io.BytesIO(sealed), [_IDENTITY]), 1000)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(_PLAIN) + 9), st.integers(0, 9 * CHUNK_SIZE)), max_size=8))
def test_any_reads_in_any_order_give_what_was_sealed(reads: list[tuple[int, int]]) -> None:
    with sealed_reader(io.BytesIO(_SEALED), [_IDENTITY]) as plain:
        for place, size in reads:
            plain.seek(place)
            given = plain.read(size)
            assert given == _PLAIN[place : place + len(given)]
            assert given or not size or place >= len(_PLAIN)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"x",
        bytes(CHUNK_SIZE),
        bytes(CHUNK_SIZE) + b"x",
        bytes(8 * CHUNK_SIZE),
        bytes(8 * CHUNK_SIZE + 1),
    ],
)
def test_all_sizes_are_read_whole(plain: bytes) -> None:
    with _open(seal_bytes(plain, [_IDENTITY.recipient])) as reader:
        assert reader.read() == plain


def test_a_changed_chunk_is_not_given_and_the_others_are() -> None:
    changed = bytearray(_SEALED)
    changed[_PAYLOAD + 3 * (CHUNK_SIZE + TAG_SIZE) + 5] ^= 1
    with _open(bytes(changed)) as reader:
        assert reader.read(3 * CHUNK_SIZE) == _PLAIN[: 3 * CHUNK_SIZE]
        reader.seek(4 * CHUNK_SIZE)
        assert reader.read(10) == _PLAIN[4 * CHUNK_SIZE : 4 * CHUNK_SIZE + 10]
        reader.seek(3 * CHUNK_SIZE + 100)
        with pytest.raises(SealBrokenError):
            reader.read(1)
        for place in (CHUNK_SIZE + 7, 3 * CHUNK_SIZE - 20):  # what was held before is not given for it
            reader.seek(place)
            assert reader.read(10) == _PLAIN[place : place + 10]


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_the_end_can_be_read_first(chunks: int) -> None:
    plain = _PLAIN[: chunks * CHUNK_SIZE]
    with sealed_reader(io.BytesIO(seal_bytes(plain, [_IDENTITY.recipient])), [_IDENTITY]) as reader:
        reader.seek(-3, io.SEEK_END)
        assert reader.read(3) == plain[-3:]


@pytest.mark.parametrize("first", [0, 2, 9])
def test_as_many_whole_chunks_as_fit_are_given_at_once(first: int) -> None:
    room = bytearray(5 * CHUNK_SIZE + 10)
    with sealed_reader(io.BytesIO(_SEALED), [_IDENTITY]) as plain:
        plain.seek(first * CHUNK_SIZE)
        given = plain.readinto(room)
    assert given == min(5, 11 - first) * CHUNK_SIZE
    assert room[:given] == _PLAIN[first * CHUNK_SIZE :][:given]


def test_it_closes_what_it_reads_from_and_goes_nowhere_before_the_beginning() -> None:
    sealed = io.BytesIO(_SEALED)
    with sealed_reader(sealed, [_IDENTITY]) as plain:
        assert plain.seek(-7, io.SEEK_END) == len(_PLAIN) - 7
        assert plain.seek(3, io.SEEK_CUR) == len(_PLAIN) - 4
        with pytest.raises(ValueError, match=r"^a place before the beginning$"):
            plain.seek(-1)
    assert sealed.closed


@pytest.mark.parametrize("cut", [1, 7, 7 + TAG_SIZE, CHUNK_SIZE + 7 + 2 * TAG_SIZE])
def test_a_file_that_was_cut_is_noticed_before_anything_is_read(cut: int) -> None:
    with pytest.raises(SealBrokenError):
        _open(_SEALED[:-cut])


def test_chunks_that_changed_places_are_noticed() -> None:
    size = CHUNK_SIZE + TAG_SIZE
    chunks = [_SEALED[_PAYLOAD + at : _PAYLOAD + at + size] for at in range(0, 12 * size, size)]
    chunks[1], chunks[2] = chunks[2], chunks[1]
    with _open(_SEALED[:_PAYLOAD] + b"".join(chunks)) as reader, pytest.raises(SealBrokenError):
        reader.read()
