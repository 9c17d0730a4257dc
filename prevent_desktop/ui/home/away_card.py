"""The card for whoever is back: who covered, and what was done meanwhile. It goes once that was read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from prevent_desktop.translation import _
from prevent_desktop.ui.home.away_lines import AwayLine
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.widgets import Card, LinkButton, Text, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out


class AwayCard(Card):
    """Hidden while there is nothing to read."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__(_("While you were away"))
        self._navigator = navigator
        self._lines: tuple[AwayLine, ...] = ()
        self.links: list[LinkButton] = []
        self._rows = VBox(spacing=6)
        self.body.addLayout(self._rows)
        self.hide()

    def show_lines(self, lines: Sequence[AwayLine]) -> None:
        """Show `lines`; where nothing has changed all stays as it is, with the keyboard in it."""
        self.setVisible(bool(lines))
        if tuple(lines) == self._lines:
            return
        self._lines, self.links = tuple(lines), []
        take_all_out(self._rows)
        for line in lines:
            link = LinkButton(_("See what was done"), partial(self._navigator.open, line.route))
            link.setAccessibleDescription(line.words)
            self.links.append(link)
            self._rows.add(Text(line.words), link)
