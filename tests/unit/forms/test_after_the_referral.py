"""Line by line: what DOMAIN.md asks of the forms that come after a referral, I to M of section 3."""

from __future__ import annotations

import re
from datetime import date

import pytest

from prevent_desktop.casework.outcomes import Outcome, outcome_of
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding
from prevent_desktop.workflows.forms.form_marks import record_field
from tests.unit.forms.bundled import (
    OUR,
    codes,
    form,
    form_text,
    items_of,
    ours,
    questions_of,
    walk,
)

ADDENDUM = {
    "what it corrects": "sent.what",
    "who received it": "receiver.name",
    "every receiver": "receiver",
    "which words were wrong": "change.wrong-words",
    "what is right": "change.right",
    "how that is known": "change.how-known",
    "reason": "correction.reason",
    "how it came to light": "light.how",
    "when it came to light": "light.when",
    "what it changes": "meaning.decision",
    "the person told": "told.person",
    "the parent told": "told.parent",
}

RECEIVER = {
    "receipt reference": "received.reference",
    "what was missing": "received.missing",
    "earlier referrals are linked": "weighed.earlier",
    "decision": "outcome.decision",
    "under which names it was looked for": "weighed.names",
    "reason": "outcome.reason",
    "what the referrer should do": "feedback.do",
    "what the referrer should watch for": "feedback.watch",
    "feedback in plain words": "feedback.words",
    "may it be told to the person": "tell.person",
    "when it is looked at again": "again.when",
}

PLAN = {
    "needs": "need.what",
    "evidence of each need": "need.evidence",
    "goals": "need.goal",
    "intervention": "intervention.what",
    "provider": "intervention.provider",
    "start": "intervention.start",
    "consent": "consent.support",
    "consent: date": "consent.when",
    "consent: who gave it": "consent.by",
    "consent: the name of who gave it": "consent.by-name",
    "consent: the child's own view": "consent.child-view",
    "who does": "action.who",
    "what": "action.what",
    "by when": "action.by",
    "reviews 6 and 12 months after exit": "review.after",
    "the panel's next look": "review.due",
}

REVIEW = {
    "progress": "need.progress",
    "how progress is known": "need.now.how-known",
    "changes": "changes.life",
    "new concerns": "changes.concern",
    "what worked": "changes.worked",
    "what did not": "changes.not",
    "consent as it stands": "consent.support",
    "continue, exit, refer on": "review.decision",
    "refer on: where": "review.to",
    "extended until": "review.until",
    "why it is opened again": "point.why-again",
    "next review": "review.due",
}

EQUALITY = {
    "asked, declined, not asked": "asked.how",
    "ethnicity, first step": "ethnicity.broad",
    "religion": "religion.what",
    "disability": "disability.lasting",
    "sex": "sex.what",
    "gender": "gender.same",
    "sexual orientation": "orientation.what",
}

LINES = [
    pytest.param(form_id, link_id, id=f"{form_id}: {line}")
    for form_id, lines in (
        ("addendum", ADDENDUM),
        ("receiver-decision", RECEIVER),
        ("channel-support-plan", PLAN),
        ("channel-review", REVIEW),
        ("equality-monitoring", EQUALITY),
    )
    for line, link_id in lines.items()
]
ETHNIC_DETAIL = {"asian": 5, "black": 3, "mixed": 4, "white": 5, "other": 2}
LATE = ("addendum", "receiver-decision", "channel-support-plan", "channel-review")
DAY = date(2026, 11, 25)


@pytest.mark.parametrize(("form_id", "link_id"), LINES)
def test_the_form_asks_for(form_id: str, link_id: str) -> None:
    assert items_of(form_id)[link_id]["type"] != "display"


@pytest.mark.parametrize(
    ("form_id", "audience"),
    [
        ("addendum", "practitioner"),
        ("receiver-decision", "receiver"),
        ("channel-support-plan", "panel"),
        ("channel-review", "panel"),
        ("equality-monitoring", "practitioner"),
    ],
)
def test_the_form_is_for(form_id: str, audience: str) -> None:
    assert ours(form(form_id), "audience") == [audience]


