"""What the shell asks of a page. A page is any widget; each of these is optional."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


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
class TakesBack(Protocol):
    """A page that remembers in which question somebody was."""

    def return_to_question(self) -> None:
        """Put the keyboard back there, as after reading something beside it."""
