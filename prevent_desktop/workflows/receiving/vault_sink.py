"""Keeps received packs in a vault the moment they are verified; a person says later in which case (`filing`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from prevent_desktop.casework.received_pack import (
    ReceivedPack,
    id_beside,
    received_file_id,
    received_pack_id,
)
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StagedFile
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.answering import another_file, answered_another
from prevent_desktop.workflows.receiving.checking import require_trust
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.intake import Earlier, Ready
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd
from prevent_desktop.workflows.receiving.shared_desk import is_shared_desk
from prevent_desktop.workflows.record.whose_word import who_checked

Ask: TypeAlias = Callable[[Callable[[Vault], Any]], Any]
"""Runs work with the vault on the vault's own thread, and waits for what comes of it."""


@dataclass(frozen=True, slots=True)
class _InVault:
    """A pack that was opened into the vault's own sealed files, and has no place among them yet."""

    files: AttachmentFiles
    file: StagedFile

    @property
    def digest(self) -> str:
        """Of the PDF."""
        return self.file.stored.sha256

    def open(self) -> BinaryIO:
        """It, to be read from any place."""
        return self.files.open_staged(self.file)

    def discard(self) -> None:
        """Take it away."""
        self.file.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultSink:
    """Keeps packs in a vault that is a receiving desk. All but the moments at which it is asked happens on any thread.

    `is_shared` where the desk is that of several.
    """

    receiver: ReceivingEnd
    files: AttachmentFiles
    beside: Path
    ask: Ask
    clock: Callable[[], datetime]
    is_shared: bool = False

    @classmethod
    def of(cls, vault: Vault, ask: Ask, clock: Callable[[], datetime]) -> VaultSink:
        """That of this vault, with the keys and lists that it has now. RecordError where it is no desk."""
        receiver = receiving_end_of(vault, now=clock())
        return cls(
            receiver=receiver, files=vault.attachments.files, beside=vault.folder, ask=ask, clock=clock,
            is_shared=is_shared_desk(vault),
        )  # fmt: skip

    @property
    def keeps_unanswered(self) -> bool:
        """Always: somebody reads it here, whoever has told the sender so."""
        return True

    def known_here(self, among: Collection[str]) -> Collection[str]:
        """Those of these sealed files whose packs came here, or that this vault found to be so."""
        known: Collection[str] = self.ask(lambda vault: _sealed_files(vault, among))
        return known

    def get_ready(self) -> None:
        """Raises PackError where nobody is trusted."""
        require_trust(self.receiver)

    def earlier(self, receipts: bytes, pack_id: str, digest: str) -> Earlier | None:
        """What the vault knows of a number. A receipt without a pack in it is from before a backup, or from another desk."""
        found: tuple[Earlier, ...] = self.ask(lambda vault: _known(vault, pack_id))
        same = next((each for each in found if each.sealed_digest == digest), None)
        if same is not None:
            return same
        if not found and not answered_another(receipts, self.receiver, pack_id, digest):
            return None
        signers = frozenset[str]().union(*(each.signers for each in found))
        return Earlier(sealed_digest="", receipt="", signers=signers)

    def stage(self, plain: BinaryIO) -> _InVault:
        """Take all that there is to read. Raises DiskFullError, ReadOnlyVaultError."""
        return _InVault(self.files, self.files.stage(plain))

    def keep(self, ready: Ready) -> tuple[ReceivedPack, str]:
        """Keep a pack with its receipt, in one transaction. Raises VaultError; then nothing is kept."""
        kept: ReceivedPack = self.ask(lambda vault: _keep(vault, ready))
        return kept, ready.receipt.jws


def _sealed_files(vault: Vault, among: Collection[str]) -> frozenset[str]:
    packs = (one for one in vault.received.all() if one.sealed_digest in among)
    return frozenset(one.sealed_digest for one in packs if who_checked(vault, one) is None)


