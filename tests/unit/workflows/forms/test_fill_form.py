from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, REFERRAL, SCREENING, SHARING_DECISION
from prevent_desktop.workflows.people import people
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import draft, finished

WITNESS = OUR + "CodeSystem/witness"


def answers(content: str) -> dict[str, list[object]]:
    """Every answer by link id."""
    found: dict[str, list[object]] = {}
    waiting = list(json.loads(content).get("item", []))
    while waiting:
        item = waiting.pop(0)
        waiting += item.get("item", [])
        for answer in item.get("answer", []):
            waiting += answer.get("item", [])
            found.setdefault(item["linkId"], []).append(next(iter(answer.values())))
    return found


def test_a_started_form_knows_the_person_and_the_writer(office: Office) -> None:
    started = fill_form.start_form(
        office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now()
    )
    known = answers(started.content)
    assert known["person.forenames"] == ["Alex"]
    assert known["person.birth-date"] == ["2012-05-03"]
    assert known["writer.name"] == ["Sam Field"]


def test_each_member_of_the_household_gets_an_entry(
    office: Office, household: tuple[HouseholdMember, ...]
) -> None:
    people.change_person(office.vault, replace(office.person, household=household), now=now())
    started = fill_form.start_form(
        office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now()
    )
    assert answers(started.content)["home.member.name"] == ["Dana Brook", "Charlie Brook"]
    assert answers(started.content)["home.member.birth-date"] == ["2010-02"]


def test_what_the_screening_says_flows_into_the_referral(office: Office) -> None:
    screening = finished(office, SCREENING)
    referral = fill_form.start_form(
        office.vault, office.library, form_id=REFERRAL, case_id=office.case.id, now=now()
    )
    assert answers(referral.content)["seen.what"] == answers(screening.content)["seen.what"]


def test_a_form_is_not_begun_twice_until_it_is_finished(office: Office) -> None:
    def begin(form_id: str) -> FilledForm:
        return fill_form.go_on_or_start(
            office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now()
        )

    first = begin("lead-check")
    assert begin("lead-check") == first
    assert begin("sharing-decision").id != first.id
    digest = hashlib.sha256(first.content.encode()).hexdigest()
    office.vault.responses.finalise(first.id, content=first.content, digest=digest, at=now())
    assert begin("lead-check").id != first.id


def test_a_draft_opens_as_it_was_saved(office: Office) -> None:
    saved = draft(office, SCREENING)
    opened = fill_form.open_form(office.vault, office.library, saved.id)
    assert opened.response.to_json(keep_disabled=True) == saved.content
    assert opened.filled.place == "seen"


def test_finalising_freezes_hashes_and_moves_the_case_on(office: Office) -> None:
    done = finished(office, SCREENING)
    assert done.is_finalised
    assert len(done.content_digest) == 64
    assert office.vault.cases.get(office.case.id).status is CaseStatus.FINALISED
    with pytest.raises(RecordError):
        fill_form.save_draft(
            office.vault, done.id, content="{}", place="", sections_done=0, sections_total=0, now=now()
        )


def test_an_unfinished_form_is_not_finalised_and_stays_as_it_was(office: Office) -> None:
    started = fill_form.start_form(
        office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now()
    )
    with pytest.raises(fill_form.NotReadyToFinaliseError) as refused:
        fill_form.finalise(office.vault, office.library, started.id, now=now())
    assert refused.value.problems
    assert office.vault.responses.get(started.id) == started


def test_the_events_of_a_screening_stand_in_the_record(office: Office) -> None:
    finished(office, SCREENING)
    events = office.vault.events.of_case(office.case.id)
    assert sorted(str(event.when) for event in events) == ["2026-11-19", "2026-11-20"]
    assert {event.source for event in events} == {Source.DIRECT}
    assert all(event.own_words for event in events)


def test_the_same_event_is_kept_once_though_two_forms_tell_it(office: Office) -> None:
    finished(office, SCREENING)
    before = office.vault.events.of_case(office.case.id)
    finished(office, SCREENING)
    assert office.vault.events.of_case(office.case.id) == before


