"""A compiled expression: its text, what it reads, and how it is evaluated."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from prevent_desktop.questionnaire.expressions.evaluation import work_out
from prevent_desktop.questionnaire.expressions.parsing import parse
from prevent_desktop.questionnaire.expressions.reads import Reads, reads_of
from prevent_desktop.questionnaire.expressions.surroundings import Surroundings
from prevent_desktop.questionnaire.expressions.tree import Node


class Expression:
    """One FHIRPath expression. Made by `compile_expression`; equal texts are equal expressions."""

    def __init__(self, text: str, tree: Node) -> None:
        self.text = text
        self._tree = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    @cached_property
    def reads(self) -> Reads:
        """What it reads: enough to evaluate it over a response that holds nothing else."""
        return reads_of(self._tree)

    def evaluate(self, surroundings: Surroundings) -> list[Any]:
        """Its values as raw FHIR JSON (bool, int, Decimal, str, dict), never changed in place; ExpressionError.

        Dates and times are texts, quantities are FHIR's Quantity.
        """
        return work_out(self._tree, surroundings)


def compile_expression(untrusted: str) -> Expression:
    """Read an expression; ExpressionSyntaxError with the position of the first character that makes no sense."""
    return Expression(untrusted, parse(untrusted))
