"""Who works together: members with their roles, and the vaults that each of them writes in.

It stands in the organisation's signed profile, which is its only source. A restricted circle stands in no profile, since
not even its existence shows to those whom it is kept from (`CircleStatement`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from prevent_desktop.strict_json import Held
from prevent_desktop.translation import _

_SUFFIX: Final = "~"


def listed_id(writer: str) -> str:
    """The vault of the profile that a writer is: itself, or the one that went on under a fresh id (``v1~0a1b2c3d``).

    A vault that was restored from a backup, or copied, counts its changes anew as another writer with the same keys.
    """
    return writer.partition(_SUFFIX)[0]


def writer_id(listed: str, mark: str) -> str:
    """The id under which the vault `listed` goes on."""
    return f"{listed}{_SUFFIX}{mark}"


class Role(StrEnum):
    """What somebody does in the team. Leads and deputies share cases; a reporter sees what they reported and are told."""

    REPORTER = "reporter"
    DEPUTY = "deputy"
    LEAD = "lead"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Role.REPORTER: _("Reporter"),
            Role.DEPUTY: _("Deputy"),
            Role.LEAD: _("Lead"),
        }[self]

    @property
    def shares_cases(self) -> bool:
        """Whether they may belong to a circle."""
        return self is not Role.REPORTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the team. `left` is the day on which they left; who left stays listed, so that history has a name."""

    id: str
    name: Annotated[str, Held(most=120, least=1)]
    role: Role
    left: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamVault:
    """One vault on one laptop, which writes changes of its own. An id is never used twice.

    `recipient` is its hybrid age recipient (``age1pq1…``), `signing_key` the public half of the key that signs its changes
    (P-256, SubjectPublicKeyInfo as PEM). `removed` is the day from which nothing new goes to it.
    """

    id: str
    member: str
    device: Annotated[str, Held(most=80)]
    recipient: str
    signing_key: str
    removed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The members and their vaults. `mailbox` is the address of the store; `next_lead` takes over where no lead is left.

    `begun` is the digest of the first statement of the circle of all leads and deputies, so that nobody begins it anew; empty in
    profiles that were signed before it was, or by somebody who is not in it.
    """

    id: str
    mailbox: str
    members: tuple[Member, ...]
    vaults: tuple[TeamVault, ...] = ()
    next_lead: str = ""
    begun: str = ""

    def member(self, member_id: str) -> Member | None:
        """The member of this id."""
        return next((one for one in self.members if one.id == member_id), None)

    def vault(self, vault_id: str) -> TeamVault | None:
        """The vault of this id, a removed one too, and whichever id it went on under."""
        listed = listed_id(vault_id)
        return next((one for one in self.vaults if one.id == listed), None)

    def owner(self, vault_id: str) -> Member | None:
        """Whose vault it is."""
        vault = self.vault(vault_id)
        return None if vault is None else self.member(vault.member)

    def went(self, vault_id: str) -> date | None:
        """The day on which it was removed, or its owner left; None while neither is so."""
        vault, owner = self.vault(vault_id), self.owner(vault_id)
        if vault is None:
            return None
        return vault.removed if owner is None or vault.removed is not None else owner.left

    @property
    def present(self) -> tuple[TeamVault, ...]:
        """The vaults that are neither removed nor of somebody who left."""
        return tuple(
            one
            for one in self.vaults
            if one.removed is None and (owner := self.member(one.member)) is not None and owner.left is None
        )

    @property
    def sharing(self) -> tuple[TeamVault, ...]:
        """The present vaults of leads and deputies."""
        return tuple(
            one
            for one in self.present
            if (owner := self.member(one.member)) is not None and owner.role.shares_cases
        )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LastSet:
    """A change-set with which the changes of a vault end that went: by its digest it names all those before it, too."""

    writer: Annotated[str, Held(most=200)]
    number: int
    digest: Annotated[str, Held(most=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStatement:
    """Who shares the cases of a circle from one epoch on, signed by a lead's vault and sealed to each vault alone.

    `number` counts the circle's statements without a gap, `previous` is the digest of the one before. `epoch` is the number
    of the key pair that changes are sealed to from now on: `recipient` is public, `identity` secret (age, hybrid). `names`
    is the secret (hexadecimal) from which the names in the store come; it never changes. `until` holds, for each vault that is
    no longer in the circle, the number of its last change that counts, and `last` which change that is (several where its laptop
    was copied; none in a statement of an older program). `main` is the circle of all leads and deputies.
    `profile` is the version of the profile by which it was made.
    """

    team: str
    circle: str
    number: int
    previous: str
    epoch: int
    recipient: str
    identity: str = field(repr=False)
    names: str = field(repr=False)
    vaults: tuple[str, ...]
    by: str
    at: datetime
    main: bool = True
    until: Mapping[str, int] = field(default_factory=dict)
    profile: int = 0
    last: tuple[LastSet, ...] = ()
