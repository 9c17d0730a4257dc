"""A vault that was restored states where the changes ended that it wrote before, once it has looked for all that anybody has.

Else everybody would wait for ever for what was on its disk alone, told of and in no mailbox; and for what cannot count before that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from prevent_desktop.casework.team.roster import LastSet, listed_id
from prevent_desktop.vault.audit.audit_chain import ACCEPTED
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.left_out import left_out_still
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.ended_writers import (
    LONGEST_GAP,
    MOST_GAPS,
    Ended,
    Gap,
    as_last_sets,
    ended_in,
)
from prevent_desktop.workflows.team.circles.given_up import given_up_in
from prevent_desktop.workflows.team.circles.known import Known, number_here, number_of_others, number_told
from prevent_desktop.workflows.team.circles.own_vault import NEW_WRITER, RESTORED, OwnVault
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_ends

_DISK_LOST: Final = frozenset({RESTORED, ACCEPTED})
"""Why a vault went on under a new id whose disk, or what stood on it, is gone. Where it was copied, the copy may still have all."""


def ids_of_lost_disks(vault: Vault, own: OwnVault) -> tuple[str, ...]:
    """The ids under which this vault wrote until it was restored from a backup, or an older copy of it was put back and accepted."""
    ids = {one for one in Circles(vault.database).writers() if listed_id(one) == own.id} | {own.writer}
    before, lost = own.id, []
    for entry in vault.audit.about(ids):
        if entry.action == NEW_WRITER:
            lost += [before] if entry.detail in _DISK_LOST else []
            before = entry.subject
    return tuple(lost)


def state_lost(vault: Vault, asked: Mapping[str, Collection[Wanted]], *, now: datetime) -> bool:
    """State it in each circle where anybody knows of more; whether there was one. For after a round that asked for all and got an end to it.

    `asked` is by circle what that looked for besides (`looked_for`): what nobody asked for is not said to be lost.
    """
    found = membership(vault)
    before = () if found is None or not found.is_present else ids_of_lost_disks(vault, found.own)
    due = {
        book: ends
        for book in (circles(vault).values() if before else ())
        if book.is_settled and (ends := _ends(vault, book, before, asked.get(book.circle, ())))
    }
    for book, ends in due.items():
        numbers = {writer: end.number for writer, end in ends.items()}
        state_ends(
            vault,
            book.circle,
            numbers,
            as_last_sets(gap for end in ends.values() for gap in end.gaps),
            now=now,
        )
    return bool(due)


def _ends(
    vault: Vault, book: CircleBook, writers: Iterable[str], asked: Collection[Wanted]
) -> dict[str, Ended]:
    """Where these writers ended, as far as that is not stated yet."""
    known = known_of(vault, book, book.own)
    after = set(_after_lost(vault, book, writers)).difference((one.writer, one.number) for one in asked)
    unasked = {writer for writer, number in after if not vault.team.under_number(book.circle, writer, number)}
    found = {writer: _end(vault, book, known, writer) for writer in writers if writer not in unasked}
    return {writer: end for writer, end in found.items() if end is not None}


def _end(vault: Vault, book: CircleBook, known: Known, writer: str) -> Ended | None:
    """Where a writer ended; None where nobody knows of more, a colleague has more, or that is stated already."""
    here, told = number_here(known, writer), number_told(known, writer)
    if told <= here or number_of_others(known, book, writer) > here:
        return None
    stated = known.lost.stated.get(writer, Ended(number=-1))
    gaps, number = _with_new_gaps(vault, book, known, writer, stated.gaps)
    end = Ended(number=number, gaps=gaps, stated=stated.stated)
    return None if end == stated else end


def _with_new_gaps(
    vault: Vault, book: CircleBook, known: Known, writer: str, gaps: tuple[Gap, ...]
) -> tuple[tuple[Gap, ...], int]:
    """The gaps with those before changes that are here and wait for what was lost; and the newest number that is here."""
    here = number_here(known, writer)
    newest = LastSet(writer=writer, number=here, digest=known.heads[writer].digest) if here else None
    if newest in {one.lost for one in gaps}:
        return gaps, here  # the one after it has not come yet
    for number in range(here + 1, here + LONGEST_GAP + 2):
        waiting = [
            one
            for one in vault.team.under_number(book.circle, writer, number)
            if one.state is SetState.WAITING
        ]
        if len(waiting) != 1:
            continue
        if number - 1 > (0 if newest is None else newest.number):
            if len(gaps) == MOST_GAPS:
                break
            previous = waiting[0].named.change_set.previous
            gaps = (*gaps, Gap(newest, LastSet(writer=writer, number=number - 1, digest=previous)))
        newest = LastSet(writer=writer, number=number, digest=waiting[0].digest)
    return gaps, here if newest is None else newest.number


def looked_for(vault: Vault, own: OwnVault, book: CircleBook) -> Iterator[Wanted]:
    """Sets that are asked for though none before them may come: what was lost, as somebody may have it after all; and what came after it."""
    lost = _after_lost(vault, book, ids_of_lost_disks(vault, own))
    after_left_out = _after_left_out(vault, book)
    for writer, number in dict.fromkeys((*_in_gaps(book), *_given_up(vault, book), *after_left_out, *lost)):
        if not vault.team.under_number(book.circle, writer, number):
            yield Wanted(writer=writer, number=number)


def _in_gaps(book: CircleBook) -> Iterator[tuple[str, int]]:
    for writer, end in ended_in(book).items():
        for gap in end.gaps:
            yield from ((writer, number) for number in gap.numbers)


def _given_up(vault: Vault, book: CircleBook) -> Iterator[tuple[str, int]]:
    """What a lead gave up, as far as anybody told of it and it could count, and the first one after it; the next one of all is asked for by itself."""
    heads = vault.team.heads(book.circle)
    for one in given_up_in(book):
        if (head := heads.get(one.writer)) is not None:
            numbers = {*one.asked, one.last + 1} - {head.number + 1}
            most = min(head.told, head.number + LONGEST_GAP + 1)
            yield from ((one.writer, number) for number in sorted(numbers) if number <= most)


def _after_left_out(vault: Vault, book: CircleBook) -> Iterator[tuple[str, int]]:
    """The first set after what a copy left out, where anybody told of it: it shows that there were so many."""
    heads = vault.team.heads(book.circle)
    for writer, left in left_out_still(vault, book.circle).items():
        last = left[-1].stop
        if writer in heads and last <= heads[writer].told:
            yield writer, last


def _after_lost(vault: Vault, book: CircleBook, writers: Iterable[str]) -> Iterator[tuple[str, int]]:
    heads = vault.team.heads(book.circle)
    for writer in writers:
        if (head := heads.get(writer)) is not None:
            last = min(head.told, head.number + LONGEST_GAP + 1)
            yield from ((writer, number) for number in range(head.number + 2, last + 1))
