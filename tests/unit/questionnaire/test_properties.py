"""Rules that hold for every form and every way of filling it in: hypothesis makes both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.comparing import condition_holds
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import EnableBehavior, Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Changes, Node, Path, Response
from prevent_desktop.questionnaire.validation import Severity, validate, validate_json
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
from tests.unit.questionnaire.forms import CODES, coding, form, options

T = TypeVar("T")
TODAY = date(2026, 11, 24)
WORDS = st.text(max_size=8)
ANSWERED_KINDS = ["boolean", "integer", "decimal", "date", "dateTime", "time", "string", "text", "url", "choice", "open-choice", "quantity", "attachment", "reference"]  # fmt: skip
CONDITIONS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "boolean": [("=", {"answerBoolean": True}), ("!=", {"answerBoolean": True})],
    "integer": [(sign, {"answerInteger": 1}) for sign in ("=", "!=", ">", "<", ">=", "<=")],
    "decimal": [(sign, {"answerDecimal": 1}) for sign in (">", "<=")],
    "date": [(sign, {"answerDate": "2020-06"}) for sign in ("=", "!=", ">", "<", ">=", "<=")],
    "dateTime": [(">", {"answerDateTime": "2020-06-01T00:00:00Z"})],
    "time": [("<", {"answerTime": "12:00:00"})],
    "string": [("=", {"answerString": "a"}), (">", {"answerString": "a"})],
    "choice": [("=", {"answerCoding": coding("a")}), ("!=", {"answerCoding": coding("b")})],
    "open-choice": [("=", {"answerString": "a"})],
}
EXISTS = [("exists", {"answerBoolean": True}), ("exists", {"answerBoolean": False})]
KINDS = st.lists(
    st.sampled_from([*ANSWERED_KINDS, "group", "group", "group", "display"]), min_size=1, max_size=14
)


def one_of(draw: Callable[[st.SearchStrategy[int]], int], things: Sequence[T]) -> T:
    """One of them by its number: hypothesis keeps the strategies of numbers, and looks through each new one of things."""
    return things[draw(st.integers(0, len(things) - 1))]


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form of up to 14 items in up to 4 levels, whose conditions ask about items before or after them."""
    items: list[dict[str, Any]] = [
        {"linkId": f"i{number}", "type": kind} for number, kind in enumerate(draw(KINDS))
    ]
    top: list[dict[str, Any]] = []
    homes: list[tuple[dict[str, Any], int]] = []
    for one in items:
        one["text"] = f"Question {one['linkId']}"
        one["repeats"] = one["type"] != "display" and draw(st.booleans())
        one["required"] = one["type"] != "display" and draw(st.booleans())
        if one["type"] in {"choice", "open-choice"}:
            one["answerOption"] = options("a", "b")
        home = one_of(draw, [None, *homes])
        (top if home is None else home[0].setdefault("item", [])).append(one)
        depth = 0 if home is None else home[1] + 1
        if one["type"] != "display" and depth < 3:
            homes.append((one, depth))
    _add_conditions(draw, items)
    return form(*top)


def _add_conditions(draw: st.DrawFn, items: list[dict[str, Any]]) -> None:
    questions = [one for one in items if one["type"] in ANSWERED_KINDS]
    for one in items:
        if not questions or not draw(st.booleans()):
            continue
        conditions = []
        for _number in range(draw(st.integers(1, 2))):
            question = one_of(draw, questions)
            operator, answer = one_of(draw, CONDITIONS.get(question["type"], []) + EXISTS)
            conditions.append({"question": question["linkId"], "operator": operator, **answer})
        one["enableWhen"] = conditions
        one["enableBehavior"] = one_of(draw, ["all", "any"])


def loads(raw: dict[str, Any]) -> Questionnaire | None:
    """The form; None where its conditions run in a circle, the one thing that `forms` may get wrong."""
    try:
        return load_questionnaire(raw)
    except QuestionnaireError as error:
        if "in a circle" not in error.what_happened:
            raise
        return None


LOADED = forms().map(loads).filter(lambda found: found is not None)

