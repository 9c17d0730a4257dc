"""A demo organisation on this machine: an authority that certifies signing keys, and two receivers with mailboxes.

Its administrator signs a real profile, which a vault takes as it would take an employer's. All its keys lie in plain files
in the data folder, so it proves nothing about anybody: packs signed under it say so, and no real receiver trusts it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate

from prevent_desktop.casework.organisation import EscrowKey, Practitioner, Receiver
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.profile import OrganisationProfile, RouteKind, Routes
from prevent_desktop.casework.retention import From, RetentionCategory, RetentionRule
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.form_signatures import FORM_PUBLISHING
from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.files.durable import make_folder, write_atomically
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.purposes import RECEIPT_SIGNING, purposes
from prevent_desktop.packs.signing_keys import KeyRequest, certificate_request
from prevent_desktop.sealing import generate_identity, parse_identity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.forms.form_library import (
    ADDENDUM,
    ASSESSMENT,
    HEALTH_CONCERN,
    LEAD_CHECK,
    REFERRAL,
    SCREENING,
    SUPPORT_REQUEST,
    VISIT_NOTE,
)
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey, sign_profile
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX, take_profile
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import Settled
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd

AUTHORITY_NAME = "Prevent Desktop demo authority"
PUBLISHER_NAME = "Prevent Desktop demo forms"
ORGANISATION_NAME = "Prevent Desktop demo organisation"
ADMINISTRATOR_NAME = "Demo administrator"
ESCROW_IDENTITY = "escrow-identity.txt"
ADMINISTRATOR_KEY = "profile-administrator-key.pem"
ADMINISTRATOR_CERTIFICATE = "profile-administrator-certificate.pem"
PROFILE = f"organisation{SUFFIX}"
PUBLISHER_KEY = "form-publisher-key.pem"
PUBLISHER_CERTIFICATE = "form-publisher-certificate.pem"
LAWFUL_BASIS = "Public task; safeguarding of children and of individuals at risk"

_PROFILE_LIFE = timedelta(days=1000)
_SIGNED_ANEW = timedelta(days=100)
"""A profile that counts for less than this is signed anew."""

_ILLUSTRATIVE = "Illustrative until your authority approves it"
RETENTION_RULES = (
    RetentionRule(kind=RetentionCategory.NOT_REFERRED, keep_months=12, source=_ILLUSTRATIVE),
    RetentionRule(
        kind=RetentionCategory.REFERRAL,
        outcome=Outcome.NO_FURTHER_ACTION,
        keep_months=12,
        from_what=From.OUTCOME,
        source=f"{_ILLUSTRATIVE}. A court found five years for the closed referral of an 11-year-old unlawful",
    ),
    RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=72, source=_ILLUSTRATIVE),
    RetentionRule(
        kind=RetentionCategory.CHANNEL,
        keep_months=72,
        from_what=From.LEFT_CHANNEL,
        source=f"One council keeps six years from leaving Channel. {_ILLUSTRATIVE}",
    ),
    RetentionRule(
        kind=RetentionCategory.CHILD_PROTECTION,
        until_age=25,
        source=f"Usual for a school’s child-protection file. {_ILLUSTRATIVE}",
    ),
    RetentionRule(
        kind=RetentionCategory.HEALTH, keep_months=96, from_what=From.LAST_ENTRY, source=_ILLUSTRATIVE
    ),
)
"""From DOMAIN.md section 6; an authority sets its own."""


@dataclass(frozen=True, slots=True)
class _Role:
    """One of the demo receivers, as it is first set up."""

    id: str
    name: str
    form_ids: tuple[str, ...]
    with_attachments: bool
    phone: str
    needs: tuple[str, ...]


_ROLES = (
    _Role(
        "front-door",
        "Children’s front door",
        (SCREENING, LEAD_CHECK, SUPPORT_REQUEST, ASSESSMENT, VISIT_NOTE, HEALTH_CONCERN, ADDENDUM),
        True,
        "01632 960 010",
        (SCREENING,),
    ),
    _Role(
        "police-prevent",
        "Police Prevent team",
        (SCREENING, REFERRAL, ADDENDUM),
        False,
        "01632 960 020",
        (SCREENING,),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReceiver:
    """A receiver with both halves of its keys, and its mailbox."""

    receiver: Receiver
    end: ReceivingEnd
    mailbox: FolderMailbox

    def take_in(self, clock: Callable[[], datetime]) -> list[Kept | Settled]:
        """Take in and answer what has come, as ``inbox run`` does, into a folder beside the mailbox."""
        beside = self.mailbox.folder.with_name("received")
        return list(take_from(self.mailbox, FolderSink(receiver=self.end, beside=beside, clock=clock)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganisation:
    """The authority and its receivers."""

    authority: Authority
    receivers: tuple[DemoReceiver, ...]
    escrow_key: EscrowKey
    administrator: AdministratorKey
    signed_profile: bytes

    @property
    def known_receivers(self) -> tuple[Receiver, ...]:
        """The public half: what a sender needs to know."""
        return tuple(each.receiver for each in self.receivers)

    def take_in(self, clock: Callable[[], datetime]) -> list[Kept | Settled]:
        """Let each receiver open what came, verify it, and answer with a receipt."""
        return [outcome for receiver in self.receivers for outcome in receiver.take_in(clock)]


def open_demo_organisation(folder: Path) -> DemoOrganisation:
    """The demo organisation in `folder`, made the first time."""
    authority = _authority(folder / "authority.pem")
    _make_publisher(folder, authority)
    receivers = tuple(_receiver(folder / role.id, role, authority) for role in _ROLES)
    escrow_key, administrator = _escrow_key(folder / ESCROW_IDENTITY), _administrator(folder, authority)
    profile = OrganisationProfile(
        organisation=ORGANISATION_NAME, version=1, expires=(datetime.now(UTC) + _PROFILE_LIFE).date(),
        lawful_basis=LAWFUL_BASIS, authority=(authority.certificate_pem.decode(),), trust=(authority.certificate_pem.decode(),),
        recipients=tuple(each.receiver for each in receivers), retention=RETENTION_RULES, escrow=escrow_key,
        routes=Routes(kind=RouteKind.BOTH),
    )  # fmt: skip
    return DemoOrganisation(
        authority=authority,
        receivers=receivers,
        escrow_key=escrow_key,
        administrator=administrator,
        signed_profile=_signed_profile(folder / PROFILE, profile, administrator),
    )


def _administrator(folder: Path, authority: Authority) -> AdministratorKey:
    """Who signs the profile; the key comes last."""
    key, certificate = folder / ADMINISTRATOR_KEY, folder / ADMINISTRATOR_CERTIFICATE
    if not key.exists():
        request = KeyRequest.create(name=ADMINISTRATOR_NAME, organisation=ORGANISATION_NAME)
        issued = authority.issue(request.request_pem, purpose=PROFILE_SIGNING)
        _write(certificate, issued + authority.certificate_pem)
        _write(key, private_pem(request))
    return AdministratorKey(key.read_bytes(), certificate.read_bytes())


def _signed_profile(file: Path, profile: OrganisationProfile, key: AdministratorKey) -> bytes:
    """The signed profile in `file`; a new version where it is another one by now, or soon ends."""
    now = datetime.now(UTC)
    if file.exists():
        kept = read_profile(payload_of(file.read_text()))
        same = replace(profile, version=kept.version, expires=kept.expires, issued=kept.issued) == kept
        if same and kept.ends_at > now + _SIGNED_ANEW:
            return file.read_bytes()
        profile = replace(profile, version=kept.version + 1)
    _write(file, sign_profile(profile, key, now=now).encode())
    return file.read_bytes()


def _authority(file: Path) -> Authority:
    if not file.exists():
        _write(file, Authority.create(AUTHORITY_NAME).to_pem())
    return Authority.from_pem(file.read_bytes())


def _escrow_key(file: Path) -> EscrowKey:
    """The public half of the organisation's escrow key; the secret half lies in `file`, as age tools write it."""
    if not file.exists():
        _write(file, (generate_identity().secret_text + "\n").encode())
    return EscrowKey(
        name=ORGANISATION_NAME, recipient=str(parse_identity(file.read_text().strip()).recipient)
    )


