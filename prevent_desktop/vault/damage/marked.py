"""A mark in the vault's folder that damage was found while somebody worked, so that the next unlock reads all first.

The mark is an empty file: it says nothing, and nothing of the vault is touched.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from prevent_desktop.files.own import mark_file, remove_file

_MARK_NAME = "damage-found"


def mark(folder: Path) -> None:
    """Leave the mark. On a full or read-only disk there is none: then the damage is found again beside the work."""
    with contextlib.suppress(OSError):
        mark_file(folder / _MARK_NAME)


def is_marked(folder: Path) -> bool:
    """Whether damage was found and all has not been found whole since."""
    return (folder / _MARK_NAME).exists()


def remove_mark(folder: Path) -> None:
    """All was found whole."""
    with contextlib.suppress(OSError):
        remove_file(folder / _MARK_NAME)
