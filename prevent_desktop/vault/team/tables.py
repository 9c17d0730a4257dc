"""The tables of a team: shared cases, change-sets as they were signed, and how far each vault is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from prevent_desktop.casework.team.folding import NamedSet, RowName
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import decode, digest_of, payload_of
from prevent_desktop.strict_json import COMPACT
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.team.doubles import Doubles
from prevent_desktop.vault.team.files import TeamFiles
from prevent_desktop.vault.team.not_whole_before import NotWholeBefore
from prevent_desktop.vault.team.signed_before import SignedBefore
from prevent_desktop.vault.team.units import TeamUnits

MOST_BY_HEARSAY: Final = 64
"""Writers of a circle that are looked for though others alone tell of them, and nothing of them has come."""
MOST_WITHOUT_RECORD: Final = 100
"""Cases of one vault of which nobody has how they were begun: their words are read each time that they are told, and anybody can make any number."""
_ROWS_AT_ONCE: Final = 100
JOINED: Final = "change.joined"
"""The entry of the audit for each change-set of another vault that was joined: its case, and its digest."""


DISPOSED: Final = "disposed"
OTHER_CIRCLE: Final = "other-circle"
MALFORMED: Final = "malformed"
NOT_JOINED: Final = frozenset({DISPOSED, OTHER_CIRCLE, MALFORMED})
"""Why a set is set aside though it is its writer's and stands in its place: its case was disposed of here, is shared in another
circle, or no program writes such a one. The writer's next set follows it all the same."""


class SetState(StrEnum):
    """Whether a change-set counts: applied, waiting for something that it needs, or set aside for good."""

    APPLIED = "applied"
    WAITING = "waiting"
    SET_ASIDE = "set-aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSet:
    """A change-set as it stands in the vault; `words` are its compact JWS, `reason` says why it is not applied.

    `put_at` is when it lay in the team's store, None where it is still to be put. `checked_by` is the vault that found it
    valid where it came in a snapshot, and `here` where this vault wrote it.
    """

    circle: str
    vault: str
    number: int
    digest: str
    case_id: str
    words: str
    state: SetState
    reason: str = ""
    put_at: datetime | None = None
    received_at: datetime
    checked_by: str = ""
    here: bool = False

    @property
    def has_its_place(self) -> bool:
        """Whether its writer's next set follows it, though it may change nothing here."""
        return self.state is not SetState.SET_ASIDE or self.reason.partition(":")[0] in NOT_JOINED

    @property
    def named(self) -> NamedSet:
        """What it says. JsonError where it is none."""
        payload = payload_of(self.words)
        return NamedSet(digest_of(payload), decode(payload))


class Head(NamedTuple):
    """How far one vault of a circle is: all its sets up to `number` are here, and `told` is the newest that anybody knows.

    `told_by` is the vault that told of it first; empty where nobody signed that.
    """

    vault: str
    number: int
    digest: str
    told: int
    told_by: str = ""


_SET = RowCodec(StoredSet)
_OF_A_TEAM = (
    "team_dirty", "team_units", "team_conflicts", "team_sets", "team_heads", "team_objects", "team_files", "team_cases",
    "team_circles", "team_moves_dirty",
)  # fmt: skip
_NAME = "circle = ? AND vault = ? AND number = ? AND digest = ?"


