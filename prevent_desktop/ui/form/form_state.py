"""What the form screen shows and what the person does with it, in plain Python. The screen only paints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from prevent_desktop.errors import ProgramError
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.progress import SectionProgress, SectionState, sections
from prevent_desktop.questionnaire.response import Changes, Path, Response
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.form.asking import beside
from prevent_desktop.ui.form.draft import Draft
from prevent_desktop.ui.form.field_check import problems_at
from prevent_desktop.ui.form.history import Answered, Occurrence, Step, Typed, answers_before
from prevent_desktop.ui.form.history_text import history_text, read_history, revived
from prevent_desktop.ui.form.lines import Line, LineKind, Part, lines_of, parts_of
from prevent_desktop.ui.form.place import Place


@dataclass(frozen=True, slots=True)
class Update:
    """What to paint anew: the lines themselves, the answers and the errors of some questions, and where to go."""

    lines: bool = False
    part: bool = False
    answers: frozenset[Path] = frozenset()
    marks: frozenset[Path] = frozenset()
    go_to: Path = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How far a section is: `index` among the parts, how many of its questions are answered, and its state."""

    index: int
    title: str
    answered: int
    total: int
    state: SectionState

    @property
    def words(self) -> str:
        """The state as the list of sections says it."""
        if self.state is SectionState.COMPLETE:
            return _("Complete")
        if self.state is SectionState.NOT_STARTED:
            return _("Not started")
        return _("{answered} of {total} answered").format(answered=self.answered, total=self.total)


def _together(index: int, part: Part, sections_of_it: Sequence[SectionProgress]) -> PartProgress:
    """A section that is a repeating group counts all of its occurrences."""
    states = {section.state for section in sections_of_it}
    return PartProgress(
        index=index,
        title=part.title,
        answered=sum(section.answered for section in sections_of_it),
        total=sum(section.total for section in sections_of_it),
        state=states.pop() if len(states) == 1 else SectionState.STARTED,
    )


