"""No answer, and why: the small "Not known…" on a question's label line, and what stands where the answer would."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors.editor import FormKeys
from prevent_desktop.ui.forms.questions.answer_block import AnswerBlock
from prevent_desktop.ui.forms.state.choice import lack_words, lacks_of
from prevent_desktop.ui.widgets import HBox, LinkButton, Text, restyle
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class NotKnown(QWidget):
    """A link that opens a menu of the `reasons`. Signal `chosen(Lack)`.

    It is no stop for Tab, for most questions have an answer: its key does the same from the field, and is written
    beside it while the keyboard is in the question.
    """

    chosen = Signal(object)

    def __init__(self, reasons: Sequence[AbsentReason], question: str) -> None:
        super().__init__()
        self._lacks = lacks_of(reasons)
        words = _("Not known…") if AbsentReason.UNKNOWN in reasons else _("Not asked…")
        self.link = LinkButton(words, self.open, name=f"{words} {question}", colour="muted")
        self.link.setProperty("kind", "small")
        self.link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        give_tooltip(self.link, Shortcut.NOT_KNOWN.shown)
        self._key = Text(Shortcut.NOT_KNOWN.shown, "tiny", wrap=False)
        policy = self._key.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that no label breaks anew where the keyboard comes to it
        self._key.setSizePolicy(policy)
        self._key.hide()
        row = HBox(self, spacing=8, margins=(0, 2, 0, 2))
        row.addWidget(self._key)
        row.addWidget(self.link)

    def show_key(self, here: bool) -> None:
        """Whether the keyboard is in the question: then the key is told."""
        self._key.setVisible(here)

    def open(self) -> None:
        """Show the menu below the link, on its first entry."""
        menu = QMenu(self)
        menu.setAccessibleName(self.link.accessibleName())
        for lack in self._lacks:
            add_entry(menu, lack_words(lack)).triggered.connect(partial(self.chosen.emit, lack))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.link.mapToGlobal(QPoint(0, self.link.height())))
        menu.setActiveAction(menu.actions()[0])


class AbsenceBlock(AnswerBlock):
    """Stands where the answer would: why there is none, with a box for the reason where one is to be written.

    Signals: `noted(Absent)` as the reason is typed, and `change_wanted()`.
    """

    noted = Signal(object)

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self._reason = AbsentReason.UNKNOWN
        self._why: QLineEdit | None = None

    def show_absent(self, absent: Absent, *, ask: bool = False) -> None:
        """Say it; `ask` for the reason also where there is none yet."""
        asks = ask or absent.reason is AbsentReason.NOT_ASKED
        asks = asks or (bool(absent.note) and absent.reason is AbsentReason.UNKNOWN)
        asks = asks or (self._why is not None and self._why.hasFocus())  # while it is being rubbed out
        self._reason = absent.reason
        if not asks:
            self.say(in_words(absent))
            if self._why is not None:
                self._why.hide()
            return
        head = _("{reason}, because").format(reason=absent.reason.label)
        self.say(head)
        box = self._box()
        box.setAccessibleName(f"{head}: {self.question}")
        if box.text() != absent.note:
            box.setText(absent.note)
        box.show()

    def _box(self) -> QLineEdit:
        if self._why is None:
            self._why = QLineEdit()
            self._why.setPlaceholderText(_("Say why"))
            self._why.installEventFilter(FormKeys(self))
            self._why.textEdited.connect(lambda text: self.noted.emit(Absent(self._reason, text)))
            self.put_under_words(self._why)
        return self._why

    def describe(self, description: str, *, wrong: bool) -> None:
        """What is wrong with it, for whoever hears it."""
        self.change.setAccessibleDescription(f"{self.words} {description}".strip())
        if self._why is not None:
            self._why.setAccessibleDescription(description)
            restyle(self._why, "invalid", wrong)

    def set_read_only(self) -> None:
        """It can be read, not changed."""
        self.change.hide()
        if self._why is not None:
            self._why.setReadOnly(True)

    def focus_target(self) -> QWidget:
        """The box for the reason, or the way to an answer."""
        return self.change if self._why is None or self._why.isHidden() else self._why
