"""Reads a FHIRPath expression into a tree (`tree`), and says where it is wrong instead of guessing.

How deep a tree can be is bounded. Source: FHIRPath 2.0.0 (ANSI/HL7 Normative Release 1), section 6.8 (precedence), annex
"Formal Specifications", and its functions for trial use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prevent_desktop.questionnaire.expressions import tree
from prevent_desktop.questionnaire.expressions.moments import moment_of
from prevent_desktop.questionnaire.expressions.trouble import unreadable
from prevent_desktop.questionnaire.expressions.values import Moment, Quantity
from prevent_desktop.translation import _

_MOST_CHARACTERS: Final = 8_000
_MOST_NESTED: Final = 60
_MOST_RECURSION: Final = 120
_FRAMES_OF_CALL: Final = 8
_FRAMES: Final = 3
_MOST_FRAMES: Final = 560
_CERTAINLY_FLAT: Final = 180
_POLARITY: Final = 11
_INDEXER: Final = 12
_INVOCATION: Final = 13
_TYPE: Final = 6
_STRENGTHS: Final[dict[str, int]] = {
    "implies": 1,
    **dict.fromkeys(("or", "xor"), 2),
    "and": 3,
    **dict.fromkeys(("in", "contains"), 4),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("is", "as"), _TYPE),
    **dict.fromkeys(("<=", "<", ">", ">="), 7),
    "|": 8,
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
    "[": _INDEXER,
    ".": _INVOCATION,
}
_CALENDAR: Final = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "millisecond"})
_CALENDAR_WORDS: Final = _CALENDAR | {word + "s" for word in _CALENDAR}
_NOT_NAMES: Final = _CALENDAR_WORDS | {"true", "false", "and", "or", "xor", "implies", "div", "mod"}
_TAKE_A_TYPE: Final = frozenset({"is", "as", "ofType"})
_ESCAPES: Final = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", **{one: one for one in "'`\"\\/"}}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]))")


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


def parse(untrusted: str) -> tree.Node:
    """The tree of an expression; ExpressionSyntaxError says at which character it stops making sense, and why."""
    if len(untrusted) > _MOST_CHARACTERS:
        raise unreadable(
            _("It is longer than {most} characters.").format(most=_MOST_CHARACTERS), _MOST_CHARACTERS
        )
    whole = _Parser(cut(untrusted)).whole()
    if len(untrusted) >= _CERTAINLY_FLAT:
        _refuse_too_deep(whole)
    return whole


def _refuse_too_deep(whole: tree.Node) -> None:
    """Refuse what could need more of Python's stack than is safe: 560 of its 1,000 leave room for whoever calls us."""
    waiting = [(whole, 0)]
    while waiting:
        node, above = waiting.pop()
        above += _FRAMES_OF_CALL if isinstance(node, tree.Call) else _FRAMES
        if above > _MOST_FRAMES:
            raise unreadable(_("It is nested too deeply."), 0)
        waiting += [(part, above) for part in tree.parts_of(node)]


def _meaning_of(written: str) -> str:
    r"""What a text in quotation marks, or a name, means: without its marks, its escapes resolved (4.1.2).

    An escape that FHIRPath does not know keeps its backslash: forms write patterns such as '\d' like that.
    """
    bare = written[1:-1] if written[:1] in {"'", "`"} else written
    return _ESCAPE.sub(_meant, bare) if "\\" in bare else bare


