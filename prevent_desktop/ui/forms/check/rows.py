"""The rows of the check-answers screen: summaries on top, the answers as a card, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.check.offer_controller import OfferController
from prevent_desktop.ui.forms.check.state import CheckLine, CheckState
from prevent_desktop.ui.forms.filling.foot import DoneWords
from prevent_desktop.ui.widgets import (
    ErrorSummary,
    FlowRow,
    HairLine,
    HBox,
    Heading,
    LinkButton,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.text_scale import text_scale

SIDE = 6
"""Room at both sides, in px, where the ring of the focus lies."""

_MOST_LISTED = 50
_ROOMY = 560
_BESIDE, _BELOW = 16, 6
"""Between question and answer, side by side or one below the other."""
_PAD = 20


def _whole(row: QWidget, *, above: int = 4, below: int = 14) -> QVBoxLayout:
    return VBox(row, margins=(SIDE, above, SIDE, below))


class ErrorsRow(QWidget):
    """The list of errors by section; calm where nothing is wrong yet, only not begun. Signal `chosen(path)`."""

    chosen = Signal(object)

    def __init__(self, state: CheckState) -> None:
        super().__init__()
        self._paths: list[Path] = []
        self.summary = ErrorSummary()
        self.summary.setProperty("calm", not state.to_mend)
        column = _whole(self)
        # It stands on the page before it shows, or it would show as a window of its own and take the keyboard.
        column.addWidget(self.summary)
        several = len(state.sections) > 1
        groups = [
            (section.title if several else "", [self._listed(one) for one in section.listed[:_MOST_LISTED]])
            for section in state.sections
            if section.listed and len(self._paths) < _MOST_LISTED
        ]
        self.summary.show_groups(state.errors_title, groups, take_focus=False)
        self.summary.chosen.connect(lambda key: self.chosen.emit(self._paths[int(key)]))
        if sum(len(section.listed) for section in state.sections) > len(self._paths):
            more = _("These are the first {number}. The others follow once these are fixed.")
            column.addWidget(Text(more.format(number=_MOST_LISTED), "small"))

    def _listed(self, problem: Problem) -> tuple[str, str]:
        self._paths.append(problem.path)
        return str(len(self._paths) - 1), problem.message

    def link_to(self, path: Path) -> QWidget:
        """The link that leads to the question at `path`, or the whole list."""
        links = zip(self._paths, self.summary.links, strict=True)
        return next((link for at, link in links if at == path and not link.isHidden()), self.summary)


class WarningsRow(QWidget):
    """What is to be looked at, and does not stand in the way. Signal `chosen(path)`."""

    chosen = Signal(object)

    def __init__(self, title: str, warnings: Sequence[Problem]) -> None:
        super().__init__()
        frame = QFrame()
        frame.setObjectName("warningSummary")
        inside = VBox(frame, margins=(18, 12, 18, 14))
        inside.addWidget(Heading(title, 3))
        for problem in warnings[:_MOST_LISTED]:
            link = LinkButton(problem.message.replace("&", "&&"), name=problem.message, colour="warning")
            link.clicked.connect(partial(self.chosen.emit, problem.path))
            inside.addWidget(link)
        _whole(self).addWidget(frame)


class TitleRow(QWidget):
    """A heading of the screen or of a section."""

    def __init__(self, title: str, level: int) -> None:
        super().__init__()
        _whole(self, above=6 if level == 1 else 14, below=10).addWidget(Heading(title, level))


class AnswerRow(QFrame):
    """A slice of the card: the question, its answers and problems, and the way to change it. Signal `change_wanted`.

    `first` and `last` are the slices with the card's upper and lower edge. Nothing changes in what is `frozen`.
    """

    change_wanted = Signal()
    change: LinkButton | None = None

    def __init__(self, line: CheckLine, *, first: bool, last: bool, frozen: bool = False) -> None:
        super().__init__()
        self._frozen = frozen
        self.setProperty("upper", first)
        self.setProperty("lower", last)
        whole = VBox(self, spacing=0, margins=(_PAD + 8, 8 if first else 0, _PAD + 8, 8 if last else 0))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setContentsMargins(0, 10, 0, 10)
        self._line.setSpacing(_BESIDE)
        whole.addLayout(self._line)
        if not last:
            whole.addWidget(HairLine())
        if line.heading:
            self._line.addWidget(Heading(line.question, 3))
        else:
            self._add_parts(line)

    def _add_parts(self, line: CheckLine) -> None:
        self._line.addWidget(Text(line.question, "strong"), 28)
        self._line.addWidget(self._answers(line), 66)
        if line.worked_out:
            self._line.addWidget(Text(_("Worked out"), "muted", wrap=False), 0, Qt.AlignmentFlag.AlignVCenter)
            return
        if self._frozen:
            return
        self.change = change = LinkButton(
            _("Change"), name=_("Change: {question}").format(question=line.question)
        )
        change.setAccessibleDescription(line.spoken)
        change.clicked.connect(self.change_wanted)
        self._line.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)

    @staticmethod
    def _answers(line: CheckLine) -> QWidget:
        holder = QWidget()
        column = VBox(holder, spacing=3)
        unanswered = line.muted and bool(line.errors)
        for answer in line.answers:
            column.addWidget(Text(answer, "error" if unanswered else "muted" if line.muted else "text"))
        for message in () if unanswered else line.errors:
            column.addWidget(Text(message, "error"))
        for message in line.warnings:
            column.addWidget(Text(message, "warning"))
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Question above answer where there is no room for both beside each other."""
        super().resizeEvent(event)
        self.fit(event.size().width())

    def fit(self, width: int) -> None:
        """Stand for `width` px."""
        roomy = width >= _ROOMY * text_scale()
        way = QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
            self._line.setSpacing(_BESIDE if roomy else _BELOW)


