"""Recognises the shapes by which expressions pick items: `where(linkId = 'x')` and its like, and `repeat(item)`."""

from __future__ import annotations

import re
from typing import Final

from prevent_desktop.questionnaire.expressions.parsing import Tree

_WRAPPERS: Final = frozenset({"TermExpression", "InvocationTerm", "ParenthesizedTerm", "LiteralTerm"})
_ESCAPES: Final = {
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "'": "'",
    "`": "`",
    '"': '"',
    "\\": "\\",
    "/": "/",
}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]))")


def text_of(node: Tree) -> str:
    r"""What a text in quotation marks or a name means: without its marks, its escapes resolved (FHIRPath 2.0, 4.1.1).

    An escape that FHIRPath does not know keeps its backslash: forms write patterns such as '\d' like that.
    """
    written: str = node["terminalNodeText"][-1]
    if written[:1] in {"'", "`"}:
        written = written[1:-1]
    return _ESCAPE.sub(_meant, written) if "\\" in written else written


def _meant(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _ESCAPES.get(escape[2], "\\" + escape[2])


def steps_of(path: Tree) -> list[Tree]:
    """The start of a path and each step behind it, in order; a long path is a deep tree."""
    steps = []
    while path["type"] == "InvocationExpression":
        path, behind = path["children"]
        steps.append(behind)
    return [path, *reversed(steps)]


def narrowed_to(condition: Tree) -> frozenset[str] | None:
    """The link ids of the items that can meet the condition; None where it does not pin them down."""
    if _counts(condition):
        return None
    return _pinned(condition)


def _pinned(node: Tree) -> frozenset[str] | None:
    node = _bare(node)
    if len(node.get("children", ())) != 2:  # noqa: PLR2004 - an operator stands between two operands
        return None
    left, right = node["children"]
    match node["terminalNodeText"]:
        case ["="]:
            return _texts_beside_link_id(left, right, one=True) or _texts_beside_link_id(
                right, left, one=True
            )
        case ["in"]:
            return _texts_beside_link_id(left, right)
        case ["contains"]:
            return _texts_beside_link_id(right, left)
        case ["or" | "and" as sign]:
            return _pinned_by_both(sign, [_pinned(left), _pinned(right)])
        case _:
            return None


def _pinned_by_both(sign: str, ids: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [one for one in ids if one is not None]
    if sign == "and" and known:
        return frozenset.intersection(*known)
    return frozenset.union(*known) if len(known) == len(ids) else None


def _texts_beside_link_id(asked: Tree, offered: Tree, *, one: bool = False) -> frozenset[str] | None:
    if not _is_link_id(_bare(asked)):
        return None
    texts = _texts(offered)
    return texts if texts is not None and (not one or len(texts) == 1) else None


def _texts(node: Tree) -> frozenset[str] | None:
    node = _bare(node)
    if node["type"] == "StringLiteral":
        return frozenset({text_of(node)})
    if node["type"] == "UnionExpression":
        both = [_texts(child) for child in node["children"]]
        known = [one for one in both if one is not None]
        return frozenset.union(*known) if len(known) == len(both) else None
    return None


def _is_link_id(node: Tree) -> bool:
    names = [_name(_bare(step)) for step in steps_of(node)]
    return names in (["linkId"], ["$this", "linkId"])


def only_goes_down(projection: Tree) -> bool:
    """Whether what `repeat` follows is `item`, `answer.item` or both: then it reaches items in their order alone."""
    node = _bare(projection)
    if node["type"] == "UnionExpression":
        return all(only_goes_down(child) for child in node["children"])
    names = [_name(_bare(step)) for step in steps_of(node)]
    return names[names[:1] == ["$this"] :] in (["item"], ["answer", "item"])


def _name(node: Tree) -> str:
    if node["type"] == "ThisInvocation":
        return "$this"
    return text_of(node["children"][0]) if node["type"] == "MemberInvocation" else ""


def _bare(node: Tree) -> Tree:
    while node["type"] in _WRAPPERS:
        node = node["children"][0]
    return node


def _counts(node: Tree) -> bool:
    """Whether $index or $total is used: a position among all items says nothing of the named ones."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one["type"] in {"IndexInvocation", "TotalInvocation"}:
            return True
        waiting.extend(one.get("children", ()))
    return False
