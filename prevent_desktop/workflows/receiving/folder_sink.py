"""Keeps packs in a folder: the PDF under its number, and the files inside it in a folder of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.files.durable import (
    digest_of,
    hidden_in,
    remove_tree,
    replace_synced,
    sync_folder,
    write_synced,
)
from prevent_desktop.files.own import new_folder
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.opening import extract_each
from prevent_desktop.workflows.receiving.answering import another_file
from prevent_desktop.workflows.receiving.file_sink import FileSink, StagedPdf


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSink(FileSink):
    """Keeps packs in the folder `beside` itself."""

    def _kept_under(self, pack_id: str) -> Iterator[AbstractContextManager[BinaryIO]]:
        yield from map(_reading, (self.beside / f"{pack_id}.pdf", *self.beside.glob(f"{pack_id}-*.pdf")))

    def _keep_pdf(self, staged: StagedPdf, called: str) -> str:
        target = self.beside / f"{called}.pdf"
        is_named = SharedFolder(self.beside).name(staged.path.name, target.name)
        if not is_named and digest_of(target) != staged.digest:
            raise another_file()
        return str(target)

    def _keep_data(self, staged: StagedPdf, called: str) -> str:
        """A folder that is whole or not there."""
        target = self.beside / called
        if target.is_dir():
            return str(target)
        part = hidden_in(self.beside)
        new_folder(part)
        try:
            with staged.open() as pdf:
                for name, _media_type, pieces in extract_each(pdf):
                    write_synced(part / name, pieces)
            sync_folder(part)
            replace_synced(part, target)
        except BaseException:
            remove_tree(part, ignore_errors=True)
            raise
        return str(target)


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as pdf:
        yield pdf
