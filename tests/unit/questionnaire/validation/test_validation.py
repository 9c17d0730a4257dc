from __future__ import annotations

import base64
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.errors import ResponseError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import Problem, Severity, validate, validate_json
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    AttachmentValue,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from tests.unit.questionnaire.forms import (  # fmt: skip
    CODES,
    CORE,
    OUR,
    SDC,
    answered,
    coding,
    extension,
    group,
    item,
    loaded,
    options,
    reply,
    started,
    when,
)

Q: Path = (("q", 0),)
TODAY = date(2026, 11, 24)


def problems_of(question: dict[str, Any], *answers: Value) -> list[Problem]:
    response = started(question)
    response.set_answers(Q, answers)
    return list(validate(response, today=TODAY))


def messages_of(question: dict[str, Any], *answers: Value) -> list[str]:
    return [problem.message for problem in problems_of(question, *answers)]


MISSING = {
    "string": "Answer “Question”, or choose “Not known”",
    "text": "Answer “Question”, or choose “Not known”",
    "integer": "Answer “Question”, or choose “Not known”",
    "boolean": "Answer “Question” with yes or no, or choose “Not known”",
    "dateTime": "Give a date and time for “Question”, or choose “Not known”",
    "time": "Give a time for “Question”, or choose “Not known”",
    "choice": "Choose an answer to “Question”, or “Not known”",
    "date": "Give a date for “Question”, or choose “Not known”",
    "attachment": "Add a file for “Question”, or choose “Not known”",
}


@pytest.mark.parametrize("kind", MISSING)
def test_a_missing_answer_is_told_by_the_name_of_the_question_and_what_to_do(kind: str) -> None:
    [problem] = problems_of(item("q", kind, text="Question (optional)", required=True))
    assert problem == Problem(Q, "q", Severity.ERROR, "required", MISSING[kind], "QuestionnaireResponse")


def test_not_known_is_not_offered_where_the_form_does_not_offer_it() -> None:
    no_absent = [extension(OUR + "no-absent", valueBoolean=True)]
    assert messages_of(item("q", "string", text="Question", required=True, extension=no_absent)) == [
        "Answer “Question”"
    ]


@pytest.mark.parametrize("reason", [AbsentReason.UNKNOWN, AbsentReason.DECLINED])
def test_not_known_deals_with_a_required_question(reason: AbsentReason) -> None:
    assert messages_of(item("q", "date", required=True), Absent(reason)) == []


def test_not_asked_needs_to_say_why() -> None:
    question = item("q", "string", text="Question", required=True)
    [problem] = problems_of(question, Absent(AbsentReason.NOT_ASKED, " "))
    assert (problem.severity, problem.message) == (Severity.WARNING, "Say why “Question” was not asked")
    assert messages_of(question, Absent(AbsentReason.NOT_ASKED, "no time")) == []


def test_what_is_hidden_is_not_required() -> None:
    response = started(
        item("a", "boolean"), item("q", "string", required=True, enableWhen=[when("a", answerBoolean=True)])
    )
    assert validate(response) == ()
    response.set_answers((("a", 0),), [True])
    assert [problem.link_id for problem in validate(response)] == ["q"]


def min_max(low: dict[str, Any], high: dict[str, Any], kind: str) -> dict[str, Any]:
    limits = [extension(CORE + "minValue", **low), extension(CORE + "maxValue", **high)]
    return item("q", kind, text="Question", extension=limits)


KG = {"system": "http://unitsofmeasure.org", "code": "kg", "unit": "kg"}
QUANTITY = [
    extension(SDC + "sdc-questionnaire-minQuantity", valueQuantity={**KG, "value": 2}),
    extension(SDC + "sdc-questionnaire-maxQuantity", valueQuantity={**KG, "value": 8}),
]
IMAGES = [extension(CORE + "mimeType", valueCode="image/*"), extension(CORE + "maxSize", valueDecimal=2000)]
UNITS = [
    extension(
        CORE + "questionnaire-unitOption", valueCoding={"system": "u", "code": "kg", "display": "kilos"}
    )
]
REGEX = [
    extension(CORE + "regex", valueString="[A-Z]{2}\\d"),
    extension(CORE + "entryFormat", valueString="{AB1}"),
]
NUMBERS = min_max({"valueInteger": 2}, {"valueInteger": 8}, "integer")
DATES = min_max({"valueDate": "2020-01-01"}, {"valueDate": "2026-06"}, "date")

