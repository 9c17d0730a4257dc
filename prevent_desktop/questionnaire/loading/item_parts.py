"""The parts of one item, out of untrusted JSON: each is of the right type, or the form is refused by the item's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import AnswerOption, ItemType
from prevent_desktop.questionnaire.loading.languages import best_match
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.questionnaire.value_codec import VALUE_KEY, read_value, value_key, value_keys
from prevent_desktop.questionnaire.values import Coding, Quantity, Unparsed, Value
from prevent_desktop.translation import _

Extensions = Mapping[str, Sequence[Mapping[str, Any]]]

_CHOICES: Final = frozenset({ItemType.CHOICE, ItemType.OPEN_CHOICE})
_MOST_DIGITS: Final = 15
_NO_EXTENSIONS: Final[Extensions] = {}


def part(link_id: str, untrusted: Mapping[str, Any], key: str, kind: type) -> Any:
    """The member `key` of exactly the type `kind`, or None where there is none."""
    found = untrusted.get(key)
    if found is not None and type(found) is not kind:
        raise refused_item(link_id, _("its “{part}” is not of the right type.").format(part=key))
    return found


def text_part(link_id: str, untrusted: Mapping[str, Any], key: str) -> str:
    """The text under `key`; empty where there is none."""
    return part(link_id, untrusted, key, str) or ""


def translation(link_id: str, untrusted: Any, language: str) -> str | None:
    """What the translation extensions of an element (``_text`` …) offer for `language`; None where they do not."""
    if not isinstance(untrusted, Mapping):
        return None
    offered: dict[str, Mapping[str, Any]] = {}
    for one in extensions_of(link_id, untrusted).get(ext.TRANSLATION, ()):
        parts = {url: values[0] for url, values in extensions_of(link_id, one).items()}
        tag = parts.get("lang", {}).get("valueCode")
        if isinstance(tag, str):
            offered.setdefault(tag, parts.get("content", {}))
    content = offered.get(best_match(language, offered) or "", {})
    return next((content[key] for key in value_keys(content) if isinstance(content[key], str)), None)


def dicts(link_id: str, untrusted: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of objects under `key`; empty where there is none."""
    found = untrusted.get(key)
    if found is None:
        return []
    if type(found) is not list or not all(type(one) is dict for one in found):
        raise refused_item(link_id, _("its “{part}” is not a list of objects.").format(part=key))
    return found


def extensions_of(link_id: str, untrusted: Mapping[str, Any]) -> Extensions:
    """The extensions of an element by address."""
    if "extension" not in untrusted:
        return _NO_EXTENSIONS
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in dicts(link_id, untrusted, "extension"):
        url = part(link_id, one, "url", str)
        if url is None:
            raise refused_item(link_id, _("an extension of it has no address."))
        found.setdefault(url, []).append(one)
    return found


def refuse_unknown_modifiers(link_id: str, untrusted: Mapping[str, Any]) -> None:
    """A modifier extension changes what an item means: one that we do not know must not be passed over (FHIR R4)."""
    if "modifierExtension" not in untrusted:
        return
    for one in dicts(link_id, untrusted, "modifierExtension"):
        url = str(one.get("url"))
        if url not in ext.KNOWN_MODIFIERS:
            raise refused_item(
                link_id,
                _("it carries the modifier extension “{url}”, which changes its meaning in a way that this program does not know.").format(url=shortened(url)),
            )  # fmt: skip


def value_of(link_id: str, extensions: Extensions, url: str, *keys: str) -> Any:
    """The raw value of the first extension `url`, under the first of `keys` (``valueInteger`` …) that it has."""
    for one in extensions.get(url, ())[:1]:
        for key in keys:
            if key in one:
                return one[key]
        raise refused_item(
            link_id, _("its extension “{url}” has no value of a type that fits.").format(url=shortened(url))
        )
    return None


def whole_number(link_id: str, extensions: Extensions, url: str) -> int | None:
    """A count from an extension: a whole number from 0; None where it is to be worked out."""
    if is_worked_out(extensions[url][0]) and not value_keys(extensions[url][0]):
        return None
    found = value_of(
        link_id, extensions, url, "valueInteger", "valueDecimal", "valuePositiveInt", "valueUnsignedInt"
    )
    if found is None:
        return None
    if isinstance(found, Decimal) and found.adjusted() < _MOST_DIGITS and found == found.to_integral_value():
        found = int(found)
    if type(found) is not int or found < 0:
        raise refused_item(
            link_id, _("its extension “{url}” is not a whole number.").format(url=shortened(url))
        )
    return found


def flag_of(link_id: str, extensions: Extensions, url: str) -> bool:
    """Whether an extension is there and says true."""
    found = value_of(link_id, extensions, url, "valueBoolean")
    if found is not None and type(found) is not bool:
        raise refused_item(
            link_id, _("its extension “{url}” is neither true nor false.").format(url=shortened(url))
        )
    return found is True


def text_of(link_id: str, extensions: Extensions, url: str, *keys: str) -> str:
    """A text from an extension; empty where there is none."""
    found = value_of(link_id, extensions, url, *(keys or ("valueString",)))
    if found is not None and type(found) is not str:
        raise refused_item(link_id, _("its extension “{url}” is not text.").format(url=shortened(url)))
    return found or ""


