"""What a form says with expressions (HL7 FHIR SDC), as its items hold it: variables, constraints, toggles, context."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.questionnaire.expressions import Expression
from prevent_desktop.questionnaire.values import Value

__all__ = ["Constraint", "Expression", "LaunchContext", "OptionsToggle", "Variable"]


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
