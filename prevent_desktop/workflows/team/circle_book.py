"""All that is known of one circle: its statements, the keys of its epochs, who belongs to it, whose changes count how far. Pure.

Who may make a statement. The main circle is all leads and deputies of the profile, and its statements only make keys for whom the
profile names: so the vault of each of them may make one. No change waits until a lead comes back from holiday, and none is
sealed to somebody who was removed yesterday. A restricted circle stands in no profile: whoever knows its secret is in it.
What counts is worked out from all statements and the profile together, whatever order they came in. A statement of somebody who is
no longer in the team opens what was sealed by it; nothing is sealed by it, and it says of nobody how far their changes count.

Each statement makes a new epoch, so that its number is the epoch's. Two vaults may make one at the same time: both open what was
sealed to them, and that with the smaller digest goes on.
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
from prevent_desktop.workflows.team.names import SECRET_SIZE, CircleNames

EPOCH_LIFE: Final = timedelta(days=30)
"""So long an epoch's key is sealed to at most."""
DEPUTIES_WAIT: Final = timedelta(days=7)
"""So much longer a deputy's vault waits before it makes the next one: leads come first."""
HIGHEST: Final = 2**53 - 1
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
        every = tuple(sorted(statements, key=lambda one: one.rank, reverse=True))
        self._all = tuple(one for one in every if not is_closing(one.statement))
        self._closing = tuple(one.statement for one in every if is_closing(one.statement))
        self._by_digest = {one.digest: one for one in self._all}

    @cached_property
    def counted(self) -> tuple[Known, ...]:
        """The statements that belong together, the newest first; none where this vault is not in the circle by any of them.

        Where all who made one have gone (the only lead left), theirs say who belongs to it, so that somebody present goes on.
        """
        entitled = [one for one in self._all if self._is_entitled(one)] or list(
            filter(self._was_entitled, self._all)
        )
        base = min((self._base(one) for one in entitled), key=self._begins_better, default=None)
        if base is None:
            return ()
        names = base.statement.names
        counted = tuple(one for one in self._all if one.statement.names == names)
        return counted if self._is_in(counted) else ()

    @cached_property
    def latest(self) -> Known | None:
        """The statement that goes on, which the next one follows; None where this vault is not in the circle."""
        entitled = (one for one in self.counted if self._is_entitled(one))
        return next(entitled, next(iter(self.counted), None))

    @property
    def newest(self) -> CircleStatement | None:
        """What that says. Changes are sealed by it, once `may_seal`."""
        return None if self.latest is None else self.latest.statement

    @property
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
        """The last number that counts, of each writer whose vault is no longer in it.

        The highest that anybody present stated: nobody can take back later what counted of somebody who is gone.
        """
        found: dict[str, int] = {}
        for writer, number in (each for one in self._stated for each in one.until.items()):
            if not self.has(writer):
                found[writer] = max(number, found.get(writer, 0))
        return found

    @cached_property
    def last_sets(self) -> Mapping[str, frozenset[LastSet]]:
        """With which sets the changes of each such writer end, by all that anybody present stated."""
        found: dict[str, set[LastSet]] = {}
        for one in (each for statement in self._stated for each in statement.last):
            if not self.has(one.writer):
                found.setdefault(one.writer, set()).add(one)
        return {writer: frozenset(each) for writer, each in found.items()}

    @cached_property
    def _stated(self) -> tuple[CircleStatement, ...]:
        """The statements that say how far changes of those count who went."""
        stated = tuple(one.statement for one in self.counted if self._is_entitled(one))
        return stated or (() if self.newest is None else (self.newest,))

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

    def made_by(self, identity: Identity) -> CircleStatement:
        """The statement whose key this is. KeyError."""
        return self._keys[identity]

    @property
    def may_seal(self) -> bool:
        """Whether the newest epoch is one to seal to: its key is for nobody but those who are present."""
        latest = self.latest
        if latest is None or not self._is_entitled(latest):
            return False
        return self._is_of_present(latest.statement) and self.own in latest.statement.vaults

    @property
    def should_belong(self) -> tuple[str, ...]:
        """The vaults that the next statement is for: of the main circle all who share; of another those in it who still do.

        A member's further vault comes into a restricted circle by itself: it is kept from people, not from laptops.
        """
        sharing = self.team.sharing
        if self.is_main or self.newest is None:
            return tuple(sorted(one.id for one in sharing))
        owners = (self.team.owner(listed) for listed in self.newest.vaults)
        people = {one.id for one in owners if one is not None}
        return tuple(sorted(one.id for one in sharing if one.member in people))

    def is_due(self, now: datetime) -> bool:
        """Whether this vault makes the next epoch: somebody came or went, or the key is old and no lead's vault did so."""
        newest = self.newest
        if newest is None or self.own not in self.should_belong:
            return False
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
        taken_out = max((one.number for one in self._closing if one.by in fellows), default=0)
        return put_in > taken_out

    def _is_of_present(self, statement: CircleStatement) -> bool:
        return {one.id for one in self.team.sharing}.issuperset(statement.vaults)

    def _is_entitled(self, known: Known) -> bool:
        return known.statement.by in {one.id for one in self.team.sharing}

    def _was_entitled(self, known: Known) -> bool:
        """Whether a lead or deputy made it, who may be gone; a reporter never could."""
        owner = self.team.owner(known.statement.by)
        return owner is not None and owner.role.shares_cases

    def _begins_better(self, base: Known) -> tuple[int, int, int, int]:
        """Of two beginnings, such as two leads made who had not heard of each other, the one that more vaults went on from."""
        names = [one.statement for one in self._all if one.statement.names == base.statement.names]
        return base.statement.number, -len({one.by for one in names}), -len(names), -base.rank[1]

    def _base(self, known: Known) -> Known:
        """The first of those that it goes back to."""
        while (before := self._by_digest.get(known.statement.previous)) is not None:
            if before.statement.number >= known.statement.number:
                break
            known = before
        return known


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
