from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.errors import ProgramError, ResponseError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Changes, Path, Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Unparsed, Value
from tests.unit.questionnaire.forms import (  # fmt: skip
    CODES,
    OUR,
    URL,
    answered,
    coding,
    control,
    group,
    item,
    loaded,
    options,
    reply,
    started,
    when,
)

Q: Path = (("q", 0),)


def told(response: Response, *, draft: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(response.to_json(keep_disabled=draft)).get("item", [])
    return found


def test_a_fresh_response_starts_with_the_initial_values_and_names_its_form() -> None:
    response = started(item("q", "string", initial=[{"valueString": "so far"}], text="Question"))
    assert response.node(Q).answers == ("so far",)
    assert json.loads(response.to_json()) == {
        "resourceType": "QuestionnaireResponse",
        "extension": [{"url": OUR + "questionnaire-digest", "valueString": response.questionnaire.digest}],
        "questionnaire": URL + "|1",
        "status": "in-progress",
        "item": [{"linkId": "q", "text": "Question", "answer": [{"valueString": "so far"}]}],
    }


def test_an_answer_is_set_read_back_and_taken_away() -> None:
    response = started(item("q", "string"))
    assert response.set_answers(Q, ["x"]) == Changes(answered=frozenset({Q}))
    assert response.node(Q).answers == ("x",)
    assert response.set_answers(Q, ["x"]) == Changes()
    response.set_answers(Q, [])
    assert response.node(Q).answers == ()
    assert told(response) == []


def test_empty_text_is_no_answer() -> None:
    response = started(item("q", "string", repeats=True))
    response.set_answers(Q, ["", "x", ""])
    assert response.node(Q).answers == ("x",)


def test_a_truth_and_a_one_are_different_answers() -> None:
    response = started(item("q", "choice", answerOption=[{"valueInteger": 1}]))
    response.set_answers(Q, [1])
    assert response.set_answers(Q, [True]).answered == {Q}
    assert response.node(Q).answers == (True,)


def test_a_whole_number_becomes_a_decimal_where_one_is_asked_for() -> None:
    response = started(item("q", "decimal"))
    response.set_answers(Q, [3])
    assert response.node(Q).answers == (Decimal(3),)
    assert told(response)[0]["answer"] == [{"valueDecimal": 3}]


def test_what_cannot_be_read_yet_is_kept_in_the_draft() -> None:
    response = started(item("q", "date"))
    response.set_answers(Q, [Unparsed("24/1")])
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    assert again.node(Q).answers == (Unparsed("24/1"),)


def test_not_known_is_kept_with_its_note() -> None:
    response = started(item("q", "date"))
    response.set_answers(Q, [Absent(AbsentReason.NOT_ASKED, "no time")])
    again = Response.read(response.questionnaire, response.to_json())
    assert again.node(Q).answers == (Absent(AbsentReason.NOT_ASKED, "no time"),)


@pytest.mark.parametrize(
    "path",
    [
        (),
        (("zz", 0),),
        (("g", 1), ("q", 0)),
        (("g", 0), ("zz", 0)),
        (("g", -1), ("q", 0)),
        (("g", 0), ("q", 0), ("x", 0)),
    ],
)
def test_a_place_that_is_not_there_is_a_fault_of_the_program(path: Path) -> None:
    response = started(group("g", item("q", "string")))
    with pytest.raises(ProgramError):
        response.node(path)


def test_a_group_takes_no_answer() -> None:
    with pytest.raises(ProgramError, match="takes no answer"):
        started(group("g", item("q", "string"))).set_answers((("g", 0),), ["x"])


def test_children_come_in_reading_order_hidden_or_not_and_without_help() -> None:
    response = started(
        item("a", "boolean"),
        item("b", "string", item("b.help", "display", extension=[control("help")]), enableWhen=[when("a", answerBoolean=True)]),
        group("g", item("c", "string"), repeats=True),
    )  # fmt: skip
    response.add_occurrence((), "g")
    nodes = response.children()
    assert [(node.path, node.enabled, node.occurrence) for node in nodes] == [
        ((("a", 0),), True, 0),
        ((("b", 0),), False, 0),
        ((("g", 0),), True, 0),
        ((("g", 1),), True, 1),
    ]
    assert response.children((("b", 0),)) == ()
    assert [node.path for node in response.children((("g", 1),))] == [(("g", 1), ("c", 0))]


def test_what_lies_under_a_question_lies_under_each_answer_by_its_index() -> None:
    response = started(
        item("q", "choice", item("why", "string"), repeats=True, answerOption=options("a", "b"))
    )
    a, b = Coding(CODES, "a", "a"), Coding(CODES, "b", "b")
    response.set_answers(Q, [a, b])
    response.set_answers((("q", 1), ("why", 0)), ["because of b"])
    assert told(response)[0]["answer"] == [
        {"valueCoding": coding("a")},
        {
            "valueCoding": coding("b"),
            "item": [{"linkId": "why", "answer": [{"valueString": "because of b"}]}],
        },
    ]


def test_what_lies_under_a_question_is_shown_once_it_is_answered() -> None:
    response = started(item("q", "date", item("about", "boolean"), item("note", "display")))
    under = (("q", 0), ("about", 0))
    assert not response.node(under).enabled
    assert response.node((("q", 0), ("note", 0))).enabled
    assert under in response.set_answers(Q, [PartialDate(2026)]).shown
    response.set_answers(under, [True])
    assert under in response.set_answers(Q, []).hidden
    assert told(response) == []


def test_what_was_typed_under_an_answer_comes_back_with_the_answer() -> None:
    response = started(
        item("q", "choice", item("why", "string"), repeats=True, answerOption=options("a", "b"))
    )
    a, b = Coding(CODES, "a", "a"), Coding(CODES, "b", "b")
    response.set_answers(Q, [a])
    response.set_answers((("q", 0), ("why", 0)), ["because of a"])
    response.set_answers(Q, [])
    response.set_answers(Q, [b])
    assert response.node((("q", 0), ("why", 0))).answers == ()
    response.set_answers(Q, [b, a])
    assert response.node((("q", 1), ("why", 0))).answers == ("because of a",)


def test_an_answer_that_is_only_changed_keeps_what_lies_under_it() -> None:
    response = started(item("q", "string", item("why", "string"), repeats=True))
    response.set_answers(Q, ["one", "two"])
    response.set_answers((("q", 1), ("why", 0)), ["because"])
    response.set_answers(Q, ["one", "twoo"])
    assert response.node((("q", 1), ("why", 0))).answers == ("because",)


def test_what_lay_under_an_answer_that_is_gone_stays_in_the_draft_only() -> None:
    response = started(item("q", "string", item("why", "string")))
    response.set_answers(Q, ["x"])
    response.set_answers((("q", 0), ("why", 0)), ["because"])
    response.set_answers(Q, [])
    assert told(response) == []
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    again.set_answers(Q, ["y"])
    assert again.node((("q", 0), ("why", 0))).answers == ("because",)


def test_hidden_answers_are_kept_in_the_draft_and_left_out_of_the_finished_text() -> None:
    response = started(item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]))
    response.set_answers((("a", 0),), [True])
    response.set_answers((("b", 0),), ["kept"])
    response.set_answers((("a", 0),), [False])
    assert [one["linkId"] for one in told(response)] == ["a"]
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    again.set_answers((("a", 0),), [True])
    assert again.node((("b", 0),)).answers == ("kept",)


