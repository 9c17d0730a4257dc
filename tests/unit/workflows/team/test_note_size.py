"""A note costs the same however many are in the team: it is sealed to one key, that of the circle's epoch."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.data_files import resources
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import begin_main_circle
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.made_vaults import copied_vault
from tests.teams import give_team, keys_of, listing
from tests.unit.vault.examples import a_case, a_note, a_person

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
LETTERS = 2000


def prose() -> str:
    """So many letters of what people write."""
    pages = sorted((resources() / "guidance").rglob("*.md"))
    return " ".join(" ".join(page.read_text(encoding="utf-8").split()) for page in pages)[:LETTERS]


def put_by_one_note(folder: Path, members: int) -> list[int]:
    """The sizes of what a round puts after a note was written, in a team of so many."""
    made = copied_vault(folder / "lead", number=0)
    mailbox = folder / "mailbox"
    mailbox.mkdir()
    others = [f"v-{number}" for number in range(1, members)]
    with Vault.open(folder / "lead", made.key, now=lambda: NOW) as lead:
        team = Team(
            id="team", mailbox=mailbox.as_uri(),
            members=(Member(id="sf", name="SF", role=Role.LEAD), *(Member(id=one, name=one, role=Role.DEPUTY) for one in others)),
            vaults=(listing(lead, "sf"), *(keys_of(one).listed(one) for one in others)),
        )  # fmt: skip
        give_team(lead, team)
        begin_main_circle(lead, now=NOW)
        person = a_person()
        lead.people.add(person)
        case = a_case(person)
        lead.cases.add(case)
        lead.team.share(case.id, main_circle("team"), NOW)
        rounds = TeamRounds(lambda _vault: lambda _address: FolderTeamStore(mailbox), now=lambda: NOW)
        for _turn in range(2):
            assert rounds.once(lambda work: work(lead)).state.trouble == ""
        before = set(mailbox.glob("??/*"))
        lead.notes.add(a_note(case, prose()))
        rounds.once(lambda work: work(lead))
        return [one.stat().st_size for one in set(mailbox.glob("??/*")) - before]


@pytest.mark.parametrize("members", [2, 10, 40])
def test_a_note_of_two_thousand_letters_is_under_4_kilobytes_in_a_team_of(
    members: int, tmp_path: Path
) -> None:
    sizes = put_by_one_note(tmp_path, members)
    assert len(sizes) == 1
    assert sizes[0] <= 4000
