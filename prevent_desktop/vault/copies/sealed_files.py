"""Copies sealed attachments into a folder that may have most of them already. Streams; needs no database."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import BackupError, DatabaseDamagedError
from prevent_desktop.files import own
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import PART, rename, sync, sync_folder
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.copies.progress import Progress, Stage
from prevent_desktop.vault.safe_files import in_our_words, remove_file

_CHUNK_BYTES = 1 << 20
_AGAIN_BYTES = 256_000_000  # of files that were there before, verified again at each backup


@dataclass(frozen=True, slots=True)
class CopiedFiles:
    """`sizes` are the sealed bytes of each file that stands in the target; `damaged` the ids that stand whole nowhere."""

    sizes: dict[str, int]
    damaged: tuple[str, ...]


class SealedFilesCopy:
    """Brings the sealed files of `attachments` from one folder into another.

    A file that is there already with the same size is left as it is: sealed files never change. A new one is verified
    after it was written, by opening it from the disk and comparing what comes out with the record's digest; of the
    old ones some are verified again each time.
    """

    def __init__(
        self,
        attachments: Sequence[Attachment],
        source: AttachmentFiles,
        target: AttachmentFiles,
        progress: Progress,
    ) -> None:
        self._attachments = attachments
        self._source = source
        self._target = target
        self._progress = progress
        self._done = 0

    @property
    def bytes_to_copy(self) -> int:
        """How much the target does not have yet, in sealed bytes."""
        return sum(
            _size(self._source.path(each.id)) or 0 for each in self._attachments if not self._has(each)
        )

    def run(self) -> CopiedFiles:
        """Copy what the target does not have. DiskFullError, ReadOnlyFolderError, BackupError, CopyStoppedError."""
        total, sizes, damaged = self.bytes_to_copy, dict[str, int](), list[str]()
        there_before = [each for each in self._attachments if self._has(each)]
        for each in self._attachments:
            if not self._has(each):
                self._bring(each, total)
        self._look_again(there_before)
        for each in self._attachments:
            size = _size(self._target.path(each.id))
            if size is None:
                damaged.append(each.id)
            else:
                sizes[each.id] = size
        if sizes:
            sync_folder(self._target.path(next(iter(sizes))).parent)
        return CopiedFiles(sizes, tuple(damaged))

    def _look_again(self, there_before: Sequence[Attachment]) -> None:
        """Verify some of the files that were there before, others each time, and bring those anew that went bad."""
        looked_at = 0
        for each in random.sample(there_before, len(there_before)):
            looked_at += each.size
            if looked_at > _AGAIN_BYTES:
                return
            self._progress.at(Stage.CHECKING, looked_at, _AGAIN_BYTES)
            if not _is_whole(self._target, each):
                self._bring(each, each.size)

    def _has(self, attachment: Attachment) -> bool:
        there = _size(self._target.path(attachment.id))
        return there is not None and there == _size(self._source.path(attachment.id))

    def _bring(self, attachment: Attachment, total: int) -> None:
        """Leave the file whole in the target, also one that only the target still has whole; else leave none."""
        path = self._target.path(attachment.id)
        temporary = path.with_suffix(PART)
        with in_our_words():
            try:
                if self._source.path(attachment.id).is_file():
                    self._stream(self._source.path(attachment.id), temporary, total)
                    self._settle(attachment, temporary, path)
            finally:
                own.remove_file(temporary)
        if path.exists() and not _is_whole(self._target, attachment):
            remove_file(path)

    def _stream(self, source: Path, temporary: Path, total: int) -> None:
        own.remove_file(temporary)
        with open_chosen(source) as reading, own.new_file(temporary) as writing:
            while chunk := reading.read(_CHUNK_BYTES):
                self._progress.at(Stage.FILES, self._done, total)
                writing.write(chunk)
                self._done += len(chunk)
            sync(writing)
            _forget_cached(writing.fileno())

    def _settle(self, attachment: Attachment, temporary: Path, path: Path) -> None:
        """Give a copy that verifies its name. One that does not is the source's fault, or else the target's."""
        try:
            self._target.verify_at(temporary, attachment.sha256)
        except DatabaseDamagedError as error:
            if _is_whole(self._source, attachment):
                raise _bad_copy() from error
            return
        rename(temporary, path)


def _is_whole(files: AttachmentFiles, attachment: Attachment) -> bool:
    try:
        files.verify(attachment.id, attachment.sha256)
    except DatabaseDamagedError:
        return False
    return True


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _forget_cached(handle: int) -> None:
    """Have the check read the disk, and not what the system still holds in memory (where the system can)."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _bad_copy() -> BackupError:
    return BackupError(
        _("The copy is not the same as your records"),
        _("A file read back from the stick or folder was not what was written. The copy was not kept."),
        _("The stick or disk may be failing: use another one, and tell your IT team."),
    )
