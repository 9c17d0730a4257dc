"""Files that failed a check stand aside, each with its reason in plain words, until somebody looks at them.

``quarantine/`` is beside where packs come in. The reason is written first and then the file is moved, in one step and
durably, so that there is no file without a reason; a reason without its file counts for nothing. No reason has a name in it.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.delivery.mailboxes.arrivals import Arrived, incoming_place
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.shared import SharedFolder

FOLDER = "quarantine"
_VERSION = 1
REASON_ENDING = ".reason.json"
LARGEST_REASON = 16 * 1024
_NAME = re.compile(rf"[0-9A-Za-z_-]{{1,80}}\.[0-9a-f]{{12}}{re.escape(PACK_ENDING)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A file that stands aside. `untrusted_pack_id` is what its name said, `sealed_digest` its SHA-256 in hexadecimal.

    `title`, `what_happened` and `next_step` say why in words, and what to do.
    """

    path: Path
    untrusted_pack_id: str
    sealed_digest: str
    set_aside_at: datetime
    title: str
    what_happened: str
    next_step: str

    @property
    def name(self) -> str:
        """What it is called in the folder: tells it from all others."""
        return self.path.name


def set_aside(
    mailbox: FolderMailbox, arrival: Arrived, sealed_digest: str, error: PreventDesktopError, *, now: datetime
) -> Quarantined:
    """Move a file out of the way, durably, with the reason. OSError where the folder does not let us."""
    folder = SharedFolder(mailbox.folder, FOLDER)
    folder.make(for_owner=True)
    stem = arrival.untrusted_pack_id or arrival.name.partition(".")[0]
    moved = Quarantined(
        path=folder.path / f"{stem}.{sealed_digest[:12]}{PACK_ENDING}",
        untrusted_pack_id=arrival.untrusted_pack_id,
        sealed_digest=sealed_digest,
        set_aside_at=now,
        title=error.title,
        what_happened=error.what_happened,
        next_step=error.next_step,
    )
    folder.put(_reason_name(moved), [_as_json(moved)], for_owner=True)
    arrival.place.move(arrival.name, folder, moved.name)
    arrival.place.take(*arrival.beside)
    return moved


def quarantined(mailbox: FolderMailbox) -> tuple[Quarantined, ...]:
    """All that stands aside, the newest first. OSError where the folder is away."""
    folder = SharedFolder(mailbox.folder, FOLDER)
    try:
        names = folder.names()
    except FileNotFoundError:
        return ()
    found = [_read(folder, name) for name in names if _NAME.fullmatch(name)]
    return tuple(sorted(filter(None, found), key=lambda one: (one.set_aside_at, one.name), reverse=True))


def try_again(mailbox: FolderMailbox, one: Quarantined) -> Path:
    """Put a file back where packs come in, to be checked anew. FileNotFoundError where somebody was faster."""
    first, second = names_back(one)
    incoming = incoming_place(mailbox)
    name = (
        second if incoming.has(first) else first
    )  # another file of that number came meanwhile: both are checked
    _folder_of(one).move(one.name, incoming, name)
    _forget(one)
    return incoming.path / name


def dismiss(one: Quarantined) -> None:
    """Remove a file that nobody needs; it cannot be brought back. Safe to repeat."""
    _folder_of(one).take(one.name)
    _forget(one)


def names_back(one: Quarantined) -> tuple[str, str]:
    """What it is called where packs come in, and what else where that name is taken.

    A file whose name told no number gets one that no pack has, so that its name still looks like a pack's.
    """
    number = one.untrusted_pack_id or f"P-{one.sealed_digest[:12].upper()}"
    return f"{number}{PACK_ENDING}", f"{number} {one.sealed_digest[:12]}{PACK_ENDING}"


def _forget(one: Quarantined) -> None:
    _folder_of(one).take(_reason_name(one))


def _folder_of(one: Quarantined) -> SharedFolder:
    return SharedFolder(one.path.parent.parent, FOLDER)


def _reason_name(one: Quarantined) -> str:
    return one.name + REASON_ENDING


def _as_json(one: Quarantined) -> bytes:
    reason = {
        "version": _VERSION,
        "pack": one.untrusted_pack_id,
        "sealed_sha256": one.sealed_digest,
        "at": one.set_aside_at.isoformat(),
        "title": one.title,
        "what_happened": one.what_happened,
        "next_step": one.next_step,
    }
    return json.dumps(reason, ensure_ascii=False, indent=2).encode()


def _read(folder: SharedFolder, name: str) -> Quarantined | None:
    """None where the reason makes no sense: the file is left to whoever looks into the folder."""
    with suppress(OSError):
        return with_reason(folder.path / name, folder.read(name + REASON_ENDING, LARGEST_REASON))
    return None


def with_reason(path: Path, untrusted_reason: bytes) -> Quarantined | None:
    """The file with what its reason says; None where that makes no sense."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        reason = json.loads(untrusted_reason)
        if reason["version"] == _VERSION:
            return Quarantined(
                path=path,
                untrusted_pack_id=str(reason["pack"]),
                sealed_digest=str(reason["sealed_sha256"]),
                set_aside_at=datetime.fromisoformat(reason["at"]),
                title=str(reason["title"]),
                what_happened=str(reason["what_happened"]),
                next_step=str(reason["next_step"]),
            )
    return None
