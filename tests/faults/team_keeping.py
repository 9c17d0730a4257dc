"""A case that all share is kept from a colleague in the middle of a run: who goes along ends with all of it, and they get nothing newer."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, Step
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases import moving_cases
from prevent_desktop.workflows.team.cases.late_changes import take_over_late
from prevent_desktop.workflows.team.cases.moved_words import reworded
from prevent_desktop.workflows.team.cases.moving_cases import left_by
from prevent_desktop.workflows.team.cases.sharing import keep_from
from tests.faults.team_laptops import Founded, Laptop
from tests.faults.team_ledger import Ledger, Place, Rows, all_the_same, place_row_is_of, rows_of, words_of
from tests.faults.team_work import Desk, write_note
from tests.unit.workflows.subject_access.full_person import Words


@dataclass
class Keeping:
    """The case, and its person. `circle` is where it goes on, `out` the member whom it is kept from; both empty until then.

    The ledger has its words under the id of the case, so that they are required wherever it is shared.
    """

    founded: Founded
    ledger: Ledger
    case_id: str = ""
    person_id: str = ""
    circle: str = ""
    out: str = ""
    places: set[Place] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    """Words that whoever is left out wrote for themselves."""
    mover: str = ""
    reworded: dict[Place, set[str]] = field(default_factory=dict)
    """What the lead's program left out, or put other words in the place of, when it said the case again: by row, the words that stood there."""

    def begin(self, lead: Laptop, vault: Vault, out: str, *, reworded: bool) -> None:
        """The lead keeps it from this member from now on; with `reworded` by a program that says it again with other words."""
        word = Words(random.Random(f"reworded {self.case_id}"))
        with another_program(self._reword(vault, word)) if reworded else nullcontext():
            keep_from(vault, self.case_id, [out], now=lead.now())
        self.mover = lead.member
        self.ledger.kept_back.setdefault(out, set()).update(word.made)
        self.circle, self.out = vault.team.circle_of(self.case_id) or "", out
        self.founded.kept_from[self.circle] = out

    def _reword(self, vault: Vault, word: Words) -> Callable[[], None]:
        """Other words in the place of some notes, and some left out; not of those that a form refers to."""

        def reword() -> None:
            grown = {row["grown_from"] for row in vault.database.rows("SELECT grown_from FROM responses")}
            some = [one for one in vault.notes.of_case(self.case_id) if one.id not in grown]
            with vault.transaction():
                vault.database.insert("disposing", id=self.case_id)
                for one in some[::2]:
                    vault.database.run("DELETE FROM notes WHERE id = ?", (one.id,))
                vault.database.run("DELETE FROM disposing")
                for one in some[::4]:
                    vault.notes.add(replace(one, text=word()))
            for one in some[::2]:
                place = Place("notes", json.dumps([one.id]))
                self.reworded[place] = words_of(f"{one.text} {one.source_detail}")

        return reword

    def nobody_can_say_again(self, present: Iterable[Laptop]) -> set[Place]:
        """What the lead's program changed, where nobody who went along is there any more: whoever went along says it again."""
        went_along = any(one.member not in {self.mover, self.out} for one in present)
        return set() if went_along else set(self.reworded)

    def split(self, rows: Rows) -> tuple[Rows, Rows]:
        """Those of all other cases, and those of this one.

        That whoever is left out has set it aside is said in the circle that the case leaves: it goes along with nobody.
        """
        mine = {
            place: row
            for place, row in rows.items()
            if place_row_is_of(place, row, self.case_id, self.person_id)
        }
        self.places |= mine.keys()
        others = {place: row for place, row in rows.items() if place not in mine}
        return others, {place: row for place, row in mine.items() if not _is_set_aside(place, row)}

    def note(self, vault: Vault, before: Rows, after: Rows) -> None:
        """Somebody worked in it: what they wrote once they had heard is kept from whoever is left out."""
        new = self.ledger.note(self.case_id, before, after)
        if self.circle and vault.team.circle_of(self.case_id) == self.circle:
            self.ledger.kept_back.setdefault(self.out, set()).update(new)

    def write_alone(self, laptop: Laptop, vault: Vault, chance: random.Random) -> None:
        """Whoever is left out writes in what they have: for themselves."""
        if self.circle and laptop.member == self.out and left_by(vault, self.case_id) is not None:
            word = Words(random.Random(f"alone {chance.random()}"))
            write_note(Desk(vault, self.case_id, chance, word, laptop.now(), laptop.member))
            self.alone.update(word.made)

    def take_over(self, lead: Laptop, vault: Vault) -> None:
        """A lead takes over what came too late."""
        if self.circle:
            take_over_late(vault, self.case_id, now=lead.now())

    def wrong(self, present: list[Laptop]) -> Iterator[str]:
        """What is wrong at the end."""
        if not self.circle:
            return
        yield from all_the_same(self.founded, present, self.circle)
        for place in self.nobody_can_say_again(present):
            self.ledger.written_over |= self.reworded[place]
        for laptop in present:
            with laptop.opened() as vault:
                here = vault.team.circle_of(self.case_id)
                if laptop.member == self.out:
                    if here is not None or self.circle in rows_circles(vault):
                        yield f"{laptop.name}, from whom the case is kept, shares it still: {here}"
                    continue
                if here != self.circle:
                    yield f"{laptop.name} did not go along with the case: {here}"
                yield from self.ledger.lost(vault, self.case_id, laptop.name)
                if self.reworded and laptop.member != self.mover and reworded(vault, self.case_id) is None:
                    yield f"that {self.mover}'s program says the case with other words is not told at {laptop.name}"
                if leaked := self.alone & _words(rows_of(vault, self.case_id)):
                    yield f"{len(leaked)} words that {self.out} wrote alone are at {laptop.name}"


@contextmanager
def another_program(reword: Callable[[], None]) -> Iterator[None]:
    """Whoever moves a case meanwhile does so with a program that does this to the record before it says it again."""
    left = [reword]

    def brought_up(*arguments: Any, **more: Any) -> Any:
        made = materialise(*arguments, **more)
        if left:
            left.pop()()
        return made

    with mock.patch.object(moving_cases, "materialise", brought_up):
        yield


def _is_set_aside(place: Place, row: Mapping[str, Any]) -> bool:
    return place.table == DISPOSAL_STEPS.table and row["step"] == Step.CONFIRMED


def rows_circles(vault: Vault) -> set[str]:
    """The circles of which a vault holds change-sets or keys."""
    rows = vault.database.rows("SELECT circle FROM team_sets UNION SELECT circle FROM team_circles")
    return {row["circle"] for row in rows}


def _words(rows: Mapping[Place, Mapping[str, Any]]) -> set[str]:
    return {word for row in rows.values() for value in row.values() for word in words_of(str(value))}
