"""Undo over the areas of a page that is no form: the same steps as a form's, kept with what is being written."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.edit_history import Answered, History, Step, Typed, answers_before
from prevent_desktop.ui.writing.edit_history_text import history_text, read_history, step_text


class AreaUndo(QObject):
    """Takes over the keys of undo and redo in `areas`, which it knows by their names."""

    def __init__(self, areas: Mapping[str, WritingArea], parent: QWidget) -> None:
        super().__init__(parent)
        self._areas = dict(areas)
        self._texts = {name: area.toPlainText() for name, area in areas.items()}
        self._history = History(write=step_text)
        self._quiet = False
        for name, area in self._areas.items():
            area.setUndoRedoEnabled(False)
            area.installEventFilter(self)
            area.textChanged.connect(lambda changed=name: self._edited(changed))

    def begin(self, text: str = "") -> None:
        """What stands in the areas now is where undoing begins; `text` is the history that was kept with it."""
        self._texts = {name: area.toPlainText() for name, area in self._areas.items()}
        self._history = read_history(text)

    def to_text(self) -> str:
        """The history, to be kept."""
        return history_text(self._history)

    def undo(self) -> None:
        """Take the last step back."""
        turned = self._turn(self._history.take_done())
        if turned is not None:
            self._history.put_undone(turned)

    def redo(self) -> None:
        """Do it again."""
        turned = self._turn(self._history.take_undone())
        if turned is not None:
            self._history.put_done(turned)

    def _edited(self, name: str) -> None:
        before, after = self._texts[name], self._areas[name].toPlainText()
        self._texts[name] = after
        if not self._quiet and before != after:
            self._history.push(Answered(_path(name), (before,), (after,)))

    def _turn(self, step: Step | None) -> Step | None:
        if not isinstance(step, Answered | Typed) or step.path[0][0] not in self._areas:
            return None
        name = step.path[0][0]
        before = answers_before(step, (self._texts[name],))
        if before is None:
            self._history.forget()
            return None
        turned = step.turned() if isinstance(step, Typed) else Answered(step.path, step.after, step.before)
        self._quiet = True
        self._areas[name].show_text(str(before[0]) if before else "")
        self._quiet = False
        self._areas[name].setFocus()
        return turned

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys, before the area has them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if event.matches(QKeySequence.StandardKey.Undo) or is_key_of(Shortcut.UNDO, pressed):
                self.undo()
                return True
            if event.matches(QKeySequence.StandardKey.Redo) or is_key_of(Shortcut.REDO, pressed):
                self.redo()
                return True
        return super().eventFilter(watched, event)


def _path(name: str) -> Path:
    return ((name, 0),)
