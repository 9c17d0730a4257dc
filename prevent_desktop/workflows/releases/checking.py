"""The check of a release by The Update Framework (TUF 1.0, section 5): who signed it, and that nobody shows an older one.

What was trusted last is kept, so that a folder that was rolled back is noticed. At the first check there is nothing to compare
with: either the list of signers (root) comes from elsewhere, or that of the folder is taken, and the person compares its six words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets
from tuf.ngclient import Updater

from prevent_desktop.casework.clock_doubt import ClockDoubt, clock_doubt
from prevent_desktop.errors import DeliveryError, ReleaseError, ReleaseUnclearError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import beside, make_folder, remove_tree, replace_synced, write_atomically
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.formatting import each_of, long_day
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for
from prevent_desktop.workflows.releases.release_folder import MOST_BYTES, ReleaseFolder
from prevent_desktop.workflows.releases.signed_lists import ADDRESS, FIRST_ROOT, METADATA, SignedLists

TIMESTAMP_LASTS: Final = timedelta(days=90)
"""How long makers say with each signature that this is their newest release."""
VERSION: Final = "version"
"""The field beside each signed file that says which version of the program it is."""
_FIRST_ROOT = Path("root_history", "1.root.json")
_SEEN = "seen"
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){2}")


class Age(StrEnum):
    """How a release stands to the program that checks it."""

    NEWER = "newer"
    SAME = "same"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class CheckedRelease:
    """A genuine release. `present` are its files that lie in the folder as they were signed; `absent` those that do not lie there.

    `first_words` are the six words of who may sign, where they were taken from the folder itself, for the first time.
    """

    version: str
    age: Age
    good_until: datetime
    present: tuple[str, ...]
    absent: tuple[str, ...]
    first_words: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseTrust:
    """Who may sign releases, and what was seen last, in a folder of this person's own."""

    folder: Path

    def check(
        self,
        place: Path,
        *,
        own_version: str,
        now: datetime,
        root: Path | None = None,
        date_is_right: bool = False,
    ) -> CheckedRelease:
        """Check the release in the folder `place`. ReleaseError where it is refused, ReleaseUnclearError where nothing can be told.

        `root` is the list of signers from a place that is trusted. `date_is_right` is a person's word that the clock of this
        computer is right. Nothing is kept of a first check that fails.
        """
        folder = ReleaseFolder(place)
        with _in_words(), self._kept() as kept:
            first_root = self._first_root(folder, root)
            look = _Look(kept, folder, now, date_is_right=date_is_right)
            files = look.signed_files(first_root)
            present, absent = _judge(folder, files)
            version = look.accept(files)
            return CheckedRelease(
                version=version,
                age=age(version, own_version),
                good_until=look.good_until,
                present=present,
                absent=absent,
                first_words="" if root or self._is_there else words_for(hashlib.sha256(first_root).digest()),
            )

    def newest_version(self, lists: SignedLists, now: datetime) -> str:
        """The version that signed lists tell of; no file is looked at. Raises as `check`, and DeliveryError of a server."""
        with _in_words(), self._kept() as kept:
            look = _Look(kept, lists, now, date_is_right=False)
            return look.accept(look.signed_files(self._first_root(lists, None)))

    def kept_version(self) -> str:
        """The version that was told last, without another look; empty where there is none."""
        with _in_words():
            return _version_of(_kept_files(self.folder)) if self._is_there else ""

    @property
    def _is_there(self) -> bool:
        return (self.folder / _FIRST_ROOT).exists()

    @contextmanager
    def _kept(self) -> Iterator[Path]:
        """The folder itself; at the first check a new one, which takes its place where all went well."""
        if self._is_there:
            yield self.folder
            return
        new = beside(self.folder)
        make_folder(new)
        try:
            yield new
            remove_tree(self.folder, ignore_errors=True)  # what an older fault left half made
            replace_synced(new, self.folder)
        finally:
            remove_tree(new, ignore_errors=True)

    def _first_root(self, source: SignedLists, given: Path | None) -> bytes:
        kept = (self.folder / _FIRST_ROOT).read_bytes() if self._is_there else None
        if given is None:
            return kept if kept is not None else source.untrusted_list(FIRST_ROOT)
        with open_chosen(given) as file:
            content = file.read(MOST_BYTES)
        if kept not in {None, content}:
            raise ReleaseError(
                _("These are other signers than those trusted first"),
                _("“{file}” is not the list of signers that this program has trusted until now.").format(
                    file=given.name
                ),
                _("Ask those who make the program. Do not install anything until they have explained it."),
            )
        return content


