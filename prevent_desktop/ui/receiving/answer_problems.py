"""What has to be mended in a decision: listed on top, said at each place, and gone as soon as it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.receiving.answer_fields import AnswerFields
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.receiving.typed_answer import PLACE, REASON, TEXT
from prevent_desktop.ui.tasks import Clock
from prevent_desktop.ui.widgets import ErrorSummary

Problem = tuple[str, str]
"""The name of a field, and a sentence."""


class AnswerProblems(QObject):
    """Of `place` and `answer`, which are parts of `above`; `summary` lists them."""

    def __init__(self, place: PlacePart, answer: AnswerFields, clock: Clock, above: QWidget) -> None:
        super().__init__(above)
        self._place, self._answer, self._clock, self._above = place, answer, clock, above
        self._told: list[Problem] = []
        self.summary = ErrorSummary()
        self.summary.chosen.connect(self.go_to)
        place.changed.connect(self._look_again)
        answer.edited.connect(self._look_again)
        answer.turned.connect(self._turned)

    def is_whole(self, *, answers: bool) -> bool:
        """Whether nothing has to be mended before the pack is put in a case, or before somebody `answers` it; else it is told."""
        problems = [problem for problem in self._found() if answers or problem[0] == PLACE]
        self._tell(problems)
        return not problems

    def _found(self) -> list[Problem]:
        where = self._place.problem
        today = self._clock().astimezone().date()
        return [
            *([(PLACE, where)] if where else []),
            *self._answer.typed.problems(self._answer.kind, today),
        ]

    def _tell(self, problems: Sequence[Problem], *, take_focus: bool = True) -> None:
        self._told = list(problems)
        found = dict(problems)
        self._place.say_problem(found.pop(PLACE, ""))
        self._answer.show_problems(list(found.items()))
        title = ngettext("{number} thing to fix", "{number} things to fix", len(problems))
        groups = [("", problems)] if problems else []
        self.summary.show_groups(title.format(number=len(problems)), groups, take_focus=take_focus)

    def _look_again(self) -> None:
        """What was told and is mended goes; what is wrong besides is told with the next try."""
        if self._told:
            found = self._found()
            self._leave([problem for problem in self._told if problem in found])

    def _turned(self) -> None:
        """What was told of one kind of answer is not told of another, in which nothing was tried."""
        self._leave([problem for problem in self._told if problem[0] == PLACE])

    def _leave(self, still: Sequence[Problem]) -> None:
        if list(still) != self._told:
            self._tell(still, take_focus=False)

    def clear(self) -> None:
        """Nothing is told any more."""
        self._tell([])

    def refuse(self, title: str, words: str) -> None:
        """Say what hindered it though nothing was missing."""
        self._tell([])
        name = (
            PLACE if self._place.isVisibleTo(self._above) else REASON if self._answer.kind.settles else TEXT
        )
        self.summary.show_errors(title, [(name, words)])

    def go_to(self, name: str) -> None:
        """Put the keyboard where something is to be mended."""
        if name == PLACE:
            self._place.begin()
        elif self._answer.isVisibleTo(self._above):
            self._answer.go_to(name)