PARTIAL_DATES = st.one_of(
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(PartialDate.of),
    st.builds(PartialDate, st.integers(2019, 2021), st.integers(5, 7)),
    st.builds(PartialDate, st.integers(2019, 2021)),
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-3, max_value=3)
MOMENTS = st.sampled_from(
    ["2020", "2020-06", "2020-06-01", "2020-06-01T00:00:00Z", "2020-05-31T23:59:59.5-01:00"]
)
ABSENT = st.builds(Absent, st.sampled_from(AbsentReason), WORDS.filter(lambda text: "\0" not in text))
VALUES: dict[ItemType, st.SearchStrategy[Value]] = {
    ItemType.BOOLEAN: st.booleans(),
    ItemType.INTEGER: st.integers(-2, 3),
    ItemType.DECIMAL: DECIMALS,
    ItemType.DATE: PARTIAL_DATES | st.builds(Unparsed, WORDS),
    ItemType.DATE_TIME: MOMENTS.map(DateTimeValue),
    ItemType.TIME: st.times().map(lambda one: one.replace(fold=0)) | st.just(time(11)),
    ItemType.STRING: WORDS | st.sampled_from(["a", "b"]),
    ItemType.TEXT: WORDS,
    ItemType.URL: WORDS,
    ItemType.CHOICE: st.sampled_from(["a", "b", "c"]).map(lambda code: Coding(CODES, code, code)),
    ItemType.OPEN_CHOICE: st.sampled_from(["a", "b"]) | st.just(Coding(CODES, "a", "a")),
    ItemType.QUANTITY: st.builds(Quantity, DECIMALS, st.sampled_from(["kg", None])),
    ItemType.ATTACHMENT: st.builds(AttachmentValue, st.just("a/b"), WORDS.filter(bool)),
    ItemType.REFERENCE: st.builds(Reference, st.just("Patient/1"), WORDS.filter(bool)),
}
ANSWERS = {
    (kind, most): st.lists(value | ABSENT, max_size=most) for kind, value in VALUES.items() for most in (1, 3)
}


def nodes(response: Response) -> Iterator[Node]:
    """Every node that there is, by the public way: `children` of groups and of each answer."""
    waiting = list(response.children())
    while waiting:
        node = waiting.pop(0)
        yield node
        if node.item.type is ItemType.GROUP:
            waiting += response.children(node.path)
        elif node.item.is_question:
            *above, (link_id, _number) = node.path
            for index in range(max(1, len(node.answers))):
                waiting += response.children((*above, (link_id, index)))


def change(data: st.DataObject, response: Response) -> Changes | None:
    """One random change; None where there is nothing to change."""
    node = one_of(data.draw, list(nodes(response)))
    if node.item.is_question:
        most = 3 if node.item.repeats else 1
        return response.set_answers(node.path, data.draw(ANSWERS[node.item.type, most]))
    if node.item.type is not ItemType.GROUP or not node.item.repeats:
        return None
    if data.draw(st.booleans()):
        return response.add_occurrence(node.path[:-1], node.item.link_id)
    changes = response.remove_occurrence(node.path)
    if data.draw(st.booleans()) and changes.removed is not None:
        return changes | response.restore(changes.removed)
    return changes


def fill(data: st.DataObject, response: Response) -> None:
    """A few random changes."""
    for _number in range(data.draw(st.integers(0, 8))):
        change(data, response)


class FromScratch:
    """What is enabled by the plain words of the specification, asked anew of every node, with nothing kept.

    A second, slow implementation on purpose: it knows nothing of ranks, ways and dependents.
    """

    def __init__(self, response: Response) -> None:
        self._by_link_id = response.questionnaire.by_link_id
        self._every = {node.path: node for node in nodes(response)}
        self._decided: dict[Path, bool] = {}

    def all(self) -> dict[Path, bool]:
        return {path: self._is_enabled(path) for path in self._every}

    def _is_enabled(self, path: Path) -> bool:
        if path not in self._decided:
            self._decided[path] = self._has_place(path) and self._is_met(path)
        return self._decided[path]

    def _has_place(self, path: Path) -> bool:
        if len(path) == 1:
            return True
        parent = self._question_or_group(path[:-1])
        if not self._is_enabled(parent.path):
            return False
        is_display = self._every[path].item.type is ItemType.DISPLAY
        return parent.item.type is ItemType.GROUP or is_display or path[-2][1] < len(parent.answers)

    def _question_or_group(self, path: Path) -> Node:
        """The node whose slot `path` is: a question has one node, whatever the index of the answer."""
        return self._every.get(path) or self._every[(*path[:-1], (path[-1][0], 0))]

    def _is_met(self, path: Path) -> bool:
        item = self._every[path].item
        results = [
            condition_holds(self._answers(path, one.question), one.operator, one.answer)
            for one in item.enable_when
        ]
        return not results or (any if item.enable_behavior is EnableBehavior.ANY else all)(results)

    def _answers(self, path: Path, question: str) -> list[Value]:
        for position in range(1, len(path)):
            link_id, number = path[position - 1]
            if link_id == question:
                asked = self._question_or_group(path[:position])
                return (
                    [asked.answers[number]]
                    if self._is_enabled(asked.path) and number < len(asked.answers)
                    else []
                )
        chain, own = _chain(self._by_link_id, question), _chain(self._by_link_id, path[-1][0])
        shared = 0
        while shared < len(own) - 1 and own[shared] == chain[shared]:
            shared += 1
        return [
            value
            for other, node in self._every.items()
            if other[-1][0] == question and other[:shared] == path[:shared] and self._is_enabled(other)
            for value in node.answers
        ]


