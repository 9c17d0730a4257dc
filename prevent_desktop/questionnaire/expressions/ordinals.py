"""Finds the weight of a chosen answer: `weight()`, formerly `ordinal()` (HL7 FHIR SDC, "Calculated scores").

The form says it on its options, in the extension itemWeight, formerly ordinalValue, or in a code system that it carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

_URLS: Final = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/itemWeight",
        "http://hl7.org/fhir/StructureDefinition/ordinalValue",
        "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
    }
)
_PROPERTIES: Final = frozenset({"itemWeight", "ordinalValue"})
_Code = tuple[str | None, str | None]


class Ordinals:
    """The weights of the options of one form; indexed when first asked for, so make it once for each form."""

    def __init__(self, questionnaire: Mapping[str, Any] | None) -> None:
        self._questionnaire = questionnaire or {}

    def of(self, value: Any, link_id: str | None) -> Any:
        """The weight of an answer or of its value; None where it has none, or one that depends on an unknown item."""
        coding = _coding(value)
        if coding is None:
            return None
        own = _own_weight(value)
        if own is None and coding is not value:
            own = _own_weight(coding)
        if own is not None:
            return own
        code = (coding.get("system"), coding.get("code"))
        if link_id is not None and (link_id, code) in self._by_item:
            return self._by_item[link_id, code]
        known = self._by_code.get(code, set())
        return next(iter(known)) if len(known) == 1 else None if known else self._of_systems.get(code)

    @cached_property
    def _of_systems(self) -> dict[_Code, Any]:
        """The weights that the code systems in the form give, as extensions or as properties."""
        weights: dict[_Code, Any] = {}
        for system in _parts(self._questionnaire, "contained"):
            waiting = list(_parts(system, "concept")) if system.get("resourceType") == "CodeSystem" else []
            while waiting:
                concept = waiting.pop()
                waiting.extend(_parts(concept, "concept"))
                weight = _own_weight(concept)
                weights[system.get("url"), concept.get("code")] = (
                    _weight_of_property(concept) if weight is None else weight
                )
        return weights

    @cached_property
    def _by_item(self) -> dict[tuple[str | None, _Code], Any]:
        return {(link_id, code): weight for link_id, code, weight in self._options()}

    @cached_property
    def _by_code(self) -> dict[_Code, set[Any]]:
        weights: dict[_Code, set[Any]] = {}
        for _link_id, code, weight in self._options():
            weights.setdefault(code, set()).add(weight)
        return weights

    def _options(self) -> Iterator[tuple[str | None, _Code, Any]]:
        waiting = list(_parts(self._questionnaire, "item"))
        while waiting:
            item = waiting.pop()
            waiting.extend(_parts(item, "item"))
            for option in _parts(item, "answerOption"):
                coding = _coding(option)
                if coding is not None:
                    weight = _own_weight(option)
                    weight = _own_weight(coding) if weight is None else weight
                    if weight is not None:
                        yield item.get("linkId"), (coding.get("system"), coding.get("code")), weight


def link_ids_of_answers(resource: Any) -> dict[int, str]:
    """For each answer of a response and each of their values, by identity, the link id of the question."""
    found: dict[int, str] = {}
    waiting = [resource]
    while waiting:
        one = waiting.pop()
        waiting.extend(_parts(one, "item"))
        for answer in _parts(one, "answer"):
            waiting.append(answer)
            found[id(answer)] = found[id(answer.get("valueCoding"))] = one.get("linkId")
    return found


def _coding(value: Any) -> Mapping[str, Any] | None:
    if not isinstance(value, Mapping):
        return None
    inside = value.get("valueCoding", value)
    return inside if isinstance(inside, Mapping) else None


def _own_weight(element: Mapping[str, Any]) -> Any:
    for extension in _parts(element, "extension"):
        if extension.get("url") in _URLS:
            return next(
                (extension[key] for key in ("valueDecimal", "valueInteger") if key in extension), None
            )
    return None


def _weight_of_property(concept: Mapping[str, Any]) -> Any:
    found = (one for one in _parts(concept, "property") if one.get("code") in _PROPERTIES)
    return next((one[key] for one in found for key in ("valueDecimal", "valueInteger") if key in one), None)


def _parts(element: Any, name: str) -> Iterator[Mapping[str, Any]]:
    children = element.get(name) if isinstance(element, Mapping) else None
    if isinstance(children, list):
        yield from (child for child in children if isinstance(child, Mapping))
