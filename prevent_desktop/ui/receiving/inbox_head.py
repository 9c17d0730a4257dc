"""The head of the inbox: its name, which packs are shown, and what can be done; above the list and the pack beside it, too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.receiving.inbox_view import part_label
from prevent_desktop.ui.widgets import FlowRow, Heading, LinkButton, PrimaryButton, Text, VBox, restyle
from prevent_desktop.ui.widgets.layouts import BesideRow
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.receiving.inbox import Inbox, InboxPart

_GAP = 22


class InboxHead(QWidget):
    """Signals: `turned()` to another part of the inbox; `check_wanted()`; `file_wanted()` for a pack that came as a file."""

    turned = Signal()
    check_wanted = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts = QTabBar()
        self.parts.setAccessibleName(_("Which packs"))
        self.parts.setDrawBase(False)
        self.parts.setExpanding(False)
        restyle(self.parts, "kind", "filters")
        for part in InboxPart:
            self.parts.addTab(part_label(part, 0))
        self.parts.hide()
        self.parts.currentChanged.connect(lambda _index: self.turned.emit())
        self.check_file = LinkButton(_("Check a pack from a file…"), self.file_wanted.emit)
        self.check = PrimaryButton(_("&Check now"), self.check_wanted.emit)
        self._words = Text(
            _(
                "Each pack is checked before anything of it is shown: its seal, who signed it, and that it is whole."
            ),
            "muted",
        )
        row = BesideRow(self.check_file, self.check, middle=True)
        row.words.addWidget(FlowRow(Heading(_("Inbox"), 1), self.parts, gap=_GAP, between=8))
        column = VBox(self, spacing=4)
        column.add(row, self._words)
        chain_tabs([self.parts, self.check_file, self.check])

    def stand_above(self, above: bool) -> None:
        """Be one row above the list and the pack beside it, which fills by itself; or the head of the whole page again."""
        for part in (self.check, self._words):
            part.setVisible(not above)

    def show_numbers(self, inbox: Inbox) -> None:
        """How many packs are in each part."""
        for index, part in enumerate(InboxPart):
            self.parts.setTabText(index, part_label(part, inbox.number_in(part)))
            self.parts.setTabVisible(index, inbox.in_team or part is not InboxPart.MINE)
        self.parts.setVisible(bool(inbox.lines))

    @property
    def part(self) -> InboxPart:
        """The part that is shown."""
        return list(InboxPart)[self.parts.currentIndex()]

    def go_to(self, part: InboxPart) -> None:
        """Show another part."""
        self.parts.setCurrentIndex(list(InboxPart).index(part))
