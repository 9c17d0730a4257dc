"""What the window asks of a page. A page is any widget; each of these is optional."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@runtime_checkable
class Flushes(Protocol):
    """A page on which something is written."""

    def flush(self) -> None:
        """Hand what is not saved yet to the vault lane, at once."""


@runtime_checkable
class Settles(Protocol):
    """A page that knows whether all of its words are committed."""

    @property
    def settled(self) -> bool:
        """Whether nothing waits to be saved."""


@runtime_checkable
class Refreshes(Protocol):
    """A page that shows what the vault or the outbox holds."""

    def refresh(self) -> None:
        """Read it again; called each time the page comes to the front."""


@runtime_checkable
class StandsBeside(Protocol):
    """A page that another can stand beside: a list, and what it leads to."""

    def stand_beside(self, beside: bool) -> None:
        """Take little room; or the whole again."""


@runtime_checkable
class SharesHead(Protocol):
    """A list whose head stands above it and the page that it leads to, as long as both are shown; it takes the head back by itself."""

    @property
    def shared_head(self) -> QWidget:
        """The head."""


@runtime_checkable
class Searches(Protocol):
    """A page with a search field."""

    def focus_search(self) -> None:
        """Put the keyboard into it (Ctrl+F)."""


@runtime_checkable
class StartsNew(Protocol):
    """A page on which something new can be begun."""

    def start_new(self) -> None:
        """Begin it (Ctrl+N)."""


@runtime_checkable
class Prints(Protocol):
    """A page that shows something which can be printed."""

    def print_shown(self) -> None:
        """Print it, once the person was asked (Ctrl+P)."""


@runtime_checkable
class TakesBack(Protocol):
    """A page that remembers in which question somebody was."""

    def return_to_question(self) -> None:
        """Put the keyboard back there, as after reading something beside it."""


@runtime_checkable
class KeepsPlace(Protocol):
    """A page with a place in it that its scroll bars do not tell: a section, what was searched for, what is open."""

    def place_within(self) -> str:
        """That place as text, for `return_within`."""

    def return_within(self, untrusted_place: str) -> None:
        """Go there, at once or once what is shown has been read; a place that is gone changes nothing."""


@runtime_checkable
class TellsTarget(Protocol):
    """What is read beside a page, and can be opened there again."""

    @property
    def target(self) -> str:
        """Where in the guidance it is."""


@runtime_checkable
class FindsControls(KeepsPlace, Protocol):
    """A page that leads back to its controls by itself, because there are more of them than are built."""

    def finds(self, control: QWidget) -> bool:
        """Whether `return_within` puts the keyboard back into `control`."""
