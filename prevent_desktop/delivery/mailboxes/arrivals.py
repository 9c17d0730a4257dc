"""What has come in whole at a receiver's place: a mailbox, the store of a tus server, or a plain folder.

A sealed pack is ``<pack-id>.pdf.age``, as the folder transport and a person with a memory stick bring it, or an upload of a
tus server: a file with an opaque name, and ``<name>.json`` beside it that tells its size and what the sender calls it.
Nothing here is opened, and nothing that is still on its way is touched. Names are whatever the sender chose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.files.durable import sync_folder
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox

_PLACES = ("incoming", "store", "files")
_PACK_NAME = re.compile(rf"({PACK_ID.pattern})([ _(.-][^/\\]*)?{re.escape(PACK_ENDING)}")
_UPLOAD_NAME = re.compile(r"[0-9A-Za-z_-]{8,80}")
_INFO_ENDING = ".json"
_LARGEST_INFO = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A sealed file that has come in whole. `untrusted_pack_id` is what its name says, empty where it says nothing.

    `beside` is what a tus server keeps with it. `size` is in bytes.
    """

    untrusted_pack_id: str
    path: Path
    beside: tuple[Path, ...] = ()
    size: int

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name


def incoming_place(mailbox: FolderMailbox) -> Path:
    """Where packs come in: the folder for it where there is one, else the folder itself, as on a memory stick."""
    places = [mailbox.folder / name for name in _PLACES]
    return next((place for place in places if place.is_dir()), mailbox.folder)


def arrived(mailbox: FolderMailbox) -> tuple[Arrived, ...]:
    """All that has come in whole and has not been taken away yet, by name. OSError where the place is away."""
    return tuple(_arrived_in(incoming_place(mailbox)))


def _arrived_in(place: Path) -> Iterator[Arrived]:
    for path in sorted(place.iterdir()):
        match = _PACK_NAME.fullmatch(path.name)
        with suppress(FileNotFoundError):  # taken by another worker meanwhile
            if match and path.is_file():
                yield Arrived(untrusted_pack_id=match[1], path=path, size=path.stat().st_size)
            elif _UPLOAD_NAME.fullmatch(path.name) and (upload := _upload(path)) is not None:
                yield upload


def _upload(path: Path) -> Arrived | None:
    """An upload of a tus server; None where it is no such thing, or is not whole yet."""
    info_path = path.with_name(path.name + _INFO_ENDING)
    try:
        with info_path.open("rb") as file:
            untrusted_info = json.loads(file.read(_LARGEST_INFO))
        size = untrusted_info["size"]
        untrusted_name = _called(untrusted_info)
    except (FileNotFoundError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(size, int) or path.stat().st_size != size:
        return None
    match = _PACK_NAME.fullmatch(untrusted_name)
    return Arrived(untrusted_pack_id=match[1] if match else "", path=path, beside=(info_path,), size=size)


def _called(untrusted_info: Any) -> str:
    metadata = untrusted_info.get("metadata") or {}
    name = metadata.get("filename") or ""
    return name if isinstance(name, str) else ""


def take_away(arrival: Arrived) -> None:
    """Remove what was received and answered. What a server keeps with it goes last; missing files are no matter."""
    for path in (arrival.path, *arrival.beside):
        path.unlink(missing_ok=True)
    sync_folder(arrival.path.parent)
