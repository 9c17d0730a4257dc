"""What a live response shows of itself: its nodes, and what a change changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from prevent_desktop.questionnaire.items import AnswerOption, Item
from prevent_desktop.questionnaire.live.change_summary import ChangeSummary
from prevent_desktop.questionnaire.live.state import State, is_there
from prevent_desktop.questionnaire.paths import Path
from prevent_desktop.questionnaire.values import Value

NOTHING: Final[frozenset[Path]] = frozenset()

Launch = Mapping[str, Mapping[str, Any]]
"""What a form may read of the record, by name: ``person``, ``case``, ``user``, ``organisation`` …, as FHIR JSON."""


@dataclass(frozen=True)
class Node:
    """One occurrence of an item, as it stands now. `answers` may hold `Absent` and `Unparsed`.

    `options` is what is offered now; `calculated` says that the form works the answer out and nobody types it;
    `label` is the text to show.
    """

    path: Path
    item: Item
    answers: tuple[Value, ...]
    enabled: bool
    occurrence: int
    options: tuple[AnswerOption, ...] = ()
    calculated: bool = False
    label: str = ""

    @classmethod
    def of(cls, state: State, path: Path, occurrence: int) -> Node:
        """The node of a live state, its fields set in one go: thousands are made to show a long section."""
        item, live = state.item, state.live
        node = cls.__new__(cls)
        vars(node).update(
            path=path,
            item=item,
            answers=state.answers,
            enabled=state.enabled,
            occurrence=occurrence,
            options=item.answer_options if live is None or live.options is None else live.options,
            calculated=item.calculated_expression is not None and item.read_only,
            label=item.text if live is None or live.label is None else live.label,
        )
        return node


@dataclass(frozen=True, slots=True)
class Removed:
    """An occurrence that was taken away, with all in it, so that it can be put back.

    `stand_in` is the empty one that took its place where it was the only one.
    """

    state: State = field(repr=False)
    position: int
    stand_in: State | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change changed: newly shown and newly hidden, answered anew, and what has other children now.

    `structure` names parents whose occurrences changed, and questions under whose answers other items lie now. What is
    new there is not among the shown and hidden. `answered` has what was calculated too. `offered` names questions that
    offer other answers now, `labelled` items whose label (`Node.label`) is another.
    """

    shown: frozenset[Path] = NOTHING
    hidden: frozenset[Path] = NOTHING
    answered: frozenset[Path] = NOTHING
    structure: frozenset[Path] = NOTHING
    offered: frozenset[Path] = NOTHING
    labelled: frozenset[Path] = NOTHING
    removed: Removed | None = None

    def __or__(self, later: Changes) -> Changes:
        """Both changes as one; what was shown and then hidden is hidden, and the other way round."""
        return Changes(
            shown=(self.shown - later.hidden) | later.shown,
            hidden=(self.hidden - later.shown) | later.hidden,
            answered=self.answered | later.answered,
            structure=self.structure | later.structure,
            offered=self.offered | later.offered,
            labelled=self.labelled | later.labelled,
            removed=later.removed or self.removed,
        )


def changes_of(
    told: ChangeSummary,
    *,
    new: Iterable[State] = (),
    answered: Iterable[Path] = (),
    structure: Iterable[Path] = (),
    removed: Removed | None = None,
) -> Changes:
    """What was `told`, as paths. What is new is not among the shown and hidden: `structure` tells of it."""
    known = {id(state) for state in (*told.new, *new)}
    flipped = [
        state
        for state, before in told.flipped.values()
        if state.enabled is not before and id(state) not in known and is_there(state)
    ]
    return Changes(
        shown=frozenset(state.path for state in flipped if state.enabled),
        hidden=frozenset(state.path for state in flipped if not state.enabled),
        answered=_paths(told.answered) | frozenset(answered),
        structure=_paths(told.structure)
        | {path[:-1] for path in _paths(told.repeated)}
        | frozenset(structure),
        offered=_paths(told.offered),
        labelled=_paths(told.labelled),
        removed=removed,
    )


def _paths(states: Iterable[State]) -> frozenset[Path]:
    return frozenset(state.path for state in states if is_there(state))
