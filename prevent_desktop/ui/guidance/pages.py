"""Guidance pages read from ``resources/guidance/*.md`` and found by words. No Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HEAD = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[#*_>`|\[\]]|\(\S+\)")
_SNIPPET = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidancePage:
    """One page: its id (the file's name), title, CommonMark text, source, and when it was last checked."""

    id: str
    title: str
    text: str
    source: str
    last_checked: str

    @property
    def plain(self) -> str:
        """The text without its marks, on one line, for searching."""
        return _SPACE.sub(" ", _MARKS.sub(" ", self.text)).strip()


@dataclass(frozen=True, slots=True)
class Found:
    """A page that has all the words, and the place where the first stands."""

    page: GuidancePage
    snippet: str


def read_pages(folder: Path) -> tuple[GuidancePage, ...]:
    """All pages of `folder` by title; a file without its head is a fault of ours and raises ValueError."""
    pages = (_read(path) for path in sorted(folder.glob("*.md")))
    return tuple(sorted(pages, key=lambda page: page.title))


def _read(path: Path) -> GuidancePage:
    found = _HEAD.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name} has no head with title, source and last-checked")
    head = dict(line.split(": ", 1) for line in found[1].splitlines() if line.strip())
    return GuidancePage(
        id=path.stem, title=head["title"], text=found[2].strip(), source=head["source"],
        last_checked=head["last-checked"],
    )  # fmt: skip


def search(pages: Sequence[GuidancePage], words: str) -> tuple[Found, ...]:
    """The pages that hold every one of `words`, whatever case or accents; those with it in the title first."""
    wanted = [_folded(word) for word in words.split()]
    found = [Found(page, _snippet(page.plain, wanted)) for page in pages if _has_all(page, wanted)]
    return tuple(sorted(found, key=lambda one: not any(w in _folded(one.page.title) for w in wanted)))


def _has_all(page: GuidancePage, wanted: Sequence[str]) -> bool:
    whole = _folded(f"{page.title} {page.plain}")
    return all(word in whole for word in wanted)


def _snippet(plain: str, wanted: Sequence[str]) -> str:
    folded = _folded(plain)
    at = min((place for word in wanted if (place := folded.find(word)) >= 0), default=-1)
    if at < 0 or len(folded) != len(plain):
        return ""
    start = max(0, plain.rfind(" ", 0, max(0, at - _SNIPPET // 3)) + 1)
    end = plain.find(" ", start + _SNIPPET)
    before, after = ("…" if start else ""), ("…" if end >= 0 else "")
    return f"{before}{plain[start : end if end >= 0 else None]}{after}"


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
