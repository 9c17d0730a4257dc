"""Forms of FHIR R5 and STU3 as R4 forms, in memory.

Each difference is known by its shape, item by item, so that no form has to say which version it was written for:

- R5: type ``coding`` is ``choice``, or ``open-choice`` where `answerConstraint` lets people answer something else.
- STU3: `option` and `options` are `answerOption` and `answerValueSet`, ``initial[x]`` is `initial`, a condition has
  `hasAnswer` or no operator (then it means equal), and of several conditions any is enough.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.questionnaire.value_codec import value_keys

_OTHER_VERSIONS: Final = re.compile(
    r'"type":"coding"|"(?:options?|hasAnswer)":|"initial(?:Boolean|Decimal|Integer|Date|DateTime|Time|String|Uri|Attachment|Coding|Quantity|Reference)":'
)
_OPEN: Final = ("optionsOrType", "optionsOrString")


def as_r4(form: Mapping[str, Any], compact_json: str) -> Mapping[str, Any]:
    """`form` as R4: itself where nothing in it is of another version. `compact_json` is its text, with no spaces."""
    conditions_lack_operators = compact_json.count('"question":') > compact_json.count('"operator":')
    if not conditions_lack_operators and _OTHER_VERSIONS.search(compact_json) is None:
        return form
    converted = copy.deepcopy(dict(form))
    waiting: list[Any] = [converted]
    while waiting:
        holder = waiting.pop()
        items = holder.get("item") if isinstance(holder, dict) else None
        if isinstance(items, list):
            waiting += items
            for item in items:
                if isinstance(item, dict):
                    _convert(item)
    return converted


def _convert(item: dict[str, Any]) -> None:
    if item.get("type") == "coding":
        item["type"] = "open-choice" if item.get("answerConstraint") in _OPEN else "choice"
    if "option" in item:
        item.setdefault("answerOption", item.pop("option"))
    if isinstance(item.get("options"), dict):
        item.setdefault("answerValueSet", item.pop("options").get("reference"))
    for key in value_keys(item, "initial"):
        item.setdefault("initial", [{"value" + key.removeprefix("initial"): item.pop(key)}])
    if isinstance(item.get("enableWhen"), list):
        _convert_conditions(item, item["enableWhen"])


def _convert_conditions(item: dict[str, Any], conditions: list[Any]) -> None:
    older = [one for one in conditions if isinstance(one, dict) and "operator" not in one]
    for one in older:
        if "hasAnswer" in one:
            one |= {"operator": "exists", "answerBoolean": one.pop("hasAnswer")}
        elif value_keys(one, "answer"):
            one["operator"] = "="
    if older and len(conditions) > 1:
        item.setdefault("enableBehavior", "any")
