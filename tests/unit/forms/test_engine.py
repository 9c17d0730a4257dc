"""The bundled forms and the example responses in the real engine."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

import pytest

from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire, reopen_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.population import answers_as_facts, populate
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import ReadLine, reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Value
from prevent_desktop.workflows.forms.form_marks import enabled_nodes, record_field
from tests.unit.forms.bundled import EDITIONS, OUR, Json, form, form_text
from tests.unit.forms.test_demo_cases import answered, forms

DAY = date(2026, 11, 24)
WITH_TWO_TO_MEND = "demo-form-dw-1"
WITNESS = f"{OUR}CodeSystem/witness"
EVENT_FIELDS = {
    "event", "event.id", "event.what", "event.when", "event.approximate", "event.own-words", "event.source",
    "event.source-detail", "event.label", "event.where", "event.who-else",
}  # fmt: skip


def questionnaire(name: str) -> Questionnaire:
    return load_questionnaire(form_text(name))


def example(form_id: str) -> Json:
    (found,) = [raw for raw in forms() if raw["id"] == form_id]
    return found


def opened(example_id: str) -> Response:
    raw = example(example_id)
    return Response.read(written_on(raw), raw["response"])


def written_on(raw: Json) -> Questionnaire:
    """The form of an example in the version that the example names."""
    return questionnaire(f"{raw['form']}/{raw['version']}")


def shown(response: Response, path: Path) -> bool:
    return response.node(path).enabled


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_form_loads_and_asks_nothing_that_the_program_cannot_do(edition: str) -> None:
    loaded = questionnaire(edition)
    assert loaded.not_followed == ()
    assert loaded.illustrative == "Illustrative until your authority approves it"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_new_response_has_no_section_done(edition: str) -> None:
    progress = sections(Response.start(questionnaire(edition)))
    assert {section.state for section in progress} == {"not-started"}


@pytest.mark.parametrize("raw", forms(), ids=lambda raw: str(raw["id"]))
def test_an_example_keeps_every_answer_through_the_engine(raw: Json) -> None:
    response = Response.read(written_on(raw), raw["response"])
    again = Response.read(response.questionnaire, response.to_json())
    before = sum(1 for _ in answered(raw["response"]["item"]))
    assert again.to_json() == response.to_json()
    assert before > 5
    lines = [
        line for section in reading(response) for line in section.lines if not worked_out(response, line)
    ]
    assert sum(len(line.answers) for line in lines) == before


def worked_out(response: Response, line: ReadLine) -> bool:
    return response.node(line.path).calculated


def test_the_draft_of_ab_stands_where_the_picture_has_it() -> None:
    done = [section.link_id for section in sections(opened("demo-form-ab-4")) if section.state == "complete"]
    assert "noticed" in done
    assert "seen" not in done


@pytest.mark.parametrize(
    "example_id", ["demo-form-ab-1", "demo-form-ab-2", "demo-form-ab-3", "demo-form-jt-1"]
)
def test_a_finished_example_is_complete_in_each_section(example_id: str) -> None:
    assert {section.state for section in sections(opened(example_id))} == {"complete"}


@pytest.mark.parametrize("raw", forms(), ids=lambda raw: str(raw["id"]))
def test_an_example_is_a_valid_response_as_a_file(raw: Json) -> None:
    problems = validate_json(written_on(raw), raw["response"], today=DAY)
    errors = [problem.link_id for problem in problems if problem.severity == "error"]
    assert errors == (["person.birth-date"] if raw["id"] == WITH_TWO_TO_MEND else [])


@pytest.mark.parametrize(
    "example_id", ["demo-form-ab-1", "demo-form-ab-2", "demo-form-ab-3", "demo-form-jt-1", "demo-form-rs-1"]
)
def test_a_finished_example_has_nothing_to_mend(example_id: str) -> None:
    assert validate(opened(example_id), today=DAY) == ()


def test_the_draft_of_dw_has_the_two_things_to_mend_of_the_picture() -> None:
    problems = validate(opened(WITH_TWO_TO_MEND), today=DAY)
    assert [(problem.link_id, problem.severity) for problem in problems] == [
        ("person.birth-date", "error"),
        ("seen.how-known", "error"),
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_untouched_form_is_not_ready_and_says_so_in_each_section_that_must_be_answered(
    edition: str,
) -> None:
    response = Response.start(questionnaire(edition))
    missing = {problem.path[0][0] for problem in validate(response, today=DAY) if problem.severity == "error"}
    wanted = {
        page["linkId"] for page in form(edition)["item"] if "enableWhen" not in page and must_answer(page)
    }
    assert missing == wanted
    assert missing or edition.startswith("equality-monitoring/")


def must_answer(page: Json) -> bool:
    """Whether a page asks something from the start that cannot be left."""
    return any(
        all(is_open(condition) for condition in item.get("enableWhen", ()))
        and (must_answer(item) if item["type"] == "group" else bool(item.get("required")))
        and not (item["type"] == "group" and item.get("repeats") and not item.get("required"))
        for item in page["item"]
    )


def is_open(condition: Json) -> bool:
    """Whether a condition holds before anything is answered: where it asks for a question that was left."""
    return condition["operator"] == "exists" and not condition["answerBoolean"]


@pytest.mark.parametrize(
    ("link_id", "wrong", "severity"),
    [
        ("person.nhs-number", "999 123 4567", "error"),
        ("person.upn", "A123", "warning"),
        ("person.postcode", "nowhere", "warning"),
        ("person.birth-date", PartialDate(2027, 5, 3), "error"),
    ],
)
def test_a_value_that_breaks_its_rule_is_refused_or_pointed_out(
    link_id: str, wrong: str | PartialDate, severity: str
) -> None:
    response = opened("demo-form-ab-1")
    response.set_answers((("person", 0), (link_id, 0)), [wrong])
    assert [(problem.link_id, problem.severity) for problem in validate(response, today=DAY)] == [
        (link_id, severity)
    ]


def test_no_fixed_address_is_a_good_postcode() -> None:
    response = opened("demo-form-ab-1")
    response.set_answers((("person", 0), ("person.postcode", 0)), ["No fixed address"])
    assert validate(response, today=DAY) == ()


def test_nothing_of_this_kind_cannot_stand_beside_a_tick() -> None:
    response = Response.start(questionnaire("screening-tool/1.1.0"))
    path: Path = (("indicators", 0), ("indicators.near", 0), ("indicators.intent", 0))
    options = response.node(path).item.answer_options
    response.set_answers(path, [options[0].value, options[-1].value])
    assert "indicators.intent" in {problem.link_id for problem in validate(response, today=DAY)}


def test_a_tick_opens_the_one_summary_of_its_set_and_no_other() -> None:
    response = Response.start(questionnaire("screening-tool"))
    near: Path = (("indicators", 0), ("signs.near", 0))
    tick = Coding(f"{OUR}CodeSystem/indicator-intent", "threat")
    response.set_answers((*near, ("signs.intent", 0)), [tick])
    assert shown(response, (*near, ("signs.near.evidence", 0)))
    assert not shown(response, (("indicators", 0), ("signs.drawn", 0), ("signs.drawn.evidence", 0)))


def test_the_closing_question_goes_once_every_set_has_a_tick() -> None:
    response = Response.start(questionnaire("screening-tool"))
    path: Path = (("indicators", 0), ("signs.left", 0))
    for node in list(enabled_nodes(response)):
        if node.item.link_id.startswith("signs.") and node.item.repeats and node.item.answer_options:
            assert shown(response, path)
            response.set_answers(node.path, [node.item.answer_options[0].value])
    assert not shown(response, path)


def test_who_told_is_asked_only_in_the_event_that_was_told() -> None:
    response = Response.start(questionnaire("screening-tool"))
    response.add_occurrence((("seen", 0),), "seen.event")
    second: Path = (("seen", 0), ("seen.event", 1))
    response.set_answers((*second, ("seen.witness", 0)), [Coding(WITNESS, "told")])
    assert shown(response, (*second, ("seen.who-told", 0)))
    assert not shown(response, (("seen", 0), ("seen.event", 0), ("seen.who-told", 0)))


def test_a_household_is_typed_once_and_fills_a_line_for_each_member() -> None:
    members = [
        HouseholdMember(name="Dana", relationship="Mother"),
        HouseholdMember(name="Charlie", relationship="Brother", birth_date=PartialDate(2010)),
    ]
    response = Response.start(questionnaire("national-referral"))
    populate(
        response,
        {"person.household": [asdict(member) | {"birth_date": member.birth_date} for member in members]},
    )
    second: Path = (("living", 0), ("home.member", 1))
    assert response.node((*second, ("home.member.name", 0))).answers == ("Charlie",)
    assert response.node((*second, ("home.member.birth-date", 0))).answers == (PartialDate(2010),)
    assert response.node((*second, ("home.member.lives-with", 0))).answers == (True,)


def test_the_screening_flows_into_the_referral_events_and_all() -> None:
    screening = opened("demo-form-ab-1")
    referral = Response.start(questionnaire("national-referral"))
    events = [
        {
            "event.what": "Told two pupils",
            "event.how_known": "direct",
            "event.when": PartialDate(2026, 11, 19),
        },
        {
            "event.what": "Talk with form tutor",
            "event.own_words": "“It got sent round.”",
            "event.how_known": "direct",
            "event.approximate": True,
            "event.where": "Form room",
        },
    ]
    populate(referral, answers_as_facts(screening, "screening-tool") | {"today": DAY, "events": events})
    event: Path = (("concern", 0), ("seen.event", 1))
    assert referral.node((*event, ("seen.own-words", 0))).answers == ("“It got sent round.”",)
    assert referral.node((*event, ("seen.where", 0))).answers == ("Form room",)
    (how,) = referral.node((*event, ("seen.by", 0))).answers
    assert isinstance(how, Coding)
    assert how.code == "direct"
    (summary,) = referral.node((("judgement", 0), ("ask", 0), ("ask.summary", 0))).answers
    assert str(summary).startswith("Two events in one week")


@pytest.mark.parametrize("form_id", ["national-referral", "request-for-support"])
@pytest.mark.parametrize("by_another", [False, True])
def test_the_guarding_question_is_asked_once_a_referral_and_again_of_another_writer(
    form_id: str, *, by_another: bool
) -> None:
    facts = answers_as_facts(opened("demo-form-ab-1"), "screening-tool")
    going_on = Response.start(questionnaire(form_id))
    populate(going_on, facts, facts if by_another else ())
    asked = going_on.node((("judgement", 0), ("judgement.reflect", 0)))
    assert asked.answers == (() if by_another else (True,))


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral"])
def test_a_form_is_reopened_as_it_was_loaded(form_id: str) -> None:
    loaded = questionnaire(form_id)
    again = reopen_questionnaire(loaded.canonical_json)
    assert (again.digest, again.raw, again.items) == (loaded.digest, loaded.raw, loaded.items)


def marked_fields(form_id: str) -> set[str]:
    return {record_field(item) for item in questionnaire(form_id).by_link_id.values()} - {""}


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral"])
def test_events_of_a_form_find_their_fields_in_the_record(form_id: str) -> None:
    assert marked_fields(form_id) == EVENT_FIELDS


@pytest.mark.parametrize(
    ("form_id", "kind"), [("lead-check", DecisionKind.LEAD_CHECK), ("sharing-decision", DecisionKind.SHARING)]
)
def test_the_decision_of_a_form_finds_its_fields_in_the_record(form_id: str, kind: DecisionKind) -> None:
    parts = ("choice", "reason", "decided-by", "decided-at")
    marked = marked_fields(form_id)
    assert {field for field in marked if field.startswith(f"{kind}.")} == {f"{kind}.{part}" for part in parts}


@pytest.mark.parametrize(
    ("form_id", "section"),
    [
        ("screening-tool", "person"),
        ("national-referral", "person"),
        ("request-for-support", "person"),
        ("health-concern", "person"),
        ("extremism-assessment", "assessment"),
    ],
)
def test_an_age_follows_from_a_whole_date_of_birth_and_from_no_other(form_id: str, section: str) -> None:
    response = Response.start(questionnaire(form_id))
    born = PartialDate(1990, 1, 1)
    response.set_answers(((section, 0), ("person.birth-date", 0)), [born])
    response.catch_up()
    node = response.node(((section, 0), ("person.age", 0)))
    assert node.calculated
    assert node.answers == (born.age_on(datetime.now().astimezone().date()),)
    response.set_answers(((section, 0), ("person.birth-date", 0)), [PartialDate(1990)])
    response.catch_up()
    assert response.node(node.path).answers == ()


def test_an_approximate_age_is_asked_for_while_there_is_no_date_of_birth() -> None:
    response = Response.start(questionnaire("screening-tool"))
    born: Path = (("person", 0), ("person.birth-date", 0))
    asked: list[bool] = []
    for answers in ([], [PartialDate(2012, 5, 3)], [Absent(AbsentReason.UNKNOWN)]):
        response.set_answers(born, answers)
        response.catch_up()
        asked.append(shown(response, (("person", 0), ("person.approximate-age", 0))))
    assert asked == [True, False, True]


Answers = list[tuple[Path, Value]]
NO_PARENT = Coding(f"{OUR}CodeSystem/view", "no-parent")
PEOPLE: Path = (("people", 0),)
HOME: Path = (("home", 0),)
MEMBER: Path = (*HOME, ("home.member", 0))
PREVIOUS: Path = (("work", 0), ("work.previous", 0))
MOVED: Path = (("living", 0), ("person.previous-address", 0))

CONTRADICTIONS: list[tuple[str, str, str, Answers]] = [
    ("national-referral", "error", "before the day on which it came to light", [
        ((*PEOPLE, ("dates.referred", 0)), PartialDate(2026, 11, 20)),
        ((*PEOPLE, ("dates.came-to-light", 0)), PartialDate(2026, 11, 21)),
    ]),
    ("national-referral", "error", "ended before it began", [
        ((("work", 0), ("work.has-previous", 0)), True),
        ((*PREVIOUS, ("work.previous.from", 0)), PartialDate(2025, 9, 1)),
        ((*PREVIOUS, ("work.previous.until", 0)), PartialDate(2024, 7, 20)),
    ]),
    ("national-referral", "error", "left this address before", [
        ((("living", 0), ("person.moved", 0)), True),
        ((*MOVED, ("person.previous-address.from", 0)), PartialDate(2025, 9, 1)),
        ((*MOVED, ("person.previous-address.until", 0)), PartialDate(2024, 7, 20)),
    ]),
    ("screening-tool", "warning", "no other children in the home", [
        ((*HOME, ("home.children", 0)), False),
        ((*MEMBER, ("home.member.lives-with", 0)), True),
        ((*MEMBER, ("home.member.birth-date", 0)), PartialDate(2015, 6, 30)),
    ]),
    ("screening-tool", "warning", "Your lead was asked before", [
        ((("noticed", 0), ("noticed.when", 0)), PartialDate(2026, 11, 21)),
        ((("lead", 0), ("lead.asked", 0)), True),
        ((("lead", 0), ("lead.when", 0)), PartialDate(2026, 11, 20)),
    ]),
    ("lead-check", "warning", "Who sends the referral?", [
        ((("decision", 0), ("decision.choice", 0)), Coding(f"{OUR}CodeSystem/lead-decision", "refer")),
        ((("actions", 0), ("actions.any", 0)), False),
    ]),
    ("sharing-decision", "warning", "no parent or carer to ask", [
        ((("views", 0), ("views.parent", 0)), NO_PARENT),
        ((("told", 0), ("told.parent", 0)), Coding(f"{OUR}CodeSystem/told", "told")),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "severity", "sentence", "answers"), CONTRADICTIONS)
def test_two_answers_that_contradict_each_other_are_pointed_out_in_a_sentence(
    form_id: str, severity: str, sentence: str, answers: Answers
) -> None:
    response = Response.start(questionnaire(form_id))
    for path, value in answers[:-1]:
        response.set_answers(path, [value])
    assert told_of(response, sentence) == []
    response.set_answers(*[(path, [value]) for path, value in answers][-1])
    assert told_of(response, sentence) == [severity]


def told_of(response: Response, sentence: str) -> list[str]:
    """How bad each problem is whose message says `sentence`."""
    return [
        problem.severity.value for problem in validate(response, today=DAY) if sentence in problem.message
    ]


def test_a_year_alone_contradicts_no_day_in_it() -> None:
    response = Response.start(questionnaire("national-referral"))
    response.set_answers((*PEOPLE, ("dates.referred", 0)), [PartialDate(2026, 11, 20)])
    response.set_answers((*PEOPLE, ("dates.came-to-light", 0)), [PartialDate(2026)])
    assert told_of(response, "came to light. Check") == []
