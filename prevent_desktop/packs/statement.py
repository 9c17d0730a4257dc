"""What a signature says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prevent_desktop.packs.stamping import Stamping


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a signature says beside who signs.

    `claimed_time` is aware; it is what this computer's clock says, and readers are told so. With `stamping` a timestamp
    is asked for: where one comes the signature is PAdES B-T, and otherwise `stamping.problem` says why not.
    """

    reason: str
    location: str
    claimed_time: datetime
    stamping: Stamping | None = None
