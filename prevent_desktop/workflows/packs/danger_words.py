"""What a pack's first page says of immediate danger: yes where any form says so, with the call and its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.casework.withholding import place_of_answer
from prevent_desktop.packs.withheld_words import withheld_words
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.reading import words_for_receiver
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.form_marks import PackPart, enabled_nodes, pack_parts
from prevent_desktop.workflows.packs.withholding.cutting import Cutter


def danger_words(opened: Iterable[tuple[FilledForm, Response]], cutter: Cutter) -> str:
    """What was answered about danger, "Not known" included, and what was done, a line each; empty where no form asks.

    It is of the first form that says yes, or else of the first that asks: a later form must not hide a danger.
    """
    chosen = _chosen(opened)
    if chosen is None:
        return ""
    form, nodes = chosen
    return "\n".join(
        words for node in nodes for words in _said(node, cutter.why(place_of_answer(form.id, node.path)))
    )


def stated_danger(opened: Iterable[tuple[FilledForm, Response]], cutter: Cutter) -> StatedDanger:
    """The same for a program: not known where nobody asked, where the answer is kept back, and where it says so."""
    form, nodes = _chosen(opened) or (None, [])
    told = [
        (node.item.type, value)
        for node in nodes
        if form is not None and not cutter.why(place_of_answer(form.id, node.path))
        for value in node.answers
    ]
    said = [value for kind, value in told if kind is ItemType.BOOLEAN]
    if True in said:
        called = next((value for _kind, value in told if isinstance(value, time)), None)
        return StatedDanger(DangerAnswer.YES, called)
    return StatedDanger(
        DangerAnswer.NO if said and all(one is False for one in said) else DangerAnswer.NOT_KNOWN
    )


def _chosen(opened: Iterable[tuple[FilledForm, Response]]) -> tuple[FilledForm, list[Node]] | None:
    """The form whose answers page one has, and these."""
    asked = [(form, nodes) for form, response in opened if (nodes := _nodes(response))]
    return next((one for one in asked if _says_yes(one[1])), asked[0] if asked else None)


def _nodes(response: Response) -> list[Node]:
    """The answered questions about danger that are shown."""
    parts = pack_parts(response.questionnaire)
    return [
        node
        for node in enabled_nodes(response)
        if parts.get(node.item.link_id) is PackPart.DANGER and node.answers
    ]


def _says_yes(nodes: Iterable[Node]) -> bool:
    return any(node.item.type is ItemType.BOOLEAN and True in node.answers for node in nodes)


def _said(node: Node, withheld: str) -> Iterator[str]:
    """The answers of a question in words; where they are kept back, why."""
    if withheld:
        yield withheld_words(withheld)
    else:
        yield from (_worded(node.item, value) for value in node.answers)


def _worded(item: Item, value: Value) -> str:
    """An answer in words; a time says of what, since it stands without its question."""
    words = words_for_receiver(item, value)
    if item.type is not ItemType.TIME or isinstance(value, Absent):
        return words
    return _("{question}: {answer}").format(question=item.pack_text or item.label, answer=words)
