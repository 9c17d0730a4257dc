"""On what a folder lies: a disk of this computer, a network drive, a folder that another program keeps the same, FAT.

Nothing is written to find that out. Linux tells file systems in proc_pid_mountinfo(5); Windows by GetDriveTypeW and
GetVolumeInformationW (fileapi.h); macOS by statfs(2). Programs that sync folders leave marks in them.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from prevent_desktop.files.names import server_in

LOCAL_SYSTEMS = {
    "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "jfs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk",
    "msdos", "udf", "iso9660", "hfsplus", "tmpfs", "ramfs", "overlay", "ecryptfs",
}  # fmt: skip
"""Kinds of file systems of Linux that reach over no network."""
_NETWORK_SYSTEMS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "coda", "davfs", "ocfs2", "gfs2",
    "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.google-drive-ocamlfuse",
    "webdav",
}  # fmt: skip
_FAT_SYSTEMS = {"vfat", "msdos", "exfat", "FAT", "FAT12", "FAT16", "FAT32", "exFAT"}
_DROPBOX = ".dropbox"
"""A file in the folder that is synced; a folder of this name in a home holds Dropbox's own settings."""
_SYNCED_MARKS = {
    _DROPBOX: "Dropbox", ".dropbox.cache": "Dropbox", ".tmp.drivedownload": "Google Drive", ".tmp.driveupload": "Google Drive",
    ".shortcut-targets-by-id": "Google Drive", ".stfolder": "Syncthing", ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}  # fmt: skip
_SYNCED_NAMES = {
    "Mobile Documents": "iCloud", "iCloudDrive": "iCloud", "CloudStorage": "CloudStorage", "My Drive": "Google Drive",
}  # fmt: skip
_SYNCED_ICONS = (
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("googledrive", "Google Drive"),
    ("drivefs", "Google Drive"),
)
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REPARSE_CLOUD, _REPARSE_MASK = 0x9000_001A, 0x0000_F000  # IO_REPARSE_TAG_CLOUD and its mask (ntifs.h)
_REMOTE_DRIVE, _MNT_LOCAL = 4, 0x1000  # DRIVE_REMOTE (fileapi.h), MNT_LOCAL (sys/mount.h)
_LONGEST_INI = 64 * 1024


class Ground(StrEnum):
    """What a folder lies on."""

    LOCAL = "local"
    NETWORK = "network"
    SYNCED = "synced"
    ROAMING = "roaming"
    FAT = "fat"
    READ_ONLY = "read-only"


def ground_of(folder: Path) -> tuple[Ground, str]:
    """What `folder`, or the nearest one above it that is there, lies on; and the name of what syncs it, or of its file system."""
    whole = whole_path(folder)
    there = next((each for each in (whole, *whole.parents) if os.path.lexists(each)), whole)
    if name := synced_by(whole):
        return Ground.SYNCED, name
    roaming = os.environ.get("APPDATA")
    if roaming and whole.is_relative_to(Path(roaming).resolve()):
        return Ground.ROAMING, roaming
    kind = file_system_of(there)
    if kind in _NETWORK_SYSTEMS or server_in(str(there)):
        return Ground.NETWORK, kind
    if kind in _FAT_SYSTEMS:
        return Ground.FAT, kind
    return (Ground.READ_ONLY, kind) if _is_read_only(there) else (Ground.LOCAL, kind)


def whole_path(path: Path) -> Path:
    """Absolute, and with its links followed as far as they lead; a loop of them, or a name that no disk takes, stays as it is."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL, or half of a letter
        return Path(os.path.abspath(path))  # noqa: PTH100 -- does not ask the disk


def synced_by(folder: Path) -> str:
    """The program that keeps this folder, or one above it, the same on several computers; empty where no mark is found."""
    for variable in _ONEDRIVE_VARIABLES:
        root = os.environ.get(variable)
        if root and folder.is_relative_to(Path(root).resolve()):
            return "OneDrive"
    for each in (folder, *folder.parents):
        for name in _marks_in(each):
            return name
    return ""


def _marks_in(folder: Path) -> Iterator[str]:
    if folder.name in _SYNCED_NAMES:
        yield _SYNCED_NAMES[folder.name]
    for mark, name in _SYNCED_MARKS.items():
        if os.path.lexists(folder / mark) and not (mark == _DROPBOX and (folder / mark).is_dir()):
            yield name
    with suppress(OSError, ValueError):
        found = folder.stat()
        if getattr(found, "st_reparse_tag", 0) & ~_REPARSE_MASK == _REPARSE_CLOUD:
            yield "OneDrive"
    with suppress(OSError, ValueError):
        if stat.S_ISREG((folder / "desktop.ini").stat().st_mode):
            with (folder / "desktop.ini").open("rb") as file:
                words = file.read(_LONGEST_INI).replace(b"\0", b"").lower()
            yield from (name for icon, name in _SYNCED_ICONS if icon.encode() in words)


def file_system_of(folder: Path) -> str:
    """The kind of file system that `folder` is on; "" where that cannot be told."""
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "linux":
        return mount_over(folder)[1]
    if platform == "win32":
        return "webdav" if is_network_drive(folder) else _of_volume(folder)
    return _of_statfs(folder)


def mount_over(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> tuple[Path, str]:
    """Where on Linux the file system is mounted that `folder` is on, and its kind; an empty path and "" where that cannot be told."""
    best, kind = Path(), ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        folder = whole_path(folder)
    except OSError:
        return best, kind
    for line in lines:
        words = line.split()
        point = Path(unescaped(words[4]))
        if folder.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, words[words.index("-") + 1]
    return best, kind


def unescaped(point: str) -> str:
    """A path as mountinfo and fstab(5) write it."""
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def is_network_drive(folder: Path) -> bool:
    """Whether Windows calls the drive a network drive."""
    import ctypes

    windows: Any = ctypes
    return bool(windows.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _REMOTE_DRIVE)


def is_untold_drive(folder: Path) -> bool:
    """Whether Windows cannot tell what the drive is (GetDriveTypeW: 0 and 1)."""
    import ctypes

    windows: Any = ctypes
    return windows.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") in {0, 1}


def _of_volume(folder: Path) -> str:
    import ctypes

    windows: Any = ctypes
    name = ctypes.create_unicode_buffer(64)
    root = f"{folder.drive}\\"
    found = windows.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
    return name.value if found else ""


def _of_statfs(folder: Path) -> str:
    """The kind of macOS (`struct statfs` with 64-bit inodes: flags at 64, the kind at 72); not run."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(4096)
    if library.statfs(os.fsencode(folder), buffer) != 0:
        return ""
    flags = int.from_bytes(buffer.raw[64:68], sys.byteorder)
    kind = buffer.raw[72:88].split(b"\0")[0].decode("ascii", "replace")
    return kind if flags & _MNT_LOCAL or kind in _NETWORK_SYSTEMS else "nfs"


def _is_read_only(folder: Path) -> bool:
    if hasattr(os, "statvfs"):
        with suppress(OSError):
            return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False
