"""All that IT can set, each told once: its name everywhere, what kind of value it takes, and what counts where that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from prevent_desktop.translation import N_, _

T = TypeVar("T", bool, int, str, tuple[str, ...])
Value = bool | int | str | tuple[str, ...]


class Kind(StrEnum):
    """What a value looks like. An address is a text too; a list is one text a line in the registry."""

    SWITCH = "switch"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    PATH = "path"
    OWN_PATH = "own path"
    """A folder of the person's own: ``~`` and variables such as ``%USERNAME%`` stand for theirs."""
    FINGERPRINT = "fingerprint"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)  # no slots: Python 3.11 makes no generic class of them
class Policy(Generic[T]):
    """One setting. `title` and `about` are messages for the catalogue; `choices` and `least` to `most` bound the value.

    `strict` counts, as if it were locked, where what is set cannot be read; None where nothing counts then. What
    `can_be_preset` is not of can only be locked.
    """

    name: str
    kind: Kind
    title: str
    about: str
    strict: T | None = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    can_be_preset: bool = True

    @property
    def shown(self) -> str:
        """What it is called, in the language that is shown."""
        return _(self.title)


SET_BY: Final = Policy[str](
    name="SetBy",
    kind=Kind.TEXT,
    title=N_("Who sets these"),
    about=N_("The name that people see beside what is set, such as “IT of Northfield Council”."),
    can_be_preset=False,
)
PROFILE: Final = Policy[str](
    name="Profile",
    kind=Kind.PATH,
    title=N_("Organisation’s file"),
    about=N_("The full path of the signed file (.pdprofile). First steps take it from there, once the fingerprint of its authority fits."),
)  # fmt: skip
PROFILE_AUTHORITY: Final = Policy[str](
    name="ProfileAuthority",
    kind=Kind.FINGERPRINT,
    title=N_("Fingerprint of the file’s authority"),
    about=N_("SHA-256 of the authority’s certificate, 64 hexadecimal digits. For new records it stands in for the words that are compared by phone. It never replaces an authority by itself: the person is shown both names and types the passphrase."),
    can_be_preset=False,
)  # fmt: skip
PROFILE_REQUIRED: Final = Policy[bool](
    name="ProfileRequired",
    kind=Kind.SWITCH,
    title=N_("Organisation’s file required"),
    about=N_("First steps do not go on without it, and receivers that somebody typed do not count."),
    strict=True,
    can_be_preset=False,
)
LONGEST_MINUTES_TO_LOCK: Final = Policy[int](
    name="LongestMinutesToLock",
    kind=Kind.NUMBER,
    title=N_("Longest time to lock"),
    about=N_("After how many idle minutes the records lock at the latest. Preset: what counts until somebody chooses."),
    strict=5,
    least=1,
    most=60,
)  # fmt: skip
SCREEN_CAPTURE: Final = Policy[bool](
    name="ScreenCapture",
    kind=Kind.SWITCH,
    title=N_("Window in screenshots"),
    about=N_("Whether the window may be seen in screenshots and shared screens."),
    strict=False,
)
DATA_FOLDER: Final = Policy[str](
    name="DataFolder",
    kind=Kind.OWN_PATH,
    title=N_("Data folder"),
    about=N_("Where the program keeps everything. It must lie on a local disk, and be another one for each person: use %USERNAME% or ~."),
)  # fmt: skip
BACKUP_FOLDER: Final = Policy[str](
    name="BackupFolder",
    kind=Kind.OWN_PATH,
    title=N_("Backup folder"),
    about=N_(
        "Where encrypted copies are made by themselves. A network drive or a synced folder is fine here."
    ),
)
BACKUP_DAYS: Final = Policy[int](
    name="BackupDays",
    kind=Kind.NUMBER,
    title=N_("Days between backups"),
    about=N_(
        "A copy is made each so many days; 0 for never. Locked: somebody can choose more often, not less."
    ),
    least=0,
    most=31,
)
ON_CLOSE: Final = Policy[str](
    name="OnClose",
    kind=Kind.CHOICE,
    title=N_("Closing the window while packs wait"),
    about=N_("“ask”, “tray” (sending goes on), or “end” (packs wait)."),
    choices=("ask", "tray", "end"),
)
START_AT_LOGIN: Final = Policy[bool](
    name="StartAtLogin",
    kind=Kind.SWITCH,
    title=N_("Start at login"),
    about=N_("Whether the program starts in the tray when somebody logs in."),
)
NETWORKS: Final = Policy[tuple[str, ...]](
    name="Networks",
    kind=Kind.LIST,
    title=N_("Networks"),
    about=N_("The networks that packs may leave by, by the names that the system shows (the Wi-Fi’s name). Unset: all. Windows and macOS tell no program which network it is, so there packs wait: leave it unset."),
    strict=(),
    can_be_preset=False,
)  # fmt: skip
METERED: Final = Policy[bool](
    name="Metered",
    kind=Kind.SWITCH,
    title=N_("Metered connections"),
    about=N_("Whether packs may leave over a metered connection, such as a phone’s."),
    strict=False,
)
PROXY: Final = Policy[str](
    name="Proxy",
    kind=Kind.TEXT,
    title=N_("Proxy"),
    about=N_("“system”, “none”, or the proxy’s address, such as proxy.school.example:8080."),
    strict="system",
)
PROXY_SCRIPT: Final = Policy[str](
    name="ProxyScript",
    kind=Kind.TEXT,
    title=N_("Script for the proxy (PAC)"),
    about=N_("The full path or https address of a script for automatic configuration. It is worked out in a confined process."),
)  # fmt: skip
PROXY_NTLM: Final = Policy[bool](
    name="ProxyNtlm",
    kind=Kind.SWITCH,
    title=N_("NTLM at the proxy"),
    about=N_(
        "Whether somebody may be signed in at a proxy by NTLM. Negotiate with Kerberos needs no permission."
    ),
    strict=False,
    can_be_preset=False,
)
WAYS_IN: Final = Policy[tuple[str, ...]](
    name="WaysIn",
    kind=Kind.LIST,
    title=N_("Permitted ways in"),
    about=N_(
        "Any of “login”, “pin” and “organisation”. Passphrase and recovery code always stay. Unset: all."
    ),
    choices=("login", "pin", "organisation"),
    strict=(),
    can_be_preset=False,
)
CARD_MODULE: Final = Policy[str](
    name="CardModule",
    kind=Kind.PATH,
    title=N_("Module for smart cards"),
    about=N_("The full path of the PKCS#11 module. No other file is loaded as one."),
    strict="",
    can_be_preset=False,
)
UPDATE_SOURCE: Final = Policy[str](
    name="UpdateSource",
    kind=Kind.TEXT,
    title=N_("Where newer versions are looked for"),
    about=N_("The full path of a folder or share with a signed release, or its address, which begins with https://. Unset: nothing is looked for. A newer version is told, and nothing is ever fetched or installed."),
    strict="",
)  # fmt: skip
PRACTICE: Final = Policy[bool](
    name="Practice",
    kind=Kind.SWITCH,
    title=N_("Practice records"),
    about=N_("Whether somebody may practise with invented cases."),
    strict=False,
    can_be_preset=False,
)
VAULT_ANYWHERE: Final = Policy[bool](
    name="VaultAnywhere",
    kind=Kind.SWITCH,
    title=N_("Records on any disk"),
    about=N_("Whether records may lie on a network drive, in a synced folder or on a roaming profile. Only for a virtual desktop whose disk follows its one user, and is used by one computer at a time."),
    strict=False,
    can_be_preset=False,
)  # fmt: skip

POLICIES: Final[tuple[Policy[bool] | Policy[int] | Policy[str] | Policy[tuple[str, ...]], ...]] = (
    SET_BY, PROFILE, PROFILE_AUTHORITY, PROFILE_REQUIRED, LONGEST_MINUTES_TO_LOCK, SCREEN_CAPTURE, DATA_FOLDER,
    VAULT_ANYWHERE, BACKUP_FOLDER, BACKUP_DAYS, ON_CLOSE, START_AT_LOGIN, NETWORKS, METERED, PROXY, PROXY_SCRIPT,
    PROXY_NTLM, WAYS_IN, CARD_MODULE, UPDATE_SOURCE, PRACTICE,
)  # fmt: skip
BY_NAME: Final = {policy.name: policy for policy in POLICIES}
