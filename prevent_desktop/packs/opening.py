"""Opens a pack: verifies who signed it and that it is whole, before anything of it is shown; and takes its files out.

All of it is read in the confined process (`reader`): what comes from outside costs that one its time and memory, never this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import SEEK_END, BytesIO
from typing import BinaryIO

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.reader.asking import ask, ask_for_files
from prevent_desktop.packs.reader.questions import Files, Unlock, Verify
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.translation import _

_PIECE = 1 << 20


def verify_pack(
    untrusted_pdf: bytes | BinaryIO,
    trusted: Sequence[bytes],
    verification_context: VerificationContext | None = None,
    *,
    unlock: Unlock | None = None,
) -> VerifiedPack:
    """Verify a signed pack against the trusted certificates (PEM). Raises PackVerificationError, with the reason.

    A file must be binary and seekable; it is read in pieces, and left where reading ended. `verification_context` is what
    else is known, such as lists of revoked certificates.

    It must be certified by its first signature (ISO 32000-1, 12.8.2.2), unchanged, whole, and signed with a
    certificate that was issued below a trusted one and was valid at the claimed time. `unlock` opens one that is under a
    password or encrypted to a certificate (`protection`); without it such a pack raises PackLockedError. One that costs more time
    or memory than any pack needs does not verify; ReaderEndedError says nothing against the pack.
    """
    question = Verify(
        trusted=tuple(trusted),
        verification_context=verification_context or VerificationContext(),
        unlock=unlock,
    )
    file = BytesIO(untrusted_pdf) if isinstance(untrusted_pdf, bytes) else untrusted_pdf
    verified: VerifiedPack = ask(VerifiedPack, question, file)
    return verified


def extract_files(untrusted_pdf: bytes) -> tuple[tuple[str, str, bytes], ...]:
    """The embedded files as (name, media type, data). Verify first. Raises PackVerificationError.

    Each name is safe to write in a folder: one part, no path, no device name, no two alike.
    """
    return tuple(
        (name, kind, b"".join(pieces)) for name, kind, pieces in extract_each(BytesIO(untrusted_pdf))
    )


def extract_each(untrusted_pdf: BinaryIO) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """As `extract_files`, one after the other out of a file, each in pieces: read those before you ask for the next.

    What a pack of ours holds as it is, however large, is never in memory as a whole.
    """
    end = untrusted_pdf.seek(0, SEEK_END)
    for file, pieces in ask_for_files(Files(), untrusted_pdf):
        if file.start < 0:
            yield file.name, file.media_type, pieces
        elif 0 <= file.size <= end - file.start:
            yield file.name, file.media_type, _pieces(untrusted_pdf, file.start, file.size)
        else:
            raise PackVerificationError(
                _("The files of the pack were not taken out"),
                _("The files inside the pack cannot be read."),
                _("Ask the sender for the pack again."),
            )


def _pieces(pdf: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    """The bytes of a file that lies in the PDF as it is. EOFError where the PDF ends before them."""
    left = size
    while left:
        pdf.seek(start + size - left)
        piece = pdf.read(min(left, _PIECE))
        if not piece:
            raise EOFError
        left -= len(piece)
        yield piece
