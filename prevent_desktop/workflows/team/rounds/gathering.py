"""What a round begins with, on the vault's thread: what was written here becomes sealed objects, and what is wanted is listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.vault.team.arriving import is_here, open_file
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.team.case_writing import Forms
from prevent_desktop.vault.team.doubles import Double
from prevent_desktop.vault.team.files import FileKind, FileState
from prevent_desktop.vault.team.objects import (
    SealedObjects,
    SetName,
    aside_sets,
    newest_put,
    sets_of_writer,
)
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.cases.looks import tell_looks
from prevent_desktop.workflows.team.cases.moving_cases import tend_moves
from prevent_desktop.workflows.team.cases.sharing import share_new
from prevent_desktop.workflows.team.change_sets.clearing import due_to_go
from prevent_desktop.workflows.team.change_sets.copies_asked import (
    asked_no_more,
    copy_wanted_here,
    names_asked_no_more,
    sign_what_is_asked,
)
from prevent_desktop.workflows.team.change_sets.copies_made import (
    asks_to_prove,
    copies_to_put,
    let_copies_go,
    names_to_go,
)
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of, publish_heads, wanted_lists
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.lost_disks import looked_for
from prevent_desktop.workflows.team.change_sets.own_sets import seal_sets, ways_to_put
from prevent_desktop.workflows.team.change_sets.shared_files import FileToPut, WantedFile
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.heads import other_sets
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.known import Known, asked_seldom
from prevent_desktop.workflows.team.circles.mailbox_access import address_here
from prevent_desktop.workflows.team.circles.posts import earlier_posts, posts_around, wanted_posts
from prevent_desktop.workflows.team.circles.retelling import keys_lacking, retell, tell_keys_asked
from prevent_desktop.workflows.team.circles.spare_circles import SpareHeads, spare_heads
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership, renew_circles
from prevent_desktop.workflows.team.circles.verdicts import Reason
from prevent_desktop.workflows.team.rounds.errand import CircleErrand, CopyErrand, Errand
from prevent_desktop.workflows.team.rounds.wanted_again import Sought, put_again

_MOST_OBJECTS: Final = 200
_MOST_FILES: Final = 8
"""What one round puts at most; the next one goes on from there."""
_PLAIN: Final[Callable[..., ToPut]] = ToPut


def gather(
    vault: Vault,
    *,
    now: Callable[[], datetime],
    forms: Forms,
    put: Collection[str] = (),
    wanted: Collection[str] = (),
    sought: Sought = Sought(),  # noqa: B008 -- it is frozen
    clearing: bool = False,
    around: int | None = None,
) -> Errand | None:
    """What this round is to do; None where there is no team, or nothing may leave this laptop.

    `put` are names that lie in the store as far as is known, `wanted` those that somebody looked for there and did not get, of which
    what was `sought` already is not looked for again.
    `forms` are those of the program, which travel only where they are wanted. With `clearing` old things are taken out of the store.
    With `around` posts are asked for that are neither the last nor the next, from that place on.
    """
    found = membership(vault)
    if found is None or vault.is_read_only or Leaving.CHANGES in settings.kept_in(vault):
        return None
    books, keys_told, sought = _seal_what_was_written(vault, found, forms, wanted, sought, now)
    objects = SealedObjects(vault.database)
    left = [name for name in objects.names() if name not in put]
    chosen = left[:_MOST_OBJECTS]
    ways = ways_to_put(vault, found, books) if chosen else {}
    return Errand(
        team=found.team.id,
        address=address_here(vault, found.team.mailbox),
        put=tuple(
            ways.get(one.name, _PLAIN)(name=one.name, content=one.content) for one in objects.some(chosen)
        ),
        files=tuple(_files_to_put(vault, books)),
        circles=tuple(_circle(vault, found, book, {*chosen, *put}, keys_told) for book in books.values()),
        posts=(
            *earlier_posts(vault, found.own, found.team),
            *wanted_posts(vault, found.own, found.team),
            *(() if around is None else posts_around(vault, found.own, found.team, begin=around)),
        ),
        lists=tuple(wanted_lists(vault, now=now())),
        profile=found.profile,
        more=len(left) > _MOST_OBJECTS,
        remove=_to_remove(vault, now()) if clearing else (),
        copies=_copies(vault, found, books),
        spares=spare_heads(vault, found.own) if _main_may_seal(found, books) else SpareHeads(),
        sought=sought,
    )


def _main_may_seal(found: Membership, books: Mapping[str, CircleBook]) -> bool:
    main = books.get(main_circle(found.team.id))
    return main is not None and main.may_seal


def _to_remove(vault: Vault, now: datetime) -> tuple[str, ...]:
    return (*due_to_go(vault, now=now), *names_to_go(vault), *names_asked_no_more(vault))


def _copies(vault: Vault, found: Membership, books: Mapping[str, CircleBook]) -> CopyErrand:
    """Those of the main circle alone: who shares fewer cases is told of a smaller circle's by the mailbox, as before."""
    book = books.get(main_circle(found.team.id))
    if book is None:
        return CopyErrand()
    return CopyErrand(
        put=copies_to_put(vault),
        wanted=copy_wanted_here(vault, found, book),
        asked_no_more=asked_no_more(vault, found, book),
        asks=asks_to_prove(vault),
    )


