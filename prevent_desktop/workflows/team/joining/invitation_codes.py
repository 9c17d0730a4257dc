"""The one-time code of an invitation's slip: what a newcomer types, and the keys and names that come from it.

17 random letters of Crockford's base 32 (85 bits) and one that checks them: over GF(32) the letters, each times its own power
of 2, add up to 0, so that one wrong letter and any two that changed places are told. What comes from the code by HKDF
(RFC 5869) stands in `resources/specification/team-changes.md`. A code of 85 bits needs no slow derivation: nobody tries them all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from prevent_desktop.casework.identifiers import CROCKFORD, in_groups, plain_letters
from prevent_desktop.errors import InvitationError
from prevent_desktop.translation import _

RANDOM_LETTERS: Final = 17
_GROUP: Final = 3
_SALT: Final = b"prevent-desktop/team-invitation/1"
_POLYNOMIAL: Final = 0b100101
"""x^5 + x^2 + 1, which makes GF(32): 2 is a generator, so that all 31 powers differ."""
_BIT: Final = 5


def new_code() -> str:
    """A fresh code, such as ``K7Q-F2M-9XW-T4C-8HJ-3PD``."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(RANDOM_LETTERS))
    return in_groups(_check_letter(letters) + letters, _GROUP)


def read_code(untrusted_text: str) -> str:
    """The code as `new_code` writes it, from what was typed; case, spaces, hyphens and look-alikes do not matter.

    InvitationError where a letter is missing, too many, wrong or at another's place.
    """
    letters = plain_letters(untrusted_text)
    if set(letters) - set(CROCKFORD) or len(letters) != RANDOM_LETTERS + 1 or _sum(letters):
        raise InvitationError(
            _("The code has a typing mistake"),
            _("It is six groups of three letters and digits, and these do not fit together. Nothing was changed."),
            _("Compare it with your slip, group by group, and type it again."),
        )  # fmt: skip
    return in_groups(letters, _GROUP)


def _check_letter(letters: str) -> str:
    """What stands first, with the weight 1, so that the sum is 0."""
    return CROCKFORD[_sum(CROCKFORD[0] + letters)]


def _sum(letters: str) -> int:
    """The sum over GF(32), by Horner's rule from the last letter on: the first has the weight 1, then 2, 4 and so on."""
    return reduce(lambda total, letter: _doubled(total) ^ CROCKFORD.index(letter), reversed(letters), 0)


def _doubled(number: int) -> int:
    return (number << 1) ^ (_POLYNOMIAL if number >> (_BIT - 1) else 0)


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """What comes from a code. `root` alone is kept in a lead's vault, so that nobody reads a code from it."""

    root: bytes = field(repr=False)

    @classmethod
    def of(cls, code: str) -> CodeKeys:
        """From a code as `read_code` gives it."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        letters = plain_letters(code).encode("ascii")
        return cls(HKDF(SHA256(), 32, salt=_SALT, info=b"root").derive(letters))

    def key(self, purpose: str) -> bytes:
        """32 bytes for this purpose alone."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

        return HKDFExpand(SHA256(), 32, info=purpose.encode("ascii")).derive(self.root)

    @property
    def entry(self) -> str:
        """Which entry of the file it opens: 16 hexadecimal digits."""
        return self.key("entry-id")[:8].hex()

    @property
    def request_name(self) -> str:
        """Where the request lies in the team's mailbox."""
        return self._name("request-name")

    @property
    def answer_name(self) -> str:
        """Where the lead's answer lies."""
        return self._name("answer-name")

    def _name(self, purpose: str) -> str:
        digits = self.key(purpose).hex()
        return f"{digits[:2]}/{digits[2:]}"