def _known(vault: Vault, pack_id: str) -> tuple[Earlier, ...]:
    """The packs with this number that came here, or that this vault found to be so; of what was disposed of since, that it came."""
    every = vault.received.some([pack_id])
    packs = [pack for pack in every if who_checked(vault, pack) is None]
    if not every:
        entry = vault.audit.newest(pack_id, "pack.received")
        return () if entry is None else (Earlier(sealed_digest=entry.detail, receipt=""),)
    return tuple(
        Earlier(
            sealed_digest=pack.sealed_digest,
            receipt=pack.receipt,
            signers=frozenset((pack.fingerprint,)),
            is_owed=not pack.receipt,
        )
        for pack in packs
    )


def _keep(vault: Vault, ready: Ready) -> ReceivedPack:
    """On the vault's thread. A pack that is there already is given back as it is; what a colleague made up under its number stays beside it.

    PackVerificationError for another file than that which this vault found to be so.
    """
    verified, staged = ready.checked.verified, ready.checked.staged
    assert isinstance(staged, _InVault)  # noqa: S101 - it was staged here
    there = [
        one for one in vault.received.some([verified.pack_id]) if one.fingerprint == verified.fingerprint
    ]
    for existing in there:
        if _is_same(vault, existing, ready, staged):
            with vault.transaction():
                vault.audit.append("pack.received", existing.pack_id, existing.sealed_digest)
            return existing
    if any(who_checked(vault, one) is None for one in there):
        raise another_file()
    file_id = _free(
        received_file_id(verified.pack_id, staged.digest), staged.digest, vault.attachments.is_known
    )
    pack = _record_of(ready, file_id)
    pack = replace(pack, id=_free(pack.id, staged.digest, lambda one: vault.received.find(one) is not None))
    try:
        with vault.transaction():
            stored = staged.files.keep(replace(staged.file, stored=replace(staged.file.stored, id=file_id)))
            vault.attachments.add_stored(
                stored, case_id=None, file_name=f"{pack.pack_id}.pdf", media_type="application/pdf",
                description=_("Received pack"), at=pack.received_at,
            )  # fmt: skip
            vault.received.add(pack)
            vault.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
    except BaseException:
        staged.files.remove(file_id)
        raise
    return pack


def _free(usual: str, digest: str, is_taken: Callable[[str], bool]) -> str:
    """The id that a row has, or the next one beside what a colleague wrote under it."""
    while is_taken(usual):
        usual = id_beside(usual, digest)
    return usual


def _is_same(vault: Vault, existing: ReceivedPack, ready: Ready, staged: _InVault) -> bool:
    """Whether all is as a row of the vault says, which a colleague's may have brought."""
    said = replace(
        _record_of(ready, existing.attachment_id), id=existing.id, case_id=existing.case_id, status=existing.status,
        received_at=existing.received_at, reference=existing.reference, receipt=existing.receipt,
    )  # fmt: skip
    return said == existing and vault.attachments.get(existing.attachment_id).sha256 == staged.digest


def _record_of(ready: Ready, file_id: str) -> ReceivedPack:
    """What the record says of a pack whose PDF is the attachment `file_id`."""
    verified, facts = ready.checked.verified, ready.checked.facts
    return ReceivedPack(
        id=received_pack_id(verified.pack_id, verified.fingerprint),
        pack_id=verified.pack_id,
        title=facts.title,
        sender_name=verified.signer_name,
        sender_organisation=verified.organisation,
        later_signers=tuple(signer.name for signer in verified.later_signers),
        fingerprint=verified.fingerprint,
        claimed_at=verified.claimed_time,
        trusted_at=verified.author.trusted_time,
        received_at=ready.receipt.received_at,
        reference=ready.receipt.reference,
        receipt=ready.receipt.jws,
        sealed_digest=ready.checked.sealed_digest,
        attachment_id=file_id,
        page_count=facts.page_count,
        person=facts.person,
        answer_by=facts.answer_by,
        danger=facts.danger,
        asks=facts.asks,
        answer_to=facts.answer_to,
        corrects=facts.corrects,
    )