def _make_publisher(folder: Path, authority: Authority) -> None:
    """The key and certificate by which the demo organisation publishes forms; the key comes last."""
    if (folder / PUBLISHER_KEY).exists():
        return
    request = KeyRequest.create(name=PUBLISHER_NAME, organisation=PUBLISHER_NAME)
    _write(folder / PUBLISHER_CERTIFICATE, authority.issue(request.request_pem, purpose=FORM_PUBLISHING))
    _write(folder / PUBLISHER_KEY, private_pem(request))


def private_pem(request: KeyRequest) -> bytes:
    """The request's private key as PEM, not encrypted."""
    return request.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _receiver(folder: Path, role: _Role, authority: Authority) -> DemoReceiver:
    if not (folder / "receipt-key.pem").exists():
        _make_receiver(folder, role, authority)
    identity = parse_identity((folder / "identity.txt").read_text().strip())
    certificate = _receipt_certificate(folder, role, authority)
    mailbox = FolderMailbox.create(folder / "mailbox")
    receiver = Receiver(
        id=role.id,
        name=role.name,
        seal_to=(str(identity.recipient),),
        receipt_certificate=certificate.decode(),
        endpoint=mailbox.endpoint,
        form_ids=role.form_ids,
        with_attachments=role.with_attachments,
        phone=role.phone,
        needs=role.needs,
    )
    end = ReceivingEnd(
        name=role.name,
        identities=(identity,),
        trusted=(authority.certificate_pem,),
        receipt_key=(folder / "receipt-key.pem").read_bytes(),
        receipt_certificate=certificate,
    )
    return DemoReceiver(receiver=receiver, end=end, mailbox=mailbox)


