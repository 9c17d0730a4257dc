"""Shared cases in a lead's vault: one's own, a colleague's, one that is covered today, one that nobody owns, one that two took at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import CaseOwner, Cover, Someone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.owning import give_case
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.members.myself import colleagues, myself
from tests.gui.screens import now
from tests.gui.team_made import make_team

NAMES = {"own": "Ada", "theirs": "Ben", "covered": "Cem", "nobodys": "Dana", "both": "Emil"}


def make_cases(vault: Vault, store: Path) -> dict[str, str]:
    """Their ids, by what each is."""
    make_team(vault, store)
    ids = {
        what: add_person(vault, forenames=name, surname="Bell", birth_date=None, now=now())[1].id
        for what, name in NAMES.items()
    }
    share(vault, [case_id for what, case_id in ids.items() if what != "nobodys"], now=now())
    main = vault.team.circle_of(ids["own"]) or ""
    vault.team.share(ids["nobodys"], main, now())
    for what in ("theirs", "covered"):
        give_case(vault, ids[what], colleague(vault), why="Pat knows the family", now=now())
    _cover(vault, ids["covered"])
    _take_apart(vault, ids["both"])
    return ids


def colleague(vault: Vault, name: str = "Pat Lee") -> Someone:
    """The colleague of this name."""
    pat = next(one for one in colleagues(vault) if one.name == name)
    return Someone(name=pat.name, member=pat.id)


def _cover(vault: Vault, case_id: str) -> None:
    pat, own, today = colleague(vault), myself(vault), now().astimezone().date()
    assert own is not None
    vault.case_care.add_cover(
        Cover(
            id=new_id(), case_id=case_id, cover=new_id(), owned_by=pat.name, away_member=pat.member, covered_by=own.name,
            covering_member=own.member, first_day=today, last_day=today + timedelta(days=9), set_by=pat.name, set_at=now(),
        )
    )  # fmt: skip


def _take_apart(vault: Vault, case_id: str) -> None:
    """Pat took it at once, on another laptop."""
    (first,) = vault.case_care.owners([case_id])[case_id]
    pat = colleague(vault)
    theirs: CaseOwner = replace(first, id="0", owned_by=pat.name, member=pat.member, set_by=pat.name)
    vault.case_care.add_owner(theirs)
