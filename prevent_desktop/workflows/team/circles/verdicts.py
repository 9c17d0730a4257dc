"""What becomes of something that arrived in a team's mailbox, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.team.change_set import ChangeSet
from prevent_desktop.translation import _


class Kind(StrEnum):
    """What becomes of it."""

    VALID = "valid"
    KNOWN = "known"
    """It is here already."""
    WAITS = "waits"
    """It may count later: something that it needs has not come."""
    SET_ASIDE = "set-aside"
    """It does not count. What else comes goes on."""


class Reason(StrEnum):
    """Why it does not count, or not yet."""

    UNKNOWN_EPOCH = "unknown-epoch"
    NEWER_PROFILE = "newer-profile"
    NEWER_PROGRAM = "newer-program"
    GAP = "gap"
    OTHER_HISTORY = "other-history"
    DAMAGED = "damaged"
    FORGED = "forged"
    FOREIGN = "foreign"
    REPLAYED = "replayed"
    REMOVED = "removed"
    TAKEN_OUT = "taken-out"
    WRONG_CIRCLE = "wrong-circle"

    @property
    def words(self) -> str:
        """It in a sentence."""
        return {
            Reason.UNKNOWN_EPOCH: _("The key that opens it has not come yet."),
            Reason.NEWER_PROFILE: _("It was written by a newer version of your organisation’s file than the one here."),
            Reason.NEWER_PROGRAM: _("A newer version of the program wrote it. Update this one."),
            Reason.GAP: _("An earlier change of the same vault has not come yet."),
            Reason.OTHER_HISTORY: _("It goes on from a change that others have and that has not come here."),
            Reason.DAMAGED: _("It was cut or changed on its way, or is nothing that this program wrote."),
            Reason.FORGED: _("Its signature does not fit: somebody else made it, or changed it."),
            Reason.FOREIGN: _("It belongs to another team."),
            Reason.REPLAYED: _("It lies in the place of another change."),
            Reason.REMOVED: _("It came after its vault was removed from the team, or in the place of another change of it."),
            Reason.TAKEN_OUT: _("It counted here, but had not come to whoever removed its vault from the team. A lead decides."),
            Reason.WRONG_CIRCLE: _("It belongs to other shared cases, or its writer does not share these."),
        }[self]  # fmt: skip


OF_THOSE_WHO_WENT: Final = (Reason.REMOVED, Reason.TAKEN_OUT)
"""Why a lead can let a change-set count all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A change-set that somebody names and that is not here; `digest` is empty where any of that number will do."""

    writer: str
    number: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a thing, and of a valid change-set what it is.

    `signer` is the writer whose signature holds, empty where none was found to hold. `forked` where another one has its number:
    both count, and that is told. `missing` is what it waits for.
    """

    kind: Kind
    reason: Reason | None = None
    signer: str = ""
    jws: str = ""
    digest: str = ""
    change_set: ChangeSet | None = None
    forked: bool = False
    missing: Missing | None = None

    @property
    def words(self) -> str:
        """Why, in a sentence; empty where it counts."""
        return "" if self.reason is None else self.reason.words


def set_aside(reason: Reason) -> Verdict:
    """It does not count."""
    return Verdict(kind=Kind.SET_ASIDE, reason=reason)


def waits(reason: Reason, missing: Missing | None = None) -> Verdict:
    """It may count later."""
    return Verdict(kind=Kind.WAITS, reason=reason, missing=missing)
