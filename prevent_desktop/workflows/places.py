"""Where the program keeps things on this machine, all below one data folder."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import DataFolderAwayError
from prevent_desktop.files import own
from prevent_desktop.files.attached import is_attached
from prevent_desktop.files.disks import whole_path
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.own_paths import own_path
from prevent_desktop.policies.schema import DATA_FOLDER
from prevent_desktop.translation import _
from prevent_desktop.workflows.vault_place import trouble_with

DATA_VARIABLE = "PREVENT_DESKTOP_DATA"
VAULTS_NAME, SLOTS_NAME = "vaults", "slots.json"
KNOWN_NAME = "data-folders.json"
"""Lies in the usual folder, and names those that were used before."""
MOVING_NAME = ".moving-here"
"""Lies in a data folder while records are copied to it; until it is gone, the older folder counts."""


def usual_folder() -> Path:
    """Where the system keeps such data for whoever runs this."""
    import platformdirs

    return platformdirs.user_data_path("prevent-desktop", appauthor=False).resolve()


def wanted_folder(data: Path | None = None) -> tuple[Path, bool]:
    """The data folder that counts, and whether somebody named it by hand. Raises as `Places.of`."""
    if locked := in_force().locked(DATA_FOLDER):
        folder = whole_path(own_path(locked))
        if data is not None and whole_path(data) != folder:
            in_force().require_free(DATA_FOLDER)
        return folder, False
    if data is None and os.environ.get(DATA_VARIABLE):
        data = Path(os.environ[DATA_VARIABLE])
    if data is not None:
        return whole_path(data), True
    preset = in_force().preset(DATA_FOLDER)
    return (whole_path(own_path(preset)) if preset else usual_folder()), False


def vaults_in(data: Path) -> list[Path]:
    """The folders of the records in a data folder."""
    with contextlib.suppress(OSError):
        return [each for each in (data / VAULTS_NAME).iterdir() if (each / SLOTS_NAME).is_file()]
    return []


def known_folders() -> tuple[Path, ...]:
    """Data folders that were used before, the usual one too; the latest first."""
    return tuple(dict.fromkeys((*_remembered(), usual_folder())))


def _remembered() -> tuple[Path, ...]:
    """Those that IT had set and that held records."""
    try:
        written = (usual_folder() / KNOWN_NAME).read_bytes()
    except OSError:
        return ()  # the first screen of most does not wait for what reads it
    from prevent_desktop.strict_json import JsonError, read

    with contextlib.suppress(JsonError):
        return tuple(map(Path, read(tuple[str, ...], written)))
    return ()


def _in_use(wanted: Path) -> Path:
    """`wanted`, or an older folder as long as it alone holds records. New records are not made where they may not lie.

    DataFolderAwayError where nobody can know what `wanted` holds.
    """
    if vaults_in(wanted) and not (wanted / MOVING_NAME).exists():
        return wanted
    older = next((older for older in known_folders() if older != wanted and vaults_in(older)), None)
    if in_force().value(DATA_FOLDER) is not None:
        _require_there(wanted, older)
    if older is None and trouble_with(wanted) is not None and trouble_with(usual_folder()) is None:
        return usual_folder()
    return older or wanted


def _require_there(wanted: Path, older: Path | None) -> None:
    """DataFolderAwayError where the disk of what IT has set is away, or what held records there; unless `older` holds them all."""
    held_records = wanted in _remembered()
    if is_attached(wanted):
        if wanted.exists() or older is not None or not held_records:
            return
    elif older is not None and not held_records:
        return
    raise DataFolderAwayError(
        _("Your records’ folder is not there"),
        _("The folder {folder} that your organisation chose is not there. Is its drive not connected? Nothing was begun or changed.").format(folder=wanted),
        _("Plug the drive in or connect to it, then try again. If you do not know which drive it is, ask your IT team."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The folders below the data folder. The spool and the window's settings hold nothing about people."""

    data: Path

    @classmethod
    def of(cls, data: Path | None = None) -> Places:
        """The places below `data`, else below ``$PREVENT_DESKTOP_DATA``, else where the system keeps such data.

        What IT has locked counts above all of them, and what it presets below. UsageError where `data` is not what is locked,
        DataFolderAwayError where its disk is away.
        Records in a folder that counted before are not left behind: the program works there until they are moved.
        """
        wanted, by_hand = wanted_folder(data)
        return cls(wanted if by_hand else _in_use(wanted))

    def keep_to_owner(self) -> None:
        """Make the data folder where there is none, and let nobody else on this machine look into it.

        What cannot be changed (somebody else's folder, a drive without such rights) is told where it is used.
        """
        with contextlib.suppress(OSError):
            own.own_folder(self.data)
            own.keep_to_owner(self.data)

    @property
    def vaults(self) -> Path:
        """One folder for each vault on this machine."""
        return self.data / VAULTS_NAME

    @property
    def spool(self) -> Path:
        """The outbox on disk: sealed packs and the small file that says where each is."""
        return self.data / "outbox"

    @property
    def window_settings(self) -> Path:
        """Window size, theme and text size."""
        return self.data / "window.json"

    @property
    def events(self) -> Path:
        """What happened last, for support."""
        return self.data / "events.txt"

    @property
    def releases(self) -> Path:
        """Who may sign releases of this program, and what was seen of them last."""
        return self.data / "releases"

    @property
    def practice(self) -> Places:
        """Where the practice vault has everything of its own: vault, outbox and window."""
        return Places(self.data / "practice")

    @property
    def demo_organisation(self) -> Path:
        """The demo authority and its two receivers, with their mailboxes."""
        return self.data / "demo-organisation"
