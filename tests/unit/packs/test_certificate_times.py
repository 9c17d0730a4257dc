"""FAULTS 31: certificates over time, case by case: revoked, expired, both, back-dated, with and without a timestamp."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pades import certify
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verification_context import Presence, VerificationContext
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import ISSUED_AT, Signed, make_key_for
from tests.unit.packs.time_authority import time_authority

DAY = timedelta(days=1)
BEGINS, ENDS = ISSUED_AT, ISSUED_AT + 100 * DAY
REVOKED = ISSUED_AT + 60 * DAY
AFTER = ENDS + 30 * DAY
"""The certificate begins on day 0, is revoked on day 60 where it is, and ends on day 100; packs are signed on day 22."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is claimed, stamped, received and vouched for, on which day it is looked at, and what is due."""

    claimed: int = 22
    stamped: int | None = None
    received: int | None = None
    vouched: int | None = None
    vouched_for_this: bool = True
    revoked: bool = False
    listed: int | None = None
    looked: int
    due: str


CASES = {
    "looked at in its life": Case(looked=30, due="not-checked"),
    "in its life, on a list that does not name it": Case(listed=29, looked=30, due="good"),
    "in its life, on an old list": Case(listed=23, looked=70, due="not-known-revoked"),
    "claimed before its life": Case(claimed=-3, looked=30, due="not-valid-yet"),
    "claimed after its life": Case(claimed=103, looked=110, due="expired-when-signed"),
    "stamped after its life": Case(stamped=103, looked=110, due="expired-when-signed"),
    "claimed in the future": Case(claimed=50, looked=30, due="in-the-future"),
    "claimed within a day of a wrong clock": Case(claimed=31, looked=30, due="not-checked"),
    "claimed after its own timestamp": Case(claimed=60, stamped=22, looked=70, due="after-timestamp"),
    "claimed long before its own timestamp": Case(claimed=22, stamped=60, looked=70, due="not-checked"),
    "stamped in the future": Case(claimed=22, stamped=60, looked=30, due="in-the-future"),
    "expired, claimed alone": Case(looked=130, due="expired-no-proof"),
    "expired, back-dated to its first day": Case(claimed=0, looked=130, due="expired-no-proof"),
    "expired, stamped in its life": Case(stamped=22, looked=130, due="expired-since"),
    "expired, received in its life": Case(received=40, looked=130, due="expired-since"),
    "expired, received after its life": Case(received=120, looked=130, due="expired-no-proof"),
    "expired, a receiver vouches for it": Case(vouched=40, looked=130, due="expired-since"),
    "expired, a receiver vouches for another": Case(vouched=40, vouched_for_this=False, looked=130, due="expired-no-proof"),
    "expired, a receiver vouches for it too late": Case(vouched=120, looked=130, due="expired-no-proof"),
    "revoked before it was signed": Case(claimed=70, revoked=True, listed=80, looked=80, due="revoked-before"),
    "revoked later, claimed alone": Case(revoked=True, listed=80, looked=80, due="revoked-no-proof"),
    "revoked later, stamped before": Case(stamped=22, revoked=True, listed=80, looked=80, due="revoked-since"),
    "revoked later, stamped after": Case(stamped=70, revoked=True, listed=80, looked=80, due="revoked-before"),
    "revoked later, received before": Case(received=40, revoked=True, listed=80, looked=80, due="revoked-since"),
    "revoked later, received after": Case(received=70, revoked=True, listed=80, looked=80, due="revoked-no-proof"),
    "revoked later, a receiver vouches for it": Case(vouched=40, revoked=True, listed=80, looked=80, due="revoked-since"),
    "revoked, expired and still listed": Case(revoked=True, listed=80, looked=130, due="revoked-no-proof"),
    "revoked, expired and off the list": Case(listed=120, looked=130, due="expired-no-proof"),
    "revoked, expired and off the list, stamped before": Case(stamped=22, listed=120, looked=130, due="expired-since"),
    "revoked, expired, still listed, stamped before": Case(stamped=22, revoked=True, listed=120, looked=130, due="revoked-since"),
    "revoked, expired, still listed, received before": Case(received=40, revoked=True, listed=120, looked=130, due="revoked-since"),
}  # fmt: skip


@cache
def _key(signed: Signed) -> SigningKey:
    return make_key_for(signed.authority, start=BEGINS, end=ENDS)


def _day(number: int) -> datetime:
    return BEGINS + number * DAY


def _pdf(signed: Signed, case: Case) -> bytes:
    stamping = None if case.stamped is None else time_authority().stamping(_day(case.stamped))
    statement = Statement(reason="", location="", claimed_time=_day(case.claimed), stamping=stamping)
    return certify(Pieces((signed.unsigned,)), _key(signed), statement).read()


def _known(signed: Signed, case: Case, pdf: bytes) -> VerificationContext:
    known = VerificationContext(now=_day(case.looked), timestamp_roots=(time_authority().root,))
    if case.received is not None:
        known = replace(known, received_at=_day(case.received))
    if case.vouched is not None:
        digest = hashlib.sha256(pdf if case.vouched_for_this else b"another").hexdigest()
        known = replace(known, presences=(Presence(digest, _day(case.vouched)),))
    if case.listed is not None:
        revoked = {_key(signed).certificate_pem: REVOKED} if case.revoked else {}
        lists = (signed.authority.revocation_list(revoked, now=_day(case.listed)),)
        known = replace(known, revocation_lists=lists)
    return known


@pytest.mark.parametrize("name", CASES)
def test_each_case_of_a_certificate_over_time(name: str, signed: Signed) -> None:
    case = CASES[name]
    pdf = _pdf(signed, case)
    known = _known(signed, case, pdf)
    try:
        told: str = verify_pack(pdf, signed.trusted, known).author.standing
    except PackVerificationError as error:
        told = error.verdict
    assert told == case.due


def test_a_list_from_after_the_expiry_does_not_clear_a_key_that_an_older_list_names(signed: Signed) -> None:
    pdf = _pdf(signed, Case(looked=130, due=""))
    older = signed.authority.revocation_list({_key(signed).certificate_pem: REVOKED}, now=_day(80))
    newer = signed.authority.revocation_list({}, now=_day(120))
    known = VerificationContext(revocation_lists=(older, newer), now=AFTER, received_at=_day(70))
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(pdf, signed.trusted, known)
    assert caught.value.verdict == "revoked-no-proof"


def test_the_days_are_what_the_cases_say() -> None:
    assert BEGINS < SIGNED_AT < REVOKED < ENDS < AFTER
