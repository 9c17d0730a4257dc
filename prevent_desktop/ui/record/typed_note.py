"""What was typed of a note or an event, and what has to be mended before it is kept. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from prevent_desktop.casework.notes import Source
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

TEXT, SOURCE, WHEN, OWN_WORDS = "text", "source", "when", "own_words"
_YES = "yes"

T = TypeVar("T", bound="_Fields")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    text: str = ""
    source: str = ""
    source_detail: str = ""

    needs_source: ClassVar[bool] = True

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Self:
        """The fields as they were kept; others are passed over."""
        known: dict[str, Any] = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        return cls(**known)

    def as_fields(self) -> dict[str, str]:
        """The fields by name, as they are kept while being written."""
        return asdict(self)

    @property
    def how_known(self) -> Source:
        """How it is known; not known until it is chosen."""
        return Source(self.source) if self.source else Source.NOT_KNOWN

    def _shared_problems(self) -> list[tuple[str, str]]:
        found = []
        if not self.text.strip():
            found.append((TEXT, _("Write what was seen, heard or said")))
        if not self.source and self.needs_source:
            found.append((SOURCE, _("Say how it is known. “Not known” is an answer too.")))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNote(_Fields):
    """A note as typed. `source` is a code of `Source`, or empty: a note takes one field."""

    needs_source: ClassVar[bool] = False

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence)."""
        return tuple(self._shared_problems())


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEvent(_Fields):
    """An event as typed. `when` is as the boxes give it; `approximate` is "yes" or empty."""

    when: str = ""
    approximate: str = ""
    own_words: str = ""
    label: str = ""

    @classmethod
    def flag(cls, *, on: bool) -> str:
        """How a ticked box is kept."""
        return _YES if on else ""

    @property
    def is_approximate(self) -> bool:
        """Whether the date is only about right."""
        return self.approximate == _YES

    @property
    def day(self) -> PartialDate | None:
        """When it happened, as far as known; None where it is no date."""
        try:
            return PartialDate.parse(self.when)
        except ValueError:
            return None

    def problems(self, today: date) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence)."""
        found = self._shared_problems()
        if self.when and self.day is None:
            found.insert(
                0, (WHEN, _("Write a date that exists, such as 19 11 2026. The month and year will do."))
            )
        elif self.day is not None and self.day.earliest > today:
            found.insert(0, (WHEN, _("The date is in the future. Check the year.")))
        return tuple(found)


def detail_question(source: str) -> str:
    """What to ask for beside the source; empty where there is nothing to ask."""
    return {
        Source.TOLD.value: _("Who told you, and how do they know? (optional)"),
        Source.DOCUMENT.value: _("Which document or screen? (optional)"),
        Source.OPINION.value: _("Whose opinion, and in which profession? (optional)"),
        Source.DIRECT.value: _("Who else saw or heard it? (optional)"),
    }.get(source, "")
