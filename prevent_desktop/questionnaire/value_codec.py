"""Answer values from JSON and to JSON: one reader and one writer for each `value[x]` of FHIR R4 answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import ItemType
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

_INTEGER64 = re.compile(r"-?\d{1,19}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?", re.ASCII)


def _typed(untrusted: Any, kind: type) -> Any:
    if type(untrusted) is not kind:
        raise ValueError(f"not {kind.__name__}")
    return untrusted


def _decimal(untrusted: Any) -> Decimal:
    return Decimal(untrusted) if type(untrusted) is int else _typed(untrusted, Decimal)


def _text_part(untrusted: Mapping[str, Any], key: str) -> str | None:
    found = untrusted.get(key)
    return None if found is None else _typed(found, str)


def parse_time(text: str) -> time:
    """FHIR `time`, hh:mm:ss; ValueError for anything else."""
    if _TIME.fullmatch(text) is None:
        raise ValueError("not a time")
    return time.fromisoformat(text)


def _coding(untrusted: Any) -> Coding:
    get = _typed(untrusted, dict).get
    parts = (get("system"), get("code"), get("display"))
    for part in parts:
        if part is not None and type(part) is not str:
            raise ValueError("not text")
    return Coding(*parts)


def _quantity(untrusted: Any) -> Quantity:
    parts = _typed(untrusted, dict)
    amount = parts.get("value")
    return Quantity(
        None if amount is None else _decimal(amount),
        *(_text_part(parts, key) for key in ("unit", "system", "code", "comparator")),
    )


def _attachment(untrusted: Any) -> AttachmentValue:
    parts = _typed(untrusted, dict)
    size = parts.get("size")
    return AttachmentValue(
        content_type=_text_part(parts, "contentType"),
        title=_text_part(parts, "title"),
        url=_text_part(parts, "url"),
        size=None if size is None else _size(size),
        hash=_text_part(parts, "hash"),
        data=_text_part(parts, "data"),
    )


def _size(untrusted: Any) -> int:
    """A size in bytes: a number in R4, and in R5 (integer64) the digits of one as text."""
    if type(untrusted) is str and _INTEGER64.fullmatch(untrusted):
        return int(untrusted)
    return int(_typed(untrusted, int))


def _reference(untrusted: Any) -> Reference:
    parts = _typed(untrusted, dict)
    identifier = parts.get("identifier")
    return Reference(
        reference=_text_part(parts, "reference"),
        display=_text_part(parts, "display"),
        type=_text_part(parts, "type"),
        identifier=None if identifier is None else _text_part(_typed(identifier, dict), "value") or "",
    )


_READERS: Final[Mapping[str, Callable[[Any], Value]]] = {
    "valueBoolean": lambda untrusted: bool(_typed(untrusted, bool)),
    "valueInteger": lambda untrusted: int(_typed(untrusted, int)),
    "valueDecimal": _decimal,
    "valueString": lambda untrusted: str(_typed(untrusted, str)),
    "valueUri": lambda untrusted: str(_typed(untrusted, str)),
    "valueDate": lambda untrusted: PartialDate.parse(_typed(untrusted, str)),
    "valueDateTime": lambda untrusted: DateTimeValue(_typed(untrusted, str)),
    "valueTime": lambda untrusted: parse_time(_typed(untrusted, str)),
    "valueCoding": _coding,
    "valueQuantity": _quantity,
    "valueAttachment": _attachment,
    "valueReference": _reference,
}
_FROM_TEXT: Final = frozenset({"valueDate", "valueDateTime", "valueTime"})

VALUE_KEY: Final[Mapping[ItemType, str]] = {
    ItemType.BOOLEAN: "valueBoolean",
    ItemType.DECIMAL: "valueDecimal",
    ItemType.INTEGER: "valueInteger",
    ItemType.DATE: "valueDate",
    ItemType.DATE_TIME: "valueDateTime",
    ItemType.TIME: "valueTime",
    ItemType.STRING: "valueString",
    ItemType.TEXT: "valueString",
    ItemType.URL: "valueUri",
    ItemType.CHOICE: "valueCoding",
    ItemType.OPEN_CHOICE: "valueCoding",
    ItemType.ATTACHMENT: "valueAttachment",
    ItemType.REFERENCE: "valueReference",
    ItemType.QUANTITY: "valueQuantity",
}


def read_value(key: str, untrusted: Any) -> Value:
    """The value under `key` (``valueDate`` …).

    ValueError where the JSON is of another type; text that is not the date or time it should be is `Unparsed`.
    """
    reader = _READERS.get(key)
    if reader is None:
        raise ValueError(f"no answer has {key}")
    try:
        return reader(untrusted)
    except ValueError:
        if key in _FROM_TEXT and isinstance(untrusted, str):
            return Unparsed(untrusted)
        raise


def value_keys(untrusted: Mapping[str, Any], prefix: str = "value") -> list[str]:
    """The names of the value[x] members; FHIR allows one."""
    start = len(prefix)
    return [key for key in untrusted if key.startswith(prefix) and key[start : start + 1].isupper()]


def read_answer(untrusted: Mapping[str, Any]) -> Value:
    """An answer of which no item is known: what its member says, or why there is none. ValueError for anything else."""
    keys = value_keys(untrusted)
    found = read_value(keys[0], untrusted[keys[0]]) if keys else read_absent(untrusted)
    if found is None:
        raise ValueError("no answer")
    return found


def read_absent(untrusted: Mapping[str, Any]) -> Absent | Unparsed | None:
    """Why there is no value, from the extensions of an answer or of its ``_value[x]``; None where none says so."""
    carriers = [untrusted, *(part for key, part in untrusted.items() if key.startswith("_value"))]
    for carrier in carriers:
        if not isinstance(carrier, Mapping):
            continue
        found = _absent_of(carrier.get("extension"))
        if found is not None:
            return found
    return None


def _absent_of(untrusted: Any) -> Absent | Unparsed | None:
    if not isinstance(untrusted, list):
        return None
    parts = {
        part.get("url"): part for part in untrusted if isinstance(part, Mapping) and _is_text(part.get("url"))
    }
    if ext.UNPARSED in parts:
        text = parts[ext.UNPARSED].get("valueString")
        return Unparsed(text) if isinstance(text, str) else None
    if ext.DATA_ABSENT_REASON not in parts:
        return None
    code = str(parts[ext.DATA_ABSENT_REASON].get("valueCode"))
    note = parts.get(ext.ABSENT_NOTE, {}).get("valueString", "")
    try:
        return Absent(AbsentReason(code), note if isinstance(note, str) else "")
    except ValueError:
        return None


def _is_text(untrusted: Any) -> bool:
    return isinstance(untrusted, str)


def write_value(item_type: ItemType, value: Value) -> dict[str, Any]:
    """The members of an answer that say `value`: ``{"valueDate": "2026-11"}``, or the extension that says why none."""
    if isinstance(value, Absent):
        return {"extension": _absent_extensions(value)}
    if isinstance(value, Unparsed):
        return {"extension": [{"url": ext.UNPARSED, "valueString": value.text}]}
    return {value_key(item_type, value): _json_of(value)}


_KEYS: Final[Mapping[type, str]] = {
    bool: "valueBoolean",
    int: "valueInteger",
    Decimal: "valueDecimal",
    str: "valueString",
    time: "valueTime",
    PartialDate: "valueDate",
    DateTimeValue: "valueDateTime",
    Coding: "valueCoding",
    Quantity: "valueQuantity",
    AttachmentValue: "valueAttachment",
    Reference: "valueReference",
}


def value_key(item_type: ItemType, value: Value) -> str:
    """The name of the value[x] that holds `value` in an answer to such an item; empty where no value[x] does."""
    if type(value) is str and item_type is ItemType.URL:
        return "valueUri"
    if type(value) is int and item_type is ItemType.DECIMAL:
        return "valueDecimal"
    return _KEYS.get(type(value), "")


def _json_of(value: Value) -> Any:
    match value:
        case PartialDate():
            return value.isoformat()
        case DateTimeValue():
            return value.text
        case time():
            return value.replace(tzinfo=None).isoformat("microseconds" if value.microsecond else "seconds")
        case Coding() | Quantity() | AttachmentValue() | Reference():
            parts = ((name, getattr(value, name.rpartition(":")[2])) for name in _MEMBERS[type(value)])
            return {name.partition(":")[0]: part for name, part in parts if part not in {None, ""}}
        case _:
            return value


_MEMBERS: Final[Mapping[type, tuple[str, ...]]] = {
    Coding: ("system", "code", "display"),
    Quantity: ("value", "comparator", "unit", "system", "code"),
    AttachmentValue: ("contentType:content_type", "data", "url", "size", "hash", "title"),
    Reference: ("reference", "type", "display"),
}


def _absent_extensions(value: Absent) -> list[dict[str, str]]:
    reason = {"url": ext.DATA_ABSENT_REASON, "valueCode": value.reason.value}
    return [reason, {"url": ext.ABSENT_NOTE, "valueString": value.note}] if value.note else [reason]
