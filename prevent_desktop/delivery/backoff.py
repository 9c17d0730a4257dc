"""How long to wait before trying again: longer each time, with chance in it so that laptops do not come in step."""

from __future__ import annotations

from datetime import timedelta
from random import Random

_FIRST = timedelta(seconds=2)
_LAST = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
_DOUBLINGS = 9  # 2 s doubled nine times is beyond 15 min


def wait_for(attempts: int, random: Random, *, asked: float | None = None) -> timedelta:
    """The time to wait after `attempts` attempts in a row that failed: anything from nothing to 2 s, 4 s … 15 min.

    `asked` is what the server asked for in seconds (Retry-After, RFC 9110 section 10.2.3): never less than that, but at most an
    hour, so that no server can silence a pack. Up to as long again is drawn on top: a server that refuses a crowd says the same to
    all of it, and would have it back at one moment (`tests/benchmarks/nation.py` shows what that costs).
    """
    window = min(_LAST, _FIRST * 2.0 ** min(attempts, _DOUBLINGS))
    chosen = random.uniform(0.0, 1.0)
    if asked is None:
        return chosen * window
    least = min(LONGEST_WAIT, timedelta(seconds=max(0.0, asked)))
    return min(LONGEST_WAIT, least + chosen * max(window, min(least, LONGEST_WAIT - least)))


_PACES = (
    (timedelta(minutes=30), timedelta(minutes=2)),
    (timedelta(days=2), timedelta(minutes=15)),
    (timedelta(days=14), timedelta(hours=1)),
    (timedelta(days=60), timedelta(hours=6)),
)
RAREST_ASKING = timedelta(days=1)


def pace_of_asking(quiet: timedelta, random: Random) -> timedelta:
    """How long to wait before asking for an answer again, after so long without news: minutes first, in the end a day.

    Up to a fifth less or more, so that laptops do not come in step.
    """
    pace = next((pace for until, pace in _PACES if quiet < until), RAREST_ASKING)
    return pace * random.uniform(0.8, 1.2)
