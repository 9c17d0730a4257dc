"""Keeps packs in a folder, with no window and no vault: for a server, or a shared drive with many workers on it.

The signed PDF is opened into a hidden file, judged there, and gets its name once it passed; then the receipt is written. Nothing
is remembered but in the folders themselves: what has a receipt is done, what lies in the incoming folder is not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.errors import PackError
from prevent_desktop.files.durable import (
    HIDDEN_NAME,
    digest_of,
    hidden_in,
    make_folder,
    pieces_of,
    remove_tree,
    replace_synced,
    sync_folder,
    write_synced,
)
from prevent_desktop.files.own import new_folder, remove_file
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.opening import extract_each, verify_pack
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.answering import (
    another_file,
    answered_another,
    receipt_for,
    receipt_given,
)
from prevent_desktop.workflows.receiving.checking import require_trust
from prevent_desktop.workflows.receiving.intake import Earlier, Ready
from prevent_desktop.workflows.receiving.receiver import Receiver

_LEFT_BEHIND_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A pack that is kept in the output folder and answered: its PDF, and the folder of its data where it was asked for."""

    pack_id: str
    signer: str
    organisation: str
    fingerprint: str
    claimed_at: datetime
    reference: str
    pdf: Path
    data: Path | None
    made_for: str
    warning: str
    corrects: str


class _InFolder:
    """A pack that was opened into a hidden file, which only its owner can read."""

    def __init__(self, folder: Path, plain: BinaryIO) -> None:
        self.path = hidden_in(folder)
        try:
            self.digest = write_synced(self.path, pieces_of(plain)).digest
        except BaseException:
            self.discard()
            raise

    def open(self) -> BinaryIO:
        """It, to be read from any place."""
        return self.path.open("rb")

    def discard(self) -> None:
        """Take it away."""
        remove_file(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSink:
    """Keeps packs in `beside`, with the files inside each of them where `with_data`; any number of workers may share it."""

    receiver: Receiver
    beside: Path
    clock: Callable[[], datetime]
    with_data: bool = False

    def get_ready(self) -> None:
        """Make the folder, and find out whether there is trust and a key that can sign.

        Raises PackError where nobody is trusted or the receipt key cannot sign, OSError where the folder is away. What a worker that was
        killed left hidden there goes once it is certain that nobody writes it any more.
        """
        require_trust(self.receiver)
        receipt_for(self.receiver, "P-0000", "0" * 64, now=self.clock())
        make_folder(self.beside)
        SharedFolder(self.beside).tidy(HIDDEN_NAME, older_than=_LEFT_BEHIND_SECONDS)

    def earlier(self, receipts: bytes, pack_id: str, digest: str) -> Earlier | None:
        """What the receipts, and the packs that are kept here, tell of a number."""
        given = receipt_given(receipts, self.receiver, pack_id, digest)
        if given is not None:
            return Earlier(sealed_digest=digest, receipt=given.jws)
        if not answered_another(receipts, self.receiver, pack_id, digest):
            return None
        return Earlier(sealed_digest="", receipt="", signers=self._signers_of(pack_id))

    def _signers_of(self, pack_id: str) -> frozenset[str]:
        """Who signed what is kept here under a number."""
        found: set[str] = set()
        for path in (self.beside / f"{pack_id}.pdf", *self.beside.glob(f"{pack_id}-*.pdf")):
            with contextlib.suppress(PackError, OSError), path.open("rb") as pdf:
                found.add(
                    verify_pack(pdf, self.receiver.trusted, self.receiver.verification_context).fingerprint
                )
        return frozenset(found)

    def stage(self, plain: BinaryIO) -> _InFolder:
        """Take all that there is to read. OSError."""
        return _InFolder(self.beside, plain)

    def keep(self, ready: Ready) -> tuple[Kept, str]:
        """Give the pack its name; its data come first, so that a pack that has a name is whole."""
        verified, facts = ready.checked.verified, ready.checked.facts
        data = _keep_data(ready, self.beside) if self.with_data else None
        kept = Kept(
            pack_id=verified.pack_id,
            signer=verified.signer_name,
            organisation=verified.organisation,
            fingerprint=verified.fingerprint,
            claimed_at=verified.claimed_time,
            reference=ready.receipt.reference,
            pdf=_keep_pdf(ready, self.beside),
            data=data,
            made_for=facts.made_for,
            warning=" ".join(filter(None, (verified.name_warning, _shared_number(ready)))),
            corrects=facts.corrects,
        )
        return kept, ready.receipt.jws


def _shared_number(ready: Ready) -> str:
    if not ready.shares_number:
        return ""
    return _(
        "Check this first: another pack with this number came before, signed by somebody else. Both are kept."
    )


def _called(ready: Ready) -> str:
    """What a pack is called here: by its number, and where two signers have one number, by both."""
    verified = ready.checked.verified
    return f"{verified.pack_id}-{verified.fingerprint[:8]}" if ready.shares_number else verified.pack_id


def _keep_pdf(ready: Ready, folder: Path) -> Path:
    """Give the PDF its name. One that a crash left there is the same; another one is never written over."""
    target = folder / f"{_called(ready)}.pdf"
    staged = ready.checked.staged
    if target.exists():
        if digest_of(target) != staged.digest:
            raise another_file()
        return target
    assert isinstance(staged, _InFolder)  # noqa: S101 - it was staged here
    replace_synced(staged.path, target)
    return target


def _keep_data(ready: Ready, folder: Path) -> Path:
    """The files inside the pack in a folder of their own, which is whole or not there."""
    target = folder / _called(ready)
    if target.is_dir():
        return target
    part = hidden_in(folder)
    new_folder(part)
    try:
        with ready.checked.staged.open() as pdf:
            for name, _media_type, pieces in extract_each(pdf):
                write_synced(part / name, pieces)
        sync_folder(part)
        replace_synced(part, target)
    except BaseException:
        remove_tree(part, ignore_errors=True)
        raise
    return target
