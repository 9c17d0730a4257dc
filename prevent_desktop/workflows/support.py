"""What to tell whoever is asked for support: the versions, and what happened last. No personal datum is in it.

The events stand in one small file of the data folder, since each lock begins a fresh process, and ``doctor`` is one too.
"""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from pathlib import Path

from prevent_desktop import __version__, event_log
from prevent_desktop.files import own
from prevent_desktop.workflows.places import Places

_MOST_EVENTS = 200
_MOST_BYTES = 65_536
"""From here on only the last events stay in the file."""
_EVENT = re.compile(r"[0-9-]{10}T[0-9:]{8}\+00:00 [a-z]+(?:-[a-z]+)*(?: [ -~]{1,900})?", re.ASCII)


class KeptEvents(logging.Handler):
    """Writes down what happens. A disk that takes nothing is no reason to stop: the events are for support alone."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._path = places.events

    def emit(self, record: logging.LogRecord) -> None:
        """One line to the end of the file."""
        with contextlib.suppress(OSError):
            if own.append(self._path, record.getMessage().encode("ascii", "replace") + b"\n") > _MOST_BYTES:
                kept = "".join(f"{event}\n" for event in last_events(self._path))
                own.remove_file(self._path)
                own.append(self._path, kept.encode("ascii"))


def last_events(path: Path) -> tuple[str, ...]:
    """The newest last; none where the file is not there. A line that we would not have written is left out."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 2 * _MOST_BYTES))
            untrusted = file.read(2 * _MOST_BYTES).decode("ascii", "replace").splitlines()
    except OSError:
        return ()
    return tuple(line for line in untrusted if _EVENT.fullmatch(line))[-_MOST_EVENTS:]


def versions() -> str:
    """Of the program and of what it stands on."""
    import platform  # not at the start

    return f"Prevent Desktop {__version__}, Python {sys.version.split()[0]}, {platform.platform()}"


def support_report(places: Places) -> str:
    """All of it, as it can be sent."""
    return "\n".join((versions(), *last_events(places.events)))


def keep_events(places: Places) -> KeptEvents:
    """Write down what happens from now on, beside what is there."""
    kept = KeptEvents(places)
    event_log.listen(kept)
    return kept
