"""All the expressions of one form: read, compiled, and put into the graph of what depends on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from prevent_desktop.questionnaire.dependencies import Tree
from prevent_desktop.questionnaire.expression_graph import (
    ANSWER,
    INITIAL,
    LABEL,
    MET,
    OPTIONS,
    STANDARD_NAMES,
    GraphBuilding,
)
from prevent_desktop.questionnaire.expression_parts import Expression, ExpressionGraph
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.loading.expression_reading import ExpressionReading
from prevent_desktop.questionnaire.loading.item_parts import Extensions
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.translation import _

_WHOLE_FORM: Final = "Questionnaire"


@dataclass(frozen=True, slots=True)
class FormExpressions:
    """What came out: parts of the form and of its items by field, what each item needs before it, and the graph.

    `needs` are the items that must be worked out before an item; `not_followed` says in sentences what is left out.
    """

    form_parts: Mapping[str, Any] = field(default_factory=dict)
    item_parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    needs: Mapping[str, Iterable[str]] = field(default_factory=dict)
    graph: ExpressionGraph = field(default_factory=ExpressionGraph)
    not_followed: tuple[str, ...] = ()


def read_form_expressions(
    form: Extensions,
    items: Iterable[tuple[str, Mapping[str, Any], Extensions]],
    types: Mapping[str, ItemType],
    tree: Tree,
    language: str | None = None,
) -> FormExpressions:
    """The expressions of a form with these extensions, and of `items`: link id, JSON and extensions of each."""
    reading = ExpressionReading(language)
    form_parts = reading.form_parts(_WHOLE_FORM, form)
    item_parts = {
        link_id: parts
        for link_id, raw, extensions in items
        if (parts := reading.item_parts(link_id, raw, extensions))
    }
    if not item_parts and not any(form_parts.values()):
        return FormExpressions(not_followed=reading.not_followed)
    variables = {None: form_parts["variables"]} | {
        link_id: parts["variables"] for link_id, parts in item_parts.items() if "variables" in parts
    }
    handed_over = {one.name for one in form_parts["launch_contexts"]} | reading.names_not_followed
    building = GraphBuilding(tree, types, variables, handed_over)
    for link_id, parts in item_parts.items():
        for work, expressions in _works(parts):
            building.add(link_id, work, expressions)
    graph = building.graph()
    declared = {item: [one.name for one in found] for item, found in variables.items()}
    declared[None] = [*(one.name for one in form_parts["launch_contexts"]), *declared[None]]
    twice = tuple(
        told for item, names in declared.items() for told in _named_twice(item or _WHOLE_FORM, names)
    )
    not_followed = reading.not_followed + _unknown(building.unknown_names) + twice
    return FormExpressions(form_parts, item_parts, building.needs, graph, not_followed)


def _unknown(names: Mapping[str, str]) -> tuple[str, ...]:
    """What is said of names that nothing declares, each with the item where it is used first."""
    return tuple(
        _("The form’s expressions use “%{name}” (first at “{item}”), which the form does not say.").format(
            name=shortened(name), item=shortened(link_id)
        )
        for name, link_id in sorted(names.items())
    )


def _named_twice(link_id: str, names: Sequence[str]) -> Iterable[str]:
    """A sentence for each name that means two things in one place, which SDC forbids (“Managing colliding variables”)."""
    counts = Counter(names)
    for name in counts.keys() & STANDARD_NAMES:
        yield _("“{item}” gives the name “%{name}” to something, which the standard gives to another: that counts.").format(item=shortened(link_id), name=name)  # fmt: skip
    for name, count in counts.items():
        if count > 1:
            yield _("“{item}” gives the name “%{name}” to several things: the last of them counts.").format(
                item=shortened(link_id), name=shortened(name)
            )


def _works(parts: Mapping[str, Any]) -> Iterable[tuple[int, list[Expression]]]:
    """What an item with these parts has to have worked out, and by which expressions."""
    options = [parts[name] for name in ("answer_expression", "candidate_expression") if name in parts]
    options += [toggle.expression for toggle in parts.get("options_toggles", ())]
    starts = [parts[name] for name in ("initial_expression",) if name in parts]
    if "population_context" in parts:
        starts.append(parts["population_context"].expression)
    works = (
        (MET, [parts[name] for name in ("enable_when_expression",) if name in parts]),
        (ANSWER, [parts[name] for name in ("calculated_expression",) if name in parts]),
        (INITIAL, starts),
        (OPTIONS, options),
        (LABEL, [parts[name] for name in ("label_expression",) if name in parts]),
    )
    return [(work, expressions) for work, expressions in works if expressions]
