"""JSON from outside and to outside: numbers keep their digits, and limits hold before anything is believed.

Decimals are read as `Decimal` and written with the very digits that were read (FHIR R4: precision is meaning).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Any, Final

from prevent_desktop.strict_json import is_nested_too_deeply
from prevent_desktop.translation import _

MEGABYTE: Final = 1024 * 1024
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The escape of NUL, and not the six letters that somebody wrote, whose backslash is escaped itself."""
_HELD_DECIMAL = re.compile(r'"\\u0000(\d+)"')


class JsonRefusedError(ValueError):
    """The text is not JSON that we accept; its words say why. Callers say what it was and what to do."""


def _refuse_constant(_name: str) -> None:
    raise JsonRefusedError(_("It holds a number that is not a number."))


def read_object(untrusted: str | bytes | bytearray | Mapping[str, Any], *, megabytes: int) -> dict[str, Any]:
    """The JSON object in `untrusted`.

    JsonRefusedError if it is not one, is larger than so many megabytes, or is nested too deeply.
    """
    if isinstance(untrusted, Mapping):
        untrusted = json_text(untrusted)
    if len(untrusted) > megabytes * MEGABYTE:
        raise JsonRefusedError(_("It is larger than {count} MB.").format(count=megabytes))
    text = _decoded(untrusted)
    if "\\u0000" in text and _NUL.search(text) is not None:
        raise JsonRefusedError(_("It holds a control character that no text may hold."))
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except JsonRefusedError:
        raise
    except (ValueError, DecimalException) as error:
        raise JsonRefusedError(_("It is not valid JSON.")) from error
    except RecursionError as error:
        raise JsonRefusedError(_("It is nested too deeply.")) from error
    if is_nested_too_deeply(found):
        raise JsonRefusedError(_("It is nested too deeply."))
    if not isinstance(found, dict):
        raise JsonRefusedError(_("It is not a JSON object."))
    return found


def _decoded(untrusted: str | bytes | bytearray) -> str:
    if isinstance(untrusted, str):
        return untrusted
    try:
        return untrusted.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonRefusedError(_("It is not text in UTF-8.")) from error


def json_text(value: Any, *, sort_keys: bool = False) -> str:
    """`value` as compact JSON text; half of a surrogate pair is written as an escape, so the text always encodes.

    JsonRefusedError for what JSON cannot hold, and for nesting beyond what Python follows.
    """
    try:
        return _text(value, sort_keys=sort_keys)
    except RecursionError as error:
        raise JsonRefusedError(_("It is nested too deeply.")) from error
    except (ValueError, TypeError) as error:
        raise JsonRefusedError(_("It holds something that JSON cannot say.")) from error


def _text(value: Any, *, sort_keys: bool) -> str:
    try:
        text = (_SORTED if sort_keys else _PLAIN).encode(value)
    except _HoldsDecimalError:
        return _exact_text(value, sort_keys=sort_keys)
    return text if text.isascii() or _encodes(text) else _exact_text(value, sort_keys=sort_keys)


class _HoldsDecimalError(Exception):
    """The value holds a `Decimal`, which `json` cannot write with its digits."""


def _stop_at_decimal(other: Any) -> Any:
    if isinstance(other, Decimal):
        raise _HoldsDecimalError
    raise TypeError("not JSON")


_PLAIN: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_stop_at_decimal
)
_SORTED: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_stop_at_decimal, sort_keys=True
)


def _exact_text(value: Any, *, sort_keys: bool) -> str:
    """The text with the digits of each decimal, by way of a place holder that no text from outside can be."""
    held: list[Decimal] = []

    def hold(other: Any) -> str:
        if not isinstance(other, Decimal) or not other.is_finite():
            raise TypeError("not JSON")
        held.append(other)
        return f"\0{len(held) - 1}"

    compact: dict[str, Any] = {
        "allow_nan": False,
        "separators": (",", ":"),
        "sort_keys": sort_keys,
        "default": hold,
    }
    text = json.dumps(value, ensure_ascii=False, **compact)
    if not _encodes(text):
        held.clear()
        text = json.dumps(value, **compact)
    return _HELD_DECIMAL.sub(lambda found: str(held[int(found[1])]), text)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
