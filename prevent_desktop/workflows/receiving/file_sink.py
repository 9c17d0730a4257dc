"""Keeps packs as files, with no window and no vault: for a server, with many workers on one folder or bucket.

The signed PDF is opened into a hidden file on this machine, judged there, and gets its name where it is kept once it passed; then the
receipt is written. A name is given once: what has it is never written over, whoever put it there. Nothing is remembered but in the
folders and buckets themselves: what has a receipt is done, what lies where packs come in is not.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.errors import PackError
from prevent_desktop.files.durable import HIDDEN_NAME, hidden_in, make_folder, pieces_of, write_synced
from prevent_desktop.files.own import remove_file
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.answering import answered_another, receipt_for, receipt_given
from prevent_desktop.workflows.receiving.checking import require_trust
from prevent_desktop.workflows.receiving.intake import Earlier, Ready
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd

_LEFT_BEHIND_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A pack that is kept and answered. `pdf` and `data` say where: a path, or an address in a bucket.

    `data` is the folder of the files inside it, empty where they were not asked for.
    """

    pack_id: str
    signer: str
    organisation: str
    fingerprint: str
    claimed_at: datetime
    reference: str
    pdf: str
    data: str
    made_for: str
    warning: str
    corrects: str


class StagedPdf:
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
class FileSink(ABC):
    """Keeps packs by their numbers, with the files inside each of them where `with_data`. Where, a subclass says.

    `beside` is a folder of this machine's own, for what is in hand; any number of workers may share it.
    """

    receiver: ReceivingEnd
    beside: Path
    clock: Callable[[], datetime]
    with_data: bool = False

    @property
    def is_shared(self) -> bool:
        """Never: all workers keep their packs in one place."""
        return False

    @property
    def keeps_unanswered(self) -> bool:
        """Never: that it was taken in is known by its receipt."""
        return False

    def known_here(self, _among: Collection[str]) -> Collection[str]:
        """Nothing is left for anybody."""
        return ()

    def get_ready(self) -> None:
        """Make the folder, and find out whether there is trust and a key that can sign.

        Raises PackError where nobody is trusted or the receipt key cannot sign or its certificate has ended, OSError where the folder is away. What a worker that was
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
        for kept in self._kept_under(pack_id):
            with contextlib.suppress(PackError, OSError), kept as pdf:
                signed = verify_pack(pdf, self.receiver.trusted, self.receiver.verification_context)
                found.add(signed.fingerprint)
        return frozenset(found)

    def stage(self, plain: BinaryIO) -> StagedPdf:
        """Take all that there is to read. OSError."""
        return StagedPdf(self.beside, plain)

    def keep(self, ready: Ready) -> tuple[Kept, str]:
        """Give the pack its name; its data come first, so that a pack that has a name is whole."""
        verified, facts, staged = ready.checked.verified, ready.checked.facts, ready.checked.staged
        assert isinstance(staged, StagedPdf)  # noqa: S101 - it was staged here
        called = _called(ready)
        data = self._keep_data(staged, called) if self.with_data else ""
        kept = Kept(
            pack_id=verified.pack_id,
            signer=verified.signer_name,
            organisation=verified.organisation,
            fingerprint=verified.fingerprint,
            claimed_at=verified.claimed_time,
            reference=ready.receipt.reference,
            pdf=self._keep_pdf(staged, called),
            data=data,
            made_for=facts.made_for,
            warning=" ".join(filter(None, (verified.name_warning, _shared_number(ready)))),
            corrects=facts.corrects,
        )
        return kept, ready.receipt.jws

    @abstractmethod
    def _kept_under(self, pack_id: str) -> Iterator[AbstractContextManager[BinaryIO]]:
        """The PDFs that are kept under a number."""

    @abstractmethod
    def _keep_pdf(self, staged: StagedPdf, called: str) -> str:
        """Give the PDF its name, where it is then. One that a crash left there is the same; PackError where another one has the name."""

    @abstractmethod
    def _keep_data(self, staged: StagedPdf, called: str) -> str:
        """Keep the files inside the pack; where they are then. Raises as `_keep_pdf`."""


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
