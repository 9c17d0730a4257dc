"""The words of documents (DOCX, ECMA-376; ODT, ISO/IEC 26300), for the confined process alone: as they run, without their looks."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO
from xml.parsers import expat

from prevent_desktop.tables.questions import LONGEST_TEXT, RefusedError, Trouble

_MOST_BYTES = 200_000_000
"""Of XML. What a part says of its size may be false: that ends here, or at the limits of the process."""
_PIECE = 1 << 16


@dataclass(frozen=True)
class _Format:
    """Whose letters are words, and what stands for a new line, or for what else has no letters, where an element begins or ends."""

    part: str
    words: frozenset[str]
    begins: Mapping[str, str]
    ends: Mapping[str, str]


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_ODT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_FORMATS = (
    _Format(
        "word/document.xml",
        words=frozenset({f"{_WORD}t", f"{_STRICT}t"}),
        begins={f"{space}{name}": sign for space in (_WORD, _STRICT) for name, sign in (("tab", "\t"), ("br", "\n"), ("cr", "\n"))},
        ends={f"{_WORD}p": "\n", f"{_STRICT}p": "\n"},
    ),
    _Format(
        "content.xml",
        words=frozenset({f"{_ODT}p", f"{_ODT}h"}),
        begins={f"{_ODT}s": " ", f"{_ODT}tab": "\t", f"{_ODT}line-break": "\n"},
        ends={f"{_ODT}p": "\n", f"{_ODT}h": "\n"},
    ),
)  # fmt: skip


def words_of_document(file: BinaryIO) -> str | None:
    """Its words, up to the longest text; None where it is no such document. RefusedError where it cannot be read."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = {part.filename: part for part in packed.infolist()}
            kind = next((one for one in _FORMATS if one.part in parts), None)
            if kind is None:
                return None
            if parts[kind.part].flag_bits & 1:
                raise RefusedError(Trouble.PASSWORD)
            with packed.open(kind.part) as part:
                return _Reading(kind).words_of(part)
    except (
        zipfile.BadZipFile,
        ValueError,
        EOFError,
        NotImplementedError,
        OSError,
        expat.ExpatError,
    ) as error:
        raise RefusedError(Trouble.BROKEN) from error


class _Reading:
    """One reading of one part."""

    def __init__(self, kind: _Format) -> None:
        self._kind = kind
        self._found: list[str] = []
        self._length = 0
        self._within = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._letters
        self._parser.StartDoctypeDeclHandler = self._refuse

    def words_of(self, part: IO[bytes]) -> str:
        left = _MOST_BYTES
        while (piece := part.read(_PIECE)) and self._length <= LONGEST_TEXT:
            left -= len(piece)
            if left < 0:
                raise RefusedError(Trouble.TOO_LARGE)
            self._parser.Parse(piece)
        return "".join(self._found)

    def _begin(self, name: str, _attributes: object) -> None:
        self._within += name in self._kind.words
        self._say(self._kind.begins.get(name, ""))

    def _end(self, name: str) -> None:
        self._within -= name in self._kind.words
        self._say(self._kind.ends.get(name, ""))

    def _letters(self, letters: str) -> None:
        if self._within:
            self._say(letters)

    def _say(self, letters: str) -> None:
        if letters:
            self._found.append(letters)
            self._length += len(letters)

    @staticmethod
    def _refuse(*_declaration: object) -> None:
        """No such document declares a type, by which entities could grow without end."""
        raise RefusedError(Trouble.BROKEN)
