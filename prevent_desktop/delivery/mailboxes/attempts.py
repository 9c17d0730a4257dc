"""Which files somebody began to read and never ended, because the power failed, or somebody ended the program.

A note in ``attempts/`` is written, durably, before the reading begins, and goes when it has ended. So a file that is noted while nobody
has a claim on it is tried once more, after all others; where it is noted twice, it stands aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import ReaderEndedError
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.strict_json import JsonError, read, write

FOLDER = "attempts"
_ENDING = ".json"
_FIXED = {"version": 1}
_LARGEST = 4_096


@dataclass(frozen=True, slots=True)
class _Note:
    sha256: str
    begun: int


def noted(folder: Path) -> frozenset[str]:
    """What is called by these names was begun and not ended, or is being read now."""
    with suppress(OSError):
        names = SharedFolder(folder, FOLDER).names()
        return frozenset(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
    return frozenset()


@contextmanager
def attempt(folder: Path, name: str, digest: str) -> Iterator[int]:
    """Note that the reading of a file, of this SHA-256, begins; how often it began before and never ended.

    The note stays where the reading was ended from outside (ReaderEndedError), or this process is. The claim on `name` is held.
    """
    notes, note = SharedFolder(folder, FOLDER), name + _ENDING
    notes.make()
    earlier = _earlier(notes, note, digest)
    notes.put(note, [write(_Note(digest, earlier + 1), fixed=_FIXED)])
    try:
        yield earlier
    except BaseException as error:
        if not isinstance(error, ReaderEndedError):
            notes.take(note)
        raise
    notes.take(note)


def _earlier(notes: SharedFolder, name: str, digest: str) -> int:
    """What the note says; 0 where there is none, or it is of another file, or makes no sense."""
    with suppress(OSError, JsonError):
        note: _Note = read(_Note, notes.read(name, _LARGEST), fixed=_FIXED)
        if note.sha256 == digest:
            return max(note.begun, 0)
    return 0
