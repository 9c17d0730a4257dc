"""Answers as they are kept: text without what neither FHIR nor a PDF can hold, whole numbers as decimals where asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.values import (
    Absent,
    AttachmentValue,
    Coding,
    Quantity,
    Reference,
    Unparsed,
    Value,
)


def cleaned(item: Item, value: Value) -> Value:
    """Text without halves of surrogate pairs and without control characters, which neither FHIR nor a PDF holds; decimals as such."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, Unparsed):
        return Unparsed(_clean_text(value.text))
    if isinstance(value, Absent):
        return Absent(value.reason, _clean_text(value.note))
    if type(value) is int and item.type is ItemType.DECIMAL:
        return Decimal(value)
    if isinstance(value, Coding | Quantity | AttachmentValue | Reference):
        parts = ((name, getattr(value, name)) for name in value.__slots__)
        texts: dict[str, Any] = {name: _clean_text(text) for name, text in parts if type(text) is str}
        return replace(value, **texts)
    return value


def _clean_text(text: str) -> str:
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text if text.isprintable() else text.translate(_CONTROL)


_CONTROL: Final = dict.fromkeys({*range(32)} - {ord("\t"), ord("\n"), ord("\r")}, "\ufffd")
"""What no `string` of FHIR holds (R4, datatypes)."""
