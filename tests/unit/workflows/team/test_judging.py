"""What arrives is valid, waits, or is set aside with its reason: whatever the store, a stranger or a colleague with real keys does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.team.change_set import ChangeSet, Operation
from prevent_desktop.casework.team.roster import CircleStatement, Member, Role, Team
from prevent_desktop.casework.team.set_codec import digest_of, encode, payload_of
from prevent_desktop.delivery.signed.team import Words, frame, open_words, sign, unframe
from prevent_desktop.sealing import generate_identity, parse_recipient, seal_bytes
from prevent_desktop.workflows.team.change_sets.judging import Standing, Wanted, judge, judge_words
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known, main_circle
from prevent_desktop.workflows.team.circles.sealed_words import SIZES, padded, seal_words, unpadded
from prevent_desktop.workflows.team.circles.verdicts import Kind, Reason, Verdict
from tests.teams import a_team, keys_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TEAM = a_team()
CIRCLE = main_circle(TEAM.id)


@cache
def statement(
    number: int, vaults: tuple[str, ...] = ("v-sf", "v-pl"), until: tuple[tuple[str, int], ...] = ()
) -> Known:
    identity = generate_identity()
    made = CircleStatement(
        team=TEAM.id, circle=CIRCLE, number=number, previous="", epoch=number, recipient=str(identity.recipient),
        identity=identity.secret_text, names="ab" * 32, vaults=vaults, by="v-sf", at=NOW, until=dict(until),
    )  # fmt: skip
    return Known(made, f"{number:064x}")


def book(*known: Known, team: Team = TEAM) -> CircleBook:
    return CircleBook(CIRCLE, team, "v-sf", known or (statement(1),))


def a_set(number: int = 1, **changes: Any) -> ChangeSet:
    whole: dict[str, Any] = {
        "team": TEAM.id, "circle": CIRCLE, "epoch": 1, "profile": 3, "vault": "v-pl", "number": number, "previous": "",
        "case_id": "case", "author": "PL", "at": NOW, "operations": (Operation(table="notes", key=("n",), unit="", value={"text": "words"}),),
    }  # fmt: skip
    return ChangeSet(**{**whole, **changes})


def signed(
    change_set: ChangeSet, *, vault: str = "v-pl", writer: str = "", kind: Words = Words.CHANGE_SET
) -> str:
    return sign(kind, encode(change_set), keys_of(vault).pair.private_pem, writer or change_set.vault)


def sealed(change_set: ChangeSet, epoch: int = 1, **how: Any) -> bytes:
    return seal_words(signed(change_set, **how), statement(epoch).statement.recipient)


def standing(here: Mapping[tuple[str, int], Collection[str]] | None = None, **changes: Any) -> Standing:
    whole: dict[str, Any] = {
        "book": book(),
        "profile": 3,
        "digests": lambda *place: (here or {}).get(place, ()),
    }
    return Standing(**{**whole, **changes})


FIRST = Wanted(writer="v-pl", number=1)


def said(verdict: Verdict) -> tuple[Kind, Reason | None]:
    return verdict.kind, verdict.reason


def test_a_set_of_a_colleague_counts_with_what_it_is() -> None:
    verdict = judge(sealed(a_set()), FIRST, standing())
    assert said(verdict) == (Kind.VALID, None)
    assert verdict.change_set == a_set()
    assert verdict.digest == digest_of(encode(a_set()))
    assert (verdict.signer, verdict.forked, verdict.words) == ("v-pl", False, "")
    assert payload_of(verdict.jws) == encode(a_set())


def test_a_note_costs_less_than_four_kilobytes_whatever_its_author_writes_up_to_two_thousand_letters() -> (
    None
):
    words = " ".join(f"He said at {number} o’clock that nobody should know of it." for number in range(40))[
        :2000
    ]
    note = {"text": words, "author": "PL", "id": "n" * 32, "case_id": "c" * 32, "written_at": NOW.isoformat()}
    seen = {f"{number:032x}": 1000 + number for number in range(8)}
    long = a_set(
        vault="a" * 32,
        previous="b" * 64,
        seen=seen,
        operations=(Operation(table="notes", key=("n" * 32,), unit="", value=note),),
    )
    jws = sign(Words.CHANGE_SET, encode(long), keys_of("v-pl").pair.private_pem, "a" * 32)
    assert len(jws) > 4096
    assert len(seal_words(jws, statement(1).statement.recipient)) < 4096


@pytest.mark.parametrize("length", [0, 1, 1020, 1021, 2044, 4092, 16_380, 65_532, 65_533, 200_000])
def test_what_is_sealed_is_of_few_sizes_and_comes_back_whole(length: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    whole = padded(content[:length])
    assert len(whole) in SIZES or len(whole) % SIZES[-1] == 0
    assert unpadded(whole) == content[:length]
    for wrong in (b"", b"\xff" * 1024, whole[:1000], whole[: length + 3]):
        with pytest.raises(ValueError, match="size"):
            unpadded(wrong)
    if len(whole) > length + 4:
        with pytest.raises(ValueError, match="size"):
            unpadded(whole[:-1] + b"x")


@given(words=st.binary(min_size=1, max_size=3000), writer=st.text(alphabet="abc0-~", min_size=1, max_size=40))
@settings(max_examples=20)
def test_a_frame_is_the_same_words_in_fewer_bytes(words: bytes, writer: str) -> None:
    pair = keys_of("v-pl").pair
    jws = sign(Words.CHANGE_SET, words, pair.private_pem, writer)
    assert unframe(Words.CHANGE_SET, frame(jws)) == jws
    assert open_words(Words.CHANGE_SET, jws, pair.public_pem) == words
    other = unframe(Words.HEADS, frame(jws))
    with pytest.raises(ValueError):  # noqa: PT011 -- of whatever kind
        open_words(Words.HEADS, other, pair.public_pem)


WRONG: list[tuple[str, Any, tuple[Kind, Reason | None]]] = [
    ("cut", lambda: sealed(a_set())[:-1], (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("empty", lambda: b"", (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("a web page", lambda: b"<html>Sign in</html>", (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("not sealed at all", lambda: signed(a_set()).encode(), (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("unsigned", lambda: in_epoch(padded(b"\x04v-pl" + bytes(64) + b"{}")), (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("bare words", lambda: in_epoch(padded(encode(a_set()))), (Kind.SET_ASIDE, Reason.DAMAGED)),
    ("sealed to a stranger", lambda: seal_words(signed(a_set()), str(keys_of("v-am").identity.recipient)), (Kind.WAITS, Reason.UNKNOWN_EPOCH)),
    ("signed by a stranger", lambda: sealed(a_set(), vault="v-x"), (Kind.SET_ASIDE, Reason.FORGED)),
    ("signed by a colleague as if by another", lambda: sealed(a_set(), vault="v-sf"), (Kind.SET_ASIDE, Reason.FORGED)),
    ("another's set in this place", lambda: sealed(a_set(vault="v-sf"), vault="v-sf"), (Kind.SET_ASIDE, Reason.REPLAYED)),
    ("signed by itself, said to be another's", lambda: sealed(a_set(vault="v-sf"), writer="v-pl"), (Kind.SET_ASIDE, Reason.FORGED)),
    ("an older one again", lambda: sealed(a_set(7)), (Kind.SET_ASIDE, Reason.REPLAYED)),
    ("of another team", lambda: sealed(a_set(team="other")), (Kind.SET_ASIDE, Reason.FOREIGN)),
    ("of another circle", lambda: sealed(a_set(circle="other")), (Kind.SET_ASIDE, Reason.WRONG_CIRCLE)),
    ("other words of the same vault", lambda: sealed(a_set(), kind=Words.HEADS), (Kind.SET_ASIDE, Reason.FORGED)),
    ("a first one that goes on from something", lambda: sealed(a_set(previous="e" * 64)), (Kind.SET_ASIDE, Reason.FORGED)),
    ("by a profile to come", lambda: sealed(a_set(profile=4)), (Kind.WAITS, Reason.NEWER_PROFILE)),
    ("of an epoch to come", lambda: sealed(a_set(epoch=2)), (Kind.WAITS, Reason.UNKNOWN_EPOCH)),
]  # fmt: skip


def in_epoch(content: bytes) -> bytes:
    return seal_bytes(content, [parse_recipient(statement(1).statement.recipient)])


@pytest.mark.parametrize(("made", "verdict"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_what_does_not_count_is_told_with_its_reason(made: Any, verdict: tuple[Kind, Reason]) -> None:
    found = judge(made(), FIRST, standing())
    assert said(found) == verdict
    assert found.words


def test_a_payload_that_is_signed_and_makes_no_sense_is_set_aside() -> None:
    pair = keys_of("v-pl").pair
    recipient = statement(1).statement.recipient
    for payload, reason in (
        (b"", Reason.DAMAGED), (b"[]", Reason.DAMAGED), (b'{"kind":"team-change-set","format":1}', Reason.DAMAGED),
        (encode(a_set()).replace(b'"number":1', b'"number":1.0'), Reason.DAMAGED),
        (encode(a_set()).replace(b'"number":1', b'"number":-1'), Reason.DAMAGED),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, Reason.DAMAGED),
    ):  # fmt: skip
        content = seal_words(sign(Words.CHANGE_SET, payload, pair.private_pem, "v-pl"), recipient)
        assert said(judge(content, FIRST, standing())) == (Kind.SET_ASIDE, reason)
    newer = encode(a_set()).replace(b'"format":1', b'"format":2')
    content = seal_words(sign(Words.CHANGE_SET, newer, pair.private_pem, "v-pl"), recipient)
    assert said(judge(content, FIRST, standing())) == (Kind.WAITS, Reason.NEWER_PROGRAM)


def test_a_few_bytes_that_grow_to_gigabytes_do_not() -> None:
    import zlib

    deflate = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(deflate.compress(bytes(1024 * 1024)) for _ in range(64)) + deflate.flush()
    content = in_epoch(padded(b"\x04v-pl" + bytes(64) + bomb))
    assert said(judge(content, FIRST, standing())) == (Kind.SET_ASIDE, Reason.DAMAGED)


def test_whoever_is_in_no_circle_writes_in_none() -> None:
    """A reporter has keys in the profile; a vault that came with a later epoch wrote nothing in an earlier one."""
    reporter = Wanted(writer="v-am", number=1)
    assert said(judge(sealed(a_set(vault="v-am"), vault="v-am"), reporter, standing())) == (
        Kind.SET_ASIDE,
        Reason.WRONG_CIRCLE,
    )
    stranger = Wanted(writer="v-new", number=1)
    assert said(judge(sealed(a_set(vault="v-new"), vault="v-new"), stranger, standing())) == (
        Kind.WAITS,
        Reason.NEWER_PROFILE,
    )


def test_a_case_of_another_circle_cannot_be_drawn_into_this_one() -> None:
    apart = standing(circle_of=lambda case_id: "restricted" if case_id == "case" else "")
    assert said(judge(sealed(a_set()), FIRST, apart)) == (Kind.SET_ASIDE, Reason.WRONG_CIRCLE)


def test_a_gap_waits_and_names_what_is_missing() -> None:
    one, two = a_set(), a_set(2, previous=digest_of(encode(a_set())))
    wanted = replace(FIRST, number=2)
    verdict = judge(sealed(two), wanted, standing())
    assert said(verdict) == (Kind.WAITS, Reason.GAP)
    assert verdict.missing is not None
    assert (verdict.missing.number, verdict.missing.digest) == (1, "")
    assert verdict.change_set == two
    here = {("v-pl", 1): [digest_of(encode(one))]}
    assert judge(sealed(two), wanted, standing(here)).kind is Kind.VALID
    other = judge(sealed(two), wanted, standing({("v-pl", 1): ["f" * 64]}))
    assert said(other) == (Kind.WAITS, Reason.OTHER_HISTORY)
    assert other.missing is not None
    assert other.missing.digest == digest_of(encode(one))
    assert judge_words(verdict.jws, wanted, standing(here)).kind is Kind.VALID


def test_two_under_one_number_both_count_and_that_is_told() -> None:
    one, other = a_set(), a_set(author="PL again")
    here = {("v-pl", 1): [digest_of(encode(one))]}
    assert judge(sealed(one), FIRST, standing(here)).kind is Kind.KNOWN
    verdict = judge(sealed(other), replace(FIRST, digest=digest_of(encode(other))), standing(here))
    assert (verdict.kind, verdict.forked) == (Kind.VALID, True)
    assert said(judge(sealed(other), replace(FIRST, digest="0" * 64), standing(here))) == (
        Kind.SET_ASIDE,
        Reason.REPLAYED,
    )


def test_a_vault_that_goes_on_under_a_new_id_needs_no_new_profile() -> None:
    again = a_set(vault="v-pl~0a1b2c3d")
    verdict = judge(sealed(again), Wanted(writer="v-pl~0a1b2c3d", number=1), standing())
    assert verdict.kind is Kind.VALID
    by_another = sealed(again, vault="v-sf", writer="v-pl~0a1b2c3d")
    assert said(judge(by_another, Wanted(writer="v-pl~0a1b2c3d", number=1), standing())) == (
        Kind.SET_ASIDE,
        Reason.FORGED,
    )


def test_what_a_removed_vault_wrote_counts_up_to_its_last_number() -> None:
    left = replace(
        TEAM, members=tuple(replace(one, left=NOW.date()) if one.id == "pl" else one for one in TEAM.members)
    )
    after = book(statement(1), statement(2, ("v-sf",), (("v-pl", 1),)), team=left)
    here = {("v-pl", 1): [digest_of(encode(a_set()))]}
    two = a_set(2, previous=digest_of(encode(a_set())))
    assert judge(sealed(a_set()), FIRST, standing(book=after)).kind is Kind.VALID
    late = judge(sealed(two), replace(FIRST, number=2), standing(here, book=after))
    assert said(late) == (Kind.SET_ASIDE, Reason.REMOVED)
    renewed = a_set(vault="v-pl~00000000")
    assert said(judge(sealed(renewed), Wanted(writer="v-pl~00000000", number=1), standing(book=after))) == (
        Kind.SET_ASIDE,
        Reason.REMOVED,
    )
    in_new_epoch = seal_words(
        signed(a_set(epoch=2)), statement(2, ("v-sf",), (("v-pl", 1),)).statement.recipient
    )
    assert said(judge(in_new_epoch, FIRST, standing(book=after))) == (Kind.SET_ASIDE, Reason.WRONG_CIRCLE)
    raised = book(statement(1), statement(3, ("v-sf",), (("v-pl", 2),)), team=left)
    assert judge(sealed(two), replace(FIRST, number=2), standing(here, book=raised)).kind is Kind.VALID


def test_what_waited_for_a_connection_is_sealed_to_a_later_epoch_than_it_was_written_in() -> None:
    both = book(statement(1), statement(2))
    later = seal_words(signed(a_set()), statement(2).statement.recipient)
    assert judge(later, FIRST, standing(book=both)).kind is Kind.VALID
    assert said(judge(later, FIRST, standing())) == (Kind.WAITS, Reason.UNKNOWN_EPOCH)


def test_what_was_written_by_a_key_of_somebody_who_went_is_sealed_to_one_of_a_lower_number() -> None:
    """Found by team_sync: whoever made the newest statement did not know theirs, and counted on from the one before."""
    both = book(statement(2), statement(3))
    again = seal_words(signed(a_set(epoch=3)), statement(2).statement.recipient)
    assert judge(again, FIRST, standing(book=both)).kind is Kind.VALID


def test_no_clock_decides() -> None:
    for at in (datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)):
        assert judge(sealed(a_set(at=at)), FIRST, standing()).kind is Kind.VALID


@given(flips=st.lists(st.tuples(st.integers(0, 2682), st.integers(1, 255)), min_size=1, max_size=3))
@settings(max_examples=25)
def test_whatever_is_changed_on_the_way_is_never_taken_for_the_vaults_words(
    flips: list[tuple[int, int]],
) -> None:
    content = bytearray(_WHOLE)
    for place, value in flips:
        content[place] ^= value
    verdict = judge(bytes(content), FIRST, standing())
    assert bytes(content) == _WHOLE or verdict.kind in {Kind.SET_ASIDE, Kind.WAITS}


@given(
    changes=st.fixed_dictionaries(
        {},
        optional={
            "team": st.sampled_from(["team", "other"]), "circle": st.sampled_from([CIRCLE, "other"]), "epoch": st.integers(0, 3),
            "profile": st.integers(0, 5), "vault": st.sampled_from(["v-pl", "v-sf", "v-am", "v-pl~1"]), "number": st.integers(1, 3),
            "previous": st.sampled_from(["", "0" * 64]), "seen": st.just({"v-sf": 10**9}),
        },
    ),
    signer=st.sampled_from(["v-pl", "v-sf", "v-am"]),
)  # fmt: skip
@settings(max_examples=40)
def test_a_colleague_who_attacks_with_real_keys_is_never_taken_for_another(
    changes: dict[str, Any], signer: str
) -> None:
    """Whatever counts was signed by the vault in whose place it lies, who is in the circle, and says all of that itself."""
    change_set = a_set(**changes)
    verdict = judge(sealed(change_set, vault=signer, writer="v-pl"), FIRST, standing())
    fits = {"team": "team", "circle": CIRCLE, "vault": "v-pl", "number": 1, "previous": ""}
    honest = signer == "v-pl" and all(changes.get(name, value) == value for name, value in fits.items())
    if verdict.kind is Kind.VALID:
        assert honest
        assert changes.get("epoch", 1) == 1
        assert changes.get("profile", 3) <= 3
    elif honest and changes.get("epoch", 1) == 1 and changes.get("profile", 3) <= 3:
        pytest.fail(f"{verdict}")


def test_a_member_who_was_demoted_seals_and_writes_no_more() -> None:
    members = tuple(replace(one, role=Role.REPORTER) if one.id == "pl" else one for one in TEAM.members)
    demoted = replace(TEAM, members=members)
    assert not book(team=demoted).may_seal
    assert book(team=demoted).should_belong == ("v-sf",)
    assert book(team=demoted).is_due(NOW)
    more = replace(
        TEAM,
        members=(*TEAM.members, Member(id="x", name="X", role=Role.DEPUTY)),
        vaults=(*TEAM.vaults, keys_of("v-x").listed("x")),
    )
    assert book(team=more).may_seal
    assert book(team=more).should_belong == ("v-pl", "v-sf", "v-x")


_WHOLE = sealed(a_set())
