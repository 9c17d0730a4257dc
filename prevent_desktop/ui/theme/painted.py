"""How a widget that paints itself learns the theme's colours: the style sheet hands them over as one property.

So a widget needs no theme object in its constructor, and a change of theme reaches it with the style sheet.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Property
from PySide6.QtGui import QColor


class Painted:
    """A mixin for widgets named in the ``qproperty-tokens`` rule of ``style.qss``.

    Such a widget also says ``tokens = tokens_property()``: Qt sees only the properties of its own classes.
    """

    _tokens: str = ""
    _colours: dict[str, QColor]
    _scale: int = 100

    def read_tokens(self) -> str:
        """The tokens as the style sheet gave them: ``name=#rrggbb … scale=100``."""
        return self._tokens

    def take_tokens(self, text: str) -> None:
        """Take the tokens of the theme that is now in use."""
        if text == self._tokens:
            return
        self._tokens = text
        self._colours, self._scale = _read(text)

    def colour(self, name: str) -> QColor:
        """The theme's colour `name`; black before a theme is applied."""
        return self._colours[name] if self._tokens else QColor("black")

    def scaled(self, px: float) -> int:
        """`px` at 100 % in pixels at the chosen text scale."""
        return round(px * self._scale / 100)


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[dict[str, QColor], int]:
    """The colours and the scale: read once for all widgets that get the same tokens."""
    pairs = dict(part.split("=", 1) for part in text.split())
    scale = int(pairs.pop("scale", "100"))
    return {name: QColor(value) for name, value in pairs.items()}, scale


def tokens_property() -> Property:
    """The property through which the style sheet reaches a `Painted` widget."""
    return Property(str, Painted.read_tokens, Painted.take_tokens)
