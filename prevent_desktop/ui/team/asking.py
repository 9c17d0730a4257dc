"""What the passphrase is asked for on the pages of the team: whatever says who belongs to it, and its second key."""

from __future__ import annotations

from prevent_desktop.translation import _
from prevent_desktop.ui.components.step_up_dialog import Asking
from prevent_desktop.workflows.vault_admin.step_up import Purpose


def asking_for_second_key() -> Asking:
    """Before the organisation's key leaves the vault."""
    return Asking(
        purpose=Purpose.SECOND_KEY,
        heading=_("Make a second key"),
        reason=_("Whoever has its file and its code can sign in your organisation’s name, for ever."),
        act=_("&Make the key"),
    )


def asking_for_slips() -> Asking:
    """Before slips are made."""
    return Asking(
        purpose=Purpose.TEAM,
        heading=_("Make the slips"),
        reason=_("Whoever has a slip can join your team with it. A lead or a deputy sees all shared cases."),
        act=_("&Make them"),
    )


def asking_to_join(organisation: str) -> Asking:
    """Before these records become part of a team."""
    return Asking(
        purpose=Purpose.TEAM,
        heading=_("Join the team of {organisation}").format(organisation=organisation),
        reason=_("Its file decides who can read what you send, and with whom you share cases."),
        act=_("&Join"),
    )


def asking_to_let_in(name: str) -> Asking:
    """Before somebody comes in whose words were compared."""
    return Asking(
        purpose=Purpose.TEAM,
        heading=_("Let {name} into the team").format(name=name),
        reason=_("You sign that the words were the same. A lead or a deputy sees all shared cases."),
        act=_("&Let them in"),
    )


def asking_to_change_team(act: str) -> Asking:
    """Before a member, a laptop or the second holder changes; `act` is what is done."""
    return Asking(
        purpose=Purpose.TEAM,
        heading=act,
        reason=_("You sign your organisation’s file, which all its laptops follow."),
        act=_("&Sign"),
    )
