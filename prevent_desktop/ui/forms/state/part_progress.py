"""How far each section of a form is. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.questionnaire.progress import SectionProgress, SectionState, sections
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.sections import Section
from prevent_desktop.translation import _


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How far a section is: `index` among the parts, how many of its questions are answered, and its state.

    `missing` are those that must be answered and are not.
    """

    index: int
    title: str
    answered: int
    total: int
    state: SectionState
    missing: int = 0

    @property
    def words(self) -> str:
        """The state as the list of sections says it."""
        if self.state is SectionState.COMPLETE:
            return _("Complete")
        if self.state is SectionState.NOT_STARTED:
            return _("Not started")
        return _("{answered} of {total} answered").format(answered=self.answered, total=self.total)


def _together(index: int, part: Section, sections_of_it: Sequence[SectionProgress]) -> PartProgress:
    """A section that is a repeating group counts all of its occurrences."""
    states = {section.state for section in sections_of_it}
    return PartProgress(
        index=index,
        title=part.title,
        answered=sum(section.answered for section in sections_of_it),
        total=sum(section.total for section in sections_of_it),
        missing=sum(section.missing for section in sections_of_it),
        state=states.pop() if len(states) == 1 else SectionState.STARTED,
    )


def part_progress(response: Response, parts: Sequence[Section]) -> tuple[PartProgress, ...]:
    """How far each of `parts` is, those left out that are not asked at present."""
    by_part: dict[str, list[SectionProgress]] = {}
    for section in sections(response):
        by_part.setdefault(section.link_id, []).append(section)
    return tuple(
        _together(index, part, by_part[part.link_id])
        for index, part in enumerate(parts)
        if part.link_id in by_part
    )
