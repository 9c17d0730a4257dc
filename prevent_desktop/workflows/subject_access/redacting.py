"""Takes out of a document what a person decided to remove: from the text itself, so that no later step can show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from prevent_desktop.translation import _
from prevent_desktop.workflows.removing_words import Span, replaced
from prevent_desktop.workflows.subject_access.review import Ground, Review, Ruling, What
from prevent_desktop.workflows.subject_access.third_parties import Place, step_to

Json = dict[str, Any]


def redacted(document: Json, places: Iterable[Place], review: Review) -> Json:
    """The document without what is to be removed, in a copy; what stays is the same, letter by letter.

    Where a removed name also stands in a copy of the same text (a form's event stands in the record too), each is a
    place of its own. `removed` counts what was taken out.
    """
    by_path: dict[tuple[str, ...], list[tuple[Place, Ruling]]] = defaultdict(list)
    count = 0
    for place in places:
        ruling = review.rulings[place.key]
        if ruling.what is not What.KEEP:
            by_path[place.path].append((place, ruling))
            count += 1
    return {**_copy(document, (), by_path), "removed": count}


def _copy(
    value: Any, path: tuple[str, ...], by_path: Mapping[tuple[str, ...], list[tuple[Place, Ruling]]]
) -> Any:
    if isinstance(value, dict):
        return {name: _copy(each, (*path, name), by_path) for name, each in value.items()}
    if isinstance(value, list):
        return [_copy(each, (*path, step_to(each, number)), by_path) for number, each in enumerate(value)]
    if isinstance(value, str) and path in by_path:
        return _without(value, by_path[path])
    return value


def _without(text: str, ruled: list[tuple[Place, Ruling]]) -> str:
    whole = next((ruling for _place, ruling in ruled if ruling.what is What.PASSAGE), None)
    if whole is not None:
        return removed_words(whole)
    return replaced(text, (Span(place.start, place.end, removed_words(ruling)) for place, ruling in ruled))


def removed_words(ruling: Ruling) -> str:
    """What stands in place of it. Other grounds than another person are not told: the ground itself can tell something."""
    return _("[removed: about another person]") if ruling.ground is Ground.OTHER_PERSON else _("[removed]")
