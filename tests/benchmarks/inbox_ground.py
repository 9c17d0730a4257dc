"""A receiver in files and many sealed packs, as the real program makes them: what `bench_inbox` and its kin begin with."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.workflows.receiving.quarantine import quarantined
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.workflows.receiving.packs_in import Desk, make_desk

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ground:
    """A desk with its keys in files, and packs: pack id and SHA-256 of the PDF and of the sealed file, in `sealed`."""

    desk: Desk
    folder: Path
    sealed: Path
    pdfs: dict[str, str]
    digests: dict[str, str]

    @property
    def options(self) -> list[str]:
        """The keys and certificates for ``inbox run``."""
        names = ("identity", "trust", "receipt-key", "receipt-certificate")
        return [part for name in names for part in (f"--{name}", str(self.folder / name))]

    def fill(self, mailbox: FolderMailbox) -> None:
        """Let all packs come in."""
        for pack_id in self.pdfs:
            shutil.copyfile(
                self.sealed / f"{pack_id}{PACK_ENDING}", mailbox.incoming.path / f"{pack_id}{PACK_ENDING}"
            )

    def findings(self, mailbox: FolderMailbox, output: Path) -> list[str]:
        """What is wrong once all has been taken: each pack is kept as it came, and has one receipt over its sealed file."""
        wrong = []
        for pack_id, digest in self.pdfs.items():
            kept = output / f"{pack_id}.pdf"
            if not kept.exists() or hashlib.sha256(kept.read_bytes()).hexdigest() != digest:
                wrong.append(f"{pack_id} is not kept as it came")
                continue
            verify_receipt(
                mailbox.receipt_path(pack_id).read_bytes(),
                self.desk.receiver.receipt_certificate,
                pack_id=pack_id,
                sealed_digest=self.digests[pack_id],
            )
        if left := list(mailbox.incoming.path.iterdir()):
            wrong.append(f"{len(left)} files lie where they came in")
        if quarantined(mailbox):
            wrong.append("something was set aside")
        return wrong


def make_ground(folder: Path, packs: int) -> Ground:
    """Make it: some 40 ms a pack, most of it for its pages and its signature."""
    desk = make_desk()
    receiver = desk.receiver
    sealed = folder / "sealed"
    sealed.mkdir(parents=True)
    for name, content in {
        "identity": f"{receiver.identities[0].secret_text}\n".encode(),
        "trust": receiver.trusted[0],
        "receipt-key": receiver.receipt_key,
        "receipt-certificate": receiver.receipt_certificate,
    }.items():
        (folder / name).write_bytes(content)
    key = make_key(desk.signed.authority)
    pdfs, digests = {}, {}
    for number in range(packs):
        pack_id = f"P-{number:05d}2M8T9XW"
        pdf = sign_pack(build_document(pack_content(pack_id=pack_id)), key)
        content = seal_bytes(pdf, [receiver.identities[0].recipient])
        pdfs[pack_id] = hashlib.sha256(pdf).hexdigest()
        digests[pack_id] = hashlib.sha256(content).hexdigest()
        (sealed / f"{pack_id}{PACK_ENDING}").write_bytes(content)
    return Ground(desk, folder, sealed, pdfs, digests)


def command(*arguments: str) -> list[str]:
    """The real program with these arguments."""
    return [sys.executable, "-m", "prevent_desktop", *arguments]


def environment() -> dict[str, str]:
    """So that the program of this checkout is what runs."""
    return {**os.environ, "PYTHONPATH": str(_ROOT)}