def repeated() -> Response:
    response = started(group("g", item("q", "string", initial=[{"valueString": "start"}]), repeats=True))
    response.add_occurrence((), "g")
    response.set_answers((("g", 1), ("q", 0)), ["second"])
    return response


def test_another_occurrence_starts_with_its_initial_values() -> None:
    response = started(group("g", item("q", "string", initial=[{"valueString": "start"}]), repeats=True))
    assert response.add_occurrence((), "g").structure == {()}
    assert response.node((("g", 1), ("q", 0))).answers == ("start",)


def test_an_occurrence_is_taken_away_and_put_back_in_its_place() -> None:
    response = repeated()
    before = response.to_json()
    changes = response.remove_occurrence((("g", 0),))
    assert changes.structure == {()}
    assert response.node((("g", 0), ("q", 0))).answers == ("second",)
    assert changes.removed is not None
    response.restore(changes.removed)
    assert response.to_json() == before


def test_the_last_occurrence_is_replaced_by_an_empty_one_and_can_be_put_back() -> None:
    response = started(group("g", item("q", "string"), repeats=True))
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    changes = response.remove_occurrence((("g", 0),))
    assert response.node((("g", 0), ("q", 0))).answers == ()
    assert told(response) == []
    assert changes.removed is not None
    response.restore(changes.removed)
    assert len(response.children()) == 1
    assert response.node((("g", 0), ("q", 0))).answers == ("x",)


