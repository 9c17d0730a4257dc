"""What can be wrong with one answer by itself: its type, length, pattern, limits, parts, or that nobody offers it.

`Judge` judges answers as a person gives them; with `in_file` also what no screen lets a person write and a file can
hold: units and codes whose system is not said, references that lead nowhere, a file of no kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.comparing import compare, exceeds, is_convertible
from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.judging.composite_problems import (
    attachment,
    places,
    quantity,
    reference,
)
from prevent_desktop.questionnaire.judging.value_checks import check_value
from prevent_desktop.questionnaire.moving_limits import highest, lowest
from prevent_desktop.questionnaire.problems import Fault, Severity, braced
from prevent_desktop.questionnaire.value_codec import value_key
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    AttachmentValue,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _, ngettext

__all__ = ["Fault", "Judge"]

_LONGEST: Final = 1024 * 1024
_WHOLE_NUMBERS: Final = range(-(2**31), 2**31)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UUID: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_OID: Final = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+", re.ASCII)
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})|[<>\"{}|\\^`]")


_OF_FHIR: Final = ("http://hl7.org/fhir/ValueSet/", "http://terminology.hl7.org/ValueSet/")


class Offer:
    """The answers that are offered to one question, found by what they mean: many answers are judged against many."""

    def __init__(self, options: Sequence[AnswerOption]) -> None:
        self.options = options
        self._by_key: dict[object, AnswerOption] = {}
        for option in options:
            for key in _keys(option.value):
                self._by_key.setdefault(key, option)

    def match(self, value: Value, *, in_file: bool) -> AnswerOption | None:
        """The offered answer that `value` is; None where it is none of them.

        In a file a code without its system is no code of a system; live it is, and so everywhere is an offered one.
        """
        if isinstance(value, str):
            return self._by_key.get((str, value)) or self._by_key.get(("code", value))
        if not isinstance(value, Coding):
            return self._by_key.get(_key(value))
        if value.code is None:
            return self._by_key.get(("words", value.display))
        if value.system is None and not in_file:
            return self._by_key.get(("code", value.code))
        exact = self._by_key.get((value.system, value.code, "coding"))
        return exact or self._by_key.get((None, value.code, "coding"))


def _keys(value: Value) -> Iterator[object]:
    if isinstance(value, Coding) and value.code is None:
        yield ("words", value.display)
    elif isinstance(value, Coding):
        yield (value.system, value.code, "coding")
        yield ("code", value.code)
    else:
        yield _key(value)


def _key(value: Value) -> object:
    return ("reference", value.reference) if isinstance(value, Reference) else (type(value), value)


def not_offered(item: Item, value: Value, offer: Offer, *, is_own: bool, in_file: bool) -> Iterator[Fault]:
    """What is wrong where an answer was to be chosen. `is_own`: the form offers it always, not only now."""
    if in_file and isinstance(value, Coding):
        yield from _coded(value)
    if (is_own and not offer.options) or _is_open(item, value):
        return
    found = offer.match(value, in_file=in_file)
    if found is None:
        yield _not_among(item, is_own=is_own)
    elif in_file and isinstance(value, Coding) and not _bears_words(value, found):
        yield _other_words(item)


def _not_among(item: Item, *, is_own: bool) -> Fault:
    code = "code-invalid" if item.answer_value_set else "business-rule"
    if is_own:
        return Fault(code, _("Choose one of the answers that “{question}” offers"))
    return Fault(code, _("Choose one of the answers that are offered now to “{question}”"))


def _other_words(item: Item) -> Fault:
    """FHIR's own value sets call a code what its system calls it (`$validate-code`); others may call it what they like."""
    severity = Severity.ERROR if item.answer_value_set.startswith(_OF_FHIR) else Severity.WARNING
    return Fault(
        "code-invalid",
        _("Choose the answer to “{question}” again: its words are not those of its code"),
        severity,
    )


def _coded(value: Coding) -> Iterator[Fault]:
    """What is doubtful about a coding wherever it stands (FHIR R4, datatypes, Coding)."""
    if value.code is not None and value.system is None:
        message = _("Check “{question}”: without its system, the code of the answer means nothing certain")
    elif value.code is None and not value.display:
        message = _("Choose an answer to “{question}”: it has neither a code nor words")
    elif value.system is not None and ":" not in value.system:
        message = _("Check “{question}”: the system of the answer’s code is not a whole address")
    else:
        return
    yield Fault("code-invalid", message, Severity.WARNING)


