"""Opens a pack: verifies who signed it and that it is whole, before anything of it is shown; and takes its files out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from prevent_desktop.packs.circumstances import Circumstances
from prevent_desktop.packs.protection import Unlock
from prevent_desktop.packs.verified_pack import VerifiedPack


def verify_pack(
    untrusted_pdf: bytes | BinaryIO,
    trusted: Sequence[bytes],
    circumstances: Circumstances | None = None,
    *,
    unlock: Unlock | None = None,
) -> VerifiedPack:
    """Verify a signed pack against the trusted certificates (PEM). Raises PackVerificationError, with the reason.

    A file must be binary and seekable; it is read in pieces, and left where reading ended. `circumstances` is what
    else is known, such as lists of revoked certificates.

    It must be certified by its first signature (ISO 32000-1, 12.8.2.2), unchanged, whole, and signed with a
    certificate that was issued below a trusted one and was valid at the claimed time. `unlock` opens one that is under a
    password or encrypted to a certificate (`protection`); without it such a pack raises PackLockedError.
    """
    from prevent_desktop.packs.verification import verify

    return verify(untrusted_pdf, trusted, circumstances or Circumstances(), unlock)


def extract_files(untrusted_pdf: bytes) -> tuple[tuple[str, str, bytes], ...]:
    """The embedded files as (name, media type, data). Verify first. Raises PackVerificationError.

    Each name is safe to write in a folder: one part, no path, no device name, no two alike.
    """
    from prevent_desktop.packs.extraction import extract

    return extract(untrusted_pdf)


def extract_each(untrusted_pdf: BinaryIO) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """As `extract_files`, one after the other out of a file, each in pieces: read those before you ask for the next.

    What a pack of ours holds as it is, however large, is never in memory as a whole.
    """
    from prevent_desktop.packs.extraction import extract_each as each

    yield from each(untrusted_pdf)
