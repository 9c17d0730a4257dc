"""An event of the record that a form puts into other words: corrected, not doubled, and its old words are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.start_as_copy import start_as_copy
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.read_entry import read_entry
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.small_forms import group, keep_form, question

HIDDEN = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": True}
FORM = group(
    "event",
    question("id", fact="event.id", record="event.id", readOnly=True, extension=[HIDDEN]),
    question("what", "text", fact="event.what", record="event.what"),
    question("words", "text", fact="event.own_words", record="event.own-words"),
    question("when", "date", fact="event.when", record="event.when"),
    repeats=True, fact="events", record="event",
)  # fmt: skip


@pytest.fixture
def forms(tmp_path: Path) -> FormLibrary:
    return keep_form(tmp_path / "forms", "assess", FORM, marks={"starts-as-copy": True})


@pytest.fixture
def event(office: Office) -> Event:
    kept = Event(
        id=new_id(), case_id=office.case.id, label="He shouted", what="He shouted", when=PartialDate(2026, 11, 3),
        own_words="you will see", source=Source.TOLD, source_detail="his tutor", author="Lead", written_at=now(),
        where="the corridor",
    )  # fmt: skip
    office.vault.events.add(kept)
    return kept


def begin(office: Office, forms: FormLibrary) -> str:
    begun = fill_form.start_form(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    return begun.id


def finish(
    office: Office, forms: FormLibrary, response_id: str, *, place: int = 0, **said: Value | None
) -> None:
    opened = fill_form.open_form(office.vault, forms, response_id)
    if place:
        opened.response.add_occurrence((), "event")
    for link_id, value in said.items():
        opened.response.set_answers((("event", place), (link_id, 0)), [] if value is None else [value])
    fill_form.save_draft(
        office.vault, response_id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(office.vault, forms, response_id, now=now())


def test_new_words_take_the_place_of_the_old_ones_which_are_kept(
    office: Office, forms: FormLibrary, event: Event
) -> None:
    finish(office, forms, begin(office, forms), what="He shouted at two pupils")
    (found,) = office.vault.events.of_case(office.case.id)
    assert (found.what, found.label) == ("He shouted at two pupils", "He shouted at two…")
    assert (found.own_words, found.when, found.where) == (event.own_words, event.when, event.where)
    assert found.corrects == event.id
    assert office.vault.events.earlier(found.id) == (event,)
    record = read_record(office.vault, office.person.id, now=now())
    (line,) = [entry for entry in record.entries if entry.kind is EntryKind.EVENT]
    (earlier,) = [
        words for label, words in read_entry(office.vault, line) if label.startswith("As written on")
    ]
    for words in ("He shouted", "you will see", "his tutor", "the corridor"):
        assert words in earlier


def test_an_event_that_is_left_as_it_is_stays_one(office: Office, forms: FormLibrary, event: Event) -> None:
    finish(office, forms, begin(office, forms))
    assert office.vault.events.of_case_with_earlier(office.case.id) == (event,)


def test_what_a_form_leaves_empty_is_not_taken_away(office: Office, forms: FormLibrary, event: Event) -> None:
    finish(office, forms, begin(office, forms), words=None)
    assert office.vault.events.of_case_with_earlier(office.case.id) == (event,)


@pytest.mark.usefixtures("event")
def test_two_forms_that_change_different_parts_are_both_heard(office: Office, forms: FormLibrary) -> None:
    first, second = begin(office, forms), begin(office, forms)
    finish(office, forms, first, what="He shouted at two pupils")
    finish(office, forms, second, when=PartialDate(2026, 11, 4))
    (found,) = office.vault.events.of_case(office.case.id)
    assert (found.what, found.when) == ("He shouted at two pupils", PartialDate(2026, 11, 4))
    assert len(office.vault.events.earlier(found.id)) == 2


@pytest.mark.usefixtures("event")
def test_a_form_that_still_has_the_old_words_brings_them_not_back(office: Office, forms: FormLibrary) -> None:
    first, second = begin(office, forms), begin(office, forms)
    finish(office, forms, first, what="He shouted at two pupils")
    finish(office, forms, second)
    (found,) = office.vault.events.of_case(office.case.id)
    assert found.what == "He shouted at two pupils"


def test_a_new_event_beside_it_is_a_new_one(office: Office, forms: FormLibrary, event: Event) -> None:
    finish(office, forms, begin(office, forms), place=1, what="He was absent")
    found = office.vault.events.of_case(office.case.id)
    assert {each.what for each in found} == {event.what, "He was absent"}
    assert all(each.corrects is None for each in found)


def test_a_copy_has_an_event_once_though_it_was_reworded_since(
    office: Office, forms: FormLibrary, event: Event
) -> None:
    finish(office, forms, begin(office, forms))
    office.vault.events.add(replace(event, id=new_id(), what="He shouted at two pupils", corrects=event.id))
    copied = start_as_copy(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    response = fill_form.open_form(office.vault, forms, copied.id).response
    groups = [node.path for node in response.children() if node.item.link_id == "event"]
    said = [response.node((*path, ("what", 0))).answers for path in groups]
    assert said == [("He shouted at two pupils",)]
