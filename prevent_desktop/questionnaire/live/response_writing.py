"""Writes the tree of a response as JSON text. A draft keeps the text of what did not change since it was last written.

A draft holds everything, also what is not shown at present and which groups are still empty; the finished text holds
only what is enabled and answered (FHIR R4). The depth of the tree is that of a loaded form, so recursion is bounded.
"""

from __future__ import annotations

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.live.state import Slot, State
from prevent_desktop.questionnaire.value_codec import write_value


def items_text(root: Slot, *, draft: bool) -> str:
    """The JSON text of the items of a response, without the brackets; empty where nothing is answered."""
    return _join(root, draft=draft)


def _join(slot: Slot, *, draft: bool) -> str:
    texts = (_state_text(state, draft=draft) for state in slot.states())
    return ",".join(text for text in texts if text)


def _state_text(state: State, *, draft: bool) -> str:
    if not draft:
        return _fresh_text(state, draft=False) if state.enabled else ""
    if state.draft is None:
        state.draft = _fresh_text(state, draft=True)
    return state.draft


def _fresh_text(state: State, *, draft: bool) -> str:
    if state.item.type is ItemType.GROUP:
        body = _join(state.slots[0], draft=draft)
        name = "item"
    else:
        body = ",".join(text for slot in state.slots if (text := _answer_text(slot, state, draft=draft)))
        name = "answer"
    if body:
        return f'{{{_head(state)},"{name}":[{body}]}}'
    return f"{{{_head(state)}}}" if draft and _counts_when_empty(state) else ""


def _counts_when_empty(state: State) -> bool:
    """An empty one is kept in a draft where it was read, and where another occurrence would else take its place."""
    return state.extras is not None or len(state.home.children[state.item.link_id]) > 1


def _head(state: State) -> str:
    head = f'"linkId":{json_text(state.item.link_id)}'
    if state.extras is not None:
        return f"{head},{state.extras}" if state.extras else head
    return f'{head},"text":{json_text(state.item.text)}' if state.item.text else head


def _answer_text(slot: Slot, state: State, *, draft: bool) -> str:
    under = _join(slot, draft=draft)
    nested = f'"item":[{under}]' if under else ""
    if slot.value is None:
        return f"{{{nested}}}" if nested and draft else ""
    own = (
        slot.written
        if slot.written is not None
        else json_text(write_value(state.item.type, slot.value))[1:-1]
    )
    return f"{{{own},{nested}}}" if nested else f"{{{own}}}"
