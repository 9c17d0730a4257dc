r"""What the letters of a path show before any disk is asked: that nothing can lie there, or that it leads to another computer.

Windows tells a server who is signed in here (NTLM) as soon as anybody only looks whether ``\\server\share`` is there, so the letters are all
that may be judged by. Source: "Naming Files, Paths, and Namespaces" (Microsoft Learn, Win32).
"""

from __future__ import annotations

import os
import re
from pathlib import PurePath, PureWindowsPath
from typing import Final

from prevent_desktop.translation import _

DEVICES: Final = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
"""Names that Windows keeps for devices, whatever stands behind their dot."""
_NO_SIGN: Final = re.compile(r'[\x00-\x1f<>:"|?*\ud800-\udfff]')
"""What Windows takes in no name; half of a letter it takes, and nothing that writes UTF-8 does. A colon would name a stream."""
_A_DISK: Final = re.compile(r"[a-z]:|volume\{", re.IGNORECASE)
_LONGEST_NAME: Final = 255
_LONGEST_PATH: Final = 4096
"""Letters. Windows itself ends at 260 or at 32,767, by how it is set up; this is where Linux ends (PATH_MAX)."""


def why_no_name(path: PurePath) -> str:
    """Why nothing can lie at this path, by the rules of its system, as part of a sentence; empty where something may."""
    if isinstance(path, PureWindowsPath):
        return _why_not_on_windows(path)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:  # half of a letter
        return _odd_sign()
    return _odd_sign() if "\0" in str(path) else ""


def _why_not_on_windows(path: PureWindowsPath) -> str:
    names = [each for each in path.parts[bool(path.anchor) :] if each != ".."]
    if len(str(path)) > _LONGEST_PATH or any(len(each) > _LONGEST_NAME for each in names):
        return _("it is too long")
    if any(_NO_SIGN.search(each) for each in names) or "\0" in path.anchor:
        return _odd_sign()
    if _is_beside_disks(str(path)) or any(DEVICES.fullmatch(each) for each in names):
        return _("Windows keeps it for a device")
    if any(each.endswith((".", " ")) for each in names):
        return _("Windows takes no name that ends with a dot or a space")
    return ""


def _odd_sign() -> str:
    return _("it has a sign that no name can have")


def server_in(path: str) -> str:
    """The other computer to which a path of Windows leads, or what it names beside the disks of this one; else empty."""
    parts = _parts_behind_slashes(path)
    if not parts or parts[0] not in {"?", "."}:
        return parts[0] if parts else ""
    if parts[1:2] and _A_DISK.match(parts[1]):
        return ""
    return parts[2] if _is_share(parts) else (parts[1:2] or parts)[0]


def _is_beside_disks(path: str) -> bool:
    """Whether a path of Windows is in its own namespace of devices, and no disk and no share there."""
    parts = _parts_behind_slashes(path)
    return parts[:1] in (["?"], ["."]) and not (_is_share(parts) or _A_DISK.match("".join(parts[1:2])))


def _is_share(parts: list[str]) -> bool:
    return len(parts) > 2 and parts[1].upper() == "UNC"  # noqa: PLR2004 - the sign, UNC, the server


def _parts_behind_slashes(path: str) -> list[str]:
    r"""The parts of a path that begins with ``\\``, or with ``\??\``, which Windows reads as ``\\?\``; of another one none."""
    text = path.replace("/", "\\")
    if text.startswith("\\??\\"):
        text = "\\" + text[1:].replace("??", "\\?", 1)
    return [each for each in text.split("\\") if each] if text.startswith("\\\\") else []
