"""What joining needs of keys and trust: in whose name this vault writes in a circle, and what arriving sets are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Final

from prevent_desktop.casework.team.roster import LastSet
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.vault.team.capture import Writer
from prevent_desktop.vault.team.moving import is_moved_out
from prevent_desktop.vault.team.out_of_record import is_begun_by_what_counts
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.judging import Standing, Wanted, judge_words, last_counting
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.ended_writers import LONGEST_GAP, ended_in
from prevent_desktop.workflows.team.circles.given_up import is_passed_over, passed_over
from prevent_desktop.workflows.team.circles.last_sets import are_joined, lines_in
from prevent_desktop.workflows.team.circles.sealed_words import seal_words, sign_as
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership
from prevent_desktop.workflows.team.circles.verdicts import OF_THOSE_WHO_WENT, Kind, Reason, Verdict

UNPROVEN: Final = frozenset(
    one.value for one in (Reason.GAP, Reason.OTHER_HISTORY, Reason.UNKNOWN_EPOCH, Reason.NEWER_PROFILE)
)
"""Why a set waits whose place in its writer's chain nobody has judged yet; `StoredSet.reason`."""


_FOR_GOOD: Final = frozenset({Reason.FORGED, Reason.FOREIGN, Reason.REPLAYED})
"""Why a set was set aside whatever else may come: another version of the program alone may judge it otherwise."""


def writers(vault: Vault, *, now: Callable[[], datetime]) -> Callable[[str], Writer | None]:
    """In whose name this vault writes, by circle; None for a circle in which it does not write (any more)."""
    found, books = membership(vault), circles(vault)

    @cache
    def writer(circle: str) -> Writer | None:
        book = books.get(circle)
        if found is None or not found.is_present or book is None or book.newest is None:
            return None
        if found.own.id not in book.newest.vaults:
            return None
        owner = found.team.owner(found.own.id)
        return Writer(
            team=found.team.id,
            circle=circle,
            epoch=book.newest.epoch,
            profile=found.profile,
            vault=found.own.writer,
            author="" if owner is None else owner.name,
            sign=lambda payload: sign_as(Words.CHANGE_SET, payload, found.own),
            now=now,
        )

    return writer


def sealed_set(stored: StoredSet, book: CircleBook) -> bytes:
    """A set as it is put. ValueError while there is no epoch to seal to (`renew_circles`)."""
    if not book.may_seal or book.newest is None:
        raise ValueError("the circle has no key to seal to")
    return seal_words(stored.words, book.newest.recipient)


def standing_in(vault: Vault, found: Membership, book: CircleBook) -> Standing:
    """What sets of a circle are judged by, as this vault stands now."""
    return Standing(
        book=book,
        profile=found.profile,
        digests=lambda writer, number: proven(vault, book.circle, writer, number),
        circle_of=lambda case_id: _circle_of(vault, book, case_id),
        in_line=lines_in(vault, book).hold,
        lost=frozenset(
            (*_lost_with_disks(book), *_given_up_before_others(vault, book), *_disposed_of(vault, book))
        ),
    )


def _circle_of(vault: Vault, book: CircleBook, case_id: str) -> str:
    """The circle of a case, as a set of this book's circle is judged; empty where the case goes on elsewhere, or may come from there.

    Such a set keeps its place in its writer's row, and changes nothing while the case is in another circle here. It may come from that of all,
    and from a smaller one in which how it was begun counts no more: somebody may do that anew.
    """
    circle = vault.team.circle_of(case_id) or ""
    if circle in {"", book.circle} or is_moved_out(vault, case_id, book.circle):
        return "" if circle != book.circle else circle
    if book.is_main:
        return circle
    may_go_on = circle == main_circle(book.team.id) or not is_begun_by_what_counts(vault, case_id, circle)
    return "" if may_go_on else circle


def proven(vault: Vault, circle: str, writer: str, number: int) -> frozenset[str]:
    """The digests of the sets of a number that were found valid, whether or not they are joined yet."""
    return frozenset(
        one.digest
        for one in vault.team.under_number(circle, writer, number)
        if one.has_its_place and not (one.state is SetState.WAITING and one.reason in UNPROVEN)
    )


def no_longer_counting(vault: Vault, standing: Standing) -> tuple[StoredSet, ...]:
    """Joined sets of removed vaults beyond the last number that counts, or beside the last set, since the statement came after them.

    They are to be set aside (`Reason.TAKEN_OUT`), and their cases made anew: so all end alike, whatever came first.
    """
    forked = {one.writer for one in vault.team.doubles.sets(standing.book.circle)}
    circle, tables = standing.book.circle, vault.team
    beyond = tables.numbers_beyond(circle)
    return tuple(
        stored
        for writer, head in tables.heads(circle).items()
        if _ends(writer, standing.book)  # of whom all counts there may be a whole copy that is half taken
        for number in (
            *_doubtful(vault, standing.book, writer, head.number, is_forked=writer in forked),
            *beyond.get(writer, ()),
        )
        for stored in tables.under_number(circle, writer, number)
        if stored.state is not SetState.SET_ASIDE and not _counts(stored, standing)
    )