def _is_open(item: Item, value: Value) -> bool:
    """Whether people may answer in their own way: R4 in words, R5 as `answerConstraint` says, SDC beside candidates."""
    if item.candidate_expression and not item.answer_expression and not item.answer_options:
        return True
    match item.answer_constraint:
        case "optionsOrType":
            return True
        case "optionsOrString":
            return isinstance(value, str)
        case _:
            is_words = isinstance(value, str) or (isinstance(value, Coding) and value.code is None)
            return item.type is ItemType.OPEN_CHOICE and is_words


def _bears_words(value: Coding, option: AnswerOption) -> bool:
    if not value.display or not isinstance(option.value, Coding) or not option.value.display:
        return True
    return _plain(value.display) in {_plain(option.value.display), _plain(option.label)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges answers on the day `today`; `patterns` are the compiled patterns of the form by link id.

    `contained` are the ids of what a file carries inside, to which its references may point.
    """

    patterns: Mapping[str, Any]
    today: date
    in_file: bool = False
    contained: frozenset[str] = frozenset()
    _offers: dict[int, Offer] = field(default_factory=dict, repr=False, compare=False)

    def faults(
        self, item: Item, value: Value, options: Sequence[AnswerOption] | None = None
    ) -> Iterator[Fault]:
        """All that is wrong with `value` as an answer to `item`; `options` are offered in place of its own (None: its own)."""
        if isinstance(value, Absent):
            yield from _absent(value)
        elif isinstance(value, Unparsed):
            yield Fault("value", _EXPECTED.get(item.type, _something)())
        elif value_key(item.type, value) not in item.answer_keys:
            yield Fault(
                "structure", _("The answer to “{question}” is not of the right kind: answer it again")
            )
        else:
            yield from self._by_type(item, value)
            offer = self._offer(item.answer_options if options is None else options)
            yield from not_offered(item, value, offer, is_own=options is None, in_file=self.in_file)
            yield from _limits(item, value)
            yield from self._asked_for(item, value)

    def _offer(self, options: Sequence[AnswerOption]) -> Offer:
        found = self._offers.get(id(options))
        if found is None:
            found = self._offers[id(options)] = Offer(options)
        return found

    def _by_type(self, item: Item, value: Value) -> Iterator[Fault]:
        match value:
            case bool():
                return
            case str():
                yield from self._text(item, value)
            case int() | Decimal():
                yield from self._number(item, value)
            case Quantity():
                yield from quantity(item, value, in_file=self.in_file)
            case AttachmentValue():
                yield from attachment(item, value, in_file=self.in_file)
            case Reference():
                yield from reference(item, value, self.contained if self.in_file else None)
            case _:
                return

    def _text(self, item: Item, value: str) -> Iterator[Fault]:
        if not value.strip():
            yield Fault("structure", _("Answer “{question}” in words: there is nothing but blank space"))
        yield from _length(item, value)
        if item.min_length is not None and len(value) < item.min_length:
            yield Fault("business-rule", ngettext("Write at least {count} character for “{question}”", "Write at least {count} characters for “{question}”", item.min_length).replace("{count}", str(item.min_length)))  # fmt: skip
        if item.type is ItemType.URL:
            yield from _address(value, in_file=self.in_file)
        if item.type is ItemType.STRING and ("\n" in value or "\r" in value):
            yield Fault("value", _("Write “{question}” on one line"))
        yield from _written_oddly(value, in_file=self.in_file)

    def _number(self, item: Item, value: int | Decimal) -> Iterator[Fault]:
        if isinstance(value, Decimal):
            yield from places(item, value)
        if item.type is ItemType.INTEGER and value not in _WHOLE_NUMBERS:
            yield Fault(
                "value", _("Give a smaller number for “{question}”: FHIR’s whole numbers end at 2147483647")
            )
        yield from _length(item, str(value))

    def _asked_for(self, item: Item, value: Value) -> Iterator[Fault]:
        pattern = self.patterns.get(item.link_id)
        text = _as_text(value)
        if pattern is not None and text is not None and pattern.fullmatch(text) is None:
            wanted = _("Write “{question}” as {format}").replace("{format}", braced(item.entry_format))
            yield Fault("value", wanted if item.entry_format else _("Check how “{question}” is written"))
        for code in self._checks(item):
            finding = check_value(code, value, self.today)
            if finding is not None:
                yield Fault("value", finding.message, finding.severity)

    def _checks(self, item: Item) -> Iterator[str]:
        """The checks that the form asks for. The day by which an answer is asked for is to come while somebody writes it."""
        yield from item.value_checks
        if item.pack_part == "answer-by" and not self.in_file:
            yield "not-in-past"


def _something() -> str:
    return _("Answer “{question}” again: what is written there cannot be read")


_EXPECTED: Final[Mapping[ItemType, Callable[[], str]]] = {
    ItemType.DATE: lambda: _("Write “{question}” as a date such as 24 11 2026, or only the month and year"),
    ItemType.DATE_TIME: lambda: _("Write “{question}” as a date and time such as 24 11 2026, 14:30"),
    ItemType.TIME: lambda: _("Write “{question}” as a time such as 14:30"),
    ItemType.INTEGER: lambda: _("Write “{question}” as a whole number"),
    ItemType.DECIMAL: lambda: _("Write “{question}” as a number"),
    ItemType.QUANTITY: lambda: _("Write “{question}” as a number with its unit"),
    ItemType.URL: lambda: _("Write “{question}” as a web address"),
}


def _absent(value: Absent) -> Iterator[Fault]:
    if value.reason is AbsentReason.NOT_ASKED and not value.note.strip():
        yield Fault("required", _("Say why “{question}” was not asked"), Severity.WARNING)


def _as_text(value: Value) -> str | None:
    """A simple value as a pattern sees it; None for what has parts."""
    match value:
        case bool():
            return None
        case str() | int() | Decimal() | PartialDate():
            return str(value)
        case DateTimeValue():
            return value.text
        case _:
            return None


def _length(item: Item, text: str) -> Iterator[Fault]:
    if item.max_length is not None and len(text) > item.max_length:
        over = len(text) - item.max_length
        yield Fault("business-rule", ngettext("Shorten “{question}” by {count} character", "Shorten “{question}” by {count} characters", over).replace("{count}", str(over)))  # fmt: skip


def _address(value: str, *, in_file: bool) -> Iterator[Fault]:
    if re.search(r"\s", value):
        yield Fault("value", _("Write “{question}” as a web address, without spaces"))
        return
    if not value:
        return
    kind = value.partition(":")[0].casefold()
    host = re.match(r"https?://([^/?#]*)", value, re.IGNORECASE)
    spoilt = (
        _BAD_ESCAPE.search(value)
        or (kind in {"http", "https"} and (host is None or not host[1].strip(":@")))
        or (value.startswith("urn:uuid:") and _UUID.fullmatch(value) is None)
        or (value.startswith("urn:oid:") and _OID.fullmatch(value) is None)
    )
    if spoilt:
        yield Fault(
            "value", _("Write “{question}” as a whole web address such as https://school.example/page")
        )
    elif in_file and re.match(r"[a-z][a-z0-9+.-]*:", value, re.IGNORECASE | re.ASCII) is None:
        yield Fault("value", _("Check “{question}”: its address does not say how to reach it, such as https://"), Severity.WARNING)  # fmt: skip


def _written_oddly(value: str, *, in_file: bool) -> Iterator[Fault]:
    """What FHIR R4 says of every `string`: no control characters, and not more than a megabyte."""
    if _CONTROL.search(value):
        yield Fault("value", _("Write “{question}” again: it holds characters that cannot be shown"))
    if len(value) > _LONGEST:
        yield Fault("too-long", _("Shorten “{question}”: no text may be longer than a megabyte"))
    if in_file and value.strip() and value != value.strip():
        yield Fault("value", _("Check “{question}”: it begins or ends with blank space"), Severity.WARNING)


def _limits(item: Item, value: Value) -> Iterator[Fault]:
    for limit, sign, sentence in (
        (lowest(item), -1, _("“{question}” must be at least {limit}")),
        (highest(item), 1, _("“{question}” must be at most {limit}")),
    ):
        if limit is None:
            continue
        words = braced(in_words(limit))
        if exceeds(value, limit, sign):
            yield Fault("business-rule", sentence.replace("{limit}", words))
        elif compare(value, limit) is None and _never_compares(value, limit):
            yield Fault("value", _("Give “{question}” in the same unit as {limit}").replace("{limit}", words))


def _never_compares(value: Value, limit: Value) -> bool:
    """Dates of less precision may leave it open; a quantity of another kind does not."""
    return isinstance(value, Quantity) and isinstance(limit, Quantity) and not is_convertible(value, limit)
