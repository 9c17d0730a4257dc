from __future__ import annotations

import errno
import io
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import NotForUsError, SealBrokenError, SealFormatError, SealingError
from prevent_desktop.sealing import (
    Identity,
    generate_identity,
    open_bytes,
    open_sealed,
    parse_identity,
    payload,
    seal,
    seal_bytes,
)
from prevent_desktop.sealing.payload import CHUNK_SIZE
from tests.patience import PATIENCE

_VECTORS = Path(__file__).parent / "vectors"
_HYBRID = generate_identity()
_CLASSIC = generate_identity(hybrid=False)
_EDGES = [
    0,
    1,
    CHUNK_SIZE - 1,
    CHUNK_SIZE,
    CHUNK_SIZE + 1,
    8 * CHUNK_SIZE,
    8 * CHUNK_SIZE + 1,
    17 * CHUNK_SIZE,
]
_TAG_SIZE = 16


@pytest.fixture(params=["alone", "by threads"])
def _opening(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are opened by the caller alone, large ones with the help of threads: what holds for one holds for the other."""
    monkeypatch.setattr(payload, "_CHUNKS_ALONE", 0 if request.param == "by threads" else 1_000)


_HOWEVER_OPENED = pytest.mark.usefixtures("_opening")


class _Sparing(io.BytesIO):
    """A stream that gives and takes a few bytes at a time, as a pipe or a raw file may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 10_007) if size is not None and size > 0 else size)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what we hand to it
        return super().readinto(buffer[:10_007])

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # what we hand to it
        return super().write(memoryview(data)[:9_001])


class _FullDisk(io.BytesIO):
    """Takes 100,000 bytes."""

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # what we hand to it
        if self.tell() + len(data) > 100_000:
            raise OSError(errno.ENOSPC, "no room")
        return super().write(data)


