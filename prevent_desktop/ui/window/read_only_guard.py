"""While the records are open for reading only, what writes is off, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.people.pages import NewPersonPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets import PrimaryButton
from prevent_desktop.ui.widgets.plain_words import give_tooltip

_LOOKS_MS = (0, 250, 1000)
"""After a page is shown: what it reads from the vault brings buttons of its own."""
_OTHERS_THAT_WRITE = ("write_note", "add")
"""Second buttons of My work and of a record."""


class ReadOnlyGuard(QObject):
    """Switches off the buttons that write on every page; they tell `reason` as tip and description.

    `refuse()` says why, where a page to write on was asked for by a key.

    A page's primary button writes, unless it has the property `reads`.
    """

    def __init__(self, main_view: MainView, reason: str, refuse: Callable[[], object]) -> None:
        super().__init__(main_view)
        self._main_view = main_view
        self._reason = reason
        self._refuse = refuse
        main_view.moved.connect(self._moved)

    def _moved(self, _room: NavSection) -> None:
        """What is there to be written on is left again at once."""
        if isinstance(self._main_view.page, WritingPage | NewPersonPage):
            QTimer.singleShot(0, self, self._leave)
        else:
            self.look_soon()

    def _leave(self) -> None:
        self._main_view.leave()
        self._refuse()

    def look_soon(self) -> None:
        """Switch off what writes on the page that is shown."""
        for delay in _LOOKS_MS:
            QTimer.singleShot(delay, self, self._look)

    def _look(self) -> None:
        page = self._main_view.page
        if page is None:
            return
        others = {getattr(page, name, None) for name in _OTHERS_THAT_WRITE}
        for button in page.findChildren(QAbstractButton):
            if (_writes(button) or button in others) and button.isEnabled():
                self._switch_off(button)

    def _switch_off(self, button: QAbstractButton) -> None:
        button.setEnabled(False)
        give_tooltip(button, self._reason)
        button.setAccessibleDescription(self._reason)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What a page switches on again is switched off again."""
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            QTimer.singleShot(0, watched, lambda: watched.setEnabled(False))
        return False


def _writes(button: QAbstractButton) -> bool:
    return bool(button.property("writes")) or (
        isinstance(button, PrimaryButton) and not button.property("reads")
    )
