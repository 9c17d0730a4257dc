"""What a verifier knows beside the pack and whom it trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """A pack was there at a time, as somebody vouches whom the verifier trusts. `digest` is the SHA-256 of its PDF, hexadecimal.

    It is taken from a receipt or a statement whose signature was verified, or from the verifier's own record of them.
    """

    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationContext:
    """What helps to judge a signature; all of it may be missing. Nothing is ever fetched.

    `revocation_lists` are CRLs (PEM or DER, RFC 5280); `timestamp_roots` the certificates (PEM) of whoever may vouch
    for a time. `now` is the verifier's own clock. `received_at` is when the pack was certainly there already, which
    proves that its signature is no younger; `presences` prove the same of the packs with their digests. Times are aware.
    """

    revocation_lists: tuple[bytes, ...] = ()
    timestamp_roots: tuple[bytes, ...] = ()
    now: datetime | None = None
    received_at: datetime | None = None
    presences: tuple[Presence, ...] = ()
