"""The first five minutes, by keyboard alone: from nothing to what is sent, and what that costs in screens and keys.

Run: ``python -m tests.e2e.first_run``: a concern without a profile and with one, then the long way of `screening_run`. It
clicks nothing, sets nothing up beforehand and pastes nothing: what a person would type is typed. Screens, keys and stops of
Tab are counted and printed (`counting`). A form that stands on one page is one screen, however far it scrolls.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.e2e.counting import Walk
from tests.e2e.driving import Home, Program, Xvfb
from tests.e2e.first_steps import (
    bring_file_and_key,
    choose_passphrase,
    give_files,
    have_no_file,
    record_concern,
    say_who,
    send_sealed,
    send_under_password,
)
from tests.e2e.screening_run import screening_queued

MOST_SCREENS, MOST_KEYS = 14, 180
"""What the first five minutes may cost: with a profile or without one, for a concern or the long way."""


def without_profile(program: Program) -> tuple[Walk, str]:
    """Nothing, then a concern saved under a password for one's lead; and the words that are told by phone."""
    walk = Walk(program)
    say_who(walk)
    have_no_file(walk)
    passphrase = choose_passphrase(walk)
    record_concern(walk)
    return walk, send_under_password(walk, passphrase)


def with_profile(program: Program) -> tuple[Walk, str]:
    """Nothing but the two files that an employer gave, then a concern that is queued."""
    walk = Walk(program)
    say_who(walk)
    bring_file_and_key(walk)
    passphrase = choose_passphrase(walk)
    record_concern(walk)
    send_sealed(walk, passphrase)
    return walk, ""


def within_the_figure(walk: Walk) -> bool:
    """Whether it was done for no more than it may cost."""
    return len(walk.screens) <= MOST_SCREENS and walk.keys <= MOST_KEYS


WALKS: tuple[Callable[[Program], tuple[Walk, str]], ...] = (
    without_profile,
    with_profile,
    screening_queued,
)


def main() -> int:
    """Walk all under Xvfb and print the counts; 1 where one costs more than it may."""
    too_much = False
    server = Xvfb()
    try:
        for walk in WALKS:
            with tempfile.TemporaryDirectory(prefix="first-run-") as folder:
                home = Home(Path(folder) / "laptop")
                give_files(home, Path(folder) / "organisation", only_concerns=walk is not screening_queued)
                with Program(home, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}) as program:
                    walked, _told = walk(program)
                    program.close()
                sys.stdout.write(f"{walk.__name__}: {walked.told()}\n")
                too_much |= not within_the_figure(walked)
    finally:
        server.close()
    return int(too_much)


if __name__ == "__main__":
    sys.exit(main())
