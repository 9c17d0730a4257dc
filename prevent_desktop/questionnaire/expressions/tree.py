"""The tree of a FHIRPath expression: `parsing` makes it, `reads` analyses it, `evaluation` works it out.

Brackets leave no node, and `a is T` is the node of `a.is(T)`: they mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """`{}`."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value that is written out: a bool, int, Decimal, str, Moment or Quantity."""

    value: Any


@dataclass(frozen=True, slots=True)
class Own(Node):
    """`$this`, `$index` or `$total`."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`%name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """The elements of one name, as the start of a path or a step of it."""

    name: str


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type, such as `FHIR.Quantity`; without a namespace where none is said."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with its arguments, as the start of a path or a step of it."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    """What a path starts with, and the steps behind it; flat, so that a long path is not a deep tree."""

    start: Node
    steps: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`values[index]`."""

    values: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Sign(Node):
    """A plus or minus sign before an operand."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """An operator between two operands."""

    sign: str
    left: Node
    right: Node


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    match node:
        case Call(_, arguments):
            return arguments
        case Path(start, steps):
            return start, *steps
        case Index(one, other) | Operation(_, one, other):
            return one, other
        case Sign(_, operand):
            return (operand,)
    return ()
