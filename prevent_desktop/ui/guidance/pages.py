"""Guidance pages read from ``resources/guidance/<language>/*.md``, with their headings and how old they are. No Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from prevent_desktop.translation import by_language

_HEAD = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_RULES = re.compile(r"^\|[-|: ]+\|$", re.MULTILINE)
_MARKS = re.compile(r"[*_>`|\[\]]|^#+ |^[-+] |^\d+\. ", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_`]")
_NOT_IN_ANCHOR = re.compile(r"\W+")
_YEARS_GOOD = 1


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, its marks taken away; `anchor` is what a link to it says after ``#``."""

    heading: str
    anchor: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class GuidancePage:
    """One page: its id (the file's name), title, CommonMark text, source, when it was checked, and pages beside it."""

    id: str
    title: str
    text: str
    source: str
    last_checked: str
    related: tuple[str, ...] = ()

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the page, each with its heading, in order; the first is the title's own."""
        return tuple(_sections(self.text))

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """The anchors of the headings, in order."""
        return tuple(section.anchor for section in self.sections)

    def is_old(self, today: date) -> bool:
        """Whether nobody has checked it for more than twelve months."""
        checked = date.fromisoformat(self.last_checked)
        return (today.year - _YEARS_GOOD, today.month, today.day) > (checked.year, checked.month, checked.day)


def anchor_of(heading: str) -> str:
    """How a link names a heading: its words in small letters, with one hyphen for all that stands between them."""
    return _NOT_IN_ANCHOR.sub("-", unicodedata.normalize("NFC", heading).lower()).strip("-")


def split_target(target: str) -> tuple[str, str]:
    """The page's id and the anchor (or empty text) that a link's ``page``, ``page.md`` or ``page#heading`` names."""
    page_id, _mark, anchor = target.partition("#")
    return page_id.removesuffix(".md"), anchor


def read_pages(folder: Path) -> tuple[GuidancePage, ...]:
    """All pages below `folder` by title, each in the language that is shown where it is there in that language.

    A file without its head or its heading is a fault of ours: ValueError.
    """
    files = {
        path.stem: path for place in reversed(by_language(folder)) for path in sorted(place.glob("*.md"))
    }
    return tuple(sorted(map(_read, files.values()), key=lambda page: page.title))


def _read(path: Path) -> GuidancePage:
    found = _HEAD.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name} has no head with title, source and last-checked")
    if not found[2].lstrip().startswith("# "):
        raise ValueError(f"{path.name} does not begin with a heading")
    head = dict(line.split(": ", 1) for line in found[1].splitlines() if line.strip())
    return GuidancePage(
        id=path.stem,
        title=head["title"],
        text=found[2].strip(),
        source=head["source"],
        last_checked=head["last-checked"],
        related=tuple(name.strip() for name in head.get("related", "").split(",") if name.strip()),
    )


def _sections(text: str) -> Iterator[Section]:
    headings = list(_HEADING.finditer(text))
    ends = [following.start() for following in headings[1:]] + [len(text)]
    for found, end in zip(headings, ends, strict=True):
        heading = _EMPHASIS.sub("", found[2])
        yield Section(heading, anchor_of(heading), _plain(text[found.end() : end]))


def _plain(text: str) -> str:
    without_marks = _MARKS.sub(" ", _RULES.sub("", _LINK.sub(r"\1", text)))
    return re.sub(r" (?=[.,;:])", "", _SPACE.sub(" ", without_marks)).strip()