class FinishRow(QWidget):
    """The end: finish, and what it means, or hand it on or print it first. Signals `finish_wanted`, `hand_on_wanted`, `print_wanted`. `offers` that wait for a choice are told of, no more."""

    finish_wanted = Signal()
    hand_on_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, offers: OfferController | None = None, *, may_hand_on: bool = False) -> None:
        super().__init__()
        self._offers = offers
        self.undecided = Text("", "warning")
        self.finish = finish = PrimaryButton(_("&Finish and freeze"))
        words = _("After this, the text stays. You can add to it or correct it, with a reason.")
        finish.setAccessibleDescription(words)
        finish.clicked.connect(self.finish_wanted)
        row = HBox()
        self.hand_on = SecondaryButton(_("&Ask a colleague…"), self.hand_on_wanted)
        self.print_button = SecondaryButton(_("&Print…"), self.print_wanted)
        said = Text(words, "small", wrap=False)
        row.addWidget(FlowRow(finish, said, self.hand_on, self.print_button, gap=9))
        self.hand_on.setVisible(may_hand_on)
        column = _whole(self, above=16, below=32)
        column.addWidget(self.undecided)
        column.addLayout(row)
        if offers is not None:
            offers.changed.connect(self._tell)
        self._tell()

    def _tell(self, _number: int = 0) -> None:
        count = 0 if self._offers is None else self._offers.open_count
        words = ngettext(
            "{number} answer differs from the record and is not decided yet (see above). You can finish all the same.",
            "{number} answers differ from the record and are not decided yet (see above). You can finish all the same.",
            count,
        )
        self.undecided.setText(words.format(number=count))
        self.undecided.setVisible(count > 0)


class DoneRow(QWidget):
    """In place of the end, once the form is frozen, so that nobody has to look for it. Signals `go_on_wanted`, `record_wanted`."""

    go_on_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, words: DoneWords) -> None:
        super().__init__()
        # Each part stands on the page before it shows, or it would show as a window of its own.
        column = _whole(self, above=16, below=32)
        column.setSpacing(10)
        notice = Notice()
        column.addWidget(notice)
        notice.say(words.frozen, Tone.SUCCESS)
        if words.following:
            column.addWidget(Text(words.following))
        self.go_on = PrimaryButton(words.action, self.go_on_wanted)
        self.to_record = SecondaryButton(_("&To the record"), self.record_wanted)
        column.addWidget(FlowRow(self.go_on, self.to_record, gap=9))
        self.go_on.setVisible(bool(words.action))

    @property
    def first(self) -> QWidget:
        """What has the keyboard when it comes up."""
        return self.go_on if self.go_on.text() else self.to_record
