"""One answer of a colleague's draft, with a place for a comment below it once somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.peer_review import ReviewLine
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import HairLine, HBox, LinkButton, Text, TextArea, VBox

_INDENT = 18


class CommentLine(QWidget):
    """Shows a question and its answers. Signal `edited()` as the comment is typed."""

    edited = Signal()

    def __init__(self, line: ReviewLine, text: str) -> None:
        super().__init__()
        self.question = line.question
        self.area: TextArea | None = None
        self._column = VBox(self, spacing=4, margins=(8, 8, 0, 0))
        head = HBox()
        head.addWidget(Text(line.question, "strong"), 1)
        self._column.addLayout(head)
        for answer in line.answers:
            self._column.addWidget(Text(answer, "muted" if line.absent else "text", selectable=True))
        self.button = LinkButton(
            _("Comment"), self.begin, name=_("Comment on: {question}").format(question=line.question)
        )
        head.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(HairLine())
        if text:
            self._open(text)

    @property
    def text(self) -> str:
        """The comment."""
        return "" if self.area is None else self.area.toPlainText()

    def begin(self) -> None:
        """Open the place for a comment, and put the keyboard into it."""
        if self.area is None:
            self._open("")
        if self.area is not None:
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, text: str) -> None:
        self.area = TextArea(text, lines=2, parent=self)
        self.area.setAccessibleName(_("Your comment on: {question}").format(question=self.question))
        self.area.textChanged.connect(self.edited)
        self.button.hide()
        holder = VBox(margins=(_INDENT, 0, 0, 6))
        holder.add(Text(_("Your comment"), "small"), self.area)
        self._column.insertLayout(self._column.count() - 1, holder)
