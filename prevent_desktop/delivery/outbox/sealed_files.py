"""The sealed packs of the spool on disk, each with a slip that says where it goes.

A pack is ``<pack-id>.<sha256>.pdf.age``; its slip has the same name and ``.json``. The name holds the digest, so
writing the same content twice meets itself. The slip is there before the pack is: whatever is found without a row
in the database (killed in between, or the database was lost) can still be sent.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.errors import SpoolError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import make_folder, pieces_of, replace_synced, write_synced
from prevent_desktop.files.own import remove_file
from prevent_desktop.strict_json import JsonError, read, write
from prevent_desktop.translation import _

_ENDING = ".pdf.age"
_NAME = re.compile(rf"(?P<pack_id>{PACK_ID.pattern})\.(?P<digest>[0-9a-f]{{64}}){re.escape(_ENDING)}")
_FIXED = {"version": 1}
_LARGEST_SLIP = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What must be known of a sealed pack to send it. `size` is in bytes, `digest` hexadecimal SHA-256."""

    pack_id: str
    digest: str
    size: int
    endpoint: str
    receipt_certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedPack:
    """A sealed pack that is whole on the disk and has a temporary name until it is queued. `size` and `digest` as above."""

    path: Path
    digest: str
    size: int

    def open(self) -> BinaryIO:
        """From the beginning."""
        return self.path.open("rb")

    def discard(self) -> None:
        """Take it away, where it was not queued."""
        remove_file(self.path)


class SealedFiles:
    """The folder of sealed packs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_folder(folder)

    def path(self, pack_id: str, digest: str) -> Path:
        """Where the sealed pack with this digest is kept."""
        return self._folder / f"{pack_id}.{digest}{_ENDING}"

    def stage(self, pieces: Iterable[bytes | memoryview]) -> StagedPack:
        """Write a sealed pack aside so that it outlives a power cut. Raise as `keep`; nothing is left then."""
        temporary = self._temporary()
        try:
            written = write_synced(temporary, pieces)
            _require_something(written.size)
        except BaseException:
            remove_file(temporary)
            raise
        return StagedPack(path=temporary, digest=written.digest, size=written.size)

    def keep(
        self, pack_id: str, sealed: BinaryIO | bytes | StagedPack, endpoint: str, receipt_certificate: str
    ) -> Slip:
        """Write the sealed pack and its slip so that they outlive a power cut; one that is staged is not written again.

        Raise OSError where the disk does not let us, and SpoolError for a sealed pack of no bytes.
        """
        staged = sealed if isinstance(sealed, StagedPack) else self.stage(pieces_of(sealed))
        try:
            slip = Slip(
                pack_id=pack_id,
                digest=staged.digest,
                size=staged.size,
                endpoint=endpoint,
                receipt_certificate=receipt_certificate,
            )
            self._keep_slip(slip)
            replace_synced(staged.path, self.path(pack_id, staged.digest))
        finally:
            staged.discard()
        return slip

    def _keep_slip(self, slip: Slip) -> None:
        temporary = self._temporary()
        try:
            write_synced(temporary, [write(slip, fixed=_FIXED)])
            replace_synced(temporary, self._slip_path(slip.pack_id, slip.digest))
        finally:
            remove_file(temporary)

    def _temporary(self) -> Path:
        return self._folder / f"{secrets.token_hex(8)}.part"

    def _slip_path(self, pack_id: str, digest: str) -> Path:
        return self.path(pack_id, digest).with_suffix(".age.json")

    def discard(self, pack_id: str, digest: str) -> None:
        """Remove a sealed pack that is delivered, and its slip; the pack first, so that no pack is without one."""
        remove_file(self.path(pack_id, digest))
        remove_file(self._slip_path(pack_id, digest))

    def found(self) -> Iterator[tuple[str, str]]:
        """Pack id and digest of each sealed pack in the folder, as their names say."""
        for path in sorted(self._folder.iterdir()):
            if match := _NAME.fullmatch(path.name):
                yield match["pack_id"], match["digest"]

    def slip(self, pack_id: str, digest: str) -> Slip | None:
        """The slip of a sealed pack; None where it is missing or makes no sense."""
        try:
            with open_chosen(self._slip_path(pack_id, digest)) as file:
                slip: Slip = read(Slip, file.read(_LARGEST_SLIP), fixed=_FIXED)
        except (FileNotFoundError, JsonError):
            return None
        whole = slip.size == self.path(pack_id, digest).stat().st_size
        return slip if whole and (slip.pack_id, slip.digest) == (pack_id, digest) else None

    def remove_leftovers(self) -> None:
        """Remove temporary files and slips whose pack never came; for when nobody else writes here."""
        for path in tuple(self._folder.glob("*.part")):
            remove_file(path)
        for path in tuple(self._folder.glob(f"*{_ENDING}.json")):
            if not path.with_suffix("").exists():
                remove_file(path)


def _require_something(size: int) -> None:
    if size == 0:
        raise SpoolError(
            _("There is nothing to send"),
            _("The sealed pack is empty."),
            _("Prepare the pack again."),
        )
