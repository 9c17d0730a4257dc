"""Functions on texts that replace the library's own: bounded, by re2, and right where it is not.

Each takes the library's context, the values that it is called on, and its arguments: an empty list for an empty one.
Source: FHIRPath 2.0.0, section 5.6; 3.0.0 for matchesFull and lastIndexOf.
"""

from __future__ import annotations

from typing import Any, Final

from fhirpathpy.engine.util import get_data

from prevent_desktop.questionnaire.expressions.limits import check_text
from prevent_desktop.questionnaire.expressions.members import is_valueless
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _

_Context = dict[str, Any]
_MOST_MEMORY: Final = 1024 * 1024


def starts_with(_ctx: _Context, values: list[Any], start: Any) -> Any:
    """`startsWith`: any text begins with the empty one, the empty one too."""
    text = _text(values)
    return [] if text is None or not isinstance(start, str) else text.startswith(start)


def ends_with(_ctx: _Context, values: list[Any], end: Any) -> Any:
    """`endsWith`."""
    text = _text(values)
    return [] if text is None or not isinstance(end, str) else text.endswith(end)


def substring(_ctx: _Context, values: list[Any], start: Any, length: Any = None) -> Any:
    """`substring`: empty where it starts outside, an empty text where nothing or less than that is asked for."""
    text = _text(values)
    if text is None or start == [] or not 0 <= start < len(text):
        return []
    if length is None or length == []:
        return text[int(start) :]
    return text[int(start) : int(start) + int(length)] if length > 0 else ""


def joined(_ctx: _Context, left: list[Any], right: list[Any]) -> str:
    """`&`: nothing, and an element without a value, counts as an empty text."""
    one, other = ("" if is_valueless(side) else _text(side) or "" for side in (left, right))
    check_text(len(one) + len(other))
    return one + other


def split(_ctx: _Context, values: list[Any], sign: Any) -> Any:
    """`split`; into its characters where it is split at nothing."""
    text = _text(values)
    if text is None or not isinstance(sign, str):
        return []
    return text.split(sign) if sign else list(text)


def replace(_ctx: _Context, values: list[Any], old: Any, new: Any) -> Any:
    """`replace`, with the size of the result known before it is made."""
    text = _text(values)
    if text is None or not isinstance(old, str) or not isinstance(new, str):
        return []
    check_text(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def join(_ctx: _Context, values: list[Any], between: Any = "") -> Any:
    """`join`, likewise."""
    texts = _plain(values)
    if not texts or not isinstance(between, str):
        return []
    check_text(sum(map(len, texts)) + len(between) * (len(texts) - 1))
    return between.join(texts)


def matches(_ctx: _Context, values: list[Any], pattern: Any) -> Any:
    """`matches`, by re2: linear in the text, whatever the pattern."""
    text = _text(values)
    if text is None or not isinstance(pattern, str):
        return []
    return _compiled("(?s)" + pattern).search(text) is not None


def matches_full(ctx: _Context, values: list[Any], pattern: Any) -> Any:
    """`matchesFull` (FHIRPath 3.0): of the whole text."""
    return matches(ctx, values, f"^(?:{pattern})$" if isinstance(pattern, str) else pattern)


def last_index_of(_ctx: _Context, values: list[Any], part: Any) -> Any:
    """`lastIndexOf` (FHIRPath 3.0)."""
    text = _text(values)
    return [] if text is None or not isinstance(part, str) else text.rfind(part)


def replace_matches(ctx: _Context, values: list[Any], pattern: Any, new: Any) -> Any:
    """`replaceMatches`, by re2, with $1 for the first group."""
    text = _text(values)
    if text is None or not isinstance(pattern, str) or not isinstance(new, str):
        return []
    compiled = _compiled(pattern)
    pieces: list[str] = []
    length = at = 0
    for match in compiled.finditer(text):
        ctx["budget"].spend(2)
        pieces.extend((text[at : match.start()], _filled_in(new, match)))
        length += len(pieces[-1]) + len(pieces[-2])
        check_text(length)
        at = match.end()
    return "".join((*pieces, text[at:]))


def _filled_in(new: str, match: Any) -> str:
    filled = new
    for number in range(9, -1, -1):
        if f"${number}" in filled:
            filled = filled.replace(
                f"${number}", match.group(number) or "" if number <= match.re.groups else ""
            )
            check_text(len(filled))
    return filled


def _compiled(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    return re2.compile(pattern, options)


def _text(values: list[Any]) -> str | None:
    texts = _plain(values)
    if not texts:
        return None
    if len(texts) > 1 or not isinstance(texts[0], str):
        raise not_worked_out(_("It expects a text and finds something else."))
    return texts[0]


def _plain(values: list[Any]) -> list[Any]:
    return [get_data(value) for value in values]


ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "startsWith": {"fn": starts_with, "arity": {1: ["String"]}},
    "endsWith": {"fn": ends_with, "arity": {1: ["String"]}},
    "substring": {"fn": substring, "arity": {1: ["Number"], 2: ["Number", "Number"]}},
    "&": {"fn": joined, "arity": {2: ["Any", "Any"]}},
    "split": {"fn": split, "arity": {1: ["String"]}},
    "replace": {"fn": replace, "arity": {2: ["String", "String"]}},
    "join": {"fn": join, "arity": {0: [], 1: ["String"]}},
    "matches": {"fn": matches, "arity": {1: ["String"]}},
    "matchesFull": {"fn": matches_full, "arity": {1: ["String"]}},
    "lastIndexOf": {"fn": last_index_of, "arity": {1: ["String"]}},
    "replaceMatches": {"fn": replace_matches, "arity": {2: ["String", "String"]}},
}
"""Our own functions, by the names that expressions call them by, with their arguments as the library describes them."""
