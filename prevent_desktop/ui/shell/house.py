"""The open house: the side bar, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from prevent_desktop.ui.shell.pages import Flushes, Refreshes, Settles
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.side_bar import SideBar


class House(QWidget):
    """Holds one page at a time per place. The rooms' own pages are made on the first visit, by `rooms`.

    `go(room)` shows a room's page; `enter(page, room)` shows a page that leads on from a room (a record, a form) and
    drops the one before it; `leave()` goes back to the room. Signal `moved(Room)` after each move.
    """

    moved = Signal(object)

    def __init__(self, rooms: Mapping[Room, Callable[[], QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers = rooms
        self._pages: dict[Room, QWidget] = {}
        self._guest: QWidget | None = None
        self.room = next(iter(rooms))
        self.side_bar = SideBar(rooms)
        self.side_bar.chosen.connect(self.go)
        self._stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addWidget(self._stack, 1)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms that this house has."""
        return tuple(self._makers)

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def go(self, room: Room) -> QWidget:
        """Show the room's own page."""
        self._leave_page()
        if room not in self._pages:
            self._pages[room] = self._makers[room]()
            self._stack.addWidget(self._pages[room])
        self._show(self._pages[room], room)
        self._drop_guest()
        return self._pages[room]

    def enter(self, page: QWidget, room: Room) -> None:
        """Show `page`, which belongs to `room`, in place of what is shown."""
        self._leave_page()
        old = self._guest
        self._guest = page
        self._stack.addWidget(page)
        self._show(page, room)
        if old is not None:
            self._drop(old)

    def leave(self) -> None:
        """Back to the page of the room that the person is in."""
        self.go(self.room)

    def flush(self) -> None:
        """Have every page hand over what it has not saved yet."""
        for page in self._all_pages():
            if isinstance(page, Flushes):
                page.flush()

    @property
    def settled(self) -> bool:
        """Whether every page's words are committed."""
        return all(page.settled for page in self._all_pages() if isinstance(page, Settles))

    def _all_pages(self) -> list[QWidget]:
        guests = [] if self._guest is None else [self._guest]
        return [*self._pages.values(), *guests]

    def _leave_page(self) -> None:
        page: object = self.page
        if isinstance(page, Flushes):
            page.flush()

    def _show(self, page: QWidget, room: Room) -> None:
        self.room = room
        self.side_bar.mark(room)
        self._stack.setCurrentWidget(page)
        if isinstance(page, Refreshes):
            page.refresh()
        self.focus_page()
        self.moved.emit(room)

    def focus_page(self) -> None:
        """Put the keyboard where it was on this page, else on the page itself: Tab then goes to its first control."""
        page = self.page
        if page is None:
            return
        page.setProperty("ringless", True)
        before: QWidget | None = page.focusWidget()
        target = before if before is not None and before.isVisible() else page
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_guest(self) -> None:
        if self._guest is not None:
            self._drop(self._guest)
            self._guest = None

    def _drop(self, page: QWidget) -> None:
        self._stack.removeWidget(page)
        page.deleteLater()
