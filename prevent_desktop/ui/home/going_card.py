"""The card that says which shared records a colleague wants to go: one press keeps each of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.home.first_lines import FirstLines
from prevent_desktop.ui.home.going_lines import GoingLine
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    LinkButton,
    RichText,
    SecondaryButton,
    Text,
    VBox,
)


class GoingRow(QWidget):
    """One record: what was announced, until when one can say no, the press that does, and the way to the whole of it."""

    def __init__(
        self, line: GoingLine, navigator: Navigator, refuse: SignalInstance, *, takes_key: bool
    ) -> None:
        super().__init__()
        initials, comma, age = line.person.partition(",")
        what = RichText(
            f"<b>{escape(initials)}</b>{escape(comma + age)}: {escape(line.what)}",
            f"{line.person}: {line.what}",
        )
        no = _("Say &no: it stays")
        self.no = SecondaryButton(
            no if takes_key else no.replace("&", ""), partial(refuse.emit, line.refuses)
        )
        self.no.setProperty("compact", True)
        self.no.setProperty("writes", True)
        self.no.setAccessibleName(f"{no.replace('&', '')}. {line.spoken}")
        self.no.setAccessibleDescription(line.detail)
        if not line.refuses:
            self.no.hide()
        look = _("Look at it")
        self.look = LinkButton(look, partial(navigator.open, line.route), name=f"{look}. {line.spoken}")
        self.look.setAccessibleDescription(line.detail)
        column = VBox(self, spacing=6, margins=(0, 7, 0, 7))
        column.add(what, Text(line.detail, "small"), FlowRow(self.no, self.look))


class GoingCard(Card):
    """Not there while nothing was announced. Signals: `changed()` once other rows stand here; `refused(case id)`."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, navigator: Navigator) -> None:
        super().__init__(_("Records that are to go"))
        self._first: FirstLines[GoingLine, GoingRow] = FirstLines(
            lambda line, number: GoingRow(line, navigator, self.refused, takes_key=number == 0),
            lambda row: row.look,
            self.changed.emit,
        )
        self.more = self._first.more
        self.many = Text("", "warning")
        self.body.add(self.many)
        self.body.addLayout(self._first.column)
        self.body.add(self.more)
        self.hide()

    @property
    def rows(self) -> list[GoingRow]:
        """What is shown."""
        return self._first.rows

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [*(stop for row in self.rows for stop in (row.no, row.look)), self.more]

    def show_lines(self, lines: Sequence[GoingLine], many: str) -> None:
        """Show `lines`, and who announced `many`; where nothing has changed all stays as it is, with the keyboard in it."""
        self.many.setText(many)
        self.many.setVisible(bool(many))
        had = next((number for number, row in enumerate(self.rows) if row.no.hasFocus()), None)
        self._first.show(lines)
        self.setVisible(bool(lines))
        if had is not None and self.rows:
            self.rows[min(had, len(self.rows) - 1)].no.setFocus(Qt.FocusReason.OtherFocusReason)
