"""The part of a record that tells how long it is kept, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    KeyValue,
    KeyValueTable,
    LinkButton,
    SecondaryButton,
    VBox,
)


class KeepingPanel(QWidget):
    """`decide` and `erase` are the record's to listen to."""

    def __init__(self) -> None:
        super().__init__()
        self.decide = SecondaryButton(_("&Keep longer, hold, close or dispose…"))
        self.erase = LinkButton(_("Erase everything about this person…"))
        self.facts = KeyValueTable()
        card = Card()
        card.body.addWidget(self.facts)
        column = VBox(self, spacing=14)
        column.addWidget(FlowRow(self.decide, self.erase), 0, Qt.AlignmentFlag(0))
        column.addWidget(card)

    def show_pairs(self, pairs: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        """Show how long the case is kept, and why."""
        self.facts.show_rows([KeyValue(key=label, label=label, values=values) for label, values in pairs])
