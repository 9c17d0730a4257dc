"""How everything looks: tokens and one style sheet template in ``resources/theme``, made into a style here."""

from __future__ import annotations

from prevent_desktop.ui.theme.appearance import MAXIMUM_SCALE, MINIMUM_SCALE, Appearance
from prevent_desktop.ui.theme.focus_ring import FocusRings
from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.theme.theme import QT_ARGUMENTS, Theme, text_font

__all__ = [
    "MAXIMUM_SCALE",
    "MINIMUM_SCALE",
    "QT_ARGUMENTS",
    "Appearance",
    "FocusRings",
    "Painted",
    "Theme",
    "text_font",
    "tokens_property",
]
