"""Why a pack does not get to its receiver, as errors in plain words.

What may go away by itself, or on another network, is a `WaitingError`; what needs a person first is a
`RefusedError`. A new kind needs its name in `kinds` and its words in `words`, or in `transport_words`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from prevent_desktop.delivery.failure_reasons import transport_words
from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.delivery.failure_reasons.words import LASTING, PASSING, Words
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.translation import _

__all__ = ["FailureReason", "refused", "waiting"]


def waiting(
    kind: FailureReason, host: str = "", *, retry_after: float | None = None, **more: str
) -> WaitingError:
    """The error for trouble that passes; `host` is the receiver's server or folder, `retry_after` in seconds.

    `more` is what a few kinds tell besides (see `words`).
    """
    title, what_happened, next_step = _filled((PASSING | transport_words.PASSING)[kind](), host, more)
    return WaitingError(title, what_happened, next_step, kind=kind, retry_after=retry_after)


def refused(kind: FailureReason, host: str = "", **more: str) -> RefusedError:
    """The error for trouble that needs a person; the arguments are those of `waiting`."""
    title, what_happened, next_step = _filled((LASTING | transport_words.LASTING)[kind](), host, more)
    return RefusedError(title, what_happened, next_step, kind=kind)


def _filled(words: Words, host: str, more: Mapping[str, str]) -> Words:
    said = defaultdict(lambda: _("somebody unknown"), host=host, **more)
    title, what_happened, next_step = (text.format_map(said) for text in words)
    return title, what_happened, next_step
