"""Recognises the shapes by which expressions pick items: `where(linkId = 'x')` and its like, and `repeat(item)`."""

from __future__ import annotations

from typing import Final

from prevent_desktop.questionnaire.expressions.tree import (
    Literal,
    Member,
    Node,
    Operation,
    Own,
    Path,
    parts_of,
)

_LINK_ID: Final = Member("linkId")
_ITEM: Final = (Member("item"),)
_ITEM_OF_ANSWER: Final = (Member("answer"), Member("item"))
_THIS: Final = Own("$this")


def narrowed_to(condition: Node) -> frozenset[str] | None:
    """The link ids of the items that can meet the condition; None where it does not pin them down."""
    return None if _counts(condition) else _pinned(condition)


def _pinned(node: Node) -> frozenset[str] | None:
    match node:
        case Operation("=", left, right):
            return _texts_beside_link_id(left, right, one=True) or _texts_beside_link_id(
                right, left, one=True
            )
        case Operation("in", left, right):
            return _texts_beside_link_id(left, right)
        case Operation("contains", left, right):
            return _texts_beside_link_id(right, left)
        case Operation("or", left, right):
            return _either(_pinned(left), _pinned(right))
        case Operation("and", left, right):
            return _both(_pinned(left), _pinned(right))
        case _:
            return None


def _either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None:
        return other
    return one if other is None else one & other


def _texts_beside_link_id(asked: Node, offered: Node, *, one: bool = False) -> frozenset[str] | None:
    if _from_this(asked) != (_LINK_ID,):
        return None
    texts = _texts(offered)
    return texts if texts is not None and (not one or len(texts) == 1) else None


def _texts(node: Node) -> frozenset[str] | None:
    match node:
        case Literal(str() as text):
            return frozenset({text})
        case Operation("|", left, right):
            return _either(_texts(left), _texts(right))
        case _:
            return None


def only_goes_down(projection: Node) -> bool:
    """Whether what `repeat` follows is `item`, `answer.item` or both: then it reaches items in their order alone."""
    if isinstance(projection, Operation) and projection.sign == "|":
        return only_goes_down(projection.left) and only_goes_down(projection.right)
    return _from_this(projection) in {_ITEM, _ITEM_OF_ANSWER}


def _from_this(path: Node) -> tuple[Node, ...]:
    steps = parts_of(path) if isinstance(path, Path) else (path,)
    return steps[1:] if steps[0] == _THIS else steps


def _counts(node: Node) -> bool:
    """Whether $index or $total is used: a position among all items says nothing of the named ones."""
    return (isinstance(node, Own) and node != _THIS) or any(map(_counts, parts_of(node)))
