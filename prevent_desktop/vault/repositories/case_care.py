"""Who owns cases, who covers them, and who of the team looked into them: lines that are added, never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final, TypeVar

from prevent_desktop.casework.ownership import CaseOwner, Cover, TeamLook
from prevent_desktop.casework.ownership_kinds import CASE_OWNERS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.search import SearchIndex

_THESE: Final = "case_id IN (SELECT value FROM json_each(?))"
OfCase = TypeVar("OfCase", CaseOwner, Cover, TeamLook)


class CaseCare:
    """The owners, the covers and the looks, over all cases."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database, self._index = database, index
        self._owners = Table(database, "case_owners", RowCodec(CaseOwner))
        self._covers = Table(database, "covers", RowCodec(Cover))
        self._looks = Table(database, "team_looks", RowCodec(TeamLook))

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


def _list(case_ids: Collection[str]) -> tuple[str]:
    return (json.dumps(list(case_ids)),)


def _by_case(lines: Iterable[OfCase]) -> Mapping[str, list[OfCase]]:
    found: dict[str, list[OfCase]] = defaultdict(list)
    for line in lines:
        found[line.case_id].append(line)
    return found
