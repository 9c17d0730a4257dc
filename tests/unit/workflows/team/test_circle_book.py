"""What counts of a circle's statements: the same in whatever order they came, and never sealed to anybody who is not present."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.team.roster import CircleStatement, Role, Team
from prevent_desktop.sealing import Identity, generate_identity
from prevent_desktop.workflows.team.change_sets.judging import last_counting
from prevent_desktop.workflows.team.circles.circle_book import (
    HIGHEST,
    CircleBook,
    Known,
    closing,
    is_well_formed,
    main_circle,
)
from prevent_desktop.workflows.team.circles.hint import Hint, open_hint, seal_hint
from prevent_desktop.workflows.team.circles.people_within import Stated, people_within
from tests.teams import a_team, keys_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
WHOLE = a_team(sf=Role.LEAD, pl=Role.DEPUTY, jo=Role.DEPUTY, am=Role.REPORTER)
VAULTS = tuple(one.id for one in WHOLE.vaults)
OWN = "v-sf"
NAMES = ("aa" * 32, "bb" * 32)


@cache
def identity(_place: int) -> Identity:
    return generate_identity()


@st.composite
def statements(draw: st.DrawFn) -> tuple[Known, ...]:
    """Statements of members, of former members, of a reporter: in one chain, or beside it, or going on from nothing."""
    made: list[Known] = []
    for place in range(draw(st.integers(1, 7))):
        before = draw(st.sampled_from([None, *made]))
        number = draw(st.integers(1, 4)) if before is None else before.statement.number + 1
        key = identity(place)
        statement = CircleStatement(
            team=WHOLE.id, circle=main_circle(WHOLE.id), number=number, previous="" if before is None else before.digest,
            epoch=number, recipient=str(key.recipient), identity=key.secret_text,
            names=draw(st.sampled_from(NAMES[:1] if before is None and not made else NAMES)),
            vaults=tuple(sorted(draw(st.sets(st.sampled_from(VAULTS), min_size=1)))), by=draw(st.sampled_from(VAULTS)),
            at=NOW, until=draw(st.dictionaries(st.sampled_from(VAULTS), st.integers(0, 9), max_size=2)),
        )  # fmt: skip
        made.append(Known(statement, hashlib.sha256(repr((place, number)).encode()).hexdigest()))
    return tuple(made)


@st.composite
def teams(draw: st.DrawFn) -> Team:
    """The team, with some who left, were demoted, or whose vault was removed."""
    members = tuple(
        replace(one, left=draw(st.sampled_from([None, None, NOW.date()])), role=draw(st.sampled_from([one.role, one.role, Role.REPORTER])))
        for one in WHOLE.members
    )  # fmt: skip
    vaults = tuple(
        replace(one, removed=draw(st.sampled_from([None, None, NOW.date()]))) for one in WHOLE.vaults
    )
    return replace(WHOLE, members=members, vaults=vaults)


@given(known=statements(), team=teams(), order=st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_what_counts_is_the_same_in_every_order_and_sealed_to_the_present_alone(
    known: tuple[Known, ...], team: Team, order: object
) -> None:
    book = CircleBook(main_circle(WHOLE.id), team, OWN, known)
    shuffled = list(known)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    other = CircleBook(book.circle, team, OWN, tuple(shuffled))
    assert (book.latest, dict(book.until), book.counted) == (
        other.latest,
        dict(other.until),
        other.counted,
    )
    assert list(book.identities) == list(other.identities)
    sharing = {one.id for one in team.sharing}
    assert len({one.statement.names for one in book.counted}) <= 1
    assert not book.counted or any(OWN in one.statement.vaults for one in book.counted)
    if book.may_seal:
        assert book.newest is not None
        assert sharing.issuperset({book.newest.by, OWN, *book.newest.vaults})
    if book.newest is not None:
        assert all(writer not in book.newest.vaults for writer in book.until)
        assert WHOLE.owner(book.newest.by) is not None
        assert book.is_due(NOW) == (
            OWN in sharing and (not book.may_seal or set(book.newest.vaults) != sharing)
        )


def a_statement(**changes: object) -> CircleStatement:
    key = identity(0)
    whole = CircleStatement(
        team=WHOLE.id, circle=main_circle(WHOLE.id), number=1, previous="", epoch=1, recipient=str(key.recipient),
        identity=key.secret_text, names=NAMES[0], vaults=VAULTS[:2], by=OWN, at=NOW,
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_a_statement_that_holds_something_else_than_it_has_to_is_none() -> None:
    assert is_well_formed(a_statement())
    assert is_well_formed(a_statement(main=False, circle="0" * 32))
    assert is_well_formed(closing(a_statement(main=False, circle="0" * 32)))
    assert not is_well_formed(closing(a_statement()))
    for wrong in (
        {"number": 0, "epoch": 0}, {"number": HIGHEST + 1, "epoch": HIGHEST + 1}, {"epoch": 2}, {"names": "AA" * 32}, {"names": ""},
        {"vaults": ()}, {"vaults": ("a", "a")}, {"vaults": ("a~00000000",)}, {"until": {"a": -1}}, {"identity": "AGE-SECRET-KEY-1"},
        {"identity": generate_identity(hybrid=False).secret_text}, {"recipient": str(keys_of("v-sf").identity.recipient)},
        {"main": False}, {"circle": "0" * 32}, {"at": NOW.replace(tzinfo=None)},
    ):  # fmt: skip
        assert not is_well_formed(a_statement(**wrong)), wrong


def test_a_member_who_never_was_in_the_circle_gives_nobody_a_circle() -> None:
    outside = CircleBook(
        "restricted",
        WHOLE,
        OWN,
        (Known(a_statement(circle="restricted", main=False, vaults=("v-pl",), by="v-pl"), "0" * 64),),
    )
    assert outside.newest is None
    assert outside.counted == ()


def test_nobody_present_can_undo_what_counted_of_somebody_who_is_gone_or_is_there() -> None:
    """A colleague who means ill states low numbers, and leaves a lead's vault out: nothing of either is lost."""
    left = replace(
        WHOLE,
        members=tuple(replace(one, left=NOW.date()) if one.id == "pl" else one for one in WHOLE.members),
    )
    first = Known(a_statement(vaults=VAULTS[:3], until={}), "1" * 64)
    honest = Known(
        a_statement(number=2, epoch=2, previous="1" * 64, vaults=("v-jo", "v-sf"), until={"v-pl": 17}),
        "2" * 64,
    )
    hostile = Known(
        a_statement(
            number=3, epoch=3, previous="2" * 64, vaults=("v-jo",), by="v-jo", until={"v-pl": 0, "v-sf": 0}
        ),
        "3" * 64,
    )
    book = CircleBook(main_circle(WHOLE.id), left, OWN, (first, honest, hostile))
    assert book.newest == hostile.statement
    assert dict(book.until) == {"v-pl": 17}
    assert last_counting("v-sf", book) == float("inf")
    assert last_counting("v-pl", book) == 17
    assert last_counting("v-pl~00000000", book) == 0
    assert not book.may_seal
    assert book.is_due(NOW)


