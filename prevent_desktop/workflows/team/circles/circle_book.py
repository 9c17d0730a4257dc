"""All that is known of one circle: its statements, the keys of its epochs, who belongs to it, whose changes count how far. Pure.

Who may make a statement. The main circle is all leads and deputies of the profile, and its statements only make keys for whom the
profile names: so the vault of each of them may make one. No change waits until a lead comes back from holiday, and none is
sealed to somebody who was removed yesterday. A restricted circle stands in no profile: whoever knows its secret is in it.
What counts is worked out from all statements and the profile together, whatever order they came in. A statement of somebody who is
no longer in the team opens what was sealed by it; nothing is sealed by it, and it says of nobody how far their changes count.

Each statement makes a new epoch, so that its number is the epoch's. Two vaults may make one at the same time: both open what was
sealed to them, and that with the smaller digest goes on.

Statements that go back to one beginning have one secret for names in common. A second beginning can be an accident in the main circle,
where all end with that which the profile names, else with that which more people went on from; in a restricted one it is none, and nobody leaves for it what they went on from.
Who was taken out of a restricted circle knows its secret, and says nothing in it until somebody else puts them in again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.team.roster import CircleStatement, LastSet, Role, Team, listed_id
from prevent_desktop.errors import SealingError
from prevent_desktop.sealing import Identity, parse_identity
from prevent_desktop.workflows.team.circles.last_counting import End, Word, ends_of
from prevent_desktop.workflows.team.circles.names import SECRET_SIZE, CircleNames
from prevent_desktop.workflows.team.circles.people_within import people_within

EPOCH_LIFE: Final = timedelta(days=30)
"""So long an epoch's key is sealed to at most."""
DEPUTIES_WAIT: Final = timedelta(days=7)
"""So much longer a deputy's vault waits before it makes the next one: leads come first."""
HIGHEST: Final = 2**53 - 1
_REACH: Final = 10_000
"""So far above what anybody else stated the number of a statement may be; else nobody could ever state a newer one."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAMES: Final = re.compile(rf"[0-9a-f]{{{2 * SECRET_SIZE}}}")


def main_circle(team_id: str) -> str:
    """The id of the circle of all leads and deputies: worked out, so that there can be no two."""
    return derived_id("main-circle", team_id)


@dataclass(frozen=True, slots=True)
class Known:
    """A statement whose signature holds, and the SHA-256 of its words."""

    statement: CircleStatement
    digest: str

    @property
    def rank(self) -> tuple[int, int]:
        """Higher goes before: the later number, and of one number the smaller digest."""
        return self.statement.number, -int(self.digest, 16)


class CircleBook:
    """The circle with this id as the vault `own` sees it, by the team of its profile and all statements that it has.

    `profile` is that profile's version.
    """

    def __init__(
        self, circle: str, team: Team, own: str, statements: Iterable[Known], *, profile: int | None = None
    ) -> None:
        self.circle = circle
        self.team = team
        self.own = own
        self.profile = profile
        every = tuple(sorted(_in_reach(team, statements), key=lambda one: one.rank, reverse=True))
        self._all = tuple(one for one in every if not is_closing(one.statement))
        self._closing = tuple(one for one in every if is_closing(one.statement))
        self._sharing = frozenset(one.id for one in team.sharing)
        self._within: dict[str, frozenset[str]] = {}

    @cached_property
    def counted(self) -> tuple[Known, ...]:
        """The statements that belong together, the newest first; none where this vault is not in the circle by any of them.

        Where all who made one have gone (the only lead left), theirs say who belongs to it, so that somebody present goes on.
        """
        return self._of_one_beginning if self._is_in(self._of_one_beginning) else ()

    @cached_property
    def _of_one_beginning(self) -> tuple[Known, ...]:
        names = max(self._beginnings, key=self._went_on_from, default="")
        return tuple(one for one in self._all if one.statement.names == names)

    @cached_property
    def rivals(self) -> tuple[Known, ...]:
        """What members who are present stated of another beginning: it does not count here, and is to be told."""
        mine = {one.statement.names for one in self.counted}
        return tuple(
            one for one in self._all if mine and one.statement.names not in mine and self._is_entitled(one)
        )

    @property
    def is_contested(self) -> bool:
        """Whether members who are present went on from more than one beginning, and the profile names none of them."""
        return len(self._beginnings) > 1 and not self._named

    @property
    def is_undecided(self) -> bool:
        """Whether as many people went on from another beginning as from the one that counts here."""
        weights = sorted((self._went_on_from(one)[:-1] for one in self._beginnings), reverse=True)
        return len(weights) > 1 and weights[0] == weights[1]

    @cached_property
    def torn(self) -> tuple[tuple[Known, Known], ...]:
        """By which statements two took each other out of a restricted circle, while nobody put either in again."""
        me, out = self._person(self.own), self._taken_out
        within = self._people_within(self._of_one_beginning[0].statement.names) if out else frozenset()
        return tuple(
            (out[one, other], out[other, one])
            for one, other in sorted(out)
            if one < other and (other, one) in out and within.isdisjoint({one, other} - {me})
        )

    @property
    def _taken_out(self) -> dict[tuple[str, str], Known]:
        """By which statement somebody took somebody else out, by both people; this vault's owner learns of it by a closing one."""
        out: dict[tuple[str, str], Known] = {}
        before: set[str] = set()
        for one in () if self.is_main else reversed(self._of_one_beginning):
            people, by = set(map(self._person, one.statement.vaults)), self._person(one.statement.by)
            out |= {(by, who): one for who in before - people - {by}}
            before |= people
        closed = {(self._person(one.statement.by), self._person(self.own)): one for one in self._closing}
        return out | {pair: one for pair, one in closed.items() if pair[0] in before}

    @property
    def has_stated(self) -> bool:
        """Whether the owner of this vault said from which beginning they went on."""
        return any(self._person(self.own) in self._people_of(one) for one in self._beginnings)

    @cached_property
    def latest(self) -> Known | None:
        """The statement that goes on, which the next one follows; None where this vault is not in the circle."""
        entitled = (one for one in self.counted if self._is_entitled(one))
        return next(entitled, next(iter(self.counted), None))

    @property
    def newest(self) -> CircleStatement | None:
        """What that says. Changes are sealed by it, once `may_seal`."""
        return None if self.latest is None else self.latest.statement

    @cached_property
    def is_main(self) -> bool:
        """Whether it is that of all leads and deputies."""
        return self.circle == main_circle(self.team.id)

    @property
    def names(self) -> CircleNames:
        """What its things are called in the store. ValueError where this vault is not in it."""
        if self.newest is None:
            raise ValueError("not in this circle")
        return CircleNames(self.newest.names)

    @cached_property
    def until(self) -> Mapping[str, int]:
        """The last number that counts, of each writer whose vault is no longer in it."""
        return {writer: end.number for writer, end in self._ends.items()}

    @cached_property
    def last_sets(self) -> Mapping[str, frozenset[LastSet]]:
        """With which sets the changes of each such writer end."""
        return {writer: end.sets for writer, end in self._ends.items() if end.sets}

    @cached_property
    def _ends(self) -> Mapping[str, End]:
        """By what members who are present stated; where nobody did, by the newest statement."""
        words = [
            Word(one.statement, by_lead=self._is_by_lead(one), present=self._is_entitled(one))
            for one in self.counted
        ]
        if self.newest is not None and not any(one.present for one in words):
            words = [Word(self.newest, by_lead=True, present=True)]
        return {writer: end for writer, end in ends_of(words).items() if not self.has(writer)}

    def _is_by_lead(self, known: Known) -> bool:
        owner = self.team.owner(known.statement.by)
        return owner is not None and owner.role is Role.LEAD

    def has(self, writer: str) -> bool:
        """Whether a writer's vault is in the circle. In the main one whom the profile names always is, whatever a statement says."""
        listed = listed_id(writer)
        if self.is_main and any(one.id == listed for one in self.team.sharing):
            return True
        return self.newest is not None and listed in self.newest.vaults

    @cached_property
    def _keys(self) -> dict[Identity, CircleStatement]:
        return {parse_identity(one.statement.identity): one.statement for one in self.counted}

    @property
    def identities(self) -> Iterator[Identity]:
        """What opens its things, the newest epoch first."""
        return iter(self._keys)

    @property
    def hint_identities(self) -> Iterator[Identity]:
        """What opens the hint: keys that nobody had who is gone. Whoever has one can write a hint, which is signed by nobody."""
        return (identity for identity, statement in self._keys.items() if self._is_of_present(statement))

    @property
    def may_seal(self) -> bool:
        """Whether the newest epoch is one to seal to: its key is for nobody but those who are present."""
        latest = self.latest
        if latest is None or not self._is_entitled(latest):
            return False
        return self._is_of_present(latest.statement) and self.own in latest.statement.vaults

    @property
    def is_settled(self) -> bool:
        """Whether this vault may state more now: not while somebody may have been removed by a profile that has not come here yet."""
        newest = self.newest
        is_behind = newest is None or (self.profile is not None and self.profile < newest.profile)
        return self.may_seal and not is_behind and not self.is_undecided

    @property
    def should_belong(self) -> tuple[str, ...]:
        """The vaults that the next statement is for: of the main circle all who share; of another those in it who still do.

        A member's further vault comes into a restricted circle by itself: it is kept from people, not from laptops.
        """
        sharing = self.team.sharing
        if self.is_main or self.newest is None:
            return tuple(sorted(one.id for one in sharing))
        owners = (self.team.owner(listed) for listed in self.newest.vaults)
        people = {one.id for one in owners if one is not None} & self._people_within(self.newest.names)
        return tuple(sorted(one.id for one in sharing if one.member in people))

    def is_due(self, now: datetime) -> bool:
        """Whether this vault makes the next epoch: somebody came or went, or the key is old and no lead's vault did so."""
        newest = self.newest
        if newest is None or self.own not in self.should_belong:
            return False
        if (
            self.is_undecided
            and self.has_stated
            and self._person(self.own) not in self._people_of(newest.names)
        ):
            return False  # it would speak for both
        if self.profile is not None and self.profile < newest.profile:
            return False  # somebody may have been removed by a profile that has not come here yet
        if not self.may_seal or set(self.should_belong) != set(newest.vaults):
            return True
        owner = self.team.owner(self.own)
        is_lead = owner is not None and owner.role is Role.LEAD
        return now - newest.at >= EPOCH_LIFE + (timedelta() if is_lead else DEPUTIES_WAIT)

    def _is_in(self, counted: tuple[Known, ...]) -> bool:
        """Whether this vault is in the circle, and was not taken out of it later than it was put in last."""
        fellows = {listed for one in counted for listed in one.statement.vaults}
        put_in = max((one.statement.number for one in counted if self.own in one.statement.vaults), default=0)
        closing_ = (one.statement for one in self._closing)
        taken_out = max(
            (one.number for one in closing_ if one.by in fellows and self._may_close(one, counted)),
            default=0,
        )
        return put_in > taken_out

    def _may_close(self, said: CircleStatement, counted: tuple[Known, ...]) -> bool:
        """Whether whoever tells this vault that it was taken out was in the circle then."""
        who = self._person(said.by)
        if who in self._people_within(counted[0].statement.names):
            return True
        others = [one.statement for one in counted if self._person(one.statement.by) != who]
        without = [one.number for one in others if who not in map(self._person, one.vaults)]
        return said.number < max(without, default=0)

    def _is_of_present(self, statement: CircleStatement) -> bool:
        if not self._sharing.issuperset(statement.vaults):
            return False
        return self.is_main or self._people_within(statement.names).issuperset(
            map(self._person, statement.vaults)
        )

    def _is_entitled(self, known: Known) -> bool:
        """Whether a vault that is present made it, and of a restricted circle somebody who is in it."""
        listed = known.statement.by
        if listed not in self._sharing:
            return False
        return self.is_main or self._person(listed) in self._people_within(known.statement.names)

    def speaks(self, known: Known) -> bool:
        """Whether its maker is entitled, or was until their vault went: what that says later comes to nobody."""
        return self._is_entitled(known) or known.statement.by not in self._sharing

    def _was_entitled(self, known: Known) -> bool:
        """Whether a lead or deputy made it, who may be gone; a reporter never could."""
        owner = self.team.owner(known.statement.by)
        return owner is not None and owner.role.shares_cases

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """Their secrets for names: those that anybody present went on from, else those of whoever was there once."""
        every = [one for one in self._all if self._is_entitled(one)] or filter(self._was_entitled, self._all)
        return frozenset(one.statement.names for one in every) | self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        """That of the main circle's first statement which the profile names, where that is here."""
        begun = self.team.begun if self.is_main else ""
        return frozenset(one.statement.names for one in self._all if one.digest == begun)

    @property
    def begun(self) -> str:
        """The digest of the first statement, where that is here: what the profile of a team can name."""
        first = next(reversed(self.counted), None)
        return "" if first is None or first.statement.previous else first.digest

    def _people_of(self, names: str) -> set[str]:
        """Who went on from a beginning: people, since somebody may have many laptops."""
        every = [one for one in self._all if one.statement.names == names]
        entitled = [one for one in every if self._is_entitled(one)] or filter(self._was_entitled, every)
        return {self._person(one.statement.by) for one in entitled}

    def _went_on_from(self, names: str) -> tuple[bool, int, int, int]:
        """Of several beginnings that which the profile names, else from which more leads, then more people went on.

        Of a restricted circle first one's own. Whoever went on from several counts for none of them.
        """
        both = set().union(*(self._people_of(one) for one in self._beginnings if one != names))
        people = self._people_of(names) - both
        leads = sum((who := self.team.member(one)) is not None and who.role is Role.LEAD for one in people)
        first = min((one.rank[0], int(one.digest, 16)) for one in self._all if one.statement.names == names)
        if self.is_main:
            return names in self._named, leads, len(people), -first[1]
        return self._person(self.own) in self._people_of(names), 0, len(people), -first[1]

    def _person(self, listed: str) -> str:
        owner = self.team.owner(listed)
        return listed if owner is None else owner.id

    def _people_within(self, names: str) -> frozenset[str]:
        """Who is in a restricted circle: whoever was put in by somebody else, or began it, and was not taken out since.

        The word of others decides, that with the highest number; nobody puts themselves in, and those who were taken out nobody else.
        """
        if names not in self._within:
            stated = [one.statement for one in self._all if one.statement.names == names]
            self._within[names] = people_within(
                (one.number, self._person(one.by), frozenset(map(self._person, one.vaults))) for one in stated
            )
        return self._within[names]