class TeamTables:
    """What the vault knows of its team."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sets = Table(database, "team_sets", _SET)
        self.files = TeamFiles(database)
        self.units = TeamUnits(database)
        self.doubles = Doubles(database)
        self.signed_before = SignedBefore(database)
        self.not_whole_before = NotWholeBefore(database)

    def leave(self) -> None:
        """Forget what went to and fro in a team that this vault has left. The record stays as it stands, shared with nobody.

        Who signed it, and what was not whole, is kept before that (`signers.keep_signers`, `not_whole.keep_not_whole`).
        """
        for table in _OF_A_TEAM:
            self._database.run(f"DELETE FROM {table}")  # noqa: S608 - our own words

    # Cases.

    def circle_of(self, case_id: str) -> str | None:
        """The circle that shares a case; None where nobody does."""
        found = self._database.value("SELECT circle FROM team_cases WHERE case_id = ?", (case_id,))
        return None if found is None else str(found)

    def shared_cases(self, circle: str | None = None) -> tuple[str, ...]:
        """The ids of all cases that are shared, or of those in one circle."""
        rows = self._database.rows(
            "SELECT case_id FROM team_cases WHERE ?1 IS NULL OR circle = ?1 ORDER BY shared_at, case_id",
            (circle,),
        )
        return tuple(row["case_id"] for row in rows)

    def share(self, case_id: str, circle: str, at: datetime) -> None:
        """From now on this circle shares the case. RecordError where it is shared already."""
        self._database.insert("team_cases", case_id=case_id, circle=circle, shared_at=time_text(at))
        self.mark_dirty(case_id)

    def note_waiting(self, case_id: str, rows: Collection[RowName]) -> None:
        """Keep which entries of a shared case wait, as something that they need has not come."""
        names = json.dumps(sorted([name.table, *name.key] for name in rows), **COMPACT)
        sql = "UPDATE team_cases SET waiting = ?1 WHERE case_id = ?2 AND waiting <> ?1"
        self._database.run(sql, (names, case_id))

    def waiting_rows(self, case_id: str) -> tuple[RowName, ...]:
        """Those entries; without files, which are asked for (`files`)."""
        names = self._database.value("SELECT waiting FROM team_cases WHERE case_id = ?", (case_id,))
        return tuple(RowName(table, tuple(key)) for table, *key in json.loads(names or "[]"))

    def cases_that_wait(self) -> tuple[str, ...]:
        """The shared cases of the record of which any entries wait, the one shared last first."""
        rows = self._database.rows(
            "SELECT case_id FROM team_cases WHERE waiting <> '[]' AND case_id IN (SELECT id FROM cases) ORDER BY shared_at DESC, case_id"
        )
        return tuple(row["case_id"] for row in rows)

    def cases_without_record(self) -> tuple[tuple[str, str], ...]:
        """Cases, with their circle, of which sets count though the case itself is not here: how it was begun has not come.

        Of each vault's those alone in which it wrote last, `MOST_WITHOUT_RECORD` of them: none keeps another's out of sight.
        """
        sql = """
            SELECT DISTINCT case_id, circle FROM (
                SELECT case_id, circle, row_number() OVER (PARTITION BY listed ORDER BY newest DESC) AS place FROM (
                    SELECT case_id, circle, substr(vault, 1, instr(vault || '~', '~') - 1) AS listed, max(rowid) AS newest
                    FROM team_sets WHERE state = 'applied' AND case_id NOT IN (SELECT id FROM cases) GROUP BY 1, 2, 3
                )
            ) WHERE place <= ? ORDER BY case_id, circle
        """
        rows = self._database.rows(sql, (MOST_WITHOUT_RECORD,))
        return tuple((row["case_id"], row["circle"]) for row in rows)

    def mark_dirty(self, case_id: str) -> None:
        """Look at a case anew when changes are captured."""
        self._database.run("INSERT OR IGNORE INTO team_dirty (case_id) VALUES (?)", (case_id,))

    def is_dirty(self, case_id: str) -> bool:
        """Whether something may have been written in a case that no set holds yet."""
        return self._database.value("SELECT 1 FROM team_dirty WHERE case_id = ?", (case_id,)) is not None

    def dirty(self) -> tuple[str, ...]:
        """The shared cases of which that holds."""
        rows = self._database.rows("SELECT case_id FROM team_dirty ORDER BY case_id")
        return tuple(row["case_id"] for row in rows)

    def was_captured(self, case_id: str) -> None:
        """All that stands in a case is in a set."""
        self._database.run("DELETE FROM team_dirty WHERE case_id = ?", (case_id,))

    # Sets.

    def keep(self, one: StoredSet) -> bool:
        """Keep a set, and see how far its vault is with it; whether it is new. One that was set aside counts for nothing."""
        if not self._sets.add_if_new(one):
            return False
        self.doubles.came(one.circle, one.vault, one.number)
        if one.has_its_place:
            self._advance(one)
        return True

    def find(self, circle: str, vault: str, number: int, digest: str) -> StoredSet | None:
        """The set of this name; None where it is not here."""
        return self._sets.first(_NAME, (circle, vault, number, digest))

    def under_number(self, circle: str, vault: str, number: int) -> tuple[StoredSet, ...]:
        """All sets of one vault under one number; more than one where a laptop was copied."""
        return self._sets.where(
            "circle = ? AND vault = ? AND number = ? ORDER BY digest", (circle, vault, number)
        )

    def sets_of(self, case_id: str, circle: str) -> tuple[StoredSet, ...]:
        """The sets of a case that count."""
        return self._sets.where("case_id = ? AND circle = ? AND state = 'applied'", (case_id, circle))

    def first_received(self, case_id: str, circle: str) -> datetime:
        """When the first of the sets of a case came that count; there is one."""
        sql = "SELECT min(received_at) FROM team_sets WHERE case_id = ? AND circle = ? AND state = 'applied'"
        return read_time(self._database.value(sql, (case_id, circle)))

    def heard_since(self, circle: str, vault: str) -> dict[str, int]:
        """How far each other vault is of which anything came since this one wrote its last set in the circle."""
        sql = """
            SELECT DISTINCT vault FROM team_sets WHERE +circle = ?1 AND vault <> ?2 AND state <> 'set-aside' AND rowid > coalesce(
                (SELECT rowid FROM team_sets WHERE circle = ?1 AND vault = ?2 ORDER BY number DESC LIMIT 1), 0)
        """
        heads = self.heads(circle)
        heard = [row["vault"] for row in self._database.rows(sql, (circle, vault))]
        return {name: heads[name].number for name in heard if name in heads and heads[name].number}

    def cases_told_of(self, circle: str) -> tuple[str, ...]:
        """The cases of which any set counts in a circle."""
        sql = "SELECT DISTINCT case_id FROM team_sets WHERE circle = ? AND state = 'applied' ORDER BY case_id"
        return tuple(row["case_id"] for row in self._database.rows(sql, (circle,)))

    def forms_of(self, circle: str) -> tuple[str, ...]:
        """The digests of the forms that responses of a circle's cases need."""
        sql = """
            SELECT DISTINCT questionnaire_digest FROM responses JOIN team_cases ON team_cases.case_id = responses.case_id
            WHERE circle = ? ORDER BY 1
        """
        return tuple(row[0] for row in self._database.rows(sql, (circle,)))

    def keep_checked(self, sets: Iterable[StoredSet]) -> int:
        """Keep sets that came together in a snapshot; how many are new. How far their vaults are is seen once all came (`go_on`)."""
        self.doubles.came_many()
        return self._database.insert_new("team_sets", [_SET.columns(one) for one in sets])

    def in_state(self, state: SetState) -> tuple[StoredSet, ...]:
        """All that wait, or all that were set aside."""
        which = f"state <> 'applied' AND state = '{state.value}'"  # the first part is the index's
        return self._sets.where(f"{which} ORDER BY received_at, circle, vault, number")

    def set_state(self, one: StoredSet, state: SetState, reason: str = "") -> None:
        """Let a set count, wait or be set aside from now on."""
        self._database.run(
            f"UPDATE team_sets SET state = ?, reason = ? WHERE {_NAME}",  # noqa: S608 - our own words
            (state.value, reason, one.circle, one.vault, one.number, one.digest),
        )
        if state is not SetState.SET_ASIDE:
            self._advance(one)

    def forget_words(self, one: StoredSet) -> None:
        """Keep that a set came, and nothing of what it says."""
        self._database.run(
            f"UPDATE team_sets SET words = '' WHERE {_NAME}",  # noqa: S608 - our own words
            (one.circle, one.vault, one.number, one.digest),
        )

    def let_count(self, case_id: str, circle: str, reason: str) -> None:
        """Let the sets of a case count that waited for this reason."""
        self._database.run(
            "UPDATE team_sets SET state = 'applied', reason = '' "
            "WHERE case_id = ? AND circle = ? AND state = 'waiting' AND reason = ?",
            (case_id, circle, reason),
        )

    def to_put(self) -> tuple[StoredSet, ...]:
        """Our sets that do not lie in the store yet, in the order of their numbers; none whose words went with its case."""
        return self._sets.where("put_at IS NULL AND words <> '' ORDER BY circle, number")

    def was_put(self, one: StoredSet, at: datetime) -> None:
        """A set of ours lies in the store."""
        self._database.run(
            f"UPDATE team_sets SET put_at = ? WHERE {_NAME}",  # noqa: S608 - our own words
            (time_text(at), one.circle, one.vault, one.number, one.digest),
        )

    # How far each vault is.

    def heads(self, circle: str) -> dict[str, Head]:
        """How far each vault of a circle is, as far as anything of it came."""
        rows = self._database.rows("SELECT * FROM team_heads WHERE circle = ?", (circle,))
        return {
            row["vault"]: Head(
                row["vault"], row["number"], row["digest"], max(row["told"], row["number"]), row["told_by"]
            )
            for row in rows
        }

    def set_head(self, circle: str, vault: str, number: int, digest: str) -> None:
        """All sets of a vault up to this one are here, or nobody waits for them; never fewer than before."""
        self._database.run(
            "INSERT INTO team_heads (circle, vault, number, digest) VALUES (?, ?, ?, ?) ON CONFLICT (circle, vault) "
            "DO UPDATE SET number = excluded.number, digest = excluded.digest WHERE excluded.number > number",
            (circle, vault, number, digest),
        )

    def was_told(self, circle: str, vault: str, number: int, *, by: str, at: datetime) -> None:
        """Somebody knows of a set of this number; `by` signed it."""
        if not self._is_heard_of(circle, vault, by):
            return
        self._database.run(
            "INSERT INTO team_heads (circle, vault, number, digest, told, told_by, heard_at) VALUES (?1, ?2, 0, '', ?3, ?4, ?5) "
            "ON CONFLICT (circle, vault) DO UPDATE SET told = ?3, told_by = ?4, heard_at = ?5 WHERE ?3 > told",
            (circle, vault, number, by, time_text(at)),
        )

    def _is_heard_of(self, circle: str, vault: str, by: str) -> bool:
        """Whether a writer is looked for: of those who did not say so themselves, and of whom nothing came, only so many. They may never have been."""
        if listed_id(by) == listed_id(vault):
            return True
        known = "SELECT 1 FROM team_heads WHERE circle = ? AND vault = ?"
        if self._database.value(known, (circle, vault)) is not None:
            return True
        unheard = "SELECT count(*) FROM team_heads WHERE circle = ? AND number = 0"
        return int(self._database.value(unheard, (circle,)) or 0) < MOST_BY_HEARSAY

    def step_over(self, circle: str, vault: str, number: int, digest: str) -> None:
        """Nothing up to this set is waited for any more; what is here after it without a gap is reached with it."""
        self.set_head(circle, vault, number, digest)
        self.go_on(circle, vault)

    def _advance(self, one: StoredSet) -> None:
        """Go on from what was here without a gap."""
        if one.number == self.number_of(one.circle, one.vault) + 1:
            self.go_on(one.circle, one.vault)

    def number_of(self, circle: str, vault: str) -> int:
        """Up to which number all sets of a vault are here."""
        sql = "SELECT number FROM team_heads WHERE circle = ? AND vault = ?"
        return int(self._database.value(sql, (circle, vault)) or 0)

    def go_on(self, circle: str, vault: str) -> None:
        """Count as had what is here of a vault after that without a gap: sets of a snapshot come in no order."""
        number, digest = self.number_of(circle, vault), ""
        while following := self._in_a_row_after(circle, vault, number):
            number, digest = following[-1]
        if digest:
            self.set_head(circle, vault, number, digest)

    def _in_a_row_after(self, circle: str, vault: str, number: int) -> list[tuple[int, str]]:
        """The next numbers after this one, some at a time, until one of which no set has its place; with the digest of one of each."""
        sql = """
            SELECT number, digest, state = 'set-aside' AS is_aside FROM team_sets
            WHERE circle = ? AND vault = ? AND number > ? ORDER BY number, digest LIMIT ?
        """
        found = [(number, "")]
        for row in self._database.rows(sql, (circle, vault, number, _ROWS_AT_ONCE)):
            place = (circle, vault, row["number"], row["digest"])
            if row["number"] == found[-1][0] + 1 and (not row["is_aside"] or self._has_its_place(*place)):
                found.append((row["number"], row["digest"]))
        return found[1:]

    def _has_its_place(self, circle: str, vault: str, number: int, digest: str) -> bool:
        one = self.find(circle, vault, number, digest)
        return one is not None and one.has_its_place

    def numbers_beyond(self, circle: str) -> dict[str, list[int]]:
        """By vault the numbers after that up to which all of its sets are here, of which a set counts though one before it is not here."""
        sql = """
            SELECT DISTINCT one.vault, one.number FROM team_heads AS head CROSS JOIN team_sets AS one
            ON one.circle = head.circle AND one.vault = head.vault AND one.number > head.number
            WHERE head.circle = ? AND state = 'applied' ORDER BY 1, 2
        """
        found: dict[str, list[int]] = {}
        for row in self._database.rows(sql, (circle,)):
            found.setdefault(row["vault"], []).append(row["number"])
        return found

    def newest_number(self, circle: str, vault: str) -> int:
        """The highest number of a set of a vault that counts or waits, whatever of those before it is here."""
        sql = "SELECT max(number) FROM team_sets WHERE circle = ? AND vault = ? AND state <> 'set-aside'"
        return int(self._database.value(sql, (circle, vault)) or 0)
