"""The payload of an age file: chunks of 64 KiB, each with its own tag, the last one marked (C2SP age, "Payload").

Chunks are worked on in blocks of a few, in buffers that are used again, so memory stays the same for any size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prevent_desktop.errors import SealBrokenError
from prevent_desktop.translation import _

NONCE_SIZE = 16
CHUNK_SIZE = 64 * 1024
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
_CHUNKS_A_BLOCK = 8  # half a MiB: fewer calls, and the buffers still fit a processor's cache
_CHUNKS_ALONE = 64  # 4 MiB: opened before a thread has begun
_THREADS = 2
_AHEAD = 3

_Opened = Callable[[int, memoryview, memoryview], memoryview]
"""Opens the block whose first chunk has this number, into a buffer; what is filled of that."""


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The cipher for the chunks; `nonce` is the 16 bytes that stand before them."""
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=nonce, info=b"payload").derive(file_key))


def sealed_blocks(cipher: ChaCha20Poly1305, plain: BinaryIO) -> Iterator[memoryview]:
    """Seals all that is left of `plain`, and yields it block by block; each is overwritten by the next one."""
    buffer = _sealed_buffer()
    counter = 0
    for block, is_last in _blocks(plain):
        size = 0
        starts = range(0, len(block), CHUNK_SIZE) or range(1)
        for start in starts:
            chunk = block[start : start + CHUNK_SIZE]
            nonce = chunk_nonce(counter, is_last=is_last and start == starts[-1])
            size += cipher.encrypt_into(nonce, chunk, None, buffer[size : size + len(chunk) + TAG_SIZE])
            counter += 1
        yield buffer[:size]


def opened_blocks(cipher: ChaCha20Poly1305, untrusted_sealed: BinaryIO, size: int) -> Iterator[memoryview]:
    """Verifies and yields the plain bytes of a payload of `size` bytes, block by block.

    A block is yielded only when each of its chunks has verified, and is overwritten by the next one. Raises
    SealBrokenError at the first chunk that was changed, moved, or is missing; blocks before it are genuine, but
    only the end of the iteration says that nothing was cut off.
    """
    chunks = chunk_count(size)
    opened = partial(_open_block, cipher, chunks)
    if chunks <= _CHUNKS_ALONE:
        at_once = min(chunks, _CHUNKS_A_BLOCK)  # half a MiB costs more than opening a note
        sealed_buffer, buffer = _sealed_buffer(at_once), _buffer(at_once)
        for first in range(0, chunks, _CHUNKS_A_BLOCK):
            yield opened(first, _filled(sealed_buffer, untrusted_sealed), buffer)
    else:
        yield from _by_threads(opened, untrusted_sealed, chunks)


def _by_threads(opened: _Opened, untrusted_sealed: BinaryIO, chunks: int) -> Iterator[memoryview]:
    """The blocks in their order, while threads open those that follow: the cipher lets go of the interpreter's lock.

    One thread alone reads, beside the caller's, who has the plain blocks to write. At most `_AHEAD` blocks are under way,
    each with buffers that no other uses.
    """
    from concurrent.futures import Future, ThreadPoolExecutor  # not at the start of the program

    sealed_buffers = [_sealed_buffer() for _number in range(_AHEAD)]
    buffers = [_buffer() for _number in range(_AHEAD + 1)]  # one more is with the caller
    under_way: deque[Future[Future[memoryview]]] = deque()
    reading = ThreadPoolExecutor(1, thread_name_prefix="opening: reads")
    opening = ThreadPoolExecutor(_THREADS, thread_name_prefix="opening")

    def read(number: int, first: int) -> Future[memoryview]:
        block = _filled(sealed_buffers[number % len(sealed_buffers)], untrusted_sealed)
        return opening.submit(opened, first, block, buffers[number % len(buffers)])

    try:
        for number, first in enumerate(range(0, chunks, _CHUNKS_A_BLOCK)):
            if len(under_way) == _AHEAD:
                yield under_way.popleft().result().result()
            under_way.append(reading.submit(read, number, first))
        while under_way:
            yield under_way.popleft().result().result()
    finally:
        reading.shutdown(cancel_futures=True)
        opening.shutdown(cancel_futures=True)


