"""Locking: blank, keep every word, close the vault, and put a fresh process in the place of this one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.app_window import AppWindow

PATIENCE_SECONDS = 2.0
"""How long one look waits for the vault lane. Words that are not committed then are tried again, behind the blank."""
AGAIN_MS = 3_000
"""Until words that could not be saved are tried again."""


class Locker(QObject):
    """`lock()` ends in `before()`, which closes all, and `replace()`, which does not return in the real program.

    Words that cannot be saved (a full disk) are not thrown away: the screen stays blank, says what to do, and it
    tries again until they are saved. Where the vault is only busy, it locks as soon as that is done.
    `keep_place` hands to the vault lane where the person is.
    """

    def __init__(
        self,
        window: AppWindow,
        tasks: Tasks,
        *,
        before: Callable[[], None],
        replace: Callable[[], None],
        keep_place: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._before = before
        self._replace = replace
        self._keep_place = keep_place
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._try)
        self.locking = False

    def lock(self) -> None:
        """Lock now; more calls while it locks do nothing."""
        if self.locking:
            return
        self.locking = True
        self._window.blank.blank_for_lock(_("Locking…"))
        self._try()

    def flush(self) -> bool:
        """Hand over every word and wait for the commit, at most `PATIENCE_SECONDS`; whether all is committed."""
        return self._vault_is_done() and self._is_settled()

    def _vault_is_done(self) -> bool:
        """Hand over every word; whether the vault came to them in time."""
        if self._window.main_view is None:
            return True
        self._window.main_view.flush()
        self._keep_place()
        done = self._tasks.wait_for_vault(PATIENCE_SECONDS)
        QCoreApplication.sendPostedEvents(self._tasks)
        return done

    def _is_settled(self) -> bool:
        """Whether the vault took every word that it came to."""
        return self._window.main_view is None or self._window.main_view.settled

    def _try(self) -> None:
        if not self._vault_is_done():
            self._wait(0, _("Locking… Your last words are still being saved. It goes on by itself."))
        elif not self._is_settled():
            self._wait(
                AGAIN_MS,
                _(
                    "Not locked yet: your last words could not be saved. "
                    "If the disk is full, make room; it tries again by itself."
                ),
            )
        else:
            self._before()
            self._replace()

    def _wait(self, milliseconds: int, words: str) -> None:
        self._window.blank.blank_for_lock(words)
        self._again.start(milliseconds)
