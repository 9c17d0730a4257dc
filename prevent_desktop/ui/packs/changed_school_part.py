"""What a newer directory says otherwise of the school that is chosen: old and new, and taken when a person says so."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.packs.move_view import changed_words, under_way_words
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Text, VBox
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.school_move.changed_schools import ChangedSchool, take_change


class ChangedSchoolPart(QWidget):
    """Hidden while nothing differs. Signal `taken(Receiver)`: the school as it is kept from now on."""

    taken = Signal(object)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._change: ChangedSchool | None = None
        self.words = Text("", "warning")
        self.take = SecondaryButton(_("Take what the &directory says…"), self._ask)
        self.notice = Notice()
        column = VBox(self, spacing=8)
        column.add(self.words, self.take, self.notice)
        self.hide()

    def show_change(self, change: ChangedSchool | None) -> None:
        """Tell what differs; nothing for None."""
        if change != self._change:
            self._change = change
            self.notice.clear()
        self.setVisible(change is not None)
        self.words.say("" if change is None else changed_words(change))

    def _ask(self) -> None:
        change = self._change
        if change is None:
            return
        question = ConfirmDialog(
            _("Is this really {school}?").format(school=change.kept.name),
            " ".join(filter(None, (changed_words(change), under_way_words(change)))),
            _("&Take it from now on"),
            parent=self,
        )
        question.accepted.connect(lambda: self._take(change))
        question.open()

    def _take(self, change: ChangedSchool) -> None:
        self._tasks.in_vault(lambda vault: take_change(vault, change), self._taken, self.notice.say_failure)

    def _taken(self, school: object) -> None:
        self.show_change(None)
        self.taken.emit(school)
