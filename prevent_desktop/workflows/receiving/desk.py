"""Makes a vault a receiving desk: its own hybrid key, the key of its receipts, and the folders that packs come into.

The keys never leave the vault. Their public part is what an administrator adds to the organisation's profile, as a receiver.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from prevent_desktop.delivery.connection.bucket_address import SCHEMES, BucketAddress
from prevent_desktop.delivery.connection.own_computer import is_loopback
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import RecordError
from prevent_desktop.packs.authority import usage_of_a_signer
from prevent_desktop.packs.purposes import RECEIPT_SIGNING
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.sealing import Identity, generate_identity, parse_identities
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate, words_for_keys
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd, end_of

DESK: Final = settings.RECEIVING_DESK
IDENTITY: Final = "desk-identity"
RECEIPT_KEY: Final = "desk-receipt-key"
RECEIPT_CERTIFICATE: Final = "desk-receipt-certificate"
_YEARS_VALID: Final = 5
_TOLD_AHEAD: Final = timedelta(days=30)
"""So long before it ends a desk is told that its certificate does: its organisation makes a new one and tells all senders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A receiving desk: what senders call it, its phone number, and what it watches: folders, and storage on a server (`desk_places`).

    `endpoint` is the address that senders send to, where that is a server; empty where it is the first folder itself. `bucket` is the
    address of the storage, empty for none.
    """

    name: str
    phone: str = ""
    endpoint: str = ""
    folders: tuple[Path, ...] = ()
    bucket: str = ""

    @property
    def mailboxes(self) -> tuple[FolderMailbox, ...]:
        """The folders as places that packs come into."""
        return tuple(map(FolderMailbox, self.folders))

    @property
    def watched(self) -> tuple[str, ...]:
        """What packs come into, for words."""
        return tuple(filter(None, (*map(str, self.folders), self.bucket)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskKeys:
    """The keys of a desk as words to be compared by phone."""

    seal_words: str
    receipt_words: str


def keys_of(vault: Vault) -> DeskKeys:
    """The words of this desk's keys. Raises as `receiving_end_of`."""
    receiver = receiving_end_of(vault, now=datetime.now(UTC))
    return DeskKeys(
        seal_words=words_for_keys([str(receiver.identities[0].recipient)]),
        receipt_words=words_for_certificate(receiver.receipt_certificate),
    )


def desk_of(vault: Vault) -> Desk | None:
    """The desk that this vault is; None where it is none."""
    kept = vault.settings.get(DESK)
    return None if kept is None else read(Desk, kept, older=True)


def make_desk(vault: Vault, desk: Desk, *, now: datetime) -> None:
    """Make the vault this desk, with keys of its own; where it is one already, only its name, phone and folders change.

    An empty folder becomes a mailbox, so that senders can put packs into it. Raises RecordError where the desk has no name,
    nothing that packs come into, or nothing that senders can send to,
    or where its storage has no address or would be reached unprotected.
    """
    kept = replace(
        desk,
        name=desk.name.strip(),
        phone=desk.phone.strip(),
        endpoint=desk.endpoint.strip(),
        bucket=desk.bucket.strip(),
    )
    _require_whole(kept)
    for mailbox in desk.mailboxes:
        _make_mailbox(mailbox)
    is_new = vault.secrets.get(IDENTITY) is None
    with vault.transaction():
        vault.settings.set(DESK, text_of(kept))
        if is_new:
            vault.secrets.set(IDENTITY, f"{generate_identity().secret_text}\n".encode())
        if vault.secrets.get(RECEIPT_KEY) is None:
            _keep_receipt_key(vault, *_self_made(desk.name.strip(), now))
        vault.audit.append("desk.made" if is_new else "desk.changed", "")


def _require_whole(desk: Desk) -> None:
    if not desk.name or not (desk.folders or desk.bucket):
        raise RecordError(
            _("The receiving desk is not complete"),
            _(
                "It needs the name that senders know, and at least one folder or storage that packs come into."
            ),
            _("Fill in both, then save again."),
        )
    if desk.bucket:
        _require_storage(desk.bucket)
    if not desk.folders and not desk.endpoint:
        raise RecordError(
            _("The receiving desk is not complete"),
            _("Senders do not write into the storage themselves: a server puts their packs there."),
            _("Fill in the address that senders send to, then save again."),
        )