class _Zeros(io.RawIOBase):
    """`size` bytes that take no memory."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        given = bytes(min(size, self._left))
        self._left -= len(given)
        return given


class _ChangingSource(io.BytesIO):
    """A file that somebody else changes, or cuts to `cut_to` bytes, after its first reading."""

    readings = 0

    def __init__(self, content: bytes, cut_to: int | None) -> None:
        super().__init__(content)
        self._cut_to = cut_to

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.readings += whence == io.SEEK_SET
        if self.readings == 2:
            self._change()
        return super().seek(offset, whence)

    def _change(self) -> None:
        if self._cut_to is None:
            self.getbuffer()[-1] ^= 1
        else:
            self.truncate(self._cut_to)


@_HOWEVER_OPENED
@pytest.mark.parametrize("identity", [_HYBRID, _CLASSIC], ids=["hybrid", "classic"])
@pytest.mark.parametrize("size", _EDGES)
def test_what_is_sealed_opens_to_the_same(identity: Identity, size: int) -> None:
    plain = bytes(range(251)) * (size // 251 + 1)
    sealed = seal_bytes(plain[:size], [identity.recipient])
    assert open_bytes(sealed, [identity]) == plain[:size]


@pytest.mark.parametrize("size", _EDGES)
def test_sealing_adds_a_header_a_nonce_and_a_tag_for_each_chunk(size: int) -> None:
    header_and_nonce = len(seal_bytes(b"", [_CLASSIC.recipient])) - _TAG_SIZE
    chunks = max(1, -(-size // CHUNK_SIZE))
    assert len(seal_bytes(bytes(size), [_CLASSIC.recipient])) == header_and_nonce + size + chunks * _TAG_SIZE


@settings(max_examples=30)
@given(st.integers(0, 3 * CHUNK_SIZE))
def test_streams_that_give_little_at_a_time_do_not_change_the_result(size: int) -> None:
    plain = b"ab" * (size // 2) + b"c" * (size % 2)
    sealed, opened = _Sparing(), _Sparing()
    seal(_Sparing(plain), sealed, [_HYBRID.recipient])
    sealed.seek(0)
    open_sealed(sealed, opened, [_HYBRID])
    assert opened.getvalue() == plain


def test_sealing_begins_and_opening_begins_where_the_streams_stand() -> None:
    plain, sealed = io.BytesIO(b"beforesecret"), io.BytesIO()
    plain.seek(6)
    sealed.write(b"label")
    seal(plain, sealed, [_HYBRID.recipient])
    sealed.seek(5)
    opened = io.BytesIO()
    open_sealed(sealed, opened, [_HYBRID])
    assert opened.getvalue() == b"secret"


def test_the_same_content_never_seals_to_the_same_bytes() -> None:
    first, second = (seal_bytes(b"secret", [_HYBRID.recipient]) for _time in range(2))
    assert first != second
    assert b"secret" not in first


@pytest.mark.parametrize("hybrid", [True, False])
def test_each_recipient_opens_the_file_and_nobody_else(hybrid: bool) -> None:
    recipients = [generate_identity(hybrid=hybrid) for _person in range(3)]
    sealed = seal_bytes(b"secret", [identity.recipient for identity in recipients])
    for identity in recipients:
        assert open_bytes(sealed, [identity]) == b"secret"
    with pytest.raises(NotForUsError):
        open_bytes(sealed, [generate_identity(), _CLASSIC])
    with pytest.raises(NotForUsError):
        open_bytes(sealed, [])


def test_hybrid_and_classic_recipients_are_never_mixed_and_nothing_is_written() -> None:
    for recipients in ([_HYBRID.recipient, _CLASSIC.recipient], [_CLASSIC.recipient, _HYBRID.recipient]):
        sealed = io.BytesIO()
        with pytest.raises(SealingError, match="cannot share"):
            seal(io.BytesIO(b"secret"), sealed, recipients)
        assert sealed.getvalue() == b""


def test_nothing_is_sealed_for_nobody() -> None:
    with pytest.raises(SealingError, match="nobody"):
        seal_bytes(b"secret", [])


@_HOWEVER_OPENED
@pytest.mark.parametrize("cut", [1, _TAG_SIZE, CHUNK_SIZE, CHUNK_SIZE + _TAG_SIZE])
def test_a_file_that_was_cut_off_releases_nothing(cut: int) -> None:
    sealed = seal_bytes(bytes(20 * CHUNK_SIZE), [_HYBRID.recipient])
    opened = io.BytesIO()
    with pytest.raises(SealBrokenError):
        open_sealed(io.BytesIO(sealed[:-cut]), opened, [_HYBRID])
    assert opened.getvalue() == b""


@_HOWEVER_OPENED
def test_a_fault_in_the_last_byte_of_many_blocks_releases_nothing() -> None:
    sealed = bytearray(seal_bytes(bytes(20 * CHUNK_SIZE), [_CLASSIC.recipient]))
    sealed[-1] ^= 1
    opened = io.BytesIO()
    with pytest.raises(SealBrokenError):
        open_sealed(io.BytesIO(sealed), opened, [_CLASSIC])
    assert opened.getvalue() == b""


@_HOWEVER_OPENED
@pytest.mark.parametrize("cut_to", [None, 0, 18 * CHUNK_SIZE, 20 * CHUNK_SIZE])
def test_a_file_that_changes_between_the_passes_releases_only_what_is_genuine(cut_to: int | None) -> None:
    plain = bytes(20 * CHUNK_SIZE)
    source, opened = _ChangingSource(seal_bytes(plain, [_HYBRID.recipient]), cut_to), io.BytesIO()
    with pytest.raises(SealBrokenError):
        open_sealed(source, opened, [_HYBRID])
    assert source.readings == 2
    assert plain.startswith(opened.getvalue())
    assert len(opened.getvalue()) == (0 if cut_to == 0 else 16 * CHUNK_SIZE)


def test_what_the_disk_says_reaches_the_caller() -> None:
    with pytest.raises(OSError, match="no room"):
        seal(io.BytesIO(bytes(200_000)), _FullDisk(), [_HYBRID.recipient])
    with pytest.raises(OSError, match="no room"):
        open_sealed(io.BytesIO(seal_bytes(bytes(200_000), [_HYBRID.recipient])), _FullDisk(), [_HYBRID])


@pytest.mark.parametrize("megabytes", [4, 64])
def test_memory_stays_the_same_for_any_size(megabytes: int, tmp_path: Path) -> None:
    path = tmp_path / "sealed"
    tracemalloc.start()
    try:
        with path.open("wb") as sealed:
            seal(_Zeros(megabytes << 20), sealed, [_HYBRID.recipient])  # type: ignore[arg-type]  # a reader is enough
        with path.open("rb") as sealed, (tmp_path / "opened").open("wb") as opened:
            open_sealed(sealed, opened, [_HYBRID])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (tmp_path / "opened").stat().st_size == megabytes << 20
    assert peak < 5 << 20


class _NotForTwo(io.BytesIO):
    """Says so where a second reader comes while one reads."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._reading = threading.Lock()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what we hand to it
        assert self._reading.acquire(blocking=False)
        time.sleep(0)  # whoever else would read may begin
        given = super().readinto(buffer)
        self._reading.release()
        return given


