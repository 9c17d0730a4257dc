"""Keeps packs in a bucket of S3-compatible storage: the PDF under its number, and the files inside it below that.

An object is there whole or not at all, and the store takes none whose SHA-256 is not the one that was signed with the request. Each is
made with ``If-None-Match: *``: so whoever else may write there, or sends another file under the same number, has nothing of ours
written over, and nothing of theirs is written over by us.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.mailbox import LARGEST_PACK
from prevent_desktop.files.durable import hidden_in, write_synced
from prevent_desktop.files.own import new_file, remove_file
from prevent_desktop.packs.opening import extract_each
from prevent_desktop.workflows.receiving.answering import another_file
from prevent_desktop.workflows.receiving.file_sink import FileSink, StagedPdf


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSink(FileSink):
    """Keeps packs in `bucket`. All may raise DeliveryError, too, where the store cannot be asked: then the pack waits."""

    bucket: Bucket

    def get_ready(self) -> None:
        """As of every sink; DeliveryError where the store lets objects be written over although that is forbidden."""
        FileSink.get_ready(self)
        if not self.bucket.heeds_conditions:
            self.bucket.require_conditions()

    def _kept_under(self, pack_id: str) -> Iterator[AbstractContextManager[BinaryIO]]:
        for each in self.bucket.list(pack_id, flat=True):
            if each.key.endswith(".pdf") and each.size <= LARGEST_PACK:
                yield self._brought(each.key)

    @contextmanager
    def _brought(self, key: str) -> Iterator[BinaryIO]:
        copy = hidden_in(self.beside)
        try:
            with new_file(copy) as file:
                self.bucket.copy_to(key, file, at_most=LARGEST_PACK)
                file.seek(0)
                yield file
        finally:
            remove_file(copy)

    def _keep_pdf(self, staged: StagedPdf, called: str) -> str:
        return self._put_once(f"{called}.pdf", staged.path, staged.digest)

    def _keep_data(self, staged: StagedPdf, called: str) -> str:
        with staged.open() as pdf:
            for name, _media_type, pieces in extract_each(pdf):
                part = hidden_in(self.beside)
                try:
                    self._put_once(f"{called}/{name}", part, write_synced(part, pieces).digest)
                finally:
                    remove_file(part)
        return self.bucket.address(f"{called}/")

    def _put_once(self, key: str, path: Path, digest: str) -> str:
        """Put a file there; its address. PackError where another one has the name."""
        with path.open("rb") as content:
            is_ours = self.bucket.create(key, content)
        if not is_ours and self.bucket.digest(key) != digest:
            raise another_file()
        return self.bucket.address(key)
