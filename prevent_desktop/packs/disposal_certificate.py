"""The certificate of a disposal as a PDF, to be signed: it names nobody but who signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def build_disposal_certificate(
    pairs: Sequence[tuple[str, str]], content: bytes, *, signer: str, signed_at: datetime, file_name: str
) -> bytes:
    """One tagged A4 page with `pairs` of label and value, an empty signature field, and `content` (JSON) inside.

    `signed_at` is aware: what the clock says when it is signed. Raises MissingGlyphError for a character that no
    shipped font has.
    """
    from prevent_desktop.packs.document.disposal import build_certificate

    return build_certificate(pairs, content, signer=signer, signed_at=signed_at, file_name=file_name)
