"""Who may receive packs, and who the practitioner is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An organisation's name, keys, endpoint, and what it receives.

    `seal_to` are age recipients (``age1pq1…`` or ``age1…``); `receipt_certificate` is the PEM certificate that its
    receipts are signed with; `endpoint` is a URL: ``https:`` for a tus server, ``file:`` for a folder mailbox.
    `form_ids` are the forms that it gets; `with_attachments` whether it gets attachments too.
    """

    id: str
    name: str
    seal_to: tuple[str, ...]
    receipt_certificate: str
    endpoint: str
    form_ids: tuple[str, ...]
    with_attachments: bool = True
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """The owner of the vault, as packs name them."""

    name: str
    role: str
    organisation: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingBasis:
    """The organisation's own words for why it may share (councils differ), and its marking."""

    lawful_basis: str
    marking: str = "OFFICIAL-SENSITIVE"
