"""The rooms of the house that the side bar leads to."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _


class Room(StrEnum):
    """An entry of the side bar, in its order; Ctrl and its `number` go there."""

    MY_WORK = "my-work"
    PEOPLE = "people"
    INBOX = "inbox"
    OUTBOX = "outbox"
    GUIDANCE = "guidance"
    SETTINGS = "settings"

    @property
    def number(self) -> int:
        """The digit of its key: the inbox, which not everybody has, takes none of the others' away."""
        everybody = [room for room in Room if room is not Room.INBOX]
        return len(Room) if self is Room.INBOX else everybody.index(self) + 1

    @property
    def label(self) -> str:
        """The room's name on the side bar."""
        return {
            Room.MY_WORK: _("My work"),
            Room.PEOPLE: _("People"),
            Room.INBOX: _("Inbox"),
            Room.OUTBOX: _("Outbox"),
            Room.GUIDANCE: _("Guidance"),
            Room.SETTINGS: _("Settings"),
        }[self]
