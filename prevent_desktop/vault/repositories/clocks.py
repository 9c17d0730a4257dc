"""The clocks of the cases: what the rules look at, and when each case may be disposed of.

A clock is worked out when somebody looks, for the cases alone about which something has changed (triggers list them):
so a list of ten thousand cases is one query over an index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.keeping import CaseClock, Which
from prevent_desktop.casework.retention import Clock, RecordKind, RetentionRule, WaitsFor
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_read_date, maybe_read_time, read_time, time_text

# A decision of which no more than a month or a year is known counts from its last day: nothing is due early.
_DECIDED = """CASE length(decided_at) WHEN 4 THEN decided_at || '-12-31'
    WHEN 7 THEN date(decided_at || '-01', '+1 month', '-1 day') ELSE decided_at END"""

_FACTS = f"""
SELECT cases.id, cases.status, cases.opened_at, cases.changed_at, cases.closed_at,
    people.birth_date, people.approximate_age, max(people.created_at, coalesce((
        SELECT max(changed_at) FROM person_changes WHERE person_id = people.id AND field = 'approximate_age'
    ), '')) AS age_at,
    (SELECT json_group_array(choice) FROM decisions WHERE case_id = cases.id AND kind = 'outcome') AS outcomes,
    (SELECT max({_DECIDED}) FROM decisions WHERE case_id = cases.id AND kind = 'outcome') AS outcome_at,
    (SELECT json_group_array(form_id) FROM (SELECT DISTINCT form_id FROM responses WHERE case_id = cases.id)) AS forms,
    max(
        cases.opened_at,
        coalesce((SELECT max(written_at) FROM notes WHERE case_id = cases.id), ''),
        coalesce((SELECT max(written_at) FROM events WHERE case_id = cases.id), ''),
        coalesce((SELECT max({_DECIDED}) FROM decisions WHERE case_id = cases.id), ''),
        coalesce((SELECT max(coalesce(finalised_at, started_at)) FROM responses WHERE case_id = cases.id), ''),
        coalesce((SELECT max(added_at) FROM attachments WHERE case_id = cases.id), ''),
        coalesce((SELECT max(max(signed_at, coalesce(receipt_at, ''))) FROM packs WHERE case_id = cases.id), '')
    ) AS last_entry_at,
    EXISTS (SELECT 1 FROM keeping_decisions WHERE case_id = cases.id) AS decided
