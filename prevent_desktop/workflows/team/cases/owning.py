"""Who owns a case: given to somebody by name, taken, handed over with a reason. No shared case is open without an owner, or it is told.

A case that is not shared lies in one vault alone, so it is its practitioner's while nobody said otherwise. Whoever shares one
is its first owner. Whoever may write in a case may give it to somebody; no key of the organisation is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import Care, CaseOwner, Cover, Ownership, Someone, ownership
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.members.absences import cover_case_too
from prevent_desktop.workflows.team.members.myself import myself, own_name, sharers, team_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cared:
    """A case's `care` for whoever sits here, who owns it, and who covers it today."""

    care: Care
    ownership: Ownership = field(default_factory=Ownership)

    @property
    def owner(self) -> Someone | None:
        """Who owns it by a line that says so; None where none does."""
        line = self.ownership.owner
        return None if line is None else line.who

    @property
    def cover(self) -> Cover | None:
        """The cover that counts today."""
        return self.ownership.cover

    @property
    def set_apart(self) -> tuple[str, ...]:
        """The names of the owners who were set apart from each other, the one who counts first; empty for one owner or none."""
        names = tuple(dict.fromkeys(one.owned_by for one in self.ownership.owners))
        return names if len(names) > 1 else ()

    @property
    def asks_for_reason(self) -> bool:
        """Whether somebody owns it who is there, so that whoever takes it over has to know why."""
        return self.owner is not None and self.care is not Care.NOBODYS

    @property
    def waits_for_me(self) -> bool:
        """Whether whoever sits here is to do what is open in it: what is to be settled between two owners waits for anybody."""
        return self.care.waits_for_me or bool(self.set_apart)

    @property
    def is_mine(self) -> bool:
        """Whether whoever sits here takes care of it today, as its owner or in somebody's place."""
        return self.care in {Care.MINE, Care.COVERED}

    @property
    def waits_for_anybody(self) -> bool:
        """Whether it is nobody's own: without an owner, covered today, or with several owners."""
        return self.care in {Care.NOBODYS, Care.COVERED} or bool(self.set_apart)


ALONE = Cared(care=Care.MINE)
"""A case of one's own that nobody else sees."""


def care_of(vault: Vault, case_ids: Collection[str], *, today: date) -> Mapping[str, Cared]:
    """Whose each of these cases is today, by the case's id. Reads only."""
    owners, covers = vault.case_care.owners(case_ids), vault.case_care.covers(case_ids)
    shared, own, there = frozenset(vault.team.shared_cases()), myself(vault), sharers(vault)
    team = team_of(vault)
    names = {} if team is None else {one.id: one.name for one in team.members}
    found = dict.fromkeys(case_ids, ALONE)
    for case_id in shared.union(owners).intersection(found):
        held = _as_listed(ownership(owners.get(case_id, ()), covers.get(case_id, ()), today), names)
        care = _care(held, own, there, is_shared=case_id in shared)
        found[case_id] = Cared(care=care, ownership=held)
    return found


def _as_listed(held: Ownership, names: Mapping[str, str]) -> Ownership:
    """With the names that members have in the organisation's list, whatever a line says beside their numbers."""
    owners = tuple(replace(one, owned_by=names.get(one.member, one.owned_by)) for one in held.owners)
    cover = held.cover
    if cover is not None:
        cover = replace(
            cover,
            owned_by=names.get(cover.away_member, cover.owned_by),
            covered_by=names.get(cover.covering_member, cover.covered_by),
        )
    return Ownership(owners=owners, cover=cover)


def _care(held: Ownership, own: Someone | None, there: Collection[Someone], *, is_shared: bool) -> Care:
    """In a team a case waits for anybody where its owner, or whoever covers it, cannot see it: else it would stand in nobody's list."""
    if held.owner is None:
        return Care.NOBODYS if is_shared else Care.MINE
    owner, covering = held.owner.who, None if held.cover is None else held.cover.covering
    if own is not None and owner.is_same(own):
        return Care.MINE
    if there and not (is_shared and _is_among(owner, there)):
        return Care.NOBODYS
    if covering is not None and own is not None and covering.is_same(own):
        return Care.COVERED
    return Care.NOBODYS if there and covering is not None and not _is_among(covering, there) else Care.OTHERS


def _is_among(someone: Someone, there: Collection[Someone]) -> bool:
    return any(one.is_same(someone) for one in there)


def give_case(vault: Vault, case_id: str, to: Someone, *, why: str = "", now: datetime) -> CaseOwner | None:
    """Have `to` own a case from now on; None where they do already. The line takes the place of all that stood.

    Raises UsageError where nobody is named, or where somebody else owns the case and no reason is given.
    """
    name = to.name.strip()
    if not name:
        raise UsageError(
            _("Nobody is named"),
            _("A case needs somebody who takes care of it, by name. Nothing was changed."),
            _("Choose somebody, or write a name."),
        )
    cared = care_of(vault, [case_id], today=now.astimezone().date())[case_id]
    held, before = cared.ownership, cared.owner
    if before is not None and len(held.owners) == 1 and before.is_same(to):
        return None
    if before is not None and not before.is_same(to) and cared.asks_for_reason and not why.strip():
        raise UsageError(
            _("The reason is missing"),
            _("{owner} owns this case. Whoever takes it over has to know why. Nothing was changed.").format(
                owner=before.name
            ),
            _("Write the reason, then try again."),
        )
    owner = CaseOwner(
        id=new_id(), case_id=case_id, owned_by=name, member=to.member, why=why.strip(), set_by=own_name(vault),
        set_at=now, follows=tuple(sorted(one.id for one in held.owners)),
    )  # fmt: skip
    with vault.transaction():
        vault.case_care.add_owner(owner)
        cover_case_too(vault, case_id, owner.who, now=now)
        vault.audit.append("owner.set", owner.id)
    return owner


def take_case(vault: Vault, case_id: str, *, why: str = "", now: datetime) -> CaseOwner | None:
    """Have whoever sits here own a case. Raises as `give_case`, and where they never said who they are."""
    own = myself(vault)
    if own is None:
        raise UsageError(
            _("Nobody knows your name"),
            _("A case is owned by somebody by name, and you have not said who you are. Nothing was changed."),
            _("Say who you are in settings, then take the case."),
        )
    return give_case(vault, case_id, own, why=why, now=now)


def own_what_is_shared(vault: Vault, case_ids: Collection[str], *, now: datetime) -> None:
    """Have whoever shares these cases own those of them that nobody owns: nothing reaches the others without an owner."""
    own, owners = myself(vault), vault.case_care.owners(case_ids)
    for case_id in case_ids if own is not None else ():
        if not owners.get(case_id):
            take_case(vault, case_id, now=now)