class FormState:
    """One response while it is being filled in.

    `parts` are the sections, `part` the index of the one that is shown, `lines` what it asks now. Every method that
    changes something returns an `Update`. Nothing is ever cleared: an answer that gives way to "not known" comes back
    when that is withdrawn, and every step can be undone, also those in `history`, which an earlier draft kept.
    """

    def __init__(
        self,
        response: Response,
        place: Place | None = None,
        *,
        history: str = "",
        today: Callable[[], date] = date.today,
    ) -> None:
        self.response = response
        self._today = today
        self.place = place or Place()
        self.parts: tuple[Part, ...] = parts_of(response.questionnaire.items, response.questionnaire.title)
        self.part = self._part_named(self.place.section)
        self.lines: tuple[Line, ...] = ()
        self._by_path: dict[Path, Line] = {}
        self._history = read_history(history)
        self._marks: dict[Path, tuple[Problem, ...]] = {}
        self._given_way: dict[Path, tuple[Value, ...]] = {}
        self._set_lines()

    # What there is

    @property
    def title(self) -> str:
        """The heading of the section that is shown."""
        return self.parts[self.part].title

    @property
    def hint(self) -> str:
        """The line under that heading."""
        items = [item for item in self.parts[self.part].items if item.type is ItemType.GROUP]
        return items[0].hint if items else ""

    def next_part(self, step: int = 1) -> int | None:
        """The index of the section after (or before) the one shown, None where there is none."""
        asked = [one.index for one in self.progress()]
        after = [index for index in asked if (index > self.part if step > 0 else index < self.part)]
        return (after[0] if step > 0 else after[-1]) if after else None

    def answers(self, path: Path) -> tuple[Value, ...]:
        """What is answered at `path`."""
        return self.response.node(path).answers

    def marks(self, path: Path) -> tuple[Problem, ...]:
        """The problems to show beside a question."""
        return self._marks.get(path, ())

    def progress(self) -> tuple[PartProgress, ...]:
        """How far each section is, those left out that are not asked at present."""
        by_part: dict[str, list[SectionProgress]] = {}
        for section in sections(self.response):
            by_part.setdefault(section.link_id, []).append(section)
        return tuple(
            _together(index, part, by_part[part.link_id])
            for index, part in enumerate(self.parts)
            if part.link_id in by_part
        )

    def remember(self, *, focus: Path, cursor: int, top: Path, offset: int) -> None:
        """Where the person is, as the screen knows it."""
        self.place = Place(self.parts[self.part].link_id, self.title, focus, cursor, top, offset)

    def draft(self) -> Draft:
        """The form as it is now, to be kept."""
        progress = self.progress()
        done = sum(1 for part in progress if part.state is SectionState.COMPLETE)
        return Draft(
            content=self.response.to_json(keep_disabled=True),
            place=self.place.to_text(),
            sections_done=done,
            sections_total=len(progress),
            history=history_text(self._history),
        )

    # Answering

    def answer(self, path: Path, values: Sequence[Value]) -> Update:
        """The question at `path` is answered anew."""
        before = self.answers(path)
        changes = self.response.set_answers(path, values)
        if not changes.answered:
            return Update()
        after = self.answers(path)
        self._history.push(Answered(path, before, after))
        return self._update(changes, moved=len(before) != len(after))

    def say_absent(self, path: Path, absent: Absent) -> Update:
        """There is no answer, and why. What was answered gives way, and comes back when this is withdrawn."""
        before = self.answers(path)
        if before and not any(isinstance(answer, Absent) for answer in before):
            self._given_way[path] = before
        return self.answer(path, (absent,))

    def withdraw_absent(self, path: Path) -> Update:
        """The question can be answered after all."""
        return self.answer(path, self._given_way.pop(path, ()))

    def move_on(self, path: Path) -> Update:
        """The person left the question: look at what was typed. An empty one is left for the end."""
        self._history.end_run()
        if not self._exists(path):
            return Update()
        return self._mark(path, problems_at(self.response, path, self._today()))

    def show_problems(self, problems: Iterable[Problem]) -> Update:
        """Mark every question that has one of `problems`, required ones too, after the answers were checked."""
        old = frozenset(self._marks)
        self._marks = {}
        for problem in problems:
            self._marks[problem.path] = (*self.marks(problem.path), problem)
        return Update(marks=old | frozenset(self._marks))

    def _mark(self, path: Path, problems: tuple[Problem, ...]) -> Update:
        if problems == self.marks(path):
            return Update()
        self._marks[path] = problems
        return Update(marks=frozenset({path}))

    # Occurrences

    def add(self, path: Path) -> Update:
        """Another occurrence at `path`, the place that an ADD line or the END line names."""
        changes = self.response.add_occurrence(path[:-1], path[-1][0])
        self._history.push(Occurrence(path))
        return replace(self._update(changes), go_to=self._first_question(path))

    def remove(self, path: Path) -> Update:
        """Take the occurrence at `path` away; `undo` brings it back."""
        changes = self.response.remove_occurrence(path)
        self._history.push(Occurrence(path, changes.removed))
        self._forget_below(path[:-1])
        before = (*path[:-1], (path[-1][0], max(0, path[-1][1] - 1)))
        return replace(self._update(changes), go_to=self._first_question(before))

    def _forget_below(self, parent: Path) -> None:
        """Marks and given-way answers below `parent` are named by numbers that have moved."""
        for kept in (self._marks, self._given_way):
            for path in [path for path in kept if path[: len(parent)] == parent]:
                del kept[path]

    # Undo and redo

    def take_history(self, text: str) -> None:
        """The history that was kept with the draft: what was done before now."""
        self._history.put_before(read_history(text))

    def undo(self) -> Update:
        """Take the last step back, wherever it was made."""
        step = self._history.take_done()
        if step is None:
            return Update()
        update, turned = self._reversed(step)
        if turned is not None:
            self._history.put_undone(turned)
        return update

    def redo(self) -> Update:
        """Do the step again that was taken back last."""
        step = self._history.take_undone()
        if step is None:
            return Update()
        update, turned = self._reversed(step)
        if turned is not None:
            self._history.put_done(turned)
        return update

    def _reversed(self, step: Step) -> tuple[Update, Step | None]:
        """Turn a step round: what it changed is changed back, and doing that again changes it anew.

        A history that does not fit the form (another program wrote on it) is forgotten; nothing is changed then.
        """
        try:
            found = (
                self._turn_answers(step) if not isinstance(step, Occurrence) else self._turn_occurrence(step)
            )
        except ProgramError:
            found = None
        if found is None:
            self._history.forget()
            return Update(), None
        return found

    def _turn_answers(self, step: Answered | Typed) -> tuple[Update, Step] | None:
        now = self.answers(step.path)
        before = answers_before(step, now)
        if before is None:
            return None
        changes = self.response.set_answers(step.path, before)
        turned = step.turned() if isinstance(step, Typed) else Answered(step.path, before=now, after=before)
        return self._arrive(changes, step.path), turned

    def _turn_occurrence(self, step: Occurrence) -> tuple[Update, Step] | None:
        if step.removed is None:
            changes = self.response.remove_occurrence(step.path)
            self._forget_below(step.path[:-1])
            before = (*step.path[:-1], (step.path[-1][0], max(0, step.path[-1][1] - 1)))
            return self._arrive(changes, before), Occurrence(step.path, changes.removed)
        removed = revived(self.response, step)
        if removed is None:
            return None
        self._forget_below(step.path[:-1])
        return self._arrive(self.response.restore(removed), step.path), Occurrence(step.path)

    def _arrive(self, changes: Changes, path: Path) -> Update:
        update = self._update(changes)
        moved = self.open(path)
        return replace(update, part=moved.part, lines=update.lines or moved.lines, go_to=moved.go_to)

    # Going about

    def go(self, part: int) -> Update:
        """Show another section."""
        if part == self.part:
            return Update()
        self._history.end_run()
        self.part = part
        self._set_lines()
        return Update(lines=True, part=True)

    def open(self, path: Path) -> Update:
        """Show the section that `path` lies in, and go to its question."""
        update = self.go(self.part_of(path))
        return replace(update, go_to=self._first_question(path))

    def part_of(self, path: Path) -> int:
        """The index of the section that `path` lies in; the one shown where the path leads nowhere."""
        for index, part in enumerate(self.parts):
            if path and any(item.link_id == path[0][0] for item in part.items):
                return index
        return self.part

    def _part_named(self, link_id: str) -> int:
        names = [part.link_id for part in self.parts]
        return names.index(link_id) if link_id in names else 0

    def line_at(self, path: Path) -> Line | None:
        """The question line that shows `path`: its own, or that of the date that it stands beside."""
        return self._by_path.get(path)

    def beside(self, line: Line) -> Path | None:
        """The path of the tick that stands beside a date."""
        tick = None if line.item is None else beside(line.item)
        return None if tick is None else (*line.path, (tick.link_id, 0))

    def _first_question(self, path: Path) -> Path:
        """The first question line at or below `path`."""
        if path in self._by_path:
            return self._by_path[path].path
        for line in self.lines:
            if line.kind is LineKind.QUESTION and line.path[: len(path)] == path:
                return line.path
        return ()

    def _exists(self, path: Path) -> bool:
        """Whether the question is still there: not taken away since, and asked by the other answers."""
        try:
            return self.response.node(path).enabled
        except ProgramError:
            return False

    def _set_lines(self) -> None:
        self.lines = lines_of(self.response, self.parts[self.part]) if self.parts else ()
        self._by_path = {line.path: line for line in self.lines if line.kind is LineKind.QUESTION}
        ticks = [(self.beside(line), line) for line in self._by_path.values()]
        self._by_path |= {path: line for path, line in ticks if path is not None}

    def _update(self, changes: Changes, *, moved: bool = True) -> Update:
        old = self.lines
        if changes.shown or changes.hidden or (moved and changes.structure):
            self._set_lines()
        return Update(lines=self.lines != old, answers=changes.answered, changed=True)
