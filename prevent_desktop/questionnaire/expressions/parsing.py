"""Reads a FHIRPath expression into the tree that the library evaluates: the same nodes that its own parser makes.

The library's parser is exact, and needs 1.8 ms an expression; a form has hundreds. This one needs a twentieth, says
where an expression is wrong instead of guessing, and bounds how deep a tree can be. That both make the same tree is
tested node for node.

A node is a dict: `type`; `terminalNodeText`, the signs and words that stand in the node itself; `children` where there
are any; and `text`, without spaces, for the kinds that the library reads by their text.

Source: FHIRPath 2.0.0 (ANSI/HL7 Normative Release 1), annex "Formal Specifications", and its functions for trial use.
"""

from __future__ import annotations

from typing import Any, Final

from prevent_desktop.questionnaire.expressions.tokens import END, Tokens, cut
from prevent_desktop.questionnaire.expressions.trouble import unreadable
from prevent_desktop.translation import _

Tree = dict[str, Any]

_MOST_CHARACTERS: Final = 8_000
_MOST_NESTED: Final = 60
_MOST_RECURSION: Final = 120
_POLARITY: Final = 11
_INDEXER: Final = 12
_INVOCATION: Final = 13
_TYPE: Final = 6
_OPERATORS: Final[dict[str, tuple[int, str]]] = {
    "implies": (1, "ImpliesExpression"),
    "or": (2, "OrExpression"),
    "xor": (2, "OrExpression"),
    "and": (3, "AndExpression"),
    "in": (4, "MembershipExpression"),
    "contains": (4, "MembershipExpression"),
    **dict.fromkeys(("=", "~", "!=", "!~"), (5, "EqualityExpression")),
    **dict.fromkeys(("is", "as"), (_TYPE, "TypeExpression")),
    **dict.fromkeys(("<=", "<", ">", ">="), (7, "InequalityExpression")),
    "|": (8, "UnionExpression"),
    **dict.fromkeys(("+", "-", "&"), (9, "AdditiveExpression")),
    **dict.fromkeys(("*", "/", "div", "mod"), (10, "MultiplicativeExpression")),
    "[": (_INDEXER, "IndexerExpression"),
    ".": (_INVOCATION, "InvocationExpression"),
}
_CALENDAR: Final = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "millisecond"})
_CALENDAR_PLURAL: Final = frozenset(word + "s" for word in _CALENDAR)
_NOT_NAMES: Final = (
    _CALENDAR
    | _CALENDAR_PLURAL
    | {"true", "false", "and", "or", "xor", "implies", "div", "mod"}
)  # fmt: skip
_OWN: Final = {"$this": "ThisInvocation", "$index": "IndexInvocation", "$total": "TotalInvocation"}
_LITERALS: Final = {"string": "StringLiteral", "date": "DateTimeLiteral", "time": "TimeLiteral"}


def parse(untrusted: str) -> Tree:
    """The tree of an expression; ExpressionSyntaxError says at which character it stops making sense, and why."""
    if len(untrusted) > _MOST_CHARACTERS:
        raise unreadable(
            _("It is longer than {most} characters.").format(most=_MOST_CHARACTERS), _MOST_CHARACTERS
        )
    return _Parser(cut(untrusted)).whole()


