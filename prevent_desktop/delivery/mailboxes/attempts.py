"""Which files somebody began to read and never ended, because the power failed, or somebody ended the program.

A note in ``attempts/`` is written, durably, before the reading begins, and goes when it has ended. So a file that is noted while nobody
has a claim on it is tried once more, after all others; where it is noted twice, it stands aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prevent_desktop.delivery.durable_files import make_folder, write_atomically
from prevent_desktop.delivery.mailboxes.arrivals import Arrived
from prevent_desktop.errors import ReaderEndedError, ReaderMissingError

FOLDER = "attempts"
_ENDING = ".json"
_VERSION = 1
_LARGEST = 4_096


def called(arrival: Arrived) -> str:
    """What a file is claimed and noted by."""
    return arrival.untrusted_pack_id or arrival.name


def noted(folder: Path) -> frozenset[str]:
    """What is called by these names was begun and not ended, or is being read now."""
    return frozenset(path.name.removesuffix(_ENDING) for path in (folder / FOLDER).glob(f"*{_ENDING}"))


@contextmanager
def attempt(folder: Path, name: str, digest: str) -> Iterator[int]:
    """Note that the reading of a file, of this SHA-256, begins; how often it began before and never ended.

    The note stays where the reading was ended from outside (ReaderEndedError), or this process is. The claim on `name` is held.
    """
    path = folder / FOLDER / (name + _ENDING)
    earlier = _earlier(path, digest)
    make_folder(path.parent)
    write_atomically(path, json.dumps({"version": _VERSION, "sha256": digest, "begun": earlier + 1}).encode())
    try:
        yield earlier
    except ReaderMissingError:
        path.unlink(missing_ok=True)
        raise
    except ReaderEndedError:
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _earlier(path: Path, digest: str) -> int:
    """What the note says; 0 where there is none, or it is of another file, or makes no sense."""
    with suppress(OSError, ValueError, KeyError, TypeError), path.open("rb") as file:
        note = json.loads(file.read(_LARGEST))
        if note["version"] == _VERSION and note["sha256"] == digest:
            return max(int(note["begun"]), 0)
    return 0
