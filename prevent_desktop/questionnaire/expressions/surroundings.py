"""What an expression is evaluated over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prevent_desktop.questionnaire.expressions.ordinals import Ordinals


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression sees; nothing of it is ever changed.

    `resource` is the QuestionnaireResponse (%resource). `context` is the item of it that carries the expression, where
    a path without a start begins (%context); None for an expression of the form itself, whose context is the response.
    `variables` holds lists of raw FHIR JSON values by name: variables and launch contexts. An empty list is a variable
    without a value; a name that is not there is an ExpressionError. `questionnaire` is %questionnaire, and `qitem` the
    item of it that belongs to the context (%qitem). `ordinals` are the weights of the form's options; make them once
    for each form.
    """

    resource: Mapping[str, Any]
    context: Mapping[str, Any] | None = None
    variables: Mapping[str, list[Any]] = field(default_factory=dict)
    questionnaire: Mapping[str, Any] | None = None
    qitem: Mapping[str, Any] | None = None
    ordinals: Ordinals = field(default_factory=lambda: Ordinals(None))
