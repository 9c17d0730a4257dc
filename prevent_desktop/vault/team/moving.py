"""A shared case goes on in another circle: the tables of the team follow, and the record stays as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prevent_desktop.casework.team.folding import NamedSet, fold
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.team.capture import NOT_SHARED_HERE
from prevent_desktop.vault.team.rows import unit_digests
from prevent_desktop.vault.team.tables import OTHER_CIRCLE
from prevent_desktop.vault.team.units import UnitPlace, UnitState
from prevent_desktop.vault.vault import Vault

MOVED: Final = "moved"
"""Why a set changes nothing any more: its case goes on in another circle. Its writer's next one follows it all the same."""


def put_in_other_circle(vault: Vault, case_id: str, circle: str, *, at: datetime) -> None:
    """From now on this circle shares a case that another one shared, or none any more. In the caller's transaction.

    Sets of the new circle that came before count from now on; those of the old one change nothing more. What was noted of the case's
    units stays, so that nothing is taken for a change of ours until it is folded anew (`materialise`).
    """
    old = vault.team.circle_of(case_id)
    if old is None:
        vault.database.insert("team_cases", case_id=case_id, circle=circle, shared_at=time_text(at))
    else:
        vault.database.run("UPDATE team_cases SET circle = ? WHERE case_id = ?", (circle, case_id))
        let_go(vault, case_id, old)
    vault.database.run("DELETE FROM team_conflicts WHERE case_id = ?", (case_id,))
    vault.database.run(
        "UPDATE team_sets SET state = 'applied', reason = '' WHERE case_id = ? AND circle = ? AND reason IN (?, ?)",
        (case_id, circle, OTHER_CIRCLE, NOT_SHARED_HERE),
    )


def forget_units(vault: Vault, case_id: str) -> None:
    """Nothing was ever said of what stands in a case: all of it is captured anew. In the caller's transaction."""
    vault.database.run("DELETE FROM team_units WHERE case_id = ?", (case_id,))
    vault.team.mark_dirty(case_id)


def share_no_more(vault: Vault, case_id: str) -> None:
    """A case is this vault's alone from now on: what its circle writes changes nothing here. In the caller's transaction.

    A file that has not come is waited for no more, and search does not lead to it.
    """
    let_go(vault, case_id, vault.team.circle_of(case_id) or "")
    for table in ("team_cases", "team_units", "team_conflicts"):
        vault.database.run(f"DELETE FROM {table} WHERE case_id = ?", (case_id,))  # noqa: S608 - our own words
    not_come = "case_id = ? AND state = 'wanted' AND record_id NOT IN (SELECT id FROM attachments)"
    texts = f"SELECT record_id FROM team_files WHERE {not_come}"  # noqa: S608 - our own words
    vault.database.run(f"DELETE FROM record_texts WHERE record_id IN ({texts})", (case_id,))  # noqa: S608 - our own words
    vault.database.run(f"DELETE FROM team_files WHERE {not_come}", (case_id,))  # noqa: S608 - our own words
    vault.team.was_captured(case_id)


def let_go(vault: Vault, case_id: str, circle: str) -> None:
    """The sets of a circle stay with their words, and no snapshot of it takes them along."""
    vault.database.run(
        "UPDATE team_sets SET state = 'waiting', reason = ? WHERE case_id = ? AND circle = ? AND state = 'applied'",
        (MOVED, case_id, circle),
    )


def note_what_was_said(vault: Vault, case_id: str, sets: Iterable[NamedSet]) -> None:
    """Take what these sets say for what stands of each unit, so that what the record says otherwise is captured as a change of it."""
    units: dict[UnitPlace, UnitState] = {}
    for name, row in fold(sets).rows.items():
        kind = shared_kind(name.table)
        for unit, digest in () if kind is None else unit_digests(kind, row.values):
            units[unit] = UnitState.of(digest, row.shown.get(unit.unit))
    vault.team.units.put(case_id, units)


def came_since(vault: Vault, case_id: str, old: str, new: str, listed: str) -> bool:
    """Whether anything of this vault came through the old circle since it wrote last in the new one."""
    sql = """
        SELECT 1 FROM team_sets WHERE case_id = ?1 AND circle = ?2 AND (vault = ?4 OR vault GLOB ?4 || '~*') AND rowid > coalesce(
            (SELECT max(rowid) FROM team_sets WHERE case_id = ?1 AND circle = ?3 AND (vault = ?4 OR vault GLOB ?4 || '~*')), 0)
    """
    return vault.database.value(sql, (case_id, old, new, listed)) is not None


def is_moved_out(vault: Vault, case_id: str, circle: str) -> bool:
    """Whether it was said that a case goes on in another circle than this one."""
    sql = "SELECT 1 FROM disposal_steps WHERE case_id = ? AND step = 'moved' AND reference = ?"
    return vault.database.value(sql, (case_id, circle)) is not None


def came_from_another_circle(vault: Vault, case_id: str, circle: str) -> bool:
    """Whether a case went on in this circle from another one."""
    sql = "SELECT 1 FROM disposal_steps WHERE case_id = ? AND step = 'moved' AND reference <> ?"
    return vault.database.value(sql, (case_id, circle)) is not None


def moves_to_look_at(vault: Vault) -> dict[str, bool]:
    """The cases that are still to go on elsewhere, and those of whose move anything became known since they were looked at; whether it did.

    Triggers mark these, so that a restored vault, in which what came later comes again, looks at them again.
    """
    sql = """
        SELECT moved.case_id, max(dirty.case_id IS NOT NULL) AS has_news FROM disposal_steps AS moved
        LEFT JOIN team_cases ON team_cases.case_id = moved.case_id
        LEFT JOIN team_moves_dirty AS dirty ON dirty.case_id = moved.case_id
        WHERE moved.step = 'moved' AND (reference = circle OR dirty.case_id IS NOT NULL) GROUP BY 1 ORDER BY 1
    """
    return {row["case_id"]: bool(row["has_news"]) for row in vault.database.rows(sql)}


def move_has_news(vault: Vault, case_id: str) -> bool:
    """Whether anything of where a case went became known since that was looked at."""
    sql = "SELECT 1 FROM team_moves_dirty WHERE case_id = ?"
    return vault.database.value(sql, (case_id,)) is not None


def move_was_looked_at(vault: Vault, case_id: str) -> None:
    """Nothing of what is here says more of where a case went, until something comes."""
    vault.database.run("DELETE FROM team_moves_dirty WHERE case_id = ?", (case_id,))
