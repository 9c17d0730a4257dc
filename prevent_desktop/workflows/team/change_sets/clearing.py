"""What lies in the team's mailbox and is needed there no more: each vault takes its own out again, a few things at a time.

An old change-set goes a month after it was put, once every present vault's list says that it has it, and after as many days in any
case as the organisation's profile says (90 where it says none); a list of heads goes after a month: who was away for longer begins from a lead's copy, or asks for it, and whoever has it puts it there again. What is of a
case that was disposed of goes as soon as everybody has heard of it. Taking away what is gone is no matter, so a round that
was cut short is only done again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.folding import NamedSet
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.strict_json import compact, read, text_of
from prevent_desktop.vault.repositories.disposals import Left, LeftToRemove
from prevent_desktop.vault.team.doubles import Double
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.objects import PutSet, SealedObjects, is_in_another_case, sets_put_after
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.terms import mailbox_days
from prevent_desktop.workflows.team.change_sets.heads_kept import (
    doubles_of_ours,
    everybody_has,
    lacking_doubles,
    newest_list_at,
)
from prevent_desktop.workflows.team.change_sets.shared_files import pieces_of
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.spare_circles import names_of_spare_lists
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership

STAYS: Final = timedelta(days=30)
"""So long everything stays, so that who comes into a young team has it all from the store."""
_MOST: Final = 200
"""Names that one round takes away at most."""
_CLEARED: Final = "team-cleared/{circle}"
_LISTS_CLEARED: Final = "team-lists-cleared/{circle}"
"""Up to which day its lists of heads are out of the store."""
_DAY: Final = timedelta(days=1)
_DAYS_AT_ONCE: Final = 15
_LET_GO: Final = "team-let-go/{circle}"
"""Up to which number it keeps no sealed objects any more."""


class Lying(NamedTuple):
    """An object of a disposed case; it may go once everybody has this writer's change-sets up to `number`."""

    name: str
    circle: str
    writer: str
    number: int


def lying_of_case(vault: Vault, found: Membership, circle: str, case_id: str) -> tuple[Lying, ...]:
    """What this vault put of a case, and what those put who have left; before its rows go."""
    book = circles(vault).get(circle)
    if book is None:
        return ()
    present = {one.id for one in found.team.sharing}
    lying: list[Lying] = []
    for stored in vault.team.sets_of(case_id, circle):
        if listed_id(stored.vault) == found.own.id or listed_id(stored.vault) not in present:
            place = (circle, stored.vault, stored.number)
            lying += [Lying(name, *place) for name in _names_of_set(vault, book, case_id, *place[1:])]
            lying += [Lying(name, *place) for name in _names_of_files(vault, book, case_id, stored.named)]
    return tuple(dict.fromkeys(lying))


def _names_of_set(vault: Vault, book: CircleBook, case_id: str, writer: str, number: int) -> Iterator[str]:
    """Its name; where a copied laptop wrote another one under that, of another case, only the names by their digests."""
    here = vault.team.under_number(book.circle, writer, number)
    if {one.case_id for one in here} == {case_id}:
        yield book.names.change_set(writer, number)
    for one in here if len(here) > 1 else ():
        if one.case_id == case_id:
            yield book.names.other_set(writer, number, one.digest)


def _names_of_files(vault: Vault, book: CircleBook, case_id: str, named: NamedSet) -> Iterator[str]:
    """Those of its attachments; not where the same file is in a case that stays, since it has one name."""
    for operation in named.change_set.operations:
        if operation.table != "attachments" or operation.unit != ROW:
            continue
        file = TeamFile(
            circle=book.circle, kind=FileKind.ATTACHMENT, digest=operation.value["sha256"], record_id=operation.key[0],
            case_id=case_id, size=operation.value["size"], state=FileState.PUT,
        )  # fmt: skip
        if not is_in_another_case(vault.database, file):
            yield from (book.names.attachment(file.digest, piece) for piece in range(pieces_of(file)))


def as_left(lying: Lying) -> tuple[Left, str]:
    """How it stands among what is left to remove after a disposal."""
    return Left.STORE, compact(list(lying))


# -- what is due


def stays_at_most(vault: Vault) -> timedelta:
    """So long a change-set stays where somebody has not said that they have it."""
    return timedelta(days=mailbox_days(vault))