@pytest.mark.parametrize(
    ("form_id", "fields"),
    [
        (
            "addendum",
            {
                "correction.of",
                "correction.pack",
                "correction.reason",
                "correction.change",
                "correction.change.where",
                "correction.change.wrong",
                "correction.change.right",
            },
        ),
        (
            "receiver-decision",
            {
                "outcome.reference",
                "outcome.choice",
                "outcome.reason",
                "outcome.decided-by",
                "outcome.decided-at",
                "review.due",
            },
        ),
        (
            "channel-support-plan",
            {"consent.support", "consent.decided-by", "consent.decided-at", "review.due"},
        ),
        ("channel-review", {"consent.support", "consent.decided-by", "consent.decided-at", "review.due"}),
        ("equality-monitoring", set()),
    ],
)
def test_its_answers_find_their_fields_in_the_record(form_id: str, fields: set[str]) -> None:
    items = load_questionnaire(form_text(form_id)).by_link_id.values()
    found = [field for item in items if (field := record_field(item))]
    assert set(found) == fields
    assert len(found) == len(fields), "each field is told once"


@pytest.mark.parametrize("form_id", LATE)
def test_a_call_comes_first_where_danger_may_have_come_up(form_id: str) -> None:
    texts = [item["text"] for item in walk(form(form_id)["item"]) if item["type"] == "display"]
    assert [text for text in texts if "999" in text and "0800 789 321" in text]


@pytest.mark.parametrize("form_id", LATE)
def test_nothing_is_asked_in_a_number(form_id: str) -> None:
    assert {item["type"] for item in questions_of(form_id).values()} <= {
        "boolean",
        "choice",
        "date",
        "string",
        "text",
        "time",
    }


def test_a_correction_copies_the_wrong_words_and_says_that_all_receivers_get_it() -> None:
    items = items_of("addendum")
    assert items["change"]["repeats"]
    assert items["receiver"]["repeats"]
    assert items["receiver"]["required"]
    assert "everybody who received" in items["sent.everybody"]["text"]


def test_the_receivers_decisions_are_those_of_the_pathway() -> None:
    assert codes(questions_of("receiver-decision")["outcome.decision"]) == [each.value for each in Outcome]
    options = questions_of("receiver-decision")["outcome.decision"]["answerOption"]
    assert [outcome_of(option["valueCoding"]["display"]) for option in options] == list(Outcome)


def test_each_decision_of_the_receiver_needs_its_reason() -> None:
    reason = questions_of("receiver-decision")["outcome.reason"]
    assert reason["required"]
    assert "enableWhen" not in reason


@pytest.mark.parametrize("form_id", ["channel-support-plan", "channel-review"])
def test_consent_is_given_refused_or_still_to_be_asked_by_the_person_or_the_parent(form_id: str) -> None:
    questions = questions_of(form_id)
    assert codes(questions["consent.support"]) == ["given", "refused", "later"]
    assert codes(questions["consent.by"]) == ["person", "parent", "both"]
    for link_id in ("consent.by", "consent.by-name", "consent.when"):
        assert questions[link_id]["required"]
        answered = {condition["answerCoding"]["code"] for condition in questions[link_id]["enableWhen"]}
        assert answered == {"given", "refused"}, link_id


def test_a_need_comes_before_its_intervention_and_each_stands_alone() -> None:
    items = items_of("channel-support-plan")
    order = list(items)
    assert order.index("consent.support") < order.index("need") < order.index("intervention")
    for link_id in ("need", "intervention", "action"):
        assert items[link_id]["repeats"]
        assert items[link_id]["required"]


def test_a_review_stands_at_6_and_12_months_later_or_again() -> None:
    assert codes(questions_of("channel-review")["point.which"]) == [
        "during",
        "six-months",
        "twelve-months",
        "extended",
        "reopening",
    ]
    assert codes(questions_of("channel-review")["review.decision"]) == [
        "continue",
        "exit",
        "refer-on",
        "extend",
        "reopen",
        "close",
    ]
    assert "two years" in form_text("channel-review")


def test_a_review_starts_from_the_goals_of_the_plan() -> None:
    review, plan = items_of("channel-review"), items_of("channel-support-plan")
    assert ours(review["need"], "fact") == ["channel-support-plan/need"]
    for link_id in ("need.what", "need.goal"):
        assert review[link_id]["type"] == plan[link_id]["type"]
    assert "need.now.how-known" not in plan, "how progress is known is asked afresh"


