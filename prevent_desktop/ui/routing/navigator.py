"""What leads from page to page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.tasks import Job

Openers = Mapping[type[Route], Callable[[Any], object]]
"""What opens each kind of route. What opens its page a moment later gives the job that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoable:
    """Something that was done and can be taken back by `undo`. `place` is where the pressed button was on the screen.

    Where it `leads` to another page, its toast is shown there. A page that `has_key` undoes it itself by the same key.
    """

    words: str
    undo: Callable[[], object]
    place: QRect
    leads: bool = False
    has_key: bool = False


class Navigator(QObject):
    """Every page gets it by its constructor, leads elsewhere by `open`, and says a word in the status line by `told(words)`.

    Signal `undoable(Undoable)`: something was done that can be taken back, until the person goes elsewhere; `undo_ended()`
    where a page turns to another part of itself. `unsaved(error)`: what is being typed could not be saved, and is tried again; with None it
    is saved, or its page has gone. `held(go)`: somebody is about to leave it; they are asked before `go()`.
    """

    told = Signal(str)
    unsaved = Signal(object)
    undoable = Signal(object)
    undo_ended = Signal()
    held = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_saved = True
        self.unsaved.connect(self._note_saved)
        self._openers: dict[type[Route], Callable[[Any], object]] = {}

    def register(self, openers: Openers) -> None:
        """Open these kinds of route so."""
        self._openers.update(openers)

    @property
    def opens(self) -> frozenset[type[Route]]:
        """The kinds of route that it opens."""
        return frozenset(self._openers)

    def open(self, route: Route) -> Job | None:
        """Go there; the job that will, where something has to be read first. None, too, where somebody is asked first (`holds`)."""
        return None if self.holds(lambda: self._open(route)) else self._open(route)

    def holds(self, go: Callable[[], object]) -> bool:
        """Whether what is being typed could not be saved, so that whoever would leave it by `go` is asked first."""
        if not self._is_saved:
            self.held.emit(go)
            return True
        return False

    def _note_saved(self, error: object) -> None:
        self._is_saved = error is None

    def _open(self, route: Route) -> Job | None:
        opening = self._openers[type(route)](route)
        return opening if isinstance(opening, Job) else None

    def offer_undo(
        self,
        words: str,
        undo: Callable[[], object],
        *,
        place: QRect,
        leads: bool = False,
        has_key: bool = False,
    ) -> None:
        """Say `words` beside `place` with a button that does `undo`; for `leads` call it before `open`."""
        self.undoable.emit(Undoable(words=words, undo=undo, place=place, leads=leads, has_key=has_key))


def place_of(pressed: QWidget) -> QRect:
    """Where a button is on the screen; asked for before it goes with its page."""
    return QRect(pressed.mapToGlobal(QPoint(0, 0)), pressed.size())
