"""What the check-answers screen shows, in plain Python: every question that is asked, its answers, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.progress import SectionState
from prevent_desktop.questionnaire.progress import sections as progress_of
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.sections import Section, sections_of
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Absent
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.state.asking import beside
from prevent_desktop.ui.forms.state.lines import Line, LineKind, lines_of


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One question. `answers` are in words; `errors` and `warnings` are sentences; `muted` is for what was left empty.

    `heading` is true for the title of a group inside the section, which has no answers and no way to change it.
    `worked_out` is for an answer that the form works out, which nobody types.
    """

    path: Path
    question: str
    answers: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    muted: bool = False
    heading: bool = False
    worked_out: bool = False

    @property
    def spoken(self) -> str:
        """The answers and what is wrong with them, for whoever goes from button to button and sees none of it."""
        unanswered = self.muted and bool(self.errors)
        said = (*self.answers, *(() if unanswered else self.errors), *self.warnings)
        return " ".join(one if one.endswith((".", "!", "?", "”")) else f"{one}." for one in said if one)


@dataclass(frozen=True, slots=True)
class CheckSection:
    """A section with its lines, and its errors. Of one that is not `begun` nothing is said to be wrong yet."""

    title: str
    lines: tuple[CheckLine, ...]
    errors: tuple[Problem, ...] = ()
    begun: bool = True

    @property
    def listed(self) -> tuple[Problem, ...]:
        """What the list on top says of it: each error, or in one line how much there is to answer."""
        if self.begun or not self.errors:
            return self.errors
        count = len(self.errors)
        words = ngettext("Not started: {number} to answer", "Not started: {number} to answer", count)
        return (replace(self.errors[0], message=words.format(number=count)),)


@dataclass(frozen=True, slots=True)
class CheckState:
    """The whole form as answered, and its problems in reading order, errors and warnings apart."""

    sections: tuple[CheckSection, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def to_mend(self) -> tuple[Problem, ...]:
        """The errors of what was begun, which are marked beside their questions too."""
        waiting = [problem for section in self.sections if not section.begun for problem in section.errors]
        return tuple(problem for problem in self.errors if problem not in waiting)

    @property
    def errors_title(self) -> str:
        """How many things are to be mended; of a form, or of sections, that nobody has begun, that."""
        count = len(self.to_mend)
        waiting = sum(1 for section in self.sections if section.errors and not section.begun)
        mend = ngettext(
            "{number} thing to fix before you finish", "{number} things to fix before you finish", count
        ).format(number=in_letters(count))
        start = ngettext(
            "{number} section is not started", "{number} sections are not started", waiting
        ).format(number=in_letters(waiting))
        if not waiting:
            return mend
        return start if not count else _("{mend}. {start}.").format(mend=mend, start=start)

    @property
    def warnings_title(self) -> str:
        """How many things are to be looked at."""
        return ngettext(
            "{number} thing to look at again", "{number} things to look at again", len(self.warnings)
        ).format(number=in_letters(len(self.warnings)))


def in_letters(number: int) -> str:
    """A small number in letters, as a sentence begins; a larger one in digits."""
    letters = (
        _("No"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight"), _("Nine"),
    )  # fmt: skip
    return letters[number] if number < len(letters) else str(number)


def check(response: Response) -> CheckState:
    """Check a response as it is about to be finished."""
    return state_of(response, validate(response))


def state_of(response: Response, problems: Sequence[Problem]) -> CheckState:
    """What to show of a response that has `problems`."""
    by_path: dict[Path, list[Problem]] = {}
    for problem in problems:
        by_path.setdefault(problem.path, []).append(problem)
    form = response.questionnaire
    waiting = _not_begun(response)
    sections = (
        _section(response, part, by_path, begun=part.link_id not in waiting)
        for part in sections_of(form.items, form.title)
    )
    errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    found = tuple(section for section in sections if section.lines or section.errors)
    told = {id(problem) for section in found for problem in section.errors}
    of_the_form = tuple(problem for problem in errors if id(problem) not in told)
    return CheckState(
        sections=(CheckSection(form.title, (), of_the_form), *found) if of_the_form else found,
        errors=errors,
        warnings=tuple(problem for problem in problems if problem.severity is Severity.WARNING),
    )


def _not_begun(response: Response) -> frozenset[str]:
    """The sections in which nothing is answered."""
    states: dict[str, set[SectionState]] = {}
    for section in progress_of(response):
        states.setdefault(section.link_id, set()).add(section.state)
    return frozenset(name for name, found in states.items() if found == {SectionState.NOT_STARTED})


def _section(
    response: Response, part: Section, by_path: dict[Path, list[Problem]], *, begun: bool
) -> CheckSection:
    names = {item.link_id for item in part.items}
    here = [one for path, found in by_path.items() if path and path[0][0] in names for one in found]
    errors = tuple(one for one in here if one.severity is Severity.ERROR)
    told = by_path if begun else {}
    return CheckSection(
        part.title, tuple(_check_lines(response, lines_of(response, part), told)), errors, begun
    )


def _check_lines(
    response: Response, lines: Iterable[Line], problems: dict[Path, list[Problem]]
) -> Iterator[CheckLine]:
    for line in lines:
        if line.item is None:
            continue
        if line.kind is LineKind.HEADING:
            yield CheckLine(line.path, line.item.label, heading=True)
        elif line.kind is LineKind.OCCURRENCE:
            title = _("{group} {number}").format(group=line.item.label, number=line.number)
            yield CheckLine(line.path, title, heading=True)
        elif line.kind is LineKind.QUESTION:
            yield from _question(response, line, problems.get(line.path, []))


def _question(response: Response, line: Line, problems: Sequence[Problem]) -> Iterator[CheckLine]:
    item = line.item
    if item is None:
        return
    node = response.node(line.path)
    answers = node.answers
    if not answers and not problems and item.type is ItemType.BOOLEAN and item.item_control == "check-box":
        return
    words = tuple(in_words(answer) for answer in answers)
    yield CheckLine(
        path=line.path,
        question=item.label,
        answers=_with_tick(response, line, words)
        or (_("No answer yet") if item.required else _("No answer"),),
        errors=tuple(one.message for one in problems if one.severity is Severity.ERROR),
        warnings=tuple(one.message for one in problems if one.severity is Severity.WARNING),
        muted=not answers or all(isinstance(answer, Absent) for answer in answers),
        worked_out=node.calculated,
    )


def _with_tick(response: Response, line: Line, words: tuple[str, ...]) -> tuple[str, ...]:
    """A date with what is ticked beside it: ``24 November 2026 (approximate)``."""
    tick = None if line.item is None else beside(line.item)
    if tick is None or not words or response.node((*line.path, (tick.link_id, 0))).answers != (True,):
        return words
    return (_("{date} ({how})").format(date=words[0], how=tick.label.lower()), *words[1:])