def _chain(by_link_id: Any, link_id: str) -> list[str]:
    found: list[str] = []
    here: str | None = link_id
    while here is not None:
        found.insert(0, here)
        item: Item = by_link_id[here]
        here = item.parent_link_id
    return found


@settings(max_examples=300)
@given(LOADED, st.data())
def test_what_is_shown_after_each_change_is_what_is_worked_out_from_scratch(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    for _number in range(8):
        before = {node.path: node.enabled for node in nodes(response)}
        changes = change(data, response)
        after = {node.path: node.enabled for node in nodes(response)}
        assert after == FromScratch(response).all()
        if changes is not None and not changes.structure:
            assert changes.shown == {path for path, is_on in after.items() if is_on and not before[path]}
            assert changes.hidden == {path for path, is_on in after.items() if not is_on and before[path]}


@settings(max_examples=200)
@given(LOADED, st.data())
def test_a_draft_comes_back_equal_with_all_that_is_hidden(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    fill(data, response)
    draft = response.to_json(keep_disabled=True)
    again = Response.read(questionnaire, draft.encode())
    assert again.to_json(keep_disabled=True) == draft
    assert again.to_json() == response.to_json()


@settings(max_examples=200)
@given(LOADED, st.data())
def test_the_finished_text_comes_back_equal_and_holds_only_what_is_shown(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    fill(data, response)
    finished = response.to_json()
    again = Response.read(questionnaire, finished)
    assert again.to_json() == finished
    answered = [node for node in nodes(again) if node.answers]
    assert all(node.enabled for node in answered)
    assert sorted(node.item.link_id for node in answered) == sorted(
        node.item.link_id for node in nodes(response) if node.answers and node.enabled
    )


@settings(max_examples=200)
@given(LOADED, st.data())
def test_the_draft_that_is_kept_between_changes_is_the_draft_written_anew(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    for _number in range(6):
        change(data, response)
        kept = response.to_json(keep_disabled=True)
        assert Response.read(questionnaire, kept).to_json(keep_disabled=True) == kept


@settings(max_examples=150)
@given(LOADED, st.data())
def test_a_response_without_errors_makes_a_file_without_errors(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    fill(data, response)
    problems = validate(response, today=TODAY)
    paths = {node.path for node in nodes(response)}
    assert all(problem.path in paths and problem.link_id in problem.path[-1] for problem in problems)
    sections(response)
    reading(response)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        found = validate_json(questionnaire, response.to_json(), today=TODAY)
        assert [problem for problem in found if problem.severity is Severity.ERROR] == []


@settings(max_examples=150)
@given(LOADED, st.data())
def test_taking_away_and_putting_back_changes_nothing(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    fill(data, response)
    groups = [node for node in nodes(response) if node.item.type is ItemType.GROUP and node.item.repeats]
    if not groups:
        return
    before = response.to_json(keep_disabled=True)
    shown = {node.path: node.enabled for node in nodes(response)}
    removed = response.remove_occurrence(one_of(data.draw, groups).path).removed
    assert removed is not None
    response.restore(removed)
    assert {node.path: node.enabled for node in nodes(response)} == shown
    assert response.to_json(keep_disabled=True) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["linkId", "type", "item", "text", "extension", "url", "enableWhen", "question", "operator", "answerOption", "answer", "valueCoding", "valueString", "valueDate", "initial", "x"]), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(["item", "url", "status", "extension", "contained", "modifierExtension"]), JSON
    )
)
def test_any_json_at_all_loads_or_is_refused(raw: dict[str, Any]) -> None:
    try:
        questionnaire = load_questionnaire({"resourceType": "Questionnaire", **raw})
    except QuestionnaireError:
        return
    Response.start(questionnaire).to_json()


@settings(max_examples=300)
@given(
    LOADED,
    st.dictionaries(st.sampled_from(["item", "status", "questionnaire", "authored", "x"]), JSON),
    st.data(),
)
def test_any_response_at_all_is_judged_or_refused(
    questionnaire: Questionnaire, raw: dict[str, Any], data: st.DataObject
) -> None:
    if data.draw(st.booleans()):
        response = Response.start(questionnaire)
        fill(data, response)
        raw = json.loads(response.to_json(keep_disabled=True), parse_float=Decimal)
        _spoil(data, raw)
    raw["resourceType"] = "QuestionnaireResponse"
    try:
        problems = validate_json(questionnaire, raw, today=TODAY)
    except ResponseError:
        return
    try:
        Response.read(questionnaire, raw).to_json(keep_disabled=True)
    except ResponseError:
        assert any(problem.severity is Severity.ERROR for problem in problems)


def _spoil(data: st.DataObject, raw: dict[str, Any]) -> None:
    """Put any JSON in any place of `raw`."""
    here: Any = raw
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = one_of(data.draw, keys)
        if not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            here[key] = data.draw(JSON)
            return
        here = here[key]
