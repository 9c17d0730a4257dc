"""A field: label, hint, error and control as one, for eyes and for screen readers alike."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.words import DESCRIBES, Kind, Text, restyle, without_mnemonics


class Field(QWidget):
    """`control` under its `label` (its buddy), a muted `hint`, and an error in words when there is one.

    A `mark` stands at the right of the label, such as who will see what is typed. The control's accessible name is the label; error,
    mark and hint are its accessible description.
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        hint: str = "",
        mark: str = "",
        mark_kind: Kind = "mark",
        stretch: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self.label = Text(without_mnemonics(label), "strong", parent=self)
        self.label.setBuddy(control)
        self.hint = Text(hint, "small", parent=self)
        self.hint.setVisible(bool(hint))
        self.error = Text("", "error", parent=self)
        self.error.hide()
        for told in (self.hint, self.error):
            told.setProperty(DESCRIBES, control)
        self.mark = mark
        column = VBox(self, spacing=5)
        if mark:
            column.addLayout(self._labelled(mark, mark_kind))
        else:
            column.addWidget(self.label)
        column.add(self.hint, self.error)
        column.addWidget(control, 0, Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignLeft)
        control.setAccessibleName(label)
        self._describe()

    def _labelled(self, mark: str, kind: Kind) -> HBox:
        row = HBox(spacing=8)
        shown = Text(mark, kind, wrap=False, parent=self)
        shown.setProperty(DESCRIBES, self.control)
        row.addWidget(self.label, 1)
        row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def set_error(self, text: str) -> None:
        """Show `text` next to the control, or nothing for an empty text."""
        self.error.say(text)
        restyle(self.control, "invalid", bool(text))
        self._describe()

    def set_hint(self, text: str) -> None:
        """Show another hint."""
        self.hint.say(text)
        self._describe()

    def _describe(self) -> None:
        wrong = self.error.text()
        said = _("{words}.").format(words=self.mark) if self.mark else ""
        parts = (_("Error: {words}").format(words=wrong) if wrong else "", said, self.hint.text())
        self.control.setAccessibleDescription(" ".join(part for part in parts if part))
