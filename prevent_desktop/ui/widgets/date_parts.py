"""A date as three boxes of text. No Qt: how what stands in the boxes becomes one text, and back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateParts:
    """What stands in the boxes, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, text: str) -> DateParts:
        """The boxes for ``2026-11-24``, ``2026-11``, ``2026`` or for what `text` kept of a date not finished yet."""
        if "/" in text:
            day, month, year = (part.strip() for part in [*text.split("/"), "", ""][:3])
            return cls(day, month, year)
        year, month, day = [*text.split("-"), "", ""][:3]
        return cls(_short(day), _short(month), year)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in any box."""
        return not (self.day or self.month or self.year)

    @property
    def text(self) -> str:
        """ISO 8601 as far as known when the boxes hold numbers in their places, else ``day/month/year`` as typed."""
        if self.empty:
            return ""
        parts = [self.year, self.month, self.day]
        while parts and not parts[-1]:
            parts.pop()
        if len(self.year) == len("2026") and all(_plain_number(part) for part in parts):
            return "-".join(part.zfill(2) for part in parts)
        return f"{self.day}/{self.month}/{self.year}"


def _plain_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _short(text: str) -> str:
    return text.lstrip("0") if text.isdigit() and text.strip("0") else text
