"""The small object of a circle: it joins alike in any order, fits where it lies, and what nobody here can open goes along in it."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.delivery.mailboxes.team_store import LARGEST_HEAD
from prevent_desktop.sealing import Identity, generate_identity
from prevent_desktop.workflows.team.circles.hint import (
    OLD_ROUNDS,
    Hint,
    HintWatch,
    OtherSet,
    open_hint,
    read_over,
    seal_hint,
)
from tests.teams import keys_of
from tests.unit.workflows.team.test_judging import book, statement

D2 = "2" * 64
MINE, THEIRS = generate_identity(), generate_identity()


def sealed(hint: Hint, identity: Identity) -> bytes:
    return seal_hint(hint, str(identity.recipient))


def written_over(untrusted: bytes, before: Hint) -> Hint:
    """What stands there once somebody who has MINE alone found that, and said what they know."""
    there = sealed(read_over(before, untrusted, [MINE]).carried_on(), MINE)
    found = open_hint(there, [MINE])
    assert found is not None
    return found


_NUMBERS = st.dictionaries(st.sampled_from(["v-sf", "v-pl", "v-jo"]), st.integers(0, 9), max_size=3)


@given(one=_NUMBERS, other=_NUMBERS)
def test_hints_join_alike_in_any_order(one: Mapping[str, int], other: Mapping[str, int]) -> None:
    first, second = Hint(heads=one), Hint(heads=other)
    assert first.joined(second) == second.joined(first)
    assert first.joined(second).joined(second) == first.joined(second)


def test_a_store_that_gives_an_old_head_is_told_of_and_a_race_is_not() -> None:
    new, old = Hint(heads={"v-pl": 5, "v-sf": 3}), Hint(heads={"v-pl": 4, "v-sf": 3})
    watch = HintWatch().after(Hint()).after(None).after(new)
    assert not watch.is_old
    raced = watch
    for _round in range(OLD_ROUNDS - 1):
        raced = raced.after(old)
        assert not raced.is_old
    assert not raced.after(new).after(old).is_old
    assert raced.after(old).is_old
    unheard = watch.told(Hint(heads={"v-sf": 4}))
    for _round in range(OLD_ROUNDS):
        assert not unheard.is_old
        unheard = unheard.after(None)
    assert unheard.is_old
    assert not unheard.after(Hint(heads={"v-pl": 5, "v-sf": 4})).is_old


def test_a_hint_is_read_strictly_and_only_with_the_circles_key() -> None:
    hint = Hint(heads={"v-pl": 5}, others=(OtherSet(writer="v-pl", number=5, digest=D2),))
    sealed = seal_hint(hint, statement(1).statement.recipient)
    assert open_hint(sealed, book().identities) == hint
    assert len(sealed) == len(seal_hint(Hint(), statement(1).statement.recipient))
    for wrong in (sealed[:-1], b"", b"{}", seal_hint(hint, str(keys_of("v-x").identity.recipient))):
        assert open_hint(wrong, book().identities) is None


def test_what_is_asked_for_under_another_key_goes_along_and_whoever_has_the_key_reads_it() -> None:
    asked = Hint(heads={"v-pl": 5}, wanted=("ab/cd",))
    there = written_over(sealed(asked, THEIRS), Hint(heads={"v-sf": 3}))
    assert (there.heads, there.wanted) == ({"v-sf": 3}, ())
    both = there.opened([MINE, THEIRS])
    assert both == Hint(heads={"v-pl": 5, "v-sf": 3}, wanted=("ab/cd",))


def test_what_goes_along_within_what_goes_along_is_read_too() -> None:
    """Two who have not each other's key yet write over each other."""
    inner = written_over(sealed(Hint(wanted=("ab/cd",)), THEIRS), Hint())
    outer = read_over(Hint(), sealed(inner, MINE), [THEIRS]).carried_on()
    assert outer.opened([MINE]).opened([THEIRS]).wanted == ("ab/cd",)


def test_a_key_that_came_later_opens_what_stood_there_all_the_time() -> None:
    before = read_over(Hint(heads={"v-sf": 3}), sealed(Hint(wanted=("ab/cd",)), THEIRS), [MINE])
    assert before.wanted == ()
    assert before.opened([MINE, THEIRS]) == Hint(heads={"v-sf": 3}, wanted=("ab/cd",))


def test_noise_does_not_go_along_nor_what_nobody_opened_for_long() -> None:
    before = Hint(heads={"v-sf": 3})
    assert read_over(before, b"no sealed object", [MINE]) == before
    assert read_over(before, sealed(before, MINE)[:-9], [MINE]) == before
    carried = read_over(before, sealed(Hint(), THEIRS), [MINE])
    for _writing in range(100):
        assert carried.unread
        carried = carried.carried_on()
    assert carried.carried_on().unread == ()


@given(st.lists(st.integers(0, 30_000), max_size=8))
@settings(deadline=None, max_examples=40)
def test_what_goes_along_is_bounded_and_its_order_decides_nothing(sizes: list[int]) -> None:
    hints = [read_over(Hint(), _strange(size, place), [MINE]) for place, size in enumerate(sizes)]
    one, other = Hint(), Hint()
    for hint in hints:
        one = one.joined(hint)
    for hint in reversed(hints):
        other = hint.joined(other)
    assert one.joined(other) == other.joined(one)
    assert len(one.unread) <= 3
    assert sum(len(each.untrusted) for each in one.unread) <= 24 * 1024


def _strange(size: int, place: int) -> bytes:
    return sealed(Hint(wanted=tuple(f"{place}/{each}" for each in range(min(size // 90, 200)))), THEIRS)


def test_the_fullest_hint_lies_in_a_head_of_the_store_and_what_everybody_has_to_know_stays() -> None:
    full = Hint(
        heads={f"v-{number:032x}": number for number in range(60)},
        others=tuple(OtherSet(writer=f"v-{number:032x}", number=number, digest=D2) for number in range(200)),
        wanted=tuple(f"ab/{number:062x}" for number in range(200)),
        unread=read_over(Hint(), _strange(9_000, 0), [MINE]).unread,
    )
    there = sealed(full, MINE)
    assert len(there) <= LARGEST_HEAD
    found = open_hint(there, [MINE])
    assert found is not None
    assert found.heads == full.heads
    assert set(found.others) <= set(full.others)
    asks = sealed(Hint(heads=full.heads, wanted=full.wanted, unread=full.unread), MINE)
    assert len(asks) <= LARGEST_HEAD
    assert open_hint(asks, [MINE]) == Hint(heads=full.heads, wanted=full.wanted, unread=full.unread)


def test_what_is_asked_for_now_has_its_place_however_much_nobody_gave_for_long() -> None:
    """What was asked for and is nowhere is never taken out, and the head holds only so much."""
    old = tuple(f"ab/{number:062x}" for number in range(200))
    now = ("ff/01", "ff/02")
    assert Hint(wanted=old).joined(Hint(wanted=now)).wanted == (*now, *old[:198])
