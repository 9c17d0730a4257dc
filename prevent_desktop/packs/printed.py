"""A part of the record as it is printed: a note, a form, a chronology. Plain data, and light to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.packs.content import PackSection


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPart:
    """All of one print. `about` says who it is about, as the screen does; `printed_at` is aware, `printed_by` in words.

    `remarks` stand below the title, such as that it is a draft. `facts` are labels with their texts, `sections` are questions with answers, `entries` the lines of
    a chronology, oldest first.
    """

    marking: str
    organisation: str
    title: str
    about: str
    printed_by: str
    printed_at: datetime
    remarks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[PackSection, ...] = ()
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        if self.printed_at.tzinfo is None:
            raise ValueError("the time of printing needs its offset from UTC")
