"""Under which names our change-sets lie in the store, and what of them is sealed for it.

Each lies under its number. Of several that share a number, since this laptop was copied, each lies under its digest too: whoever
knows that there is one finds it there, whichever copy was first under the number, and whichever is still at work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.vault.team.doubles import Double
from prevent_desktop.vault.team.objects import SealedObjects, SetName, sets_of_writer, sets_to_put
from prevent_desktop.vault.team.tables import StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.clearing import cleared_up_to
from prevent_desktop.workflows.team.change_sets.heads_kept import everybody_has, lacking_doubles
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.standing import sealed_set
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.statements import Membership


@dataclass(frozen=True, slots=True)
class SetNames:
    """The names of sets of one circle. `twins` are the digests of all that share a number, by writer and number."""

    names: CircleNames
    twins: Mapping[tuple[str, int], set[str]]

    def to_seal(self, one: StoredSet) -> Iterator[str]:
        """Those under which a set is put; under a number one of those that share it."""
        twins = self.twins.get((one.vault, one.number), set())
        if one.digest == min(twins, default=one.digest):
            yield self.names.change_set(one.vault, one.number)
        if twins:
            yield self.names.other_set(one.vault, one.number, one.digest)

    def that_tell(self, one: StoredSet) -> Iterator[str]:
        """Those by which it is known, once they are put, that this set lies in the store, and not another one of its number."""
        yield self.names.other_set(one.vault, one.number, one.digest)
        if (one.vault, one.number) not in self.twins:
            yield self.names.change_set(one.vault, one.number)

    def ways_to_put(self, circle: str, one: OtherSet) -> Iterator[tuple[str, Callable[..., ToPut]]]:
        """What makes an object to put of one, by its names. Which of several was sealed for their number is not known."""
        plain = self.names.change_set(one.writer, one.number)
        other = self.names.other_set(one.writer, one.number, one.digest)
        under_number = partial(ToPut, circle=circle, wanted=Wanted(writer=one.writer, number=one.number))
        is_one_of_several = (one.writer, one.number) in self.twins
        yield plain, under_number if is_one_of_several else partial(under_number, other=other, said=one)
        by_digest = Wanted(writer=one.writer, number=one.number, digest=one.digest)
        yield other, partial(ToPut, circle=circle, wanted=by_digest, said=one)


def names_of_sets(vault: Vault, book: CircleBook) -> SetNames:
    """Those of a circle, as the sets stand that are here."""
    twins: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in vault.team.doubles.sets(book.circle):
        twins[one.writer, one.number].add(one.digest)
    return SetNames(book.names, twins)


def seal_sets(vault: Vault, books: Mapping[str, CircleBook], at: datetime) -> None:
    """Seal what waits and no object is made of yet; and each of several under a number, until everybody has it."""
    objects = SealedObjects(vault.database)
    sealed = set(objects.names())
    for book, stored, name in (*_waiting(vault, books), *_of_several(vault, books)):
        if name not in sealed:
            sealed.add(name)
            objects.keep(name, sealed_set(stored, book), circle=book.circle, case_id=stored.case_id, at=at)


def _waiting(vault: Vault, books: Mapping[str, CircleBook]) -> Iterator[tuple[CircleBook, StoredSet, str]]:
    """Those of the main circle last: what a case goes on with in a smaller one lies there before anybody hears that it goes."""
    names = {circle: names_of_sets(vault, book) for circle, book in books.items() if book.may_seal}
    for stored in sorted(
        vault.team.to_put(), key=lambda one: one.circle in books and books[one.circle].is_main
    ):
        if stored.circle in names:
            for name in names[stored.circle].to_seal(stored):
                yield books[stored.circle], stored, name


def _of_several(vault: Vault, books: Mapping[str, CircleBook]) -> Iterator[tuple[CircleBook, StoredSet, str]]:
    for book in books.values():
        cleared = cleared_up_to(vault, book.circle)
        for one in lacking_doubles(vault, book) if book.may_seal else ():
            stored = vault.team.find(book.circle, *one)
            if stored is not None and stored.words and one.number > cleared.get(one.writer, 0):
                yield book, stored, book.names.other_set(*one)


def ways_to_put(
    vault: Vault, found: Membership, books: Mapping[str, CircleBook]
) -> dict[str, Callable[..., ToPut]]:
    """What makes an object to put of our sets, by their names."""
    return {
        name: way
        for book in books.values()
        for names in (names_of_sets(vault, book),)
        for one in dict.fromkeys(_on_their_way(vault, found, book))
        for name, way in names.ways_to_put(book.circle, one)
    }


def _on_their_way(vault: Vault, found: Membership, book: CircleBook) -> Iterator[OtherSet]:
    """Those that not everybody has, and those that wait: a number that everybody has may be that of another set."""
    named: list[SetName | Double] = [*sets_to_put(vault.database, book.circle), *lacking_doubles(vault, book)]
    for writer in {*vault.team.heads(book.circle), found.own.writer}:
        if listed_id(writer) == found.own.id:
            after = everybody_has(vault, book, writer)
            named += sets_of_writer(vault.database, writer, book.circle, after=after)
    for one in named:
        yield OtherSet(writer=one.writer, number=one.number, digest=one.digest)


def waiting_by_names(vault: Vault, books: Mapping[str, CircleBook]) -> dict[str, StoredSet]:
    """Our sets that wait, by each name that tells of them once it was put."""
    names = {circle: names_of_sets(vault, book) for circle, book in books.items()}
    return {
        name: one
        for one in vault.team.to_put()
        if one.circle in names
        for name in names[one.circle].that_tell(one)
    }
