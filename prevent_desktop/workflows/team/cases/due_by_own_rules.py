"""Whether the time of a shared case is over by this vault's own rules, however a colleague may have made it look.

Whoever shares a case can write any closing day and any birth date. So what this vault did not write itself counts from not long before
it was heard here; of a birth date or an age that was ever said otherwise, whichever lets the case stay longest counts, and none where
somebody else knew of none. What is not due so takes a second person (`second_to_dispose`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.case import ENDED, Case, CaseStatus
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind, extended_until
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import CASES, DECISIONS, KEEPING_DECISIONS, PEOPLE
from prevent_desktop.casework.retention import believed, clock_of
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.casework.team.shared_kinds import claims, shared_kind
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import time_of
from prevent_desktop.vault.once_read import Named
from prevent_desktop.vault.repositories.clocks import RawFacts
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.keeping import facts_of, today_of

LATE: Final = timedelta(days=30)
"""So long before it was heard here a day that a colleague wrote is believed: a laptop may have been away."""

_WEIGHED: Final = (CASES, DECISIONS, KEEPING_DECISIONS, PEOPLE)
_COUNTED: Final = """
FROM team_sets WHERE case_id IN (SELECT id FROM cases WHERE person_id = ?)
    AND words <> '' AND (state = 'applied' OR reason = ?) ORDER BY received_at, team_sets.rowid
"""
_NAMES: Final = f"SELECT vault, digest, received_at, here {_COUNTED}"
_SETS: Final = f"SELECT vault, words, received_at, here {_COUNTED}"


def is_due_by_own_rules(vault: Vault, case_id: str, *, now: datetime) -> bool:
    """Whether the case is closed and its time is over, on whatever ground somebody wants it to go. Reads, but for clocks that had to be worked out."""
    case, today = vault.cases.get(case_id), today_of(now)
    target = Target(person_id=case.person_id, case_id=case_id)
    if not preview_disposal(vault, None, target, now=now).is_due:
        return False
    heard, decisions = _Heard(vault, case, today), vault.keeping.of_case(case_id)
    lifted = heard.of_rows(KEEPING_DECISIONS, _of_kind(decisions, KeepingKind.LIFT))
    if lifted is not None and today - lifted < LATE:
        return False
    raw = vault.clocks.facts(case_id)
    facts = believed(facts_of(heard.weighed(raw), decisions), vault.clocks.latest_day())
    outcomes = (one.id for one in vault.decisions.of_case(case_id) if one.kind is DecisionKind.OUTCOME)
    left = _of_kind(decisions, KeepingKind.LEFT_CHANNEL)
    counted = replace(
        facts,
        closed_on=_not_before(facts.closed_on, heard.of_ending()),
        outcome_on=_not_before(facts.outcome_on, heard.of_rows(DECISIONS, outcomes)),
        left_channel_on=_not_before(facts.left_channel_on, heard.of_rows(KEEPING_DECISIONS, left)),
    )
    clock = clock_of(counted, settings.retention_rules(vault), extended_until=extended_until(decisions))
    return clock.due is not None and clock.due <= today


def _of_kind(decisions: Iterable[KeepingDecision], kind: KeepingKind) -> Iterator[str]:
    return (one.id for one in decisions if one.kind is kind)


def _not_before(day: date | None, heard: date | None) -> date | None:
    """A day that somebody else wrote down, as far as it is believed; that of this vault itself where nothing was `heard`."""
    return day if day is None or heard is None or heard - day <= LATE else heard - LATE


class _Said(NamedTuple):
    """That a unit of a row is `value`, which `vault` said, and when that was heard; `here` where it was this vault."""

    table: str
    key: tuple[Any, ...]
    unit: str
    value: Any
    vault: str
    at: datetime
    here: bool


class _Heard:
    """When and of whom this vault heard what makes a case due, from all sets of the person's cases, the first that came first."""

    def __init__(self, vault: Vault, case: Case, today: date) -> None:
        self._case, self._today, self._is_dirty = case, today, vault.team.is_dirty(case.id)
        self._said = _said(vault, case.person_id)

    def of_ending(self) -> date | None:
        """When it was heard, since it was open last, that the case ended when it did; None where this vault said so itself."""
        ended = self._case.closed_at or self._case.changed_at
        since: list[_Said] = []
        for one in self._of(CASES, self._case.id, STATE):
            since = [*since, one] if CaseStatus(one.value["status"]) in ENDED else []
        return self._day_of(one for one in since if _ended_at(one.value) == ended)

    def of_rows(self, kind: RecordKind, rows: Iterable[str]) -> date | None:
        """When the last of these rows was heard of, by their ids; None where this vault wrote them all."""
        heard = (self._day_of(self._of(kind, one, ROW)) for one in rows)
        return max((one for one in heard if one is not None), default=None)

    def _day_of(self, said: Iterable[_Said]) -> date | None:
        first = next(iter(said), None)
        if self._is_own(first):
            return None
        return self._today if first is None else today_of(first.at)

    def _is_own(self, first: _Said | None) -> bool:
        """Whether this vault was the first who said it; it may not have told the others yet."""
        return self._is_dirty if first is None else first.here

    def weighed(self, raw: RawFacts) -> RawFacts:
        """The facts with the birth date, and the age, that let the case stay longest of those that were said."""
        stands = None if raw.birth is None else str(raw.birth)
        births = [None if one is None else PartialDate.parse(one) for one in self._ever("birth_date", stands)]
        known = [one for one in births if one is not None]
        ages = self._ever("approximate_age", raw.approximate_age)
        return replace(
            raw,
            birth=max(known, key=lambda one: one.latest) if len(known) == len(births) else None,
            approximate_age=None if None in ages else min(ages),
        )

    def _ever(self, column: str, stands: Any) -> list[Any]:
        """What stands, and what was said beside it. That they know of none counts of others than whoever says what stands."""
        said = tuple(self._of(PEOPLE, self._case.person_id, column))
        first = next((one for one in said if one.value == stands), None)
        if self._is_own(first):
            return [stands]
        by = "" if first is None else first.vault
        return [stands, *(one.value for one in said if one.value is not None or one.vault != by)]

    def _of(self, kind: RecordKind, row_id: str, unit: str) -> Iterator[_Said]:
        return (one for one in self._said if (one.table, one.key, one.unit) == (kind.table, (row_id,), unit))


def _ended_at(state: Mapping[str, Any]) -> datetime:
    return time_of(state["closed_at"] or state["changed_at"])


def _said(vault: Vault, person_id: str) -> tuple[_Said, ...]:
    """What all sets of a person's cases say; they are read once, and again when one comes or goes."""
    given = (person_id, MOVED)
    names = tuple(tuple(row) for row in vault.database.rows(_NAMES, given))
    return vault.once_read(_said_in, Named(names, lambda: list(vault.database.rows(_SETS, given))))


def _said_in(sets: Named[list[Any]]) -> tuple[_Said, ...]:
    return tuple(
        _Said(one.table, one.key, unit, value, row["vault"], read_time(row["received_at"]), bool(row["here"]))
        for row in sets.read()
        for one in decode(payload_of(row["words"])).operations
        if (kind := shared_kind(one.table)) is not None and kind in _WEIGHED
        for unit, value in claims(kind, one)
        if value is not None or kind is PEOPLE
    )