def _in_reach(team: Team, statements: Iterable[Known]) -> list[Known]:
    """Without those whose number is out of reach (`_REACH`), by the numbers of others that are not themselves."""
    kept: list[Known] = []
    highest: dict[str, int] = {}
    for one in sorted(statements, key=lambda each: each.rank[0]):
        owner = team.owner(one.statement.by)
        by = one.statement.by if owner is None else owner.id
        others = (number for who, number in highest.items() if who != by)
        if one.statement.number <= max(others, default=0) + _REACH:
            kept.append(one)
            highest[by] = one.statement.number
    return kept


def closing(statement: CircleStatement) -> CircleStatement:
    """What is told of a statement to whom it takes out of a restricted circle: that it does, and nothing else."""
    return replace(statement, recipient="", identity="", names="", vaults=(), until={}, last=(), previous="")


def is_closing(statement: CircleStatement) -> bool:
    """Whether a statement tells its addressee that they are in the circle no more."""
    return statement == closing(statement)


def is_well_formed(statement: CircleStatement) -> bool:
    """Whether a statement holds what it has to, whoever may make it."""
    if is_closing(statement):
        return not statement.main and 1 <= statement.number == statement.epoch <= HIGHEST
    try:
        identity = parse_identity(statement.identity)
    except SealingError:
        return False
    return (
        statement.at.tzinfo is not None
        and statement.main == (statement.circle == main_circle(statement.team))
        and 1 <= statement.number == statement.epoch <= HIGHEST
        and identity.recipient.post_quantum
        and str(identity.recipient) == statement.recipient
        and _NAMES.fullmatch(statement.names) is not None
        and 0 < len(set(statement.vaults)) == len(statement.vaults)
        and not any(listed_id(each) != each for each in statement.vaults)
        and all(0 <= number <= HIGHEST for number in (*statement.until.values(), statement.profile))
        and all(1 <= one.number <= HIGHEST and _DIGEST.fullmatch(one.digest) for one in statement.last)
    )
