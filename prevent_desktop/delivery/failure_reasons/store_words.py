"""The troubles of a connection in the words of what lies at its other end: what `words` says is of receivers and packs.

The kind and the class stay, so that whoever waits, or asks a person, does so as for packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.errors import RefusedError, WaitingError

Words: TypeAlias = tuple[str, str, str]
"""What happened in short and in full, and the next step; ``{host}`` is the server or folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWords:
    """What is said of one kind of store. Each is asked for when it is needed: the language may change."""

    unreachable: Callable[[], Words]
    fault: Callable[[], Words]
    full: Callable[[], Words]
    closed: Callable[[], Words]
    wrong_address: Callable[[], Words]
    odd: Callable[[], Words]

    @contextmanager
    def instead(self, host: str) -> Iterator[None]:
        """What is said of receivers is said of this store instead; `host` is its server or folder."""
        try:
            yield
        except WaitingError as error:
            if (words := self._of(error.kind, host)) is None:
                raise
            raise WaitingError(*words, kind=error.kind, retry_after=error.retry_after) from error
        except RefusedError as error:
            if (words := self._of(error.kind, host)) is None:
                raise
            raise RefusedError(*words, kind=error.kind) from error

    def _of(self, kind: str, host: str) -> Words | None:
        group = _GROUPS.get(kind)
        if group is None:
            return None
        title, what_happened, next_step = getattr(self, group)()
        return title, what_happened.format(host=host), next_step.format(host=host)


_GROUPS: Final[dict[str, str]] = {
    FailureReason.NAME_UNKNOWN: "unreachable",
    FailureReason.SERVER_DOWN: "unreachable",
    FailureReason.NO_ANSWER: "unreachable",
    FailureReason.CUT_OFF: "unreachable",
    FailureReason.SERVER_BUSY: "unreachable",
    FailureReason.FOLDER_AWAY: "unreachable",
    FailureReason.NOT_AGREED: "unreachable",
    FailureReason.SERVER_FAULT: "fault",
    FailureReason.NOT_ACCEPTED: "fault",
    FailureReason.SPOILED: "fault",
    FailureReason.SERVER_FULL: "full",
    FailureReason.FOLDER_FULL: "full",
    FailureReason.NOT_ALLOWED: "closed",
    FailureReason.SIGN_IN_WANTED: "closed",
    FailureReason.SIGN_IN_AGAIN: "closed",
    FailureReason.SIGN_IN_REFUSED: "closed",
    FailureReason.SSH_KEY_WANTED: "closed",
    FailureReason.SSH_REFUSED: "closed",
    FailureReason.SFTP_FOLDER_CLOSED: "closed",
    FailureReason.FOLDER_CLOSED: "closed",
    FailureReason.NO_SUCH_ADDRESS: "wrong_address",
    FailureReason.BAD_ADDRESS: "wrong_address",
    FailureReason.UNPROTECTED: "wrong_address",
    FailureReason.REDIRECTED: "wrong_address",
    FailureReason.NOT_TUS: "wrong_address",
    FailureReason.NO_SFTP_FOLDER: "wrong_address",
    FailureReason.NO_WAY: "wrong_address",
    FailureReason.FOLDER_ODD: "odd",
}
