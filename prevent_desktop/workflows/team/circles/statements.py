"""The circles of this vault: made, told to those who belong to them, and given a new key whenever somebody comes or goes.

Who may make a statement, and why, is told in `circle_book`; what the store sees of it, in `posts`; how others' come in, in
`arriving_statements`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.roster import CircleStatement, LastSet, Role, Team, listed_id
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.errors import UsageError
from prevent_desktop.sealing import generate_identity
from prevent_desktop.strict_json import CANONICAL, read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.team.circles import Circles, StatementRow
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.circle_book import (
    HIGHEST,
    CircleBook,
    Known,
    closing,
    is_closing,
    main_circle,
)
from prevent_desktop.workflows.team.circles.ended_writers import ended_in
from prevent_desktop.workflows.team.circles.last_sets import before_given_up, last_here
from prevent_desktop.workflows.team.circles.names import SECRET_SIZE
from prevent_desktop.workflows.team.circles.own_vault import OwnVault, own_vault
from prevent_desktop.workflows.team.circles.posts import queue_posts
from prevent_desktop.workflows.team.circles.sealed_words import sign_as
from prevent_desktop.workflows.team.circles.spare_circles import take_names

_FIXED: Final = {"kind": "team-circle", "format": 1}
_NONE: Final[Mapping[str, int]] = MappingProxyType({})
_MOST_RETOLD: Final = 60
"""So many earlier statements at most are told to a vault that comes into a circle; older change-sets come by a snapshot."""


@dataclass(frozen=True, slots=True)
class Membership:
    """This vault in its team: its secrets, the team of the profile that counts, and that profile's version."""

    own: OwnVault
    team: Team
    profile: int

    @property
    def is_present(self) -> bool:
        """Whether the profile lists this vault among those that share cases."""
        return any(one.id == self.own.id for one in self.team.sharing)


def membership(vault: Vault) -> Membership | None:
    """Which team this vault works in; None where its organisation has none, or it has no keys for one."""
    return vault.while_unchanged(_membership)


def _membership(vault: Vault) -> Membership | None:
    profile, own = settings.profile(vault), own_vault(vault)
    if profile is None or profile.team is None or own is None:
        return None
    return Membership(own, profile.team, profile.version)


def circles(vault: Vault) -> dict[str, CircleBook]:
    """The circles that this vault is in, by their ids, the main one first."""
    return dict(vault.while_unchanged(_circles))


def _circles(vault: Vault) -> dict[str, CircleBook]:
    found = membership(vault)
    return {} if found is None else circles_of(vault, found)


def circles_out_of(vault: Vault) -> tuple[CircleBook, ...]:
    """The circles that this vault was taken out of, or never was in."""
    found = membership(vault)
    return () if found is None else tuple(one for one in _every_book(vault, found) if one.newest is None)


def circles_of(vault: Vault, found: Membership) -> dict[str, CircleBook]:
    """Those that it is in as this member, by their ids, the main one first."""
    books = {one.circle: one for one in _every_book(vault, found) if one.newest is not None}
    return dict(sorted(books.items(), key=lambda each: not each[1].is_main))


def book_of(vault: Vault, found: Membership, circle: str) -> CircleBook:
    """How a circle stands of which there are statements here, whether this vault is in it or not."""
    return next(one for one in _every_book(vault, found) if one.circle == circle)


def _every_book(vault: Vault, found: Membership) -> Iterator[CircleBook]:
    for circle, rows in groupby(Circles(vault.database).statements(), key=lambda one: one.circle):
        pages = _Pages(circle, found.team, found.own.id, found.profile, tuple(rows))
        yield vault.once_read(_book_of, pages)


@dataclass(frozen=True, slots=True)
class _Pages:
    """All that a book is worked out from."""

    circle: str
    team: Team
    own: str
    profile: int
    rows: tuple[StatementRow, ...]


def _book_of(pages: _Pages) -> CircleBook:
    known = map(_known, pages.rows)
    return CircleBook(pages.circle, pages.team, pages.own, known, profile=pages.profile)


def _known(row: StatementRow) -> Known:
    return Known(statement_of(payload_of(row.words)), row.digest)


def statement_of(payload: bytes) -> CircleStatement:
    """What a signed statement says. JsonError where it is none."""
    statement: CircleStatement = read(CircleStatement, payload, fixed=_FIXED, older=True)
    return statement


