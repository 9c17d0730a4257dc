"""Whether an item is shown: its conditions hold, and what it lies under is shown and gives it a place.

What lies under a question is shown only when there is an answer that it can lie under. A question that is not enabled
counts as not answered.
"""

from __future__ import annotations

from prevent_desktop.questionnaire.comparing import condition_holds
from prevent_desktop.questionnaire.items import EnableBehavior, EnableWhen, ItemType
from prevent_desktop.questionnaire.live.state import Slot, State, climb, descend
from prevent_desktop.questionnaire.values import Value


def conditions_hold(state: State) -> bool:
    """Whether the item's own conditions (`enableWhen`) hold."""
    conditions = state.item.enable_when
    if not conditions:
        return True
    results = (condition_holds(_answers(state, one), one.operator, one.answer) for one in conditions)
    return any(results) if state.item.enable_behavior is EnableBehavior.ANY else all(results)


def _answers(state: State, condition: EnableWhen) -> list[Value]:
    slot = climb(state.home, condition.up)
    if condition.route:
        return [
            value for found in descend([slot], condition.route) if found.enabled for value in found.answers
        ]
    enabled = slot.owner is not None and slot.owner.enabled
    return [slot.value] if enabled and slot.value is not None else []


def has_place(state: State) -> bool:
    """Whether what it lies under is enabled, and has an answer where it is a question."""
    slot: Slot = state.home
    if slot.owner is None:
        return True
    if not slot.owner.enabled:
        return False
    return (
        slot.owner.item.type is ItemType.GROUP
        or slot.value is not None
        or state.item.type is ItemType.DISPLAY
    )
