"""The rows of a section beside its questions: titles, notes, what is there several times, and the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.row_parts import ABOVE, BELOW, column_of, level_of
from prevent_desktop.ui.widgets import (
    Card,
    HairLine,
    HBox,
    Heading,
    LinkButton,
    RichText,
    SecondaryButton,
    Text,
    restyle,
)
from prevent_desktop.ui.widgets.pictures import Picture
from prevent_desktop.ui.widgets.rich_text import say_rich


def _add_hint(column: QVBoxLayout, item: Item | None) -> None:
    if item is None:
        return
    if item.hint:
        column.addWidget(RichText(item.rich_hint, item.hint, "small"))
    if item.legal_text:
        column.addWidget(_legal(RichText(item.rich_legal, item.legal_text)))


def show_problems(column: QVBoxLayout, there: Text | None, problems: Sequence[Problem]) -> Text | None:
    """Say under a heading what is wrong with the group; `there` is where it was said before."""
    if there is None and not problems:
        return None
    if there is None:
        there = Text("", "error")
        column.addWidget(there)
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    there.setText("\n".join(problem.message for problem in problems))
    there.setVisible(bool(problems))
    restyle(there, "kind", "error" if wrong else "warning")
    return there


class GroupRow(QWidget):
    """A row that heads a group, and says what is wrong with it as a whole."""

    def __init__(self, *, below: int, depth: int = 0) -> None:
        super().__init__()
        self._column = column_of(self, below=below, depth=depth)
        self._problems: Text | None = None

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say it under the heading."""
        self._problems = show_problems(self._column, self._problems, problems)


def _legal(words: RichText) -> Card:
    card = Card(kind="help")
    card.body.add(Heading(_("Please read this"), 3), words)
    return card


class TitleRow(GroupRow):
    """The heading of the section, and what the group that it is says beside; a line parts it from one that it `follows`."""

    def __init__(self, title: str, item: Item | None, *, follows: bool = False) -> None:
        super().__init__(below=14)
        column = self._column
        if follows:
            column.addWidget(HairLine())
            column.addSpacing(18)
        self._heading = heading = Heading(title, 1)
        if item is not None and item.rich_text:
            say_rich(heading, title, item.rich_text)
        column.addWidget(heading)
        _add_hint(column, item)

    @property
    def top(self) -> int:
        """How far down in the row the section begins, in px: below the line that parts it from the one before."""
        return max(0, self._heading.y() - ABOVE)


class Fold(LinkButton):
    """Shows or puts away what lies under a heading."""

    def show_fold(self, title: str, *, folded: bool) -> None:
        """Whether it is put away."""
        self.setText(_("Show") if folded else _("Hide"))
        self.setAccessibleName((_("Show: {part}") if folded else _("Hide: {part}")).format(part=title))


class HeadingRow(GroupRow):
    """The heading of a group; an inner one is smaller and set in. Signal `fold_wanted` where it folds."""

    fold_wanted = Signal()

    def __init__(self, item: Item, words: str, depth: int, *, folded: bool | None) -> None:
        super().__init__(below=8, depth=depth)
        self._title = words
        self._heading = heading = Heading(words, level_of(depth))
        if item.rich_text and words == item.text:
            say_rich(heading, words, item.rich_text)
        column = self._column
        self._fold = Fold("") if folded is not None else None
        line = HBox()
        line.addWidget(heading, 1)
        column.addLayout(line)
        if self._fold is not None:
            self._fold.clicked.connect(self.fold_wanted)
            line.addWidget(self._fold)
            self.show_fold(folded=bool(folded))
        _add_hint(column, item)

    def say(self, words: str) -> None:
        """The group is called so now."""
        self._title = words
        say_rich(self._heading, words, "")

    def show_fold(self, *, folded: bool) -> None:
        """Whether what lies under it is put away."""
        if self._fold is not None:
            self._fold.show_fold(self._title, folded=folded)


class NoteRow(QWidget):
    """Something to read: words, perhaps with a picture; what must be read stands on a card."""

    def __init__(self, item: Item, words: str, depth: int) -> None:
        super().__init__()
        column = column_of(self, below=BELOW, depth=depth)
        rich = item.rich_text if words == item.text else ""
        self._words = RichText(rich, words)
        if item.item_control == "legal" or item.display_category == "security":
            column.addWidget(_legal(self._words))
        else:
            column.addWidget(self._words)
        if item.image:
            column.addWidget(Picture(item.image, words))

    def say(self, words: str) -> None:
        """The form says it so now."""
        self._words.say(words)


class OccurrenceRow(GroupRow):
    """Which of several this is, with a way to take it away. Signals `remove_wanted`, `fold_wanted`."""

    remove_wanted = Signal()
    fold_wanted = Signal()

    def __init__(self, item: Item, number: int, depth: int, *, folded: bool | None) -> None:
        super().__init__(below=8, depth=depth)
        self._words = _("{group} {number}").format(group=item.label, number=number)
        remove = LinkButton(_("Remove"), self.remove_wanted, name=_("Remove {what}").format(what=self._words))
        self._fold = Fold("") if folded is not None else None
        line = HBox(spacing=12)
        line.addWidget(Heading(self._words, level_of(depth)), 1)
        if self._fold is not None:
            self._fold.clicked.connect(self.fold_wanted)
            line.addWidget(self._fold)
            self.show_fold(folded=bool(folded))
        line.addWidget(remove)
        self._column.addLayout(line)
        if number == 1:
            _add_hint(self._column, item)

    def show_fold(self, *, folded: bool) -> None:
        """Whether what lies under it is put away."""
        if self._fold is not None:
            self._fold.show_fold(self._words, folded=folded)


class AddRow(QWidget):
    """A way to one more of a group. Signal `add_wanted`."""

    add_wanted = Signal()

    def __init__(self, title: str, depth: int) -> None:
        super().__init__()
        add = SecondaryButton(_("Add another"), self.add_wanted)
        add.setAccessibleName(_("Add another: {group}").format(group=title))
        column_of(self, below=BELOW, depth=depth).addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)


class EndRow(QWidget):
    """The end of a section: perhaps one more of what ends it, and the `foot` where that does not stay in sight by itself.

    Signal `add_wanted`.
    """

    add_wanted = Signal()

    def __init__(self, add: str, foot: QWidget | None = None) -> None:
        super().__init__()
        column = column_of(self, below=8)
        if add:
            another = SecondaryButton(_("&Add another"), self.add_wanted)
            another.setAccessibleName(_("Add another: {group}").format(group=add))
            column.addWidget(another, 0, Qt.AlignmentFlag.AlignLeft)
        if foot is not None:
            column.addWidget(foot)
