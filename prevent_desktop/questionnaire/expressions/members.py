"""Members of an element: `.name`, `children()`, `descendants()` and `extension(url)`.

FHIR's JSON writes a primitive in two properties: its value in `birthDate`, its id and extensions in `_birthDate`. Both are
one element; of a list, the entries in the same place are.

Source: FHIR R4, "JSON Representation of Resources", 2.6.2.1 (primitives); FHIRPath 2.0.0, sections 3.1 (paths) and 5.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.element_types import element, is_a, named_choice
from prevent_desktop.questionnaire.expressions.limits import Run
from prevent_desktop.questionnaire.expressions.signatures import Function, Take
from prevent_desktop.questionnaire.expressions.tree import TypeName
from prevent_desktop.questionnaire.expressions.values import Element, Quantity

_NO_PARTS: Final[Mapping[str, Any]] = {}


def member(values: list[Any], name: str) -> list[Any]:
    """The elements of that name below each value.

    A name that begins with a capital may also be that of a type of resource, with which a path starts.
    """
    if name[:1].isupper():
        found = [one for one in values if is_a(one, TypeName("FHIR", name))]
        if found:
            return found
    found = []
    for value in values:
        if isinstance(value, Element):
            parts = _parts_of(value)
            found += _elements(value.type, parts, named_choice(name, parts))
        elif isinstance(value, Quantity) and name in {"value", "unit"}:
            found.append(value.value if name == "value" else value.unit.strip("'"))
    return found


def _children(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        parts = _parts_of(value)
        for name in dict.fromkeys(key.removeprefix("_") for key in parts):
            if name != "resourceType":  # a mark of JSON, and no element
                found += _elements(value.type, parts, name)
    return found


def _descendants(run: Run, values: list[Any]) -> list[Any]:
    """All elements below each, level by level."""
    found: list[Any] = []
    level = values
    while level:
        level = _children(level)
        run.spend(4 * len(level))
        found += level
    return found


def _extension(values: list[Any], url: str) -> list[Any]:
    return [
        one
        for one in member(values, "extension")
        if isinstance(one.data, Mapping) and one.data.get("url") == url
    ]


def _elements(parent: str, parts: Mapping[str, Any], name: str) -> Iterator[Element]:
    """The elements of one name: each value with what the property beside it says of it."""
    values, besides = parts.get(name), parts.get("_" + name)
    if besides is None and not isinstance(values, list):
        if values is not None:
            yield element(parent, name, values)
        return
    for value, beside in zip_longest(_listed(values), _listed(besides)):
        if value is not None or beside is not None:
            yield element(parent, name, value, beside)


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _parts_of(value: Any) -> Mapping[str, Any]:
    """The properties of an element; those of a primitive are its id and extensions."""
    if not isinstance(value, Element):
        return _NO_PARTS
    parts = value.data if isinstance(value.data, Mapping) else value.beside
    return parts if isinstance(parts, Mapping) else _NO_PARTS


FUNCTIONS: Final = {
    "children": Function(_children),
    "descendants": Function(_descendants, uses_run=True),
    "extension": Function(_extension, (Take.TEXT,)),
}
