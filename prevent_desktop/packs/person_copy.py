"""A copy of one person's whole record, in the words that its reader will see. Plain data, and light to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.content import PackSection


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyChapter:
    """A part of the copy: its title, a line or two that say what it is, and its sections."""

    title: str
    about: str = ""
    sections: tuple[PackSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCopy:
    """All of one copy. `signed_at` is aware; `about_label` names the person by initials and age on the first page.

    `is_signed` says whether there is a signature panel. `intro` is what the first page tells before the contents.
    """

    marking: str
    title: str
    sender: Practitioner
    about_label: str
    signed_at: datetime
    is_signed: bool
    intro: tuple[tuple[str, str], ...]
    chapters: tuple[CopyChapter, ...]
    audit_head: str

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("the time of making needs its offset from UTC")