FAULTS: list[tuple[dict[str, Any], Value, list[str]]] = [
    (item("q", "string", text="Question", maxLength=3), "abcd", ["Shorten “Question” by 1 character"]),
    (item("q", "string", text="Question", maxLength=3), "abc", []),
    (item("q", "string", text="Question", extension=[extension(CORE + "minLength", valueInteger=3)]), "ab", ["Write at least 3 characters for “Question”"]),
    (item("q", "text", text="Question"), "  \n", ["Answer “Question” in words: there is nothing but blank space"]),
    (item("q", "string", text="Question"), "two\nlines", ["Write “Question” on one line"]),
    (item("q", "url", text="Question"), "no spaces", ["Write “Question” as a web address, without spaces"]),
    (item("q", "string", text="Question", extension=REGEX), "ab1", ["Write “Question” as {AB1}"]),
    (item("q", "string", text="Question", extension=REGEX), "AB1", []),
    (item("q", "string", text="Question", extension=REGEX[:1]), "AB12", ["Check how “Question” is written"]),
    (NUMBERS, 1, ["“Question” must be at least 2"]),
    (NUMBERS, 9, ["“Question” must be at most 8"]),
    (NUMBERS, 8, []),
    (DATES, PartialDate(2019), ["“Question” must be at least 1 January 2020"]),
    (DATES, PartialDate(2026, 7, 1), ["“Question” must be at most June 2026"]),
    (DATES, PartialDate(2026), []),
    (min_max({"valueTime": "09:00:00"}, {"valueTime": "17:00:00"}, "time"), time(8), ["“Question” must be at least 09:00"]),
    (min_max({"valueDate": "2026"}, {"valueDateTime": "2026-11-24T12:00:00Z"}, "dateTime"), DateTimeValue("2026-11-24T13:00:00Z"), ["“Question” must be at most 24 November 2026 at 12:00"]),
    (item("q", "decimal", text="Question", extension=[extension(CORE + "maxDecimalPlaces", valueInteger=1)]), Decimal("1.55"), ["Give “Question” with no more than 1 decimal place"]),
    (item("q", "quantity", text="Question", extension=QUANTITY), Quantity(Decimal(9), "kg", "http://unitsofmeasure.org", "kg"), ["“Question” must be at most 8 kg"]),
    (item("q", "quantity", text="Question", extension=QUANTITY[:1]), Quantity(Decimal(9), "lb"), ["Give “Question” in the same unit as 2 kg"]),
    (item("q", "quantity", text="Question"), Quantity(None, "kg"), ["Give a number for “Question”"]),
    (item("q", "quantity", text="Question", extension=UNITS), Quantity(Decimal(1), "stone"), ["Choose one of these units for “Question”: kilos"]),
    (item("q", "quantity", text="Question", extension=UNITS), Quantity(Decimal(1), "kilos"), []),
    (item("q", "quantity", text="Question", extension=UNITS), Quantity(Decimal(1), None, "u", "kg"), []),
    (item("q", "quantity", text="Question", extension=UNITS), Quantity(Decimal(1), None, "v", "kg"), ["Choose one of these units for “Question”: kilos"]),
    (item("q", "choice", text="Question", answerOption=options("a")), Coding(CODES, "b"), ["Choose one of the answers that “Question” offers"]),
    (item("q", "choice", text="Question", answerOption=options("a")), Coding(CODES, "a"), []),
    (item("q", "open-choice", text="Question", answerOption=options("a")), "their own", []),
    (item("q", "open-choice", text="Question", answerOption=options("a")), Coding(CODES, "b"), ["Choose one of the answers that “Question” offers"]),
    (item("q", "string", text="Question", answerOption=[{"valueString": "a"}]), "b", ["Choose one of the answers that “Question” offers"]),
    (item("q", "choice", text="Question", answerOption=[{"valueReference": {"reference": "P/1"}}]), Reference("P/1", "AB"), []),
    (item("q", "boolean", text="Question"), "yes", ["The answer to “Question” is not of the right kind: answer it again"]),
    (item("q", "date", text="Question"), Unparsed("soon"), ["Write “Question” as a date such as 24 11 2026, or only the month and year"]),
    (item("q", "integer", text="Question"), Unparsed("few"), ["Write “Question” as a whole number"]),
    (item("q", "choice", text="Question"), Unparsed("?"), ["Answer “Question” again: what is written there cannot be read"]),
    (item("q", "reference", text="Question"), Reference(), ["Say who or what “Question” points to"]),
    (item("q", "attachment", text="Question", extension=IMAGES), AttachmentValue("image/png", size=2001), ["Choose a smaller file for “Question”: at most 2 kB"]),
    (item("q", "attachment", text="Question", extension=IMAGES), AttachmentValue("image/png; x=y", size=2000), []),
    (item("q", "attachment", text="Question", extension=IMAGES), AttachmentValue("text/plain", size=1), ["Choose a file of another kind for “Question”: image/*"]),
    (item("q", "attachment", text="Question"), AttachmentValue(data="no base64!"), ["Add the file for “Question” again: it is damaged"]),
    (item("q", "attachment", text="Question"), AttachmentValue(data=base64.b64encode(b"abc").decode(), size=4), ["Add the file for “Question” again: its size is not what it says"]),
    (item("q", "attachment", text="Question"), AttachmentValue(data=base64.b64encode(b"abc").decode(), size=3), []),
    (item("q", "date", text="Born", extension=[extension(OUR + "value-check", valueCode="birth-date")]), PartialDate(2027, 5, 3), ["“Born” cannot be in the future"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "messages"), FAULTS)
def test_a_fault_of_an_answer_is_told_in_a_sentence(
    question: dict[str, Any], answer: Value, messages: list[str]
) -> None:
    assert messages_of(question, answer) == messages


def test_the_name_of_a_question_may_hold_braces() -> None:
    assert messages_of(item("q", "string", text="{x} {0}", required=True)) == [
        "Answer “{x} {0}”, or choose “Not known”"
    ]


COUNTED = [extension(CORE + "questionnaire-minOccurs", valueInteger=2), extension(CORE + "questionnaire-maxOccurs", valueInteger=3)]  # fmt: skip


def test_the_number_of_answers_is_told() -> None:
    assert messages_of(item("q", "string", text="Question"), "a", "b") == [
        "Give only one answer to “Question”"
    ]
    many = item("q", "string", text="Question", repeats=True, extension=COUNTED)
    assert messages_of(many, "a") == ["Give at least 2 answers to “Question”"]
    assert messages_of(many, "a", "b", "c", "d") == ["Give no more than 3 answers to “Question”"]
    assert messages_of(many) == []
    assert messages_of(many, Absent(AbsentReason.UNKNOWN)) == []


def test_an_exclusive_answer_stands_alone() -> None:
    none = {"valueCoding": coding("none", "None of these"), "extension": [extension(CORE + "questionnaire-optionExclusive", valueBoolean=True)]}  # fmt: skip
    question = item("q", "choice", text="Question", repeats=True, answerOption=[*options("a"), none])
    alone = Coding(CODES, "none", "None of these")
    assert messages_of(question, alone) == []
    assert messages_of(question, alone, Coding(CODES, "a")) == [
        "Choose either “None of these” or other answers to “Question”, not both"
    ]


def test_not_known_stands_alone() -> None:
    question = item("q", "string", text="Question", repeats=True)
    assert messages_of(question, "x", Absent(AbsentReason.UNKNOWN)) == [
        "Choose either “Not known” or an answer to “Question”, not both"
    ]


def test_required_questions_of_a_shown_group_are_required_whether_the_group_is_or_not() -> None:
    response = started(group("g", item("q", "string", text="Question", required=True)))
    assert [problem.link_id for problem in validate(response)] == ["q"]


def test_an_optional_repeating_group_may_stay_empty_and_a_begun_one_may_not() -> None:
    response = started(group("g", item("q", "string", required=True), item("r", "string"), repeats=True))
    assert validate(response) == ()
    response.set_answers((("g", 0), ("r", 0)), ["x"])
    assert [problem.path for problem in validate(response)] == [(("g", 0), ("q", 0))]


def test_a_required_group_with_nothing_required_in_it_needs_one_answer() -> None:
    response = started(group("g", item("q", "string"), text="Group", required=True))
    assert [problem.message for problem in validate(response)] == ["Answer at least one question in “Group”"]
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    assert validate(response) == ()


def test_the_number_of_occurrences_is_told() -> None:
    response = started(
        group("g", item("q", "string"), text="Event", repeats=True, required=True, extension=COUNTED)
    )
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    assert "Add “Event” until there are at least 2" in [problem.message for problem in validate(response)]
    for number in range(1, 4):
        response.add_occurrence((), "g")
        response.set_answers((("g", number), ("q", 0)), ["x"])
    assert [problem.message for problem in validate(response)] == ["Keep no more than 3 of “Event”"]


def test_a_problem_in_one_of_several_occurrences_says_in_which() -> None:
    response = started(
        group("g", item("q", "string", text="How do you know?", required=True), item("r", "string"), text="Event", repeats=True)
    )  # fmt: skip
    response.add_occurrence((), "g")
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    response.set_answers((("g", 1), ("r", 0)), ["y"])
    [problem] = validate(response)
    assert problem.message == "Answer “How do you know?” (Event 2), or choose “Not known”"
    assert problem.path == (("g", 1), ("q", 0))


def test_the_place_of_a_problem_is_that_in_the_finished_text() -> None:
    response = started(
        item("skipped", "string"),
        group("g", item("a", "string"), item("q", "string", item("under", "string", maxLength=1), repeats=True, maxLength=3)),
    )  # fmt: skip
    response.set_answers((("g", 0), ("a", 0)), ["x"])
    response.set_answers((("g", 0), ("q", 0)), ["ok", "too long"])
    response.set_answers((("g", 0), ("q", 1), ("under", 0)), ["xx"])
    places = [problem.expression for problem in validate(response)]
    assert places == [
        "QuestionnaireResponse.item[0].item[1].answer[1]",
        "QuestionnaireResponse.item[0].item[1].answer[1].item[0].answer[0]",
    ]


def checked(raw: dict[str, Any], *items: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    questionnaire = loaded(*items, **more)
    return [
        (problem.severity.value, problem.code, problem.expression)
        for problem in validate_json(questionnaire, raw, today=TODAY)
    ]


def test_a_whole_file_has_no_problem() -> None:
    assert checked(answered(reply("q", {"valueString": "x"})), item("q", "string", required=True)) == []


def test_a_group_that_need_not_be_there_may_be_missing_from_a_file() -> None:
    assert checked(answered(), group("g", item("q", "string", required=True))) == []
    assert checked(answered(), group("g", item("q", "string"), required=True)) == [
        ("error", "required", "QuestionnaireResponse")
    ]


def test_gaps_of_a_file_in_progress_are_warnings() -> None:
    raw = answered(status="in-progress")
    assert checked(raw, item("q", "string", required=True)) == [
        ("warning", "required", "QuestionnaireResponse")
    ]


def test_an_answer_that_is_not_asked_is_told_at_its_place() -> None:
    items = (item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]))
    raw = answered(reply("a", {"valueBoolean": False}), reply("b", {"valueString": "x"}))
    assert checked(raw, *items) == [("error", "invalid", "QuestionnaireResponse.item[1]")]


