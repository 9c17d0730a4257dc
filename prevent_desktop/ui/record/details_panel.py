"""The part of a record with the details of the person, and what they were before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.record.details import DetailsWords
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    Heading,
    KeyValue,
    KeyValueTable,
    SecondaryButton,
    VBox,
)


class DetailsPanel(QWidget):
    """`change`, `copy` (of the whole record, for the person who asks for it) and `move_file` (the file goes to a new school) are the record's to listen to."""

    def __init__(self) -> None:
        super().__init__()
        self.change = SecondaryButton(_("Chang&e the details"))
        self.copy = SecondaryButton(_("A c&opy for the person…"))
        self.move_file = SecondaryButton(_("&Move the file to another school…"))
        self.details = KeyValueTable()
        self.earlier = DataTable(
            (
                Column(title=_("What"), share=2),
                Column(title=_("It was"), share=4),
                Column(title=_("It became"), share=4),
                Column(title=_("Changed"), share=0),
            ),
            name=_("Earlier values"),
            known_as="earlier-values",
        )
        self.nothing = EmptyState(
            _("Nothing was ever changed"),
            _("What a detail was before a change is kept here, and search finds it."),
        )
        column = VBox(self, spacing=14)
        column.addWidget(FlowRow(self.change, self.copy, self.move_file), 0, Qt.AlignmentFlag(0))
        facts, before = Card(), Card()
        facts.body.addWidget(self.details)
        before.body.add(Heading(_("Earlier values"), 2), self.nothing, self.earlier)
        column.add(facts, before)

    def show_words(self, words: DetailsWords) -> None:
        """Show the details; what is not recorded says so."""
        self.details.show_rows(
            [
                KeyValue(
                    key=detail.label, label=detail.label, values=detail.values or (_("Not recorded"),),
                    muted=not detail.values, notes=detail.sources,
                )
                for detail in words.details
            ]
        )  # fmt: skip
        self.earlier.show_rows(words.earlier)
        self.earlier.setVisible(bool(words.earlier))
        self.nothing.setVisible(not words.earlier)
