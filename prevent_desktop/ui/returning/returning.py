"""Keeps where the person is, and leads back there once the vault is open again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.guidance.beside import GuidanceBeside
from prevent_desktop.ui.journeys import Journeys
from prevent_desktop.ui.returning.looks import focus_of, give_looks, read_looks, target_of
from prevent_desktop.ui.returning.way_names import RECORD
from prevent_desktop.ui.returning.ways import ways_of
from prevent_desktop.ui.returning.whereabouts import Looks, Way, Whereabouts
from prevent_desktop.ui.shell.pages import FindsControls, KeepsPlace
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Job
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import where_left

KEEP_AFTER_MS = 1_500
"""How long after a move the place is in the vault, so that a crash leads back there too."""
_TRY_EVERY_MS = 25
_TRIES = 200
"""Pages read what they show from the vault first: this often it is looked whether a place is there yet."""
_TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}


class Returning(QObject):
    """`keep()` hands the place to the vault lane; `begin(text)` leads back to what `where_left.kept` told.

    It leads on only until the person touches a key or the mouse: from then on they go where they want. A page that
    cannot be opened any more gives way to the record of its person, and that to its room. Dialogs do not come back.
    """

    def __init__(self, app: QApplication, journeys: Journeys) -> None:
        super().__init__(journeys)
        self._journeys = journeys
        self._ways = ways_of(journeys)
        self._kept = ""
        self._forgotten = False
        self._was_reading = False
        self._wanted: Whereabouts | None = None
        self._opening: Job | None = None
        self._given: QWidget | None = None
        self._tries = 0
        self._trying = self._timer(_TRY_EVERY_MS, self._try)
        self._trying.setSingleShot(False)
        self._keeping = self._timer(KEEP_AFTER_MS, self.keep)
        journeys.house.moved.connect(self._moved)
        journeys.saved.connect(lambda _words: self._touch())
        app.focusChanged.connect(self._focus_moved)

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # -- keeping

    def keep(self) -> None:
        """Hand the place to the vault lane, where it is another than before.

        A full disk keeps no place, and hinders nothing: what was typed is looked after by its page.
        """
        self._keeping.stop()
        text = "" if self._forgotten else self.where_now().to_text()
        if text != self._kept:
            self._kept = text
            self._journeys.tasks.in_vault(lambda vault: where_left.keep(vault, text), None, self._not_kept)

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
        house = self._journeys.house
        if new is not None and house.isAncestorOf(new):
            self._was_reading = house.reading is not None and house.reading.isAncestorOf(new)
        self._touch()

    def _touch(self) -> None:
        if self._wanted is None and not self._keeping.isActive():
            self._keeping.start()

    def where_now(self) -> Whereabouts:
        """Where the person is; where they are being led to, while that goes on."""
        if self._wanted is not None:
            return self._wanted
        house = self._journeys.house
        beside = house.reading if isinstance(house.reading, GuidanceBeside) else None
        return Whereabouts(
            room=house.room.value,
            way=house.way,
            within=_place_within(house.page),
            looks=_looks_of(house.page),
            beside="" if beside is None else beside.target,
            beside_looks=Looks() if beside is None else read_looks(beside),
            was_reading=beside is not None and self._was_reading,
        )

    # -- coming back

    def begin(self, untrusted_text: str) -> None:
        """Lead back to where `untrusted_text` tells; nowhere where it tells nothing."""
        wanted = Whereabouts.read(untrusted_text)
        if wanted is None:
            return
        self._kept = untrusted_text
        self._wanted = wanted
        self._watch_touches(True)
        if wanted.way is None:
            self._go(wanted.room)
        else:
            nearest = partial(_nearest, way=wanted.way)
            self._opening = self._journeys.tasks.in_vault(nearest, self._open)

    def _go(self, room: str) -> None:
        house = self._journeys.house
        rooms = {one.value: one for one in house.rooms}
        house.go(rooms.get(room, Room.MY_WORK))

    def _open(self, way: Way | None) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        if way is None or way.name not in self._ways:
            self._wanted = Whereabouts(room=wanted.room)
            self._go(wanted.room)
            return
        if way != wanted.way:
            self._wanted = Whereabouts(room=wanted.room, way=way)
        opening = self._ways[way.name](way.subject)
        self._opening = opening if isinstance(opening, Job) else None

    def _moved(self, _room: object = None) -> None:
        """A page came to the front: the one to come back to, or the one that somebody went to."""
        self._touch()
        wanted, house = self._wanted, self._journeys.house
        if wanted is None:
            return
        if not _same_page(house.way, wanted.way) or house.room.value != wanted.room:
            self._let_go()
            return
        _return_within(house.page, wanted.within)
        if wanted.beside:
            self._journeys.guidance.show(wanted.beside)
            if not wanted.was_reading:
                house.focus_page()
        self._tries, self._given = 0, None
        self._trying.start()

    def _try(self) -> None:
        wanted, house = self._wanted, self._journeys.house
        self._tries += 1
        if wanted is None or house.page is None or not _same_page(house.way, wanted.way):
            self._let_go()
            return
        if self._taken_away():
            self._let_go()
            return
        done = self._give(house.page, wanted.looks, with_keyboard=not wanted.was_reading)
        if wanted.beside and house.reading is not None:
            done = self._give(house.reading, wanted.beside_looks, with_keyboard=wanted.was_reading) and done
        if done or self._tries > _TRIES:
            self._let_go()

    def _give(self, page: QWidget, looks: Looks, *, with_keyboard: bool) -> bool:
        given = looks if with_keyboard else Looks(down=looks.down)
        done = give_looks(page, given)
        target = target_of(page, given)
        if target is not None and target.hasFocus():
            self._given = target
        return done

    def _taken_away(self) -> bool:
        """Whether the keyboard was given back and somebody took it elsewhere since, as a screen reader does."""
        focus, given = QApplication.focusWidget(), self._given
        return given is not None and isValid(given) and focus is not None and focus is not given

    def _let_go(self) -> None:
        self._trying.stop()
        if self._opening is not None:
            self._opening.cancel()
        self._wanted = self._opening = None
        self._watch_touches(False)
        self._touch()

    def _watch_touches(self, watch: bool) -> None:
        """The window hears all that people do; a filter for the whole application would cost at every event."""
        window = self._journeys.house.window().windowHandle()
        if window is not None:
            window.removeEventFilter(self)
            if watch:
                window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._let_go()
        return super().eventFilter(watched, event)


def _nearest(vault: Vault, way: Way) -> Way | None:
    """What can still be opened: the page, else the record of its person, else neither."""
    for one in (way, Way(RECORD, way.person_id)):
        if (one.subject or one is way) and where_left.is_there(vault, one.name, one.subject):
            return one
    return None


def _same_page(one: Way | None, other: Way | None) -> bool:
    """Whether both are the same page; who the nearest person is does not matter."""
    return (one and (one.name, one.subject)) == (other and (other.name, other.subject))


def _place_within(page: object) -> str:
    return page.place_within() if isinstance(page, KeepsPlace) else ""


def _looks_of(page: QWidget | None) -> Looks:
    if page is None:
        return Looks()
    focus, finder = focus_of(page), page
    finds = focus is not None and isinstance(finder, FindsControls) and finder.finds(focus)
    return read_looks(page, own_focus=focus if finds else None)


def _return_within(page: object, untrusted_place: str) -> None:
    if untrusted_place and isinstance(page, KeepsPlace):
        with contextlib.suppress(ValueError, TypeError):  # another version of the program wrote it otherwise
            page.return_within(untrusted_place)
