"""Who receives: the keys that open, the authorities that are trusted, and the key that signs receipts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.sealing import Identity
from prevent_desktop.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingEnd:
    """What a receiver needs on its own side. `trusted` and the key and certificate of its receipts are PEM.

    `verification_context` are the lists of revoked certificates and whatever else helps to judge a signature.
    """

    name: str
    identities: tuple[Identity, ...]
    trusted: tuple[bytes, ...]
    receipt_key: bytes = field(repr=False)
    receipt_certificate: bytes
    verification_context: VerificationContext = field(default_factory=VerificationContext)

    @property
    def ends_at(self) -> datetime:
        """When its certificate ends: what it signs later, senders' programs refuse (`read_receipt`, `verify_answer`)."""
        return end_of(self.receipt_certificate)

    def ended(self, now: datetime) -> str:
        """That its certificate has ended, in words; empty while it is in force."""
        if now <= self.ends_at:
            return ""
        return _("The certificate of your desk ended: {when}.").format(
            when=short_moment_near(self.ends_at, now)
        )


def new_key_words() -> str:
    """What is done about a certificate that has ended."""
    return _("Ask your organisation for a new key, and choose its file in Settings, under “Our desk”.")


def end_of(certificate: bytes) -> datetime:
    """When a certificate (PEM) ends."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc
