"""Looks for strings that were typed into the program in every file that it could have written.

Each canary is searched for as it stands (8-bit), in UTF-16 (both orders) and in base 64 (all three alignments,
standard and URL-safe), across line breaks, and in the names of the files themselves.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_LINE_BREAKS = re.compile(rb"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a canary was found, and in which form."""

    path: Path
    canary: str
    form: str


def find_canaries(folders: Iterable[Path], canaries: Sequence[str]) -> list[Found]:
    """Every canary in every file below `folders` (a file may stand for a folder). Links are not followed."""
    searched = [(canary, form, needle) for canary in canaries for form, needle in _forms(canary)]
    return [found for folder in folders for path in _files(folder) for found in _in_file(path, searched)]


def _files(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _in_file(path: Path, searched: Sequence[tuple[str, str, bytes]]) -> Iterator[Found]:
    content = path.read_bytes()
    unbroken = _LINE_BREAKS.sub(b"", content)
    name = str(path).encode()
    for canary, form, needle in searched:
        if needle in content or needle in unbroken:
            yield Found(path, canary, form)
        elif needle in name:
            yield Found(path, canary, f"{form} in the name")


def _forms(canary: str) -> Iterator[tuple[str, bytes]]:
    for name, plain in (
        ("8-bit", canary.encode()),
        ("UTF-16 little end", canary.encode("utf-16-le")),
        ("UTF-16 big end", canary.encode("utf-16-be")),
    ):
        yield name, plain
        for alignment in range(3):
            standard = _base64_core(plain, alignment)
            yield f"base 64 of {name}, alignment {alignment}", standard
            yield f"URL-safe base 64 of {name}, alignment {alignment}", standard.translate(_URL_SAFE)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _base64_core(plain: bytes, before: int) -> bytes:
    """The letters that `plain` gives when `before` unknown bytes stand before it, whatever stands around."""
    letters = base64.b64encode(bytes(before) + plain)
    first_whole = -(-before * 8 // 6)
    last_whole = (before + len(plain)) * 8 // 6
    return letters[first_whole:last_whole]
