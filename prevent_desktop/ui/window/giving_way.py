"""A fresh process takes the place of this one; where an installer is at the program, once that could begin.

In the middle of an upgrade the program is not whole: on Windows even its Python is gone for a while. A process that ended then would
leave nothing on the screen. So it stays, locked, and tries out what is installed until that works.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from prevent_desktop.confined.spawn import Child, end, own_command, own_environment, start_asked
from prevent_desktop.data_files import parts_there
from prevent_desktop.translation import _
from prevent_desktop.ui.window.app_window import AppWindow

LOOK_EVERY_MS = 1_000
MOST_TRIES = 600
"""So often, for ten minutes at least, a trial may fail while nothing changes: then no installer is at it, and waiting mends nothing."""


def _try_out() -> Child:
    """What is installed now, in a process of its own, which ends with 0 where every part works. Raises OSError."""
    return start_asked(own_command("doctor", "--quiet"), own_environment())


class GivingWay(QObject):
    """Made while the program is whole: all that it needs later is imported then. `look` tells what is there, `try_out` tries it."""

    def __init__(
        self,
        window: AppWindow,
        look: Callable[[], tuple[int, ...]] = parts_there,
        try_out: Callable[[], Child] = _try_out,
        *,
        look_every: int = LOOK_EVERY_MS,
        most_tries: int = MOST_TRIES,
    ) -> None:
        super().__init__(window)
        self._window, self._cover = window, window.blank
        self._look, self._try_out = look, try_out
        self._before = self._last = look()
        self._begin: Callable[[], object] | None = None
        self._trial: Child | None = None
        self.tries, self._most_tries = 0, most_tries
        self._timer = QTimer(self)
        self._timer.setInterval(look_every)
        self._timer.timeout.connect(self._go_on)

    def to(self, begin: Callable[[], object], forget: Callable[[], object]) -> None:
        """Call `begin`, which starts the fresh process: now, where the program is as it was, else when it works again.

        The vault is closed by now. Where it has to wait, `forget` lets go of what was open; nothing of that stays in the window, which
        can be closed.
        """
        if self._look() == self._before:
            begin()
            return
        self._begin = begin
        forget()
        self._window.may_close = lambda: True
        self._window.forget_main_view()
        self._cover.blank_for_lock(
            _("Locked. Prevent Desktop is being updated. It goes on by itself when that is done.")
        )
        self._timer.start()

    def stop(self) -> None:
        """The program ends, or is about to give way."""
        self._timer.stop()
        if self._trial is not None:
            self._trial.kill()
            end(self._trial)
            self._trial = None

    def _go_on(self) -> None:
        if self._trial is None:
            self._begin_trial()
        elif self._trial.poll() is not None:
            trial, self._trial = self._trial, None
            self.tries += 1
            if (end(trial) == 0 or self.tries >= self._most_tries) and self._begin is not None:
                self._timer.stop()
                self._begin()

    def _begin_trial(self) -> None:
        last, self._last = self._last, self._look()
        if self._last != last:
            self.tries = 0
        with suppress(OSError):  # its Python is gone
            self._trial = self._try_out()
