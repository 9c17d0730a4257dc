"""Gives a launcher our icon and name, which Explorer and the Task Manager show, in place of its maker's.

Run in a process of its own by `stage.py`, with LIEF where Python looks for modules (`build.lock` brings it, for building alone): the one
library that writes a program's resources on Linux, kept, and without Wine. `rcedit` is a Windows program; `pefile` only reads.
"""

from __future__ import annotations

import importlib
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ICON, GROUP, VERSION = 3, 14, 16
"""RT_ICON, RT_GROUP_ICON, RT_VERSION (winuser.h)."""
_US_ENGLISH, _UNICODE = 0x0409, 1200
_HEAD, _ENTRY = struct.Struct("<HHH"), struct.Struct("<BBBBHHI")
"""ICONDIR, and of ICONDIRENTRY what GRPICONDIRENTRY has too; then the first has the picture's place, the second its number."""


def dressed(launcher: bytes, icon: bytes, version: str, name: str) -> bytes:
    """The program `launcher` with the icon (a whole .ico) and the version; `name` is its file's."""
    lief: Any = importlib.import_module("lief")
    program = lief.PE.parse(list(launcher))
    before = program.get_section(".rsrc")
    before.content = [0] * len(before.content)  # what stays of it is written into a new section
    pictures, group = split_icon(icon)
    _put(lief, program.resources, ICON, dict(enumerate(pictures, start=1)))
    _put(lief, program.resources, GROUP, {1: group})
    _put(lief, program.resources, VERSION, {1: version_info(version, name)})
    options = lief.PE.Builder.config_t()
    options.resources = True
    return bytes(program.write_to_bytes(options))


def split_icon(icon: bytes) -> tuple[list[bytes], bytes]:
    """The pictures of a .ico, and the directory that tells of them as resources numbered from 1."""
    count = _HEAD.unpack_from(icon)[2]
    pictures, group = [], bytearray(icon[: _HEAD.size])
    for number in range(count):
        at = _HEAD.size + number * (_ENTRY.size + 4)
        entry = icon[at : at + _ENTRY.size]
        length, place = _ENTRY.unpack(entry)[-1], int.from_bytes(icon[at + _ENTRY.size :][:4], "little")
        pictures.append(icon[place : place + length])
        group += entry + struct.pack("<H", number + 1)
    return pictures, bytes(group)


def version_info(version: str, name: str) -> bytes:
    """What a file's properties show (VS_VERSIONINFO)."""
    shown = {
        "CompanyName": "Prevent Desktop",
        "FileDescription": "Prevent Desktop",
        "FileVersion": version,
        "InternalName": name,
        "OriginalFilename": name,
        "ProductName": "Prevent Desktop",
        "ProductVersion": version,
    }
    major, minor, patch = map(int, version.split("."))
    number = (major << 16 | minor, patch << 16)
    fixed = struct.pack("<13I", 0xFEEF04BD, 0x10000, *number, *number, 0x3F, 0, 0x40004, 1, 0, 0, 0)
    texts = (_block(key, f"{text}\0".encode("utf-16-le"), units=len(text) + 1) for key, text in shown.items())
    table = _block(f"{_US_ENGLISH:04x}{_UNICODE:04x}", children=texts)
    language = _block("Translation", struct.pack("<HH", _US_ENGLISH, _UNICODE))
    more = (_block("StringFileInfo", children=[table]), _block("VarFileInfo", children=[language]))
    return _block("VS_VERSION_INFO", fixed, children=more)


def _block(key: str, value: bytes = b"", *, units: int = 0, children: Iterable[bytes] = ()) -> bytes:
    """A node of VS_VERSIONINFO: its head, key and value, each from a multiple of four on; `units` are those of a text."""
    within = list(children)
    is_text = bool(units or (within and not value))
    head = struct.pack("<HH", units or len(value), is_text) + f"{key}\0".encode("utf-16-le")
    body = _padded(b"\0\0" + head) + value
    for child in within:
        body = _padded(body) + child
    return struct.pack("<H", len(body)) + body[2:]


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _put(lief: Any, root: Any, kind: int, contents: dict[int, bytes]) -> None:
    """In place of all resources of a kind, these by their numbers."""
    (folder,) = (each for each in root.childs if each.id == kind)
    for old in list(folder.childs):
        folder.delete_child(old)
    for number, content in contents.items():
        own = folder.add_child(lief.PE.ResourceDirectory(number))
        data = lief.PE.ResourceData(list(content), _UNICODE)
        data.id = _US_ENGLISH
        own.add_child(data)


def main(arguments: list[str]) -> int:
    """Arguments: the launcher, the icon, the version, and the file to write."""
    launcher, icon, version, target = arguments
    made = dressed(Path(launcher).read_bytes(), Path(icon).read_bytes(), version, Path(target).name)
    Path(target).write_bytes(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