def test_one_thread_alone_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "_CHUNKS_ALONE", 0)
    plain, opened = bytes(40 * CHUNK_SIZE), io.BytesIO()
    open_sealed(_NotForTwo(seal_bytes(plain, [_CLASSIC.recipient])), opened, [_CLASSIC])
    assert opened.getvalue() == plain


class _Counted:
    """A cipher that tells how many chunks were opened."""

    def __init__(self, cipher: ChaCha20Poly1305) -> None:
        self._cipher, self._opened = cipher, threading.Semaphore(0)

    def decrypt_into(self, nonce: bytes, sealed: memoryview, more: None, buffer: memoryview) -> int:
        try:
            return self._cipher.decrypt_into(nonce, sealed, more, buffer)
        finally:
            self._opened.release()

    def wait_for(self, chunks: int) -> None:
        for _chunk in range(chunks):
            assert self._opened.acquire(timeout=PATIENCE)


def test_a_block_is_its_callers_until_the_next_one_is_asked_for_whatever_the_threads_have_opened() -> None:
    cipher = ChaCha20Poly1305(bytes(32))
    blocks = [bytes([number]) * (8 * CHUNK_SIZE) for number in range(9)]
    sealed = b"".join(map(bytes, payload.sealed_blocks(cipher, io.BytesIO(b"".join(blocks)))))
    counted = _Counted(cipher)
    opened = payload.opened_blocks(counted, io.BytesIO(sealed), len(sealed))  # type: ignore[arg-type]  # it counts
    begun = 0
    for number, block in enumerate(opened):
        under_way = min(number + 3, len(blocks))  # this one and the two after it
        counted.wait_for(8 * (under_way - begun))
        begun = under_way
        assert bytes(block) == blocks[number]


def test_each_fault_is_found_wherever_it_is_and_no_thread_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "_CHUNKS_ALONE", 0)
    before = set(threading.enumerate())
    sealed = seal_bytes(bytes(40 * CHUNK_SIZE), [_CLASSIC.recipient])
    for fault in range(len(sealed) - 1, len(sealed) - 40 * CHUNK_SIZE, -3 * CHUNK_SIZE):
        broken, opened = bytearray(sealed), io.BytesIO()
        broken[fault] ^= 1
        with pytest.raises(SealBrokenError):
            open_sealed(io.BytesIO(broken), opened, [_CLASSIC])
        assert opened.getvalue() == b""
    with pytest.raises(OSError, match="no room"):
        open_sealed(io.BytesIO(sealed), _FullDisk(), [_CLASSIC])
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("name", ["hybrid-1", "classic-1", "hybrid-three-recipients-1"])
def test_a_file_that_this_program_once_sealed_opens_for_ever(name: str) -> None:
    identity = parse_identity((_VECTORS / f"{name}.key").read_text("ascii"))
    plain = open_bytes((_VECTORS / f"{name}.age").read_bytes(), [identity])
    assert plain == f"Sealed once, to be opened for ever: {name}".encode()


@pytest.mark.parametrize("piece", [1, 3, 9])
def test_as_much_is_read_as_was_asked_for_and_no_more(piece: int) -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, piece))

    source = Trickle(b"abcdefgh")
    assert [payload.read_all(source, 4) for _time in range(3)] == [b"abcd", b"efgh", b""]


@pytest.mark.parametrize(
    ("size", "chunks"),
    [(16, 1), (17, 1), (CHUNK_SIZE + 16, 1), (CHUNK_SIZE + 33, 2), (2 * (CHUNK_SIZE + 16), 2), (0, None), (15, None), (CHUNK_SIZE + 17, None), (CHUNK_SIZE + 32, None)],
)  # fmt: skip
def test_only_the_first_chunk_may_be_empty(size: int, chunks: int | None) -> None:
    if chunks is None:
        with pytest.raises(SealBrokenError):
            payload.chunk_count(size)
    else:
        assert payload.chunk_count(size) == chunks


@given(st.binary(max_size=300))
def test_bytes_that_are_no_sealed_file_are_refused(noise: bytes) -> None:
    for content in (noise, b"age-encryption.org/v1\n" + noise, b"age-encryption.org/v1\n-> X25519 " + noise):
        with pytest.raises(SealFormatError):
            open_bytes(content, [_HYBRID, _CLASSIC])
