"""What an expression gave, as answers of an item's type. What does not fit is no answer: nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.value_codec import parse_time, read_value, value_key
from prevent_desktop.questionnaire.values import Coding, DateTimeValue, Quantity, Reference, Unparsed, Value

_MOST_ANSWERS: Final = 1_000
_TEXTS: Final = frozenset({ItemType.STRING, ItemType.TEXT, ItemType.URL})


def answers_for(item: Item, results: Sequence[Any]) -> tuple[Value, ...]:
    """The answers that `results`, raw FHIR JSON, stand for: the first that fits, or all where the question repeats."""
    found: list[Value] = []
    for raw in results[:_MOST_ANSWERS]:
        value = answer_for(item, raw)
        if value is not None and value not in found:
            found.append(value)
            if not item.repeats:
                break
    return tuple(found)


def answer_for(item: Item, raw: Any) -> Value | None:
    """One answer; None where it does not fit the item."""
    try:
        value = _offered(item, raw)
        if value is None:
            value = _READERS.get(item.type, _nothing)(item, raw)
    except ValueError:
        return None
    if value is None or isinstance(value, Unparsed) or value_key(item.type, value) not in item.answer_keys:
        return None
    return value


def _offered(item: Item, raw: Any) -> Value | None:
    """The offered answer that `raw` names: the same value, or a code or words of it."""
    for option in item.answer_options:
        value = option.value
        if isinstance(value, Coding):
            for coding in _codings(raw):
                if value.means(coding):
                    return value
            if isinstance(raw, str) and raw in {value.code, value.display}:
                return value
        elif not isinstance(value, Reference) and str(value) == str(raw) and not isinstance(raw, bool):
            return value
    return None


def _codings(raw: Any) -> Iterable[Coding]:
    """The codings of a Coding or a CodeableConcept; a Quantity, whose code is that of its unit, is none."""
    if not isinstance(raw, Mapping):
        return
    for one in raw["coding"] if isinstance(raw.get("coding"), list) else [raw]:
        if isinstance(one, Mapping) and "value" not in one and ("code" in one or "display" in one):
            coding = read_value("valueCoding", dict(one))
            if isinstance(coding, Coding):
                yield coding


def _nothing(_item: Item, _raw: Any) -> Value | None:
    return None


def _boolean(_item: Item, raw: Any) -> Value | None:
    return raw if isinstance(raw, bool) else None


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    number = Decimal(str(raw)) if isinstance(raw, float) else Decimal(raw)
    return number if number.is_finite() else None


def _integer(_item: Item, raw: Any) -> Value | None:
    number = _number(raw)
    whole = number is not None and number.adjusted() < _MOST_DIGITS and number == number.to_integral_value()
    return int(number) if number is not None and whole else None


_MOST_DIGITS: Final = 18


def _decimal(_item: Item, raw: Any) -> Value | None:
    return _number(raw)


def _date(_item: Item, raw: Any) -> Value | None:
    return PartialDate.parse(raw.partition("T")[0]) if isinstance(raw, str) else None


def _date_time(_item: Item, raw: Any) -> Value | None:
    return DateTimeValue(raw) if isinstance(raw, str) else None


def _time(_item: Item, raw: Any) -> Value | None:
    found: time | None = parse_time(raw.removeprefix("T")) if isinstance(raw, str) else None
    return found


def _text(_item: Item, raw: Any) -> Value | None:
    if isinstance(raw, str):
        return raw or None
    number = _number(raw)
    if number is not None:
        return f"{number:f}" if abs(number.adjusted()) < _MOST_DIGITS else str(number)
    coding = next(iter(_codings(raw)), None)
    return None if coding is None else coding.display or coding.code


def _choice(item: Item, raw: Any) -> Value | None:
    if isinstance(raw, str):
        return raw if item.type is ItemType.OPEN_CHOICE else None
    return next(iter(_codings(raw)), None)


def _quantity(item: Item, raw: Any) -> Value | None:
    number = _number(raw)
    if number is not None:
        unit = item.unit or Coding()
        return Quantity(number, unit.display or unit.code, unit.system, unit.code)
    return read_value("valueQuantity", dict(raw)) if isinstance(raw, Mapping) else None


def _reference(_item: Item, raw: Any) -> Value | None:
    if not isinstance(raw, Mapping):
        return None
    kind, identity = raw.get("resourceType"), raw.get("id")
    if isinstance(kind, str) and isinstance(identity, str):
        return Reference(f"{kind}/{identity}", _name_of(raw))
    return read_value("valueReference", dict(raw)) if "reference" in raw or "display" in raw else None


def _name_of(resource: Mapping[str, Any]) -> str | None:
    """What to call a resource: its name, as FHIR R4 says it for organisations (text) and people (HumanName)."""
    names = resource.get("name")
    if isinstance(names, str):
        return names
    first = names[0] if isinstance(names, list) and names else names
    if not isinstance(first, Mapping):
        return None
    given = first.get("given")
    parts = [*(given if isinstance(given, list) else ()), first.get("family")]
    return str(first["text"]) if "text" in first else " ".join(str(part) for part in parts if part) or None


def _attachment(_item: Item, raw: Any) -> Value | None:
    return read_value("valueAttachment", dict(raw)) if isinstance(raw, Mapping) else None


_READERS: Final[Mapping[ItemType, Callable[[Item, Any], Value | None]]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.DATE: _date,
    ItemType.DATE_TIME: _date_time,
    ItemType.TIME: _time,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: _choice,
    ItemType.QUANTITY: _quantity,
    ItemType.REFERENCE: _reference,
    ItemType.ATTACHMENT: _attachment,
    **dict.fromkeys(_TEXTS, _text),
}
