"""What a form says with expressions (HL7 FHIR SDC), as its items hold it: variables, constraints, toggles, context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from prevent_desktop.questionnaire.expressions import Expression
from prevent_desktop.questionnaire.values import Value

__all__ = [
    "CONTEXT_NAMES",
    "Constraint",
    "Expression",
    "ExpressionGraph",
    "LaunchContext",
    "OptionsToggle",
    "Reader",
    "Variable",
]

CONTEXT_NAMES: Final = frozenset({"patient", "encounter", "location", "user", "study", "clinician", "practitioner", "person", "case", "organisation"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variable:
    """A name for what an expression gives, known to the item that declares it and to all under it."""

    name: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule that must hold where it stands. `severity` is ``error`` or ``warning``; `human` says it for people.

    `location` names, by FHIRPath as the form wrote it, the elements that the rule is about.
    """

    key: str
    severity: str
    human: str
    expression: Expression
    requirements: str = ""
    location: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionsToggle:
    """Some of the offered answers, and the expression that says whether they are offered now."""

    options: tuple[Value, ...]
    expression: Expression


@dataclass(frozen=True, slots=True)
class LaunchContext:
    """Something that a program hands over when the form is opened: its name (``patient``), types, and what it is for."""

    name: str
    types: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Something that reads an item: so many parents up from that item, then down by link ids.

    An empty route means what is reached by going up; `up` is -1 for what lies under the item, or is the item itself.
    """

    up: int
    route: tuple[str, ...]
    work: int
    variable: str = ""


@dataclass(frozen=True, slots=True)
class ExpressionGraph:
    """The expressions of one form and what they depend on.

    `works` says for each item what there is to work out, `wide` which of it reads everything. `variables` are those that
    an item (or the form, None) declares; `wide_variables` those that read everything. `watches` is whether there are any
    expressions at all; `contexts` are names that have a value only where a program hands one over.
    """

    works: Mapping[str, int] = field(default_factory=dict)
    wide: Mapping[str, int] = field(default_factory=dict)
    readers: Mapping[str, tuple[Reader, ...]] = field(default_factory=dict)
    variables: Mapping[str | None, Mapping[str, Expression]] = field(default_factory=dict)
    wide_variables: frozenset[tuple[str | None, str]] = frozenset()
    contexts: frozenset[str] = CONTEXT_NAMES
    watches: bool = False
