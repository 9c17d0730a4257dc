"""The sections that the side bar leads to."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _


class NavSection(StrEnum):
    """An entry of the side bar, in its order; Ctrl and its `number` go there."""

    MY_WORK = "my-work"
    PEOPLE = "people"
    INBOX = "inbox"
    OUTBOX = "outbox"
    TEAM = "team"
    GUIDANCE = "guidance"
    SETTINGS = "settings"

    @property
    def number(self) -> int:
        """The digit of its key: what not everybody has, or what came later, takes none of the others' away."""
        later = (NavSection.INBOX, NavSection.TEAM)
        return [*(section for section in NavSection if section not in later), *later].index(self) + 1

    @property
    def key(self) -> str:
        """The key that goes there, as Qt writes it."""
        return f"Ctrl+{self.number}"

    @property
    def label(self) -> str:
        """Its name on the side bar."""
        return {
            NavSection.MY_WORK: _("My work"),
            NavSection.PEOPLE: _("People"),
            NavSection.INBOX: _("Inbox"),
            NavSection.OUTBOX: _("Outbox"),
            NavSection.TEAM: _("Team"),
            NavSection.GUIDANCE: _("Guidance"),
            NavSection.SETTINGS: _("Settings"),
        }[self]
