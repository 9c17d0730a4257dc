"""The troubles of a connection in the words of a team's mailbox."""

from __future__ import annotations

from typing import Final

from prevent_desktop.delivery.failure_reasons.store_words import StoreWords, Words
from prevent_desktop.translation import _


def _unreachable() -> Words:
    return (
        _("The team’s mailbox cannot be reached"),
        _("{host} cannot be reached at the moment."),
        _("Go on working: changes wait here. It is tried again by itself."),
    )


def _fault() -> Words:
    return (
        _("The team’s mailbox has a fault"),
        _("{host} answered with an error of its own."),
        _(
            "Go on working: changes wait here. If it stays until tomorrow, tell whoever looks after the mailbox."
        ),
    )


def _full() -> Words:
    return (
        _("The team’s mailbox is full"),
        _("There is no room in {host}. Your changes are kept here."),
        _("Ask whoever looks after the mailbox to make room; then it goes by itself."),
    )


def _closed() -> Words:
    return (
        _("The team’s mailbox does not let this vault in"),
        _("{host} refused what this vault signs in with, or what it wanted to do there."),
        _(
            "Check it in Settings, under Team’s mailbox, or ask whoever looks after the mailbox. Your changes are kept here."
        ),
    )


def _wrong_address() -> Words:
    return (
        _("The address of the team’s mailbox is wrong"),
        _("What is kept as the address of the team’s mailbox leads to none."),
        _("Ask your lead for the right address."),
    )


def _odd() -> Words:
    return (
        _("Something strange lies in the team’s mailbox"),
        _(
            "In {host} there is a link, or something else, where a folder or a file belongs. Nothing was put there."
        ),
        _("Tell whoever looks after that folder. Your changes are kept here."),
    )


TEAM: Final = StoreWords(
    unreachable=_unreachable,
    fault=_fault,
    full=_full,
    closed=_closed,
    wrong_address=_wrong_address,
    odd=_odd,
)
in_team_words = TEAM.instead
"""What is said of receivers is said of the team's mailbox instead; its server or folder is named."""