def test_an_empty_occurrence_before_a_filled_one_keeps_its_place_in_the_draft() -> None:
    response = started(group("g", item("q", "string"), repeats=True))
    response.add_occurrence((), "g")
    response.set_answers((("g", 1), ("q", 0)), ["second"])
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    assert again.node((("g", 1), ("q", 0))).answers == ("second",)
    assert len(told(response)) == 1


def test_an_added_occurrence_of_an_unknown_group_is_a_fault_of_the_program() -> None:
    with pytest.raises(ProgramError):
        started(item("q", "string")).add_occurrence((), "zz")


def test_occurrences_have_a_limit_told_in_words() -> None:
    response = started(group("g", item("q", "string"), repeats=True))
    for _number in range(999):
        response.add_occurrence((), "g")
    with pytest.raises(ResponseError, match="1000 times"):
        response.add_occurrence((), "g")


def test_changes_add_up() -> None:
    shown, hidden = frozenset({Q}), frozenset({(("b", 0),)})
    assert Changes(shown=shown, hidden=hidden) | Changes(shown=hidden, hidden=shown) == Changes(
        shown=hidden, hidden=shown
    )


def test_a_completed_response_says_when() -> None:
    response = started(item("q", "string"))
    response.complete(datetime(2026, 11, 24, 14, 3, 22, tzinfo=UTC))
    found = json.loads(response.to_json())
    assert (found["status"], found["authored"]) == ("completed", "2026-11-24T14:03:22+00:00")


def test_a_moment_without_a_zone_completes_nothing() -> None:
    response = started(item("q", "string"))
    with pytest.raises(ValueError, match=r"."):
        response.complete(datetime(2026, 11, 24, 14, 3, 22))  # noqa: DTZ001 - that is what must be refused
    assert response.status == "in-progress"


def test_what_we_do_not_know_in_a_response_comes_back_as_it_was() -> None:
    raw = answered(
        {"linkId": "q", "id": "i1", "text": "Theirs", "extension": [{"url": "https://x.example", "valueString": "y"}], "answer": [{"valueDecimal": Decimal("1.50"), "id": "a1"}, {"valueDecimal": 2}]},
        id="r1",
        subject={"reference": "Patient/1"},
        authored="2026-11-24",
    )  # fmt: skip
    response = Response.read(loaded(item("q", "decimal", repeats=True)), raw)
    again = json.loads(response.to_json(), parse_float=Decimal)
    assert again == raw
    assert "1.50" in response.to_json()


def test_what_we_do_not_know_of_an_answer_goes_when_the_answer_changes() -> None:
    raw = answered(reply("q", {"valueString": "old", "id": "a1"}))
    response = Response.read(loaded(item("q", "string")), raw)
    response.set_answers(Q, ["new"])
    assert told(response)[0]["answer"] == [{"valueString": "new"}]


