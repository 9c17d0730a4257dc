"""What is certain of a pack once it is verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPack:
    """What is certain of a pack once it is verified; `claimed_time` alone is what the signer's clock said.

    `covers_whole_document` says that nothing at all follows the author's signature; otherwise `later_signers` signed
    after it, in the ways that it allows, and each of them verifies too. `certification` says in words what the author
    allows. `fingerprint` is the SHA-256 of the signer's certificate (DER), in hexadecimal.
    """

    signer_name: str
    organisation: str
    claimed_time: datetime
    pack_id: str
    audit_head: str
    covers_whole_document: bool
    later_signers: tuple[str, ...]
    fingerprint: str
    certification: str
