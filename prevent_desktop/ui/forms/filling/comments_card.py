"""In the form: what a colleague said to the question that has the keyboard, and the way to the next comment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal

from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import Card, Heading, LinkButton, Text, TickBox, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.peer_review.returned_comments import CommentBeside

_LONG = 400
"""Letters of a comment that are shown at once."""


class CommentsCard(Card):
    """Hidden where there are no comments. Signals: `question_wanted(path)`; `marked(comment, done)`."""

    question_wanted = Signal(object)
    marked = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__(kind="help")
        self.body.setContentsMargins(16, 16, 16, 16)
        self.setAccessibleName(_("Comments of a colleague"))
        self._comments: list[CommentBeside] = []
        self._done: dict[str, bool] = {}
        self._path: Path = ()
        self.heading = Heading("", 3)
        self.body.addWidget(self.heading)
        self._here = VBox(spacing=6)
        self.body.addLayout(self._here)
        self.ticks: list[TickBox] = []
        self.next = LinkButton("", self._go_on, colour="link")
        self.body.addWidget(self.next, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_comments(self, comments: Sequence[CommentBeside]) -> None:
        """Show these, at the question where the keyboard is."""
        self._comments = list(comments)
        self._done = {one.comment.key: one.done for one in comments}
        self.setVisible(bool(comments))
        self._paint()

    def show_at(self, path: Path) -> None:
        """The keyboard went to another question."""
        if path != self._path:
            self._path = path
            if self._comments:
                self._paint()

    @property
    def here(self) -> list[CommentBeside]:
        """Those about this question."""
        return [one for one in self._comments if one.path == self._path]

    def _paint(self) -> None:
        take_all_out(self._here)
        self.ticks = []
        here = self.here
        for one in here:
            self._add(one)
        names = each_of(dict.fromkeys(one.colleague for one in here or self._comments))
        title = _("{name} says") if here else _("Comments of {name}")
        self.heading.setText(title.format(name=names))
        self._tell_left()
        self.setAccessibleDescription(" ".join(one.comment.text for one in here))

    def _add(self, one: CommentBeside) -> None:
        self._add_words(one.comment.text)
        if one.changed:
            self._here.addWidget(Text(_("You have changed this answer since."), "small", parent=self))
        tick = TickBox(_("Done"), checked=self._done[one.comment.key], parent=self)
        tick.button.setAccessibleName(_("Done: {comment}").format(comment=one.comment.text))
        tick.toggled.connect(partial(self._mark, one))
        self.ticks.append(tick)
        self._here.addWidget(tick)

    def _add_words(self, text: str) -> None:
        """The words; of many the beginning, so that the question stays in sight, and the rest for whoever asks."""
        words = Text(shortened(text), selectable=True, parent=self)
        self._here.addWidget(words)
        if words.text() != text:
            more = LinkButton(_("Read all of it"), lambda: words.setText(text), colour="link")
            more.clicked.connect(more.hide)
            self._here.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _mark(self, one: CommentBeside, on: bool) -> None:
        self._done[one.comment.key] = on
        self.marked.emit(one, on)
        self._tell_left()

    def _left(self) -> list[CommentBeside]:
        """Those at other questions that are not done."""
        return [
            one
            for one in self._comments
            if not self._done[one.comment.key] and one.path is not None and one.path != self._path
        ]

    def _tell_left(self) -> None:
        count = len(self._left())
        words = ngettext("{number} more comment: go to it", "{number} more comments: go to the next", count)
        self.next.setText(words.format(number=count))
        self.next.setVisible(bool(count))

    def _go_on(self) -> None:
        """To the next comment after this question that is not done, from the top again where there is none below."""
        left = self._left()
        if not left:
            return
        order = [one.path for one in self._comments]
        here = order.index(self._path) if self._path in order else -1
        below = [one for one in left if order.index(one.path) > here]
        self.question_wanted.emit((below or left)[0].path)


def shortened(text: str) -> str:
    """A long text up to the end of a word, with a sign that it goes on."""
    if len(text) <= _LONG:
        return text
    return text[:_LONG].rsplit(maxsplit=1)[0].rstrip() + " …"
