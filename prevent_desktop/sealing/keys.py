"""Recipients (public keys) and identities (secret keys): made, read and written as the text that age tools use."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from prevent_desktop.errors import SealFormatError
from prevent_desktop.sealing import bech32, classic, hybrid
from prevent_desktop.sealing.classic import ClassicIdentity, ClassicRecipient
from prevent_desktop.sealing.hybrid import HybridIdentity, HybridRecipient
from prevent_desktop.translation import _

Recipient: TypeAlias = HybridRecipient | ClassicRecipient
Identity: TypeAlias = HybridIdentity | ClassicIdentity


def generate_identity(*, hybrid: bool = True) -> Identity:
    """A new identity; a classic one only where the other side has no tool that knows hybrid keys."""
    return HybridIdentity.generate() if hybrid else ClassicIdentity.generate()


@lru_cache(maxsize=64)
def parse_recipient(untrusted_text: str) -> Recipient:
    """The recipient that `untrusted_text` (``age1pq1…`` or ``age1…``) spells; raises SealFormatError."""
    prefix, raw = bech32.decode(untrusted_text.strip())
    if prefix == hybrid.RECIPIENT_PREFIX and len(raw) == hybrid.RECIPIENT_SIZE:
        return _checked(HybridRecipient(raw))
    if prefix == classic.RECIPIENT_PREFIX and len(raw) == classic.KEY_SIZE:
        return ClassicRecipient(raw)
    raise SealFormatError(
        _("This is not a receiver’s key"),
        _(
            "A receiver’s key begins with “age1pq1” or “age1”, in small letters. This text is another kind of key."
        ),
        _("Ask the receiver for their public age key."),
    )


def parse_identity(untrusted_text: str) -> Identity:
    """The identity that `untrusted_text` (``AGE-SECRET-KEY-PQ-1…`` or ``AGE-SECRET-KEY-1…``) spells; raises SealFormatError."""
    prefix, raw = bech32.decode(untrusted_text.strip())
    if prefix == hybrid.IDENTITY_PREFIX and len(raw) == hybrid.SEED_SIZE:
        return HybridIdentity(raw)
    if prefix == classic.IDENTITY_PREFIX and len(raw) == classic.KEY_SIZE:
        return ClassicIdentity(raw)
    raise SealFormatError(
        _("This is not a secret key"),
        _("A secret key begins with “AGE-SECRET-KEY-PQ-1” or “AGE-SECRET-KEY-1”, in capital letters."),
        _("Use the secret key that belongs to the public key which the sender used."),
    )


def parse_identities(untrusted_text: str) -> tuple[Identity, ...]:
    """The identities of a key file as age tools write it: one a line; empty lines and ``#`` comments are passed over."""
    lines = [line.strip() for line in untrusted_text.splitlines()]
    return tuple(parse_identity(line) for line in lines if line and not line.startswith("#"))


def _checked(recipient: HybridRecipient) -> HybridRecipient:
    try:
        recipient.public_key()
    except ValueError as not_a_key:
        raise SealFormatError(
            _("This receiver’s key cannot be used"),
            _("Its text is whole, but the numbers in it are not a valid key."),
            _("Ask the receiver for their public age key again."),
        ) from not_a_key
    return recipient