def due_to_go(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """The names that this round takes out of the store."""
    found = membership(vault)
    if found is None:
        return ()
    books = circles(vault)
    names = [one.name for _left, one in _due_of_disposals(vault, books, now)]
    for book in books.values():
        for _writer, due in _due_sets(vault, found, book, now):
            names += [name for one in due for name in sorted(one.names)]
        names += [
            name for day in _due_days(vault, book, now) for name in _names_of_lists(vault, found, book, day)
        ]
    return tuple(dict.fromkeys(names))[:_MOST]


def _due_of_disposals(
    vault: Vault, books: Mapping[str, CircleBook], now: datetime
) -> Iterator[tuple[LeftToRemove, Lying]]:
    @cache
    def had(circle: str, writer: str) -> int:
        book = books.get(circle)
        return 0 if book is None else everybody_has(vault, book, writer)

    for left in vault.disposals.left_in_store():
        lying = Lying(*json.loads(left.id))
        disposed_at = vault.disposals.get(left.disposal_id).disposed_at
        late = agreed_now(vault, lying.circle, now) - disposed_at >= stays_at_most(vault)
        if late or had(lying.circle, lying.writer) >= lying.number:
            yield left, lying


class _Due(NamedTuple):
    """All that lies under a number and under the digests of the sets that share it."""

    number: int
    names: frozenset[str]


def _due_sets(
    vault: Vault, found: Membership, book: CircleBook, now: datetime
) -> Iterator[tuple[str, list[_Due]]]:
    """By each id of this vault: its next numbers of which all sets are old enough, in their order."""
    cleared, now = cleared_up_to(vault, book.circle), agreed_now(vault, book.circle, now)
    lacking = lacking_doubles(vault, book)
    for writer in vault.team.heads(book.circle):
        if listed_id(writer) != found.own.id:
            continue
        had, due = everybody_has(vault, book, writer), []
        for number, sets in _by_number(vault, book, writer, cleared.get(writer, 0)):
            is_had = number <= had and lacking.isdisjoint(Double(writer, number, one.digest) for one in sets)
            stays = STAYS if is_had else stays_at_most(vault)
            if any(one.put_at is None or now - one.put_at < stays for one in sets):
                break
            due.append(_Due(number, frozenset(_old_names(book, writer, sets))))
        yield writer, due


def _by_number(vault: Vault, book: CircleBook, writer: str, after: int) -> Iterator[tuple[int, list[PutSet]]]:
    """The next sets of a writer, a few at a time; of a number all or none."""
    some = sets_put_after(vault.database, book.circle, writer, after, _MOST)
    last = some[-1].number if len(some) == _MOST else None
    for number, sets in groupby(some, key=attrgetter("number")):
        if number != last:
            yield number, list(sets)


def _due_days(vault: Vault, book: CircleBook, now: datetime) -> list[date]:
    """The days whose lists of heads nobody asks for any more and that this vault may have put; a few at a time."""
    last = (agreed_now(vault, book.circle, now) - STAYS).astimezone(UTC).date()
    cleared = vault.settings.get(_LISTS_CLEARED.format(circle=book.circle))
    first = date.fromisoformat(cleared) + _DAY if cleared else last - _DAY * (_DAYS_AT_ONCE - 1)
    return [first + _DAY * day for day in range(min(_DAYS_AT_ONCE, (last - first).days + 1))]


def _names_of_lists(vault: Vault, found: Membership, book: CircleBook, day: date) -> list[str]:
    """Those of a day: hardly any vault publishes more than two; with the main circle's those of no circle."""
    names = [book.names.heads(book.own, day, turn) for turn in (1, 2)]
    return [*names, *(names_of_spare_lists(vault, found.own, day) if book.is_main else ())]


def agreed_now(vault: Vault, circle: str, now: datetime) -> datetime:
    """No later than a colleague's vault has signed that it is: a clock that jumped ahead takes nothing out too early."""
    return min(now, newest_list_at(vault, circle) or now)


def _old_names(book: CircleBook, writer: str, sets: list[PutSet]) -> Iterator[str]:
    for one in sets:
        yield book.names.change_set(writer, one.number)
        if one.is_double:
            yield book.names.other_set(writer, one.number, one.digest)


def let_go(vault: Vault, book: CircleBook) -> list[str]:
    """The names of change-sets that everybody has: nobody needs them from here any more. Numbers are told of once."""
    setting = _LET_GO.format(circle=book.circle)
    before, after = _numbers(vault, setting), {}
    for writer, head in vault.team.heads(book.circle).items():
        after[writer] = max(before.get(writer, 0), min(everybody_has(vault, book, writer), head.number))
    if after != before:
        vault.settings.set(setting, text_of(after))
    plain = [
        book.names.change_set(writer, number)
        for writer, newest in after.items()
        for number in range(before.get(writer, 0) + 1, newest + 1)
    ]
    lacking = lacking_doubles(vault, book)
    return plain + [book.names.other_set(*one) for one in doubles_of_ours(vault, book) if one not in lacking]


# -- what became of it


def note_gone(vault: Vault, removed: frozenset[str], *, kept: bool, now: datetime) -> None:
    """These are out of the store; with `kept` it lets nothing be taken out, and that stands on the certificates."""
    found = membership(vault) if removed or kept else None
    if found is None:
        return
    books = circles(vault)
    with vault.transaction():
        for left, lying in tuple(_due_of_disposals(vault, books, now)):
            if lying.name in removed:
                vault.disposals.was_removed(left)
            elif kept:
                vault.disposals.stays_in_store(left)
        SealedObjects(vault.database).remove(removed)
        for book in books.values():
            _note_cleared(vault, found, book, removed, now)
            days = [
                day
                for day in _due_days(vault, book, now)
                if removed.issuperset(_names_of_lists(vault, found, book, day))
            ]
            if days:
                vault.settings.set(_LISTS_CLEARED.format(circle=book.circle), max(days).isoformat())


def _note_cleared(
    vault: Vault, found: Membership, book: CircleBook, removed: frozenset[str], now: datetime
) -> None:
    before = cleared_up_to(vault, book.circle)
    after = dict(before)
    for writer, due in _due_sets(vault, found, book, now):
        for one in due:
            if not removed.issuperset(one.names):
                break
            after[writer] = one.number
    if after != before:
        vault.settings.set(_CLEARED.format(circle=book.circle), text_of(after))


def cleared_up_to(vault: Vault, circle: str) -> dict[str, int]:
    """Up to which number this vault took its own sets out of the store, by the id that they were written under."""
    return _numbers(vault, _CLEARED.format(circle=circle))


def _numbers(vault: Vault, setting: str) -> dict[str, int]:
    """Up to which number something was done, by the id that the sets were written under."""
    text = vault.settings.get(setting)
    numbers: dict[str, int] = {} if text is None else dict(read(Mapping[str, int], text))
    return numbers
