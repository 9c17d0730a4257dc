"""Whoever is back reads by case what others did meanwhile, with who."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.ownership import Someone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.owning import take_case
from prevent_desktop.workflows.team.cases.while_away import absences_to_read, mark_read, while_away
from prevent_desktop.workflows.team.joining.covering import end_cover, set_cover
from tests.unit.workflows.team.circles import NAMES, THEN, a_shared_case, carry, vaults_of

PAT = Someone(name=NAMES["pl"], member="pl")
TODAY = THEN.date()
BACK = THEN + timedelta(days=5)


def note(vault: Vault, case_id: str) -> None:
    vault.notes.add(
        Note(
            id=new_id(),
            case_id=case_id,
            text="Spoke with mother",
            source=Source.DIRECT,
            author="Lead",
            written_at=THEN,
        )
    )


def test_it_lists_by_case_what_others_did_with_who_and_names_the_cases_in_which_nothing_was(
    tmp_path: Path,
) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        first, second = (a_shared_case(sam, pat, forenames=name) for name in ("Ada", "Ben"))
        for case in (first, second):
            take_case(sam, case.id, now=THEN)
        absence = set_cover(sam, PAT, first_day=TODAY, last_day=TODAY + timedelta(days=3), now=THEN).absence
        carry(sam, pat)
        assert absences_to_read(sam, now=THEN) == ()
        note(pat, first.id)
        note(pat, first.id)
        note(sam, second.id)
        carry(sam, pat)
        (away,) = absences_to_read(sam, now=BACK)
        found = while_away(sam, away.id, now=BACK)
        assert found is not None
        (only,) = found.cases
        assert only.case_id == first.id
        assert [(deed.who, deed.new) for deed in only.deeds] == [("Pat Lee", (("notes", 2),))]
        assert [one.forenames for one in found.untouched] == ["Ben"]
        mark_read(sam, absence)
        assert absences_to_read(sam, now=BACK) == ()


def test_whoever_comes_back_early_reads_it_at_once_and_a_cover_that_was_taken_back_is_none(
    tmp_path: Path,
) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        take_case(sam, case.id, now=THEN)
        absence = set_cover(sam, PAT, first_day=TODAY, last_day=date(2027, 1, 4), now=THEN).absence
        end_cover(sam, absence, now=BACK)
        assert [one.id for one in absences_to_read(sam, now=BACK)] == [absence]
        later = set_cover(sam, PAT, first_day=date(2027, 2, 1), last_day=date(2027, 2, 4), now=BACK).absence
        end_cover(sam, later, now=BACK)
        assert later not in {one.id for one in absences_to_read(sam, now=BACK + timedelta(days=90))}
        assert while_away(pat, absence, now=BACK) is None
