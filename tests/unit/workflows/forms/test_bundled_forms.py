"""The bundled forms over a full record: each starts filled, differs from the record in nothing, and is kept where it may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Agency, HouseholdMember
from prevent_desktop.data_files import forms
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_choice import Audience, audiences_for, form_options
from prevent_desktop.workflows.forms.form_library import NOTE, VISIT_NOTE
from prevent_desktop.workflows.forms.grow_note import forms_for_notes, grow_note
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.people import people
from tests.unit.workflows.conftest import Office, now

FORM_IDS = sorted(path.name for path in forms().iterdir() if path.is_dir())


@pytest.fixture
def full(office: Office) -> Office:
    person = replace(
        office.person, known_as="Al", aliases="A. B.", gender="Male", address="1 Example Street", postcode="AX9 1AB",
        phone="01632 960 101", email="a@example.org", language="English", interpreter_needed=False,
        nhs_number="943 476 5919", school="Example School", school_urn="123456", year_group="Year 9",
        nationality="British", immigration_status="British citizen",
        household=(
            HouseholdMember(name="Dana Brook", relationship="Mother", note="Works nights"),
            HouseholdMember(name="Charlie Brook", relationship="Brother", birth_date=PartialDate(2010, 2), school="Hill"),
        ),
        agencies=(Agency(name="Example Youth Service", worker="Jo Bell", role="Youth worker", doing="Mentoring"),),
    )  # fmt: skip
    people.change_person(office.vault, person, now=now())
    office.vault.events.add(
        Event(
            id=new_id(), case_id=office.case.id, label="Corridor", what="He shouted at a pupil",
            when=PartialDate(2026, 11, 3), own_words="you will see", source=Source.TOLD, source_detail="his tutor",
            author="Lead", written_at=now(), where="the corridor", who_else="two pupils",
        )
    )  # fmt: skip
    return office


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_each_form_starts_filled_and_differs_from_the_record_in_nothing(full: Office, form_id: str) -> None:
    begun = fill_form.start_form(full.vault, full.library, form_id=form_id, case_id=full.case.id, now=now())
    view = look_at_form(full.vault, full.library, begun.id)
    assert view.offers == (), [(offer.field, offer.recorded, offer.answered) for offer in view.offers]
    assert begun.kept_apart is (form_id == "equality-monitoring")
    if form_id == "equality-monitoring":
        assert "Brook" not in begun.content


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral", "request-for-support"])
def test_household_agencies_and_events_are_not_typed_again(full: Office, form_id: str) -> None:
    begun = fill_form.start_form(full.vault, full.library, form_id=form_id, case_id=full.case.id, now=now())
    assert "He shouted at a pupil" in begun.content
    assert "Dana Brook" in begun.content


def test_a_note_grows_into_a_visit_note_with_its_words(full: Office) -> None:
    note = Note(
        id=new_id(),
        case_id=full.case.id,
        text="She was quiet.",
        source=Source.DIRECT,
        author="Lead",
        written_at=now(),
    )
    full.vault.notes.add(note)
    assert VISIT_NOTE in forms_for_notes(full.library)
    for form_id in forms_for_notes(full.library):
        grown = grow_note(full.vault, full.library, note_id=note.id, form_id=form_id, now=now())
        assert "She was quiet." in grown.content


def test_every_form_has_its_audience_a_title_and_a_line(full: Office) -> None:
    options = form_options(full.vault, full.library, full.case.id)
    assert sorted(option.form_id for option in options) == [one for one in FORM_IDS if one != NOTE], (
        "nobody begins the form that a note goes to the lead as"
    )
    assert {option.audience for option in options} >= {
        Audience.PRACTITIONER,
        Audience.RECEIVER,
        Audience.PANEL,
    }
    assert all(option.title and option.line for option in options)
    assert audiences_for(None) == {Audience.PRACTITIONER, Audience.LEAD}
    chair = Practitioner(name="A", role="Channel panel chair", organisation="Example Council")
    assert audiences_for(chair) == {Audience.PRACTITIONER, Audience.LEAD, Audience.PANEL}
    chosen = Practitioner(name="A", role="Channel panel chair", organisation="B", kinds=("receiver", "lead"))
    assert audiences_for(chosen) == {Audience.RECEIVER, Audience.LEAD}
    order = [list(Audience).index(option.audience) for option in options]
    assert order == sorted(order)
