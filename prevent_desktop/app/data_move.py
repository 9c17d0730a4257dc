"""Where IT has set another data folder: offers the move on the first screen, makes it, and starts afresh in the new place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.window.app_window import AppWindow

if TYPE_CHECKING:
    from prevent_desktop.ui.vault_admin.unlock.move_pane import MoveBanner
    from prevent_desktop.workflows.data_folders import WantedMove


class DataMove:
    """`let_go` has the program use nothing of the folder any more; `fresh_process` takes its place once all is moved."""

    def __init__(
        self,
        window: AppWindow,
        unlock_screen: UnlockScreen,
        tasks: Tasks,
        let_go: Callable[[], None],
        fresh_process: Callable[[], None],
    ) -> None:
        self._window, self._unlock_screen, self._tasks = window, unlock_screen, tasks
        self._let_go, self._fresh_process = let_go, fresh_process
        self.banner: MoveBanner | None = None
        self._is_offered = True

    def offer(self, data: Path | None) -> None:
        """Say on the first screen what IT wants moved; nothing where it wants nothing. `data` is the folder that was named by hand."""
        from prevent_desktop.workflows.data_folders import wanted_move

        wanted = wanted_move(data)
        if wanted is None:
            return
        from prevent_desktop.ui.vault_admin.unlock.move_pane import MoveBanner

        self.banner = MoveBanner(wanted, self._window)
        self.banner.move_wanted.connect(lambda: self._move(wanted))
        self._window.show_banner(self.banner)
        self._show(self._is_offered)  # records may be opened by now

    def withdraw(self) -> None:
        """Records are being opened: it is offered again before the next unlocking."""
        self._show(False)

    def offer_again(self) -> None:
        """They could not be opened."""
        self._show(True)

    def _show(self, shown: bool) -> None:
        self._is_offered = shown
        if self.banner is not None:
            self.banner.setVisible(shown)

    def _move(self, wanted: WantedMove) -> None:
        from prevent_desktop.ui.vault_admin.unlock.move_pane import MovingPane
        from prevent_desktop.workflows.data_folders import move

        self._let_go()
        self.withdraw()
        pane = MovingPane()
        pane.ended.connect(self._fresh_process)
        self._unlock_screen.show_pane(pane)
        self._tasks.in_background(
            lambda: move(wanted), lambda _none: self._fresh_process(), pane.show_failure
        )
