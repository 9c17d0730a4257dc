"""Opaque ids. None of them tells anything about a person."""

from __future__ import annotations

import hashlib
import json
import re
import secrets

PACK_ID = re.compile(r"P-[0-9A-Z]{4,40}")
"""The form of a pack id; wider than what `new_pack_id` makes, for receivers that make their own."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no I, L, O or U, so that it can be copied by hand and read out."""

_PACK_LETTERS = 12
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-–—‑]+")


def new_id() -> str:
    """A fresh id of 128 random bits for a record in the vault, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def derived_id(*parts: str) -> str:
    """An id that is the same wherever it is worked out: 32 hexadecimal digits from what it stands for."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def new_pack_id() -> str:
    """A fresh pack id, ``P-`` and 60 random bits in Crockford's base 32, so that it can be read out by phone."""
    return "P-" + "".join(secrets.choice(CROCKFORD) for _ in range(_PACK_LETTERS))


def short_pack_id(pack_id: str) -> str:
    """The part of a pack id that lists show: ``P-`` and the first four letters."""
    return pack_id[:6]


def plain_letters(typed: str) -> str:
    """What somebody typed of a code, without spaces and dashes: O stands for 0, I and L for 1, and case does not matter."""
    return _SEPARATORS.sub("", typed.upper()).translate(_LOOKALIKES)


def in_groups(letters: str, size: int) -> str:
    """A code as it is written down and read out: so many letters at a time, with dashes between them."""
    return "-".join(letters[start : start + size] for start in range(0, len(letters), size))
