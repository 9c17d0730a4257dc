"""The troubles of a connection in the words of a team's mailbox: what `failure_reasons` says is of receivers and packs.

The kind and the class stay, so that whoever waits, or asks a person, does so as for packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.translation import _

Words = tuple[str, str, str]


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
            "Go on working: changes wait here. If it stays until tomorrow, tell whoever looks after that store."
        ),
    )


def _full() -> Words:
    return (
        _("The team’s mailbox is full"),
        _("There is no room in {host}. Your changes are kept here."),
        _("Ask whoever looks after that store to make room; then it goes by itself."),
    )


def _closed() -> Words:
    return (
        _("The team’s mailbox does not let this vault in"),
        _("{host} refused what this vault signs in with, or what it wanted to do there."),
        _(
            "Check it in Settings, under Team’s mailbox, or ask whoever looks after that store. Your changes are kept here."
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


_WORDS: dict[str, Callable[[], Words]] = {
    FailureReason.NAME_UNKNOWN: _unreachable,
    FailureReason.SERVER_DOWN: _unreachable,
    FailureReason.NO_ANSWER: _unreachable,
    FailureReason.CUT_OFF: _unreachable,
    FailureReason.SERVER_BUSY: _unreachable,
    FailureReason.FOLDER_AWAY: _unreachable,
    FailureReason.NOT_AGREED: _unreachable,
    FailureReason.SERVER_FAULT: _fault,
    FailureReason.NOT_ACCEPTED: _fault,
    FailureReason.SPOILED: _fault,
    FailureReason.SERVER_FULL: _full,
    FailureReason.FOLDER_FULL: _full,
    FailureReason.NOT_ALLOWED: _closed,
    FailureReason.SIGN_IN_WANTED: _closed,
    FailureReason.SIGN_IN_AGAIN: _closed,
    FailureReason.SIGN_IN_REFUSED: _closed,
    FailureReason.SSH_KEY_WANTED: _closed,
    FailureReason.SSH_REFUSED: _closed,
    FailureReason.SFTP_FOLDER_CLOSED: _closed,
    FailureReason.FOLDER_CLOSED: _closed,
    FailureReason.NO_SUCH_ADDRESS: _wrong_address,
    FailureReason.BAD_ADDRESS: _wrong_address,
    FailureReason.UNPROTECTED: _wrong_address,
    FailureReason.REDIRECTED: _wrong_address,
    FailureReason.NOT_TUS: _wrong_address,
    FailureReason.NO_SFTP_FOLDER: _wrong_address,
    FailureReason.NO_WAY: _wrong_address,
    FailureReason.FOLDER_ODD: _odd,
}


@contextmanager
def in_team_words(host: str) -> Iterator[None]:
    """What is said of receivers is said of the team's mailbox instead; `host` is its server or folder."""
    try:
        yield
    except WaitingError as error:
        if (words := _words_for(error.kind, host)) is None:
            raise
        raise WaitingError(*words, kind=error.kind, retry_after=error.retry_after) from error
    except RefusedError as error:
        if (words := _words_for(error.kind, host)) is None:
            raise
        raise RefusedError(*words, kind=error.kind) from error


def _words_for(kind: str, host: str) -> Words | None:
    words = _WORDS.get(kind)
    if words is None:
        return None
    title, what_happened, next_step = words()
    return title, what_happened.format(host=host), next_step
