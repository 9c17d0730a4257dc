"""Which item's enablement depends on which question, where to find one from the other, and in which order to look.

An item depends on its parent and on the questions that its conditions name. A condition that leads back to the item
itself, by whatever way, has no meaning: such a form is refused. All walks are loops, never recursion: the depth of a
form is not ours to choose.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from prevent_desktop.questionnaire.items import Dependent
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _


class Tree:
    """The items of a form by link id: who is whose parent. Ids are in reading order, parents first."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self.parents = parents
        self._chains: dict[str, tuple[str, ...]] = {}

    def chain(self, link_id: str) -> tuple[str, ...]:
        """The ids from the top down to `link_id` itself."""
        known = self._chains.get(link_id)
        if known is not None:
            return known
        found = [link_id]
        parent = self.parents[link_id]
        while parent is not None:
            found.append(parent)
            parent = self.parents[parent]
        self._chains[link_id] = tuple(reversed(found))
        return self._chains[link_id]

    def way(self, item: str, question: str) -> tuple[int, tuple[str, ...], Dependent]:
        """From `item` to `question`: how many parents up, then down by which link ids; and the way back."""
        to_item, to_question = self.chain(item), self.chain(question)
        shared = 0
        for own, other in zip(to_item[:-1], to_question, strict=False):
            if own != other:
                break
            shared += 1
        back = Dependent(len(to_question) - 1 - shared, to_item[shared:])
        return len(to_item) - 1 - shared, to_question[shared:], back


def ranks(parents: Mapping[str, str | None], asks: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """A place for each item, after its parent and after every question that its conditions ask about.

    QuestionnaireError, naming an item, where there is no such order.
    """
    waiting: dict[str, int] = {}
    followers: dict[str | None, list[str]] = {}
    for link_id, parent in parents.items():
        if link_id not in asks:
            waiting[link_id] = 0 if parent is None else 1
            followers.setdefault(parent, []).append(link_id)
            continue
        needs = {parent, *asks[link_id]}
        needs.discard(None)
        waiting[link_id] = len(needs)
        for need in needs:
            followers.setdefault(need, []).append(link_id)
    ready = deque(link_id for link_id, count in waiting.items() if count == 0)
    order: dict[str, int] = {}
    while ready:
        link_id = ready.popleft()
        order[link_id] = len(order)
        for follower in followers.get(link_id, ()):
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready.append(follower)
    if len(order) < len(parents):
        _refuse_circle(parents, asks, order)
    return order


def _refuse_circle(
    parents: Mapping[str, str | None], asks: Mapping[str, Sequence[str]], ordered: Mapping[str, int]
) -> None:
    here = next(link_id for link_id in parents if link_id not in ordered)
    walked: dict[str, None] = {}
    while here not in walked:
        walked[here] = None
        needs = (*asks.get(here, ()), parents[here])
        here = next(need for need in needs if need is not None and need not in ordered)
    circle = [*list(walked)[list(walked).index(here) :], here]
    asking = next(link_id for link_id in circle if asks.get(link_id))
    raise refused_item(
        asking,
        _("it depends, in a circle, on itself ({circle}).").format(circle=shortened(" → ".join(circle[:12]))),
    )
