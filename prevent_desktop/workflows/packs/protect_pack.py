"""Close a pack for a receiver without an age key: under a password told by phone, or to an X.509 certificate.

The vault keeps the signed pack as every other; what leaves is the same pages once more, encrypted and then signed. The
password is in no file, record or log: who makes the pack shows it once. It only ever goes to a folder, not to the outbox,
which carries what is sealed and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.errors import EncryptionCertificateError, PackContentError
from prevent_desktop.files.durable import free_name
from prevent_desktop.files.saving import saving
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.encryption_certificate import encryption_certificate
from prevent_desktop.packs.protection import (
    Protected,
    check_size,
    new_password,
    protect_for_certificate,
    protect_with_password,
    unsigned_revision,
)
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import way_of
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.packs.sign_pack import SealedInMemory, SignedPack, WorkFolder, sign_and_seal

if TYPE_CHECKING:
    from prevent_desktop.packs.content import PackContent
    from prevent_desktop.packs.signing_keys import CertifiedKey
    from prevent_desktop.packs.sources import Pieces
    from prevent_desktop.packs.stamping import Stamping


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedPack:
    """A pack that is signed and encrypted, and not yet kept. `password` is empty for a certificate."""

    signed: SignedPack
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAgain:
    """A kept pack under a new password, as it goes to the folder."""

    pack_id: str
    data: bytes = field(repr=False)
    digest: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPack:
    """What is needed to close a kept pack again, read from the vault."""

    pack_id: str
    recipient_name: str
    organisation: str
    pdf: bytes = field(repr=False)


def why_not_closed(vault: Vault, receiver: Receiver, *, now: datetime) -> str:
    """Why no pack can be closed for a receiver now, with what to do; empty where one can."""
    if receiver.way is SealingWay.AGE and not receiver.seal_to:
        return _("There is no key to seal to yet. Ask them for one, or for a pack under a password.")
    if receiver.way is SealingWay.PASSWORD and not terms.password_packs_allowed(vault):
        return _("Your organisation does not allow packs under a password. Ask them for a key to seal to.")
    if receiver.way is SealingWay.CERTIFICATE:
        try:
            encryption_certificate(receiver.encrypt_to, now=now)
        except EncryptionCertificateError as error:
            return f"{error.what_happened} {error.next_step}"
    return ""


def sign_and_protect(
    content: PackContent,
    receiver: Receiver,
    key: CertifiedKey,
    trusted: tuple[bytes, ...],
    work_folder: WorkFolder | None = None,
    *,
    now: datetime,
    stamping: Stamping | None = None,
) -> ProtectedPack:
    """As `sign_and_seal`, in the way that the receiver has (slow; needs no vault).

    Raises EncryptionCertificateError for a certificate that nothing can be encrypted to, PackContentError for a pack
    that is too large for this way, and all that `sign_and_seal` raises.
    """
    password = new_password() if receiver.way is SealingWay.PASSWORD else ""

    def close(pdf: Pieces) -> SealedInMemory:
        check_size(pdf.size)
        unsigned = unsigned_revision(pdf.read())
        protected = (
            protect_with_password(unsigned, password)
            if password
            else protect_for_certificate(unsigned, receiver.encrypt_to, now=now)
        )
        reason, location = _("Referral"), content.sender.organisation
        return _signed(protected, key, trusted, reason, location, content.signed_at, stamping)

    return ProtectedPack(
        signed=sign_and_seal(content, receiver, key, trusted, work_folder, close, stamping=stamping),
        password=password,
    )


def sign_readable(
    content: PackContent,
    receiver: Receiver,
    key: CertifiedKey,
    trusted: tuple[bytes, ...],
    work_folder: WorkFolder | None = None,
    *,
    stamping: Stamping | None = None,
) -> ProtectedPack:
    """As `sign_and_protect`, closed to nobody: a signed copy to read or print. Whoever may have one is asked before."""

    def close(pdf: Pieces) -> SealedInMemory:
        check_size(pdf.size)
        return SealedInMemory(pdf.read())

    signed = sign_and_seal(content, receiver, key, trusted, work_folder, close, stamping=stamping)
    return ProtectedPack(signed=replace(signed, readable=True), password="")


def _signed(
    protected: Protected,
    key: CertifiedKey,
    trusted: tuple[bytes, ...],
    reason: str,
    location: str,
    at: datetime,
    stamping: Stamping | None = None,
) -> SealedInMemory:
    """Signed, and verified by our own code as the receiver will."""
    from prevent_desktop.packs.opening import verify_pack
    from prevent_desktop.packs.signing import sign
    from prevent_desktop.packs.statement import Statement

    pdf = sign(protected.pdf, key, Statement(reason=reason, location=location, claimed_time=at, stamping=stamping), unlock=protected.unlock)  # fmt: skip
    verify_pack(pdf, trusted, unlock=protected.unlock)
    return SealedInMemory(pdf)


def read_kept(vault: Vault, pack_id: str) -> KeptPack:
    """Read a kept pack that was saved under a password, to close it again. PackContentError where it was not."""
    if not may_be_closed_again(vault, pack_id):
        raise PackContentError(
            _("No new password was made"),
            _(
                "This pack did not go out under a password, or your organisation does not allow that any more."
            ),
            _("Prepare the pack again."),
        )
    record, owner = vault.packs.get(pack_id), settings.practitioner(vault)
    return KeptPack(
        pack_id=pack_id,
        recipient_name=record.recipient_name,
        organisation="" if owner is None else owner.organisation,
        pdf=vault.attachments.read(record.attachment_id),
    )


def may_be_closed_again(vault: Vault, pack_id: str) -> bool:
    """Whether a pack went out under a password, and may again."""
    record = vault.packs.get(pack_id)
    return (
        vault.audit.has("pack.protected", pack_id)
        and way_of(vault, record.recipient_id) is SealingWay.PASSWORD
        and terms.password_packs_allowed(vault)
    )


def close_again(
    kept: KeptPack, key: CertifiedKey, trusted: tuple[bytes, ...], *, now: datetime
) -> ClosedAgain:
    """The same pages under a new password (slow; needs no vault). They are signed anew, at the time at which that is done."""
    password = new_password()
    protected = protect_with_password(unsigned_revision(kept.pdf), password)
    reason = _("Referral, closed again under a new password")
    sealed = _signed(protected, key, trusted, reason, kept.organisation, now)
    return ClosedAgain(pack_id=kept.pack_id, data=sealed.data, digest=sealed.digest, password=password)


def save_again(vault: Vault, closed: ClosedAgain, folder: Path) -> Path:
    """Write it to a folder under a free name, and write down that it left. Raises NotSavedError where it cannot be written."""
    target = free_name(folder / f"{closed.pack_id}.pdf")
    with (
        saving(target, _("The pack could not be saved")),
        SharedFolder(folder).writing(target.name, replace=False) as written,
    ):
        written.write(closed.data)
        vault.audit.append("pack.protected-again", closed.pack_id, closed.digest)
    return target
