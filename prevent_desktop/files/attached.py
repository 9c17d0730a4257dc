"""Whether the disk that a folder should lie on is there at all: a drive letter, a share, a mount point.

A mount point is a folder of the computer's own disk while its disk is away: what is written there then is found by nobody later. Linux
tells what is mounted in proc_pid_mountinfo(5) and what should be in fstab(5); sticks are mounted below folders of their own (the
Filesystem Hierarchy Standard 3.0, 3.11; udisks). What no system tells is believed to be there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from prevent_desktop.files.disks import mount_over, unescaped, whole_path

_FOR_STICKS = (Path("/media"), Path("/run/media"))
_FOR_STICKS_OF_MACOS = Path("/Volumes")
_WAITS = "autofs"
"""What stands at a mount point until somebody goes there."""


def is_attached(folder: Path, points: Path = Path("/etc/fstab")) -> bool:
    """Whether the drive, share or mount point of `folder` is there; the folder itself need not be. `points` is Linux's list."""
    whole = whole_path(folder)
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "win32":
        return Path(whole.anchor).exists()
    if platform == "darwin":
        return _FOR_STICKS_OF_MACOS not in whole.parents or _is_below_mount(whole)
    os.path.exists(whole)  # noqa: PTH110 -- raises nothing; a disk that is mounted once somebody goes there comes now
    mounted, kind = mount_over(whole)
    wanted = [point for point in (*_FOR_STICKS, *_named(points)) if whole.is_relative_to(point)]
    return not mounted.parts or (kind != _WAITS and all(mounted.is_relative_to(point) for point in wanted))


def _is_below_mount(whole: Path) -> bool:
    """Whether a disk of macOS's folder for them is above it; not run."""
    return any(
        os.path.ismount(each) for each in (whole, *whole.parents) if _FOR_STICKS_OF_MACOS in each.parents
    )


def _named(points: Path) -> list[Path]:
    """The mount points that an fstab(5) names; none where there is none."""
    try:
        lines = points.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    words = [line.split() for line in lines if not line.lstrip().startswith("#")]
    return [Path(unescaped(each[1])) for each in words if len(each) > 1 and each[1].startswith("/")]
