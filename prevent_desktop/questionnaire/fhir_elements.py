"""Elements of FHIR R4 as JSON: nothing empty stands in them, and no text that FHIR forbids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def telecom(phone: str, email: str) -> list[dict[str, str]]:
    """Ways to reach somebody, as FHIR ContactPoints."""
    ways = (("phone", phone), ("email", email))
    return [{"system": kind, "value": value} for kind, value in ways if full_text(value)]


def full_text(text: str) -> str:
    """What a FHIR string may say of `text`: no control characters, no white space around it (FHIR R4 2.24.0.1)."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\r\n").strip()


def full(parts: Mapping[str, Any]) -> dict[str, Any]:
    """`parts` as a FHIR element: FHIR knows nothing empty, at no depth."""
    cleaned = {name: _full(part) for name, part in parts.items()}
    return {name: part for name, part in cleaned.items() if part not in _EMPTY}


def _full(part: Any) -> Any:
    if isinstance(part, str):
        return full_text(part)
    if isinstance(part, Mapping):
        return full(part)
    if isinstance(part, list | tuple):
        return [cleaned for one in part if (cleaned := _full(one)) not in _EMPTY]
    return part


_EMPTY: tuple[Any, ...] = ("", [], {}, None)
