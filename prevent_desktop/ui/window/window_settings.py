"""How the window was left: size, theme, text size, which vault was opened last. Nothing about people is in it."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from prevent_desktop.ui.theme.appearance import MINIMUM_SCALE, Appearance

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSettings:
    """How it was left.

    `geometry` is Qt's own form of size and place, in base64; `last_vault` is a folder's opaque name or path;
    `choose_vault` is set when somebody made room for another user: the list of vaults comes first then.
    """

    appearance: Appearance = Appearance.SYSTEM
    scale: int = MINIMUM_SCALE
    geometry: str = ""
    last_vault: str = ""
    choose_vault: bool = False


def read_window_settings(path: Path) -> WindowSettings:
    """The settings kept in `path`; the defaults where there are none or they cannot be read."""
    try:
        untrusted = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return WindowSettings()
    return _checked(untrusted) if isinstance(untrusted, dict) else WindowSettings()


def _checked(untrusted: dict[str, Any]) -> WindowSettings:
    """Each setting by itself: one that makes no sense falls back alone."""
    found = WindowSettings()
    if untrusted.get("appearance") in [appearance.value for appearance in Appearance]:
        found = replace(found, appearance=Appearance(untrusted["appearance"]))
    if isinstance(untrusted.get("scale"), int):
        found = replace(found, scale=untrusted["scale"])
    if isinstance(untrusted.get("geometry"), str):
        found = replace(found, geometry=untrusted["geometry"])
    if isinstance(untrusted.get("last_vault"), str):
        found = replace(found, last_vault=untrusted["last_vault"])
    if isinstance(untrusted.get("choose_vault"), bool):
        found = replace(found, choose_vault=untrusted["choose_vault"])
    return found


def write_window_settings(path: Path, settings: WindowSettings) -> None:
    """Keep `settings` in `path` (whole or not at all). A disk that refuses them is no reason to stop: they are a comfort."""
    from prevent_desktop.files.durable import make_folder, write_atomically  # not at the start

    with contextlib.suppress(OSError):
        make_folder(path.parent)
        write_atomically(path, json.dumps({"version": VERSION, **asdict(settings)}).encode())
