"""Turns the tree of an expression into the one that is evaluated: the same meaning, without what the library gets wrong.

- `a.b.c` becomes one node with three steps, so that a long path is not a deep tree.
- A text with escapes becomes a constant: the library resolves escapes in an order that spoils some of them. So does a
  decimal, which the library takes for an integer where its digits behind the point are zeros.
- `-x` becomes `x.negated()` in our own table: the library changes the sign inside the data that it was given.
- A step of a path becomes a node of our own kind (`members`), since the library gives a primitive with extensions twice.
- %'name' gets the identifier that the library looks for; names in backticks lose them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.members import MEMBER
from prevent_desktop.questionnaire.expressions.narrowing import steps_of, text_of
from prevent_desktop.questionnaire.expressions.parsing import Tree
from prevent_desktop.questionnaire.expressions.trouble import unreadable
from prevent_desktop.translation import _

NEGATED: Final = "-negated"
_FRAMES: Final = {
    "InvocationExpression": 3,
    "FunctionInvocation": 8,
    "TermExpression": 2,
    "InvocationTerm": 2,
    "ParenthesizedTerm": 2,
    "LiteralTerm": 2,
    "IndexerExpression": 2,
    "PolarityExpression": 3,
    "ParamList": 0,
    "Functn": 0,
}
_FRAMES_OF_OPERATOR: Final = 4
_MOST_FRAMES: Final = 560
_CERTAINLY_FLAT: Final = 180


@dataclass(slots=True)
class Lowered:
    """What is evaluated: the tree, the constants that it names, and how many nodes its largest function argument has."""

    tree: Tree
    constants: dict[str, list[Any]] = field(default_factory=dict)
    weight: int = 1


def refuse_too_deep(tree: Tree, length: int) -> None:
    """Refuse an expression of `length` characters whose evaluation could need more of Python's stack than is safe.

    Each kind of node costs the library so many nested calls; 560 of Python's 1,000 leave room for whoever calls us.
    """
    if length < _CERTAINLY_FLAT:
        return
    waiting = [(tree["children"][0], 0)]
    while waiting:
        node, above = waiting.pop()
        above += _FRAMES.get(node["type"], _FRAMES_OF_OPERATOR)
        if above > _MOST_FRAMES:
            raise unreadable(_("It is nested too deeply."), 0)
        children = node.get("children", ())
        if node["type"] == "InvocationExpression" and children[0]["type"] == "InvocationExpression":
            waiting.append((children[0], above - _FRAMES["InvocationExpression"]))
            waiting.append((children[1], above))
        else:
            waiting.extend((child, above) for child in children)


def lower(tree: Tree) -> Lowered:
    """The tree to evaluate for the tree that was read."""
    lowered = Lowered(tree)
    lowered.tree = _lower(tree["children"][0], lowered)
    return lowered


def _lower(node: Tree, into: Lowered) -> Tree:
    special = _SPECIAL.get(node["type"])
    if special is not None:
        return special(node, into)
    if "children" not in node:
        return node
    return {**node, "children": [_lower(child, into) for child in node["children"]]}


def _path(node: Tree, into: Lowered) -> Tree:
    return {**node, "children": [_lower(step, into) for step in steps_of(node)]}


def _text(node: Tree, into: Lowered) -> Tree:
    if "\\" not in node["text"]:
        return node
    return _constant(text_of(node), into)


def _member(node: Tree, into: Lowered) -> Tree:
    return {**node, "type": MEMBER, "children": [_lower(child, into) for child in node["children"]]}


def _number(node: Tree, into: Lowered) -> Tree:
    return _constant(Decimal(node["text"]), into) if "." in node["text"] else node


def _constant(value: Any, into: Lowered) -> Tree:
    name = f"constant {len(into.constants)}"
    into.constants[name] = [value]
    return _node("ExternalConstantTerm", _node("ExternalConstant", _identifier(name)))


def _named(node: Tree, _into: Lowered) -> Tree:
    return _node(
        "ExternalConstant", _identifier(text_of(node["children"][0] if "children" in node else node))
    )


def _signed(node: Tree, into: Lowered) -> Tree:
    operand = _lower(node["children"][0], into)
    if node["terminalNodeText"] == ["+"]:
        return operand
    return _node(
        "InvocationExpression",
        operand,
        _node("FunctionInvocation", _node("Functn", _identifier(NEGATED))),
    )


def _arguments(node: Tree, into: Lowered) -> Tree:
    children = [_lower(child, into) for child in node["children"]]
    into.weight = max(into.weight, *map(_size, children))
    return {**node, "children": children}


_SPECIAL: Final[dict[str, Callable[[Tree, Lowered], Tree]]] = {
    "InvocationExpression": _path,
    "StringLiteral": _text,
    "NumberLiteral": _number,
    "MemberInvocation": _member,
    "ExternalConstant": _named,
    "Identifier": lambda node, _into: {**node, "text": text_of(node)},
    "PolarityExpression": _signed,
    "TypeSpecifier": lambda node, _into: node,
    "ParamList": _arguments,
}


def _node(kind: str, *children: Tree) -> Tree:
    return {"type": kind, "terminalNodeText": [], "children": list(children)}


def _identifier(name: str) -> Tree:
    return {"type": "Identifier", "terminalNodeText": [name], "text": name}


def _size(node: Tree) -> int:
    """How many nodes are evaluated each time, those of nested function arguments aside: they count for themselves."""
    return 1 + sum(_size(child) for child in node.get("children", ()) if child["type"] != "ParamList")