def _ends(writer: str, book: CircleBook) -> bool:
    """Whether anything says where what counts of a writer ends."""
    return writer in book.last_sets or last_counting(writer, book) != float("inf")


def _doubtful(vault: Vault, book: CircleBook, writer: str, newest: int, *, is_forked: bool) -> range:
    """The numbers of a writer of which one may not count: where its last sets are here and it has no others, those after them."""
    last = last_counting(writer, book)
    if writer in book.last_sets and (is_forked or not are_joined(vault, book, writer)):
        return range(1, newest + 1)
    return range(int(last) + 1, newest + 1) if newest > last else range(0)


def _counts(one: StoredSet, standing: Standing) -> bool:
    if one.number > last_counting(one.vault, standing.book):
        return False
    return standing.in_line(one.vault, one.number, one.digest) is not False


def counting_again(vault: Vault, standing: Standing) -> tuple[StoredSet, ...]:
    """Sets that were set aside since their vault was removed, and that a lead lets count after all."""
    return tuple(
        one
        for one in vault.team.in_state(SetState.SET_ASIDE)
        if one.circle == standing.book.circle and one.reason in OF_THOSE_WHO_WENT and _counts(one, standing)
    )


def judged(one: StoredSet, standing: Standing) -> Verdict:
    """What becomes of a set that is here, as this vault stands now."""
    return judge_words(one.words, Wanted(writer=one.vault, number=one.number), standing)


def placed_after_all(
    vault: Vault, standing: Standing, *, by_another_program: bool
) -> Iterator[tuple[StoredSet, SetState, Reason]]:
    """Sets that seemed to be of another circle: the statement by which their writer was in this one has come since, or their case has.

    With what becomes of each: it waits to be judged with all others, or is set aside for what matters now. `by_another_program` where
    the one here may judge otherwise than that which set things aside.
    """
    reasons = {Reason.WRONG_CIRCLE, *(_FOR_GOOD if by_another_program else ())}
    for one in vault.team.in_state(SetState.SET_ASIDE):
        if one.circle == standing.book.circle and one.reason in reasons:
            verdict = judged(one, standing)
            if verdict.kind is not Kind.SET_ASIDE:
                yield one, SetState.WAITING, Reason.GAP
            elif verdict.reason is not None and verdict.reason != one.reason:
                yield one, SetState.SET_ASIDE, verdict.reason


def step_over_lost(vault: Vault, book: CircleBook) -> None:
    """What was lost with a disk holds up nothing: what comes after it is asked for, and told of."""
    for writer, end in ended_in(book).items():
        while (lost := end.step_over(vault.team.number_of(book.circle, writer))) is not None:
            vault.team.step_over(book.circle, writer, lost.number, lost.digest)
    passed = passed_over(book)
    for last in sorted(_given_up_before_others(vault, book)):
        left = range(vault.team.number_of(book.circle, last.writer) + 1, last.number + 1)
        if is_passed_over(left, passed[last.writer]):
            vault.team.step_over(book.circle, last.writer, last.number, last.digest)


def _lost_with_disks(book: CircleBook) -> Iterator[LastSet]:
    for end in ended_in(book).values():
        yield from (gap.lost for gap in end.gaps)


def _given_up_before_others(vault: Vault, book: CircleBook) -> Iterator[LastSet]:
    """What was given up and is not here, right before a set that is here and waits for it: as that names it."""
    passed = passed_over(book)
    for one in vault.team.in_state(SetState.WAITING) if passed else ():
        if one.circle == book.circle and one.reason == Reason.GAP and one.vault in passed:
            numbers = _not_here_before(vault, one)
            if is_passed_over(numbers, passed[one.vault]):
                yield LastSet(writer=one.vault, number=numbers[-1], digest=one.named.change_set.previous)


def _disposed_of(vault: Vault, book: CircleBook) -> Iterator[LastSet]:
    """What counts as had and is not here any more, since its case was disposed of: the newest of each writer, and what one that waits follows."""
    heads = vault.team.heads(book.circle)
    for writer, head in heads.items():
        if head.number and not vault.team.under_number(book.circle, writer, head.number):
            yield LastSet(writer=writer, number=head.number, digest=head.digest)
    for one in vault.team.in_state(SetState.WAITING):
        if one.circle == book.circle and one.reason == Reason.GAP and one.vault in heads:
            before = range(max(1, one.number - 1), one.number)
            if before and before[0] <= heads[one.vault].number and _not_here_before(vault, one):
                yield LastSet(writer=one.vault, number=before[0], digest=one.named.change_set.previous)


def _not_here_before(vault: Vault, one: StoredSet) -> range:
    """The numbers in a row right before a set that are not here: no more than is needed to see that they are too many."""
    first = one.number
    while first > max(1, one.number - LONGEST_GAP - 1) and not vault.team.under_number(
        one.circle, one.vault, first - 1
    ):
        first -= 1
    return range(first, one.number)
