"""Who of the team looked into a shared case: written down for all of its circle, one line a person a day.

It is worked out from this vault's own audit, which every page that shows something of a record writes in. So no page can forget
it, and nothing new is told of cases that are not shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.origins import WordOf, in_whose_word
from prevent_desktop.casework.ownership import Someone, TeamLook
from prevent_desktop.casework.ownership_kinds import TEAM_LOOKS
from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.vault.audit.entries import AuditEntry
from prevent_desktop.vault.audit.subjects import cases_of
from prevent_desktop.vault.team.tables import JOINED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signers import signers_of
from prevent_desktop.workflows.team.members.myself import myself, shares_cases, team_of

_UP_TO: Final = "team-looks-told"
"""The setting that says up to which entry of the audit looks were told: its position and digest."""
_BEGAN: Final = ("case.shared", "case.shared-with-some", JOINED)
"""With the first of these a vault began to share; what was looked at before is nobody else's affair."""


@dataclass(frozen=True, slots=True)
class LookLine:
    """Somebody else looked into the case on this day."""

    day: date
    who: str


def tell_looks(vault: Vault) -> int:
    """Write down for all whoever sits here looked into since the last time; so many lines are new. For each round, before it begins."""
    own = myself(vault)
    if vault.is_read_only or own is None or not shares_cases(vault):
        return 0
    since = _told_up_to(vault)
    entries = vault.audit.since(since, _looking())
    if not entries:
        return 0
    with vault.transaction():
        new = sum(_tell(vault, case_id, own, entry) for case_id, entry in _in_shared_cases(vault, entries))
        vault.settings.set(_UP_TO, f"{entries[-1].position} {entries[-1].digest}")
    return new


def looks_of_others(vault: Vault, person_id: str) -> tuple[LookLine, ...]:
    """Who else of the team looked into the newest case of a person, the last day first, each person once a day."""
    case_id = _newest_case(vault, person_id)
    looks = () if case_id is None else _of_others(vault, case_id)
    lines = (LookLine(one.day, who) for one, who in looks)
    return tuple(sorted(set(lines), key=lambda line: (line.day, line.who), reverse=True))


def there_too(vault: Vault, case_id: str, day: date) -> tuple[str, ...]:
    """Who else of the team looked into a case on this day, whoever did last first."""
    return tuple(dict.fromkeys(who for one, who in _of_others(vault, case_id) if one.day == day))


def _of_others(vault: Vault, case_id: str) -> Iterator[tuple[TeamLook, str]]:
    """The looks of others into a case, each with whose it is: by the organisation's list, and where another's laptop says so by its word."""
    own, team = myself(vault), team_of(vault)
    looks = tuple(vault.case_care.looks(case_id))
    signers = signers_of(vault, case_id, ((TEAM_LOOKS, one.id) for one in looks))
    for one in looks:
        if own is not None and own.is_same(Someone(name=one.looked_by, member=one.member)):
            continue
        member = None if team is None else team.member(one.member)
        who = one.looked_by if member is None else member.name
        colleague = "" if signers is None else signers.colleague(TEAM_LOOKS, one.id)
        yield one, in_whose_word(who, WordOf(colleague=colleague) if colleague not in {"", who} else None)


def _looking() -> tuple[str, ...]:
    return tuple(
        action.name
        for kind in record_kinds.KINDS
        for action in kind.actions
        if action.kind is SeenKind.LOOKED
    )


def _told_up_to(vault: Vault) -> int:
    position, _space, digest = (vault.settings.get(_UP_TO) or "").partition(" ")
    if digest and vault.audit.has_entry(int(position), digest):
        return int(position)
    began = vault.audit.since(0, _BEGAN)  # the first time, or in a copy whose audit is another one
    return began[0].position if began else 0


def _in_shared_cases(vault: Vault, entries: Iterable[AuditEntry]) -> Iterator[tuple[str, AuditEntry]]:
    several = tuple(entries)
    shared, known = set(vault.team.shared_cases()), cases_of(vault.database, {one.subject for one in several})
    for entry in several:
        case_id = known.get(entry.subject) or _newest_case(vault, entry.subject)
        if case_id in shared and case_id is not None:
            yield case_id, entry


def _newest_case(vault: Vault, person_id: str) -> str | None:
    """The case that a record shows."""
    return next((case.id for case in vault.cases.of_person(person_id)), None)


def _tell(vault: Vault, case_id: str, own: Someone, entry: AuditEntry) -> bool:
    day = entry.at.astimezone().date()
    if vault.case_care.looked_on(case_id, day, own.name, own.member):
        return False
    look = TeamLook(
        id=new_id(), case_id=case_id, looked_by=own.name, member=own.member, day=day, looked_at=entry.at
    )
    vault.case_care.add_look(look)
    return True
