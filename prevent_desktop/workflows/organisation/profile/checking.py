"""Every field of a profile, wherever it came from: its type, its bounds, its keys and certificates, and what fits together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final

from prevent_desktop.casework.organisation import SealingWay, Want
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.profile import (
    FORMAT,
    KIND,
    LEAST_MAILBOX_DAYS,
    MOST_ANSWER_MINUTES,
    MOST_MAILBOX_DAYS,
    PEM_LISTS,
    RouteKind,
)
from prevent_desktop.casework.retention import MOST_AGE, MOST_MONTHS, From, RetentionCategory, RetentionRule
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.profile.team_checking import TEAM, team_fits
from prevent_desktop.workflows.organisation.profile.values import (
    LONGEST_TEXT,
    MOST_IDS,
    Check,
    Found,
    Problem,
    a_day,
    a_text,
    a_time,
    an_id,
    asked_at,
    between,
    certificate,
    days,
    hybrid,
    list_of,
    long_text,
    maybe_certificate,
    maybe_hybrid,
    maybe_text,
    members_of,
    object_of,
    one_of,
    or_none,
    protected_at,
    revoked,
    yes_or_no,
)
from prevent_desktop.workflows.organisation.receiver_rules import (
    endpoint_problem,
    keys_problem,
    receipt_certificate_problem,
)

MOST_COLLEAGUES: Final = 500
MOST_CERTIFICATES: Final = 20
MOST_RULES: Final = 100
MOST_KEYS: Final = 8
MOST_FORMS: Final = 100
_LONGEST_ENDPOINT: Final = 2000
_NEWEST_VERSION: Final = 1_000_000
_DAY_LETTERS: Final = len("2026-11-26")
LONGEST_LIFE: Final = timedelta(days=5 * 366)


def problems_of(parts: Mapping[str, Any]) -> list[Problem]:
    """All that is wrong with a profile's JSON; where there is nothing, `OrganisationProfile.of` takes it."""
    if parts.get("kind") != KIND:
        return [Problem(("kind",), _("This is not the file of an organisation."))]
    if parts.get("format") != FORMAT:
        return [Problem(("format",), _("It was made for another version of this program."))]
    found = list(members_of(_PROFILE, _NEEDED, parts, ()))
    return found or list(_fits_together(parts))


# -- receivers


_WAY: Final = one_of(*(way.value for way in SealingWay))
_STRINGS: Final = list_of(lambda value, path: a_text(value, path, LONGEST_TEXT), MOST_KEYS)
_FORMS: Final = list_of(an_id, MOST_FORMS)
_SIGN_IN: Final = object_of(
    {"issuer": protected_at, "client_id": a_text, "scope": maybe_text}, frozenset({"issuer", "client_id"})
)
_RECEIVER: Final[Mapping[str, Check]] = {
    "id": an_id,
    "name": a_text,
    "phone": maybe_text,
    "way": _WAY,
    "seal_to": _STRINGS,
    "encrypt_to": maybe_certificate,
    "receipt_certificate": maybe_certificate,
    "endpoint": lambda value, path: a_text(value, path, _LONGEST_ENDPOINT, empty=True),
    "form_ids": _FORMS,
    "needs": _FORMS,
    "wants": list_of(one_of(*(want.value for want in Want)), len(Want)),
    "with_attachments": yes_or_no,
    "sign_in": or_none(_SIGN_IN),
    "readable_copy": yes_or_no,
}


def _receiver(value: Any, path: JsonPath) -> Found:
    needed = frozenset({"id", "name", "seal_to", "receipt_certificate", "endpoint", "form_ids"})
    found = list(members_of(_RECEIVER, needed, value, path))
    yield from found or _receiver_fits(value, path)


def _receiver_fits(value: Mapping[str, Any], path: JsonPath) -> Found:
    """What its way asks for. Whoever has no key, or whose packs are not fetched here, may have no address."""
    way = SealingWay(value.get("way", SealingWay.AGE))
    by_key = way is SealingWay.AGE
    wrong = {
        "seal_to": keys_problem(value["seal_to"]) if by_key or value["seal_to"] else "",
        "endpoint": endpoint_problem(value["endpoint"]) if by_key or value["endpoint"] else "",
        "receipt_certificate": receipt_certificate_problem(value["receipt_certificate"]) if by_key else "",
        "encrypt_to": _("A certificate (PEM) that packs are encrypted to is needed for this way.")
        if way is SealingWay.CERTIFICATE and not value.get("encrypt_to")
        else "",
        "form_ids": "" if value["form_ids"] else _("Choose at least one form that it receives"),
    }
    yield from (Problem((*path, name), words) for name, words in wrong.items() if words)
    for number, form_id in enumerate(value.get("needs", ())):
        if form_id not in value["form_ids"]:
            yield Problem((*path, "needs", number), _("It needs a form that it does not receive."))