def _require_member(vault: Vault) -> Membership:
    found = membership(vault)
    if found is None or not found.is_present:
        raise UsageError(
            _("This vault does not share cases yet"),
            _("Your organisation’s file does not name it among the vaults of leads and deputies."),
            _("Ask whoever makes your organisation’s file to add it."),
        )
    return found


def _require_in(vault: Vault, found: Membership, circle: str) -> CircleBook:
    book = circles_of(vault, found).get(circle)
    if book is None:
        raise UsageError(
            _("You do not share this case any more"),
            _("Somebody of the team took you out of those who share it. What you have stays here."),
            _("Ask them, if you think that this is a mistake."),
        )
    return book


def begin_main_circle(vault: Vault, *, now: datetime) -> CircleBook:
    """The circle of all leads and deputies: made once by the vault that founds the team. UsageError where it is not listed."""
    found = _require_member(vault)
    circle = main_circle(found.team.id)
    if (known := circles_of(vault, found).get(circle)) is not None:
        return known
    empty = CircleBook(circle, found.team, found.own.id, ())
    _state(vault, found, empty, empty.should_belong, now)
    return circles(vault)[circle]


def make_restricted_circle(vault: Vault, members: Collection[str], *, now: datetime) -> str:
    """The id of a circle of these members alone; whoever makes it is always in it. Nobody else learns that it exists.

    UsageError where this vault is not of a lead or deputy, or nobody else would be in it.
    """
    found = _require_member(vault)
    vaults = _vaults_of(found, members)
    circle = new_id()
    _state(vault, found, CircleBook(circle, found.team, found.own.id, ()), vaults, now)
    return circle


def change_restricted_circle(vault: Vault, circle: str, members: Collection[str], *, now: datetime) -> None:
    """From now on these members share it. Whoever comes in can read all of it; whoever goes keeps what they have."""
    found = _require_member(vault)
    book = _require_in(vault, found, circle)
    if book.is_main:
        raise ValueError("the main circle follows the profile")
    _state(vault, found, book, _vaults_of(found, members), now)


