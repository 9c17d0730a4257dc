"""The window: emergency line on top, status line below, and between them the unlock screen or the main view."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.components.page_protocols import Prints, Searches, StartsNew
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets.bound_keys import bind, bind_key
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.ui.window.emergency_bar import EmergencyBar
from prevent_desktop.ui.window.screen_fit import Area, fitted
from prevent_desktop.ui.window.status_line import StatusLine

if TYPE_CHECKING:
    from prevent_desktop.ui.navigation.main_view import MainView
    from prevent_desktop.ui.window.blank_screen import BlankScreen

_ZOOMS = (Shortcut.LARGER, Shortcut.SMALLER, Shortcut.USUAL_SIZE)
"""Also while the vault is locked."""
SMALLEST = (760, 520)
USUAL = (1366, 768)
_WITHOUT_SCREEN = {"offscreen", "minimal"}
"""Platforms of Qt where nobody looks; the size that they give a screen means nothing."""


class AppWindow(QMainWindow):
    """Signals `lock_wanted()`, `switch_wanted()` and `closing()`, the last before it closes: flush and end then.

    And `palette_wanted()`, and `zoom_wanted(int)`: 1 for larger text, -1 for smaller, 0 for its usual size.

    `may_close` is asked first, and may say no.

    `show_first(widget)` shows the unlock screen; `show_main_view(main_view)` the main view once the vault is open.
    """

    lock_wanted = Signal()
    switch_wanted = Signal()
    palette_wanted = Signal()
    zoom_wanted = Signal(int)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("Prevent Desktop"))
        self._fit_screen(QSize(*USUAL))
        self.main_view: MainView | None = None
        self.may_close: Callable[[], bool] = _always
        self.emergency = EmergencyBar()
        self.status = StatusLine()
        self._middle: QWidget = QWidget()
        frame = QWidget()
        self._column = VBox(frame, spacing=0)
        self._column.addWidget(self.emergency)
        self._column.addWidget(self._middle, 1)
        self._column.addWidget(self.status)
        self.setCentralWidget(frame)
        self.emergency.blank.clicked.connect(self._blank_if_open)
        self.emergency.lock.clicked.connect(self.lock_wanted)
        self.emergency.switch.clicked.connect(self.switch_wanted)
        self.emergency.search.clicked.connect(self._find)
        self._bind(_ZOOMS)

    @cached_property
    def blank(self) -> BlankScreen:
        """What covers the window; made when the vault is open, so that the first screen does not wait for it."""
        from prevent_desktop.ui.window.blank_screen import BlankScreen

        return BlankScreen(self)

    def _add_keys(self) -> None:
        from prevent_desktop.ui.system.urgent_keys import UrgentKeys

        urgent = UrgentKeys(self)
        urgent.blank_wanted.connect(self._blank_if_open)
        urgent.lock_wanted.connect(self._lock_if_open)
        self._bind([shortcut for shortcut in self._actions if shortcut not in _ZOOMS])
        for section in NavSection:
            bind_key(
                section.key,
                self,
                partial(self._go, section),
                Qt.ShortcutContext.WindowShortcut,
                repeats=False,
            )

    @cached_property
    def _actions(self) -> dict[Shortcut, Callable[[], object]]:
        """What each key of the window does."""
        return {
            Shortcut.BLANK: self._blank_if_open,
            Shortcut.LOCK: self._lock_if_open,
            Shortcut.SWITCH_USER: self._switch_if_open,
            Shortcut.PALETTE: self._find,
            Shortcut.KEYS: self._show_keys,
            Shortcut.NEXT_REGION: self._next_region,
            Shortcut.PREVIOUS_REGION: self._previous_region,
            Shortcut.SEARCH: self._search,
            Shortcut.START_NEW: self._start_new,
            Shortcut.PRINT: self._print,
            Shortcut.LARGER: lambda: self.zoom_wanted.emit(1),
            Shortcut.SMALLER: lambda: self.zoom_wanted.emit(-1),
            Shortcut.USUAL_SIZE: lambda: self.zoom_wanted.emit(0),
        }

    def _bind(self, shortcuts: Iterable[Shortcut]) -> None:
        for shortcut in shortcuts:  # F9 held down must not flicker
            bind(shortcut, self, self._actions[shortcut], Qt.ShortcutContext.WindowShortcut, repeats=False)

    def act(self, shortcut: Shortcut) -> None:
        """Do what a key of the window does."""
        self._actions[shortcut]()

    def show_first(self, widget: QWidget) -> None:
        """Show the unlock screen."""
        self._replace_middle(widget)

    def show_main_view(self, main_view: MainView) -> None:
        """Show it in place of the unlock screen."""
        self.main_view = main_view
        self.blank.hide()
        self._add_keys()
        self.emergency.offer(locked=False)
        self._replace_middle(main_view)

    def forget_main_view(self) -> None:
        """Locked for good: nothing of what was open stays in the window."""
        self.main_view = None
        self._replace_middle(QWidget())

    def show_banner(self, banner: QWidget) -> None:
        """Show a line that stays below the emergency line, across the window."""
        self._column.insertWidget(1, banner)
        chain_behind(stop_before(self._middle), banner)
        banner.show()

    def _replace_middle(self, widget: QWidget) -> None:
        old, self._middle = self._middle, widget
        self._column.replaceWidget(old, widget)
        old.hide()
        old.deleteLater()
        self.setTabOrder(self.emergency, widget)

    # -- keys

    def _blank_if_open(self) -> None:
        if self.main_view is not None and self.blank.isHidden():
            self.blank.blank()
        else:
            self.blank.uncover()

    @property
    def is_blank(self) -> bool:
        """Whether an open page is covered."""
        return self.main_view is not None and not self.blank.isHidden()

    def _lock_if_open(self) -> None:
        if self.main_view is not None:
            self.lock_wanted.emit()

    def _switch_if_open(self) -> None:
        if self.main_view is not None:
            self.switch_wanted.emit()

    def _find(self) -> None:
        if self._can_move():
            self.palette_wanted.emit()

    def _show_keys(self) -> None:
        if self.main_view is not None and self._can_move():
            from prevent_desktop.ui.window.key_sheet import KeySheet

            KeySheet(self.main_view.offered, parent=self).open()

    def _go(self, section: NavSection) -> None:
        if self._can_move() and self.main_view is not None and section in self.main_view.sections:
            self.main_view.go_unless_held(section)

    def _search(self) -> None:
        main_view = self.main_view
        if main_view is None or not self._can_move():
            return
        _on_page(main_view, NavSection.PEOPLE, Searches, lambda page: page.focus_search())

    def _start_new(self) -> None:
        main_view = self.main_view
        if main_view is None or not self._can_move():
            return
        _on_page(main_view, NavSection.MY_WORK, StartsNew, lambda page: page.start_new())

    def _print(self) -> None:
        if self.main_view is None or not self._can_move():
            return
        page: object = self.main_view.page
        if isinstance(page, Prints):
            page.print_shown()
        else:
            from prevent_desktop.ui.widgets.notices import announce

            words = _("Nothing on this page prints. A record, a note, a form, a pack and guidance do.")
            self.status.tell_saved(words)
            announce(self.status, words)

    def _can_move(self) -> bool:
        return self.main_view is not None and self.blank.isHidden()

    def _regions(self) -> list[QWidget]:
        main_view = self.main_view
        if main_view is None or main_view.page is None:
            return [self._middle]
        others = (main_view.list_beside, main_view.toasts.shown, main_view.reading)
        beside = [part for part in others if part is not None]
        return [main_view.page, *beside, self.emergency, main_view.side_bar]

    def _next_region(self) -> None:
        self._turn(1)

    def _previous_region(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        regions = self._regions()
        focus = self.focusWidget()
        here = next((n for n, region in enumerate(regions) if _holds(region, focus)), 0)
        self._enter_region(regions[(here + by) % len(regions)])

    def _enter_region(self, region: QWidget) -> None:
        main_view = self.main_view
        if main_view is not None and region is main_view.side_bar:
            main_view.side_bar.focus_current()
        elif region is self.emergency:
            self.emergency.blank.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif main_view is not None and region is main_view.toasts.shown:
            main_view.toasts.enter()
        elif main_view is not None and region is main_view.list_beside:
            before: QWidget | None = region.focusWidget()
            (region if before is None else before).setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif main_view is not None and region is main_view.reading:
            region.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif main_view is not None:
            main_view.focus_page()

    def come_forward(self) -> None:
        """Somebody looks for this window: bring it before the others, or let it ask for attention where it may not."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    # -- size and place

    def geometry_text(self) -> str:
        """Size and place as text for the settings file."""
        return base64.b64encode(self.saveGeometry().data()).decode("ascii")

    def restore_geometry_text(self, text: str) -> None:
        """Take size and place from the settings file; nonsense changes nothing."""
        if text:
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore"))))
            self._fit_screen(self.size())

    def _fit_screen(self, wanted: QSize) -> None:
        """Take this size, or less of it where the screen has less free: what is below its edge nobody finds."""
        if QGuiApplication.platformName() in _WITHOUT_SCREEN:
            self.setMinimumSize(*SMALLEST)
            self.resize(wanted)
            return
        screen = self.screen().availableGeometry()
        free = Area(screen.x(), screen.y(), screen.width(), screen.height())
        self.setMinimumSize(QSize(*SMALLEST).boundedTo(screen.size()))
        area = fitted(Area(self.x(), self.y(), wanted.width(), wanted.height()), free)
        self.resize(area.width, area.height)
        if not self.isMaximized() and (self.x(), self.y()) != (area.left, area.top):
            self.move(area.left, area.top)

    def closeEvent(self, event: QCloseEvent) -> None:
        held = event.spontaneous() and self.main_view is not None and self.main_view.holds(self.close)
        if held or not self.may_close():
            event.ignore()
            return
        self.blank.blank_for_lock(_("Closing…"))
        self.closing.emit()
        super().closeEvent(event)


def _on_page(
    main_view: MainView, section: NavSection, does: type[Any], what: Callable[[Any], object]
) -> None:
    """Do it on the page that is shown, or else on that of the section."""

    def do(page: object) -> None:
        if isinstance(page, does):
            what(page)

    if isinstance(main_view.page, does):
        do(main_view.page)
    else:
        main_view.go_unless_held(section, do)


def _always() -> bool:
    return True


def _holds(region: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (region is focus or region.isAncestorOf(focus))
