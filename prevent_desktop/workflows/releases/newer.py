"""Whether a newer version lies where IT has said that releases are: looked for in the background, told and never installed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.releases.checking import Age, ReleaseTrust

_OWN_FOLDER: Final = "releases-looked-at"
"""What a look took for the first time, unseen by anybody, is trusted for nothing but the next look."""


def newer_release(places: Places, source: Path, *, own_version: str, now: datetime) -> str | None:
    """The newer version that lies there, by its signed lists alone. ReleaseError where these are refused."""
    trust = ReleaseTrust(places.data / _OWN_FOLDER)
    checked = trust.check(source, own_version=own_version, now=now, with_files=False)
    return checked.version if checked.age is Age.NEWER else None