def _meant(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _ESCAPES.get(escape[2], "\\" + escape[2])


class _Parser:
    """Precedence climbing: one loop for all operators, one level of recursion for each operand."""

    def __init__(self, tokens: Tokens) -> None:
        self._kinds = tokens.kinds
        self._texts = tokens.texts
        self._places = tokens.places
        self._at = 0
        self._recursion = 0
        self._nested = 0

    def whole(self) -> tree.Node:
        whole = self._expression(0)
        if self._kinds[self._at] != END:
            raise self._unexpected(_("an operator, a dot or the end"))
        return whole

    def _expression(self, lowest: int) -> tree.Node:
        self._recursion += 1
        if self._recursion > _MOST_RECURSION:
            raise unreadable(_("It is nested too deeply."), self._places[self._at])
        left = self._operand()
        while True:
            sign = self._texts[self._at]
            strength = _STRENGTHS.get(sign, -1)
            if strength < lowest:
                self._recursion -= 1
                return left
            left = self._behind(left, sign, strength)

    def _behind(self, left: tree.Node, sign: str, strength: int) -> tree.Node:
        """What `left` is with what follows it, which begins with an operator, a dot or a bracket."""
        if strength == _INVOCATION:
            return self._path(left)
        self._at += 1
        if strength == _INDEXER:
            index = self._nested_expression()
            self._expect("]")
            return tree.Index(left, index)
        if strength == _TYPE:
            return _continued(left, [tree.Call(sign, (self._type(),))])
        return tree.Operation(sign, left, self._expression(strength + 1))

    def _path(self, start: tree.Node) -> tree.Node:
        steps = []
        while self._texts[self._at] == ".":
            self._at += 1
            steps.append(self._invocation())
        return _continued(start, steps)

    def _nested_expression(self) -> tree.Node:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise unreadable(
                _("It is nested more than {most} deep.").format(most=_MOST_NESTED), self._places[self._at]
            )
        inside = self._expression(0)
        self._nested -= 1
        return inside

    def _operand(self) -> tree.Node:
        kind, text = self._kinds[self._at], self._texts[self._at]
        if kind in {"own", "quoted"} or (kind == "word" and text not in _NOT_NAMES):
            return self._invocation()
        self._at += 1
        found = self._after_sign(text) if kind == "sign" else self._literal(kind, text)
        if found is None:
            self._at -= 1
            raise self._unexpected(_("a value, a name or an opening bracket"))
        return found

    def _after_sign(self, sign: str) -> tree.Node | None:
        if sign in {"+", "-"}:
            return tree.Sign(sign, self._expression(_POLARITY))
        if sign == "(":
            inside = self._nested_expression()
            self._expect(")")
            return inside
        if sign == "{":
            self._expect("}")
            return tree.Nothing()
        return self._variable() if sign == "%" else None

    def _variable(self) -> tree.Node:
        if self._kinds[self._at] != "string":
            return tree.Variable(self._identifier())
        self._at += 1
        return tree.Variable(_meaning_of(self._texts[self._at - 1]))

    def _literal(self, kind: str, text: str) -> tree.Node | None:
        if kind == "number":
            return self._number(text)
        if kind == "string":
            return tree.Literal(_meaning_of(text))
        if kind in {"date", "time"}:
            return self._moment(text)
        return tree.Literal(text == "true") if text in {"true", "false"} else None

    def _moment(self, text: str) -> tree.Node:
        found = moment_of(text[1:].removesuffix("T"))
        if found is None:
            raise unreadable(_("There is no such date or time."), self._places[self._at - 1])
        return tree.Literal(Moment(found.text, "DateTime") if text.endswith("T") else found)

    def _number(self, number: str) -> tree.Node:
        kind, word = self._kinds[self._at], self._texts[self._at]
        if kind == "string" or word in _CALENDAR_WORDS:
            self._at += 1
            return tree.Literal(Quantity(Decimal(number), word))
        return tree.Literal(Decimal(number) if "." in number else int(number))

    def _invocation(self) -> tree.Node:
        if self._kinds[self._at] == "own":
            self._at += 1
            return tree.Own(self._texts[self._at - 1])
        name = self._identifier()
        if self._texts[self._at] != "(":
            return tree.Member(name)
        self._at += 1
        arguments = self._arguments() if self._texts[self._at] != ")" else ()
        self._expect(")")
        return tree.Call(name, tuple(map(_as_type, arguments)) if name in _TAKE_A_TYPE else arguments)

    def _arguments(self) -> tuple[tree.Node, ...]:
        arguments = [self._nested_expression()]
        while self._texts[self._at] == ",":
            self._at += 1
            arguments.append(self._nested_expression())
        return tuple(arguments)

    def _type(self) -> tree.TypeName:
        names = [self._identifier()]
        # `a is Quantity.exists()` asks whether there is an answer to `a is Quantity`: a type has no brackets.
        while self._texts[self._at] == "." and not self._calls_at(self._at + 1):
            self._at += 1
            names.append(self._identifier())
        return tree.TypeName(".".join(names[:-1]), names[-1])

    def _calls_at(self, at: int) -> bool:
        return self._kinds[at] == "own" or (self._kinds[at] != END and self._texts[at + 1] == "(")

    def _identifier(self) -> str:
        kind, text = self._kinds[self._at], self._texts[self._at]
        if kind == "quoted" or (kind == "word" and text not in _NOT_NAMES):
            self._at += 1
            return _meaning_of(text)
        raise self._unexpected(_("a name"))

    def _expect(self, sign: str) -> None:
        if self._texts[self._at] != sign or self._kinds[self._at] != "sign":
            raise self._unexpected(f"“{sign}”")
        self._at += 1

    def _unexpected(self, expected: str) -> Exception:
        place = self._places[self._at]
        if self._kinds[self._at] == END:
            return unreadable(_("It ends where {expected} is expected.").format(expected=expected), place)
        found = self._texts[self._at][:40]
        return unreadable(
            _("“{found}” stands where {expected} is expected.").format(found=found, expected=expected), place
        )


def _continued(start: tree.Node, steps: list[tree.Node]) -> tree.Node:
    if isinstance(start, tree.Path):
        return tree.Path(start.start, (*start.steps, *steps))
    return tree.Path(start, tuple(steps))


def _as_type(argument: tree.Node) -> tree.Node:
    """The type that the argument of `is`, `as` or `ofType` names, where it looks like one."""
    match argument:
        case tree.Member(name):
            return tree.TypeName("", name)
        case tree.Path(tree.Member(namespace), (tree.Member(name),)):
            return tree.TypeName(namespace, name)
    return argument
