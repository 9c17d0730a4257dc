"""How the app was started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.ui.theme import Appearance


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOptions:
    """How the app was started. `data` is the data folder, `vault` the vault to offer first; None for the usual ones.

    `appearance` and `scale` (percent) overrule what was kept, for this start alone. `in_tray`: no window is shown.
    `practice`: the window is on the practice vault, which nothing can leave. `file` is to be opened once a vault is.
    """

    data: Path | None = None
    vault: Path | None = None
    appearance: Appearance | None = None
    scale: int | None = None
    in_tray: bool = False
    practice: bool = False
    file: Path | None = None
