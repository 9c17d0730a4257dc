"""A stanza of an age header: how one recipient's copy of the file key is written (C2SP age, "Recipient stanza")."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.errors import SealFormatError
from prevent_desktop.translation import _

FULL_LINE = 64
WRAPPED_KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class Stanza:
    """`arguments` (the first is the kind of recipient) and `body`, which wraps the file key."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        """The kind of recipient, such as ``X25519``."""
        return self.arguments[0]

    def to_bytes(self) -> bytes:
        """The stanza's lines; the last one is always shorter than a full line, and may be empty."""
        text = encode_base64(self.body)
        lines = [text[start : start + FULL_LINE] for start in range(0, len(text) + 1, FULL_LINE)]
        return "\n".join(["-> " + " ".join(self.arguments), *lines, ""]).encode("ascii")


def shares_for(kind: str, share_size: int, stanzas: Sequence[Stanza]) -> list[tuple[bytes, bytes]]:
    """The key share and the wrapped file key of each stanza of `kind`; other kinds are passed over.

    All of them are checked before any is tried, so that no secret touches a header that is not well formed:
    exactly one argument beside the kind, canonical base64 of `share_size` bytes, a body of 32 bytes. Raises
    SealFormatError.
    """
    shares = []
    for stanza in stanzas:
        if stanza.kind != kind:
            continue
        if len(stanza.arguments) != 2 or len(stanza.body) != WRAPPED_KEY_SIZE:  # noqa: PLR2004 - kind and share
            raise malformed_header()
        share = decode_base64(stanza.arguments[1].encode("ascii"))
        if len(share) != share_size:
            raise malformed_header()
        shares.append((share, stanza.body))
    return shares


def encode_base64(data: bytes) -> str:
    """Standard base64 without padding (RFC 4648 section 4)."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64(untrusted_text: bytes) -> bytes:
    """Canonical base64 without padding; raises SealFormatError for any other spelling (RFC 4648 section 3.5)."""
    try:
        data = base64.b64decode(untrusted_text + b"=" * (-len(untrusted_text) % 4), validate=True)
    except binascii.Error as not_base64:
        raise malformed_header() from not_base64
    if encode_base64(data).encode("ascii") != untrusted_text:
        raise malformed_header()
    return data


def malformed_header() -> SealFormatError:
    """The error for a header that does not follow the format."""
    return SealFormatError(
        _("This sealed file cannot be read"),
        _("It does not begin as a sealed file must. It may be damaged, cut short, or another kind of file."),
        _("Ask the sender for the file again, and check that it was not converted or opened on the way."),
    )