def _require_storage(address: str) -> None:
    try:
        there = BucketAddress.parse(address)
        host = urlsplit(there.server).hostname or ""
    except ValueError as error:
        raise no_storage(address) from error
    if there.server.startswith("http:") and not is_loopback(host):
        raise RecordError(
            _("That storage would be reached unprotected"),
            _("“{address}” has no “s” behind “http”: others on the way could read the access key.").format(
                address=address
            ),
            _("Write s3+https:// at its beginning, then save again."),
        )


def no_storage(address: str) -> RecordError:
    """The error for an address that names no storage."""
    return RecordError(
        _("That is no address of storage"),
        _("“{address}” names no server and no bucket.").format(address=address),
        _("Write it as {beginning}server/bucket/part, as whoever looks after it told you.").format(
            beginning=f"{SCHEMES[0]}://"
        ),
    )


def _make_mailbox(mailbox: FolderMailbox) -> None:
    """Where nothing is yet. A server's store and a folder with packs in it stay as they are; one that is away, too."""
    with contextlib.suppress(OSError):
        if mailbox.folder.is_dir() and not any(mailbox.folder.iterdir()):
            FolderMailbox.create(mailbox.folder)


def use_receipt_key(vault: Vault, pkcs12: bytes, password: str) -> None:
    """Sign receipts with a key and certificate that the organisation gave. Raises SigningKeyError where it cannot be used."""
    key = SigningKey.load_pkcs12(pkcs12, password)
    with vault.transaction():
        _keep_receipt_key(vault, key.private_key, key.certificate)
        vault.audit.append("desk.changed", "")


def receiving_end_of(vault: Vault, *, now: datetime) -> ReceivingEnd:
    """The keys of this desk, and whom it trusts. Raises RecordError where the vault is no desk."""
    desk, identities = desk_of(vault), _identities(vault)
    key, certificate = vault.secrets.get(RECEIPT_KEY), vault.secrets.get(RECEIPT_CERTIFICATE)
    if desk is None or not identities or key is None or certificate is None:
        raise RecordError(
            _("This vault is not a receiving desk"),
            _("It has no key that packs could be sealed to."),
            _("Make it one in Settings, under “Our desk”."),
        )
    return ReceivingEnd(
        name=desk.name,
        identities=identities,
        trusted=terms.trust(vault),
        receipt_key=key,
        receipt_certificate=certificate,
        verification_context=VerificationContext(
            revocation_lists=terms.revocation_lists(vault),
            timestamp_roots=terms.timestamp_roots(vault),
            now=now,
            received_at=now,
        ),
    )


def soon_ended(vault: Vault, *, now: datetime) -> datetime | None:
    """When the certificate of this desk's receipts and answers ends, where that is within a month or over; None elsewhere."""
    certificate = vault.secrets.get(RECEIPT_CERTIFICATE)
    if certificate is None or desk_of(vault) is None:
        return None
    end = end_of(certificate)
    return end if end - now < _TOLD_AHEAD else None


def public_part(vault: Vault) -> str:
    """What a sender's organisation needs to know of this desk, as JSON: nothing secret. Raises as `receiving_end_of`."""
    receiver = receiving_end_of(vault, now=datetime.now(UTC))
    desk = desk_of(vault)
    assert desk is not None  # noqa: S101 - `receiving_end_of` has looked
    return json.dumps(
        {
            "version": 1,
            "kind": "receiving-desk",
            "name": desk.name,
            "phone": desk.phone,
            "seal_to": [str(receiver.identities[0].recipient)],
            "receipt_certificate": receiver.receipt_certificate.decode("ascii"),
            "endpoint": desk.endpoint or desk.mailboxes[0].endpoint,
        },
        indent=2,
        ensure_ascii=False,
    )


def _identities(vault: Vault) -> tuple[Identity, ...]:
    kept = vault.secrets.get(IDENTITY)
    return () if kept is None else parse_identities(kept.decode("ascii"))


def _keep_receipt_key(vault: Vault, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    vault.secrets.set(RECEIPT_KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    vault.secrets.set(RECEIPT_CERTIFICATE, certificate.public_bytes(Encoding.PEM))


def _self_made(name: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key with a certificate by itself: senders know it from the profile, and need no authority to vouch for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS_VALID))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage_of_a_signer(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(RECEIPT_SIGNING)]), critical=False)
        .sign(key, SHA256())
    )
    return key, certificate
