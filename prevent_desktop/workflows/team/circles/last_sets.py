"""Which change-sets of a vault that went belong to those that were named as its last ones.

A number alone would let whoever holds a removed laptop put another change-set under it, wherever the true one has not come. So a
statement names the last sets by their digests, and each of these names the one before it: what is in none of these lines does not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from prevent_desktop.casework.team.roster import LastSet
from prevent_desktop.vault.team.tables import StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.ended_writers import LONGEST_GAP, ended_in
from prevent_desktop.workflows.team.circles.given_up import passed_over

Before = Callable[[str, int, str], str | None]
"""The digest of the set before the one with this writer, number and digest; None while that one is not here."""


class Lines:
    """The lines of those who went, as far as they are here; what was found once is remembered."""

    def __init__(self, book: CircleBook, before: Before) -> None:
        self._book, self._before = book, before
        self._found: dict[str, dict[int, set[str]]] = {}
        self._ends: dict[str, set[tuple[int, str]]] = {}

    def hold(self, writer: str, number: int, digest: str) -> bool | None:
        """Whether a set is in one of the lines of its writer; None while too little of them is here to tell.

        True where nothing binds it: its vault is in the circle, or no statement named a set of that number or a later one.
        """
        last = self._book.last_sets.get(writer, frozenset())
        if not any(one.number >= number for one in last):
            return True
        if writer not in self._found:
            self._found[writer] = defaultdict(set)
            self._ends[writer] = {(one.number, one.digest) for one in last}
            for one in last:
                self._found[writer][one.number].add(one.digest)
        self._go_down(writer, number)
        if digest in self._found[writer][number]:
            return True
        return None if any(end > number for end, _digest in self._ends[writer]) else False

    def _go_down(self, writer: str, number: int) -> None:
        """Follow each line down to this number, as far as it is here."""
        for end in tuple(self._ends[writer]):
            place, digest = end
            while place > number and (before := self._before(writer, place, digest)) is not None:
                place, digest = place - 1, before
                self._found[writer][place].add(digest)
            self._ends[writer].discard(end)
            is_lost = any(place in each for each in self._lost(writer))
            if place <= number or not is_lost:  # what was before a gap is named for itself
                self._ends[writer].add((place, digest))

    def _lost(self, writer: str) -> Iterator[range]:
        """The numbers of what was lost with a disk, and of what was given up: of that only what comes after a set that is named."""
        ended = ended_in(self._book).get(writer)
        yield from () if ended is None else (gap.numbers for gap in ended.gaps)
        named = {0, *(one.number for one in self._book.last_sets.get(writer, ()))}
        for passed in passed_over(self._book).get(writer, ()):
            yield from (range(each + 1, passed.stop)[:LONGEST_GAP] for each in named if each + 1 in passed)


def lines_in(vault: Vault, book: CircleBook) -> Lines:
    """Those of a circle, by the sets that are here."""
    return Lines(book, lambda *place: _before(vault, book.circle, *place))


def _before(vault: Vault, circle: str, writer: str, number: int, digest: str) -> str | None:
    one = vault.team.find(circle, writer, number, digest)
    if one is None:
        return None
    if one.words:
        return one.named.change_set.previous
    here = [each for each in vault.team.under_number(circle, writer, number - 1) if each.has_its_place]
    return here[0].digest if len(here) == 1 else None  # its case was disposed of, and its words with it


def last_here(vault: Vault, circle: str, writer: str, number: int) -> Iterator[LastSet]:
    """The last sets of a writer that are here up to this number: more than one where a laptop was copied."""
    for one in vault.team.under_number(circle, writer, number):
        if one.has_its_place:
            yield LastSet(writer=writer, number=number, digest=one.digest)
    for fork in vault.team.doubles.sets(circle):
        if fork.writer == writer and fork.number < number:
            after = vault.team.under_number(circle, writer, fork.number + 1)
            if not any(one.has_its_place and _follows(one, fork.digest) for one in after):
                yield LastSet(writer=writer, number=fork.number, digest=fork.digest)


def before_given_up(vault: Vault, book: CircleBook, writer: str, number: int) -> Iterator[LastSet]:
    """The sets here up to this number after which come some that were given up and are not here, and then others that are."""
    for passed in passed_over(book).get(writer, ()):
        before: list[LastSet] = []
        for each in range(passed.start - 1, min(passed.stop, number) + 1):
            here = [one for one in vault.team.under_number(book.circle, writer, each) if one.has_its_place]
            if here and before and before[0].number < each - 1:
                yield from before
            before = [LastSet(writer=writer, number=each, digest=one.digest) for one in here] or before


def _follows(one: StoredSet, digest: str) -> bool:
    return bool(one.words) and one.named.change_set.previous == digest


def are_joined(vault: Vault, book: CircleBook, writer: str) -> bool:
    """Whether a writer's last sets are here, and so all before them."""
    return all(
        (here := vault.team.find(book.circle, writer, one.number, one.digest)) is not None
        and here.has_its_place
        for one in book.last_sets.get(writer, ())
    )
