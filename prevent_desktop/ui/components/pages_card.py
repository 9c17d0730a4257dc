"""The pages of a signed pack in a card, read when they are first shown, beside what is written about them."""

from __future__ import annotations

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.preview import Document, page_count
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import BusyLine, Card, Notice


class PagesCard(Card):
    """Of `document`, which is opened on a thread of the pool."""

    def __init__(self, tasks: Tasks, document: Document) -> None:
        super().__init__(kind="preview")
        self.setAccessibleName(_("The pack"))
        self._tasks, self._document = tasks, document
        self.busy, self.notice, self.pages = BusyLine(), Notice(), PagesView()
        self.body.add(self.busy, self.notice, self.pages)
        self.busy.start(_("Opening the pack…"))
        tasks.in_background(lambda: page_count(document), self._show, self._fail)

    def _show(self, count: int) -> None:
        self.busy.stop()
        self.pages.show_pages(DrawnPages(self._tasks, self._document, count))

    def _fail(self, error: PreventDesktopError) -> None:
        """What is written does not need the pages."""
        self.busy.stop()
        self.notice.say_failure(error)
