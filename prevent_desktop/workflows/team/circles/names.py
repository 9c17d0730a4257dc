"""What things are called in a team's mailbox: names that its vaults foresee, and that tell nobody else anything.

A name is an HMAC-SHA-256 (RFC 2104) in hexadecimal, its first two digits before a slash, over what is meant as canonical JSON.
For what belongs to a circle the key is the circle's secret; for the rest, the team's id, which stands in its sealed profile alone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from prevent_desktop.strict_json import canonical

SECRET_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class CircleNames:
    """Names of what belongs to the circle whose `secret` (hexadecimal) this is."""

    secret: str = field(repr=False)

    def change_set(self, writer: str, number: int) -> str:
        """Of a change-set."""
        return self._name("set", writer, number)

    def other_set(self, writer: str, number: int, digest: str) -> str:
        """Of a change-set that differs from the one under its number."""
        return self._name("other", writer, number, digest)

    def attachment(self, digest: str, piece: int = 0) -> str:
        """Of an attachment with this SHA-256, or a piece of it."""
        return self._name("attachment", digest, piece)

    def head(self) -> str:
        """Of the small object that is asked for again and again, and says how far everybody is."""
        return self._name("head")

    def heads(self, listed: str, day: date, turn: int = 1) -> str:
        """Of the signed list of heads of a vault and day; `turn` counts copies of one vault that publish on one day."""
        return self._name("heads", listed, day.isoformat(), turn)

    def copy(self, addressee: str, number: int) -> str:
        """Of what tells a vault (listed id) that a lead's copy lies there for it; who misses it asks for one."""
        return self._name("copy", addressee, number)

    def copy_ask(self, asking: str, number: int) -> str:
        """Of what a vault (listed id) signed when it asked for a copy under this number."""
        return self._name("copy-ask", asking, number)

    def copy_piece(self, digest: str, piece: int) -> str:
        """Of a piece of the copy whose file has this SHA-256."""
        return self._name("copy-piece", digest, piece)

    def key(self, addressee: str, epoch: int) -> str:
        """Of the key of an epoch, as a vault (listed id) asks for it that lacks it. Nothing lies there: it is told by a post."""
        return self._name("key", addressee, epoch)

    def _name(self, *meant: str | int) -> str:
        return _name(bytes.fromhex(self.secret), *meant)


@dataclass(frozen=True, slots=True)
class TeamNames:
    """Names of what belongs to no circle, for the team of this id."""

    team: str

    def post(self, addressee: str, sender: str, number: int) -> str:
        """Of what one vault has for another alone."""
        return _name(self.team.encode(), "post", addressee, sender, number)

    def admission(self, addressee: str, sender: str, number: int) -> str:
        """Of what a lead asks the holder of the authority for: to let somebody in."""
        return _name(self.team.encode(), "admission", addressee, sender, number)

    def profile(self, version: int) -> str:
        """Of a version of the organisation's profile."""
        return _name(self.team.encode(), "profile", version)

    def profile_head(self) -> str:
        """Of the small object that says which version is the newest."""
        return _name(self.team.encode(), "profile-head")


def _name(secret: bytes, *meant: str | int) -> str:
    digest = hmac.digest(secret, canonical(meant).encode(), "sha256").hex()
    return f"{digest[:2]}/{digest[2:]}"
