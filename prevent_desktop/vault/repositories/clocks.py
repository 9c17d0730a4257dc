"""The clocks of the cases: what the rules look at, and when each case may be disposed of.

A clock is worked out when somebody looks, for the cases alone about which something has changed (triggers list them):
so a list of ten thousand cases is one query over an index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.keeping import CaseClock, Which
from prevent_desktop.casework.record_kind import Field, Type
from prevent_desktop.casework.retention import MOST_AGE, Clock, RetentionCategory, RetentionRule
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.row_codec import Column
from prevent_desktop.strict_json import reader, text_of
from prevent_desktop.vault.database import Database, Parameters
from prevent_desktop.vault.repositories.columns import maybe_read_time, read_time, time_text
from prevent_desktop.vault.repositories.rows import RowCodec


def _last_day(column: str) -> str:
    """A date of which no more than a month or a year is known counts from its last day: nothing is due early."""
    return f"""CASE length({column}) WHEN 4 THEN {column} || '-12-31'
    WHEN 7 THEN date({column} || '-01', '+1 month', '-1 day') ELSE {column} END"""


_LOOKED_BACK = 5000
"""So many entries of the audit are looked at for the latest day."""
_DECIDED = _last_day("decided_at")
_FACTS = f"""
SELECT cases.id AS case_id, cases.status, date(cases.opened_at) AS opened_on, date(cases.changed_at) AS changed_on,
    date(cases.closed_at) AS closed_on, people.birth_date AS birth,
    max(0, min(people.approximate_age, {MOST_AGE})) AS approximate_age,
    date(max(people.created_at, coalesce((
        SELECT max(changed_at) FROM person_changes WHERE person_id = people.id AND field = 'approximate_age'
    ), ''))) AS age_on,
    (SELECT json_group_array(choice) FROM decisions WHERE case_id = cases.id AND kind = 'outcome') AS outcomes,
    (SELECT date(max({_DECIDED})) FROM decisions WHERE case_id = cases.id AND kind = 'outcome') AS outcome_on,
    (SELECT json_group_array(form_id) FROM (SELECT DISTINCT form_id FROM responses WHERE case_id = cases.id)) AS forms,
    date(max({{entries}})) AS last_entry_on,
    EXISTS (SELECT 1 FROM keeping_decisions WHERE case_id = cases.id) AS has_decisions
FROM {{cases}} JOIN people ON people.id = cases.person_id
"""  # noqa: S608 - our own words


def _last_entry() -> str:
    """What counts as an entry in a case, each kind by its latest time; a time that only some have may be missing."""
    parts = ["cases.opened_at"]
    for kind in record_kinds.KINDS:
        if kind.moves_clock and kind.owner == "case_id":
            latest = ", ".join(_time_of(kind.field(name)) for name in kind.moves_clock)
            latest = f"max({latest})" if len(kind.moves_clock) > 1 else latest
            parts.append(f"coalesce((SELECT max({latest}) FROM {kind.table} WHERE case_id = cases.id), '')")  # noqa: S608 - our own names
    return ", ".join(parts)


def _time_of(field: Field) -> str:
    return _last_day(field.column) if field.type is Type.TIME_OR_DATE else f"coalesce({field.column}, '')"


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
        to_set = "clocks_to_set JOIN cases ON cases.id = clocks_to_set.case_id"
        return map(_RAW.read, self._database.rows(_FACTS.format(entries=_last_entry(), cases=to_set)))

    def facts(self, case_id: str) -> RawFacts:
        """What a rule may look at in one case, which is there."""
        sql = _FACTS.format(entries=_last_entry(), cases="cases") + "WHERE cases.id = ?"
        return _RAW.read(self._database.row(sql, (case_id,)))

    def any_to_set(self) -> bool:
        """Whether there are such."""
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM clocks_to_set)"))

    def latest_day(self) -> date:
        """The latest day on which anything was written down here, by the newest entries of the audit; without any, the last of all."""
        sql = "SELECT date(max(at)) FROM (SELECT at FROM audit ORDER BY position DESC LIMIT ?)"
        day = self._database.value(sql, (_LOOKED_BACK,))
        return date.fromisoformat(day) if day else date.max

    def forget(self) -> None:
        """Have every clock worked out anew: the rules have changed."""
        self._database.run("INSERT OR IGNORE INTO clocks_to_set (case_id) SELECT id FROM cases")

    def what_counts(self) -> str:
        """Which times of which kinds count as an entry in a case, in few letters: where that is new, older clocks are wrong."""
        return hashlib.sha256(_last_entry().encode()).hexdigest()[:16]

    def put(self, case_id: str, clock: Clock, *, kinds: Iterable[RetentionCategory], on_hold: bool) -> None:
        """Keep a clock in place of the one before. In the caller's transaction."""
        self._database.run(
            "INSERT INTO clocks (case_id, due, on_hold, waits_for, rule, from_day, by_approximate_age, kinds) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET due = excluded.due, "
            "on_hold = excluded.on_hold, waits_for = excluded.waits_for, rule = excluded.rule, "
            "from_day = excluded.from_day, by_approximate_age = excluded.by_approximate_age, kinds = excluded.kinds",
            (
                case_id, _day_text(clock.due), on_hold, clock.waits_for or "",
                "" if clock.rule is None else text_of(clock.rule), _day_text(clock.from_day),
                clock.by_approximate_age, json.dumps(sorted(kinds)),
            ),
        )  # fmt: skip
        self._database.run("DELETE FROM clocks_to_set WHERE case_id = ?", (case_id,))

    def get(self, case_id: str) -> CaseClock | None:
        """The clock of a case; None where none was worked out yet."""
        found = self._read(f"{_LISTED} WHERE clocks.case_id = ?", (case_id,))
        return found[0] if found else None

    def count(self, which: Which, *, today: date, soon: date) -> int:
        """How many cases a list has; `soon` ends what is due soon."""
        sql = f"SELECT count(*) FROM clocks WHERE {_WHERE[which]}"  # noqa: S608 - our own words
        return int(self._database.value(sql, _days(today, soon)))

    def listed(self, which: Which, *, today: date, soon: date, limit: int) -> tuple[CaseClock, ...]:
        """The cases of a list, those due first first; those that wait come last."""
        sql = f"{_LISTED} WHERE {_WHERE[which]} ORDER BY due IS NULL, due, clocks.case_id LIMIT :limit"
        parameters = {**_days(today, soon), "limit": limit}
        return self._read(sql, parameters)

    def _read(self, sql: str, parameters: Parameters) -> tuple[CaseClock, ...]:
        return tuple(map(_CLOCK.read, self._database.rows(sql, parameters)))

    def times_seen(
        self, *, after: int, most: int, before: datetime
    ) -> tuple[datetime | None, tuple[datetime, datetime | None] | None]:
        """What the audit tells about the clock, from the entries after position `after`.

        The latest of the newest `most` times, and the pause between the last entry made before `before` and the next
        one, which is None where nothing has been written down since.
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
        rest = (read_time(old["at"]), maybe_read_time(following)) if old else None
        return maybe_read_time(newest), rest


_RAW = RowCodec(RawFacts)
_CLOCK = RowCodec(
    CaseClock,
    {
        "rule": Column(
            none="",
            write=text_of,
            read=reader(RetentionRule),
        ),
        "waits_for": Column(none=""),
    },
)
_LISTED = "SELECT clocks.*, cases.person_id, cases.status FROM clocks JOIN cases ON cases.id = clocks.case_id"


def _days(today: date, soon: date) -> dict[str, str]:
    return {"today": today.isoformat(), "soon": soon.isoformat()}


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
