"""Who may receive packs, and who the practitioner is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.translation import _


class Want(StrEnum):
    """What a receiver looks for in a pack, and sends it back without."""

    SECTIONS = "sections"
    LEAD_CHECK = "lead-check"
    CONSENT = "consent"
    CALL_BACK = "call-back"
    BIRTH = "birth"
    ADDRESS = "address"
    SCHOOL = "school"
    ASK = "ask"
    ANSWER_BY = "answer-by"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Want.SECTIONS: _("Every section answered, “not known” included"),
            Want.LEAD_CHECK: _("A check with the safeguarding lead"),
            Want.CONSENT: _("Whether the person or a parent agrees to support"),
            Want.CALL_BACK: _("A phone number of the referrer"),
            Want.BIRTH: _("Date of birth or age"),
            Want.ADDRESS: _("Address"),
            Want.SCHOOL: _("School or college, up to 18"),
            Want.ASK: _("What is asked for"),
            Want.ANSWER_BY: _("By when an answer is asked for"),
        }[self]


ALL_WANTS = tuple(Want)


class SealingWay(StrEnum):
    """How a pack is closed for a receiver: to its age key, under a password told by phone, or to its certificate."""

    AGE = "age"
    PASSWORD = "password"  # noqa: S105 -- a way, no secret
    CERTIFICATE = "certificate"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            SealingWay.AGE: _("Sealed to the receiver’s key"),
            SealingWay.PASSWORD: _("Under a password that you tell by phone"),
            SealingWay.CERTIFICATE: _("Encrypted to the receiver’s certificate"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInServer:
    """Where a receiver has those who send sign in (OAuth 2.0): `issuer` is the server's identifier, `scope` may be empty."""

    issuer: str
    client_id: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """An organisation's name, keys, endpoint, and what it receives.

    `seal_to` are age recipients (``age1pq1…`` or ``age1…``); `receipt_certificate` is the PEM certificate that its
    receipts are signed with; `endpoint` is a URL: ``https:`` for a tus server, ``file:`` for a folder mailbox,
    ``sftp:`` for one on a server for files, ``mailto:`` for mail that the person sends.
    `form_ids` are the forms that it gets; `with_attachments` whether it gets attachments too. `needs` are the forms
    without which it sends a pack back, `wants` what else it looks for: the check before signing tells what is missing.
    `way` is how a pack is closed for it; `encrypt_to` the PEM certificate (X.509) for the way by certificate.
    `sign_in` is where one signs in to send to it; None where it wants none. `readable_copy` says that a copy which anybody
    can read may leave the vault for it.
    """

    id: str
    name: str
    seal_to: tuple[str, ...]
    receipt_certificate: str
    endpoint: str
    form_ids: tuple[str, ...]
    with_attachments: bool = True
    phone: str = ""
    needs: tuple[str, ...] = ()
    wants: tuple[Want, ...] = ALL_WANTS
    way: SealingWay = SealingWay.AGE
    encrypt_to: str = ""
    sign_in: SignInServer | None = None
    readable_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the same organisation, to whom a draft is handed or who countersigns.

    `recipient` is their hybrid age recipient (``age1pq1…``), `certificate` their signing certificate as PEM; each may be
    empty.
    """

    name: str
    role: str
    recipient: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """The owner of the vault, as packs name them.

    `kinds` are the roles whose forms they are offered first, as the forms' audiences; empty until they chose.
    """

    name: str
    role: str
    organisation: str
    phone: str = ""
    email: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def is_lead(self) -> bool:
        """Whether they said that they are a safeguarding lead; everybody else at a school is a reporter."""
        return "lead" in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLead:
    """The practitioner's safeguarding lead, as they name them themselves."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingBasis:
    """The organisation's own words for why it may share (councils differ), and its marking."""

    lawful_basis: str
    marking: str = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowKey:
    """An organisation's public key for unlocking: whoever holds its secret half can open the vaults that have one for it.

    `name` is the organisation's, as the practitioner sees it; `recipient` a hybrid age recipient (``age1pq1…``).
    """

    name: str
    recipient: str
