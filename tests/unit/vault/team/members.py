"""Vaults of a team in one process: what one of them writes is handed to the others, without a store or a signature."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.team.shared_kinds import shared_kinds
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import Writer, capture
from prevent_desktop.vault.team.conflicts import settle
from prevent_desktop.vault.team.files import FileState
from prevent_desktop.vault.team.materialise import Form, Materialised, materialise
from prevent_desktop.vault.team.tables import StoredSet
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.team_files import hand_file
from tests.teams import start_sharing
from tests.unit.vault.examples import QUESTIONNAIRE_DIGEST, a_case, a_person, keep_questionnaire, later

MAIN = "main"


def signed(payload: bytes) -> str:
    """A compact JWS as the engine reads it; nobody asks for its signature here."""
    return f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"


def no_form(_digest: str) -> Form | None:
    return None


def the_form(digest: str) -> Form | None:
    return Form("https://example.org/screening", "1", "{}") if digest == QUESTIONNAIRE_DIGEST else None


@dataclass
class Member:
    """One vault of the team. `circles` are those that it can write in; `minute` is what its clock shows."""

    name: str
    vault: Vault
    circles: set[str] = field(default_factory=lambda: {MAIN})
    minute: int = 0
    sent: set[str] = field(default_factory=set)

    def writer(self, circle: str) -> Writer | None:
        if circle not in self.circles:
            return None
        return Writer(
            team="t", circle=circle, epoch=1, profile=1, vault=self.name, author=self.name.upper(), sign=signed, now=self.now
        )  # fmt: skip

    def now(self) -> datetime:
        self.minute += 1
        return later(self.minute)

    def share(self, case_id: str, circle: str = MAIN) -> None:
        writer = self.writer(circle)
        assert writer is not None
        start_sharing(self.vault, case_id, writer)

    def written(self) -> list[StoredSet]:
        """All sets that it has written, captured up to now."""
        for case_id in self.vault.team.dirty():
            writer = self.writer(self.vault.team.circle_of(case_id) or "")
            if writer is not None:
                capture(self.vault, case_id, writer)
        return list(self.vault.team.to_put())

    def take(self, sets: Iterable[StoredSet], open_drafts: Collection[str] = ()) -> dict[str, Materialised]:
        """Take sets of others in, in this order, and bring their cases up after each."""
        told = {}
        for one in sets:
            if one.vault != self.name and one.circle in self.circles:
                take_in(self.vault, replace(one, put_at=one.received_at))
                told[one.case_id] = self.bring_up(one.case_id, one.circle, open_drafts)
        return told

    def bring_up(self, case_id: str, circle: str = MAIN, open_drafts: Collection[str] = ()) -> Materialised:
        return materialise(
            self.vault, case_id, circle, writers=self.writer, forms=the_form, open_drafts=open_drafts
        )

    def settle(self, difference_id: str, side: int, *, keep_others: bool = False) -> None:
        settle(self.vault, difference_id, side, writers=self.writer, forms=the_form, keep_others=keep_others)

    def a_case(self, **person: Any) -> Case:
        """A new case about somebody new."""
        keep_questionnaire(self.vault)
        someone = replace(a_person(), **person)
        self.vault.people.add(someone)
        case = a_case(someone)
        self.vault.cases.add(case)
        return case


def exchange(*members: Member, rounds: int = 3) -> None:
    """Everybody hands everything to everybody, until nothing is left to say; then the files that are wanted."""
    for _ in range(rounds):
        for member in members:
            sets = member.written()
            for other in members:
                if other is not member:
                    other.take(sets)
                    files_from(member, other)


def files_from(giver: Member, taker: Member) -> None:
    """The files that one wants and the other has."""
    has = {
        (one.circle, one.kind, one.digest): one for one in giver.vault.team.files.in_state(FileState.TO_PUT)
    }
    for wanted in taker.vault.team.files.in_state(FileState.WANTED):
        one = has.get((wanted.circle, wanted.kind, wanted.digest))
        if one is not None:
            hand_file(giver.vault, one, taker.vault, wanted)
            taker.bring_up(wanted.case_id, wanted.circle)


def record(member: Member, *case_ids: str, without: Collection[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """What stands of these cases, field by field, and what search finds of them."""
    database, found = member.vault.database, {}
    member.vault.responses.index_drafts()
    for case_id in case_ids:
        person = database.value("SELECT person_id FROM cases WHERE id = ?", (case_id,))
        for kind in shared_kinds():
            if kind.table in without:
                continue
            column, which = {
                "people": ("id", person), "person_changes": ("person_id", person), "cases": ("id", case_id),
            }.get(kind.table, ("case_id", case_id))  # fmt: skip
            order = ", ".join(kind.key)
            rows = database.rows(f"SELECT * FROM {kind.table} WHERE {column} = ? ORDER BY {order}", (which,))  # noqa: S608
            found[f"{kind.table} {case_id}"] = [dict(row) for row in rows]
        rows = database.rows(
            "SELECT kind, record_id, label, body FROM record_texts WHERE case_id = ? ORDER BY record_id",
            (case_id,),
        )
        found[f"texts {case_id}"] = [dict(row) for row in rows]
        rows = database.rows(
            "SELECT person_id, names, details FROM person_texts WHERE person_id = ?", (person,)
        )
        found[f"names {case_id}"] = [
            {**row, "details": sorted(row["details"].split())} for row in map(dict, rows)
        ]
    assert database.rows("PRAGMA foreign_key_check") == []
    return found


def opened(folder: Path, name: str, number: int) -> Member:
    made = copied_vault(folder / name, number=number)
    return Member(name, Vault.open(folder / name, made.key))
