"""The choices that a person has about the look."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _

MINIMUM_SCALE = 100
MAXIMUM_SCALE = 200


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
