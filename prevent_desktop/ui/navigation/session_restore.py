"""Keeps where the person is, and leads back there once the vault is open again."""

from __future__ import annotations

import contextlib
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components.page_protocols import FindsControls, KeepsPlace, TellsTarget
from prevent_desktop.ui.navigation.last_location import LastLocation, WidgetState
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.navigation.widget_state import FurtherDown, focus_of, give_state, read_state
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import GuidanceBeside, Record, Route, section_route
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import last_location

KEEP_AFTER_MS = 1_500
"""How long after a move the place is in the vault, so that a crash leads back there too."""
_TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}


class SessionRestore(QObject):
    """`keep()` hands the place to the vault lane; `begin(text)` leads back to what `last_location.kept` told.

    Once the page to come back to is there and has read what it shows, it is given its keyboard and its scroll, once. It
    leads on only until the person touches a key or the mouse: from then on they go where they want. A page that cannot be
    opened any more gives way to the record of its person, and that to its section. Dialogs do not come back.
    """

    def __init__(
        self, app: QApplication, tasks: Tasks, navigator: Navigator, main_view: MainView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tasks, self._navigator, self._main_view = tasks, navigator, main_view
        self._kept = ""
        self._forgotten = False
        self._was_reading = False
        self._wanted: LastLocation | None = None
        self._opening: Job | None = None
        self._further: list[FurtherDown] = []
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self.keep)
        main_view.moved.connect(self._moved)
        navigator.told.connect(lambda _words: self._touch())
        app.focusChanged.connect(self._focus_moved)

    # -- keeping

    def keep(self) -> None:
        """Hand the place to the vault lane, where it is another than before.

        A full disk keeps no place, and hinders nothing: what was typed is looked after by its page.
        """
        self._keeping.stop()
        text = "" if self._forgotten else self.here().to_text()
        if text != self._kept:
            self._kept = text
            self._tasks.in_vault(lambda vault: last_location.keep(vault, text), None, self._not_kept)

    def forget(self) -> None:
        """The person quits: the next start begins on the first page. It is kept so with the next `keep`."""
        self._forgotten, self._kept = True, "?"

    def stop(self) -> None:
        """Keep no more places by itself."""
        self._keeping.stop()
        self._let_go()

    def _not_kept(self, _error: PreventDesktopError) -> None:
        self._kept = ""

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The blank of a lock takes the keyboard before the place is kept, so who had it last is remembered."""
        main_view = self._main_view
        if new is not None and main_view.isAncestorOf(new):
            self._was_reading = main_view.reading is not None and main_view.reading.isAncestorOf(new)
        self._touch()

    def _touch(self) -> None:
        if self._wanted is None and not self._keeping.isActive():
            self._keeping.start()

    def here(self) -> LastLocation:
        """Where the person is; where they are being led to, while that goes on."""
        if self._wanted is not None:
            return self._wanted
        main_view = self._main_view
        reading: object = main_view.reading
        beside = reading.target if isinstance(reading, TellsTarget) else ""
        return LastLocation(
            route=main_view.route,
            within=_place_within(main_view.page),
            page=_state_of(main_view.page),
            beside=beside,
            guidance=WidgetState() if main_view.reading is None else read_state(main_view.reading),
            was_reading=main_view.reading is not None and self._was_reading,
        )

    # -- coming back

    def begin(self, untrusted_text: str) -> None:
        """Lead back to where `untrusted_text` tells; nowhere where it tells nothing."""
        wanted = LastLocation.read(untrusted_text)
        if wanted is None:
            return
        self._kept = untrusted_text
        self._wanted = wanted
        self._watch_touches(True)
        if wanted.route.subjects:
            self._opening = self._tasks.in_vault(partial(_nearest, route=wanted.route), self._open)
        else:
            self._open(wanted.route)

    def _open(self, route: Route) -> None:
        wanted = self._wanted
        if wanted is not None:
            if route != wanted.route:
                self._wanted = LastLocation(route=route)
            self._opening = self._navigator.open(route)

    def _moved(self, _room: object = None) -> None:
        """A page came to the front: the one to come back to, or the one that somebody went to."""
        self._touch()
        wanted, main_view = self._wanted, self._main_view
        if wanted is None:
            return
        if main_view.route != wanted.route or main_view.page is None:
            self._let_go()
            return
        _return_within(main_view.page, wanted.within)
        if wanted.beside:
            self._navigator.open(GuidanceBeside(wanted.beside))
            if not wanted.was_reading:
                main_view.focus_page()
        self._tasks.when_read(main_view.page, partial(self._loaded, main_view.page))

    def _loaded(self, page: QWidget) -> None:
        """What was read is laid out before anything else happens; then the page is as it was left."""
        QTimer.singleShot(0, self, lambda: self._give(page))

    def _give(self, page: QWidget) -> None:
        wanted, main_view = self._wanted, self._main_view
        if wanted is None or page is not main_view.page:
            return
        self._let_go()
        self._further = _give(page, wanted.page, with_keyboard=not wanted.was_reading)
        if wanted.beside and main_view.reading is not None:
            self._further += _give(main_view.reading, wanted.guidance, with_keyboard=wanted.was_reading)
        self._watch_touches(True)

    def _let_go(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
        for one in self._further:
            if isValid(one):
                one.stop()
        self._wanted, self._opening, self._further = None, None, []
        self._watch_touches(False)
        self._touch()

    def _watch_touches(self, watch: bool) -> None:
        """The window hears all that people do; a filter for the whole application would cost at every event."""
        window = self._main_view.window().windowHandle()
        if window is not None:
            window.removeEventFilter(self)
            if watch:
                window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._let_go()
        return super().eventFilter(watched, event)


def _nearest(vault: Vault, route: Route) -> Route:
    """What can still be opened: the page, else the record of its person, else its section."""
    person_id = getattr(route, "person_id", "")
    for one in (route, *([Record(person_id)] if person_id else [])):
        name, record_id = next(iter(one.subjects.items()))
        if last_location.is_there(vault, name, record_id):
            return one
    return section_route(route.section)


def _place_within(page: object) -> str:
    return page.place_within() if isinstance(page, KeepsPlace) else ""


def _state_of(page: QWidget | None) -> WidgetState:
    if page is None:
        return WidgetState()
    focus, finder = focus_of(page), page
    finds = focus is not None and isinstance(finder, FindsControls) and finder.finds(focus)
    return read_state(page, own_focus=focus if finds else None)


def _give(page: QWidget, state: WidgetState, *, with_keyboard: bool) -> list[FurtherDown]:
    return give_state(page, state if with_keyboard else WidgetState(down=state.down))


def _return_within(page: object, untrusted_place: str) -> None:
    if untrusted_place and isinstance(page, KeepsPlace):
        with contextlib.suppress(ValueError, TypeError):  # another version of the program wrote it otherwise
            page.return_within(untrusted_place)
