"""The one outbox of this process, opened when it is first needed, for whichever thread asks.

Who shows it hands it on to workflows, and calls nothing of it: so pages name it by the types below.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from prevent_desktop.errors import SpoolError
from prevent_desktop.translation import _

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.items import Rebuilt
    from prevent_desktop.delivery.outbox.spool import Spool

SpoolSource: TypeAlias = "Callable[[], Spool]"
"""Gives the outbox, in a lane: opening it may wait for the disk. SpoolError where it cannot be opened."""
SpoolWork: TypeAlias = "Callable[[Spool], object]"
"""What is done with it there."""

TRAY_MARKER = "in-tray"
"""A file in the outbox's folder while the program waits in the tray over it: another start then looks for its socket."""


def opened_or_why_not(source: SpoolSource) -> tuple[Spool | None, str]:
    """The outbox; or none, and why: on a read-only disk, or where its list is damaged."""
    try:
        return source(), ""
    except SpoolError as error:
        return None, str(error)


class SharedSpool:
    """`get()` opens the spool in `folder` the first time; raises SpoolError where it cannot, and after `close()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spool: Spool | None = None
        self.is_closed = False
        self._guard = threading.Lock()

    @property
    def is_there(self) -> bool:
        """Whether anything was ever queued on this machine."""
        return (self.folder / "spool.db").exists()

    def get(self) -> Spool:
        """The spool."""
        from prevent_desktop.delivery.outbox.spool import Spool

        with self._guard:
            if self.is_closed:
                raise SpoolError(
                    _("The outbox is closed"),
                    _("This program is ending, or its records are being moved."),
                    _("Wait until it has started again."),
                )
            if self._spool is None:
                self._spool = Spool.open(self.folder)
            return self._spool

    def rebuild(self) -> Rebuilt:
        """Write a damaged list anew; the next `get` opens it. Raise SpoolError where somebody else has it open."""
        from prevent_desktop.delivery.outbox.rebuilding import rebuild

        with self._guard:
            if self._spool is not None:
                self._spool.close()
                self._spool = None
            return rebuild(self.folder)

    def close(self) -> None:
        """Close it for good: whoever comes late, such as a thread that was still importing, does not open it again."""
        with self._guard:
            self.is_closed = True
            if self._spool is not None:
                self._spool.close()
                self._spool = None
