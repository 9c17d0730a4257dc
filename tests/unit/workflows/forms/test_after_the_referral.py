"""The forms that come after a referral, finalised over a real vault: what of them reaches the record, and what never does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Value
from prevent_desktop.workflows.forms.fill_form import finalise, open_form, start_form
from tests.unit.workflows.conftest import Office, now


def answer(response: Response, place: str, wanted: object) -> None:
    """Answer ``section/question`` with a code, a day, a text or yes and no."""
    path: Path = tuple((link_id, 0) for link_id in place.split("/"))
    item = response.node(path).item
    chosen = [
        one.value for one in item.answer_options if isinstance(one.value, Coding) and one.value.code == wanted
    ]
    value = chosen[0] if chosen else wanted
    assert isinstance(value, Coding | PartialDate | str | bool)
    response.set_answers(path, [value])


def not_known(response: Response, path: Path) -> Value:
    """“Not known” in the way that the question has for it."""
    item = response.node(path).item
    if item.offers_absent:
        return Absent(AbsentReason.UNKNOWN)
    return item.answer_options[-1].value if item.answer_options else True


def finished(office: Office, form_id: str, answers: Mapping[str, object]) -> FilledForm:
    """The form with these answers, every other question “not known”, finalised."""
    started = start_form(office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now())
    response = open_form(office.vault, office.library, started.id).response
    for place, wanted in answers.items():
        answer(response, place, wanted)
    for _round in range(3):
        for problem in validate(response):
            if problem.severity == "error":
                response.set_answers(problem.path, [not_known(response, problem.path)])
    office.vault.responses.save_draft(
        started.id, content=response.to_json(keep_disabled=True), place="", sections_done=0, sections_total=1, at=now()
    )  # fmt: skip
    return finalise(office.vault, office.library, started.id, now=now())


def test_a_receivers_decision_is_an_outcome_with_its_reference_and_a_day_to_look_again(
    office: Office,
) -> None:
    done = finished(
        office,
        "receiver-decision",
        {
            "received/received.reference": "MASH 1234",
            "outcome/outcome.decision": "channel-considered",
            "outcome/outcome.reason": "Two events in one week, and nobody at home to talk with.",
            "again/again.any": True,
            "again/again.when": PartialDate(2027, 5, 25),
        },
    )
    (decision,) = [
        one for one in office.vault.decisions.of_case(office.case.id) if one.response_id == done.id
    ]
    assert decision.kind is DecisionKind.OUTCOME
    assert (decision.choice, decision.reference) == ("Channel considered", "MASH 1234")
    assert decision.reason.startswith("Two events")
    (review,) = [one for one in office.vault.reviews.of_case(office.case.id) if one.response_id == done.id]
    assert review.due == date(2027, 5, 25)


def test_a_plan_records_whose_consent_it_is_and_when(office: Office) -> None:
    done = finished(
        office,
        "channel-support-plan",
        {
            "consent/consent.support": "given",
            "consent/consent.by": "parent",
            "consent/consent.by-name": "Dana B, mother",
            "consent/consent.when": PartialDate(2026, 11, 20),
            "review/review.due": PartialDate(2026, 12, 22),
        },
    )
    (consent,) = [one for one in office.vault.decisions.of_case(office.case.id) if one.response_id == done.id]
    assert consent.kind is DecisionKind.CONSENT
    assert (consent.choice, consent.decided_by) == ("Yes, given", "Dana B, mother")
    assert consent.decided_at == PartialDate(2026, 11, 20)


def test_a_review_begins_with_the_needs_and_goals_of_the_plan(office: Office) -> None:
    finished(
        office,
        "channel-support-plan",
        {
            "consent/consent.support": "given",
            "needs/need/need.what": "An adult at school whom he trusts",
            "needs/need/need.goal": "He talks with his form tutor every week",
        },
    )
    review = start_form(
        office.vault, office.library, form_id="channel-review", case_id=office.case.id, now=now()
    )
    opened = open_form(office.vault, office.library, review.id).response
    goal: Path = (("progress", 0), ("need", 0))
    assert opened.node((*goal, ("need.what", 0))).answers == ("An adult at school whom he trusts",)
    assert opened.node((*goal, ("need.goal", 0))).answers == ("He talks with his form tutor every week",)
    assert opened.node((*goal, ("need.progress", 0))).answers == ()


def test_an_addendum_begins_with_the_receivers_of_the_decision_to_share(office: Office) -> None:
    started = start_form(
        office.vault, office.library, form_id="sharing-decision", case_id=office.case.id, now=now()
    )
    response = open_form(office.vault, office.library, started.id).response
    answer(response, "share/receiver/receiver.name", "The front door")
    office.vault.responses.save_draft(
        started.id, content=response.to_json(keep_disabled=True), place="", sections_done=0, sections_total=1, at=now()
    )  # fmt: skip
    addendum = start_form(office.vault, office.library, form_id="addendum", case_id=office.case.id, now=now())
    opened = open_form(office.vault, office.library, addendum.id).response
    receiver: Path = (("sent", 0), ("receiver", 0), ("receiver.name", 0))
    assert opened.node(receiver).answers == ("The front door",)


def test_equality_answers_are_found_by_no_search_and_reach_no_record_and_no_other_form(
    office: Office,
) -> None:
    before = office.vault.people.get(office.person.id)
    done = finished(
        office,
        "equality-monitoring",
        {
            "asked/asked.how": "person",
            "religion/religion.what": "any-other",
            "religion/religion.words": "Zoroastrian",
        },
    )
    assert done.kept_apart
    assert not office.vault.search("Zoroastrian")
    assert office.vault.decisions.of_case(office.case.id) == ()
    assert office.vault.people.get(office.person.id) == before
    for form_id in office.library.form_ids():
        other = start_form(office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now())
        assert "Zoroastrian" not in other.content