class _Look:
    """One look at what is signed, by what is `kept`."""

    def __init__(self, kept: Path, source: SignedLists, now: datetime, *, date_is_right: bool) -> None:
        self._kept = kept
        self._source = source
        self._now = now
        self._doubted = not date_is_right
        self._seen = self._last_seen()

    def signed_files(self, first_root: bytes) -> dict[str, TargetFile]:
        """The files of the newest release that the signers tell of. The library's errors; ReleaseUnclearError."""
        client = Updater(str(self._kept), f"{ADDRESS}{METADATA}/", fetcher=self._source, bootstrap=first_root)
        try:
            client.refresh()
        except ExpiredMetadataError as error:
            doubt = self._doubt(expired=True)
            if doubt is not None:
                raise _unclear(doubt) from error
            raise
        self._require_the_same_lists()
        return _kept_files(self._kept)

    def accept(self, files: dict[str, TargetFile]) -> str:
        """Note the look, and tell the version. ReleaseUnclearError where the clock is behind what was signed or seen."""
        doubt = self._doubt(expired=False)  # old lists would seem to be good still
        if doubt is not None:
            raise _unclear(doubt)
        version = _version_of(files)
        write_atomically(self._kept / _SEEN, self._now.isoformat().encode())
        return version

    def _require_the_same_lists(self) -> None:
        """The library does not look again at a list that it has; whoever takes the folder further would have to."""
        snapshot = Metadata[Snapshot].from_file(str(self._kept / "snapshot.json")).signed
        files = Metadata[Targets].from_file(str(self._kept / "targets.json")).signed
        names = {
            "timestamp.json": "timestamp.json",
            "snapshot.json": f"{snapshot.version}.snapshot.json",
            "targets.json": f"{files.version}.targets.json",
        }
        for kept, there in names.items():
            if self._source.untrusted_list(there) != (self._kept / kept).read_bytes():
                raise _not_genuine(_("Its lists are not signed by those who make the program."))

    @property
    def good_until(self) -> datetime:
        """Until when the makers say that it is the newest: the day on which the first of the lists ends."""
        return min(map(self._end_of, ("root", "targets", "snapshot", "timestamp")))

    def _end_of(self, role: str) -> datetime:
        expires: datetime = Metadata.from_file(str(self._kept / f"{role}.json")).signed.expires
        return expires.astimezone(UTC)

    def _doubt(self, *, expired: bool) -> ClockDoubt | None:
        if not self._doubted:
            return None
        known = [self._seen] if self._seen else []
        if (self._kept / "timestamp.json").exists():
            known.append(self._end_of("timestamp") - TIMESTAMP_LASTS)
        newest = max(known, default=None)
        rest = (newest, self._now) if newest and expired else None
        return clock_doubt(self._now, newest=newest, rest=rest)

    def _last_seen(self) -> datetime | None:
        try:
            return datetime.fromisoformat((self._kept / _SEEN).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None


def _judge(folder: ReleaseFolder, files: dict[str, TargetFile]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of the signed files lie in the folder, and which do not. ReleaseError for one that is no signed one."""
    names = folder.names()
    strange = [name for name in names if name not in files]
    changed = [
        name for name in names if name in files and not _is_as_signed(folder.folder / name, files[name])
    ]
    if strange or changed:
        raise _not_genuine(
            _("Not as it was signed, or not signed at all: {files}.").format(files=each_of(changed + strange))
        )
    return tuple(names), tuple(sorted(set(files) - set(names)))


def _is_as_signed(path: Path, signed: TargetFile) -> bool:
    try:
        with open_chosen(path) as file:
            signed.verify_length_and_hashes(file)
    except (LengthOrHashMismatchError, NotPlainError):
        return False
    return True


def _kept_files(kept: Path) -> dict[str, TargetFile]:
    return Metadata[Targets].from_file(str(kept / "targets.json")).signed.targets


@contextmanager
def _in_words() -> Iterator[None]:
    """The library's errors and the disk's, in ours; a server's are as they came."""
    try:
        yield
    except ExpiredMetadataError as error:
        raise ReleaseError(
            _("This release is out of date"),
            _("Its makers have signed a newer one since, or have not signed this one again in time."),
            _("Get the newest release. Do not install this one."),
        ) from error
    except BadVersionNumberError as error:
        raise ReleaseError(
            _("This release is older than one that was here before"),
            _("Somebody may have put an older one back, so that you install what was put right since."),
            _("Do not install it. Tell those who look after the folder."),
        ) from error
    except RepositoryError as error:
        raise _not_genuine(_("Its lists are not signed by those who make the program.")) from error
    except DownloadError as error:
        if isinstance(error.__cause__, DeliveryError):
            raise error.__cause__ from None
        raise _cannot_be_read(str(error)) from error
    except (OSError, NotPlainError) as error:
        raise _cannot_be_read(str(error)) from error


def _not_genuine(why: str) -> ReleaseError:
    return ReleaseError(
        _("This is not the release that its makers signed"),
        why,
        _("Do not install it. Tell those who look after the folder."),
    )


def _cannot_be_read(why: str) -> ReleaseError:
    return ReleaseError(
        _("This release cannot be read whole"),
        _("Something is missing, or is not a plain file: {reason}.").format(reason=why.rstrip(".")),
        _("Copy the whole folder again, with “metadata” in it, then check it once more."),
    )


def _unclear(doubt: ClockDoubt) -> ReleaseUnclearError:
    return ReleaseUnclearError(
        _("Cannot tell whether this is the newest release"),
        _("The clock of this computer does not fit what was signed or seen on {day}.").format(
            day=long_day(doubt.seen.date())
        ),
        _("Set the clock. If it is right, say so with --date-is-right."),
    )


def _version_of(files: dict[str, TargetFile]) -> str:
    said = {str(file.unrecognized_fields.get("custom", {}).get(VERSION)) for file in files.values()}
    if len(said) != 1 or not _VERSION.fullmatch(version := said.pop()):
        raise _not_genuine(_("Its lists do not say which version it is."))
    return version


def age(version: str, own: str) -> Age:
    """How one version stands to another."""
    theirs, ours = (tuple(int(part) for part in each.split(".")) for each in (version, own))
    if theirs == ours:
        return Age.SAME
    return Age.NEWER if theirs > ours else Age.OLDER
