"""Wrong passphrases slow the next ones down, also after a restart and whatever the clock says. Nothing is ever wiped.

The count stands in `tries.json` in the vault's folder: untrusted and bounded. Whoever can write there can take it away,
but can also copy the vault and guess elsewhere, where only Argon2id slows them down; this is against the colleague at
the keyboard. A try is counted before its key is derived, so that ending the program does not undo it, and under a lock, so
that of many at once each is counted before the next one is let through.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from prevent_desktop.errors import TooManyTriesError, VaultError, WrongSecretError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.locks import alone_in
from prevent_desktop.strict_json import Held, JsonError, read, write
from prevent_desktop.translation import _, ngettext
from prevent_desktop.uptime import system_uptime
from prevent_desktop.vault.safe_files import remove_file, write_replacing

TRIES_NAME = "tries.json"
LOCK_NAME = "tries.lock"
FREE_TRIES = 2
LONGEST_WAIT = 15 * 60.0
_FIXED = {"format": "prevent-desktop wrong tries", "version": 1}
_LARGEST_BYTES = 1024
_MOST_COUNTED = 1_000_000
_DOUBLINGS = 10  # 2 to this power is beyond the longest wait
_MINUTE = 60
_LONGEST_HELD = 10.0  # seconds; it is held for a few milliseconds


def wait_after(count: int) -> float:
    """Seconds to wait after so many wrong tries: none after 2, then 2, 4, 8 … up to 15 minutes."""
    if count <= FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT, 2.0 ** min(count - FREE_TRIES, _DOUBLINGS))


@dataclass(frozen=True, slots=True)
class _Kept:
    """`count` wrong tries, the last one at `at` (seconds since 1970) and at `uptime`."""

    count: Annotated[int, Held(least=0, most=_MOST_COUNTED)]
    at: float
    uptime: float


class WrongTries:
    """The wrong tries on the vault in `folder`. `clock` gives seconds since 1970, `uptime` as `system_uptime`."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        uptime: Callable[[], float] = system_uptime,
    ) -> None:
        self._path = folder / TRIES_NAME
        self._clock = clock
        self._uptime = uptime

    @contextlib.contextmanager
    def one_try(self) -> Iterator[None]:
        """Around the trying of one passphrase. TooManyTriesError, and nothing is tried, while a wait is due."""
        before = self._counted()
        try:
            yield
        except WrongSecretError:
            with self._alone():  # the wait begins now; others may have been counted meanwhile
                self._keep(max(self._read().count, 1))
            raise
        except BaseException:
            with self._alone():
                self._take_back(before)  # nothing was judged
            raise
        self.clear()

    def _counted(self) -> _Kept:
        """Count a try before it is made, no two processes at once; what stood there before. TooManyTriesError."""
        with self._alone():
            before = self._read()
            left = self._left(before)
            if left > 0:
                raise _wait_first(before.count, left)
            self._keep(min(before.count + 1, _MOST_COUNTED))
        return before

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process reads or writes the count meanwhile. A folder that takes nothing hinders nobody, as in `_write`.

        Raises TooManyTriesError where somebody keeps the lock for as long as nobody needs to: nothing is tried uncounted.
        """
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(alone_in(self._path.parent, LOCK_NAME, seconds=_LONGEST_HELD))
            except TimeoutError as error:
                raise _wait_first(self._read().count, 1.0) from error
            except OSError:  # no such folder, no room, no locks: then the count cannot be kept either
                pass
            yield

    def seconds_left(self) -> float:
        """How long the next try has to wait; 0 where it need not."""
        return self._left(self._read())

    def clear(self) -> None:
        """The vault was opened: forget the wrong tries."""
        with contextlib.suppress(VaultError):
            remove_file(self._path)

    def _left(self, kept: _Kept) -> float:
        wait = wait_after(kept.count)
        return max(0.0, wait - self._elapsed(kept)) if wait else 0.0

    def _elapsed(self, kept: _Kept) -> float:
        """By the uptime, which nobody sets; by the clock only where the system was started anew since."""
        by_uptime = self._uptime() - kept.uptime
        if by_uptime >= 0:
            return by_uptime
        by_clock = self._clock() - kept.at
        if by_clock < 0:  # set back meanwhile: the wait begins anew, and never lasts longer than that
            self._keep(kept.count)
            return 0.0
        return by_clock

    def _take_back(self, before: _Kept) -> None:
        """One try less; those of other processes stay counted."""
        count = self._read().count - 1
        if count > 0:
            self._write(_Kept(count, before.at, before.uptime))
        else:
            self.clear()

    def _keep(self, count: int) -> None:
        self._write(_Kept(count, self._clock(), self._uptime()))

    def _write(self, kept: _Kept) -> None:
        """A folder that takes nothing hinders nobody here: opening the vault tells of it."""
        with contextlib.suppress(VaultError):
            write_replacing(self._path, write(kept, fixed=_FIXED) + b"\n")

    def _read(self) -> _Kept:
        """What was kept; nothing where the file is missing or is not ours."""
        try:
            with open_chosen(self._path) as file:
                kept: _Kept = read(_Kept, file.read(_LARGEST_BYTES), fixed=_FIXED)
        except (OSError, JsonError):
            return _NONE
        return kept


_NONE = _Kept(0, 0.0, 0.0)


def wait_words(seconds: float) -> str:
    """A wait in words: "45 seconds", "2 minutes 5 seconds"; never less than it is."""
    minutes, rest = divmod(math.ceil(seconds), _MINUTE)
    in_minutes = ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)
    in_seconds = ngettext("{number} second", "{number} seconds", rest).format(number=rest)
    if not minutes:
        return in_seconds
    return f"{in_minutes} {in_seconds}" if rest else in_minutes


def _wait_first(count: int, left: float) -> TooManyTriesError:
    return TooManyTriesError(
        _("Wait {time} before the next passphrase").format(time=wait_words(left)),
        ngettext(
            "{number} wrong passphrase was typed. Nothing was changed or wiped.",
            "{number} wrong passphrases were typed. Nothing was changed or wiped.",
            count,
        ).format(number=count),
        _("Try again then. A recovery code can be used at once."),
        seconds=left,
    )
