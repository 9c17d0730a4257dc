"""Claims on what has come in, for many workers on one folder: the system lets a claim go with whoever held it.

A claim is a lock on a small file in ``claims/``, so that no clock and no timeout decides who works: a worker that was killed
holds nothing. On a network drive this needs one that knows locks (NFS 3 and 4, SMB). Where two workers got to the same pack
all the same, what they do comes to the same: files take their places whole, and a receipt is never written over.
"""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.files.shared_locks import NamedLock, lock

FOLDER = "claims"
_ENDING = ".lock"

Claim = NamedLock
"""What is called by a name is ours until it is released, or this process ends."""


def claim(folder: Path, name: str) -> Claim | None:
    """The claim on `name` in this folder; None where another worker has it. OSError where the folder knows no locks."""
    claims = SharedFolder(folder, FOLDER)
    claims.make()
    return lock(claims, name + _ENDING)
