"""The rooms of the house that the side bar leads to."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _


class Room(StrEnum):
    """An entry of the side bar, in its order; Ctrl+1 to Ctrl+5 go there."""

    MY_WORK = "my-work"
    PEOPLE = "people"
    OUTBOX = "outbox"
    GUIDANCE = "guidance"
    SETTINGS = "settings"

    @property
    def label(self) -> str:
        """The room's name on the side bar."""
        return {
            Room.MY_WORK: _("My work"),
            Room.PEOPLE: _("People"),
            Room.OUTBOX: _("Outbox"),
            Room.GUIDANCE: _("Guidance"),
            Room.SETTINGS: _("Settings"),
        }[self]
