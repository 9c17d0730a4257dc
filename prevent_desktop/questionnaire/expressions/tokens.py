"""Cuts a FHIRPath expression into words and signs (the lexical rules of FHIRPath 2.0, annex "Formal Specifications")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from prevent_desktop.questionnaire.expressions.trouble import unreadable
from prevent_desktop.translation import _

_TIME: Final = r"[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_TOKEN: Final = re.compile(
    r"(?P<space>(?:[ \r\n\t]+|/\*[\s\S]*?\*/|//[^\r\n]*)+)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}%])"
    r"|(?P<string>'(?:\\[\s\S]|[^'\\])*')"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<own>\$this|\$index|\$total)"
    r"|(?P<quoted>`(?:\\[\s\S]|[^`\\])*`)"
    rf"|(?P<time>@T{_TIME})"
    rf"|(?P<date>@[0-9]{{4}}(?:-[0-9]{{2}}(?:-[0-9]{{2}}(?:T{_TIME})?)?)?(?:T(?![A-Za-z0-9_]))?)"
)
_MOST_DIGITS: Final = 60
END: Final = "end"


@dataclass(slots=True)
class Tokens:
    """The tokens of one expression without spaces and comments, and where each begins in it.

    The last one is the end, of kind `END` and empty.
    """

    kinds: list[str]
    texts: list[str]
    places: list[int]


def cut(untrusted: str) -> Tokens:
    """The tokens of an expression; ExpressionSyntaxError where a character begins none."""
    kinds, texts, places = [], [], []
    at = 0
    match = _TOKEN.match
    while at < len(untrusted):
        found = match(untrusted, at)
        if found is None:
            raise unreadable(_begins_nothing(untrusted[at]), at)
        kind = found.lastgroup or ""
        if kind != "space":
            text = found[kind]
            if kind == "number" and len(text) > _MOST_DIGITS:
                raise unreadable(_("A number in it is longer than any that is needed."), at)
            kinds.append(kind)
            texts.append(text)
            places.append(at)
        at = found.end()
    kinds.append(END)
    texts.append("")
    places.append(at)
    return Tokens(kinds, texts, places)


def _begins_nothing(character: str) -> str:
    if character in {"'", "`"}:
        return _("A quotation begins here and never ends.")
    if character == '"':
        return _("A text stands in single quotation marks, not in double ones.")
    if character == "@":
        return _("A date or time is expected after “@”, such as @2026-01-31 or @T09:30.")
    if character == "$":
        return _("Only $this, $index and $total begin with “$”.")
    return _("“{character}” has no meaning here.").format(character=character)
