"""A vault that is a receiving desk, and packs sealed to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import Settled
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk

PASSPHRASE = "seven quiet otters under bridges"


@dataclass
class ReceivingVault:
    """An open vault that receives in `mailbox`."""

    vault: Vault
    mailbox: FolderMailbox

    def seal(self, pdf: bytes) -> bytes:
        return seal_bytes(pdf, [receiving_end_of(self.vault, now=NOW).identities[0].recipient])

    def put(self, pdf: bytes, pack_id: str = PACK) -> bytes:
        """Let a pack come in; its sealed bytes."""
        sealed = self.seal(pdf)
        (self.mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(sealed)
        return sealed

    def take_all(self) -> list[ReceivedPack | Settled]:
        """As the inbox does it, on one thread."""
        sink = VaultSink.of(self.vault, lambda work: work(self.vault), lambda: NOW)
        return list(take_from(self.mailbox, sink))


@dataclass(frozen=True)
class MadeVault:
    """A closed receiving vault, made once: deriving a key is what takes the time."""

    folder: Path
    key: VaultKey


def make_receiving_vault(folder: Path, desk: Desk) -> MadeVault:
    """Make one that trusts whoever signed the desk's packs."""
    created = copied_vault(folder / "vault", PASSPHRASE)
    with unlock.open_vault(folder / "vault", created.key) as vault:
        vault.secrets.set(terms.TRUSTED, desk.signed.authority.certificate_pem)
        desks.make_desk(vault, desks.Desk(name="Front door", folders=(folder / "mailbox",)), now=NOW)
    return MadeVault(folder / "vault", created.key)


@contextmanager
def receiving_vault(folder: Path, made: MadeVault) -> Iterator[ReceivingVault]:
    """A copy of its own for a test, open, with its mailbox beside it."""
    shutil.copytree(made.folder, folder / "vault")
    mailbox = FolderMailbox.create(folder / "mailbox")
    with unlock.open_vault(folder / "vault", made.key) as vault:
        desks.make_desk(vault, desks.Desk(name="Front door", folders=(mailbox.folder,)), now=NOW)
        yield ReceivingVault(vault, mailbox)