def _receipt_certificate(folder: Path, role: _Role, authority: Authority) -> bytes:
    """A receiver's certificate; one from before receipts had a purpose of their own could sign packs, and is issued anew."""
    file, key = folder / "receipt-certificate.pem", (folder / "receipt-key.pem").read_bytes()
    if RECEIPT_SIGNING not in purposes(load_pem_x509_certificate(file.read_bytes())):
        private_key = load_pem_private_key(key, password=None)
        assert isinstance(private_key, EllipticCurvePrivateKey)  # noqa: S101 - it was made here
        request = certificate_request(private_key, name=role.name, organisation=role.name)
        _write(file, authority.issue(request, purpose=RECEIPT_SIGNING))
    return file.read_bytes()


def _make_receiver(folder: Path, role: _Role, authority: Authority) -> None:
    """Write a receiver's files; the receipt key comes last, as the sign that all are there."""
    request = KeyRequest.create(name=role.name, organisation=role.name)
    _write(folder / "identity.txt", (generate_identity().secret_text + "\n").encode())
    _write(folder / "receipt-certificate.pem", authority.issue(request.request_pem, purpose=RECEIPT_SIGNING))
    _write(folder / "receipt-key.pem", private_pem(request))


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    write_atomically(path, data)


def join_demo_organisation(vault: Vault, organisation: DemoOrganisation, practitioner: Practitioner) -> None:
    """Give a vault its owner, the demo organisation's profile and a signing key that the demo authority certifies.

    Raises ProfileError where the vault has another organisation's profile.
    """
    request = KeyRequest.create(
        name=practitioner.name, organisation=practitioner.organisation, role=practitioner.role
    )
    certified = request.with_certificate(organisation.authority.issue(request.request_pem))
    with vault.transaction():
        settings.save_practitioner(vault, practitioner)
        take_profile(
            vault,
            organisation.signed_profile,
            now=datetime.now(UTC),
            compared=words_for_certificate(organisation.authority.certificate_pem),
        )
        keep_signing_key(vault, certified)
