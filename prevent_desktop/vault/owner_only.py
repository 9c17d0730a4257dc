"""A vault's folder belongs to one person: nobody else on the machine may look into it."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_to_owner(folder: Path) -> None:
    """Take every right from the group and from others on `folder` and on the files right in it.

    What lies deeper cannot be reached without the folder. A drive that has no such rights, or somebody else's folder,
    stays as it is. Windows has other rights: there a folder that Python makes with mode 0o700 is its owner's and the
    administrators' alone (since 3.12.4 and in the security releases of 3.11), and the user's profile is so anyway.
    """
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        for path in (folder, *folder.iterdir()):
            mode = path.lstat().st_mode
            if mode & _OTHERS and (path is folder or stat.S_ISREG(mode)):
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