FROM clocks_to_set JOIN cases ON cases.id = clocks_to_set.case_id JOIN people ON people.id = cases.person_id
"""  # noqa: S608 - our own words

_WHERE = {
    "due": "on_hold = 0 AND due <= :today",
    "soon": "on_hold = 0 AND due > :today AND due <= :soon",
    "hold": "on_hold = 1",
    "waiting": "on_hold = 0 AND due IS NULL",
    "all": "TRUE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFacts:
    """What stands in the record of one case that a rule may look at; days are in UTC."""

    case_id: str
    status: CaseStatus
    opened_on: date
    changed_on: date
    closed_on: date | None
    birth: PartialDate | None
    approximate_age: int | None
    age_on: date
    outcomes: tuple[str, ...]
    outcome_on: date | None
    forms: tuple[str, ...]
    last_entry_on: date
    has_decisions: bool


class Clocks:
    """The clocks of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def to_set(self) -> Iterator[RawFacts]:
        """The cases whose clock is to be worked out anew."""
        return map(_facts, self._database.rows(_FACTS))

    def any_to_set(self) -> bool:
        """Whether there are such."""
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM clocks_to_set)"))

    def forget(self) -> None:
        """Have every clock worked out anew: the rules have changed."""
        self._database.run("INSERT OR IGNORE INTO clocks_to_set (case_id) SELECT id FROM cases")

    def put(self, case_id: str, clock: Clock, *, kinds: Iterable[RecordKind], on_hold: bool) -> None:
        """Keep a clock in place of the one before. In the caller's transaction."""
        self._database.run(
            "INSERT INTO clocks (case_id, due, on_hold, waits_for, rule, from_day, by_approximate_age, kinds) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET due = excluded.due, "
            "on_hold = excluded.on_hold, waits_for = excluded.waits_for, rule = excluded.rule, "
            "from_day = excluded.from_day, by_approximate_age = excluded.by_approximate_age, kinds = excluded.kinds",
            (
                case_id, _day_text(clock.due), on_hold, clock.waits_for or "",
                "" if clock.rule is None else json.dumps(clock.rule.parts), _day_text(clock.from_day),
                clock.by_approximate_age, json.dumps(sorted(kinds)),
            ),
        )  # fmt: skip
        self._database.run("DELETE FROM clocks_to_set WHERE case_id = ?", (case_id,))

    def get(self, case_id: str) -> CaseClock | None:
        """The clock of a case; None where none was worked out yet."""
        row = self._database.row(f"{_LISTED} WHERE clocks.case_id = ?", (case_id,))
        return None if row is None else _case_clock(row)

    def count(self, which: Which, *, today: date, soon: date) -> int:
        """How many cases a list has; `soon` ends what is due soon."""
        sql = f"SELECT count(*) FROM clocks WHERE {_WHERE[which]}"  # noqa: S608 - our own words
        return int(self._database.value(sql, _days(today, soon)))

    def listed(
        self, which: Which, *, today: date, soon: date, limit: int, offset: int = 0
    ) -> tuple[CaseClock, ...]:
        """The cases of a list, those due first first; those that wait come last."""
        sql = f"{_LISTED} WHERE {_WHERE[which]} ORDER BY due IS NULL, due, clocks.case_id LIMIT :limit OFFSET :offset"
        parameters = {**_days(today, soon), "limit": limit, "offset": offset}
        return tuple(map(_case_clock, self._database.rows(sql, parameters)))

    def times_seen(
        self, *, after: int, most: int, before: datetime
    ) -> tuple[datetime | None, tuple[datetime, datetime] | None]:
        """What the audit tells about the clock, from the entries after position `after`.

        The latest of the newest `most` times, and the pause between the last entry made before `before` and the next.
        """
        newest = self._database.value(
            "SELECT max(at) FROM (SELECT at FROM audit WHERE position > ? ORDER BY position DESC LIMIT ?)",
            (after, most),
        )
        old = self._database.row(
            "SELECT position, at FROM audit WHERE position > ? AND at < ? ORDER BY position DESC LIMIT 1",
            (after, time_text(before)),
        )
        following = old and self._database.value(
            "SELECT at FROM audit WHERE position = ?", (old["position"] + 1,)
        )
        rest = (read_time(old["at"]), read_time(following)) if following else None
        return maybe_read_time(newest), rest


_LISTED = "SELECT clocks.*, cases.person_id, cases.status FROM clocks JOIN cases ON cases.id = clocks.case_id"


def _days(today: date, soon: date) -> dict[str, str]:
    return {"today": today.isoformat(), "soon": soon.isoformat()}


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    """The day in UTC of a time, or a day."""
    return None if text is None else date.fromisoformat(text[:10])


def _facts(row: Any) -> RawFacts:
    opened, changed, age, last = (
        date.fromisoformat(row[name][:10]) for name in ("opened_at", "changed_at", "age_at", "last_entry_at")
    )
    return RawFacts(
        case_id=row["id"], status=CaseStatus(row["status"]), opened_on=opened, changed_on=changed,
        closed_on=_day(row["closed_at"]), birth=maybe_read_date(row["birth_date"]),
        approximate_age=row["approximate_age"], age_on=age, outcomes=tuple(json.loads(row["outcomes"])),
        outcome_on=_day(row["outcome_at"]), forms=tuple(json.loads(row["forms"])), last_entry_on=last,
        has_decisions=bool(row["decided"]),
    )  # fmt: skip


def _case_clock(row: Any) -> CaseClock:
    waits, rule = row["waits_for"], row["rule"]
    return CaseClock(
        case_id=row["case_id"],
        person_id=row["person_id"],
        status=CaseStatus(row["status"]),
        kinds=frozenset(map(RecordKind, json.loads(row["kinds"]))),
        clock=Clock(
            due=_day(row["due"]),
            rule=RetentionRule.of(json.loads(rule)) if rule else None,
            from_day=_day(row["from_day"]),
            waits_for=WaitsFor(waits) if waits else None,
            by_approximate_age=bool(row["by_approximate_age"]),
        ),
        on_hold=bool(row["on_hold"]),
    )