class TestEquality:
    def test_is_kept_apart_and_says_so_before_the_first_question(self) -> None:
        assert ours(form("equality-monitoring"), "kept-apart") == [True]
        first = form("equality-monitoring")["item"][0]["item"][0]
        assert first["type"] == "display"
        for promised in ("pack", "another form", "judge the person", "small numbers"):
            assert promised in first["text"]

    def test_requires_nothing_but_whether_it_was_asked(self) -> None:
        required = [
            link for link, item in questions_of("equality-monitoring").items() if item.get("required")
        ]
        assert required == ["asked.how"]
        assert codes(questions_of("equality-monitoring")["asked.how"]) == [
            "person",
            "parent",
            "declined",
            "not-asked",
            "not-known",
        ]

    def test_every_other_question_can_be_declined(self) -> None:
        for link_id, item in questions_of("equality-monitoring").items():
            assert not ours(item, "no-absent") or link_id == "asked.how", link_id
            if item["type"] == "choice" and link_id != "asked.how":
                assert codes(item)[-1] == "prefer-not", link_id

    def test_asks_for_the_ethnic_group_in_two_steps_with_19_details(self) -> None:
        questions = questions_of("equality-monitoring")
        assert codes(questions["ethnicity.broad"]) == [*ETHNIC_DETAIL, "prefer-not"]
        for group, details in ETHNIC_DETAIL.items():
            detail = questions[f"ethnicity.{group}"]
            assert detail["enableWhen"][0]["answerCoding"]["code"] == group
            assert len(codes(detail)) == details + 1
            assert questions[f"ethnicity.{group}.words"]["type"] == "string"
        assert sum(ETHNIC_DETAIL.values()) == 19

    def test_asks_only_adults_and_older_children_themselves_for_gender_and_orientation(self) -> None:
        own = items_of("equality-monitoring")["own"]
        assert own["enableBehavior"] == "all"
        asked = {
            condition["question"]: condition.get("answerBoolean", condition.get("answerCoding", {}))
            for condition in own["enableWhen"]
        }
        assert asked["asked.sixteen"] is True
        assert asked["asked.how"]["code"] == "person"
        assert {"gender.same", "orientation.what"} <= {item["linkId"] for item in walk(own["item"])}

    def test_names_nobody(self) -> None:
        facts = [fact for item in questions_of("equality-monitoring").values() for fact in ours(item, "fact")]
        assert facts == []
        assert not [
            link for link in questions_of("equality-monitoring") if re.match(r"(person|writer)\.", link)
        ]

    @pytest.mark.parametrize("answer", ["declined", "not-asked", "not-known"])
    def test_is_whole_when_it_was_declined_or_not_asked(self, answer: str) -> None:
        response = Response.start(load_questionnaire(form_text("equality-monitoring")))
        asked: Path = (("asked", 0), ("asked.how", 0))
        response.set_answers(asked, [Coding(f"{OUR}CodeSystem/equality-asked", answer)])
        assert validate(response, today=DAY) == ()
        assert not response.node((("ethnicity", 0),)).enabled

    def test_keeps_declined_and_not_known_apart_in_what_is_read(self) -> None:
        response = Response.start(load_questionnaire(form_text("equality-monitoring")))
        system = f"{OUR}CodeSystem/equality-asked"
        response.set_answers((("asked", 0), ("asked.how", 0)), [Coding(system, "person")])
        broad: Path = (("ethnicity", 0), ("ethnicity.broad", 0))
        told = []
        for reason in (AbsentReason.DECLINED, AbsentReason.UNKNOWN):
            response.set_answers(broad, [Absent(reason)])
            told += [
                line.answers
                for section in reading(response)
                for line in section.lines
                if line.link_id == "ethnicity.broad"
            ]
        assert len(set(told)) == 2


@pytest.mark.parametrize("form_id", LATE)
def test_every_required_question_answered_not_known_leaves_no_section_open(form_id: str) -> None:
    response = Response.start(load_questionnaire(form_text(form_id)))
    for _round in range(3):
        for problem in validate(response, today=DAY):
            node = response.node(problem.path)
            if node.item.offers_absent:
                response.set_answers(problem.path, [Absent(AbsentReason.UNKNOWN)])
            elif node.item.answer_options:
                response.set_answers(problem.path, [node.item.answer_options[-1].value])
            else:
                response.set_answers(problem.path, [True])
    assert validate(response, today=DAY) == ()


