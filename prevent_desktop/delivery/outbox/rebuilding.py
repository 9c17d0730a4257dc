"""A damaged list of the outbox is set aside and written anew from the sealed packs that are still there."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from prevent_desktop.delivery.outbox.database import FILE_NAME, disk_trouble
from prevent_desktop.delivery.outbox.items import Rebuilt
from prevent_desktop.delivery.outbox.presence import Presence
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SpoolError
from prevent_desktop.files.durable import replace_synced
from prevent_desktop.translation import _


def rebuild(folder: Path) -> Rebuilt:
    """Set the list of the outbox in `folder` aside and write a new one; each pack's receipt is asked for before it is sent.

    Receipts of delivered packs are in the vault too, and are not lost. Raise SpoolError while another window or command
    has the outbox open, and where the disk does not let us.
    """
    require_alone(folder)
    settings = _settings_left(folder)
    try:
        aside = rebuild_spool(folder)
    except OSError as error:
        raise disk_trouble(error, folder) from error
    with Spool.open(folder) as spool:
        if settings is None:
            spool.pause()
        for name, value in (settings or {}).items():
            spool.settings.put(name, value)
        return Rebuilt(aside=aside, packs=len(spool.items()), settings_kept=settings is not None)


def rebuild_spool(folder: Path) -> tuple[Path, ...]:
    """Set a damaged list aside, so that the next `Spool.open` queues every sealed pack that is still there.

    Return the files that were set aside.
    """
    aside = []
    for ending in ("", "-wal", "-shm"):
        source = folder / f"{FILE_NAME}{ending}"
        if source.exists():
            aside.append(_free_name(folder, ending))
            replace_synced(source, aside[-1])
    return tuple(aside)


def _free_name(folder: Path, ending: str) -> Path:
    number = 1
    while (folder / f"damaged-{number}-{FILE_NAME}{ending}").exists():
        number += 1
    return folder / f"damaged-{number}-{FILE_NAME}{ending}"


def require_alone(folder: Path) -> None:
    """SpoolError where another window or command has the outbox in `folder` open, this process's own included."""
    try:
        presence = Presence(folder / "holders")
    except OSError as error:
        raise disk_trouble(error, folder) from error
    try:
        presence.tidy()
        alone = presence.is_alone()
    finally:
        presence.leave()
    if not alone:
        raise SpoolError(
            _("The outbox is open elsewhere"),
            _("Another window or command of this program is using the outbox."),
            _("Close it, then try again."),
        )


def _settings_left(folder: Path) -> dict[str, str] | None:
    """What was set, where that part of the damaged file can still be read; None where it cannot."""
    database = folder / FILE_NAME
    if not database.exists():
        return None
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
        with contextlib.closing(connection):
            return {
                str(name): str(value)
                for name, value in connection.execute("SELECT name, value FROM settings")
            }
    return None