def test_a_hidden_group_with_answers_in_a_file_is_told_at_the_answers() -> None:
    items = (
        item("a", "boolean"),
        group("g", item("b", "string"), enableWhen=[when("a", answerBoolean=True)]),
    )
    raw = answered({"linkId": "g", "item": [reply("b", {"valueString": "x"})]})
    assert checked(raw, *items) == [("error", "invalid", "QuestionnaireResponse.item[0].item[0]")]


def test_items_out_of_order_are_told() -> None:
    raw = answered(reply("b", {"valueString": "x"}), reply("a", {"valueString": "x"}))
    assert checked(raw, item("a", "string"), item("b", "string")) == [
        ("error", "structure", "QuestionnaireResponse.item[1]")
    ]


def test_every_structural_problem_of_a_file_is_told_not_only_the_first() -> None:
    raw = answered({"linkId": "zz"}, reply("q", {"valueBoolean": True}), {"linkId": "yy"})
    assert [code for _severity, code, _place in checked(raw, item("q", "string", required=True))] == [
        "structure"
    ] * 3


def test_an_unknown_status_is_told() -> None:
    assert checked(answered() | {"status": "done"}) == [
        ("error", "code-invalid", "QuestionnaireResponse.status")
    ]


def test_another_form_is_an_error_and_a_time_out_of_use_a_warning() -> None:
    raw = answered(authored="2027-01-01", questionnaire="https://x.example/other")
    assert checked(raw, effectivePeriod={"start": "2025", "end": "2026-06"}) == [
        ("error", "not-found", "QuestionnaireResponse.questionnaire"),
        ("warning", "business-rule", "QuestionnaireResponse.authored"),
    ]
    assert checked(answered(authored="2026-06-30"), effectivePeriod={"start": "2025", "end": "2026-06"}) == []


