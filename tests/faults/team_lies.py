"""A team's mailbox that lies: what it shows to one laptop is not what lies there, and what lies there goes missing.

The store itself is the real one, in a folder. A `Lies` stands between it and one laptop and is told which lies to tell; the
`Journal` of the folder knows who put what, since a store that lies well has watched for long.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.team_store import NOTHING, Head, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store


@dataclass
class Journal:
    """The true mailbox, and everything that was ever put there: name, bytes, who."""

    folder: Path
    put: list[tuple[str, bytes, str]] = field(default_factory=list)
    heads: dict[str, list[bytes]] = field(default_factory=dict)
    requests: int = 0

    def open(self) -> TeamStore:
        return open_team_store(self.folder.as_uri())

    def names_of(self, who: str) -> list[str]:
        """What somebody put, the first first."""
        return [name for name, _content, by in self.put if by == who]

    def empty(self) -> None:
        """Everything is deleted."""
        for each in self.folder.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()

    def take_away(self, name: str) -> None:
        """One object is gone."""
        (self.folder / name).unlink(missing_ok=True)

    def halve(self, chance: random.Random) -> None:
        """A file is cut in the middle, as by a program that keeps folders the same."""
        files = [one for one in sorted(self.folder.glob("??/*")) if one.is_file()]
        if files:
            path = chance.choice(files)
            path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


@dataclass
class Lies:
    """Which lies are told to one laptop; none where nothing is set.

    `withheld` are names that are not given, `old_heads` by name what is shown in the place of a head. `loses` is how likely an
    object is gone as soon as it was put, `forges` how likely something else is given where nothing lies, `cut_off` after how many
    requests there is no connection any more; `room` is for how many bytes more there is any; with
    `keeps` nothing may be taken away.
    """

    withheld: set[str] = field(default_factory=set)
    old_heads: dict[str, bytes] = field(default_factory=dict)
    loses: float = 0.0
    forges: float = 0.0
    cut_off: int | None = None
    room: int | None = None
    keeps: bool = False

    def end(self) -> None:
        """From now on the store is honest."""
        self.withheld.clear()
        self.old_heads.clear()
        self.loses = self.forges = 0.0
        self.cut_off = self.room = None
        self.keeps = False


def tell_one(lies: Lies, journal: Journal, whose: str, chance: random.Random) -> None:
    """The store tells one lie from now on, or none any more; what it withholds was put by `whose` laptop."""
    lies.end()
    match chance.randrange(6):
        case 0:
            lies.withheld = set(journal.names_of(whose)[-chance.randint(1, 6) :])
        case 1:
            lies.old_heads = {name: chance.choice([b"", *known]) for name, known in journal.heads.items()}
        case 2:
            lies.loses = 0.3
        case 3:
            lies.forges = 0.3
        case 4:
            lies.cut_off = chance.randint(0, 25)


class LyingStore(TeamStore):
    """What one laptop sees of the mailbox."""

    def __init__(self, journal: Journal, who: str, lies: Lies, chance: random.Random) -> None:
        self._journal, self._who, self._lies, self._chance = journal, who, lies, chance
        self._real = journal.open()
        self._left = lies.cut_off

    def put(self, name: str, content: bytes) -> bool:
        self._asked()
        if self._chance.random() < self._lies.loses:
            return True
        if self._lies.room is not None:
            if len(content) > self._lies.room:
                raise waiting(FailureReason.FOLDER_FULL, host="mailbox")
            self._lies.room -= len(content)
        is_there = self._real.put(name, content)
        if is_there:
            self._journal.put.append((name, content, self._who))
        return is_there

    def get(self, name: str, at_most: int) -> bytes | None:
        self._asked()
        if name in self._lies.withheld:
            return None
        found = self._real.get(name, at_most)
        if found is None and self._journal.put and self._chance.random() < self._lies.forges:
            return self._forgery()
        return found

    def head(self, name: str, known_tag: str = "") -> Head | None:
        self._asked()
        if name in self._lies.old_heads:
            old = self._lies.old_heads[name]
            return Head(old, f"old-{len(old)}") if old else NOTHING
        return self._real.head(name, known_tag)

    def set_head(self, name: str, content: bytes) -> None:
        self._asked()
        self._journal.heads.setdefault(name, []).append(content)
        self._real.set_head(name, content)

    def delete(self, name: str) -> None:
        self._asked()
        if self._lies.keeps:
            raise refused(FailureReason.FOLDER_CLOSED, host="mailbox")
        self._real.delete(name)

    def close(self) -> None:
        self._real.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _asked(self) -> None:
        self._journal.requests += 1
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise waiting(FailureReason.NO_ANSWER, host="mailbox")

    def _forgery(self) -> bytes:
        """Another object in its place, that object with a byte turned, cut short, or nothing but noise."""
        _name, content, _who = self._chance.choice(self._journal.put)
        match self._chance.randrange(4):
            case 0:
                return content
            case 1:
                at = self._chance.randrange(len(content))
                return (
                    content[:at] + bytes([content[at] ^ 1 << self._chance.randrange(8)]) + content[at + 1 :]
                )
            case 2:
                return content[: self._chance.randrange(len(content))]
            case _:
                return self._chance.randbytes(self._chance.randrange(1, 3000))