def texts_of(link_id: str, extensions: Extensions, url: str, *keys: str) -> tuple[str, ...]:
    """The texts of all extensions `url`."""
    return tuple(text_of(link_id, {url: [one]}, url, *keys) for one in extensions.get(url, ()))


def codes_of(link_id: str, extensions: Extensions, url: str) -> tuple[str, ...]:
    """The codes of all extensions `url` that hold a concept, a coding or a code (``radio-button``), each once.

    A concept without a code gives its text.
    """
    found: dict[str, None] = {}
    for one in extensions.get(url, ()):
        value = value_of(link_id, {url: [one]}, url, "valueCodeableConcept", "valueCoding", "valueCode")
        if type(value) is str and "valueCode" in one:
            found[value] = None
            continue
        if type(value) is not dict:
            raise refused_item(
                link_id, _("its extension “{url}” is not of the right type.").format(url=shortened(url))
            )
        codings = dicts(link_id, value, "coding") if "coding" in value else [value]
        codes = [code for coding in codings if (code := part(link_id, coding, "code", str))]
        found |= dict.fromkeys(codes or [part(link_id, value, "text", str) or ""])
    return tuple(code for code in found if code)


def checked_value(link_id: str, key: str, untrusted: Any) -> Value:
    """The value under `key`; the form is refused where it does not read."""
    try:
        found = read_value(key, untrusted)
    except ValueError as error:
        raise refused_item(link_id, _("its “{part}” is not of the right type.").format(part=key)) from error
    if isinstance(found, Unparsed):
        raise refused_item(link_id, _("its “{part}” is not a date or time that exists.").format(part=key))
    return found


def coding_values(link_id: str, extensions: Extensions, url: str) -> tuple[Coding, ...]:
    """The codings of all extensions `url`."""
    found = (
        checked_value(link_id, "valueCoding", value_of(link_id, {url: [one]}, url, "valueCoding"))
        for one in extensions.get(url, ())
    )
    return tuple(coding for coding in found if isinstance(coding, Coding))


def limit(
    link_id: str, item_type: ItemType, extensions: Extensions, core: str, quantity: str
) -> Value | None:
    """The least or greatest value: of the item's own type, or a whole number where a decimal is asked.

    None where the form gives none, or has it worked out by an expression (see `is_worked_out`).
    """
    url = quantity if quantity in extensions else core
    if url not in extensions or is_worked_out(extensions[url][0]):
        return None
    keys = value_keys(extensions[url][0])
    if len(keys) != 1:
        raise refused_item(
            link_id, _("its extension “{url}” has no value of a type that fits.").format(url=shortened(url))
        )
    found = checked_value(link_id, keys[0], extensions[url][0][keys[0]])
    if not _comparable(item_type, found):
        raise refused_item(
            link_id, _("its extension “{url}” has no value of a type that fits.").format(url=shortened(url))
        )
    return found


def is_worked_out(untrusted: Mapping[str, Any]) -> bool:
    """Whether the value of an extension is to be worked out when the form is filled (cqf-calculatedValue)."""
    for key, found in untrusted.items():
        extensions = found.get("extension") if isinstance(found, Mapping) else None
        if key.startswith(("_value", "value")) and isinstance(extensions, list):
            urls = [one.get("url") for one in extensions if isinstance(one, Mapping)]
            if any(url in urls for url in ext.WORKED_OUT):
                return True
    return False


def _comparable(item_type: ItemType, value: Value) -> bool:
    if item_type in {ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY}:
        return type(value) in {int, Decimal} or (
            item_type is ItemType.QUANTITY and isinstance(value, Quantity)
        )
    if item_type in {ItemType.DATE, ItemType.DATE_TIME}:
        return isinstance(value, PartialDate) or (
            item_type is ItemType.DATE_TIME and not isinstance(value, Quantity)
        )
    return not isinstance(value, Quantity)


def allowed_keys(item_type: ItemType, options: Sequence[AnswerOption]) -> frozenset[str]:
    """The value[x] names that an answer to such an item may have (FHIR R4, the table of item types)."""
    if item_type not in _CHOICES:
        return _ALLOWED.get(item_type, frozenset())
    own = {"valueCoding", "valueString"} if item_type is ItemType.OPEN_CHOICE else {"valueCoding"}
    return frozenset(own | {value_key(item_type, option.value) for option in options})


_ALLOWED: Final = {item_type: frozenset({key}) for item_type, key in VALUE_KEY.items()}


def initial_values(
    link_id: str, untrusted: Mapping[str, Any], options: Sequence[AnswerOption], allowed: frozenset[str]
) -> tuple[Value, ...]:
    """The values that a fresh response starts with: `initial`, or else the options that are selected at first.

    An initial value of another type is left out: a form asks no less for it.
    """
    entries = dicts(link_id, untrusted, "initial")
    if not entries:
        return tuple(option.value for option in options if option.initial_selected) if options else ()
    found = []
    for entry in entries:
        keys = value_keys(entry)
        if len(keys) == 1 and keys[0] in allowed:
            found.append(checked_value(link_id, keys[0], entry[keys[0]]))
    return tuple(found)
