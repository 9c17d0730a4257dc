"""What the whole file of a child does not hold: what a sender wants to be asked about first, drafts, and what is of the team alone."""

from __future__ import annotations

import json

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.ownership import Cover, TeamLook
from prevent_desktop.packs.content import PackContent
from prevent_desktop.ui.packs.move_view import what_goes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said
from prevent_desktop.workflows.forms.fill_form import save_draft
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.school_move.file_contents import FileContents
from prevent_desktop.workflows.school_move.moving import Leaving, choice_for, read_move
from tests.lead_desk import a_concern
from tests.unit.workflows.conftest import now
from tests.unit.workflows.packs.test_onward import SAID, Three, came, take_in, three, to_door

__all__ = ["three"]
ANSWERED = "Quorvex answered"


def whole_file(vault: Vault, library: FormLibrary, person_id: str, to: Receiver) -> PackContent:
    case_id, choice = read_move(vault, person_id, now=now()).case_id, choice_for(vault, to, now=now())
    contents = FileContents(Leaving(kind=FileMoveKind.FILE, words="Support goes on."))
    return contents(vault, library, choice, case_id=case_id, pack_id=new_pack_id(), now=now())


def record_in_full(content: PackContent) -> str:
    (data,) = [one for one in content.attachments if one.file_name == "record-in-full.json"]
    with data.source.open() as file:
        return file.read().decode()


@pytest.mark.parametrize("asks", [True, False])
def test_what_a_sender_wants_to_be_asked_about_stays_and_both_are_told(three: Three, asks: bool) -> None:
    to_door(three, ask_first=asks)
    pack, case, _files = take_in(three.door, three.library)
    vault = three.door.vault
    assert came(vault, case), "the form of the school is in the record"
    three.door.answer(pack, Said(kind=AnswerKind.FEEDBACK, text=ANSWERED))
    content = whole_file(vault, three.library, case.person_id, three.third.receiver)
    pages = repr((content.forms, content.chronology))
    for told in (SAID, pack.pack_id, ANSWERED):
        assert (told in record_in_full(content)) is not asks
    assert (SAID in pages) is not asks
    move = read_move(vault, case.person_id, now=now())
    words = f"What came from {pack.sender_name}, {pack.sender_organisation} is not in this file"
    for place in (content.in_short, what_goes(move)):
        assert (words in place) is asks
    assert content.in_short.startswith("Support goes on.")
    assert bool(move.counts[1]) is not asks, "nor is it counted"


def test_a_draft_and_who_of_the_team_looked_or_was_away_stay(three: Three) -> None:
    vault, case = three.school.vault, three.school.case
    response = a_concern(vault, three.library, case.id)
    (draft,) = [form for form in vault.responses.of_case(case.id) if not form.is_finalised]
    content = response.to_json(keep_disabled=True).replace(SAID, "Quorvex draft")
    save_draft(vault, draft.id, content=content, place="", sections_done=0, sections_total=1, now=now())
    day = now().date()
    vault.case_care.add_look(
        TeamLook(id=new_id(), case_id=case.id, looked_by="Quorvex look", day=day, looked_at=now())
    )
    vault.case_care.add_cover(
        Cover(
            id=new_id(), case_id=case.id, cover=new_id(), owned_by="Quorvex away", covered_by="Quorvex cover", first_day=day,
            last_day=day, set_by="Quorvex", set_at=now(),
        )
    )  # fmt: skip
    file = whole_file(vault, three.library, case.person_id, three.third.receiver)
    assert "Quorvex" not in record_in_full(file)
    statuses = [form["status"] for one in json.loads(record_in_full(file))["cases"] for form in one["forms"]]
    assert statuses == ["completed"]