def warned(form_id: str, *answers: tuple[str, object]) -> list[str]:
    """What the form points out when these questions are answered: ``section/question`` and the answer."""
    questionnaire = load_questionnaire(form_text(form_id))
    response = Response.start(questionnaire)
    for place, answer in answers:
        path: Path = tuple((link_id, 0) for link_id in place.split("/"))
        item = response.node(path).item
        chosen = [
            one.value
            for one in item.answer_options
            if isinstance(one.value, Coding) and one.value.code == answer
        ]
        value = chosen[0] if chosen else PartialDate.parse(answer) if isinstance(answer, str) else answer
        assert isinstance(value, Coding | PartialDate | bool)
        response.set_answers(path, [value])
    return [problem.message for problem in validate(response, today=DAY) if problem.severity == "warning"]


GIVEN = ("consent/consent.support", "given")
AT_SIX = ("point/point.which", "six-months")
EXTEND = ("decision/review.decision", "extend")
RULES = [
    ("addendum", "came to light before", [("light/light.when", "2026-11-20"), ("sent/sent.when", "2026-11-21")]),
    ("receiver-decision", "immediate danger",
     [("received/weighed.danger", True), ("outcome/outcome.decision", "no-further-action")]),
    ("receiver-decision", "before it arrived",
     [("received/received.when", "2026-11-24"), ("outcome/outcome.when", "2026-11-23")]),
    ("receiver-decision", "not after the decision",
     [("outcome/outcome.when", "2026-11-24"), ("again/again.any", True), ("again/again.when", "2026-11-24")]),
    ("channel-support-plan", "before the day of the consent",
     [GIVEN, ("consent/consent.when", "2026-11-24"), ("support/intervention/intervention.start", "2026-11-20")]),
    ("channel-support-plan", "not after the panel",
     [("panel/panel.date", "2026-11-24"), ("review/review.due", "2026-11-24")]),
    ("channel-review", "more than two years",
     [AT_SIX, ("point/point.exit-date", "2024-11-24"), EXTEND, ("decision/review.until", "2026-11-25")]),
    ("channel-review", "not after the panel",
     [("point/panel.date", "2026-11-24"), EXTEND, ("decision/review.due", "2026-11-24")]),
    ("channel-review", "Consent was refused",
     [("consent/consent.support", "refused"), ("decision/review.decision", "continue")]),
]  # fmt: skip
FINE = [
    ("addendum", [("light/light.when", "2026-11-21"), ("sent/sent.when", "2026-11-21")]),
    ("addendum", [("light/light.when", "2026-11"), ("sent/sent.when", "2026-11-21")]),
    ("receiver-decision", [("received/weighed.danger", True), ("outcome/outcome.decision", "police-led")]),
    ("channel-support-plan",
     [GIVEN, ("consent/consent.when", "2026-11-24"), ("support/intervention/intervention.start", "2026-12")]),
    ("channel-review",
     [AT_SIX, ("point/point.exit-date", "2024-11-24"), EXTEND, ("decision/review.until", "2026-11-24")]),
    ("channel-review", [("consent/consent.support", "given"), ("decision/review.decision", "continue")]),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "said", "answers"), RULES)
def test_two_answers_that_do_not_go_together_are_pointed_out(
    form_id: str, said: str, answers: list[tuple[str, object]]
) -> None:
    (message,) = warned(form_id, *answers)
    assert said in message


@pytest.mark.parametrize(("form_id", "answers"), FINE)
def test_answers_that_go_together_or_are_not_known_exactly_are_left_alone(
    form_id: str, answers: list[tuple[str, object]]
) -> None:
    assert warned(form_id, *answers) == []


def test_no_intervention_is_asked_for_without_consent() -> None:
    response = Response.start(load_questionnaire(form_text("channel-support-plan")))
    (asked,) = [
        node.path for node in response.children((("consent", 0),)) if node.item.link_id == "consent.support"
    ]
    for option, shown in (("given", True), ("refused", False), ("later", True)):
        response.set_answers(asked, [Coding(f"{OUR}CodeSystem/consent", option)])
        assert response.node((("support", 0),)).enabled is shown