def test_lead_check_and_decision_to_share_become_decisions(office: Office) -> None:
    finished(office, LEAD_CHECK)
    finished(office, SHARING_DECISION)
    kinds = {decision.kind: decision for decision in office.vault.decisions.of_case(office.case.id)}
    assert set(kinds) == {DecisionKind.LEAD_CHECK, DecisionKind.SHARING, DecisionKind.CONSENT}
    assert kinds[DecisionKind.LEAD_CHECK].day.isoformat() == "2026-11-21"
    assert all(decision.reason for decision in kinds.values())


def test_what_a_finished_form_tells_about_the_person_is_known_from_then_on(office: Office) -> None:
    finished(office, SCREENING)
    person = office.vault.people.get(office.person.id)
    assert person.address == "1 Example Street, Exampleton"
    assert person.school == "Example School"
    assert person.interpreter_needed is False
    assert [member.name for member in person.household] == ["Dana Brook", "Charlie Brook"]


def test_a_finished_form_changes_nothing_that_the_record_knows(office: Office) -> None:
    people.change_person(office.vault, replace(office.person, school="Another School"), now=now())
    finished(office, SCREENING)
    assert office.vault.people.get(office.person.id).school == "Another School"


def test_an_old_response_opens_with_the_form_it_was_written_on(office: Office) -> None:
    from prevent_desktop.workflows.forms.form_library import FormLibrary

    saved = draft(office, SCREENING)
    empty_library = FormLibrary(office.vault.folder)
    opened = fill_form.open_form(office.vault, empty_library, saved.id)
    assert opened.questionnaire.digest == saved.questionnaire_digest


def test_what_lies_under_each_answer_is_seen() -> None:
    from prevent_desktop.questionnaire.definition import load_questionnaire
    from prevent_desktop.questionnaire.response import Response
    from prevent_desktop.workflows.forms.form_marks import enabled_nodes

    under = {"linkId": "under", "text": "Why?", "type": "string"}
    tick = {"linkId": "tick", "text": "Which?", "type": "string", "repeats": True, "item": [under]}
    form = load_questionnaire({"resourceType": "Questionnaire", "status": "draft", "item": [tick]})
    response = Response.start(form)
    response.set_answers((("tick", 0),), ["one", "two"])
    response.set_answers((("tick", 0), ("under", 0)), ["first"])
    response.set_answers((("tick", 1), ("under", 0)), ["second"])
    assert [node.answers for node in enabled_nodes(response)] == [("one", "two"), ("first",), ("second",)]


def test_a_concern_goes_on_as_a_screening_with_nothing_typed_twice(office: Office) -> None:
    begun = fill_form.start_form(
        office.vault, office.library, form_id="concern", case_id=office.case.id, now=now()
    )
    opened = fill_form.open_form(office.vault, office.library, begun.id)
    told: dict[str, Value] = {
        "noticed.danger": False,
        "seen.what": "Showed two pupils a video",
        "seen.own-words": "“They had the right idea.”",
        "seen.when": PartialDate(2026, 11, 20),
        "seen.where": "Dinner hall",
        "seen.witness": Coding(WITNESS, "told", "Somebody told me"),
        "seen.who-told": "Form tutor, at 12:20",
        "concern.done": "Told the lead at once",
    }
    for link_id, value in told.items():
        opened.response.set_answers((("concern", 0), (link_id, 0)), [value])
    fill_form.save_draft(
        office.vault, begun.id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=1,
        sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(office.vault, office.library, begun.id, now=now())
    screening = fill_form.start_form(
        office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now()
    )
    known = answers(screening.content)
    assert known["noticed.done"] == ["Told the lead at once"]
    assert known["seen.witness"] == [{"system": WITNESS, "code": "told", "display": "Somebody told me"}]
    typed = ("seen.what", "seen.own-words", "seen.where", "seen.who-told")
    assert {link_id: known[link_id] for link_id in typed} == {link_id: [told[link_id]] for link_id in typed}
    assert known["seen.when"] == ["2026-11-20"]
    assert "noticed.danger" not in known, "danger is asked afresh"
