"""The school's list in the vault: what an import would change, taking it, and choosing somebody of it as a person.

A list takes the place of the one before: whoever left is not on it any more, and stays only where they were chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import FROM_SCHOOL_LIST
from prevent_desktop.casework.pupil import Pupil, folded
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import is_lead
from prevent_desktop.workflows.people.find import says_enough
from prevent_desktop.workflows.people.people import add_known_person
from prevent_desktop.workflows.people.roll_file import RollFile

TAKEN_AT = "roll-taken-at"
"""The setting that says when the list was taken (ISO 8601)."""


class Changed(StrEnum):
    """What becomes of a pupil with the next list."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One pupil as they will be, or were where they are gone; `before` and the names of what differs for a change.

    `is_person` where they were chosen before, so that they stay in the records.
    """

    kind: Changed
    pupil: Pupil
    before: Pupil | None = None
    differing: tuple[str, ...] = ()
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPlan:
    """What taking a list would change. `before` and `after` are the whole lists; `for_reporter` where it is cut to name, year, form."""

    before: tuple[Pupil, ...]
    after: tuple[Pupil, ...]
    changes: tuple[Change, ...]
    for_reporter: bool

    def count(self, kind: Changed) -> int:
        """How many are new, changed or gone."""
        return sum(change.kind is kind for change in self.changes)

    @property
    def same(self) -> int:
        """How many stay as they are."""
        return len(self.after) - self.count(Changed.NEW) - self.count(Changed.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollState:
    """How many names the vault has from a list, and since when; whether whose vault it is may hold their details."""

    number: int
    taken_at: datetime | None
    for_reporter: bool


def roll_state(vault: Vault) -> RollState:
    """What there is of a list."""
    taken = vault.settings.get(TAKEN_AT)
    return RollState(
        number=vault.pupils.count(),
        taken_at=datetime.fromisoformat(taken) if taken else None,
        for_reporter=not is_lead(vault),
    )


def plan_roll(vault: Vault, file: RollFile) -> RollPlan:
    """What taking the list in a file would change. Reads only. RecordError where the file has problems."""
    if file.problems:
        raise RecordError(
            _("Nothing was taken"),
            str(file.problems[0]),
            _("Put it right in the file, and choose it again."),
        )
    for_reporter = not is_lead(vault)
    before = vault.pupils.all()
    wanted = [pupil.for_reporter() for pupil in file.pupils] if for_reporter else list(file.pupils)
    pairs, gone = _pair(before, wanted)
    after = tuple(replace(pupil, id=new_id() if old is None else old.id) for pupil, old in pairs)
    chosen = _chosen_before(vault) if gone else lambda _pupil: False
    changes = [
        Change(kind=Changed.NEW, pupil=pupil)
        if old is None
        else Change(kind=Changed.CHANGED, pupil=pupil, before=old, differing=old.differing(pupil))
        for pupil, (_wanted, old) in zip(after, pairs, strict=True)
        if old != pupil
    ]
    changes += [Change(kind=Changed.GONE, pupil=pupil, is_person=chosen(pupil)) for pupil in gone]
    order = list(Changed)
    changes.sort(
        key=lambda one: (order.index(one.kind), folded(one.pupil.surname), folded(one.pupil.forenames))
    )
    return RollPlan(before=before, after=after, changes=tuple(changes), for_reporter=for_reporter)


def _pair(
    before: Iterable[Pupil], wanted: Iterable[Pupil]
) -> tuple[list[tuple[Pupil, Pupil | None]], list[Pupil]]:
    """Each wanted line with the one that it follows, and the lines that none follows.

    Lines that say the same belong together; then those with one pupil number; then those alone under one name.
    """
    left = {pupil.id: pupil for pupil in before}
    follows: dict[int, Pupil] = {}
    lines = list(enumerate(wanted))

    def match(key: Callable[[Pupil], object], *, alone: bool) -> None:
        ours: dict[object, list[Pupil]] = defaultdict(list)
        theirs: dict[object, list[int]] = defaultdict(list)
        for pupil in left.values():
            ours[key(pupil)].append(pupil)
        for number, pupil in lines:
            if number not in follows:
                theirs[key(pupil)].append(number)
        for found, numbers in theirs.items():
            old = ours.get(found, [])
            if not found or (alone and not len(old) == len(numbers) == 1):
                continue
            for number, pupil in zip(numbers, old, strict=False):
                follows[number] = left.pop(pupil.id)

    match(lambda pupil: replace(pupil, id=""), alone=False)
    match(lambda pupil: pupil.upn, alone=True)
    match(lambda pupil: (folded(pupil.full_name), pupil.birth_date), alone=True)
    match(lambda pupil: folded(pupil.full_name), alone=True)
    return [(pupil, follows.get(number)) for number, pupil in lines], list(left.values())


def _chosen_before(vault: Vault) -> Callable[[Pupil], bool]:
    people = vault.people.all()
    by_upn = {person.upn: person for person in people if person.upn}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_name[folded(person.full_name)].append(person)

    def is_person(pupil: Pupil) -> bool:
        named = by_name.get(folded(pupil.full_name), [])
        return pupil.upn in by_upn or any(is_same_person(pupil, person) for person in named)

    return is_person


def take_roll(vault: Vault, plan: RollPlan, *, now: datetime) -> None:
    """Put the list in place of the one before, all of it or nothing. RecordError where something changed since it was shown."""
    with vault.transaction():
        if vault.pupils.all() != plan.before or plan.for_reporter is is_lead(vault):
            raise RecordError(
                _("Nothing was taken"),
                _("The names here changed since the file was looked at."),
                _("Choose the file again, and look at what would change now."),
            )
        vault.pupils.keep_only(plan.after)
        vault.settings.set(TAKEN_AT, now.isoformat())
        vault.audit.append("roll.taken", "", str(len(plan.after)))


@dataclass(frozen=True, slots=True)
class ForgottenRoll:
    """A list that was removed. It is nowhere but with whoever holds it."""

    pupils: tuple[Pupil, ...]
    taken_at: str


def forget_roll(vault: Vault) -> ForgottenRoll:
    """Remove every name of the list; what brings it back. Whoever was chosen stays in the records."""
    forgotten = ForgottenRoll(vault.pupils.all(), vault.settings.get(TAKEN_AT) or "")
    with vault.transaction():
        vault.pupils.keep_only(())
        vault.settings.set(TAKEN_AT, "")
        vault.audit.append("roll.removed", "")
    return forgotten


def bring_back_roll(vault: Vault, forgotten: ForgottenRoll) -> None:
    """Have the list as it was before it was removed. RecordError where another was taken meanwhile."""
    with vault.transaction():
        if vault.pupils.count():
            raise RecordError(
                _("The names were not brought back"),
                _("Another list was taken since they were removed."),
                _("Choose the file again if you want the names that are in it."),
            )
        vault.pupils.keep_only(
            forgotten.pupils if is_lead(vault) else [pupil.for_reporter() for pupil in forgotten.pupils]
        )
        vault.settings.set(TAKEN_AT, forgotten.taken_at)
        vault.audit.append("roll.brought-back", "", str(len(forgotten.pupils)))


def offered_pupils(vault: Vault, untrusted_name: str, *, limit: int) -> tuple[Pupil, ...]:
    """Pupils whose names begin with the words typed so far, after three letters; nobody who is in the records already."""
    if not says_enough(untrusted_name):
        return ()
    return tuple(_not_chosen(vault, vault.pupils.named(untrusted_name, limit * 2)))[:limit]


def _not_chosen(vault: Vault, pupils: Iterable[Pupil]) -> Iterator[Pupil]:
    for pupil in pupils:
        if _person_of(vault, pupil) is None:
            yield pupil


def _person_of(vault: Vault, pupil: Pupil) -> Person | None:
    named = vault.people.search(pupil.full_name)
    return next((person for person in named if is_same_person(pupil, person)), None)


def is_same_person(pupil: Pupil, person: Person) -> bool:
    """Whether a pupil is surely somebody in the records: by number; by name and birth; by name and year where that is all."""
    if pupil.upn and person.upn:
        return pupil.upn == person.upn
    if folded(pupil.full_name) != folded(person.full_name):
        return False
    if pupil.birth_date is not None and person.birth_date is not None:
        return pupil.birth_date == person.birth_date
    return bool(pupil.year_group) and person.year_group == year_and_form(pupil)


def year_and_form(pupil: Pupil) -> str:
    """“Year 9, 9C”, as far as it is known."""
    return each_of((pupil.year_group, pupil.form))


def choose_pupil(vault: Vault, pupil_id: str, *, now: datetime) -> Person:
    """The pupil as a person of the vault, with a first case; whoever is in the records already is not added twice."""
    with vault.transaction():
        pupil = vault.pupils.get(pupil_id)
        known = _person_of(vault, pupil)
        if known is not None:
            return known
        return add_known_person(
            vault,
            Person(
                id=new_id(), forenames=pupil.forenames, surname=pupil.surname, known_as=pupil.known_as,
                birth_date=pupil.birth_date, gender=pupil.gender, address=pupil.address, postcode=pupil.postcode,
                upn=pupil.upn, school=pupil.school, year_group=year_and_form(pupil), created_at=now, changed_at=now,
            ),
            now=now,
            known_from=FROM_SCHOOL_LIST,
        )[0]  # fmt: skip
