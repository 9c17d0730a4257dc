"""Opens the palette over the window's pages, and does what is chosen in it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject

from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.palette.finder import Finder
from prevent_desktop.ui.palette.palette import Palette
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.window.app_window import AppWindow


class PaletteController(QObject):
    """Made once the vault is open. What the palette is made of is made when it is first wanted."""

    def __init__(self, window: AppWindow, pages: PageRegistry, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._pages = pages
        self._is_made = False
        window.palette_wanted.connect(self._turn)
        window.blank.locking.connect(self._put_away)

    @cached_property
    def palette(self) -> Palette:
        """The palette itself."""
        pages = self._pages
        finder = Finder(
            pages.tasks,
            pages.library,
            guidance=lambda: pages.guidance,
            offered=lambda: pages.main_view.offered,
            today=pages.today,
        )
        made = Palette(pages.main_view, finder)
        made.chosen.connect(self._do)
        finder.prepare()
        self._is_made = True
        return made

    def _turn(self) -> None:
        """Its key opens it and closes it."""
        if self.palette.is_open:
            self.palette.close_up()
        else:
            self.palette.open()

    def _put_away(self) -> None:
        if self._is_made:
            self.palette.close_up()

    def _do(self, chosen: Route | Shortcut) -> None:
        if isinstance(chosen, Shortcut):
            self._window.act(chosen)
        else:
            self._pages.navigator.open(chosen)
