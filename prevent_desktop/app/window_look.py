"""How the window looks, where it stands and which vault it was on: as that was kept, and kept again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from prevent_desktop.app.options import AppOptions
from prevent_desktop.data_files import resources
from prevent_desktop.translation import _
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme
from prevent_desktop.ui.theme.appearance import next_scale
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.window_settings import (
    WindowSettings,
    read_window_settings,
    write_window_settings,
)


class WindowLook:
    """The theme of `app`, and the `window` once it has the look that `file` tells; `options` overrule that for this start."""

    def __init__(self, app: QApplication, file: Path, options: AppOptions) -> None:
        self._file, self._options = file, options
        self._kept = self._read()
        self.theme = Theme(app, resources())
        self.theme.choose(self._kept.appearance, self._kept.scale)
        self.window = AppWindow()
        FocusRings(app, parent=self.window)
        self.window.restore_geometry_text(self._kept.geometry)
        self.window.zoom_wanted.connect(self._zoom)

    def _read(self) -> WindowSettings:
        kept = read_window_settings(self._file)
        if self._options.appearance is not None:
            kept = replace(kept, appearance=self._options.appearance)
        return kept if self._options.scale is None else replace(kept, scale=self._options.scale)

    def keep(self) -> None:
        """Keep how the window is left."""
        self._kept = replace(self._kept, geometry=self.window.geometry_text())
        write_window_settings(self._file, self._kept)

    def choose(self, appearance: Appearance, scale: int) -> None:
        """It looks so from now on; `scale` is in percent."""
        self.theme.choose(appearance, scale)
        self._kept = replace(self._kept, appearance=appearance, scale=scale)
        self.keep()

    def _zoom(self, by: int) -> None:
        """One step larger or smaller, or as usual; kept as the settings keep it."""
        scale = next_scale(self.theme.scale, by)
        self.choose(self.theme.appearance, scale)
        announce(self.window, _("Text size {number} %").format(number=scale))

    # Which vault

    @property
    def vault(self) -> Path | None:
        """The vault to offer first; None where there was none yet."""
        kept = Path(self._kept.last_vault) if self._kept.last_vault else None
        return self._options.vault or kept

    @property
    def chooses_vault(self) -> bool:
        """Whether the start begins with the list of vaults."""
        return self._kept.choose_vault

    def on_vault(self, folder: Path) -> None:
        """That vault is opened: it is offered first from now on."""
        self._kept = replace(self._kept, last_vault=str(folder), choose_vault=False)

    def switch_user(self) -> None:
        """The next start begins with the list of vaults, whosoever they are."""
        self._kept = replace(self._kept, choose_vault=True)
