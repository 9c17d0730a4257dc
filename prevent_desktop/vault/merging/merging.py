"""Joining two copies of one vault, as from two laptops: nothing is lost, and what differs waits for a person.

In order: `take_other` copies and checks the other copy; `look` tells what would come, and changes nothing; `stage_files`
brings the sealed attachments beside ours; `join` takes all of it in. The files take their places first, then all rows come
in one transaction, so that a crash at any moment leaves the vault as it was.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import MergeError
from prevent_desktop.files.durable import rename, sync_folder
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.branches import MERGED
from prevent_desktop.vault.copies.progress import SILENT, Progress, Stage
from prevent_desktop.vault.copies.sealed_files import SealedFilesCopy
from prevent_desktop.vault.merging.fork import find_fork, join_audit
from prevent_desktop.vault.merging.other_copy import OtherCopy
from prevent_desktop.vault.merging.rules import join_all, rows_to_read
from prevent_desktop.vault.merging.state import LAPTOP, Joining, Meaning
from prevent_desktop.vault.repositories.columns import day_of, read_time
from prevent_desktop.vault.safe_files import in_our_words, make_folder
from prevent_desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Looked:
    """What would come, and the files that come with it: under which id, and whose they are."""

    report: MergeReport
    files: tuple[tuple[str, Attachment], ...]


class _OnlyLookedError(Exception):
    """Ends a transaction that was made to see what would come."""


def look(
    vault: Vault, other: OtherCopy, meaning: Meaning, *, at: datetime, progress: Progress = SILENT
) -> Looked:
    """What joining would bring. It is tried out in a transaction that is undone: nothing is changed.

    Raises MergeError for a copy that has no beginning in common, CopyStoppedError.
    """
    with other.opened() as theirs:
        joining = _tried(vault, theirs, meaning, at, progress)
        files = tuple((place, theirs.attachments.get(source)) for place, source in joining.files.items())
        paths = [theirs.attachments.files.path(attachment.id) for _place, attachment in files]
        report = _report(joining, theirs, sum(path.stat().st_size for path in paths))
    return Looked(report, files)


def stage_files(other: OtherCopy, looked: Looked, progress: Progress = SILENT) -> None:
    """Bring the sealed attachments beside ours, each verified where it stands then. Slow; any thread.

    Raises DiskFullError, ReadOnlyFolderError, BackupError, MergeError, CopyStoppedError.
    """
    with other.opened() as theirs:
        source, staged = theirs.attachments.files, other.staged_files(theirs)
    make_folder(other.staged)
    wanted = [attachment for _place, attachment in looked.files]
    copied = SealedFilesCopy(wanted, source, staged, progress).run()
    if copied.damaged:
        raise _changed_meanwhile()


def join(
    vault: Vault, other: OtherCopy, meaning: Meaning, *, at: datetime, progress: Progress = SILENT
) -> MergeReport:
    """Take the other copy in, and write down that it was. On the vault's thread; all of it, or nothing.

    Raises as `look`; MergeError where a file was not staged, since either copy changed meanwhile.
    """
    with other.opened() as theirs:
        placed: list[str] = []
        try:
            with vault.transaction():
                joining = _joined(vault, theirs, meaning, at, progress)
                _place_files(vault, other, joining.files, placed)
                if joining.changed:
                    vault.audit.append(MERGED, "", theirs.audit.head)
        except BaseException:
            for file_id in placed:
                vault.attachments.files.remove(file_id)
            raise
        return _report(joining, theirs, 0)


def _tried(vault: Vault, theirs: Vault, meaning: Meaning, at: datetime, progress: Progress) -> Joining:
    tried: list[Joining] = []
    with contextlib.suppress(_OnlyLookedError), vault.transaction():
        tried.append(_joined(vault, theirs, meaning, at, progress))
        _undo()
    return tried[0]


def _undo() -> NoReturn:
    raise _OnlyLookedError


def _joined(vault: Vault, theirs: Vault, meaning: Meaning, at: datetime, progress: Progress) -> Joining:
    fork = find_fork(vault, theirs)
    twins = {row["twin_id"]: row["original_id"] for row in theirs.database.rows("SELECT * FROM merge_twins")}
    joining = Joining(
        ours=vault,
        theirs=theirs,
        fork=fork,
        at=at,
        meaning=meaning,
        their_twins=twins,
        tell=lambda _rows: None,
    )
    total, done = rows_to_read(joining), 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        progress.at(Stage.RECORDS, done, total)

    joining.tell = tell
    join_all(joining)
    if not vault.branches.knows(theirs.audit.head):
        joining.audit_entries = join_audit(vault, theirs, fork)
        joining.changed = True
    return joining


def _place_files(vault: Vault, other: OtherCopy, files: dict[str, str], placed: list[str]) -> None:
    """Give the staged files their places, on the disk before any row names them."""
    target = vault.attachments.files
    with in_our_words():
        for place, source in files.items():
            staged = other.staged / target.path(source).name
            if not staged.exists():
                raise _changed_meanwhile()
            make_folder(target.path(place).parent)
            rename(staged, target.path(place))
            placed.append(place)
        if placed:
            sync_folder(target.path(placed[0]).parent)


def _report(joining: Joining, theirs: Vault, size: int) -> MergeReport:
    days = [day_of(moment) for moment in joining.moments]
    return MergeReport(
        news=dict(joining.news),
        conflicts=tuple(joining.conflicts),
        parted_at=read_time(joining.fork.at),
        laptop=theirs.settings.get(LAPTOP) or "",
        first_on=min((day.earliest for day in days), default=None),
        last_on=max((day.latest for day in days), default=None),
        audit_entries=joining.audit_entries,
        left_settings=tuple(sorted(joining.left_settings)),
        other_signing_key=joining.other_signing_key,
        delivered=tuple(joining.delivered),
        came_packs=tuple(joining.came_packs),
        bytes_of_files=size,
        team_differences=joining.team_differences,
    )


def _changed_meanwhile() -> MergeError:
    return MergeError(
        _("The other copy changed meanwhile"),
        _("A file that it names is not there as it was. Nothing was taken."),
        _("Look at the copy again, then join it."),
    )
