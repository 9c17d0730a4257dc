"""Assessments that start as a copy of the last one, notes that grow into forms, and where a finished form leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.grow_note import forms_for_notes, grow_note, grown_into
from prevent_desktop.workflows.forms.start_as_copy import changed_since, model_for_copy, start_as_copy
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.record.writing import write_note
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.small_forms import PERSON, group, keep_form, not_copied, question

EVENT = group(
    "event", question("what", "text", fact="event.what", record="event.what"), question("weight"), repeats=True,
    fact="events", record="event",
)  # fmt: skip
ASSESS = (
    PERSON,
    EVENT,
    question("summary", "text"),
    not_copied(question("conclusion", "text")),
    not_copied(question("review", "date", record="review.due")),
    question("writer", fact="practitioner.name"),
    question("level"),
)
COPIES = {"starts-as-copy": True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "forms"


@pytest.fixture
def forms(folder: Path) -> FormLibrary:
    return keep_form(folder, "assess", *ASSESS, marks=COPIES)


Answers = dict[tuple[tuple[str, int], ...], Value]


def finish(office: Office, forms: FormLibrary, filled: FilledForm, answers: Answers) -> FilledForm:
    opened = fill_form.open_form(office.vault, forms, filled.id)
    for path, value in answers.items():
        opened.response.set_answers(path, [value])
    fill_form.save_draft(
        office.vault, filled.id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    return fill_form.finalise(office.vault, forms, filled.id, now=now())


def start(office: Office, forms: FormLibrary, form_id: str = "assess") -> FilledForm:
    return fill_form.start_form(office.vault, forms, form_id=form_id, case_id=office.case.id, now=now())


@pytest.fixture
def first(office: Office, forms: FormLibrary) -> FilledForm:
    dana = HouseholdMember(name="Dana Brook", relationship="Mother")
    people.change_person(
        office.vault, replace(office.person, address="1 Example Street", household=(dana,)), now=now()
    )
    answers: Answers = {
        (("event", 0), ("what", 0)): "He shouted",
        (("event", 0), ("weight", 0)): "twice in a week",
        (("summary", 0),): "As it was",
        (("conclusion", 0),): "High need",
        (("review", 0),): PartialDate(2027, 1, 5),
        (("level", 0),): "Additional",
    }
    return finish(office, forms, start(office, forms), answers)


def copy(office: Office, forms: FormLibrary) -> fill_form.OpenForm:
    copied = start_as_copy(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    return fill_form.open_form(office.vault, forms, copied.id)


def said(opened: fill_form.OpenForm, *link_ids: str) -> tuple[Value, ...]:
    return opened.response.node(tuple((link_id, 0) for link_id in link_ids)).answers


def test_a_copy_has_the_last_answers_but_for_those_that_start_empty(
    office: Office, forms: FormLibrary, first: FilledForm
) -> None:
    opened = copy(office, forms)
    assert opened.filled.based_on == first.id
    assert (said(opened, "summary"), said(opened, "level")) == (("As it was",), ("Additional",))
    assert said(opened, "event", "weight") == ("twice in a week",)
    assert said(opened, "conclusion") == said(opened, "review") == ()


def test_a_copy_says_what_the_record_says_now(office: Office, forms: FormLibrary, first: FilledForm) -> None:
    person = office.vault.people.get(office.person.id)
    remy = HouseholdMember(name="Remy Brook", relationship="Aunt")
    dana = replace(person.household[0], school="Night college")
    people.change_person(
        office.vault, replace(person, address="2 New Road", household=(dana, remy)), now=now()
    )
    event = office.vault.events.of_case(office.case.id)[0]
    office.vault.events.add(replace(event, id="e" * 32, what="He was absent", response_id=None))
    opened = copy(office, forms)
    assert said(opened, "about", "address") == ("2 New Road",)
    below = (("about", 0),)
    names = [
        opened.response.node((*node.path, ("member-name", 0))).answers
        for node in opened.response.children(below)
        if node.item.link_id == "member"
    ]
    assert names == [("Dana Brook",), ("Remy Brook",)]
    assert said(opened, "about", "member", "member-school") == ("Night college",)
    events = [node.path for node in opened.response.children() if node.item.link_id == "event"]
    assert [opened.response.node((*path, ("what", 0))).answers[0] for path in events] == [
        "He shouted", "He was absent",
    ]  # fmt: skip
    assert first.id == opened.filled.based_on


@pytest.mark.usefixtures("first")
def test_what_changed_since_is_told_across_versions_and_what_has_no_place_is_named(
    office: Office, folder: Path
) -> None:
    newer = keep_form(folder, "assess", *ASSESS[:-1], question("need"), version="1.1.0", marks=COPIES)
    opened = copy(office, newer)
    assert opened.filled.questionnaire_version == "1.1.0"
    opened.response.set_answers((("summary", 0),), ["As it is"])
    since = changed_since(office.vault, newer, opened)
    assert since is not None
    assert [(c.question, c.before, c.after) for c in since.changes] == [
        ("Summary", ("As it was",), ("As it is",)),
        ("Conclusion", ("High need",), ()),
        ("Review", ("5 January 2027",), ()),
        ("Level", ("Additional",), ()),
    ]
    assert [(left.question, left.answers) for left in since.left] == [("Level", ("Additional",))]


def test_new_forms_are_of_the_newest_version_and_old_ones_reopen_with_their_own(
    office: Office, folder: Path, forms: FormLibrary, first: FilledForm
) -> None:
    draft = start(office, forms)
    newer = keep_form(folder, "assess", question("other"), version="1.1.0")
    keep_form(folder, "assess", question("other"), version="1.10.0")
    assert start(office, newer).questionnaire_version == "1.10.0", "1.10 is newer than 1.9, and than 1.1"
    for response_id in (draft.id, first.id):
        assert "summary" in fill_form.open_form(office.vault, newer, response_id).questionnaire.by_link_id


def test_only_a_form_that_says_so_and_was_finished_before_starts_as_a_copy(
    office: Office, folder: Path, forms: FormLibrary
) -> None:
    plain = keep_form(folder, "plain", question("a"))
    finish(office, plain, start(office, plain, "plain"), {(("a", 0),): "b"})
    start(office, forms)
    for form_id in ("plain", "assess"):
        assert model_for_copy(office.vault, forms, form_id=form_id, case_id=office.case.id) is None
        with pytest.raises(RecordError):
            start_as_copy(office.vault, forms, form_id=form_id, case_id=office.case.id, now=now())


def test_a_note_grows_into_a_form_and_both_know_each_other(
    office: Office, folder: Path, forms: FormLibrary
) -> None:
    visit = keep_form(
        folder, "visit", question("seen", "text", fact="note.text"), question("how", fact="note.source")
    )
    note = write_note(
        office.vault, case_id=office.case.id, text="She was quiet.", source=Source.NOT_KNOWN, author="Lead", now=now()
    )  # fmt: skip
    assert forms_for_notes(visit) == ("visit",)
    grown = grow_note(office.vault, visit, note_id=note.id, form_id="visit", now=now())
    opened = fill_form.open_form(office.vault, visit, grown.id)
    assert (said(opened, "seen"), said(opened, "how")) == (("She was quiet.",), ())
    assert grown.grown_from == note.id
    assert grown_into(office.vault, note.id) == (grown,)
    assert office.vault.notes.get(note.id) == note
    assert forms.form_ids() == ("assess", "visit")


def test_a_review_date_is_due_until_a_later_form_sets_another(
    office: Office, forms: FormLibrary, first: FilledForm
) -> None:
    assert [(review.due, review.response_id) for review in office.vault.reviews.open()] == [
        (date(2027, 1, 5), first.id)
    ]
    again = finish(office, forms, copy(office, forms).filled, {(("review", 0),): PartialDate(2027, 6)})
    [review] = office.vault.reviews.open()
    assert (review.due, review.response_id) == (date(2027, 6, 30), again.id)


def test_a_receivers_decision_becomes_the_outcome_of_the_case(office: Office, folder: Path) -> None:
    answer = keep_form(
        folder, "decision",
        question("choice", record="outcome.choice"), question("why", record="outcome.reason"),
        question("reference", record="outcome.reference"), question("when", "date", record="outcome.decided-at"),
    )  # fmt: skip
    answers: Answers = {
        (("choice", 0),): "Channel considered",
        (("why", 0),): "The panel will look at it",
        (("reference", 0),): "CFD-20931",
        (("when", 0),): PartialDate(2026, 11, 20),
    }
    finish(office, answer, start(office, answer, "decision"), answers)
    [decision] = office.vault.decisions.of_case(office.case.id)
    assert (decision.kind, decision.choice, decision.reference) == (
        DecisionKind.OUTCOME, "Channel considered", "CFD-20931",
    )  # fmt: skip
    assert decision.decided_at == PartialDate(2026, 11, 20)
    assert office.vault.cases.get(office.case.id).status is CaseStatus.OUTCOME


def test_consent_to_support_stands_among_the_decisions(office: Office, folder: Path) -> None:
    plan = keep_form(folder, "plan", question("consent", record="consent.support"), title="Support plan")
    finish(office, plan, start(office, plan, "plan"), {(("consent", 0),): "Given"})
    [decision] = office.vault.decisions.of_case(office.case.id)
    assert (decision.kind, decision.choice) == (DecisionKind.CONSENT, "Given")
    assert "Support plan" in decision.reason


def test_a_form_that_is_kept_apart_leaves_no_trace_in_the_record_or_in_other_forms(
    office: Office, folder: Path
) -> None:
    """Doors: facts learnt, offers, events, decisions, status, other forms, search, differences, copies, the audit."""
    apart = keep_form(
        folder, "equality", question("school", fact="person.school"), EVENT,
        question("choice", record="outcome.choice"), question("why", record="outcome.reason"),
        marks={"kept-apart": True, "starts-as-copy": True}, title="Equality monitoring",
    )  # fmt: skip
    other = keep_form(folder, "other", question("ask", fact="equality/school"))
    answers: Answers = {
        (("school", 0),): "zebra", (("event", 0), ("what", 0)): "zebra", (("choice", 0),): "zebra",
        (("why", 0),): "zebra",
    }  # fmt: skip
    people.change_person(office.vault, replace(office.person, school=""), now=now())
    done = finish(office, apart, start(office, apart, "equality"), answers)
    assert done.kept_apart
    assert "zebra" in done.content
    assert office.vault.people.get(office.person.id).school == ""
    assert not office.vault.events.of_case(office.case.id)
    assert not office.vault.decisions.of_case(office.case.id)
    assert office.vault.cases.get(office.case.id).status is CaseStatus.DRAFT
    assert "zebra" not in start(office, other, "other").content
    assert office.vault.search("zebra") == ()
    assert model_for_copy(office.vault, apart, form_id="equality", case_id=office.case.id) is None
    assert not any("zebra" in entry.detail for entry in office.vault.audit.entries())


def test_time_passes_and_the_newest_finished_one_is_the_model(
    office: Office, forms: FormLibrary, first: FilledForm
) -> None:
    second = finish(office, forms, start(office, forms), {(("summary", 0),): "Newer"})
    assert second.finalised_at is not None
    assert first.finalised_at is not None
    assert second.finalised_at - first.finalised_at < timedelta(minutes=5)
    model = model_for_copy(office.vault, forms, form_id="assess", case_id=office.case.id)
    assert model is not None
    assert model.id == second.id