class _Parser:
    """Precedence climbing: one loop for all operators, one level of recursion for each operand."""

    def __init__(self, tokens: Tokens) -> None:
        self._kinds = tokens.kinds
        self._texts = tokens.texts
        self._places = tokens.places
        self._starts = tokens.starts
        self._joined = tokens.joined
        self._at = 0
        self._recursion = 0
        self._nested = 0

    def whole(self) -> Tree:
        tree = self._expression(0)
        if self._kinds[self._at] != END:
            raise self._unexpected(_("an operator, a dot or the end"))
        return {"children": [tree]}

    def _expression(self, lowest: int) -> Tree:
        start = self._at
        self._recursion += 1
        if self._recursion > _MOST_RECURSION:
            raise unreadable(_("It is nested too deeply."), self._places[start])
        left = self._operand()
        while True:
            sign = self._texts[self._at]
            strength, kind = _OPERATORS.get(sign, (-1, ""))
            if strength < lowest:
                self._recursion -= 1
                return left
            self._at += 1
            if strength == _INVOCATION:
                node: Tree = {"type": kind, "terminalNodeText": ["."], "children": [left, self._invocation()]}
                node["text"] = self._since(start)
            elif strength == _INDEXER:
                index = self._nested_expression()
                self._expect("]")
                node = {"type": kind, "terminalNodeText": ["[", "]"], "children": [left, index]}
            elif strength == _TYPE:
                node = {"type": kind, "terminalNodeText": [sign], "children": [left, self._type()]}
            else:
                right = self._expression(strength + 1)
                node = {"type": kind, "terminalNodeText": [sign], "children": [left, right]}
            left = node

    def _nested_expression(self) -> Tree:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise unreadable(
                _("It is nested more than {most} deep.").format(most=_MOST_NESTED), self._places[self._at]
            )
        tree = self._expression(0)
        self._nested -= 1
        return tree

    def _operand(self) -> Tree:
        start = self._at
        sign = self._texts[start]
        if sign in {"+", "-"}:
            self._at += 1
            operand = self._expression(_POLARITY)
            return {"type": "PolarityExpression", "terminalNodeText": [sign], "children": [operand]}
        term = self._term()
        return {
            "type": "TermExpression",
            "terminalNodeText": [],
            "text": self._since(start),
            "children": [term],
        }

    def _term(self) -> Tree:
        start = self._at
        kind, text = self._kinds[start], self._texts[start]
        if kind == "word" and text not in _NOT_NAMES:
            return {"type": "InvocationTerm", "terminalNodeText": [], "children": [self._invocation()]}
        if text == "%":
            self._at += 1
            return {"type": "ExternalConstantTerm", "terminalNodeText": [], "children": [self._constant()]}
        if text == "(":
            self._at += 1
            inside = self._nested_expression()
            self._expect(")")
            return {"type": "ParenthesizedTerm", "terminalNodeText": ["(", ")"], "children": [inside]}
        if kind in {"own", "quoted"}:
            return {"type": "InvocationTerm", "terminalNodeText": [], "children": [self._invocation()]}
        literal = self._literal(kind, text)
        return {
            "type": "LiteralTerm",
            "terminalNodeText": [],
            "text": self._since(start),
            "children": [literal],
        }

    def _literal(self, kind: str, text: str) -> Tree:
        start = self._at
        self._at += 1
        if kind == "number":
            return self._number(text)
        if kind in _LITERALS:
            return {"type": _LITERALS[kind], "terminalNodeText": [text], "text": text}
        if text in {"true", "false"} and kind == "word":
            return {"type": "BooleanLiteral", "terminalNodeText": [text], "text": text}
        if text == "{":
            self._expect("}")
            return {"type": "NullLiteral", "terminalNodeText": ["{", "}"], "text": "{}"}
        self._at = start
        raise self._unexpected(_("a value, a name or an opening bracket"))

    def _number(self, number: str) -> Tree:
        start = self._at - 1
        kind, word = self._kinds[self._at], self._texts[self._at]
        unit: Tree = {"type": "Unit", "terminalNodeText": []}
        if kind == "string":
            unit["terminalNodeText"].append(word)
        elif word in _CALENDAR:
            unit["children"] = [{"type": "DateTimePrecision", "terminalNodeText": [word]}]
        elif word in _CALENDAR_PLURAL:
            unit["children"] = [{"type": "PluralDateTimePrecision", "terminalNodeText": [word]}]
        else:
            return {"type": "NumberLiteral", "terminalNodeText": [number], "text": number}
        self._at += 1
        quantity = {"type": "Quantity", "terminalNodeText": [number], "children": [unit]}
        return {
            "type": "QuantityLiteral",
            "terminalNodeText": [],
            "text": self._since(start),
            "children": [quantity],
        }

    def _constant(self) -> Tree:
        if self._kinds[self._at] == "string":
            self._at += 1
            return {"type": "ExternalConstant", "terminalNodeText": ["%", self._texts[self._at - 1]]}
        return {"type": "ExternalConstant", "terminalNodeText": ["%"], "children": [self._identifier()]}

    def _invocation(self) -> Tree:
        if self._kinds[self._at] == "own":
            word = self._texts[self._at]
            self._at += 1
            return {"type": _OWN[word], "terminalNodeText": [word]}
        name = self._identifier()
        if self._texts[self._at] != "(":
            return {"type": "MemberInvocation", "terminalNodeText": [], "children": [name]}
        self._at += 1
        function: Tree = {"type": "Functn", "terminalNodeText": ["(", ")"], "children": [name]}
        if self._texts[self._at] != ")":
            function["children"].append(self._parameters())
        self._expect(")")
        return {"type": "FunctionInvocation", "terminalNodeText": [], "children": [function]}

    def _parameters(self) -> Tree:
        parameters = [self._nested_expression()]
        while self._texts[self._at] == ",":
            self._at += 1
            parameters.append(self._nested_expression())
        return {
            "type": "ParamList",
            "terminalNodeText": [","] * (len(parameters) - 1),
            "children": parameters,
        }

    def _type(self) -> Tree:
        start = self._at
        names = [self._identifier()]
        # `a is Quantity.exists()` asks whether there is an answer to `a is Quantity`: a type has no brackets.
        while self._texts[self._at] == "." and not self._calls_at(self._at + 1):
            self._at += 1
            names.append(self._identifier())
        qualified = {
            "type": "QualifiedIdentifier",
            "terminalNodeText": ["."] * (len(names) - 1),
            "children": names,
        }
        return {
            "type": "TypeSpecifier",
            "terminalNodeText": [],
            "text": self._since(start),
            "children": [qualified],
        }

    def _calls_at(self, at: int) -> bool:
        return self._kinds[at] == "own" or (self._kinds[at] != END and self._texts[at + 1] == "(")

    def _identifier(self) -> Tree:
        kind, text = self._kinds[self._at], self._texts[self._at]
        if kind == "quoted" or (kind == "word" and text not in _NOT_NAMES):
            self._at += 1
            return {"type": "Identifier", "terminalNodeText": [text], "text": text}
        raise self._unexpected(_("a name"))

    def _expect(self, sign: str) -> None:
        if self._texts[self._at] != sign or self._kinds[self._at] != "sign":
            raise self._unexpected(f"“{sign}”")
        self._at += 1

    def _since(self, start: int) -> str:
        return self._joined[self._starts[start] : self._starts[self._at]]

    def _unexpected(self, expected: str) -> Exception:
        place = self._places[self._at]
        if self._kinds[self._at] == END:
            return unreadable(_("It ends where {expected} is expected.").format(expected=expected), place)
        found = self._texts[self._at][:40]
        return unreadable(
            _("“{found}” stands where {expected} is expected.").format(found=found, expected=expected), place
        )
