"""Files that failed a check stand aside, each with its reason in plain words, until somebody looks at them.

``quarantine/`` is beside where packs come in, in a folder or a bucket. The reason is written first and then the file is moved, so that
there is no file without a reason; a reason without its file counts for nothing. No reason has a name in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.strict_json import time_of
from prevent_desktop.workflows.receiving.checking import Held

_VERSION = 1
_REASON_ENDING = ".reason.json"
_LONGEST = 80
_NAME = re.compile(rf"[0-9A-Za-z_+-]{{1,{_LONGEST}}}\.[0-9a-f]{{12}}{re.escape(PACK_ENDING)}")


class AsidePlace(Protocol):
    """Where packs come in and files stand aside: a folder or a bucket. Raises OSError or DeliveryError."""

    def set_aside(self, held: Any, name: str, reason_name: str, reason: bytes, /) -> None:
        """Move a file there, its reason first."""

    def aside_names(self) -> list[str]:
        """The names of files and reasons."""

    def aside_reason(self, name: str, /) -> bytes:
        """What stands in a reason."""

    def put_back(self, name: str, back: str, otherwise: str, /) -> Path:
        """Let a file come in again by the name `back`, or `otherwise` where that is taken. FileNotFoundError where it is gone."""

    def drop_aside(self, *names: str) -> None:
        """Remove these; missing ones are no matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A file that stands aside. `name` tells it from all others there; its SHA-256 is in hexadecimal.

    `untrusted_pack_id` is what its name said where it came in. `title`, `what_happened` and `next_step` say why in words, and what to do.
    """

    name: str
    untrusted_pack_id: str
    sealed_digest: str
    set_aside_at: datetime
    title: str
    what_happened: str
    next_step: str


def set_aside(
    place: AsidePlace, held: Held, sealed_digest: str, error: PreventDesktopError, *, now: datetime
) -> Quarantined:
    """Move a file out of the way, durably, with the reason. OSError or DeliveryError where the place does not let us."""
    stem = held.untrusted_pack_id or held.name.partition(".")[0][:_LONGEST]
    name = f"{stem}.{sealed_digest[:12]}{PACK_ENDING}"
    reason = {
        "version": _VERSION,
        "pack": held.untrusted_pack_id,
        "sealed_sha256": sealed_digest,
        "at": now.isoformat(),
        "title": error.title,
        "what_happened": error.what_happened,
        "next_step": error.next_step,
    }
    content = json.dumps(reason, ensure_ascii=False, indent=2).encode()
    place.set_aside(held, name, name + _REASON_ENDING, content)
    return _read(name, content)


def quarantined(place: AsidePlace) -> tuple[Quarantined, ...]:
    """All that stands aside, the newest first. OSError or DeliveryError where the place is away."""
    return tuple(sorted(_found(place), key=lambda one: (one.set_aside_at, one.name), reverse=True))


def _found(place: AsidePlace) -> Iterator[Quarantined]:
    """Where a reason makes no sense, the file is left to whoever looks into the folder."""
    for name in filter(_NAME.fullmatch, place.aside_names()):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield _read(name, place.aside_reason(name + _REASON_ENDING))


def try_again(place: AsidePlace, one: Quarantined) -> Path:
    """Put a file back where packs come in, to be checked anew; where it is then. FileNotFoundError where somebody was faster.

    A file whose name told no number gets one that no pack has, so that its name still looks like a pack's. Where another file of its
    number came meanwhile, both are checked.
    """
    number = one.untrusted_pack_id or f"P-{one.sealed_digest[:12].upper()}"
    otherwise = f"{number} {one.sealed_digest[:12]}{PACK_ENDING}"
    back = place.put_back(one.name, f"{number}{PACK_ENDING}", otherwise)
    place.drop_aside(one.name + _REASON_ENDING)
    return back


def dismiss(place: AsidePlace, one: Quarantined) -> None:
    """Remove a file that nobody needs; it cannot be brought back. Safe to repeat. The reason goes last."""
    place.drop_aside(one.name, one.name + _REASON_ENDING)


def _read(name: str, untrusted_reason: bytes) -> Quarantined:
    """The file with what its reason says. Raises ValueError, KeyError, TypeError or AttributeError where that makes no sense."""
    reason = json.loads(untrusted_reason)
    if reason["version"] != _VERSION:
        raise ValueError("a reason of another version")
    return Quarantined(
        name=name,
        untrusted_pack_id=number if PACK_ID.fullmatch(number := str(reason["pack"])) else "",
        sealed_digest=str(reason["sealed_sha256"]),
        set_aside_at=time_of(reason["at"]),
        title=str(reason["title"]),
        what_happened=str(reason["what_happened"]),
        next_step=str(reason["next_step"]),
    )
