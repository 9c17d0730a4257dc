"""From where something is missing to the field where it is set, and back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.ui.widgets.tab_order import neighbour


class BackLink(LinkButton):
    """Stands on top of the settings while somebody came from there. `go` leads back, where it is offered."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__("", self.go)
        self._navigator = navigator
        self._to: Route | None = None
        self.hide()

    def offer(self, to: Route | None) -> None:
        """Lead back there, or nowhere."""
        self._to = to
        self.setText("" if to is None else _("Back to “{page}”").format(page=to.title))
        self.setVisible(to is not None)

    def go(self) -> None:
        """The link was pressed."""
        self.go_telling("")

    def go_telling(self, words: str) -> None:
        """Something was kept: `words` tell what, since what the settings say of it goes from sight with them."""
        to = self._to
        if to is not None:
            self.offer(None)
            self._navigator.open(to)
            if words:
                self._navigator.told.emit(words)


def enter(section: QWidget) -> None:
    """Put the keyboard on the first control of a section that Tab reaches."""
    widget = section
    while not _takes_tab(widget, section):
        widget = neighbour(widget, forward=True)
        if widget is section:
            return
    widget.setFocus(Qt.FocusReason.TabFocusReason)


def _takes_tab(widget: QWidget, section: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isEnabled() and widget.isVisible() and section.isAncestorOf(widget)
