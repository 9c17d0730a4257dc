"""One state of a form to be kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """The response as JSON, the place (`Place.to_text`), how many sections are done, and what can be undone."""

    content: str
    place: str
    sections_done: int
    sections_total: int
    history: str = ""
