"""What somebody looked for in the mailbox and did not get, and stands here: it is put there again, whoever put it first.

Of what is wanted nobody may have anything, and anybody in a circle can ask in anybody's name. So all change-sets and files are gone through
once for each name, not with each round: a hundred thousand of them hold the vault's thread for a second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.team.arriving import is_here
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.objects import (
    SealedObjects,
    SetName,
    newest_row,
    sets_beside,
    sets_of_circle,
)
from prevent_desktop.vault.team.tables import NOT_JOINED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.shared_files import pieces_of
from prevent_desktop.workflows.team.change_sets.standing import sealed_set
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.verdicts import Reason


@dataclass(frozen=True, slots=True)
class Sought:
    """The names for which all `among_sets` and `among_files` was gone through, with the newest row of change-sets by then.

    `circles` are those to which this vault could seal. A name that nobody wants any more is forgotten: wanted anew, it is looked for anew.
    """

    among_sets: frozenset[str] = frozenset()
    among_files: frozenset[str] = frozenset()
    row: int = 0
    circles: frozenset[str] = frozenset()


def put_again(
    vault: Vault, books: Mapping[str, CircleBook], wanted: Collection[str], sought: Sought, at: datetime
) -> Sought:
    """Have what stands here of these put again; what was looked for by now. For each round; in the caller's transaction."""
    if not wanted:
        return Sought()
    names, row = frozenset(wanted), newest_row(vault.database)
    open_ones = {circle: book for circle, book in books.items() if book.may_seal}
    was_rewritten = row < sought.row  # which numbers rows anew
    before = frozenset() if was_rewritten or sought.circles != open_ones.keys() else sought.among_sets
    _offer_again(vault, books, names - sought.among_files)
    _seal_again(vault, open_ones, names - before, 0, at)
    _seal_again(vault, open_ones, names & before, sought.row, at)
    return Sought(names, names, row, frozenset(open_ones))


def _seal_again(
    vault: Vault, books: Mapping[str, CircleBook], wanted: Collection[str], after: int, at: datetime
) -> None:
    """Sets of others that somebody did not get and that are here: their writer may have gone, or have them no more."""
    objects = SealedObjects(vault.database)
    for book in books.values() if wanted else ():
        for one in _sets(vault, book, after):
            plain = book.names.change_set(one.writer, one.number)
            other = book.names.other_set(one.writer, one.number, one.digest)
            for name in {plain, other}.intersection(wanted):
                stored = vault.team.find(book.circle, one.writer, one.number, one.digest)
                if stored is not None:
                    content = sealed_set(stored, book)
                    objects.keep(name, content, circle=book.circle, case_id=stored.case_id, at=at)


def _sets(vault: Vault, book: CircleBook, after: int) -> Iterator[SetName]:
    """Those too that change nothing here, as their case goes on elsewhere: at others their writer's next one waits for them."""
    yield from sets_of_circle(vault.database, book.circle, after=after)
    yield from sets_beside(vault.database, book.circle, [Reason.TAKEN_OUT, *NOT_JOINED], after=after)


def _offer_again(vault: Vault, books: Mapping[str, CircleBook], wanted: Collection[str]) -> None:
    """Files that somebody did not get and that stand here, whoever put them there first, if anybody did."""
    for book in books.values() if wanted else ():
        for file in vault.team.files.of_record(book.circle):
            if vault.attachments.has_file(file.record_id) and _is_wanted(file, book, wanted):
                vault.team.files.offer(file)
        for digest in vault.team.forms_of(book.circle):
            if book.names.attachment(digest, 0) in wanted:
                vault.team.files.offer(
                    TeamFile(
                        circle=book.circle, kind=FileKind.FORM, digest=digest, record_id="", case_id="",
                        size=len(vault.questionnaires.get(digest).encode()), state=FileState.PUT,
                    )
                )  # fmt: skip
    for file in vault.team.files.in_state(FileState.PUT) if wanted else ():
        its_book = books.get(file.circle)
        if its_book is not None and _is_wanted(file, its_book, wanted) and is_here(vault, file):
            vault.team.files.offer_again(file)


def _is_wanted(file: TeamFile, book: CircleBook, wanted: Collection[str]) -> bool:
    return any(book.names.attachment(file.digest, piece) in wanted for piece in range(pieces_of(file)))
