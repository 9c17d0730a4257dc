"""Functions of texts: bounded, and matched by re2 in a time that grows with the text alone.

Source: FHIRPath 2.0.0, sections 5.6 and 6.6.7; 3.0.0 for encode, decode, split, join, trim, matchesFull and lastIndexOf.
"""

from __future__ import annotations

import base64
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.limits import Run, check_text
from prevent_desktop.questionnaire.expressions.signatures import Function, Take, on_text, text_of
from prevent_desktop.questionnaire.expressions.trouble import does_not_fit

_MOST_MEMORY: Final = 1024 * 1024


def _substring(text: str, start: int, length: int | None = None) -> str | None:
    """Nothing where it starts outside, an empty text where nothing or less than that is asked for."""
    if not 0 <= start < len(text):
        return None
    return text[start:] if length is None else text[start : start + max(length, 0)]


def joined(_run: Run, left: list[Any], right: list[Any]) -> str:
    """`&`: nothing, and an element without a value, counts as an empty text."""
    one, other = text_of(left) or "", text_of(right) or ""
    check_text(len(one) + len(other))
    return one + other


def _replace(text: str, old: str, new: str) -> str:
    """With the size of the result known before it is made."""
    check_text(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _join(values: list[Any], between: str = "") -> str | None:
    texts = [text for value in values if (text := text_of([value])) is not None]
    check_text(sum(map(len, texts)) + len(between) * (len(texts) - 1))
    return between.join(texts) if values else None


def _matches(text: str, pattern: str) -> bool:
    return _compiled("(?s)" + pattern).search(text) is not None


def _replace_matches(run: Run, text: str, pattern: str, new: str) -> str:
    """With $1 for the first group."""
    compiled = _compiled(pattern)
    pieces: list[str] = []
    length = at = 0
    for match in compiled.finditer(text):
        run.spend(2)
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
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise does_not_fit() from None


def _encode(text: str, way: str) -> str | None:
    data = text.encode()
    if way == "hex":
        return data.hex()
    if way == "base64":
        return base64.b64encode(data).decode()
    return base64.urlsafe_b64encode(data).decode() if way == "urlbase64" else None


def _decode(text: str, way: str) -> str | None:
    if way == "hex":
        return bytes.fromhex(text).decode()
    if way == "base64":
        return base64.b64decode(text, validate=True).decode()
    return base64.urlsafe_b64decode(text).decode() if way == "urlbase64" else None


FUNCTIONS: Final = {
    "length": on_text(len),
    "upper": on_text(str.upper),
    "lower": on_text(str.lower),
    "trim": on_text(str.strip),
    "toChars": on_text(list),
    "startsWith": on_text(str.startswith, Take.TEXT),
    "endsWith": on_text(str.endswith, Take.TEXT),
    "contains": on_text(str.__contains__, Take.TEXT),
    "indexOf": on_text(str.find, Take.TEXT),
    "lastIndexOf": on_text(str.rfind, Take.TEXT),
    "substring": on_text(_substring, Take.WHOLE, Take.LENGTH, optional=1),
    "split": on_text(lambda text, sign: text.split(sign) if sign else list(text), Take.TEXT),
    "replace": on_text(_replace, Take.TEXT, Take.TEXT),
    "join": Function(_join, (Take.TEXT,), optional=1),
    "matches": on_text(_matches, Take.TEXT),
    "matchesFull": on_text(lambda text, pattern: _matches(text, f"^(?:{pattern})$"), Take.TEXT),
    "replaceMatches": on_text(_replace_matches, Take.TEXT, Take.TEXT, uses_run=True),
    "encode": on_text(_encode, Take.TEXT),
    "decode": on_text(_decode, Take.TEXT),
}
