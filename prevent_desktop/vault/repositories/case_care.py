"""Who owns cases, who covers them, and who of the team looked into them: lines that are added, never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from prevent_desktop.casework.ownership import CaseOwner, Cover, TeamLook
from prevent_desktop.casework.ownership_kinds import CASE_OWNERS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.team.tables import JOINED

_HANDED_OVER: Final = """
SELECT owner.id, owner.case_id, one.vault, min(audit.position) AS position FROM case_owners AS owner
JOIN team_units AS unit
    ON unit.case_id = owner.case_id AND unit.record_table = 'case_owners' AND unit.record_key = json_array(owner.id)
    AND unit.unit = ''
JOIN json_each(unit.operations) AS operation
JOIN team_sets AS one
    ON one.case_id = owner.case_id AND one.vault = operation.value ->> 0 AND one.number = operation.value ->> 1
JOIN audit ON audit.subject = owner.case_id AND audit.action = :joined AND audit.detail = one.digest
WHERE owner.member = :member GROUP BY owner.id
"""
_THESE: Final = "case_id IN (SELECT value FROM json_each(?))"


class HandedOver(NamedTuple):
    """A line by which another `vault` gave a case to whoever sits here, and the position in the audit at which it came."""

    id: str
    case_id: str
    vault: str
    position: int


OfCase = TypeVar("OfCase", CaseOwner, Cover, TeamLook)


class _Lines(Table[OfCase]):
    """What others wrote too: a line that only a broken program can have written is passed over, and hides none of the others."""

    def read(self, rows: Iterable[Any]) -> tuple[OfCase, ...]:
        return tuple(line for row in rows if (line := self._readable(row)) is not None)

    def _readable(self, row: Any) -> OfCase | None:
        try:
            return self._codec.read(row)
        except ValueError:
            return None


class CaseCare:
    """The owners, the covers and the looks, over all cases."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database, self._index = database, index
        self._owners = _Lines(database, "case_owners", RowCodec(CaseOwner))
        self._covers = _Lines(database, "covers", RowCodec(Cover))
        self._looks = _Lines(database, "team_looks", RowCodec(TeamLook))

    def add_owner(self, owner: CaseOwner) -> None:
        """Keep who owns a case from now on. RecordError where the case is not in this vault."""
        with self._database.transaction():
            self._index.put_row(CASE_OWNERS, self._owners.add(owner))

    def add_cover(self, cover: Cover) -> None:
        """Keep a cover of one case. RecordError where the case is not in this vault."""
        self._covers.add(cover)

    def add_look(self, look: TeamLook) -> None:
        """Keep that somebody looked into a case. RecordError where the case is not in this vault."""
        self._looks.add(look)

    def owners(self, case_ids: Collection[str]) -> Mapping[str, list[CaseOwner]]:
        """All lines about owners of these cases, by the case's id."""
        return _by_case(self._owners.where(f"{_THESE} ORDER BY set_at, id", _list(case_ids)))

    def covers(self, case_ids: Collection[str]) -> Mapping[str, list[Cover]]:
        """All lines about covers of these cases, by the case's id."""
        return _by_case(self._covers.where(f"{_THESE} ORDER BY set_at, id", _list(case_ids)))

    def covers_until(self, day: date) -> tuple[Cover, ...]:
        """All lines of each absence of which a line says that it lasts until `day` or longer."""
        lasting = "SELECT cover FROM covers WHERE last_day >= ?"
        return self._covers.where(f"cover IN ({lasting}) ORDER BY set_at, id", (day.isoformat(),))

    def looks(self, case_id: str) -> tuple[TeamLook, ...]:
        """Who looked into a case, the last first."""
        return self._looks.where("case_id = ? ORDER BY looked_at DESC, id", (case_id,))

    def looked_on(self, case_id: str, day: date, looked_by: str, member: str) -> bool:
        """Whether it is written already that somebody looked into a case on this day."""
        which = "case_id = ? AND day = ? AND looked_by = ? AND member = ?"
        return self._looks.first(which, (case_id, day.isoformat(), looked_by, member)) is not None

    def handed_over(self, member: str) -> tuple[HandedOver, ...]:
        """The lines of other vaults that made `member` the owner, with where the audit tells that they came."""
        rows = self._database.rows(_HANDED_OVER, {"member": member, "joined": JOINED})
        return tuple(HandedOver(row["id"], row["case_id"], row["vault"], row["position"]) for row in rows)


def _list(case_ids: Collection[str]) -> tuple[str]:
    return (json.dumps(list(case_ids)),)


def _by_case(lines: Iterable[OfCase]) -> Mapping[str, list[OfCase]]:
    found: dict[str, list[OfCase]] = defaultdict(list)
    for line in lines:
        found[line.case_id].append(line)
    return found
