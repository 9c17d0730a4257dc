"""Responses for the tests of expressions, and what a response looks like to an expression that reads little of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from prevent_desktop.questionnaire.expressions import Expression, Reads, Surroundings, compile_expression

UCUM = "http://unitsofmeasure.org"
YES = {"system": "s", "code": "yes", "display": "Yes"}


def answered(link_id: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "answer": list(answers)}


def group(link_id: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "item": list(items)}


def response(*items: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": list(items)}


GROUP = group(
    "g",
    answered("b", {"valueCoding": YES}),
    answered("d", {"valueDate": "2008-01-02"}),
    answered("q", {"valueQuantity": {"value": Decimal("5.5"), "unit": "kg", "system": UCUM, "code": "kg"}}),
    answered("t", {"valueBoolean": False}),
)
RESPONSE = response(answered("a", {"valueInteger": 5}), GROUP)


def values(expression: str, **surroundings: Any) -> list[Any]:
    return compile_expression(expression).evaluate(Surroundings(RESPONSE, GROUP, **surroundings))


def over_what_it_reads(
    expression: Expression, whole: dict[str, Any], context: str | None = None
) -> list[Any]:
    """The expression's values over a response that holds what its `reads` name, and nothing else."""
    reads = expression.reads
    near = reads if context is None else _of_context(reads)
    resource = pruned(whole, reads, near if context is None else None)
    found = None if context is None else find(whole, context)
    if found is not None:
        found = _item(found, near, own=reads.context_answers, whole=near.context_items is None)
        found = found or {"linkId": context}
    return expression.evaluate(Surroundings(resource, found))


def _of_context(reads: Reads) -> Reads:
    return Reads(
        reads.context_items, reads.context_whole, reads.context_items, reads.context_whole,
        reads.context_answers, frozenset(),
    )  # fmt: skip


def pruned(whole: dict[str, Any], reads: Reads, near: Reads | None) -> dict[str, Any]:
    """The response with what `reads` names; what it names of the context counts too where that is the response."""
    items, all_below = reads.items, reads.whole
    if near is not None:
        items = None if items is None or near.context_items is None else items | near.context_items
        all_below |= near.context_whole
    if items is None:
        return whole
    merged = Reads(items, all_below, items, all_below, False, frozenset())
    kept = [one for item in whole.get("item", ()) if (one := _item(item, merged)) is not None]
    return {
        **{key: value for key, value in whole.items() if key != "item"},
        **({"item": kept} if kept else {}),
    }


def _item(
    item: dict[str, Any], reads: Reads, *, own: bool = False, whole: bool = False
) -> dict[str, Any] | None:
    if whole or item["linkId"] in reads.whole:
        return item
    named = own or item["linkId"] in (reads.items or ())
    below = [one for child in item.get("item", ()) if (one := _item(child, reads)) is not None]
    answers = []
    for answer in item.get("answer", ()):
        under = [one for child in answer.get("item", ()) if (one := _item(child, reads)) is not None]
        plain = {key: value for key, value in answer.items() if key != "item"} if named else {}
        answers.append({**plain, **({"item": under} if under else {})})
    if not named:
        answers = [answer for answer in answers if answer]
        if not below and not answers:
            return None
    kept = {**item, "item": below, "answer": answers}
    return {key: kept[key] for key in item if kept[key]}  # in their order, which `descendants()` follows


def find(element: dict[str, Any], link_id: str) -> dict[str, Any] | None:
    """The first item with the link id, wherever it is."""
    for item in element.get("item", ()):
        if item["linkId"] == link_id:
            return item  # type: ignore[no-any-return]
        for holder in (item, *item.get("answer", ())):
            found = find(holder, link_id)
            if found is not None:
                return found
    return None
