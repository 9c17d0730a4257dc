"""What can be wrong with one answer by itself: its type, length, pattern, limits, unit, file, or that nobody offers it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.comparing import compare, is_convertible
from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.moving_limits import highest, lowest
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.value_checks import check_value
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one answer. `message` has a place for the question, ``{question}``."""

    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges answers on the day `today`; `patterns` are the compiled patterns of the form by link id."""

    patterns: Mapping[str, Any]
    today: date

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
            yield from _by_type(item, value)
            yield from _offered(item, value, options)
            yield from _limits(item, value)
            yield from self._asked_for(item, value)

    def _asked_for(self, item: Item, value: Value) -> Iterator[Fault]:
        pattern = self.patterns.get(item.link_id)
        if pattern is not None and isinstance(value, str) and pattern.fullmatch(value) is None:
            wanted = _("Write “{question}” as {format}").replace("{format}", braced(item.entry_format))
            yield Fault("value", wanted if item.entry_format else _("Check how “{question}” is written"))
        for code in item.value_checks:
            finding = check_value(code, value, self.today)
            if finding is not None:
                yield Fault("value", finding.message, finding.severity)


def braced(text: str) -> str:
    """Text that a later `format` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")


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


def _by_type(item: Item, value: Value) -> Iterator[Fault]:
    match value:
        case bool():
            return
        case str():
            yield from _text(item, value)
        case Decimal():
            yield from _places(item, value)
        case Quantity():
            yield from _quantity(item, value)
        case AttachmentValue():
            yield from _attachment(item, value)
        case Reference() if value.reference is None and not value.display:
            yield Fault("structure", _("Say whom or what “{question}” points to"))
        case _:
            return


def _text(item: Item, value: str) -> Iterator[Fault]:
    if not value.strip():
        yield Fault("structure", _("Answer “{question}” in words: there is nothing but blank space"))
    if item.max_length is not None and len(value) > item.max_length:
        over = len(value) - item.max_length
        yield Fault("business-rule", ngettext("Shorten “{question}” by {count} character", "Shorten “{question}” by {count} characters", over).replace("{count}", str(over)))  # fmt: skip
    if item.min_length is not None and len(value) < item.min_length:
        yield Fault("business-rule", ngettext("Write at least {count} character for “{question}”", "Write at least {count} characters for “{question}”", item.min_length).replace("{count}", str(item.min_length)))  # fmt: skip
    if item.type is ItemType.URL and re.search(r"\s", value):
        yield Fault("value", _("Write “{question}” as a web address, without spaces"))
    if item.type is ItemType.STRING and ("\n" in value or "\r" in value):
        yield Fault("value", _("Write “{question}” on one line"), Severity.WARNING)


def _places(item: Item, value: Decimal) -> Iterator[Fault]:
    exponent = value.as_tuple().exponent
    most = item.max_decimal_places
    if most is not None and isinstance(exponent, int) and -exponent > most:
        yield Fault("business-rule", ngettext("Give “{question}” with no more than {count} decimal place", "Give “{question}” with no more than {count} decimal places", most).replace("{count}", str(most)))  # fmt: skip


def _quantity(item: Item, value: Quantity) -> Iterator[Fault]:
    if value.value is None:
        yield Fault("value", _("Give a number for “{question}”"))
        return
    yield from _places(item, value.value)
    offered = item.unit_options if item.unit_open in {"", "optionsOnly"} else ()
    if offered and not any(_is_unit(value, unit) for unit in offered):
        units = ", ".join(unit.display or unit.code or "" for unit in item.unit_options)
        yield Fault(
            "value",
            _("Choose one of these units for “{question}”: {units}").replace("{units}", braced(units)),
        )


def _is_unit(value: Quantity, unit: Coding) -> bool:
    if value.code is not None:
        return value.code == unit.code and (value.system is None or unit.system in {None, value.system})
    return value.unit is not None and value.unit in {unit.display, unit.code}


def _attachment(item: Item, value: AttachmentValue) -> Iterator[Fault]:
    size = value.size
    if value.data is not None:
        held = _length(value.data)
        if held is None:
            yield Fault("invalid", _("Add the file for “{question}” again: it is damaged"))
            return
        if size is not None and size != held:
            yield Fault("invalid", _("Add the file for “{question}” again: its size is not what it says"))
        size = held
    if item.max_size is not None and size is not None and size > item.max_size:
        yield Fault("business-rule", _("Choose a smaller file for “{question}”: at most {size}").replace("{size}", _file_size(item.max_size)))  # fmt: skip
    if item.mime_types and not any(_is_kind(value.content_type, kind) for kind in item.mime_types):
        kinds = ", ".join(item.mime_types)
        yield Fault("business-rule", _("Choose a file of another kind for “{question}”: {kinds}").replace("{kinds}", braced(kinds)))  # fmt: skip


def _length(data: str) -> int | None:
    try:
        return len(base64.b64decode("".join(data.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _is_kind(content_type: str | None, kind: str) -> bool:
    wanted, own = kind.casefold(), (content_type or "").partition(";")[0].strip().casefold()
    return own == wanted or (wanted.endswith("/*") and own.startswith(wanted[:-1])) or wanted == "*/*"


def _file_size(size: int) -> str:
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return ngettext("{count} byte", "{count} bytes", size).format(count=size)


def _offered(item: Item, value: Value, options: Sequence[AnswerOption] | None) -> Iterator[Fault]:
    offered = item.answer_options if options is None else options
    asks_none = options is None and not offered
    if asks_none or _may_be_another(item, value):
        return
    if any(_matches(value, option.value) for option in offered):
        return
    if options is None:
        yield Fault("business-rule", _("Choose one of the answers that “{question}” offers"))
    else:
        yield Fault("business-rule", _("Choose one of the answers that are offered now to “{question}”"))


def _may_be_another(item: Item, value: Value) -> bool:
    """Whether an answer that is not offered may be given (open-choice of R4, answerConstraint of R5)."""
    takes_words = item.type is ItemType.OPEN_CHOICE or item.answer_constraint == "optionsOrString"
    return item.answer_constraint == "optionsOrType" or (takes_words and _is_open(value))


def _is_open(value: Value) -> bool:
    return isinstance(value, str) or (isinstance(value, Coding) and value.code is None)


def _matches(value: Value, option: Value) -> bool:
    if isinstance(value, Coding) and isinstance(option, Coding):
        return value.means(option)
    if isinstance(value, Reference) and isinstance(option, Reference):
        return value.reference == option.reference
    return type(value) is type(option) and value == option


def _limits(item: Item, value: Value) -> Iterator[Fault]:
    for limit, sign, sentence in (
        (lowest(item), -1, _("“{question}” must be at least {limit}")),
        (highest(item), 1, _("“{question}” must be at most {limit}")),
    ):
        if limit is None:
            continue
        words = braced(in_words(limit))
        order = compare(value, limit)
        if order is not None and order * sign > 0:
            yield Fault("business-rule", sentence.replace("{limit}", words))
        elif order is None and _never_compares(value, limit):
            yield Fault("value", _("Give “{question}” in the same unit as {limit}").replace("{limit}", words))


def _never_compares(value: Value, limit: Value) -> bool:
    """Dates of less precision may leave it open; a quantity in another unit does not."""
    if isinstance(value, PartialDate | DateTimeValue):
        return False
    return isinstance(value, Quantity) and isinstance(limit, Quantity) and not is_convertible(value, limit)
