"""The sheet of keys: every shortcut of the program, made of the list that the program itself goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets import Cell, Column, DataTable, Heading, Row, SecondaryButton, Text
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.widgets.shortcuts import Shortcut

_WIDTH = 680


class KeySheet(FittingDialog):
    """Shows the keys, those that go to `sections` among them."""

    def __init__(self, sections: Sequence[NavSection], *, parent: QWidget | None = None) -> None:
        super().__init__(base_width=_WIDTH, parent=parent)
        self.setWindowTitle(_("Keys"))
        self.table = DataTable(
            (
                Column(title=_("Key"), share=0),
                Column(title=_("What it does"), share=1),
                Column(title=_("Where"), share=0),
            ),
            name=_("Keys"),
            known_as="keys",
        )
        self.table.show_rows(list(_rows(sections)))
        self.close_button = SecondaryButton(_("&Close"), self.accept)
        self.column.addWidget(Heading(_("Keys"), 1))
        self.column.addWidget(
            Text(_("Everything can be done without a mouse. Tab goes on, Escape closes."), "muted")
        )
        self.column.addWidget(self.table)
        self.column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _rows(sections: Sequence[NavSection]) -> Iterator[Row]:
    for section in sorted(sections, key=lambda section: section.number):
        words = _("Go to {page}").format(page=section.label)
        yield _row(section.name, section.key, words, Shortcut.BLANK.place.label)
    for shortcut in Shortcut:
        yield _row(shortcut.name, shortcut.shown, shortcut.title, shortcut.place.label)


def _row(key: str, keys: str, words: str, place: str) -> Row:
    return Row(key=key, cells=(Cell(keys, strong_start=-1), Cell(words), Cell(place, muted=True)))
