"""The recovery code: 130 random bits and a 20-bit checksum, as six groups of five letters in Crockford's base 32.

Source: Douglas Crockford, "Base 32" (no I, L, O or U, so that it can be copied by hand and read out).
"""

from __future__ import annotations

import hashlib
import secrets

from prevent_desktop.casework.identifiers import CROCKFORD, in_groups, plain_letters
from prevent_desktop.errors import WrongSecretError
from prevent_desktop.translation import _

_SECRET_LETTERS = 26
_CHECK_LETTERS = 4
_GROUP = 5


def new_recovery_code() -> str:
    """A fresh code, such as ``7Q2M4-…``: 26 random letters and 4 that check them."""
    secret = "".join(secrets.choice(CROCKFORD) for _ in range(_SECRET_LETTERS))
    return in_groups(secret + _checksum(secret), _GROUP)


def read_recovery_code(untrusted_text: str) -> str:
    """The code as `new_recovery_code` writes it, from what a person typed.

    Case, spaces, dashes, O for 0 and I or L for 1 do not matter. Raises WrongSecretError where a letter is missing
    or mistyped.
    """
    letters = plain_letters(untrusted_text)
    secret, checksum = letters[:_SECRET_LETTERS], letters[_SECRET_LETTERS:]
    if set(letters) - set(CROCKFORD) or len(checksum) != _CHECK_LETTERS or checksum != _checksum(secret):
        raise WrongSecretError(
            _("The code has a typing mistake"),
            _(
                "It is six groups of five letters and digits, and these do not fit together. Nothing was changed."
            ),
            _("Compare it with your copy, group by group, and type it again."),
        )
    return in_groups(letters, _GROUP)


def _checksum(secret: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"prevent-desktop recovery code:" + secret.encode()).digest()[:4])
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(0, _CHECK_LETTERS * 5, 5))
