"""From the list of what is needed to send to the field where it is set, and back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import MyWork
from prevent_desktop.ui.widgets import LinkButton


class BackLink(LinkButton):
    """Stands on top of the settings while somebody came from that list. `go` leads back, where it is offered."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__(_("Back to My work"), self.go)
        self._navigator = navigator
        self._offered = False
        self.hide()

    def offer(self, *, offered: bool) -> None:
        """Show it, or not."""
        self._offered = offered
        self.setVisible(offered)

    def go(self) -> None:
        """Something was kept, or the link was pressed."""
        if self._offered:
            self.offer(offered=False)
            self._navigator.open(MyWork())


def enter(section: QWidget) -> None:
    """Put the keyboard on the first control of a section that Tab reaches."""
    start: QWidget = section
    widget: QWidget | None = start
    while widget is not None and not _takes_tab(widget, section):
        widget = widget.nextInFocusChain()
        if widget is start:
            return
    if widget is not None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)


def _takes_tab(widget: QWidget, section: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isEnabled() and widget.isVisible() and section.isAncestorOf(widget)
