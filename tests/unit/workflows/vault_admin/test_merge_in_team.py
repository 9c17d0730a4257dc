"""The two laptops of a lead whose team shares cases: each goes on under numbers of its own, and the team has what both wrote."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.progress import SILENT
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.team.moving import share_no_more
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.rounds.gathering import capture_all
from prevent_desktop.workflows.vault_admin import merge
from tests.unit.vault.examples import a_form, a_note, answers, keep_case, later
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, three_vaults

__all__ = ("three_vaults",)


@dataclass
class Lead:
    """The vault that is open here, its copy on the other laptop, and a shared case with a draft in both."""

    here: Vault
    other: Path
    case_id: str
    draft_id: str

    def write(self, vault: Vault, text: str, minute: int) -> None:
        vault.notes.add(a_note(vault.cases.get(self.case_id), text))
        vault.responses.save_draft(self.draft_id, answers(text), "s2", 2, 5, later(minute))
        vault.audit.append("note.written", self.case_id)
        capture_all(vault, lambda: NOW)

    def join(self) -> MergeReport:
        other = merge.take_copy(self.here.folder, self.here.key, self.other, SILENT)
        at = NOW + timedelta(hours=1)
        try:
            merge.bring_files(other, merge.look(self.here, other, now=at))
            return merge.join(self.here, other, now=at)
        finally:
            merge.leave(self.here.folder)


@pytest.fixture
def lead(three: TeamOf, tmp_path: Path) -> Lead:
    here = three.vaults["sf"]
    case = keep_case(here)
    form = a_form(case, answers("He was quiet."))
    here.responses.add(form)
    share(here, [case.id], now=NOW)
    capture_all(here, lambda: NOW)
    shutil.copytree(here.folder, tmp_path / "other laptop")
    return Lead(here, tmp_path / "other laptop", case.id, form.id)


def writer_of(vault: Vault) -> str:
    own = own_vault(vault)
    assert own is not None
    return own.writer


def test_what_both_wrote_under_one_number_is_joined_and_each_goes_on_under_its_own(lead: Lead) -> None:
    lead.write(lead.here, "Here.", 10)
    with Vault.open(lead.other, lead.here.key) as there:
        lead.write(there, "There.", 20)
        theirs = writer_of(there)
    before = writer_of(lead.here)
    report = lead.join()
    ours = writer_of(lead.here)
    assert before == theirs != ours
    assert listed_id(ours) == listed_id(before)
    assert (report.conflicts, report.team_differences) == ((), 1)
    (asked,) = differences(lead.here)
    assert {side.value["content"] for side in asked.sides} == {answers("Here."), answers("There.")}
    assert len(lead.here.responses.of_case(lead.case_id)) == 1
    assert len(lead.here.notes.of_case(lead.case_id)) == 2
    integrity.check(lead.here)
    assert not lead.join().news
    assert writer_of(lead.here) == ours


def test_looking_leaves_the_writer_as_it_was(lead: Lead) -> None:
    with Vault.open(lead.other, lead.here.key) as there:
        lead.write(there, "There.", 20)
    before = writer_of(lead.here)
    other = merge.take_copy(lead.here.folder, lead.here.key, lead.other, SILENT)
    merge.look(lead.here, other, now=NOW)
    merge.leave(lead.here.folder)
    assert writer_of(lead.here) == before
    assert lead.here.team.dirty() == ()


def test_a_shared_case_that_was_erased_here_stays_away(lead: Lead) -> None:
    with Vault.open(lead.other, lead.here.key) as there:
        lead.write(there, "There.", 20)
    person_id = lead.here.cases.get(lead.case_id).person_id
    lead.here.cases.set_status(lead.case_id, CaseStatus.CLOSED, NOW)
    with lead.here.transaction():
        share_no_more(lead.here, lead.case_id)
    wish = Wish(ground=Ground.RECORDED_IN_ERROR, reference="R-1", throw_drafts_away=True, date_is_right=True)
    dispose(lead.here, None, Target(person_id=person_id), wish, now=NOW)
    finish_disposals(lead.here, None, now=NOW)
    report = lead.join()
    assert "notes" not in report.news
    assert lead.here.cases.some([lead.case_id]) == ()
    assert "There." not in "".join(
        row["words"] for row in lead.here.database.rows("SELECT words FROM team_sets")
    )
