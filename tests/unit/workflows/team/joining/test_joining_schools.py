"""Two schools become one: each member by a slip of the other team; what was shared goes on, and can be shared with all."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.record_kinds import NOTES
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.vault.team.capture import put_into_circle
from prevent_desktop.vault.team.conflicts import count_differences
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import signers_of
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.joining import joining_team
from prevent_desktop.workflows.team.joining.joining_schools import go_into
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.members import authority
from tests.unit.workflows.team.joining.conftest import School, begun, now
from tests.unit.workflows.team.joining.test_joining_rounds import Laptops, in_main_circle


def circle_of(vault: Vault) -> str:
    profile = settings.profile(vault)
    assert profile is not None
    assert profile.team is not None
    return main_circle(profile.team.id)


def a_note(case_id: str, text: str) -> Note:
    return Note(
        id=new_id(), case_id=case_id, text=text, source=Source.DIRECT, author="Deputy", written_at=now()
    )


def written_by(vault: Vault, case_id: str) -> dict[str, str]:
    """Who wrote each note, by its words; the reader is named, too."""
    notes = vault.notes.of_case(case_id)
    signers = signers_of(vault, case_id, ((NOTES, one.id) for one in notes))
    owner = settings.practitioner(vault)
    assert signers is not None
    assert owner is not None
    return {one.text: signers.colleague(NOTES, one.id) or owner.name for one in notes}


def test_two_schools_become_one_and_what_was_shared_goes_on(team: School, tmp_path: Path) -> None:
    laptops = Laptops()
    (tmp_path / "other").mkdir()
    other = School(team.new_vault("Lee Park"), tmp_path / "other", team.new_vault)
    begun(other.lead, other.mailbox)
    lee = other.lead
    kit = other.asks("Kit Wood", other.invite(Invitee(name="Kit Wood", role=Role.DEPUTY))["Kit Wood"])
    laptops.round(kit, lee, kit)
    _person, case = people.add_person(lee, forenames="Alex", surname="Brook", birth_date=None, now=now())
    old_circle = circle_of(lee)
    put_into_circle(lee, case.id, old_circle, now())
    laptops.round(lee, kit)
    assert kit.search("Brook")
    for vault, text in ((lee, "Lee wrote this"), (kit, "Kit wrote this")):
        vault.notes.add(a_note(case.id, text))
    laptops.round(lee, kit, lee)
    told = {"Lee wrote this": "Lee Park", "Kit wrote this": "Kit Wood"}
    for vault in (lee, kit):
        assert written_by(vault, case.id) == told

    codes = team.invite(*(Invitee(name=name, role=Role.DEPUTY) for name in ("Lee Park", "Kit Wood")))
    go_into(
        lee, joining_team.look_at_invitation(team.file, codes["Lee Park"], now=now()), "Laptop", now=now()
    )
    laptops.round(lee, kit)  # Kit hears from the old team that its members may go
    joining_team.ask_to_join(
        kit, joining_team.look_at_invitation(team.file, codes["Kit Wood"], now=now()), "", now=now()
    )
    laptops.round(kit, team.lead, lee, kit, team.lead, lee, kit)
    for vault in (lee, kit):
        assert settings.profile(vault) == settings.profile(team.lead)
        assert in_main_circle(vault) == {"Sam Field", "Lee Park", "Kit Wood"}
        assert authority.held(vault) is None
    for vault in (lee, kit):
        assert vault.team.circle_of(case.id) is None
        assert written_by(vault, case.id) == told, "who wrote it stays known when the old team has gone"
    assert not team.lead.search("Brook"), "what the old team shared does not go to the new one by itself"

    for vault in (lee, kit):  # each shares what they had; it is the same, so nothing differs
        put_into_circle(vault, case.id, circle_of(vault), now())
        laptops.round(vault, team.lead, kit, lee)
    laptops.round(lee, kit, team.lead)
    assert team.lead.search("Brook")
    for vault in (lee, kit):
        assert written_by(vault, case.id) == told
    for vault in (lee, kit, team.lead):
        assert count_differences(vault) == 0
        assert not vault.team.in_state(SetState.SET_ASIDE)
    note = a_note(case.id, "One school now")
    kit.notes.add(note)
    laptops.round(kit, lee, team.lead)
    for vault in (lee, team.lead):
        assert vault.notes.get(note.id).text == "One school now"
