"""Where the program keeps things on this machine, all below one data folder."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.files import own

DATA_VARIABLE = "PREVENT_DESKTOP_DATA"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders below the data folder. The spool and the window's settings hold nothing about people."""

    data: Path

    @classmethod
    def of(cls, data: Path | None = None) -> Places:
        """The places below `data`, else below ``$PREVENT_DESKTOP_DATA``, else where the system keeps such data."""
        if data is None and os.environ.get(DATA_VARIABLE):
            data = Path(os.environ[DATA_VARIABLE])
        if data is None:
            import platformdirs

            data = platformdirs.user_data_path("prevent-desktop", appauthor=False)
        return cls(data.resolve())

    def keep_to_owner(self) -> None:
        """Make the data folder where there is none, and let nobody else on this machine look into it.

        What cannot be changed (somebody else's folder, a drive without such rights) is told where it is used.
        """
        with contextlib.suppress(OSError):
            own.own_folder(self.data)
            own.keep_to_owner(self.data)

    @property
    def vaults(self) -> Path:
        """One folder for each vault on this machine."""
        return self.data / "vaults"

    @property
    def spool(self) -> Path:
        """The outbox on disk: sealed packs and the small file that says where each is."""
        return self.data / "outbox"

    @property
    def window_settings(self) -> Path:
        """Window size, theme and text size."""
        return self.data / "window.json"

    @property
    def events(self) -> Path:
        """What happened last, for support."""
        return self.data / "events.txt"

    @property
    def releases(self) -> Path:
        """Who may sign releases of this program, and what was seen of them last."""
        return self.data / "releases"

    @property
    def practice(self) -> Places:
        """Where the practice vault has everything of its own: vault, outbox and window."""
        return Places(self.data / "practice")

    @property
    def demo_organisation(self) -> Path:
        """The demo authority and its two receivers, with their mailboxes."""
        return self.data / "demo-organisation"
