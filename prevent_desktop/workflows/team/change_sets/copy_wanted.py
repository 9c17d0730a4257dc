"""Change-sets that a colleague has and the mailbox gives no more: who is new, or was away for long, asks a lead for a copy.

Each vault takes its old sets out of the mailbox (`workflows.team.change_sets.clearing`), and puts them there again only once it is opened and asked.
A signed list by another vault than the writer's says that a set was given to somebody once; to a vault that came into an
older circle the writer's own list says so as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from prevent_desktop.casework.team.roster import Role, Team, listed_id
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.clearing import STAYS
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.heads import missing
from prevent_desktop.workflows.team.circles.known import Known
from prevent_desktop.workflows.team.circles.statements import circles, membership

_MANY: Final = 200
"""More than that are not waited for, since each writer's come by the twenty."""


class Gone(NamedTuple):
    """All sets of a writer up to `number` are here, and a colleague's list shows later ones that have not come."""

    writer: str
    number: int


def gone_sets(vault: Vault) -> frozenset[Gone]:
    """What the mailbox seems to give no more of the main circle, which a copy holds; none where nobody else can make one. Reads only."""
    return frozenset(one for one, _count in _counted(vault))


def many_are_gone(vault: Vault) -> bool:
    """Whether so much of it is gone that it would take colleagues too long to put it there again. Reads only."""
    return sum(count for _one, count in _counted(vault)) > _MANY


def _counted(vault: Vault) -> Iterator[tuple[Gone, int]]:
    found = membership(vault)
    circle = "" if found is None else main_circle(found.team.id)
    book = circles(vault).get(circle)
    if found is None or book is None or not _another_lead(found.team, found.own.id):
        return
    for one, count in gone_of(known_of(vault, book, found.own.writer), book):
        if not vault.team.under_number(circle, one.writer, one.number + 1):
            yield one, count


def gone_of(known: Known, book: CircleBook) -> Iterator[tuple[Gone, int]]:
    """Of the writers of whom anything is missing, those of whom a colleague's list shows more than is here, and how many."""
    late = _came_late(book)
    for writer in (one.writer for one in missing(known, book)):
        head = known.heads.get(writer)
        number = 0 if head is None else head.number
        shown = (
            one.heads[writer].number
            for one in known.lists.values()
            if writer in one.heads and (late or listed_id(one.vault) != listed_id(writer))
        )
        if (most := max(shown, default=0)) > number:
            yield Gone(writer, number), most - number


def _came_late(book: CircleBook) -> bool:
    """Whether this vault came into the circle when the first things were out of the mailbox."""
    mine = [one.statement.at for one in book.counted if book.own in one.statement.vaults]
    return bool(mine) and min(mine) - min(one.statement.at for one in book.counted) >= STAYS


def _another_lead(team: Team, own: str) -> bool:
    """Whether another laptop that is there is a lead's: none but a lead's can make a copy."""
    owners = (team.owner(one.id) for one in team.sharing if one.id != own)
    return any(owner is not None and owner.role is Role.LEAD for owner in owners)
