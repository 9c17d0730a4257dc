"""What an open vault shows: the side bar, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from prevent_desktop.ui.components.page_protocols import Flushes, Refreshes, Settles, StandsBeside
from prevent_desktop.ui.navigation.list_beside import ListBeside
from prevent_desktop.ui.navigation.side_bar import SideBar
from prevent_desktop.ui.navigation.toasts import Toasts
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import Openers
from prevent_desktop.ui.routing.routes import Route, section_route
from prevent_desktop.ui.widgets import announce
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.first_focus import LEAVES_KEYBOARD

_BOTH_EMS = 68
"""The least width for a page with something to read beside it, in sizes of the text."""
_PAGE_SHARE, _READING_SHARE = 5, 3


class MainView(QWidget):
    """Holds one page at a time per place. The sections' own pages are made on the first visit, by `sections`.

    `go(section)` shows a section's page; `enter(page, route)` shows a page that leads on from a section (a record, a form) and
    drops the one before it; `leave()` goes back to the section. Signal `moved(NavSection)` after each move. `route` is what leads
    back to the page after a lock.

    A page that is entered `with_list` has its section's own page at its left, and that page's head above both, where that is offered and
    there is room for both. Somebody who opened it by the
    keyboard in that list stays there, unless the page `takes_keyboard`. Signal `listed(QWidget)` while such a list stands there.

    `open_beside(reading)` shows something to read at the right of the page, or in its place where there is no room for
    both; the page itself stays as it is. `close_beside()`, and each move, puts it away. `toasts` are shown over the pages.
    """

    moved = Signal(object)
    listed = Signal(object)

    def __init__(self, sections: Mapping[NavSection, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._makers = sections
        self._pages: dict[NavSection, QWidget] = {}
        self._guest: QWidget | None = None
        self._with_list = False
        self.section = next(iter(sections))
        self._route: Route = section_route(self.section)
        self.side_bar = SideBar(sections)
        self.side_bar.chosen.connect(self.go_unless_held)
        self.holds: Callable[[Callable[[], object]], bool] = _never
        self._stack = QStackedWidget()
        self._reading: QWidget | None = None
        self._row = HBox(self, spacing=0)
        self._row.addWidget(self.side_bar)
        above, panes = VBox(spacing=0), HBox(spacing=0)
        panes.addWidget(self._stack)
        column = VBox(spacing=0)
        column.addLayout(above)
        column.addLayout(panes, 1)
        self._row.addLayout(column, _PAGE_SHARE)
        self._list = ListBeside(above, panes, self._stack)
        self.toasts = Toasts(self, self._room_for_toasts, self.focus_page)

    @property
    def sections(self) -> tuple[NavSection, ...]:
        """The sections that there are."""
        return tuple(self._makers)

    @property
    def offered(self) -> tuple[NavSection, ...]:
        """Those of them that stand on the side bar."""
        entries = self.side_bar.entries
        return tuple(section for section in self.sections if not entries[section].isHidden())

    def offer(self, section: NavSection, *, offered: bool) -> None:
        """Show a section on the side bar, or leave it out: not everybody receives packs."""
        self.side_bar.entries[section].setVisible(offered)
        self._fit_list()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def go(self, section: NavSection) -> QWidget:
        """Show the section's own page."""
        self._leave_page()
        page = self._page_of(section)
        self._route, self._with_list = section_route(section), False
        self._list.show(None, self._em)
        self._show(page, section)
        self._drop_guest()
        return page

    def go_unless_held(
        self, section: NavSection, then: Callable[[QWidget], object] = lambda _page: None
    ) -> None:
        """The same for whoever asks for it, and `then` something on that page; where what they type could not be saved, once they agree (`holds`)."""

        def go() -> None:
            then(self.go(section))

        if not self.holds(go):
            go()

    def _page_of(self, section: NavSection) -> QWidget:
        if section not in self._pages:
            self._pages[section] = self._makers[section]()
            self._stack.addWidget(self._pages[section])
        return self._pages[section]

    def enter(
        self,
        page: QWidget,
        route: Route,
        section: NavSection | None = None,
        *,
        with_list: bool = False,
        takes_keyboard: bool = False,
    ) -> None:
        """Show `page` in place of what is shown, below its route's section unless `section` is another."""
        self._leave_page()
        old, section = self._guest, route.section if section is None else section
        self._guest, self._route, self._with_list = page, route, with_list
        stays = None if takes_keyboard else self._keyboard_in_list(section)
        page.setProperty(LEAVES_KEYBOARD, stays is not None)
        self._stack.addWidget(page)
        self._show(page, section, stays)
        if old is not None:
            self._drop(old)
        if stays is not None:
            page.setProperty(LEAVES_KEYBOARD, False)

    def entering(self, pages: Mapping[type[Route], Callable[[Any], QWidget]]) -> Openers:
        """What opens each kind of route whose page is made of nothing else: it is entered."""

        def opener(make: Callable[[Any], QWidget]) -> Callable[[Route], None]:
            return lambda route: self.enter(make(route), route)

        return {kind: opener(make) for kind, make in pages.items()}

    def _keyboard_in_list(self, section: NavSection) -> QWidget | None:
        """What has the keyboard in the section's own page, where it stays in sight."""
        focus: QWidget | None = self.window().focusWidget()
        own = self._pages.get(section)
        in_list = own is not None and focus is not None and own.isAncestorOf(focus)
        return focus if in_list and self._has_room_for_list else None

    @property
    def list_beside(self) -> QWidget | None:
        """The section's own page, where it stands at the left of the page that it led to."""
        return self._list.shown

    @property
    def _em(self) -> int:
        return self.fontInfo().pixelSize()

    @property
    def _has_room_for_list(self) -> bool:
        room = self.width() - self.side_bar.width()
        return self._with_list and self._reading is None and self._list.fits(room, self._em)

    def _fit_list(self) -> None:
        is_offered = not self.side_bar.entries[self.section].isHidden()
        wanted = self._page_of(self.section) if is_offered and self._has_room_for_list else None
        if self._list.shown is not None and wanted is None:
            for part in self._list.parts:
                self._let_go_of_focus(part)
        self._list.show(wanted, self._em)
        if wanted is not None:
            self.listed.emit(wanted)
        guest: object = self._guest
        if isinstance(guest, StandsBeside):
            guest.stand_beside(wanted is not None)

    @property
    def route(self) -> Route:
        """What leads back to the page that is shown."""
        return self._route

    def leave(self) -> None:
        """Back to the page of the section that the person is in."""
        self.go(self.section)

    @property
    def reading(self) -> QWidget | None:
        """What is open beside the page."""
        return self._reading

    def open_beside(self, reading: QWidget) -> None:
        """Show `reading` beside the page."""
        if reading is not self._reading:
            self._put_reading_away()
            self._reading = reading
            self._row.addWidget(reading, _READING_SHARE)
        reading.show()
        reading.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit_side_bar()
        self._row.activate()

    def close_beside(self) -> None:
        """Show the page alone again."""
        self._put_reading_away()
        self._stack.show()
        self._fit_list()

    def _put_reading_away(self) -> None:
        if self._reading is not None:
            self._let_go_of_focus(self._reading)
            self._reading.hide()
            self._row.removeWidget(self._reading)
            self._reading = None

    def _let_go_of_focus(self, leaving: QWidget) -> None:
        """Before `leaving` goes: left to itself, Qt would put the keyboard into whatever stands next to it."""
        focus: QWidget | None = self.window().focusWidget()
        if focus is not None and leaving.isAncestorOf(focus):
            self.setProperty("ringless", True)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_side_bar(self) -> None:
        fits = self.width() - self.side_bar.width() >= _BOTH_EMS * self._em
        self._stack.setVisible(fits or self._reading is None)
        self._fit_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side_bar()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_list"):
            self._fit_side_bar()

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

    def _show(self, page: QWidget, section: NavSection, keyboard: QWidget | None = None) -> None:
        self._put_reading_away()
        self._stack.show()
        self.section = section
        self.side_bar.mark(section)
        self._let_nothing_have_the_keyboard()
        self._stack.setCurrentWidget(page)
        self._fit_list()
        shown: tuple[object, ...] = (self._list.shown, page)
        for each in shown:
            if isinstance(each, Refreshes):
                each.refresh()
        if keyboard is None:
            self.focus_page()
        else:
            keyboard.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_where(page)
        self.toasts.turn_page()
        self.moved.emit(section)

    def _room_for_toasts(self) -> QRect:
        return self.rect().adjusted(self.side_bar.width(), 0, 0, 0)

    def _let_nothing_have_the_keyboard(self) -> None:
        """Before a page goes: Qt would put the keyboard on a button elsewhere in between, and a screen reader says it."""
        focus: QWidget | None = self.window().focusWidget()
        if focus is not None and self._stack.isAncestorOf(focus):
            focus.clearFocus()

    @staticmethod
    def _say_where(page: QWidget) -> None:
        """Where the keyboard begins inside a page, the page's name is said; on the page itself the focus says it."""
        if page.accessibleName() and not page.hasFocus():
            announce(page, page.accessibleName())

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


def _never(_go: Callable[[], object]) -> bool:
    return False
