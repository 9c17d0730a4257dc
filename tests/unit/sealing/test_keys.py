from __future__ import annotations

import pytest

from prevent_desktop.errors import SealFormatError, SealingError
from prevent_desktop.sealing import (
    bech32,
    generate_identity,
    open_bytes,
    parse_identities,
    parse_identity,
    parse_recipient,
    seal_bytes,
)

_CLASSIC_SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # C2SP age.md
_CLASSIC_PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
_HYBRID_SECRET = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"  # likewise
_HYBRID_PUBLIC_BEGIN = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrq"
_HYBRID_PUBLIC_END = "xpfqdkmhh6gjtqmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"


def test_the_published_classic_identity_has_the_published_recipient() -> None:
    assert str(parse_identity(_CLASSIC_SECRET).recipient) == _CLASSIC_PUBLIC


def test_the_published_hybrid_identity_has_the_published_recipient() -> None:
    public = str(parse_identity(_HYBRID_SECRET).recipient)
    assert public.startswith(_HYBRID_PUBLIC_BEGIN)
    assert public.endswith(_HYBRID_PUBLIC_END)


@pytest.mark.parametrize("hybrid", [True, False])
def test_a_new_identity_and_its_recipient_survive_being_written(hybrid: bool) -> None:
    identity = generate_identity(hybrid=hybrid)
    assert parse_identity(identity.secret_text) == identity
    assert parse_recipient(str(identity.recipient)) == identity.recipient
    assert identity.recipient.post_quantum is hybrid
    assert generate_identity(hybrid=hybrid) != identity


def test_a_new_identity_is_hybrid_unless_asked_otherwise() -> None:
    assert generate_identity().secret_text.startswith("AGE-SECRET-KEY-PQ-1")
    assert str(generate_identity().recipient).startswith("age1pq1")
    assert generate_identity(hybrid=False).secret_text.startswith("AGE-SECRET-KEY-1")


@pytest.mark.parametrize("hybrid", [True, False])
def test_printing_an_identity_does_not_show_its_secret(hybrid: bool) -> None:
    identity = generate_identity(hybrid=hybrid)
    shown = f"{identity!r} {identity}".upper()
    assert identity.raw.hex().upper() not in shown
    assert repr(identity.raw).upper() not in shown
    assert identity.secret_text not in shown


def test_blanks_around_a_pasted_key_are_passed_over() -> None:
    assert str(parse_recipient(f"  {_CLASSIC_PUBLIC}\n")) == _CLASSIC_PUBLIC
    assert parse_identity(f"{_CLASSIC_SECRET}\r\n").secret_text == _CLASSIC_SECRET


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        _CLASSIC_SECRET,
        _CLASSIC_PUBLIC.upper(),
        _CLASSIC_PUBLIC[:20] + " " + _CLASSIC_PUBLIC[20:],
        bech32.encode("age", bytes(31)),
        bech32.encode("age", bytes(1216)),
        bech32.encode("age1pq", bytes(1215)),
        bech32.encode("age1pq", bytes(32)),
        bech32.encode("age1tag", bytes(33)),
        bech32.encode("age1pq", b"\xff" * 1216),  # numbers beyond ML-KEM's modulus (FIPS 203 section 7.2)
    ],
)
def test_a_text_that_is_no_recipient_is_refused(wrong: str) -> None:
    with pytest.raises(SealFormatError):
        parse_recipient(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        _CLASSIC_PUBLIC,
        _CLASSIC_SECRET.lower(),
        _HYBRID_SECRET.lower(),
        bech32.encode("age-secret-key-", bytes(31)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(33)).upper(),
        bech32.encode("age-plugin-x-", bytes(32)).upper(),
    ],
)
def test_a_text_that_is_no_identity_is_refused(wrong: str) -> None:
    with pytest.raises(SealFormatError):
        parse_identity(wrong)


def test_the_error_for_a_mistyped_secret_key_does_not_repeat_it() -> None:
    with pytest.raises(SealFormatError) as refusal:
        parse_identity(_HYBRID_SECRET[:-1] + "Q")
    assert _HYBRID_SECRET[20:40] not in str(refusal.value)


def test_a_key_file_of_an_age_tool_is_read() -> None:
    text = f"# created: 2026-11-24\n# public key: {_CLASSIC_PUBLIC}\n{_CLASSIC_SECRET}\n\n{_HYBRID_SECRET}\n"
    assert [identity.secret_text for identity in parse_identities(text)] == [_CLASSIC_SECRET, _HYBRID_SECRET]
    assert parse_identities("# nothing\n") == ()


@pytest.mark.parametrize("low_order", [bytes(32), b"\x01" + bytes(31)])
def test_nothing_is_sealed_to_a_key_that_anybody_could_open(low_order: bytes) -> None:
    recipient = parse_recipient(bech32.encode("age", low_order))
    with pytest.raises(SealFormatError):
        seal_bytes(b"secret", [recipient])
    hybrid = generate_identity().recipient.raw[:1184] + low_order
    with pytest.raises(SealFormatError):
        seal_bytes(b"secret", [parse_recipient(bech32.encode("age1pq", hybrid))])


def test_each_of_several_identities_can_be_the_one() -> None:
    mine, yours = generate_identity(), generate_identity(hybrid=False)
    for owner in (mine, yours):
        sealed = seal_bytes(b"secret", [owner.recipient])
        assert open_bytes(sealed, [mine, yours]) == open_bytes(sealed, [yours, mine]) == b"secret"
    with pytest.raises(SealingError):
        open_bytes(seal_bytes(b"secret", [mine.recipient]), [yours])
