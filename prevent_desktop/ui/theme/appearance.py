"""The choices that a person has about the look."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _

SCALES = (100, 110, 125, 150, 175, 200)
"""The sizes of the text that are offered, in percent."""
MINIMUM_SCALE = SCALES[0]
MAXIMUM_SCALE = SCALES[-1]


def next_scale(scale: int, by: int) -> int:
    """The size that is one step larger (`by` 1) or smaller (-1) than `scale`; the usual one for 0."""
    if by > 0:
        return min((one for one in SCALES if one > scale), default=MAXIMUM_SCALE)
    return max((one for one in SCALES if one < scale), default=MINIMUM_SCALE) if by else MINIMUM_SCALE


class Appearance(StrEnum):
    """Which set of colours; SYSTEM follows the desktop's own choice, as it changes."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"

    @property
    def label(self) -> str:
        """The choice in words."""
        return {
            Appearance.SYSTEM: _("As the system"),
            Appearance.LIGHT: _("Light"),
            Appearance.DARK: _("Dark"),
            Appearance.HIGH_CONTRAST: _("High contrast"),
        }[self]
