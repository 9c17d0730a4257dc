"""What the form screen shows and what the person does with it, in plain Python. The screen only paints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from prevent_desktop.errors import ProgramError
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.progress import SectionState
from prevent_desktop.questionnaire.response import Changes, Path, Response
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.ui.forms.state.draft import Draft
from prevent_desktop.ui.forms.state.field_check import MISSING, OF_RULES, problems_at, rule_problems
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.forms.state.shown_section import ShownSection, Update
from prevent_desktop.ui.writing.edit_history import Answered, Occurrence, Step, Typed, answers_before
from prevent_desktop.ui.writing.edit_history_text import history_text, read_history, revived
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther


class FormState(ShownSection):
    """One response while it is being filled in.

    Every method that changes something returns an `Update`. Nothing is ever cleared: an answer that gives way to "not known" comes back
    when that is withdrawn, and every step can be undone, also those in `history`, which an earlier draft kept.
    """

    def __init__(
        self,
        response: Response,
        place: Place | None = None,
        *,
        history: str = "",
        today: Callable[[], date] = date.today,
        whole: bool = False,
    ) -> None:
        super().__init__(response, place, whole=whole)
        self._today = today
        self._history = read_history(history)
        self._marks: dict[Path, tuple[Problem, ...]] = {}
        self._beside: dict[Path, WordsOfOther] = {}
        self._given_way = dict(self.place.aside)

    # What there is

    def answers(self, path: Path) -> tuple[Value, ...]:
        """What is answered at `path`."""
        return self.response.node(path).answers

    def marks(self, path: Path) -> tuple[Problem, ...]:
        """The problems to show beside a question."""
        return self._marks.get(path, ())

    def beside(self, path: Path) -> WordsOfOther | None:
        """What somebody else wrote, to be shown beside a question."""
        return self._beside.get(path)

    def take_beside(self, found: Iterable[WordsOfOther]) -> None:
        """These stand beside their questions."""
        self._beside = {one.path: one for one in found}

    def use_beside(self, path: Path) -> Update:
        """The writer takes over what stands beside a question."""
        words = self._beside.get(path)
        return Update() if words is None else self.answer(path, words.values)

    def errors_below(self, path: Path) -> int:
        """How much is to be mended at or below `path`, as far as it was looked at."""
        found = (marks for at, marks in self._marks.items() if at[: len(path)] == path)
        return sum(1 for marks in found for one in marks if one.severity is Severity.ERROR)

    def remember(self, *, focus: Path, cursor: int, top: Path, offset: int) -> None:
        """Where the person is, as the screen knows it."""
        self.place = Place(self.parts[self.part].link_id, self.title, focus, cursor, top, offset)

    def draft(self) -> Draft:
        """The form as it is now, to be kept; its sections as they were last counted, which is not done at every key."""
        progress = self._counted or self.progress()
        done = sum(1 for part in progress if part.state is SectionState.COMPLETE)
        return Draft(
            content=self.response.to_json(keep_disabled=True),
            place=replace(self.place, aside=self._given_way).to_text(),
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
        no_longer_missing = self._mark(path, self._marks_but_missing(path)) if after else Update()
        return self._update(changes, moved=len(before) != len(after)) | no_longer_missing

    def say_absent(self, path: Path, absent: Absent) -> Update:
        """There is no answer, and why. What was answered gives way, and comes back when this is withdrawn."""
        before = self.answers(path)
        if before and not any(isinstance(answer, Absent) for answer in before):
            self._given_way[path] = before
        return self.answer(path, (absent,))

    def withdraw_absent(self, path: Path) -> Update:
        """The question can be answered after all."""
        return self.answer(path, self._given_way.pop(path, ()))

    def catch_up(self, seconds: float | None = None) -> Update:
        """Work out what waits for a pause in the typing, or as much as fits in so many seconds."""
        return self._update(self.response.catch_up(seconds)) if self.response.is_behind else Update()

    def work_out(self, path: Path) -> Update:
        """Take the answer that the form works out in place of the one that was written over it."""
        return self.answer(path, ()) | self.catch_up()

    def move_on(self, path: Path) -> Update:
        """The person left the question: look at what was typed. An empty one is left for the end, or as it was marked there."""
        self._history.end_run()
        if not self._exists(path):
            return Update()
        missing = () if self.answers(path) else self._marks_of_missing(path)
        update = self._mark(path, (*missing, *problems_at(self.response, path, self._today())))
        for length in range(1, len(path)):
            update |= self._look_again(path[:length])
        return update

    def _look_again(self, above: Path) -> Update:
        """Whether the rules of a group that were broken still are, now that something in it was answered."""
        others = tuple(one for one in self.marks(above) if one.code not in OF_RULES)
        if others == self.marks(above):
            return Update()
        return self._mark(above, (*others, *rule_problems(self.response, above)))

    def show_problems(self, problems: Iterable[Problem]) -> Update:
        """Mark every question that has one of `problems`, required ones too, after the answers were checked."""
        old = frozenset(self._marks)
        self._marks = {}
        for problem in problems:
            self._marks[problem.path] = (*self.marks(problem.path), problem)
        return Update(marks=old | frozenset(self._marks))

    def _marks_of_missing(self, path: Path) -> tuple[Problem, ...]:
        return tuple(one for one in self.marks(path) if one.code == MISSING)

    def _marks_but_missing(self, path: Path) -> tuple[Problem, ...]:
        return tuple(one for one in self.marks(path) if one.code != MISSING)

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

    @property
    def last_done(self) -> object:
        """What stands for the step that `undo` takes back: another object as soon as anything else is done."""
        return self._history.newest

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
        return replace(
            update, part=moved.part, here=moved.here, lines=update.lines or moved.lines, go_to=moved.go_to
        )

    # Going about

    def go(self, part: int) -> Update:
        """Show another section: what is typed there is a step of its own."""
        if part != self.part:
            self._history.end_run()
        return super().go(part)

    def open_tab(self, holder: Path, tab: Path) -> Update:
        """Show what lies behind another tab, likewise."""
        self._history.end_run()
        return super().open_tab(holder, tab)

    def _exists(self, path: Path) -> bool:
        """Whether the question is still there: not taken away since, and asked by the other answers."""
        try:
            return self.response.node(path).enabled
        except ProgramError:
            return False

    def _update(self, changes: Changes, *, moved: bool = True) -> Update:
        old = self.lines
        if changes.shown or changes.hidden or (moved and changes.structure):
            self._set_lines()
        answers = changes.answered | changes.offered | changes.labelled
        return Update(lines=self.lines != old, answers=answers, changed=changes != Changes())
