"""The theme of the running application: colours, fonts, style sheet, text scale; follows the system if so chosen."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.theme.appearance import MAXIMUM_SCALE, MINIMUM_SCALE, Appearance
from prevent_desktop.ui.theme.tokens import Tokens, read_measures, read_tokens, style_sheet

QT_ARGUMENTS = ("-style", "fusion")
"""The style that the theme builds on; given to the application, since asking Qt for a style later costs 4 ms at the start."""
_FAMILIES = ("Inter", "Noto Sans")

_PALETTE = {
    QPalette.ColorRole.Window: "page",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "card",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "placeholder",
    QPalette.ColorRole.Button: "secondary",
    QPalette.ColorRole.ButtonText: "secondary_ink",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "ink",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.ToolTipBase: "card",
    QPalette.ColorRole.ToolTipText: "ink",
}


def load_fonts(folder: Path) -> str:
    """Register the fonts of `folder`; the family to use: ours, the system's copy of it, or the system's own sans."""
    files = sorted(folder.glob("*.[to]tf")) if folder.is_dir() else []
    numbers = [QFontDatabase.addApplicationFont(str(file)) for file in files]
    shipped = {family for number in numbers for family in QFontDatabase.applicationFontFamilies(number)}
    installed = shipped if _FAMILIES[0] in shipped else set(QFontDatabase.families())
    fallback = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return next((family for family in _FAMILIES if family in installed), fallback)


def text_font(family: str) -> QFont:
    """A font that shows each character as it was typed: of itself Inter draws “2x4” as “2×4” and “->” as an arrow, in keys too.

    That is its feature ``calt`` (OpenType). Of our fonts for other writing only Ethiopic digits look otherwise without it; packs are set without it too.
    """
    font = QFont(family)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


class Theme(QObject):
    """Dresses `app`, which must have been made with the Fusion style (``-style fusion``): `style.qss` builds on it.

    `resources` is the folder with ``theme``, ``icons`` and ``fonts``. Signal `changed`: colours or sizes are new.
    """

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path) -> None:
        super().__init__(app)
        self._app = app
        self._folder = resources / "theme"
        self._icons = resources / "icons"
        self._family = load_fonts(resources / "fonts")
        self._measures = read_measures(self._folder)
        self.appearance = Appearance.SYSTEM
        self.scale = MINIMUM_SCALE
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def choose(self, appearance: Appearance, scale: int) -> None:
        """Dress the application; `scale` in percent is held within 100 to 200."""
        self.appearance = appearance
        self.scale = max(MINIMUM_SCALE, min(MAXIMUM_SCALE, scale))
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The set of colours in use."""
        return read_tokens(self._folder, self._name())

    def _name(self) -> str:
        if self.appearance is not Appearance.SYSTEM:
            return self.appearance.value
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Appearance.DARK.value if dark else Appearance.LIGHT.value

    def _follow_system(self) -> None:
        if self.appearance is Appearance.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        """Qt goes through every widget for each of the three, also where it is the same as before (but for a palette)."""
        tokens = self.tokens
        font = text_font(self._family)
        font.setPixelSize(self._measures.at(self.scale)["text_px"])
        sheet = style_sheet(
            self._folder, self._icons, tokens, self._measures, scale=self.scale, font_family=self._family
        )
        with _nothing_collected():
            if font != self._app.font():
                self._app.setFont(font)
            self._app.setPalette(_palette(tokens))
            if sheet != self._app.styleSheet():
                self._app.setStyleSheet(sheet)
        self.changed.emit()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python's search for garbage would take down a window that Qt has still on its list of those to dress: the process ended so."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for role, name in _PALETTE.items():
        palette.setColor(role, QColor(tokens.colours[name]))
    disabled = QColor(tokens.colours["disabled_ink"])
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette
