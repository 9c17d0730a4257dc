"""Where IT sets things: the registry of Windows, managed preferences of macOS, a file in /etc elsewhere.

Each holds up to two groups of names and values, ``Locked`` and ``Preset``. Only what administrators alone can write counts;
what lies where a person can write it is ignored, and that is said.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from prevent_desktop.errors import PolicyError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.translation import _

LOCKED: Final = "Locked"
PRESET: Final = "Preset"
LINUX_FILE: Final = Path("/etc/prevent-desktop/policies.json")
MACOS_FILE: Final = Path("/Library/Managed Preferences/org.prevent-desktop.plist")
REGISTRY_KEY: Final = r"Software\Policies\PreventDesktop"
LARGEST: Final = 1024 * 1024
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a source holds, unjudged, by name. `ignored` are sentences about what was set where it does not count."""

    place: str
    locked: Mapping[str, object] = field(default_factory=dict)
    preset: Mapping[str, object] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


class Source(Protocol):
    """One place. `place` is how people call it."""

    place: str

    def read(self) -> Found:
        """What is set there; nothing where there is no such place. PolicyError where it cannot be read."""


def system_source() -> Source:
    """The place of this system."""
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "win32":
        return Registry()
    if platform == "darwin":
        own = Path.home() / "Library" / "Preferences" / MACOS_FILE.name
        return SetFile(MACOS_FILE, read_plist, own=own)
    own_folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return SetFile(LINUX_FILE, read_json, own=own_folder / "prevent-desktop" / LINUX_FILE.name)


class SetFile:
    """A file that administrators alone can write. `own` is where a person might put one, which never counts.

    `trusted` is the account that owns it and every folder above it (0: root).
    """

    def __init__(
        self, file: Path, parse: Callable[[bytes], object], *, own: Path | None = None, trusted: int = 0
    ) -> None:
        self.place = str(file)
        self._file, self._parse, self._own, self._trusted = file, parse, own, trusted

    def read(self) -> Found:
        """See `Source`."""
        ignored = (
            () if self._own is None or not os.path.lexists(self._own) else (_ignored_own(str(self._own)),)
        )
        try:
            with open_chosen(self._file) as opened:
                others = self._whoever_may_write(os.fstat(opened.fileno()))
                content = opened.read(LARGEST + 1)
        except FileNotFoundError:
            return Found(place=self.place, ignored=ignored)
        except (OSError, NotPlainError) as error:
            raise _unreadable(self.place, _("The system does not let it be read.")) from error
        if others is not None:
            return Found(place=self.place, ignored=(*ignored, _others_write(self.place, others)))
        return groups_of(self._checked(content), self.place, ignored)

    def _whoever_may_write(self, opened: os.stat_result) -> str | None:
        """What somebody else than the trusted account may write, of the file and the folders above it; None for nothing."""
        if not self._is_ours(opened):
            return self.place
        for folder in self._file.resolve().parents:
            if not self._is_ours(folder.stat()):
                return str(folder)
        return None

    def _is_ours(self, found: os.stat_result) -> bool:
        sticky = (
            stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
        )  # there nobody renames what is another's
        return found.st_uid in {0, self._trusted} and (not found.st_mode & _OTHERS_WRITE or bool(sticky))

    def _checked(self, content: bytes) -> object:
        if len(content) > LARGEST:
            raise _unreadable(self.place, _("It is larger than 1 MB."))
        try:
            return self._parse(content)
        except ValueError as error:
            raise _unreadable(self.place, str(error)) from error


def read_json(content: bytes) -> object:
    """The JSON in a file; ValueError says where it is wrong."""
    from prevent_desktop.strict_json import parse

    return parse(content)


def read_plist(content: bytes) -> object:
    """The property list in a file; ValueError where it is none."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        return plistlib.loads(content)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        KeyError,
        TypeError,
        OverflowError,
        IndexError,
    ) as error:
        raise ValueError(_("It is no property list.")) from error


def groups_of(untrusted: object, place: str, ignored: tuple[str, ...] = ()) -> Found:
    """The two groups in what a file holds. PolicyError where it holds no groups."""
    if not isinstance(untrusted, dict):
        raise _unreadable(place, _("It must hold two groups, “Locked” and “Preset”."))
    locked, preset = untrusted.get(LOCKED, {}), untrusted.get(PRESET, {})
    strange = sorted(
        str(name) for name in untrusted if name not in {LOCKED, PRESET} and not _is_of_macos(name)
    )
    if strange or not isinstance(locked, dict) or not isinstance(preset, dict):
        words = _("It must hold two groups, “Locked” and “Preset”, and nothing beside them: {names}")
        raise _unreadable(place, words.format(names=" · ".join(strange[:5]) or "–"))
    return Found(place=place, locked=locked, preset=preset, ignored=ignored)


def _is_of_macos(name: object) -> bool:
    """Whether a name in a plist is what profiles themselves put there."""
    return isinstance(name, str) and name.startswith("Payload")


class Registry:
    """The registry of Windows. `winreg` is Python's own module of this name, which is on Windows alone."""

    place = rf"HKLM\{REGISTRY_KEY}"

    def __init__(self, winreg: Any = None) -> None:
        self._winreg = winreg

    def read(self) -> Found:
        """See `Source`. The 64-bit registry is read by every program."""
        registry = self._winreg or _own_winreg()
        machine = registry.HKEY_LOCAL_MACHINE
        try:
            locked = _values(registry, machine, rf"{REGISTRY_KEY}\{LOCKED}")
            preset = _values(registry, machine, rf"{REGISTRY_KEY}\{PRESET}")
        except OSError as error:
            raise _unreadable(self.place, _("The system does not let it be read.")) from error
        ignored = (_ignored_own(rf"HKCU\{REGISTRY_KEY}"),) if _is_there(registry) else ()
        return Found(place=self.place, locked=locked, preset=preset, ignored=ignored)


def _own_winreg() -> Any:
    import winreg

    return winreg


def _values(registry: Any, hive: Any, path: str) -> dict[str, object]:
    """The values of a key by name, and each key below it as a list (so templates write lists); nothing where it is not there."""
    try:
        opened = registry.OpenKey(hive, path, 0, registry.KEY_READ | registry.KEY_WOW64_64KEY)
    except FileNotFoundError:
        return {}
    with opened as key:
        keys, values, _changed = registry.QueryInfoKey(key)
        found = {}
        for number in range(values):
            name, value, _kind = registry.EnumValue(key, number)
            found[name] = value
        names = [registry.EnumKey(key, number) for number in range(keys)]
    for name in names:
        listed = _values(registry, hive, rf"{path}\{name}")
        found[name] = [listed[one] for one in sorted(listed, key=_as_counted)]
    return found


def _as_counted(name: str) -> tuple[int, str]:
    """Names of values in a list are numbers: 2 comes before 10."""
    return (int(name), "") if name.isascii() and name.isdigit() else (sys.maxsize, name)


def _is_there(registry: Any) -> bool:
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, REGISTRY_KEY):
            return True
    except OSError:
        return False


def _ignored_own(place: str) -> str:
    return _("{place} is ignored: any program of this person could write it.").format(place=place)


def _others_write(place: str, what: str) -> str:
    words = _("{place} is ignored, because others than the administrator can write {what}.")
    return words.format(place=place, what=what)


def _unreadable(place: str, why: str) -> PolicyError:
    return PolicyError(
        _("What IT has set for this computer cannot be read"),
        _("{place}: {why} Until it is fixed, the strict value of each setting counts.").format(
            place=place, why=why
        ),
        _("Ask your IT team to run “prevent-desktop policy check” and fix it."),
    )
