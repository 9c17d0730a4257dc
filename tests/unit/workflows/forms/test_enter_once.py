"""Typed once: forms start with what is known, and what they say otherwise is offered to the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import change_words
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Path as Place
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Value
from prevent_desktop.workflows.forms import fill_form, update_record
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.prefill_context import prefill_context
from prevent_desktop.workflows.forms.record_offers import record_offers
from prevent_desktop.workflows.people import people
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.small_forms import PERSON, group, keep_form, question

ABOUT = ("about", 0)
DANA = HouseholdMember(name="Dana Brook", relationship="Mother")
CHARLIE = HouseholdMember(name="Charlie Brook", relationship="Brother", birth_date=PartialDate(2010, 2))
YOUTH = Agency(name="Example Youth Service", worker="Jo Bell")


@pytest.fixture
def forms(tmp_path: Path) -> FormLibrary:
    keep_form(tmp_path / "forms", "other", PERSON)
    return keep_form(tmp_path / "forms", "visit", PERSON)


@pytest.fixture
def known(office: Office) -> Person:
    person = replace(
        office.person, address="1 Example Street", school="Example School", nhs_number="943 476 5919",
        interpreter_needed=False, household=(DANA, CHARLIE), agencies=(YOUTH,),
    )  # fmt: skip
    return people.change_person(office.vault, person, now=now())


def begun(office: Office, forms: FormLibrary, form_id: str = "visit") -> fill_form.OpenForm:
    started = fill_form.start_form(office.vault, forms, form_id=form_id, case_id=office.case.id, now=now())
    return fill_form.open_form(office.vault, forms, started.id)


def save(office: Office, opened: fill_form.OpenForm) -> FilledForm:
    fill_form.save_draft(
        office.vault, opened.filled.id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    return office.vault.responses.get(opened.filled.id)


def answer(
    response: Response, link_id: str, *values: Value, under: Place = (ABOUT,), number: int = 0
) -> None:
    response.set_answers((*under, (link_id, number)), values)


def said(response: Response, link_id: str, under: Place = (ABOUT,)) -> tuple[Value, ...]:
    return response.node((*under, (link_id, 0))).answers


@pytest.mark.usefixtures("known")
def test_a_form_starts_with_the_household_and_the_agencies(office: Office, forms: FormLibrary) -> None:
    response = begun(office, forms).response
    members = [node.path for node in response.children((ABOUT,)) if node.item.link_id == "member"]
    assert [said(response, "member-name", path) for path in members] == [("Dana Brook",), ("Charlie Brook",)]
    assert said(response, "member-born", members[1]) == (PartialDate(2010, 2),)
    assert said(response, "agency-worker", (ABOUT, ("agency", 0))) == ("Jo Bell",)
    assert said(response, "interpreter") == (False,)


def test_a_form_starts_with_the_chronology_so_far(office: Office, tmp_path: Path) -> None:
    event = Event(
        id=new_id(), case_id=office.case.id, label="Corridor", what="He shouted", when=PartialDate(2026, 11, 3),
        approximate=True, own_words="you will see", source=Source.TOLD, source_detail="his tutor", author="Lead",
        written_at=now(), where="the corridor", who_else="two pupils",
    )  # fmt: skip
    office.vault.events.add(event)
    office.vault.events.add(replace(event, id=new_id(), what="He was absent", when=PartialDate(2026, 10)))
    how = question("how", "choice", fact="event.how_known")
    how["answerOption"] = [
        {"valueCoding": {"code": source.value, "display": source.label}} for source in Source
    ]
    forms = keep_form(
        tmp_path / "forms", "assess",
        group(
            "event", question("what", "text", fact="event.what"), question("words", fact="event.own_words"), how,
            question("who-told", fact="event.who_told"), question("when", "date", fact="event.when"),
            question("about", "boolean", fact="event.approximate"), question("where", fact="event.where"),
            question("else", fact="event.who_else"), question("label", fact="event.label"), repeats=True, fact="events",
        ),
    )  # fmt: skip
    response = begun(office, forms, "assess").response
    assert [said(response, "what", (("event", number),)) for number in (0, 1)] == [
        ("He was absent",), ("He shouted",),
    ]  # fmt: skip
    second = (("event", 1),)
    texts = {"words": "you will see", "who-told": "his tutor", "where": "the corridor", "else": "two pupils"}
    assert {link_id: said(response, link_id, second)[0] for link_id in texts} == texts
    assert said(response, "when", second) == (PartialDate(2026, 11, 3),)
    assert said(response, "about", second) == (True,)
    assert getattr(said(response, "how", second)[0], "code", "") == "told"


def test_expressions_get_the_same_as_fhir(office: Office, known: Person) -> None:
    launch = prefill_context(office.vault, office.case.id, now=now()).launch
    patient = launch["patient"]
    assert launch["person"] == patient
    assert (patient["resourceType"], patient["birthDate"]) == ("Patient", "2012-05-03")
    assert patient["name"][0]["family"] == "Brook"
    assert patient["identifier"] == [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}]
    assert launch["case"]["patient"] == {"reference": f"Patient/{known.id}"}
    assert launch["user"]["name"][0]["text"] == "Sam Field"
    assert launch["organisation"] == {"resourceType": "Organization", "name": "Example School"}


@pytest.mark.usefixtures("known")
def test_a_form_of_anybody_fills_itself_by_expressions_over_the_record(
    office: Office, tmp_path: Path
) -> None:
    sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

    def by(kind: str, expression: str) -> list[dict[str, object]]:
        value = {"language": "text/fhirpath", "expression": expression}
        return [{"url": f"{sdc}{kind}", "valueExpression": value}]

    forms = keep_form(
        tmp_path / "forms", "public",
        question("born", "date", extension=by("initialExpression", "%patient.birthDate")),
        question("family", extension=by("initialExpression", "%patient.name.where(use = 'official').family")),
        question("writer", extension=by("initialExpression", "%user.name.text")),
        question("whole", readOnly=True, extension=by("calculatedExpression", "%patient.name.first().text + ', ' + %organisation.name")),
    )  # fmt: skip
    response = begun(office, forms, "public").response
    found = {node.item.link_id: node.answers for node in response.children()}
    assert found == {
        "born": (PartialDate(2012, 5, 3),),
        "family": ("Brook",),
        "writer": ("Sam Field",),
        "whole": ("Alex Brook, Example School",),
    }


def test_what_is_not_known_is_left_out(office: Office) -> None:
    known = prefill_context(office.vault, office.case.id, now=now())
    assert "person.address" not in known.facts
    assert "events" not in known.facts
    assert "note.text" not in known.facts
    assert all(part not in ("", [], {}, None) for part in known.launch["patient"].values())


def test_a_note_is_known_to_the_form_that_it_grows_into(office: Office) -> None:
    note = Note(
        id=new_id(), case_id=office.case.id, text="She was quiet.", source=Source.NOT_KNOWN, author="Lead",
        written_at=now(),
    )  # fmt: skip
    facts = prefill_context(office.vault, office.case.id, now=now(), note=note).facts
    assert facts["note.text"] == "She was quiet."
    assert "note.source" not in facts, "its writer left open how it is known: the form asks"


def test_a_form_that_says_what_the_record_says_offers_nothing(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    response = begun(office, forms).response
    assert record_offers(known, response) == ()
    answer(response, "nhs", "9434765919")
    answer(response, "address", " 1 Example  Street ")
    answer(response, "school", Absent(AbsentReason.UNKNOWN))
    answer(response, "surname")
    assert record_offers(known, response) == (), "spaces, no answer and “not known” are no other value"


def test_each_difference_is_offered_with_both_values_and_its_place(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    response = begun(office, forms).response
    answer(response, "address", "2 New Road")
    answer(response, "born", PartialDate(2012, 5, 4))
    answer(response, "interpreter", True)
    offers = record_offers(known, response)
    assert [(offer.field, offer.recorded, offer.answered, offer.path[-1]) for offer in offers] == [
        ("address", "1 Example Street", "2 New Road", ("address", 0)),
        ("birth_date", "2012-05-03", "2012-05-04", ("born", 0)),
        ("interpreter_needed", "no", "yes", ("interpreter", 0)),
    ]
    assert [offer.label for offer in offers] == ["Address", "Date of birth", "Interpreter needed"]


def test_members_and_agencies_that_are_new_or_changed_are_offered(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    response = begun(office, forms).response
    answer(response, "member-school", "Hillside", under=(ABOUT, ("member", 1)))
    response.add_occurrence((ABOUT,), "member")
    answer(response, "member-name", "Remy Brook", under=(ABOUT, ("member", 2)))
    answer(response, "agency-worker", "Pat Hill", under=(ABOUT, ("agency", 0)))
    offers = record_offers(known, response)
    assert [change_words(offer.field, offer.answered) for offer in offers] == [
        "Charlie Brook (Brother, born 2010-02, Hillside)", "Remy Brook", "Example Youth Service (Pat Hill)",
    ]  # fmt: skip
    assert [bool(offer.recorded) for offer in offers] == [True, False, True]


def test_taking_an_offer_keeps_the_old_value_and_undoing_brings_it_back(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    opened = begun(office, forms)
    answer(opened.response, "address", "2 New Road")
    answer(opened.response, "member-school", "Hillside", under=(ABOUT, ("member", 1)))
    before = office.vault.people.get(known.id)
    for offer in update_record.open_offers(office.vault, opened):
        update_record.take_on_record(office.vault, known.id, offer, response_id=opened.filled.id, now=now())
    after = office.vault.people.get(known.id)
    assert (after.address, after.household[1].school) == ("2 New Road", "Hillside")
    assert [member.name for member in after.household] == ["Dana Brook", "Charlie Brook"]
    change = office.vault.people.changes(known.id)[1]
    assert (change.field, change.old_value, change.new_value) == ("address", "1 Example Street", "2 New Road")
    assert (change.changed_by, change.response_id) == ("Lead", opened.filled.id)
    assert update_record.open_offers(office.vault, opened) == ()
    for offer in record_offers(before, opened.response):
        update_record.put_back(office.vault, known.id, offer, response_id=opened.filled.id, now=now())
    restored = office.vault.people.get(known.id)
    assert replace(restored, changed_at=before.changed_at) == before
    assert len(update_record.open_offers(office.vault, opened)) == 2


def test_an_added_member_can_be_taken_back(office: Office, forms: FormLibrary, known: Person) -> None:
    opened = begun(office, forms)
    opened.response.add_occurrence((ABOUT,), "member")
    answer(opened.response, "member-name", "Remy Brook", under=(ABOUT, ("member", 2)))
    [offer] = update_record.open_offers(office.vault, opened)
    taken = update_record.take_on_record(
        office.vault, known.id, offer, response_id=opened.filled.id, now=now()
    )
    assert [member.name for member in taken.household] == ["Dana Brook", "Charlie Brook", "Remy Brook"]
    back = update_record.put_back(office.vault, known.id, offer, response_id=opened.filled.id, now=now())
    assert back.household == known.household


def test_what_was_left_is_not_asked_again_in_any_form_until_it_is_undone(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    first, second = begun(office, forms), begun(office, forms, "other")
    for opened in (first, second):
        answer(opened.response, "address", "2 New Road")
    [offer] = update_record.open_offers(office.vault, first)
    update_record.leave_record(office.vault, known.id, offer, now=now())
    assert (
        update_record.open_offers(office.vault, first)
        == update_record.open_offers(office.vault, second)
        == ()
    )
    assert office.vault.people.get(known.id).address == "1 Example Street"
    answer(second.response, "address", "3 Third Way")
    assert len(update_record.open_offers(office.vault, second)) == 1, "another value is asked about"
    update_record.ask_again(office.vault, known.id, offer)
    assert update_record.open_offers(office.vault, first) == (offer,)


def test_other_drafts_that_still_say_the_old_value_are_told_and_brought_up(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    opened, behind, own = begun(office, forms), begun(office, forms, "other"), begun(office, forms, "other")
    answer(own.response, "address", "9 Own Words")
    save(office, own)
    answer(opened.response, "address", "2 New Road")
    answer(opened.response, "member-school", "Hillside", under=(ABOUT, ("member", 1)))
    offers = update_record.open_offers(office.vault, opened)
    for offer in offers:
        update_record.take_on_record(office.vault, known.id, offer, response_id=opened.filled.id, now=now())
    address, member = (
        update_record.drafts_behind(office.vault, forms, known.id, offer, but=opened.filled.id)
        for offer in offers
    )
    assert [draft.id for draft in address] == [behind.filled.id]
    assert {draft.id for draft in member} == {behind.filled.id, own.filled.id}
    for offer in offers:
        update_record.bring_up_to_date(office.vault, forms, [behind.filled.id], offer, now=now())
    again = fill_form.open_form(office.vault, forms, behind.filled.id)
    assert said(again.response, "address") == ("2 New Road",)
    assert said(again.response, "member-school", (ABOUT, ("member", 1))) == ("Hillside",)
    assert record_offers(office.vault.people.get(known.id), again.response) == ()


def test_a_draft_that_the_record_has_passed_is_not_taken_for_another_answer(
    office: Office, forms: FormLibrary, known: Person
) -> None:
    opened = begun(office, forms)
    people.change_person(office.vault, replace(known, address="2 New Road"), now=now())
    [offer] = update_record.open_offers(office.vault, opened)
    assert (offer.behind, offer.recorded, offer.answered) == (True, "2 New Road", "1 Example Street")
    assert update_record.use_record(opened.response, offer)
    assert update_record.open_offers(office.vault, opened) == ()


def test_what_a_finished_form_tells_for_the_first_time_is_learnt_with_its_form(
    office: Office, forms: FormLibrary
) -> None:
    opened = begun(office, forms)
    answer(opened.response, "school", "Example School")
    answer(opened.response, "member-name", "Dana Brook", under=(ABOUT, ("member", 0)))
    answer(opened.response, "agency-name", "Example Youth Service", under=(ABOUT, ("agency", 0)))
    done = fill_form.finalise(office.vault, forms, save(office, opened).id, now=now())
    person = office.vault.people.get(office.person.id)
    assert person.school == "Example School"
    assert person.household == (HouseholdMember(name="Dana Brook", relationship=""),)
    assert person.agencies == (Agency(name="Example Youth Service"),)
    assert {change.response_id for change in office.vault.people.changes(person.id)} == {done.id}


@pytest.mark.parametrize(
    ("lives_with", "born", "expected"),
    [
        (True, PartialDate(2010, 2), (True,)),
        (True, PartialDate(1980), ()),
        (False, PartialDate(2010, 2), ()),
        (True, None, ()),
    ],
)
def test_the_question_whether_children_are_at_home_starts_with_yes_where_one_is_known(
    office: Office,
    tmp_path: Path,
    lives_with: bool,
    born: PartialDate | None,
    expected: tuple[bool, ...],
) -> None:
    sibling = replace(CHARLIE, lives_with=lives_with, birth_date=born)
    people.change_person(office.vault, replace(office.person, household=(sibling,), agencies=()), now=now())
    gates = keep_form(
        tmp_path / "forms", "gates", question("children", "boolean", fact="person.has_household_children"),
        question("agencies", "boolean", fact="person.has_agencies"),
    )  # fmt: skip
    response = begun(office, gates, "gates").response
    assert said(response, "children", ()) == expected
    assert said(response, "agencies", ()) == (), "that none is recorded does not mean that there is none"


@pytest.mark.usefixtures("known")
def test_the_bundled_forms_ask_for_the_agencies_of_the_record_at_once(office: Office) -> None:
    for form_id, section in (("national-referral", "other"), ("request-for-support", "tried")):
        response = begun(office, office.library, form_id).response
        under = ((section, 0),)
        assert said(response, "other.has-agency", under) == (True,)
        assert response.node((*under, ("other.agency", 0))).enabled
        assert said(response, "other.agency.name", (*under, ("other.agency", 0))) == (YOUTH.name,)


def test_several_names_and_nationalities_are_learnt_as_one_text(office: Office, tmp_path: Path) -> None:
    people.change_person(office.vault, replace(office.person, aliases="", nationality=""), now=now())
    names = keep_form(
        tmp_path / "forms", "names", question("aliases", fact="person.aliases", repeats=True),
        question("nationality", fact="person.nationality", repeats=True),
    )  # fmt: skip
    opened = begun(office, names, "names")
    answer(opened.response, "aliases", "Al", "Ally B", under=())
    answer(opened.response, "nationality", "British", "Irish", under=())
    save(office, opened)
    fill_form.finalise(office.vault, names, opened.filled.id, now=now())
    person = office.vault.people.get(office.person.id)
    assert (person.aliases, person.nationality) == ("Al; Ally B", "British; Irish")
    assert record_offers(person, opened.response) == ()
