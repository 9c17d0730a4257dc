"""A vault's folder belongs to one person: nobody else on the machine may look into it."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path

from prevent_desktop.files import own


def keep_to_owner(folder: Path) -> None:
    """Take every right from the group and from others on `folder` and on the files right in it.

    What lies deeper cannot be reached without the folder. A drive that has no such rights, or somebody else's folder,
    stays as it is.
    """
    with contextlib.suppress(OSError):
        own.keep_to_owner(folder)
        for path in folder.iterdir():
            if stat.S_ISREG(path.lstat().st_mode):
                own.keep_to_owner(path)
