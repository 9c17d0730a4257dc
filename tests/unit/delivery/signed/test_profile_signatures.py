from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from prevent_desktop.delivery.signed.form_signatures import FORM_PUBLISHING
from prevent_desktop.delivery.signed.profile_signatures import (
    LARGEST,
    open_profile,
    require_not_revoked,
    require_signer,
    sign_words,
)
from prevent_desktop.delivery.signed.signed_words import leads_to
from prevent_desktop.errors import ProfileError, SigningKeyError
from tests.profiles import Administrator

NOW = datetime.now(UTC)
WORDS = b'{"kind": "organisation-profile"}'


@pytest.fixture(scope="module")
def ada() -> Administrator:
    return Administrator.create()


def signed(by: Administrator, words: bytes = WORDS) -> str:
    return sign_words(words, by.key.key_pem, by.key.certificates_pem)


def test_what_was_signed_comes_back_with_its_signer(ada: Administrator) -> None:
    found = open_profile(signed(ada))
    assert (found.payload, found.signer, found.organisation) == (WORDS, "Ada Min", "Council")
    anchors = [Administrator.create().authority.certificate_pem, ada.authority.certificate_pem]
    assert require_signer(found, anchors, now=NOW) == anchors[1]
    require_not_revoked(found, [])


def test_any_change_is_noticed(ada: Administrator) -> None:
    text = signed(ada)
    for at in range(0, len(text) - 1, 97):
        other = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        with pytest.raises(ProfileError):
            open_profile(other)


def test_another_purpose_signs_none(ada: Administrator) -> None:
    for purpose in (FORM_PUBLISHING, ""):
        with pytest.raises(SigningKeyError, match="not meant for an organisation’s file"):
            signed(Administrator.under(ada.authority, purpose=purpose))


def test_a_stranger_and_an_expired_certificate_may_not(ada: Administrator) -> None:
    anchors = [ada.authority.certificate_pem]
    with pytest.raises(ProfileError, match="somebody who may"):
        require_signer(open_profile(signed(Administrator.create())), anchors, now=NOW)
    with pytest.raises(ProfileError, match="somebody who may"):
        require_signer(open_profile(signed(ada)), [], now=NOW)
    for when in (NOW - timedelta(days=1), NOW + timedelta(days=2000)):
        with pytest.raises(ProfileError, match="not valid today"):
            require_signer(open_profile(signed(ada)), anchors, now=when)


def test_a_revoked_certificate_may_not_and_an_old_list_counts_too(ada: Administrator) -> None:
    own = ada.key.certificates_pem
    listed = ada.authority.revocation_list({own: NOW}, now=NOW - timedelta(days=400))
    require_not_revoked(open_profile(signed(ada)), [ada.authority.revocation_list({}, now=NOW)])
    with pytest.raises(ProfileError, match="no longer counts"):
        require_not_revoked(open_profile(signed(ada)), [listed])


def test_large_words_are_taken_up_to_a_megabyte(ada: Administrator) -> None:
    words = b"x" * (LARGEST // 2)
    assert open_profile(signed(ada, words)).payload == words
    with pytest.raises(ProfileError):
        open_profile("a" * (LARGEST + 1))


@pytest.mark.parametrize("hours", [14, -12])
def test_a_moment_is_the_same_whatever_zone_it_is_written_in(ada: Administrator, hours: int) -> None:
    chain = open_profile(signed(ada)).chain
    moments = [chain[0].not_valid_before_utc, chain[0].not_valid_after_utc]
    within, zone = timedelta(hours=1), timezone(timedelta(hours=hours))
    ends = (datetime(1, 1, 1, tzinfo=zone), datetime(9999, 12, 31, 23, 59, tzinfo=zone))
    assert not any(leads_to(chain, [ada.authority.certificate_pem], one) for one in ends)
    for moment, counts in (
        (moments[0] + within, True), (moments[0] - within, False), (moments[1] - within, True), (moments[1] + within, False),
    ):  # fmt: skip
        assert leads_to(chain, [ada.authority.certificate_pem], moment.astimezone(zone)) is counts