def renew_circles(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """Make the next epoch of each circle that needs one and that it is this vault's turn to make; which those are.

    For each round, and after each new profile. Until a circle's newest epoch is one to seal to (`CircleBook.may_seal`)
    nothing of it may be sealed.
    """
    found = membership(vault)
    if found is None or not found.is_present or vault.is_read_only:
        return ()
    due = {circle: book for circle, book in circles_of(vault, found).items() if book.is_due(now)}
    for book in due.values():
        state_again(vault, found, book, now=now)
    return tuple(due)


def take_back_in(vault: Vault, circle: str, last: LastSet, *, now: datetime) -> None:
    """A lead lets this change-set of a removed vault count after all, with all that go before it, for everybody."""
    found = _require_member(vault)
    owner = found.team.owner(found.own.id)
    if owner is None or owner.role is not Role.LEAD:
        raise UsageError(
            _("Only a lead decides this"),
            _("What a removed vault wrote later is kept, and does not count."),
            _("Ask a lead to look at it."),
        )
    book = _require_in(vault, found, circle)
    _state(vault, found, book, book.should_belong, now, {last.writer: last.number}, {last})


def state_ends(
    vault: Vault, circle: str, numbers: Mapping[str, int], last: Collection[LastSet], *, now: datetime
) -> None:
    """State with which numbers the changes end that this vault wrote under earlier ids, and before which of them some were lost."""
    found = _require_member(vault)
    book = _require_in(vault, found, circle)
    with vault.transaction():
        _state(vault, found, book, book.should_belong, now, numbers, last)
        for writer, number in numbers.items():
            vault.audit.append("team.changes-lost", writer, str(number))


def state_given_up(vault: Vault, circle: str, named: Collection[LastSet], *, now: datetime) -> None:
    """State that nobody waits for these changes any more (`given_up.as_last_set`); beside them, of a vault that went, the sets before. In the caller's transaction."""
    found = _require_member(vault)
    book = _require_in(vault, found, circle)
    _state(vault, found, book, book.should_belong, now, named=named)


def state_again(vault: Vault, found: Membership, book: CircleBook, *, now: datetime) -> None:
    """State anew, with a new key, who belongs to a circle."""
    _state(vault, found, book, book.should_belong, now)


def _vaults_of(found: Membership, members: Collection[str]) -> tuple[str, ...]:
    owner = found.team.owner(found.own.id)
    chosen = {*members, "" if owner is None else owner.id}
    return tuple(sorted(one.id for one in found.team.sharing if one.member in chosen))


def _state(
    vault: Vault,
    found: Membership,
    book: CircleBook,
    vaults: tuple[str, ...],
    now: datetime,
    ends: Mapping[str, int] = _NONE,
    named: Collection[LastSet] = (),
) -> None:
    """Sign the next statement, keep it, and have it put for each vault of the circle; with the earlier ones for who is new.

    `ends` are numbers of writers that stand in it besides those of who went, `named` sets besides their last ones.
    """
    with vault.transaction():
        statement = _next_statement(vault, found, book, vaults, now)
        until = dict(statement.until)
        until |= {writer: max(number, until.get(writer, 0)) for writer, number in ends.items()}
        statement = replace(statement, until=until, last=tuple(sorted({*statement.last, *named})))
        row = _row(statement, found.own)
        posts = _posts(vault, found, book, statement, row)
        Circles(vault.database).add(row, now)
        queue_posts(vault, found.own, found.team, posts, now)
        vault.audit.append("team.circle-keyed", book.circle, str(statement.number))


def _next_statement(
    vault: Vault, found: Membership, book: CircleBook, vaults: tuple[str, ...], now: datetime
) -> CircleStatement:
    """With a new key, and with the ends of those who went."""
    last, newest = book.latest, book.newest
    number = 1 if last is None else min(last.statement.number + 1, HIGHEST)
    identity = generate_identity()
    return CircleStatement(
        team=found.team.id,
        circle=book.circle,
        number=number,
        previous="" if last is None else last.digest,
        epoch=number,
        recipient=str(identity.recipient),
        identity=identity.secret_text,
        names=_new_names(vault, found, book) if newest is None else newest.names,
        vaults=vaults,
        by=found.own.id,
        at=now.astimezone(UTC),
        main=book.is_main,
        until=_until(vault, book, vaults),
        profile=found.profile,
        last=tuple(sorted(_last_sets(vault, book, vaults))),
    )


def _new_names(vault: Vault, found: Membership, book: CircleBook) -> str:
    """The secret of a circle that begins. A smaller one begins where a head lies already."""
    return secrets.token_hex(SECRET_SIZE) if book.is_main else take_names(vault, found.own)


def _posts(
    vault: Vault, found: Membership, book: CircleBook, statement: CircleStatement, row: StatementRow
) -> dict[str, list[str]]:
    """What each vault of the circle is told: the statement, and whoever is new the earlier ones; who went, that they did."""
    vaults, known = statement.vaults, () if book.newest is None else book.newest.vaults
    earlier = [
        one.words for one in _rows_of(vault, book) if not is_closing(statement_of(payload_of(one.words)))
    ]
    posts = {each: [row.words] if each in known else [row.words, *earlier[:_MOST_RETOLD]] for each in vaults}
    if not book.is_main:
        taken_out = _row(closing(statement), found.own).words
        posts |= {each: [taken_out] for each in known if each not in vaults}
    return posts


def _row(statement: CircleStatement, own: OwnVault) -> StatementRow:
    """A statement, signed, as it is kept."""
    payload = write(statement, fixed=_FIXED, **CANONICAL)
    jws, digest = sign_as(Words.CIRCLE, payload, own), hashlib.sha256(payload).hexdigest()
    return StatementRow(statement.circle, statement.number, digest, statement.epoch, jws)


def _rows_of(vault: Vault, book: CircleBook) -> list[StatementRow]:
    """The statements of a circle, the newest first."""
    return [one for one in reversed(Circles(vault.database).statements()) if one.circle == book.circle]


def _until(vault: Vault, book: CircleBook, vaults: Collection[str]) -> dict[str, int]:
    """The last number that counts of each writer who is not in the circle any more: what stood, or else what is here."""
    numbers = {**Circles(vault.database).numbers(book.circle), **book.until}
    return {writer: number for writer, number in numbers.items() if listed_id(writer) not in vaults}


def _last_sets(vault: Vault, book: CircleBook, vaults: Collection[str]) -> set[LastSet]:
    """Which sets these are: as stated, or else those that are here. None where only a number was ever stated."""
    stated = {one for each in book.last_sets.values() for one in each if listed_id(one.writer) not in vaults}
    gone = dict(_until(vault, book, vaults).items() - book.until.items())
    gaps = (gap for writer, end in ended_in(book).items() if writer in gone for gap in end.gaps)
    before = {gap.before for gap in gaps if gap.before is not None and gap.after <= gone[gap.before.writer]}
    given_up = (before_given_up(vault, book, *each) for each in gone.items())
    return stated.union(before, *given_up, *(last_here(vault, book.circle, *each) for each in gone.items()))
