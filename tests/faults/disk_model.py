"""A disk that loses what was not synced: the states in which a power cut may leave it.

Before the cut all that was synced is on the disk, whatever else: the bytes of a file with its own sync, a name with the
sync of its folder. Of the rest, anything may be there: none of it, all, the first part, any choice of writes, and of
each write any choice of its sectors (512 bytes or 4 KiB); a file may have grown and hold zeros or an older block's
bytes where nothing arrived. Names arrive in their order, as a journal keeps them, or each by itself.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.faults.disk_log import ROOT, Log, Names, Operation, Resize, Sync, Told, Write

_SECTORS = (512, 4096)
_WAYS = {"nothing": 2, "all": 2, "beginning": 3, "choice": 3, "sectors": 3}


@dataclass(frozen=True)
class State:
    """One state of the disk: folders and files by their path below the root. `digest` tells states apart."""

    folders: tuple[str, ...]
    files: Mapping[str, bytes]
    digest: bytes


@dataclass
class Disk:
    """What is on the disk for certain, and what was done since."""

    _folders: dict[int, dict[str, int]]
    _files: dict[int, bytearray]
    _all_folders: frozenset[int]
    _data: dict[int, list[Write | Resize]] = field(default_factory=dict)
    _names: list[Names] = field(default_factory=list)
    _synced: int = 0

    @classmethod
    def first(cls, log: Log) -> Disk:
        """As it was before the first operation."""
        return cls(
            {node: dict(names) for node, names in log.folders.items()},
            {node: bytearray(content) for node, content in log.files.items()},
            log.all_folders,
        )

    def do(self, operation: Operation) -> None:
        """The program did this next."""
        match operation:
            case Write() | Resize():
                self._data.setdefault(operation.file, []).append(operation)
            case Names():
                self._names.append(operation)
            case Sync(node):
                self._sync(node)
            case Told():
                pass

    @property
    def owes(self) -> bool:
        """Whether anything was done that is not yet on the disk for certain."""
        return bool(self._data or self._names)

    def _sync(self, node: int) -> None:
        done = self._data.pop(node, [])
        if done:
            content = self._files.setdefault(node, bytearray())
            for operation in done:
                _apply(content, operation)
        certain = [names for names in self._names if any(folder == node for folder, _, _ in names.changes)]
        for names in certain:
            _rename(self._folders, names)
        self._names = [names for names in self._names if names not in certain]
        self._synced += bool(done or certain)

    def after_a_cut(self, chance: random.Random) -> State:
        """One of the states in which a cut now may leave the disk."""
        folders = {node: dict(names) for node, names in self._folders.items()}
        kept = self._kept_names(chance)
        for names in kept:
            _rename(folders, names)
        paths: list[str] = []
        files: dict[str, bytes] = {}
        digest = hashlib.blake2b(self._synced.to_bytes(8, "big"), digest_size=16)
        digest.update(repr(kept).encode())
        waiting = [("", ROOT)]
        while waiting:
            path, node = waiting.pop()
            for name, child in sorted(folders.get(node, {}).items()):
                below = f"{path}{name}"
                if child in self._all_folders:
                    paths.append(below)
                    waiting.append((f"{below}/", child))
                else:
                    files[below] = self._content(child, chance)
                    if child in self._data:
                        digest.update(files[below])
        return State(tuple(paths), files, digest.digest())

    def _kept_names(self, chance: random.Random) -> list[Names]:
        if chance.random() < 0.7:
            return self._names[: chance.randint(0, len(self._names))]
        return [names for names in self._names if chance.random() < 0.5]

    def _content(self, node: int, chance: random.Random) -> bytes:
        certain = self._files.get(node, bytearray())
        done = self._data.get(node)
        if not done:
            return bytes(certain)
        way = chance.choices(list(_WAYS), list(_WAYS.values()))[0]
        content = bytearray(certain)
        for operation in _kept(done, way, chance):
            _apply(content, operation)
        if way in {"choice", "sectors"} and chance.random() < 0.5:
            _grow(content, done, chance)
        return bytes(content)


def _kept(done: list[Write | Resize], way: str, chance: random.Random) -> Iterable[Write | Resize]:
    if way == "nothing":
        return
    if way == "all":
        yield from done
        return
    sector = chance.choice(_SECTORS)
    if way == "beginning":
        length = chance.randrange(len(done))
        yield from done[:length]
        yield from _torn(done[length], sector, chance)
        return
    share = chance.random()
    for operation in done:
        if way == "sectors":
            yield from _torn(operation, sector, chance)
        elif chance.random() < share:
            yield operation


def _torn(operation: Write | Resize, sector: int, chance: random.Random) -> Iterable[Write | Resize]:
    """Some of the sectors of a write; each is whole or not there."""
    if isinstance(operation, Resize):
        if chance.random() < 0.5:
            yield operation
        return
    start, end = operation.at, operation.at + len(operation.content)
    while start < end:
        stop = min(end, (start // sector + 1) * sector)
        if chance.random() < 0.5:
            yield Write(operation.file, start, operation.content[start - operation.at : stop - operation.at])
        start = stop


def _grow(content: bytearray, done: list[Write | Resize], chance: random.Random) -> None:
    """The file's size arrived, its bytes did not: zeros are there, or what the blocks held before."""
    size = max((one.at + len(one.content) for one in done if isinstance(one, Write)), default=0)
    missing = size - len(content)
    if missing > 0:
        content.extend(chance.randbytes(missing) if chance.random() < 0.3 else bytes(missing))


def _apply(content: bytearray, operation: Write | Resize) -> None:
    if isinstance(operation, Resize):
        del content[operation.size :]
        content.extend(bytes(operation.size - len(content)))
        return
    end = operation.at + len(operation.content)
    if len(content) < operation.at:
        content.extend(bytes(operation.at - len(content)))
    content[operation.at : end] = operation.content


def _rename(folders: dict[int, dict[str, int]], names: Names) -> None:
    for folder, name, node in names.changes:
        entries = folders.setdefault(folder, {})
        if node is None:
            entries.pop(name, None)
        else:
            entries[name] = node
