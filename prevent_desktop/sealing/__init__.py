"""Sealing: the age file format (C2SP, age-encryption.org/v1) on `cryptography` alone.

A sealed file opens with any age tool of version 1.3 or newer; ours opens theirs. Two kinds of key: *hybrid*
(``mlkem768x25519``: ML-KEM-768 and X25519 together, so that a file recorded today stays closed to the quantum
computers of later) and *classic* (``X25519``). Passphrases, SSH keys, plugins and text armour are not taken.
"""

from __future__ import annotations

from prevent_desktop.sealing.files import (
    open_bytes,
    open_sealed,
    seal,
    seal_bytes,
    sealed_pieces,
    sealed_reader,
)
from prevent_desktop.sealing.keys import (
    Identity,
    Recipient,
    generate_identity,
    parse_identities,
    parse_identity,
    parse_recipient,
)

__all__ = [
    "Identity",
    "Recipient",
    "generate_identity",
    "open_bytes",
    "open_sealed",
    "parse_identities",
    "parse_identity",
    "parse_recipient",
    "seal",
    "seal_bytes",
    "sealed_pieces",
    "sealed_reader",
]
