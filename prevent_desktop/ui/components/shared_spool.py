"""The one outbox of this process, opened when it is first needed, for whichever thread asks."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.rebuilding import Rebuilt
    from prevent_desktop.delivery.outbox.spool import Spool

TRAY_MARKER = "in-tray"
"""A file in the outbox's folder while the program waits in the tray over it: another start then looks for its socket."""


class SharedSpool:
    """`get()` opens the spool in `folder` the first time; raises SpoolError where it cannot. `close()` at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spool: Spool | None = None
        self._guard = threading.Lock()

    @property
    def is_there(self) -> bool:
        """Whether anything was ever queued on this machine."""
        return (self.folder / "spool.db").exists()

    def get(self) -> Spool:
        """The spool."""
        from prevent_desktop.delivery.outbox.spool import Spool

        with self._guard:
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
        """Close it, if it was opened."""
        with self._guard:
            if self._spool is not None:
                self._spool.close()
                self._spool = None
