"""What has come in whole at a receiver's place: a mailbox, the store of a tus server, or a plain folder.

A sealed pack is ``<pack-id>.pdf.age``, as the folder transport and a person with a memory stick bring it, or an upload of a
tus server: a file with an opaque name, and ``<name>.json`` beside it that tells its size and what the sender calls it.
Nothing here is opened, and nothing that is still on its way is touched. Names are whatever the sender chose, and whoever may write
there can put anything under them: an entry that makes no sense is passed over or told by itself, and stops no other.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.shared import SharedFolder

_PLACES = ("incoming", "store", "files")
_PACK_NAME = re.compile(rf"({PACK_ID.pattern})([ _(.-][^/\\]*)?{re.escape(PACK_ENDING)}")
_UPLOAD_NAME = re.compile(r"[0-9A-Za-z_-]{8,80}")
_INFO_ENDING = ".json"
_LARGEST_INFO = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A sealed file that has come in whole. `untrusted_pack_id` is what its name says, empty where it says nothing.

    `name` is the file's own in `place`; `beside` names what a tus server keeps with it. `size` is in bytes.
    """

    untrusted_pack_id: str
    place: SharedFolder
    name: str
    beside: tuple[str, ...] = ()
    size: int

    @property
    def path(self) -> Path:
        """Where it is, for words."""
        return self.place.path / self.name

    def open(self) -> BinaryIO:
        """It, to be read. NotPlainError where a link or a pipe has its name, FileNotFoundError where it was taken."""
        return self.place.reading(self.name)

    def digest(self) -> str:
        """Its SHA-256, in hexadecimal digits. Raises as `open`."""
        return self.place.digest(self.name)

    def is_there(self) -> bool:
        """Whether it lies there still. OSError where the place is away."""
        return self.place.has(self.name)


def incoming_place(mailbox: FolderMailbox) -> SharedFolder:
    """Where packs come in: the folder for it where there is one, else the folder itself, as on a memory stick.

    NotPlainError where a link has the name of the folder for it: nothing that comes in may be passed over in silence.
    """
    whole = SharedFolder(mailbox.folder)
    for name in _PLACES:
        found = whole.kind(name)
        if found is not None and stat.S_ISLNK(found.st_mode):
            raise NotPlainError(name)
        if found is not None and stat.S_ISDIR(found.st_mode):
            return whole.inside(name)
    return whole


def arrived(mailbox: FolderMailbox) -> tuple[Arrived, ...]:
    """All that has come in whole and has not been taken away yet, by name. OSError where the place is away.

    A link, a pipe or a device with the name of a pack is among it, with no size: whoever opens it is told. Folders are not.
    """
    return tuple(_arrived_in(incoming_place(mailbox)))


def _arrived_in(place: SharedFolder) -> Iterator[Arrived]:
    for name in place.names():
        try:
            found = _looked_at(place, name)
        except OSError:  # of this one entry: taken by another worker meanwhile, or not what it seems
            continue
        if found is not None:
            yield found


def _looked_at(place: SharedFolder, name: str) -> Arrived | None:
    if match := _PACK_NAME.fullmatch(name):
        found = place.kind(name)
        if found is None or stat.S_ISDIR(found.st_mode):
            return None
        size = found.st_size if stat.S_ISREG(found.st_mode) else 0
        return Arrived(untrusted_pack_id=match[1], place=place, name=name, size=size)
    return _upload(place, name) if _UPLOAD_NAME.fullmatch(name) else None


def _upload(place: SharedFolder, name: str) -> Arrived | None:
    """An upload of a tus server; None where it is no such thing, or is not whole yet. OSError."""
    found, info_name = place.kind(name), name + _INFO_ENDING
    if found is None or not stat.S_ISREG(found.st_mode):
        return None
    try:
        untrusted_info = json.loads(place.read(info_name, _LARGEST_INFO))
        size = untrusted_info["size"]
        untrusted_name = _called(untrusted_info)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not isinstance(size, int) or found.st_size != size:
        return None
    match = _PACK_NAME.fullmatch(untrusted_name)
    return Arrived(
        untrusted_pack_id=match[1] if match else "", place=place, name=name, beside=(info_name,), size=size
    )


def _called(untrusted_info: Any) -> str:
    metadata = untrusted_info.get("metadata") or {}
    name = metadata.get("filename") or ""
    return name if isinstance(name, str) else ""


def take_away(arrival: Arrived) -> None:
    """Remove what was received and answered. What a server keeps with it goes last; missing files are no matter."""
    arrival.place.take(arrival.name, *arrival.beside)