_RULE: Final[Mapping[str, Check]] = {
    "kind": one_of(*(kind.value for kind in RetentionCategory)),
    "outcome": or_none(one_of(*(outcome.value for outcome in Outcome))),
    "keep_months": or_none(between(1, MOST_MONTHS)),
    "from_what": one_of(*(each.value for each in From)),
    "until_age": or_none(between(1, MOST_AGE)),
    "source": long_text,
}


def _rule(value: Any, path: JsonPath) -> Found:
    found = list(members_of(_RULE, frozenset(RetentionRule.__dataclass_fields__), value, path))
    yield from found
    if not found and value["keep_months"] is None and value["until_age"] is None:
        yield Problem(path, _("A rule needs a number of months or an age."))


_ESCROW: Final = or_none(object_of({"name": a_text, "recipient": hybrid}, frozenset({"name", "recipient"})))

_COLLEAGUE: Final[Mapping[str, Check]] = {
    "name": a_text, "role": maybe_text, "recipient": maybe_hybrid, "certificate": maybe_certificate,
}  # fmt: skip

_PROFILE: Final[Mapping[str, Check]] = {
    "kind": a_text,
    "format": between(FORMAT, FORMAT),
    "organisation": a_text,
    "version": between(1, _NEWEST_VERSION),
    "issued": a_time,
    "expires": a_day,
    "marking": a_text,
    "lawful_basis": long_text,
    **dict.fromkeys(PEM_LISTS, list_of(certificate, MOST_CERTIFICATES)),
    "revocation": list_of(revoked, MOST_CERTIFICATES),
    "timestamp_url": asked_at,
    "password_packs": yes_or_no,
    "printing": yes_or_no,
    "answer_minutes": between(0, MOST_ANSWER_MINUTES),
    "second_closes_repeats": yes_or_no,
    "mailbox_days": between(LEAST_MAILBOX_DAYS, MOST_MAILBOX_DAYS),
    "routes": object_of(
        {"kind": one_of(*(kind.value for kind in RouteKind)), "first": list_of(an_id, MOST_IDS)},
        frozenset({"kind"}),
    ),
    "answer_within_days": days,
    "recipients": list_of(_receiver, MOST_IDS),
    "colleagues": list_of(object_of(_COLLEAGUE, frozenset({"name", "role"})), MOST_COLLEAGUES),
    "retention": list_of(_rule, MOST_RULES),
    "escrow": _ESCROW,
    "team": or_none(TEAM),
}
_NEEDED: Final = frozenset({"organisation", "version", "expires", "recipients"})


# -- what fits together


def _fits_together(parts: Mapping[str, Any]) -> Found:
    receivers = parts["recipients"]
    yield from _alike(receivers, "id", _("Another receiver has this id already."))
    yield from _alike(receivers, "name", _("Another receiver has this name already."))
    yield from _routes_fit(parts, {one["id"] for one in receivers})
    if parts.get("team") is not None:
        yield from team_fits(parts["team"])
    if not parts.get("password_packs", True):
        for number, receiver in enumerate(receivers):
            if receiver.get("way") == SealingWay.PASSWORD:
                words = _("This file forbids packs under a password.")
                yield Problem(("recipients", number, "way"), words)
    if "issued" in parts:
        signed, last = (date.fromisoformat(parts[name][:_DAY_LETTERS]) for name in ("issued", "expires"))
        if not signed <= last <= signed + LONGEST_LIFE:
            yield Problem(("expires",), _("An organisation’s file counts at least to the day on which it was signed, and five years at the most."))  # fmt: skip


def _routes_fit(parts: Mapping[str, Any], ids: Collection[str]) -> Found:
    routes = parts.get("routes", {"kind": RouteKind.BOTH})
    first = routes.get("first", [])
    named: list[tuple[JsonPath, str]] = [
        (("routes", "first", number), one) for number, one in enumerate(first)
    ]
    named += [(("answer_within_days", one), one) for one in parts.get("answer_within_days", {})]
    yield from (
        Problem(path, _("There is no receiver with this id.")) for path, one in named if one not in ids
    )
    if routes["kind"] != RouteKind.BOTH and not first:
        yield Problem(("routes",), _("“first” must name the receivers that are asked first."))


def _alike(receivers: list[dict[str, Any]], name: str, words: str) -> Found:
    seen: set[str] = set()
    for number, receiver in enumerate(receivers):
        value = receiver[name].strip().casefold()
        if value in seen:
            yield Problem(("recipients", number, name), words)
        seen.add(value)
