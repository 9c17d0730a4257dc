"""The organisation's profile: who receives packs, whom to trust, how long records are kept, in its own words.

An administrator makes and signs it (`workflows.profile`); once a vault has one, it is the only source of all this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from prevent_desktop.casework.organisation import (
    ALL_WANTS,
    Colleague,
    EscrowKey,
    Recipient,
    SealingWay,
    SharingBasis,
    SignInServer,
    Want,
)
from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.translation import _

KIND: Final = "organisation-profile"
FORMAT: Final = 1
WARN_DAYS: Final = 30
"""So many days before its end a profile is said to end soon."""


PEM_LISTS: Final = ("authority", "trust", "form_trust", "timestamp_trust", "revocation")
"""The members of a profile that are lists of PEM texts."""


class RouteKind(StrEnum):
    """In which order the organisation wants its recipients asked."""

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
    """`first` are the ids of the recipients that are asked first; the others wait until these have answered."""

    kind: RouteKind = RouteKind.BOTH
    first: tuple[str, ...] = ()

    def waits(self, recipient_id: str) -> bool:
        """Whether this recipient's pack waits until those who are asked first have answered."""
        return self.kind is not RouteKind.BOTH and recipient_id not in self.first

    def ordered(self, recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
        """Those who are asked first, then the others, each in the organisation's order."""
        return tuple(sorted(recipients, key=lambda one: self.waits(one.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationProfile:
    """All that an organisation gives its practitioners. `expires` is the last day on which it counts (UTC).

    Certificates and lists are PEM texts: `authority` are those under which its profiles are signed, `trust` those whose
    signatures on packs count, `form_trust` those whose publishers bring forms (empty: those of `trust`), `revocation`
    lists of certificates that count no more, `timestamp_trust` those who may vouch for a time, which is asked for at
    `timestamp_url`. `issued` is None until it is signed.
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
    routes: Routes = field(default_factory=Routes)
    answer_within_days: Mapping[str, int] = field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    escrow: EscrowKey | None = None

    @property
    def sharing(self) -> SharingBasis:
        """Its lawful basis and marking."""
        return SharingBasis(lawful_basis=self.lawful_basis, marking=self.marking)

    @property
    def asked_first(self) -> tuple[str, ...]:
        """The names of the recipients that are asked before the others; empty where all are asked at once."""
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
        parts: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            **asdict(self),
            "recipients": [parts_of_recipient(one) for one in self.recipients],
            "expires": self.expires.isoformat(),
            "retention": [rule.parts for rule in self.retention],
        }
        if self.issued is None:
            del parts["issued"]
        else:
            parts["issued"] = self.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return parts

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> OrganisationProfile:
        """The profile that `parts` gave, or whatever was checked before. ValueError, KeyError or TypeError for others."""
        issued, escrow = parts.get("issued"), parts.get("escrow")
        lists = {name: tuple(parts.get(name, ())) for name in PEM_LISTS}
        routes = parts.get("routes", {})
        return cls(
            organisation=parts["organisation"], version=parts["version"],
            expires=date.fromisoformat(parts["expires"]), issued=None if issued is None else datetime.fromisoformat(issued),
            marking=parts.get("marking", "OFFICIAL-SENSITIVE"), lawful_basis=parts.get("lawful_basis", ""), **lists,
            timestamp_url=parts.get("timestamp_url", ""), password_packs=parts.get("password_packs", True),
            routes=Routes(kind=RouteKind(routes.get("kind", RouteKind.BOTH)), first=tuple(routes.get("first", ()))),
            answer_within_days=dict(parts.get("answer_within_days", {})),
            recipients=tuple(map(recipient_of, parts.get("recipients", ()))),
            colleagues=tuple(Colleague(**one) for one in parts.get("colleagues", ())),
            retention=tuple(map(RetentionRule.of, parts.get("retention", ()))),
            escrow=None if escrow is None else EscrowKey(**escrow),
        )  # fmt: skip


def recipient_of(parts: Mapping[str, Any]) -> Recipient:
    """The recipient that JSON kept, also before recipients said what they need and want, and how they are sealed to."""
    lists: dict[str, Any] = {
        name: tuple(parts[name]) for name in ("seal_to", "form_ids", "needs") if name in parts
    }
    lists["wants"] = tuple(map(Want, parts.get("wants", ALL_WANTS)))
    lists["way"] = SealingWay(parts.get("way", SealingWay.AGE))
    sign_in = parts.get("sign_in")
    lists["sign_in"] = None if sign_in is None else SignInServer(**sign_in)
    return Recipient(**{**parts, **lists})


def parts_of_recipient(recipient: Recipient) -> dict[str, Any]:
    """A recipient as JSON keeps it; what few have is left out where it is not there."""
    parts = asdict(recipient)
    if recipient.sign_in is None:
        del parts["sign_in"]
    return parts