def test_help_that_a_response_repeats_is_let_go() -> None:
    questionnaire = loaded(item("q", "string", item("h", "display", text="Why", extension=[control("help")])))
    raw = answered(
        {"linkId": "q", "answer": [{"valueString": "x", "item": [{"linkId": "h", "text": "Why"}]}]}
    )
    assert told(Response.read(questionnaire, raw))[0]["answer"] == [{"valueString": "x"}]


UNREADABLE: dict[str, Any] = {
    "not an object": [],
    "another resource": {"resourceType": "Patient"},
    "status that is no text": answered() | {"status": 5},
    "items that are no list": answered() | {"item": {}},
    "an item without link id": answered({"answer": []}),
    "an unknown item": answered({"linkId": "zz"}),
    "an item in another place": answered({"linkId": "inner"}),
    "a question twice": answered({"linkId": "q"}, {"linkId": "q"}),
    "answers that are no list": answered({"linkId": "q", "answer": {}}),
    "an empty answer": answered({"linkId": "q", "answer": [{}]}),
    "an answer without value": answered({"linkId": "q", "answer": [{"id": "x"}]}),
    "an answer of another type": answered({"linkId": "q", "answer": [{"valueBoolean": True}]}),
    "two values in one answer": answered(
        {"linkId": "q", "answer": [{"valueString": "x", "valueBoolean": True}]}
    ),
    "items right under a question": answered({"linkId": "q", "item": []}),
    "an answer to a group": answered({"linkId": "g", "answer": [{"valueString": "x"}]}),
    "an answer to a display": answered({"linkId": "d", "answer": [{"valueString": "x"}]}),
    "items under a display": answered({"linkId": "d", "item": []}),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_response_that_does_not_fit_the_form_is_refused_in_a_sentence(name: str) -> None:
    questionnaire = loaded(item("q", "string"), group("g", item("inner", "string")), item("d", "display"))
    with pytest.raises(ResponseError) as refused:
        Response.read(questionnaire, json.dumps(UNREADABLE[name]))
    assert refused.value.what_happened.endswith(".")


def test_items_out_of_order_are_read_all_the_same() -> None:
    questionnaire = loaded(item("a", "string"), item("b", "string"))
    raw = answered(reply("b", {"valueString": "2"}), reply("a", {"valueString": "1"}))
    assert [one["linkId"] for one in told(Response.read(questionnaire, raw))] == ["a", "b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.set_answers((("g", 0), ("q", 0)), ["new"]),
        lambda response: response.add_occurrence((), "g"),
        lambda response: response.remove_occurrence((("g", 0),)),
        lambda response: response.restore(response.remove_occurrence((("g", 1),)).removed),
    ],
)
def test_the_draft_that_is_kept_is_the_draft_written_anew(change: Callable[[Response], Changes]) -> None:
    response = repeated()
    response.to_json(keep_disabled=True)
    change(response)
    kept = response.to_json(keep_disabled=True)
    fresh = Response.read(response.questionnaire, kept).to_json(keep_disabled=True)
    assert kept == fresh


@pytest.mark.parametrize("value", ["é", "日本", "😀", '"quoted"', "back\\slash", "line\nbreak", "tab\t"])
def test_any_text_comes_back(value: Value) -> None:
    response = started(item("q", "text"))
    response.set_answers(Q, [value])
    assert Response.read(response.questionnaire, response.to_json().encode()).node(Q).answers == (value,)


def test_a_number_is_kept_as_exactly_as_it_was_typed() -> None:
    response = started(item("weight", "decimal"))
    path = (("weight", 0),)
    response.set_answers(path, [Decimal("1.5")])
    response.set_answers(path, [Decimal("1.50")])
    assert '"valueDecimal":1.50' in response.to_json()