def test_answers_that_could_not_be_checked_are_told() -> None:
    raw = answered(reply("q", {"valueCoding": coding("x")}))
    assert checked(raw, item("q", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/languages")) == [
        ("warning", "not-supported", "QuestionnaireResponse.item[0]"),
        ("information", "not-supported", "Questionnaire"),
    ]


def test_what_is_no_response_at_all_cannot_be_judged() -> None:
    with pytest.raises(ResponseError):
        validate_json(loaded(), "[]")


def test_a_response_that_validates_live_validates_as_a_file() -> None:
    response = started(group("g", item("q", "string", required=True)), item("d", "date"))
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    response.set_answers((("d", 0),), [Absent(AbsentReason.UNKNOWN)])
    assert validate(response) == ()
    assert validate_json(response.questionnaire, response.to_json()) == ()
    assert Response.read(response.questionnaire, response.to_json()).to_json() == response.to_json()


@pytest.mark.parametrize(
    "question",
    [
        item("q", "string", required=True, readOnly=True),
        item(
            "q",
            "string",
            required=True,
            extension=[extension(CORE + "questionnaire-hidden", valueBoolean=True)],
        ),
    ],
    ids=["only to be read", "hidden"],
)
def test_what_nobody_can_answer_stops_nobody_from_finishing(question: dict[str, Any]) -> None:
    [problem] = problems_of(question)
    assert (problem.severity, problem.code) == (Severity.WARNING, "required")
    assert problem.message.startswith("Tell the author of the form")
