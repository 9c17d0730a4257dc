"""Is one draft an earlier state of another? Then whoever wrote on lost nothing, and there is nothing to keep twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from prevent_desktop.strict_json import DEEPEST, JsonError, parse


def is_earlier_state(untrusted_draft: str, untrusted_later: str) -> bool:
    """Whether all answers of a FHIR QuestionnaireResponse stand in another: the same, or texts that go on.

    False where one of them is not JSON, or too deep. What is no item and no answer of one is passed over.
    """
    try:
        draft, later = json.loads(untrusted_draft), json.loads(untrusted_later)
        known = dict(_answers(later, ()))
        return all(path in known and _goes_on(value, known[path]) for path, value in _answers(draft, ()))
    except (ValueError, RecursionError):
        return False


def holds_answers(untrusted: str) -> bool:
    """Whether a text is JSON whose items and answers lie in each other as those of a FHIR QuestionnaireResponse do."""
    try:
        waiting = [(parse(untrusted), DEEPEST)]
    except JsonError:
        return False
    while waiting:
        part, depth = waiting.pop()
        if not isinstance(part, dict) or not depth or type(part.get("linkId", "")) is not str:
            return False
        for below in (part.get("item", []), part.get("answer", [])):
            if not isinstance(below, list):
                return False
            waiting += [(one, depth - 1) for one in below]
    return True


def _goes_on(value: Any, later: Any) -> bool:
    if isinstance(value, str) and isinstance(later, str):
        return later.startswith(value.rstrip())
    return bool(value == later)


def _answers(part: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], Any]]:
    """Each value by its place: link ids, and the number of an item or answer among its like."""
    if not isinstance(part, dict):
        return
    seen: Counter[str] = Counter()
    for item in _objects(part.get("item")):
        link_id = str(item.get("linkId", ""))
        here = (*path, link_id, seen[link_id])
        seen[link_id] += 1
        yield from _answers(item, here)
        for number, answer in enumerate(_objects(item.get("answer"))):
            for name, value in answer.items():
                if name.startswith("value"):
                    yield (*here, number, name), value
            yield from _answers(answer, (*here, number))


def _objects(untrusted: Any) -> list[dict[str, Any]]:
    return [one for one in untrusted if isinstance(one, dict)] if isinstance(untrusted, list) else []