def test_a_hint_of_somebody_who_is_gone_is_not_taken() -> None:
    left = replace(
        WHOLE,
        members=tuple(replace(one, left=NOW.date()) if one.id == "pl" else one for one in WHOLE.members),
    )
    key = identity(1)
    first = Known(a_statement(vaults=VAULTS[:3]), "1" * 64)
    after = Known(
        a_statement(
            number=2,
            epoch=2,
            previous="1" * 64,
            vaults=("v-jo", "v-sf"),
            identity=key.secret_text,
            recipient=str(key.recipient),
        ),
        "2" * 64,
    )
    book = CircleBook(main_circle(WHOLE.id), left, OWN, (first, after))
    by_whoever_left = seal_hint(Hint(heads={"v-sf": 9}), first.statement.recipient)
    assert open_hint(by_whoever_left, book.identities) is not None
    assert open_hint(by_whoever_left, book.hint_identities) is None
    assert open_hint(seal_hint(Hint(), after.statement.recipient), book.hint_identities) == Hint()


PEOPLE = ("sf", "pl", "jo")


def said(by: tuple[str, ...], least: int) -> st.SearchStrategy[list[Stated]]:
    """Statements of a restricted circle by these, with any numbers from there on and for anybody."""
    one = st.tuples(
        st.integers(least, 6), st.sampled_from(by), st.frozensets(st.sampled_from(PEOPLE), min_size=1)
    )
    return st.lists(one, max_size=5)


@given(then=said(PEOPLE, 2), left=st.frozensets(st.sampled_from(PEOPLE[:2])), more=said(("jo",), 1))
@settings(max_examples=400)
def test_nothing_that_somebody_says_who_was_taken_out_puts_them_in_again(
    then: list[Stated], left: frozenset[str], more: list[Stated]
) -> None:
    known = [(1, "sf", frozenset(PEOPLE)), *then, (7, "sf", left)]
    assert "jo" not in people_within(known)
    later = [*more, *((number + 6, by, people) for number, by, people in more)]
    assert "jo" not in people_within([*known, *later])
    assert people_within(reversed([*known, *later])) == people_within([*known, *later])


def test_who_began_a_restricted_circle_goes_and_those_whom_they_put_in_stay() -> None:
    assert people_within([(1, "sf", frozenset({"sf", "pl", "jo"})), (2, "pl", frozenset({"pl", "jo"}))]) == {
        "pl",
        "jo",
    }


def test_two_who_never_were_in_a_restricted_circle_put_each_other_in_nowhere() -> None:
    alone = [(1, "sf", frozenset({"sf"}))]
    each_other = [(2, "pl", frozenset({"pl", "jo"})), (2, "jo", frozenset({"pl", "jo"}))]
    assert people_within([*alone, *each_other]) == {"sf"}
