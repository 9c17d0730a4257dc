"""Type the answers of an example response into a live one, answer by answer, as a person would."""

from __future__ import annotations

from collections.abc import Iterator

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.response import Changes, Path, Response


def type_answers(live: Response, example: Response, path: Path = ()) -> Iterator[Changes]:
    """Give `live` every answer of `example`, in reading order; yields after each, so that a draft can be saved."""
    for node in example.children(path):
        if not node.enabled:
            continue
        if node.item.type is ItemType.GROUP and not _is_there(live, node.path):
            yield live.add_occurrence(node.path[:-1], node.item.link_id)
        if node.answers and node.item.is_question:
            yield live.set_answers(node.path, node.answers)
        if node.item.type is ItemType.GROUP:
            yield from type_answers(live, example, node.path)
            continue
        for number in range(len(node.answers) if node.item.items else 0):
            yield from type_answers(live, example, (*node.path[:-1], (node.item.link_id, number)))


def _is_there(live: Response, path: Path) -> bool:
    link_id, number = path[-1]
    return sum(node.item.link_id == link_id for node in live.children(path[:-1])) > number