def _seal_what_was_written(
    vault: Vault,
    found: Membership,
    forms: Forms,
    wanted: Collection[str],
    sought: Sought,
    now: Callable[[], datetime],
) -> tuple[Mapping[str, CircleBook], frozenset[str], Sought]:
    """Bring the circles up to date, and seal to them what is new and what is wanted again; the circles, the names of keys that others asked for, and what was looked for. All or nothing."""
    with vault.transaction():
        renew_circles(vault, now=now())
        share_new(vault, now=now())
        tend_moves(vault, now=now)
        tell_looks(vault)
        capture_all(vault, now)
        books = circles(vault) if found.is_present else {}
        retell(vault, found, books.values(), now=now())
        keys_told = tell_keys_asked(vault, found, books.values(), wanted, now=now())
        seal_sets(vault, books, now())
        publish_heads(vault, now=now())
        sign_what_is_asked(vault, now=now())
        let_copies_go(vault, now=now())
        _keep_back_forms_of_the_program(vault, forms)
        sought = put_again(vault, books, wanted, sought, now())
    return books, keys_told, sought


def capture_all(vault: Vault, now: Callable[[], datetime]) -> None:
    """Make change-sets of all that was written in shared cases, where this vault may."""
    writer_of = writers(vault, now=now)
    for case_id in vault.team.dirty():
        writer = writer_of(vault.team.circle_of(case_id) or "")
        if writer is not None:
            capture(vault, case_id, writer)


def _circle(
    vault: Vault, found: Membership, book: CircleBook, put: Collection[str], keys_told: frozenset[str]
) -> CircleErrand:
    """What is wanted of one circle."""
    heads, newest = vault.team.heads(book.circle), book.newest
    known = known_of(vault, book, found.own.writer)
    newest_there = newest_put(vault.database, found.own.writer, book.circle)
    on_the_way = sets_of_writer(vault.database, found.own.writer, book.circle, after=newest_there)
    there = [one.number for one in on_the_way if book.names.change_set(one.writer, one.number) in put]
    return CircleErrand(
        circle=book.circle,
        names=book.names,
        identities=tuple(book.hint_identities),
        recipient=newest.recipient if newest is not None and book.may_seal else "",
        own={found.own.writer: max(there, default=newest_there)},
        complete={writer: head.number for writer, head in heads.items()},
        writers=frozenset({*heads, *book.until, *(() if newest is None else newest.vaults)}),
        until=dict(book.until),
        others=tuple(dict.fromkeys(_others_wanted(vault, book, known))),
        forks=_others(vault.team.doubles.sets(book.circle))
        | _others(aside_sets(vault.database, book.circle, [Reason.TAKEN_OUT])),
        aside=_others(aside_sets(vault.database, book.circle, [Reason.REMOVED])),
        beyond=tuple(looked_for(vault, found.own, book)),
        seldom={writer: asked_seldom(known, book, writer) for writer in heads},
        files=tuple(_files_wanted(vault, book)),
        keys_lacking=keys_lacking(vault, book),
        next_key="" if newest is None else book.names.key(book.own, newest.number + 1),
        keys_told=keys_told,
    )


def _others(sets: Iterable[SetName | Double]) -> frozenset[OtherSet]:
    return frozenset(OtherSet(writer=one.writer, number=one.number, digest=one.digest) for one in sets)


def _others_wanted(vault: Vault, book: CircleBook, known: Known) -> Iterator[Wanted]:
    """Sets that lie under a name of their own: what those that wait go on from, what others have under a number, and last sets."""
    heads = vault.team.heads(book.circle)
    for last in (one for each in book.last_sets.values() for one in each):
        here = heads[last.writer].number if last.writer in heads else 0
        if (
            here >= last.number - 1
            and vault.team.find(book.circle, last.writer, last.number, last.digest) is None
        ):
            yield Wanted(writer=last.writer, number=last.number, digest=last.digest)
    for waiting in vault.team.in_state(SetState.WAITING):
        change_set = waiting.named.change_set
        if waiting.circle != book.circle or change_set.number == 1:
            continue
        number, digest = change_set.number - 1, change_set.previous
        if vault.team.find(book.circle, change_set.vault, number, digest) is None:
            yield Wanted(writer=change_set.vault, number=number, digest=digest)
    for one in other_sets(known):
        yield Wanted(writer=one.writer, number=one.number, digest=one.digest)


def _files_to_put(vault: Vault, books: Mapping[str, CircleBook]) -> Iterator[FileToPut]:
    """Files and forms that others need from here, with what makes their pieces, on any thread. None whose bytes are gone."""
    here = (one for one in vault.team.files.in_state(FileState.TO_PUT) if is_here(vault, one))
    for file in islice(here, _MOST_FILES):
        book = books.get(file.circle)
        if book is None or book.newest is None or not book.may_seal:
            continue
        form = open_file(vault, file).read() if file.kind is FileKind.FORM else None
        yield FileToPut(
            file=file,
            form=form,
            files=vault.attachments.files,
            names=book.names,
            recipient=book.newest.recipient,
        )


def _keep_back_forms_of_the_program(vault: Vault, forms: Forms) -> None:
    """They stand as put, though nobody put them: everybody has them, and whoever has not says so."""
    for file in vault.team.files.in_state(FileState.TO_PUT):
        if file.kind is FileKind.FORM and forms(file.digest) is not None:
            vault.team.files.was_put(file)


def _files_wanted(vault: Vault, book: CircleBook) -> Iterator[WantedFile]:
    """Those for which records of this circle wait."""
    identities = tuple(book.identities)
    for file in vault.team.files.in_state(FileState.WANTED):
        if file.circle == book.circle:
            yield WantedFile(
                file=file, files=vault.attachments.files, names=book.names, identities=identities
            )
