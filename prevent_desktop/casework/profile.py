"""The organisation's profile: who receives packs, whom to trust, how long records are kept, in its own words.

An administrator makes and signs it (`workflows.profile`); once a vault has one, it is the only source of all this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from prevent_desktop.casework.organisation import (
    Colleague,
    EscrowKey,
    Receiver,
    SharingBasis,
)
from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.strict_json import parts_of, value_of
from prevent_desktop.translation import _

KIND: Final = "organisation-profile"
FORMAT: Final = 1
WARN_DAYS: Final = 30
"""So many days before its end a profile is said to end soon."""


MOST_ANSWER_MINUTES: Final = 10
MAILBOX_DAYS: Final = 90
"""After so many days a change of a team leaves its mailbox at most, where a profile says no other number."""
LEAST_MAILBOX_DAYS: Final = 30
MOST_MAILBOX_DAYS: Final = 400
_LEFT_OUT: Final[Mapping[str, Any]] = {
    "printing": True, "answer_minutes": 0, "second_closes_repeats": False, "mailbox_days": MAILBOX_DAYS,
}  # fmt: skip
"""What is not written where it says the usual: older programs know no such member."""
PEM_LISTS: Final = ("authority", "trust", "form_trust", "timestamp_trust", "revocation")
"""The members of a profile that are lists of PEM texts."""


class RouteKind(StrEnum):
    """In which order the organisation wants its receivers asked."""

    FRONT_DOOR_FIRST = "front-door-first"
    POLICE_FIRST = "police-first"
    BOTH = "both"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            RouteKind.FRONT_DOOR_FIRST: _("Front door first"),
            RouteKind.POLICE_FIRST: _("Police first"),
            RouteKind.BOTH: _("Both at once"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """`first` are the ids of the receivers that are asked first; the others wait until these have answered."""

    kind: RouteKind = RouteKind.BOTH
    first: tuple[str, ...] = ()

    def waits(self, recipient_id: str) -> bool:
        """Whether this receiver's pack waits until those who are asked first have answered."""
        return self.kind is not RouteKind.BOTH and recipient_id not in self.first

    def ordered(self, receivers: Sequence[Receiver]) -> tuple[Receiver, ...]:
        """Those who are asked first, then the others, each in the organisation's order."""
        return tuple(sorted(receivers, key=lambda one: self.waits(one.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationProfile:
    """All that an organisation gives its practitioners. `expires` is the last day on which it counts (UTC).

    Certificates and lists are PEM texts: `authority` are those under which its profiles are signed, `trust` those whose
    signatures on packs count, `form_trust` those whose publishers bring forms (empty: those of `trust`), `revocation`
    lists of certificates that count no more, `timestamp_trust` those who may vouch for a time, which is asked for at
    `timestamp_url`. `printing` says whether anything of the record may be printed. One passphrase covers a desk's answers for
    `answer_minutes`; none, where that is 0. With `second_closes_repeats` it takes two people to close a repeat without further action. A change of a team leaves its mailbox after `mailbox_days` at most. `team` is whoever keeps cases together,
    and their vaults; None where everybody works alone. `issued` is None until it is signed.
    """

    organisation: str
    version: int
    expires: date
    issued: datetime | None = None
    marking: str = "OFFICIAL-SENSITIVE"
    lawful_basis: str = ""
    authority: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    form_trust: tuple[str, ...] = ()
    revocation: tuple[str, ...] = ()
    timestamp_url: str = ""
    timestamp_trust: tuple[str, ...] = ()
    password_packs: bool = True
    printing: bool = True
    answer_minutes: int = 0
    second_closes_repeats: bool = False
    mailbox_days: int = MAILBOX_DAYS
    routes: Routes = field(default_factory=Routes)
    answer_within_days: Mapping[str, int] = field(default_factory=dict)
    recipients: tuple[Receiver, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    escrow: EscrowKey | None = None
    team: Team | None = None

    @property
    def sharing(self) -> SharingBasis:
        """Its lawful basis and marking."""
        return SharingBasis(lawful_basis=self.lawful_basis, marking=self.marking)

    @property
    def names(self) -> tuple[str, ...]:
        """Of all whom it names: the organisation, receivers, colleagues, members of the team, and whose its key for ways in is."""
        receivers = (one.name for one in self.recipients)
        colleagues = (one.name for one in self.colleagues)
        members = () if self.team is None else (one.name for one in self.team.members)
        escrow = () if self.escrow is None else (self.escrow.name,)
        return (self.organisation, *receivers, *colleagues, *members, *escrow)

    @property
    def asked_first(self) -> tuple[str, ...]:
        """The names of the receivers that are asked before the others; empty where all are asked at once."""
        if self.routes.kind is RouteKind.BOTH:
            return ()
        return tuple(one.name for one in self.recipients if not self.routes.waits(one.id))

    @property
    def ends_at(self) -> datetime:
        """The first moment at which it does not count any more."""
        return datetime.combine(self.expires, time(), UTC) + timedelta(days=1)

    @property
    def parts(self) -> dict[str, Any]:
        """The profile as JSON keeps it."""
        parts: dict[str, Any] = {"kind": KIND, "format": FORMAT, **parts_of(self)}
        for receiver in parts["recipients"]:
            if receiver["sign_in"] is None:  # few have one
                del receiver["sign_in"]
            if not receiver["readable_copy"]:  # older programs know no such member
                del receiver["readable_copy"]
        for name, usual in _LEFT_OUT.items():
            if parts[name] == usual:
                del parts[name]
        if self.team is None:
            del parts["team"]
        elif not self.team.begun:  # older programs know no such member
            del parts["team"]["begun"]
        if self.issued is None:
            del parts["issued"]
        else:
            parts["issued"] = self.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return parts

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> OrganisationProfile:
        """The profile that `parts` gave, or whatever was checked before. ValueError for others."""
        profile: OrganisationProfile = value_of(
            cls, parts, fixed={"kind": KIND, "format": FORMAT}, older=True
        )
        return profile
