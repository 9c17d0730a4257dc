"""Forms of FHIR R5 and STU3 as R4 forms, in memory.

Each difference is known by its shape, item by item, so that no form has to say which version it was written for:

- R5: type ``coding`` is ``choice``, or ``open-choice`` where `answerConstraint` lets people answer something else.
- STU3: `option` and `options` are `answerOption` and `answerValueSet`, ``initial[x]`` is `initial`, a condition has
  `hasAnswer` or no operator (then it means equal), and of several conditions any is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.questionnaire.value_codec import value_keys

_TYPES: Final = ("Boolean", "Decimal", "Integer", "Date", "DateTime", "Time", "String", "Uri", "Attachment", "Coding", "Quantity", "Reference")  # fmt: skip
_OTHER_VERSIONS: Final = ('"type":"coding"', '"option":', '"options":', '"hasAnswer":')
_INITIAL: Final = '"initial'
_OTHER_INITIALS: Final = tuple(f'{_INITIAL}{one}":' for one in _TYPES)
_OPEN: Final = ("optionsOrType", "optionsOrString")


def as_r4(form: Mapping[str, Any], compact_json: str) -> Mapping[str, Any]:
    """`form` as R4: itself where nothing in it is of another version. `compact_json` is its text, with no spaces."""
    conditions_lack_operators = compact_json.count('"question":') > compact_json.count('"operator":')
    marks = (*_OTHER_VERSIONS, *(_OTHER_INITIALS if _INITIAL in compact_json else ()))
    if not conditions_lack_operators and not any(mark in compact_json for mark in marks):
        return form
    converted = dict(form)
    waiting: list[Any] = [converted]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict) and isinstance(holder.get("item"), list):
            holder["item"] = [_converted(item) if isinstance(item, dict) else item for item in holder["item"]]
            waiting += holder["item"]
    return converted


def _converted(given: Mapping[str, Any]) -> dict[str, Any]:
    item = dict(given)
    if item.get("type") == "coding":
        item["type"] = "open-choice" if item.get("answerConstraint") in _OPEN else "choice"
    if "option" in item:
        item.setdefault("answerOption", item.pop("option"))
    if isinstance(item.get("options"), dict):
        item.setdefault("answerValueSet", item.pop("options").get("reference"))
    for key in value_keys(item, "initial"):
        item.setdefault("initial", [{"value" + key.removeprefix("initial"): item.pop(key)}])
    if isinstance(conditions := item.get("enableWhen"), list):
        item["enableWhen"] = [_condition(one) if isinstance(one, dict) else one for one in conditions]
        if len(conditions) > 1 and item["enableWhen"] != conditions:
            item.setdefault("enableBehavior", "any")
    return item


def _condition(given: Mapping[str, Any]) -> dict[str, Any]:
    one = dict(given)
    if "operator" not in one and "hasAnswer" in one:
        one |= {"operator": "exists", "answerBoolean": one.pop("hasAnswer")}
    elif "operator" not in one and value_keys(one, "answer"):
        one["operator"] = "="
    return one
