"""What happened last, for whoever is asked for support: codes, times, counts and places in the code; nobody's words.

Nothing free goes in: an event is one of `Event`, its kind a member of another enumeration, and of an error only the
classes and the lines are kept, since its message can hold what was typed, and a file's name a person's.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_log = logging.getLogger("prevent_desktop.events")
_faults = logging.getLogger("prevent_desktop.faults")
_MOST_PLACES = 8


class Event(StrEnum):
    """What can happen."""

    STARTED = "started"
    UNLOCKED = "unlocked"
    LOCKED = "locked"
    ENDED = "ended"
    FAILURE_SHOWN = "failure-shown"
    FAULT = "fault"
    PACK_DELIVERED = "pack-delivered"
    PACK_WAITS = "pack-waits"
    PACK_NEEDS_PERSON = "pack-needs-person"
    RELEASE_REFUSED = "release-refused"
    RELEASE_NOT_SEEN = "release-not-seen"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when (UTC), what, of which kind, and where an error arose."""

    at: datetime
    event: Event
    kind: str = ""
    error: str = ""

    def __str__(self) -> str:
        parts = (self.at.isoformat(timespec="seconds"), self.event.value, self.kind, self.error)
        return " ".join(filter(None, parts))


def record(event: Event, *, kind: StrEnum | None = None, error: BaseException | None = None) -> None:
    """Write down that something happened; a fault goes to the standard error stream too, where nobody else listens."""
    told = "" if error is None else describe_error(error)
    entry = Entry(datetime.now(UTC), event, "" if kind is None else kind.value, told)
    _log.info("%s", entry)
    if event is Event.FAULT:
        _faults.error("%s", entry)


def describe_error(error: BaseException) -> str:
    """Its class and those of its causes, and modules and lines from where it arose; nothing of its message."""
    kinds, cause = [type(error).__name__], error.__cause__
    while cause is not None and len(kinds) < _MOST_PLACES:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    where = f" at {' > '.join(places[-_MOST_PLACES:])}" if places else ""
    return f"{' from '.join(kinds)}{where}"


def keep_words_off_standard_error() -> None:
    """Have nothing but our codes of faults go to the standard error stream, which the system's session keeps in a log.

    What a library logs (a task that failed), and an error that nobody can catch (in a destructor), hold the words of the error.
    """
    if logging.lastResort is not None:
        logging.lastResort.addFilter(lambda one: one.name == _faults.name)
    sys.unraisablehook = lambda unhandled: record(Event.FAULT, error=unhandled.exc_value)


def listen(handler: logging.Handler) -> None:
    """Hand every entry to `handler` (the one argument of each record), until it is closed."""
    _log.setLevel(logging.INFO)
    _log.addHandler(handler)


def stop_listening(handler: logging.Handler) -> None:
    """Hand it no more."""
    _log.removeHandler(handler)
