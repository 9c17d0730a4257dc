"""Which files somebody began to read and never ended, because the power failed, or somebody ended the program.

A note in ``attempts/`` is written, durably, before the reading begins, and goes when it has ended. So a file that is noted while nobody
has a claim on it is tried once more, after all others; where it is noted twice, it stands aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prevent_desktop.errors import ReaderEndedError
from prevent_desktop.files.shared import SharedFolder

FOLDER = "attempts"
_ENDING = ".json"
_VERSION = 1
_LARGEST = 4_096


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
    said = {"version": _VERSION, "sha256": digest, "begun": earlier + 1}
    notes.put(note, [json.dumps(said).encode()])
    try:
        yield earlier
    except BaseException as error:
        if not isinstance(error, ReaderEndedError):
            notes.take(note)
        raise
    notes.take(note)


def _earlier(notes: SharedFolder, name: str, digest: str) -> int:
    """What the note says; 0 where there is none, or it is of another file, or makes no sense."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        note = json.loads(notes.read(name, _LARGEST))
        if note["version"] == _VERSION and note["sha256"] == digest:
            return max(int(note["begun"]), 0)
    return 0
