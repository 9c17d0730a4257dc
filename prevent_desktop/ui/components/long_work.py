"""Work that was asked for on a page and goes on when the page is left."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Tasks


class LongWork(QObject):
    """Lives with `tasks` rather than with `page`, and ends once the page has gone and nothing is left to do.

    While the page is there it hears of everything by signals; afterwards a failure is shown as any other is.
    """

    def __init__(self, tasks: Tasks, page: QWidget) -> None:
        super().__init__(tasks)
        self.tasks = tasks
        self._page_left = False
        page.destroyed.connect(self._leave_page)

    @property
    def busy(self) -> bool:
        """Whether something is still to be done."""
        raise NotImplementedError

    def failed_unseen(self, error: PreventDesktopError) -> None:
        """Show `error` where there is no page any more that would."""
        if self._page_left:
            self.tasks.show_failure(error)

    def end_if_left(self) -> None:
        """Call this when something is done."""
        if self._page_left and not self.busy:
            self.deleteLater()

    def _leave_page(self) -> None:
        self._page_left = True
        self.end_if_left()
