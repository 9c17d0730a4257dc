"""The list of what was found in a form; one of them leads to its question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from prevent_desktop.questionnaire.review import Finding, Severity
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import Heading, Text, VBox
from prevent_desktop.ui.widgets.plain_words import give_tooltip


class FindingsList(QWidget):
    """Signal `wanted(link_id)` when a finding is chosen (Enter, or a double click)."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading(_("What was found"), 3)
        self.line = Text("", "small")
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.itemActivated.connect(self._choose)
        column = VBox(self, spacing=8)
        column.add(self.heading, self.line, self.list)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; the list goes where there are none."""
        errors = sum(one.severity is Severity.ERROR for one in findings)
        self.line.setText(_in_words(errors, len(findings) - errors))
        self.list.clear()
        self.list.setVisible(bool(findings))
        for one in sorted(findings, key=lambda one: one.severity is not Severity.ERROR):
            row = QListWidgetItem(_row(one))
            row.setData(Qt.ItemDataRole.UserRole, one.link_id)
            give_tooltip(row, one.mend)
            self.list.addItem(row)

    def _choose(self, row: QListWidgetItem) -> None:
        link_id = str(row.data(Qt.ItemDataRole.UserRole))
        if link_id:
            self.wanted.emit(link_id)


def _in_words(errors: int, advice: int) -> str:
    if not errors and not advice:
        return _("Nothing: the form is fine.")
    return ", ".join((
        ngettext("{number} error", "{number} errors", errors).format(number=errors),
        ngettext("{number} piece of advice", "{number} pieces of advice", advice).format(number=advice),
    ))  # fmt: skip


def _row(one: Finding) -> str:
    kind = _("Error") if one.severity is Severity.ERROR else _("Advice")
    line = _("{kind}, line {line}").format(kind=kind, line=one.line)
    return f"{line}\n{one.message}\n{one.mend}"