def _buffer(chunks: int = _CHUNKS_A_BLOCK) -> memoryview:
    return memoryview(bytearray(chunks * CHUNK_SIZE))


def _sealed_buffer(chunks: int = _CHUNKS_A_BLOCK) -> memoryview:
    return memoryview(bytearray(chunks * SEALED_CHUNK_SIZE))


def _filled(buffer: memoryview, source: BinaryIO) -> memoryview:
    """`buffer` with what comes next in `source`, or its beginning where that ends; also where it gives little at a time."""
    filled = 0
    while filled < len(buffer) and (more := source.readinto(buffer[filled:])):  # type: ignore[attr-defined]  # each has it
        filled += more
    return buffer[:filled]


def _open_block(
    cipher: ChaCha20Poly1305, chunks: int, first: int, block: memoryview, buffer: memoryview
) -> memoryview:
    """What the chunks of one block hold, the first of them number `first`: in `buffer`, once each has verified."""
    filled = 0
    for counter in range(first, min(first + _CHUNKS_A_BLOCK, chunks)):
        start = (counter - first) * SEALED_CHUNK_SIZE
        chunk = block[start : start + SEALED_CHUNK_SIZE]
        filled += open_chunk(
            cipher, chunk_nonce(counter, is_last=counter == chunks - 1), chunk, buffer[filled:]
        )
    return buffer[:filled]


def read_all(source: BinaryIO, size: int) -> bytes:
    """`size` bytes, or fewer only at the end of `source`, also where it gives them in small pieces."""
    data = source.read(size)
    while 0 < len(data) < size:
        more = source.read(size - len(data))
        if not more:
            break
        data += more
    return data


def write_all(target: BinaryIO, data: bytes | memoryview) -> None:
    """Writes all of `data`, also where `target` takes it in small pieces."""
    rest = memoryview(data)
    while rest:
        rest = rest[target.write(rest) :]


def _blocks(plain: BinaryIO) -> Iterator[tuple[memoryview, bool]]:
    """The blocks of `plain` and whether each is the last; one empty block where `plain` is empty."""
    block = read_all(plain, _CHUNKS_A_BLOCK * CHUNK_SIZE)
    while following := read_all(plain, _CHUNKS_A_BLOCK * CHUNK_SIZE):
        yield memoryview(block), False
        block = following
    yield memoryview(block), True


def chunk_count(size: int) -> int:
    """How many chunks a payload of `size` bytes has; only the first may be empty."""
    whole, rest = divmod(size, SEALED_CHUNK_SIZE)
    if rest > TAG_SIZE or (rest == TAG_SIZE and whole == 0):
        return whole + 1
    if rest or not whole:
        raise broken()
    return whole


def open_chunk(cipher: ChaCha20Poly1305, nonce: bytes, chunk: memoryview, buffer: memoryview) -> int:
    """Verifies one chunk and puts its plain bytes into `buffer`; tells how many. Raises SealBrokenError."""
    if len(chunk) < TAG_SIZE:
        raise broken()
    try:
        return cipher.decrypt_into(nonce, chunk, None, buffer[: len(chunk) - TAG_SIZE])
    except InvalidTag as wrong_tag:
        raise broken() from wrong_tag


def chunk_nonce(counter: int, *, is_last: bool) -> bytes:
    """The nonce of the chunk with this number."""
    return counter.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def broken() -> SealBrokenError:
    """The error for what does not verify."""
    return SealBrokenError(
        _("This sealed file is damaged or was changed"),
        _(
            "Its content is not as it was sealed, so it was not opened. It may have been changed, or cut off on the way."
        ),
        _("Do not use this file. Tell the sender, and ask for it again."),
    )
