"""Members of an element: `.name`, `children()`, `descendants()` and `extension(url)`.

FHIR's JSON writes a primitive in two properties: its value in `birthDate`, its id and extensions in `_birthDate`. Both are
one element; of a list, the entries in the same place are. The library gives two, so that one date compares as two values.

Source: FHIR R4, "JSON Representation of Resources", 2.6.2.1 (primitives); FHIRPath 2.0.0, sections 3.1 (paths) and 5.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_Quantity, ResourceNode
from fhirpathpy.engine.util import get_data

_Context = dict[str, Any]


class Valueless(ResourceNode):  # type: ignore[misc]  # the library has no types
    """A primitive of which only an id or extensions are there: an element, but to an operator there is no value."""


def is_valueless(values: Any) -> bool:
    """Whether that is all that there is."""
    return isinstance(values, list) and len(values) == 1 and isinstance(values[0], Valueless)


def member(ctx: _Context, values: Any, node: Mapping[str, Any]) -> list[Any]:
    """What the library does for a step of a path: the elements of that name below each value.

    A name that begins with a capital may also be that of a type of resource, with which a path starts.
    """
    name = node["children"][0]["text"]
    if not isinstance(values, list):
        return []
    if name[:1].isupper():
        found = [value for value in values if _kind_of(value) == name]
        if found:
            return [ResourceNode(get_data(value), name) for value in found]
    return [element for value in values for element in _named(ctx["model"], value, name)]


def children(ctx: _Context, values: list[Any]) -> list[Any]:
    """The elements directly below each."""
    return [child for value in values for child in _below(ctx["model"], value)]


def descendants(ctx: _Context, values: list[Any]) -> list[Any]:
    """All elements below each, level by level."""
    found: list[Any] = []
    level = values
    while level:
        level = children(ctx, level)
        ctx["budget"].spend(4 * len(level))
        found.extend(level)
    return found


def extension(_ctx: _Context, values: list[Any], url: Any) -> list[Any]:
    """`extension` (FHIR R4): the extensions of each with this address."""
    return [
        ResourceNode(one, "Extension")
        for value in values
        for one in _extensions_of(value)
        if isinstance(one, Mapping) and one.get("url") == url
    ]


def _named(model: Mapping[str, Any], value: Any, name: str) -> Iterator[ResourceNode]:
    data, parts, path = _parts_of(value)
    if isinstance(data, FP_Quantity):
        part = {"value": data.value, "unit": str(data.unit).strip("'")}.get(name)
        yield from () if part is None else (ResourceNode(part, None),)
        return
    place = _place(model, path, name)
    for kind in model["choiceTypePaths"].get(place, ()):
        if name + kind in parts or f"_{name}{kind}" in parts:
            name, place = name + kind, place + kind
            break
    yield from _elements(model, parts, name, place)


def _below(model: Mapping[str, Any], value: Any) -> Iterator[ResourceNode]:
    _data, parts, path = _parts_of(value)
    for name in dict.fromkeys(key.removeprefix("_") for key in parts):
        yield from _elements(model, parts, name, _place(model, path, name))


def _elements(
    model: Mapping[str, Any], parts: Mapping[str, Any], name: str, place: str
) -> Iterator[ResourceNode]:
    """The elements of one name: each value with what the property beside it says of it."""
    kind = "Extension" if name == "extension" else model["path2Type"].get(place, place)
    values, besides = parts.get(name), parts.get(f"_{name}")
    if not isinstance(values, list):
        values = [values]
    if not isinstance(besides, list):
        besides = [besides]
    for value, beside in zip_longest(values, besides):
        if value is not None:
            yield ResourceNode(value, kind, beside)
        elif beside is not None:
            yield Valueless(beside, kind)


def _place(model: Mapping[str, Any], path: str | None, name: str) -> str:
    place = f"{path or '_'}.{name}"
    return str(model["pathsDefinedElsewhere"].get(place, place))


def _parts_of(value: Any) -> tuple[Any, Mapping[str, Any], str | None]:
    """A value's data, its properties (those of a primitive are its id and extensions), and where in FHIR it stands."""
    node = value if isinstance(value, ResourceNode) else ResourceNode(value, None)
    parts = node.data if isinstance(node.data, Mapping) else node._data  # noqa: SLF001 - the library names it so
    return node.data, parts if isinstance(parts, Mapping) else {}, node.path


def _extensions_of(value: Any) -> list[Any]:
    found = _parts_of(value)[1].get("extension")
    return found if isinstance(found, list) else []


def _kind_of(value: Any) -> Any:
    data = get_data(value)
    return data.get("resourceType") if isinstance(data, Mapping) else None


MEMBER: Final = "Member"
"""The kind of node by which the library's evaluator finds `member`."""

ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "children": {"fn": children},
    "descendants": {"fn": descendants},
    "extension": {"fn": extension, "arity": {1: ["String"]}},
}
"""Our own functions, with their arguments as the library describes them."""
