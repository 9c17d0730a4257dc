"""Tells that another version was installed under the running one, which may miss modules that it has not imported yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import installed
from prevent_desktop.translation import _
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow

_AGAIN_MS = 60_000


class UpgradeBanner(Notice):
    """Stands until the program starts anew; `go_on` does that."""

    def __init__(self, go_on: Callable[[], object], parent: QWidget) -> None:
        words = _(
            "Prevent Desktop was updated. Start the new version soon: the old one may miss some of its parts."
        )
        self.go_on = SecondaryButton(_("Start the new version"), go_on)
        super().__init__(words, Tone.WARNING, action=self.go_on, parent=parent)
        self.setAccessibleName(words)


class UpgradeWatch(Watch):
    """`before` is what `data_files.installed` told when this process began. A program that waits in the tray asks nobody."""

    def __init__(
        self,
        window: AppWindow,
        before: tuple[int, ...],
        go_on: Callable[[], object],
        look: Callable[[], tuple[int, ...]] = installed,
    ) -> None:
        super().__init__(_AGAIN_MS, window)
        self._window, self._before, self._go_on, self._installed = window, before, go_on, look
        self._last = before

    def look(self) -> None:
        """Tell it once, and not while an installer is at it: when nothing has changed since the last look."""
        last, self._last = self._last, self._installed()
        if self._last == self._before or self._last != last:
            return
        self.stop()
        if self._window.isVisible():
            self._window.show_banner(UpgradeBanner(self._go_on, self._window))
        else:
            self._go_on()
