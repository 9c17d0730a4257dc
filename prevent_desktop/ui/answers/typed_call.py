"""What was typed of a call, and what has to be mended before it is kept. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prevent_desktop.translation import _
from prevent_desktop.ui.components.typed_days import day_of, no_day_words

TEXT, DAY = "text", "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCall:
    """A call as typed; `usual` is the day that stands there until another is typed."""

    text: str = ""
    day: str = ""
    usual: str = ""

    def as_fields(self) -> dict[str, str]:
        """The fields by name; empty where nothing was typed."""
        if not self.text.strip() and self.day == self.usual:
            return {}
        return {TEXT: self.text, DAY: self.day}

    def problems(self, today: date) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence)."""
        day = day_of(self.day)
        if day is None:
            return ((DAY, no_day_words(self.day)),)
        if day <= today:
            return ((DAY, _("Choose a day after today")),)
        return ()
