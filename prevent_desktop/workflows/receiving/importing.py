"""Received packs in a vault: kept the moment they are verified, and put in a case when a person says which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack, received_file_id
from prevent_desktop.delivery.mailboxes.arrivals import Arrived
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StagedFile
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import open_case
from prevent_desktop.workflows.receiving.answering import answered_another, receipt_for, receipt_given
from prevent_desktop.workflows.receiving.receiver import Receiver
from prevent_desktop.workflows.receiving.taking import Earlier, Known, Ready


@dataclass(frozen=True, slots=True)
class InVault:
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


@dataclass(frozen=True, slots=True)
class VaultStage:
    """Opens packs into the vault's sealed files; needs no database, so any thread may use it."""

    files: AttachmentFiles

    def __call__(self, plain: BinaryIO) -> InVault:
        """Take all that there is to read. Raises DiskFullError, ReadOnlyVaultError."""
        return InVault(self.files, self.files.stage(plain))


@dataclass(frozen=True, slots=True)
class Receipted:
    """A receipt that is signed and not given yet; what stands in it is what the record keeps."""

    jws: str
    received_at: datetime
    reference: str


def known_in(vault: Vault, arrivals: Iterable[Arrived]) -> Mapping[str, tuple[Earlier, ...]]:
    """What the vault knows of the packs whose numbers stand on these files; what was disposed of since, too."""
    wanted = {each.untrusted_pack_id for each in arrivals} - {""}
    known: dict[str, tuple[Earlier, ...]] = {}
    for pack in vault.received.some(wanted):
        came = Earlier(
            sealed_digest=pack.sealed_digest, receipt=pack.receipt, signers=frozenset((pack.fingerprint,))
        )
        known[pack.pack_id] = (*known.get(pack.pack_id, ()), came)
    for pack_id in wanted - set(known):
        entry = vault.audit.newest(pack_id, "pack.received")
        if entry is not None:
            known[pack_id] = (Earlier(sealed_digest=entry.detail, receipt=""),)
    return known


def known_by(known: Mapping[str, tuple[Earlier, ...]], mailbox: FolderMailbox, receiver: Receiver) -> Known:
    """The same for `begin`. A receipt without a pack in the vault is from before a backup, or from another desk."""

    def look(pack_id: str, digest: str) -> Earlier | None:
        found = known.get(pack_id, ())
        same = next((each for each in found if each.sealed_digest == digest), None)
        if same is not None:
            return same
        if not found and not answered_another(mailbox, receiver, pack_id, digest):
            return None
        return Earlier(
            sealed_digest="", receipt="", signers=frozenset().union(*(each.signers for each in found))
        )

    return look


def sign_receipt(receiver: Receiver, mailbox: FolderMailbox, ready: Ready, *, now: datetime) -> Receipted:
    """The receipt of a pack that passed: the one that stands there already, or a new one. Any thread."""
    pack_id, digest = ready.checked.verified.pack_id, ready.checked.sealed_digest
    jws = receipt_given(mailbox, receiver, pack_id, digest) or receipt_for(receiver, pack_id, digest, now=now)
    receipt = verify_receipt(jws, receiver.receipt_certificate, pack_id=pack_id, sealed_digest=digest)
    return Receipted(jws, receipt.received_at, receipt.reference)


def keep(vault: Vault, ready: Ready, receipt: Receipted, *, now: datetime) -> ReceivedPack:
    """Keep a pack that passed, with its receipt, in one transaction; once kept it may be answered. On the vault's thread.

    A pack that is there already is given back as it is. Raises VaultError; then nothing is kept.
    """
    verified, facts = ready.checked.verified, ready.checked.facts
    staged = ready.checked.staged
    assert isinstance(staged, InVault)  # noqa: S101 - `VaultStage` made it
    existing = vault.received.find(verified.pack_id, verified.fingerprint)
    if existing is not None:
        staged.discard()
        return existing
    file_id = received_file_id(verified.pack_id, staged.digest)
    pack = ReceivedPack(
        id=new_id(),
        pack_id=verified.pack_id,
        title=facts.title,
        sender_name=verified.signer_name,
        sender_organisation=verified.organisation,
        later_signers=tuple(signer.name for signer in verified.later_signers),
        fingerprint=verified.fingerprint,
        claimed_at=verified.claimed_time,
        trusted_at=verified.author.trusted_time,
        received_at=receipt.received_at,
        reference=receipt.reference,
        receipt=receipt.jws,
        sealed_digest=ready.checked.sealed_digest,
        attachment_id=file_id,
        page_count=facts.page_count,
        person=facts.person,
        answer_by=facts.answer_by,
        answer_to=facts.answer_to,
        corrects=facts.corrects,
    )
    try:
        with vault.transaction():
            stored = staged.files.keep(replace(staged.file, stored=replace(staged.file.stored, id=file_id)))
            vault.attachments.add_stored(
                stored, case_id=None, file_name=f"{pack.pack_id}.pdf", media_type="application/pdf",
                description=_("Received pack"), at=now,
            )  # fmt: skip
            vault.received.add(pack)
            vault.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
    except BaseException:
        staged.discard()
        staged.files.remove(file_id)
        raise
    return pack


def put_in_case(vault: Vault, received_id: str, case_id: str) -> Case:
    """Put a received pack in a case that a person chose. RecordError where either is gone, or the pack is in a case."""
    with vault.transaction():
        pack = vault.received.get(received_id)
        if pack.case_id is not None:
            raise RecordError(
                _("This pack is in a case already"),
                _("Somebody put it in a case meanwhile. Nothing was changed."),
                _("Open the case that it is in."),
            )
        vault.received.put_in_case(received_id, case_id)
        vault.audit.append("pack.put-in-case", pack.pack_id, case_id)
    return vault.cases.get(case_id)


def put_in_new_case(vault: Vault, received_id: str, person_id: str, *, now: datetime) -> Case:
    """Open a new case about somebody in the record, and put the pack in it."""
    with vault.transaction():
        return put_in_case(vault, received_id, open_case(vault, person_id, now=now).id)


def record_person(vault: Vault, received_id: str, about: Person, *, now: datetime) -> Case:
    """Record somebody new, as the pack knows them, open a first case, and put the pack in it."""
    person = replace(about, id=new_id(), created_at=now, changed_at=now)
    with vault.transaction():
        vault.people.add(person)
        vault.audit.append("person.added", person.id)
        return put_in_new_case(vault, received_id, person.id, now=now)
