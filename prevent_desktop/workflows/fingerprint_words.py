"""Fingerprints as a person compares them by phone: six words, 76 bits of a SHA-256.

The words are places in `resources/wordlists/passphrase-words.txt` (7,135 of them), which never changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.errors import SealingError
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.writing.word_list import fingerprint_words


def words_for(digest: bytes) -> str:
    """A SHA-256 as six words."""
    return " ".join(fingerprint_words(digest))


def words_for_hex(digest: str) -> str:
    """A SHA-256 in hexadecimal as six words."""
    return words_for(bytes.fromhex(digest))


def words_for_keys(seal_to: Sequence[str]) -> str:
    """Age receivers as six words: those of the one key, or of all of them in their order; empty where there is none."""
    if not seal_to:
        return ""
    try:
        raw = b"".join(parse_recipient(text).raw for text in seal_to)
    except SealingError:  # nothing can be sealed to it, and that is told elsewhere
        raw = "\n".join(seal_to).encode()
    return words_for(hashlib.sha256(raw).digest())


class TeamKeys(Protocol):
    """What a vault of a team is known by: the card that it gives, and its line in the profile."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def recipient(self) -> str:
        """What others seal to."""

    @property
    def signing_key(self) -> str:
        """What its changes are signed with."""


def words_for_team_keys(keys: TeamKeys) -> str:
    """A vault of a team as six words, over its id and both of its keys: whoever exchanged one of them has other words."""
    told = f"{keys.id}\n{keys.recipient}\n{keys.signing_key}"
    return words_for(hashlib.sha256(told.encode()).digest())


def words_for_certificate(pem: str | bytes) -> str:
    """The first certificate of a PEM text as six words (SHA-256 of its DER). ValueError where there is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    text = pem.encode() if isinstance(pem, str) else pem
    return words_for(x509.load_pem_x509_certificate(text).fingerprint(SHA256()))


def key_words(receiver: Receiver) -> str:
    """What a pack for this receiver is closed to, as six words; empty where it is a password, or nothing usable."""
    if receiver.way is SealingWay.PASSWORD:
        return ""
    if receiver.way is SealingWay.AGE:
        return words_for_keys(receiver.seal_to)
    try:
        return words_for_certificate(receiver.encrypt_to)
    except ValueError:
        return ""
