"""The pages of a vault's database and of its log in clear, decrypted here by SQLCipher's published format, not by it.

SQLCipher 4 (https://www.zetetic.net/sqlcipher/design/): pages of 4096 bytes, AES-256-CBC under the raw key; the last
80 bytes of a page are the IV (16) and the HMAC (64); the first 16 bytes of the file are the salt. The write-ahead
log (https://www.sqlite.org/fileformat.html#walformat): 32 bytes of header, then frames of 24 bytes and one page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE = 4096
_RESERVED = 80
_IV = 16
_SALT = 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def pages_in_clear(database: Path, key: bytes) -> Iterator[bytes]:
    """Every page of the database, then every frame of its log."""
    content = database.read_bytes()
    for start in range(0, len(content), PAGE):
        yield _decrypted(content[start : start + PAGE], key, skip=_SALT if start == 0 else 0)
    log = database.with_name(database.name + "-wal")
    frames = log.read_bytes()[_LOG_HEADER:] if log.exists() else b""
    for start in range(0, len(frames), PAGE + _FRAME_HEADER):
        frame = frames[start : start + PAGE + _FRAME_HEADER]
        first = int.from_bytes(frame[:4]) == 1
        yield _decrypted(frame[_FRAME_HEADER:], key, skip=_SALT if first else 0)


def _decrypted(page: bytes, key: bytes, *, skip: int) -> bytes:
    iv = page[PAGE - _RESERVED : PAGE - _RESERVED + _IV]
    decryptor = Cipher(AES256(key), CBC(iv)).decryptor()
    return decryptor.update(page[skip : PAGE - _RESERVED]) + decryptor.finalize()


def needles(word: str) -> tuple[bytes, ...]:
    """How a word may stand in a file: 8-bit, UTF-16 both ways, base64 at each of its three offsets; in small letters.

    A search index leaves out what a word has in common with the one before it, so the first letters do not count there. In base64
    the first one alone does not, which may be a capital: a few letters in the middle stand by chance in other words, too.
    """
    small = word.casefold()[4:]
    plain = small.encode()
    in_base64 = (base64.b64encode(b"\0" * shift + word.casefold()[1:].encode()) for shift in range(3))
    cut = (code[4 if shift else 0 : -4] for shift, code in enumerate(in_base64))
    return (plain, small.encode("utf-16-le"), small.encode("utf-16-be"), *cut)


def words_in(pages: Iterable[bytes], words: Iterable[str]) -> set[str]:
    """The words that stand on one of the pages, in any of these ways."""
    as_it_is = b"\0\0\0\0".join(pages)
    small = as_it_is.lower()
    ways = {word: needles(word) for word in words}
    found: set[str] = set()
    for text, which in ((small, slice(0, 1)), (small, slice(1, 3)), (as_it_is, slice(3, None))):
        sought = {word: needle[which] for word, needle in ways.items() if word not in found}
        there = _those_in(text, {each for needle in sought.values() for each in needle})
        found |= {word for word, needle in sought.items() if not there.isdisjoint(needle)}
    return found


def _those_in(text: bytes, sought: AbstractSet[bytes]) -> set[bytes]:
    """Which of these stand in `text`. All at once: one after the other, thousands of them take seconds.

    What is sought stands in a stretch of nothing but its own bytes, and begins as one of the pieces of such a stretch.
    """
    if not sought:
        return set()
    length = min(map(len, sought))
    letters = b"".join(b"\\x%02x" % each for each in set(b"".join(sought)))
    stretches = set(re.findall(b"[%b]{%d,}" % (letters, length), text))
    pieces = {one[at : at + length] for one in stretches for at in range(len(one) - length + 1)}
    begun = {each for each in sought if each[:length] in pieces}
    return {each for each in begun if len(each) == length or any(each in one for one in stretches)}
