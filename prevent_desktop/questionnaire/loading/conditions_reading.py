"""Reads the conditions under which an item is shown (`enableWhen`), and refuses those that can have no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.questionnaire.dependencies import Tree
from prevent_desktop.questionnaire.items import Dependent, EnableWhen, ItemType, Operator
from prevent_desktop.questionnaire.loading.item_parts import checked_value, dicts, part
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.questionnaire.value_codec import VALUE_KEY, value_keys
from prevent_desktop.translation import _

_WITHOUT_ORDER: Final = frozenset({"valueBoolean", "valueCoding", "valueReference", "valueAttachment"})
_ORDERING: Final = frozenset(
    {Operator.GREATER, Operator.LESS, Operator.GREATER_OR_EQUAL, Operator.LESS_OR_EQUAL}
)
_CHOICES: Final = frozenset({ItemType.CHOICE, ItemType.OPEN_CHOICE})
_NUMBERS: Final = frozenset({"valueInteger", "valueDecimal"})


def read_conditions(
    link_id: str, untrusted: Mapping[str, Any], types: Mapping[str, ItemType], tree: Tree
) -> tuple[tuple[EnableWhen, Dependent], ...]:
    """The conditions of one item, each with the way to the question that it asks about, and the way back."""
    found = tuple(_condition(link_id, one, types, tree) for one in dicts(link_id, untrusted, "enableWhen"))
    behavior = part(link_id, untrusted, "enableBehavior", str)
    if behavior not in {None, "all", "any"} or (behavior is None and len(found) > 1):
        raise refused_item(
            link_id, _("it has several conditions, and does not say whether all or any must hold.")
        )
    return found


def _condition(
    link_id: str, untrusted: Mapping[str, Any], types: Mapping[str, ItemType], tree: Tree
) -> tuple[EnableWhen, Dependent]:
    question = part(link_id, untrusted, "question", str)
    if question is None:
        raise refused_item(link_id, _("its condition does not say which question it asks about."))
    if question not in types:
        raise refused_item(
            link_id,
            _("its condition asks about “{question}”, which is not in the form.").format(
                question=shortened(question)
            ),
        )
    if not types[question].can_be_answered:
        raise refused_item(
            link_id,
            _("its condition asks about “{question}”, which cannot be answered.").format(
                question=shortened(question)
            ),
        )
    try:
        operator = Operator(str(untrusted.get("operator")))
    except ValueError as error:
        raise refused_item(
            link_id, _("its condition compares in a way that FHIR R4 does not know.")
        ) from error
    keys = value_keys(untrusted, "answer")
    if len(keys) != 1:
        raise refused_item(link_id, _("its condition does not say which answer it waits for."))
    key = "value" + keys[0].removeprefix("answer")
    _refuse_misfit(link_id, types[question], operator, key)
    value = checked_value(link_id, key, untrusted[keys[0]])
    up, route, back = tree.way(link_id, question)
    return EnableWhen(question, operator, value, up, route), back


def _refuse_misfit(link_id: str, question_type: ItemType, operator: Operator, key: str) -> None:
    if operator is Operator.EXISTS:
        fits = key == "valueBoolean"
    else:
        own = VALUE_KEY[question_type]
        fits = (
            key == own
            or {key, own} <= _NUMBERS
            or {key, own} == {"valueDate", "valueDateTime"}
            or (question_type is ItemType.URL and key == "valueString")
            or (question_type in _CHOICES and key not in {"valueBoolean", "valueAttachment", "valueQuantity"})
            or (question_type is ItemType.QUANTITY and key in _NUMBERS)
        )
    if not fits:
        raise refused_item(
            link_id, _("its condition waits for an answer of a type that the question never has.")
        )
    if operator in _ORDERING and key in _WITHOUT_ORDER:
        raise refused_item(
            link_id, _("its condition asks which is greater of two things that have no order.")
        )
