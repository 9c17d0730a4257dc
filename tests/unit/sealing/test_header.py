from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.errors import SealBrokenError, SealFormatError
from prevent_desktop.sealing.header import LARGEST_HEADER, read_header, write_header
from prevent_desktop.sealing.stanzas import Stanza, decode_base64, encode_base64, shares_for

_FILE_KEY = bytes(range(16))
_ARGUMENTS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=70)
_STANZAS = st.builds(
    Stanza, st.lists(_ARGUMENTS, min_size=1, max_size=4).map(tuple), st.binary(max_size=200)
).filter(lambda stanza: stanza.kind != "scrypt")


@given(st.lists(_STANZAS, min_size=1, max_size=5), st.binary(max_size=50))
def test_a_header_is_read_as_it_was_written_and_the_payload_is_left(
    stanzas: list[Stanza], payload: bytes
) -> None:
    stream = io.BytesIO(write_header(stanzas, _FILE_KEY) + payload)
    header = read_header(stream)
    assert header.stanzas == tuple(stanzas)
    header.verify(_FILE_KEY)
    assert stream.read() == payload


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 96, 97])
def test_the_last_line_of_a_body_is_never_full(size: int) -> None:
    lines = Stanza(("kind",), bytes(size)).to_bytes().split(b"\n")[1:-1]
    assert all(len(line) == 64 for line in lines[:-1])
    assert len(lines[-1]) < 64
    stanza = Stanza(("kind",), bytes(size))
    assert read_header(io.BytesIO(write_header([stanza], _FILE_KEY))).stanzas == (stanza,)


@pytest.mark.parametrize("line", [b"-> kind  x", b"-> kind x ", b"->  kind", b"-> kind\tx"])
def test_arguments_stand_one_blank_apart(line: bytes) -> None:
    whole = write_header([Stanza(("kind", "x"), b"")], _FILE_KEY)
    with pytest.raises(SealFormatError):
        read_header(io.BytesIO(whole.replace(b"-> kind x", line)))


def test_another_file_key_does_not_verify_the_header() -> None:
    header = read_header(io.BytesIO(write_header([Stanza(("kind",), b"")], _FILE_KEY)))
    with pytest.raises(SealBrokenError):
        header.verify(secrets.token_bytes(16))


@pytest.mark.parametrize("last", [b"--- " + b"A" * 42, b"+++ " + b"A" * 43, b"--- " + b"A" * 44])
def test_a_last_line_that_is_no_mac_is_refused(last: bytes) -> None:
    whole = write_header([Stanza(("kind",), b"")], _FILE_KEY)
    with pytest.raises(SealFormatError):
        read_header(io.BytesIO(whole[: whole.rindex(b"--- ")] + last + b"\n"))


def test_a_header_without_a_stanza_is_refused() -> None:
    with pytest.raises(SealFormatError):
        read_header(io.BytesIO(write_header([], _FILE_KEY)))


def test_a_stanza_for_a_passphrase_stands_alone() -> None:
    passphrase = Stanza(("scrypt", encode_base64(bytes(16)), "18"), bytes(32))
    read_header(io.BytesIO(write_header([passphrase], _FILE_KEY)))
    with pytest.raises(SealFormatError):
        read_header(io.BytesIO(write_header([passphrase, Stanza(("kind",), b"")], _FILE_KEY)))


def test_stanzas_of_other_kinds_are_passed_over() -> None:
    ours = Stanza(("kind", encode_base64(b"share")), bytes(32))
    assert (
        shares_for("kind", 5, [Stanza(("other",), b""), ours, Stanza(("kinds", "A", "B"), b""), ours])
        == [(b"share", bytes(32))] * 2
    )


@pytest.mark.parametrize(
    ("arguments", "size"),
    [(("kind",), 32), (("kind", "QQ", "QQ"), 32), (("kind", "QQ"), 31), (("kind", "QUE"), 32)],
)
def test_a_stanza_of_our_kind_that_is_not_well_formed_is_refused(
    arguments: tuple[str, ...], size: int
) -> None:
    with pytest.raises(SealFormatError):
        shares_for("kind", 1, [Stanza(arguments, bytes(size))])


@pytest.mark.parametrize(
    ("start", "title"),
    [
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "text form"),
        (b"age-encryption.org/v2\n-> X25519 A\n", "version"),
        (b"%PDF-1.7\n", "cannot be read"),
        (b"", "cannot be read"),
        (b"age-encryption.org/v1\r\n", "version"),
    ],
)
def test_what_is_not_a_header_is_told_apart_in_words(start: bytes, title: str) -> None:
    with pytest.raises(SealFormatError, match=title):
        read_header(io.BytesIO(start))


class _Endless(io.RawIOBase):
    """A stranger's header that never ends; counts what is read of it."""

    def __init__(self, start: bytes, line: bytes) -> None:
        self._left = start
        self._line = line
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer
        while len(self._left) < len(buffer):
            self._left += self._line * 1000
        size = len(buffer)
        buffer[:], self._left = self._left[:size], self._left[size:]
        self.given += size
        return size


@pytest.mark.parametrize("line", [b"A", b"A" * 64 + b"\n", b"-> kind\n\n"])
def test_a_header_that_never_ends_is_given_up(line: bytes) -> None:
    endless = _Endless(b"age-encryption.org/v1\n-> kind\n", line)
    with pytest.raises(SealFormatError):
        read_header(io.BufferedReader(endless))
    assert endless.given <= LARGEST_HEADER + 2 * io.DEFAULT_BUFFER_SIZE


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = encode_base64(data).encode()
    assert decode_base64(text) == data
    for other in (text + b"=", text + b"\n", text + b"A===", b" " + text):
        with pytest.raises(SealFormatError):
            decode_base64(other)


@pytest.mark.parametrize("wrong", [b"QR", b"QUF", b"Q", b"QQ==", b"Q-_Q", b"Q\xff"])
def test_any_other_base64_is_refused(wrong: bytes) -> None:
    with pytest.raises(SealFormatError):
        decode_base64(wrong)


@pytest.mark.parametrize("last", range(64))
def test_no_last_letter_of_base_64_is_lost(last: int) -> None:
    data = bytes([0, 0, last])
    assert decode_base64(encode_base64(data).encode()) == data
