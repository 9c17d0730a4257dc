from __future__ import annotations

import pytest

from prevent_desktop.questionnaire.live.state import State
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding
from tests.unit.questionnaire.forms import CODES, coding, group, item, options, started, when

A: Path = (("a", 0),)
B: Path = (("b", 0),)
C: Path = (("c", 0),)


def test_a_question_is_shown_and_hidden_by_another() -> None:
    response = started(item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]))
    assert not response.node(B).enabled
    assert response.set_answers(A, [True]).shown == {B}
    assert response.node(B).enabled
    assert response.set_answers(A, [False]).hidden == {B}


def test_a_group_shows_all_that_is_in_it_and_hides_it_again() -> None:
    response = started(
        item("a", "boolean"),
        group("g", item("b", "string"), group("h", item("c", "string")), enableWhen=[when("a", answerBoolean=True)]),
    )  # fmt: skip
    inside = {(("g", 0),), (("g", 0), ("b", 0)), (("g", 0), ("h", 0)), (("g", 0), ("h", 0), ("c", 0))}
    assert response.set_answers(A, [True]).shown == inside
    assert response.set_answers(A, []).hidden == inside


@pytest.mark.parametrize(("behavior", "one", "both"), [("all", False, True), ("any", True, True)])
def test_all_or_any_of_the_conditions_must_hold(behavior: str, one: bool, both: bool) -> None:
    conditions = [when("a", answerBoolean=True), when("b", answerBoolean=True)]
    response = started(
        item("a", "boolean"), item("b", "boolean"), item("c", "string", enableWhen=conditions, enableBehavior=behavior)
    )  # fmt: skip
    response.set_answers(A, [True])
    assert response.node(C).enabled is one
    response.set_answers(B, [True])
    assert response.node(C).enabled is both


def test_a_question_that_is_hidden_counts_as_not_answered() -> None:
    response = started(
        item("a", "boolean"),
        item("b", "boolean", enableWhen=[when("a", answerBoolean=True)]),
        item("c", "string", enableWhen=[when("b", answerBoolean=True)]),
    )
    response.set_answers(A, [True])
    response.set_answers(B, [True])
    assert response.node(C).enabled
    assert response.set_answers(A, [False]).hidden == {B, C}
    assert response.set_answers(A, [True]).shown == {B, C}


def test_not_known_shows_nothing_that_waits_for_a_value() -> None:
    response = started(
        item("a", "string"), item("b", "string", enableWhen=[when("a", "exists", answerBoolean=True)])
    )
    response.set_answers(A, [Absent(AbsentReason.UNKNOWN)])
    assert not response.node(B).enabled


def test_each_occurrence_of_a_group_looks_at_its_own_question() -> None:
    response = started(
        group("g", item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]), repeats=True)
    )  # fmt: skip
    response.add_occurrence((), "g")
    changes = response.set_answers((("g", 1), ("a", 0)), [True])
    assert changes.shown == {(("g", 1), ("b", 0))}
    assert not response.node((("g", 0), ("b", 0))).enabled


def test_a_question_outside_a_repeating_group_is_shown_when_any_occurrence_says_so() -> None:
    response = started(
        group("g", item("a", "boolean"), repeats=True), item("b", "string", enableWhen=[when("a", answerBoolean=True)])
    )  # fmt: skip
    response.add_occurrence((), "g")
    response.set_answers((("g", 1), ("a", 0)), [True])
    assert response.node(B).enabled
    removed = response.remove_occurrence((("g", 1),))
    assert removed.hidden == {B}
    assert removed.removed is not None
    assert response.restore(removed.removed).shown == {B}


def test_a_question_outside_shows_questions_in_every_occurrence() -> None:
    response = started(
        item("a", "boolean"), group("g", item("b", "string", enableWhen=[when("a", answerBoolean=True)]), repeats=True)
    )  # fmt: skip
    response.add_occurrence((), "g")
    assert response.set_answers(A, [True]).shown == {(("g", 0), ("b", 0)), (("g", 1), ("b", 0))}
    response.add_occurrence((), "g")
    assert response.node((("g", 2), ("b", 0))).enabled


def test_what_lies_under_an_answer_looks_at_that_answer() -> None:
    response = started(
        item("a", "choice", item("why", "string", enableWhen=[when("a", answerCoding=coding("yes"))]), repeats=True, answerOption=options("yes", "no"))
    )  # fmt: skip
    response.set_answers(A, [Coding(CODES, "no"), Coding(CODES, "yes")])
    assert not response.node((("a", 0), ("why", 0))).enabled
    assert response.node((("a", 1), ("why", 0))).enabled


def test_conditions_reach_questions_under_answers() -> None:
    response = started(
        item("a", "boolean", item("detail", "boolean")), item("b", "string", enableWhen=[when("detail", answerBoolean=True)])
    )  # fmt: skip
    response.set_answers(A, [True])
    response.set_answers((("a", 0), ("detail", 0)), [True])
    assert response.node(B).enabled
    assert B in response.set_answers(A, []).hidden


def test_initial_values_decide_what_a_fresh_response_shows() -> None:
    response = started(
        item("b", "string", enableWhen=[when("a", answerBoolean=True)]),
        item("a", "boolean", initial=[{"valueBoolean": True}]),
    )
    assert response.node(B).enabled


def test_a_change_looks_only_at_what_depends_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from prevent_desktop.questionnaire.live import enablement, recalculation

    conditions = [
        item(f"w{number}", "string", enableWhen=[when("b", answerBoolean=True)]) for number in range(100)
    ]
    response = started(item("a", "boolean"), item("b", "boolean"), *conditions, item("c", "string", enableWhen=[when("a", answerBoolean=True)]))  # fmt: skip
    looked: list[str] = []
    real = enablement.conditions_hold

    def counting(state: State) -> bool:
        looked.append(state.item.link_id)
        return real(state)

    monkeypatch.setattr(recalculation, "conditions_hold", counting)
    response.set_answers(A, [True])
    assert set(looked) == {"c"}


def test_a_saved_response_is_worked_out_when_it_is_read() -> None:
    response = started(item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]))
    response.set_answers(A, [True])
    assert Response.read(response.questionnaire, response.to_json()).node(B).enabled
