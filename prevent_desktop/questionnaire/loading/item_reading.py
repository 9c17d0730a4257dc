"""Builds one frozen item from its JSON, its children being built already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import AnswerOption, EnableBehavior, EnableWhen, Item, ItemType
from prevent_desktop.questionnaire.loading.item_parts import (
    Extensions,
    allowed_keys,
    checked_value,
    codes_of,
    coding_values,
    dicts,
    extensions_of,
    flag_of,
    initial_values,
    is_worked_out,
    limit,
    part,
    text_of,
    text_part,
    texts_of,
    value_of,
    whole_number,
)
from prevent_desktop.questionnaire.loading.markup import from_plain, plain
from prevent_desktop.questionnaire.loading.option_parts import answer_options
from prevent_desktop.questionnaire.loading.pictures import picture_of_attachment
from prevent_desktop.questionnaire.loading.text_parts import Texts
from prevent_desktop.questionnaire.loading.value_sets import ValueSets
from prevent_desktop.questionnaire.moving_limits import moving_limit
from prevent_desktop.questionnaire.refusing import refused_item
from prevent_desktop.questionnaire.values import Coding, Quantity, Value
from prevent_desktop.translation import _

_ASIDES: Final[Mapping[str, tuple[str, str]]] = {
    "help": ("help_text", "rich_help"),
    "prompt": ("prompt_text", "rich_prompt"),
    "flyover": ("hint", "rich_hint"),
    "legal": ("legal_text", "rich_legal"),
    "unit": ("unit_text", ""),
    "lower": ("lower_label", ""),
    "upper": ("upper_label", ""),
}
_SHOWN_ONLY: Final = (("help",), ("inline",), ("highlight",), ("sidebar",))
_MOST_DIGITS: Final = 5
_WRITTEN_FLAGS: Final = (
    "true",
    "false",
)  # forms of several makers write flags as text; there is no doubt what they mean
_Reader = Callable[[str, Extensions, str], Any]


def build_item(
    link_id: str,
    item_type: ItemType,
    raw: Mapping[str, Any],
    extensions: Extensions,
    *,
    nested: tuple[Item, ...],
    enable_when: tuple[EnableWhen, ...],
    parent: str | None,
    depth: int,
    rank: int,
    expressions: Mapping[str, Any],
    value_sets: ValueSets,
    texts: Texts,
) -> Item:
    """The item `link_id`; QuestionnaireError where a part of it is not what FHIR R4 says."""
    parts: dict[str, Any] = {
        "link_id": link_id,
        "type": item_type,
        "rank": rank,
        "depth": depth,
        "parent_link_id": parent,
    }
    _add_plain(link_id, raw, parts)
    _add_texts(link_id, raw, texts, parts)
    parts.update(expressions)
    if enable_when:
        parts["enable_when"] = enable_when
        parts["enable_behavior"] = EnableBehavior(raw.get("enableBehavior") or "all")
    if "answerOption" in raw or "answerValueSet" in raw:
        parts["answer_options"] = _options(link_id, raw, value_sets, texts)
    options = parts.get("answer_options", ())
    parts["answer_keys"] = allowed_keys(item_type, options)
    if parts.get("answer_constraint") == "optionsOrString":
        parts["answer_keys"] |= {"valueString"}
    if "initial" in raw or options:
        parts["initial"] = initial_values(link_id, raw, options, parts["answer_keys"])
    if extensions:
        _add_from_extensions(link_id, item_type, extensions, parts)
        _add_shown(link_id, extensions, value_sets, texts, parts)
    if item_type is ItemType.QUANTITY and parts.get("initial"):
        _take_units_for_units(parts)
    if nested:
        parts |= _with_nested(nested)
    if item_type is ItemType.DISPLAY and parent is not None:
        parts["is_aside"] = parts.get("item_control", "") in _ASIDES
    return Item.of(parts)


def only_shows(link_id: str, raw: Mapping[str, Any], extensions: Extensions) -> bool:
    """Whether a text question is there to be read, not answered: Structor writes help and side texts that way."""
    if raw.get("required") is True or ext.ITEM_CONTROL not in extensions:
        return False
    return codes_of(link_id, extensions, ext.ITEM_CONTROL)[:1] in _SHOWN_ONLY


def _take_units_for_units(parts: dict[str, Any]) -> None:
    """An initial quantity without a number is no answer: it says the unit to begin with (SDC, “initial”)."""
    begins = [value for value in parts["initial"] if isinstance(value, Quantity) and value.value is None]
    parts["initial"] = tuple(value for value in parts["initial"] if value not in begins)
    if begins:
        first = begins[0]
        parts["unit"] = Coding(first.system, first.code, first.unit)


def type_of_display(link_id: str, raw: Mapping[str, Any]) -> ItemType:
    """What a display with items under it is: itself where they only explain it, a heading where they are more texts.

    FHIR R4 lets nothing lie under a display, and form builders put help there all the same. A question there is refused.
    """
    under = dicts(link_id, raw, "item")
    if any(one.get("type") != "display" for one in under):
        raise refused_item(link_id, _("it only displays text, and yet has questions under it."))
    controls = [codes_of(link_id, extensions_of(link_id, one), ext.ITEM_CONTROL)[:1] for one in under]
    explain = all(found and found[0] in _ASIDES for found in controls)
    return ItemType.DISPLAY if explain else ItemType.GROUP


def unfollowed_parts(extensions: Extensions, item: Item) -> tuple[str, ...]:
    """The names of what `extensions` ask for and `item` does not do: limits to be worked out, units from elsewhere."""
    limits = (
        (item.min_value_rule, ext.MIN_VALUE, ext.MIN_QUANTITY),
        (item.max_value_rule, ext.MAX_VALUE, ext.MAX_QUANTITY),
    )
    found = [
        url
        for rule, *urls in limits
        for url in urls
        if rule is None and url in extensions and is_worked_out(extensions[url][0])
    ]
    found += [url for url in _COUNTS if url in extensions and is_worked_out(extensions[url][0])]
    if ext.UNIT_VALUE_SET in extensions and not item.unit_options:
        found.append(ext.UNIT_VALUE_SET)
    return tuple(url.rpartition("/")[2] for url in found)


def _add_plain(link_id: str, raw: Mapping[str, Any], parts: dict[str, Any]) -> None:
    for key, found in raw.items():
        if key not in _PLAIN_PARTS:
            continue
        name, kind = _PLAIN_PARTS[key]
        if type(found) is kind:
            parts[name] = found
        elif kind is bool and found in _WRITTEN_FLAGS:
            parts[name] = found == "true"
        else:
            part(link_id, raw, key, kind)  # null says nothing; all else is refused
    if "maxLength" in raw and parts.get("max_length", 1) < 1:
        raise refused_item(link_id, _("its longest length is less than one character."))


def _add_texts(link_id: str, raw: Mapping[str, Any], texts: Texts, parts: dict[str, Any]) -> None:
    """Text and prefix, translated and formatted; a text that is there with its formatting only gives its words."""
    for key, rich in (("text", "rich_text"), ("prefix", "rich_prefix")):
        if "_" + key in raw:
            parts[key] = texts.plain(link_id, raw, key)
            parts[rich] = texts.rich(link_id, raw, key)
            parts[key] = parts[key] or plain(parts[rich])


def _with_nested(nested: tuple[Item, ...]) -> dict[str, Any]:
    children = tuple(item for item in nested if not item.is_aside)
    found: dict[str, Any] = {
        "items": nested,
        "children": children,
        "size": 1 + sum(item.size for item in children),
    }
    if len(children) < len(nested):
        for control, (name, rich) in _ASIDES.items():
            asides = [item for item in nested if item.is_aside and item.item_control == control]
            found[name] = "\n\n".join(item.text for item in asides)
            if rich and any(item.rich_text for item in asides):
                found[rich] = "<br><br>".join(item.rich_text or from_plain(item.text) for item in asides)
    return found


def _add_from_extensions(
    link_id: str, item_type: ItemType, extensions: Extensions, parts: dict[str, Any]
) -> None:
    for url in _EXTENSION_PARTS.keys() & extensions.keys():
        name, read = _EXTENSION_PARTS[url]
        parts[name] = read(link_id, extensions, url)
    for name, core, quantity in (
        ("min_value", ext.MIN_VALUE, ext.MIN_QUANTITY),
        ("max_value", ext.MAX_VALUE, ext.MAX_QUANTITY),
    ):
        if core in extensions or quantity in extensions:
            parts[name] = limit(link_id, item_type, extensions, core, quantity)
            if rule := moving_limit(extensions[quantity if quantity in extensions else core][0]):
                parts[name + "_rule"] = rule


def _add_shown(
    link_id: str, extensions: Extensions, value_sets: ValueSets, texts: Texts, parts: dict[str, Any]
) -> None:
    """How it is to look: its controls, the texts beside it, its picture, the units to choose from."""
    for url in _TRANSLATED.keys() & extensions.keys():
        parts[_TRANSLATED[url]] = texts.of_extension(link_id, extensions, url)
    if ext.ITEM_CONTROL in extensions:
        parts["controls"] = codes_of(link_id, extensions, ext.ITEM_CONTROL)
        parts["item_control"] = parts["controls"][0] if parts["controls"] else ""
    if ext.ITEM_MEDIA in extensions:
        media = value_of(link_id, extensions, ext.ITEM_MEDIA, "valueAttachment")
        parts["image"] = picture_of_attachment(media)
    if ext.UNIT_VALUE_SET in extensions:
        address = text_of(link_id, extensions, ext.UNIT_VALUE_SET, "valueCanonical", "valueUri")
        parts["unit_options"] = parts.get("unit_options", ()) + value_sets.codings(link_id, address)


def _options(
    link_id: str, raw: Mapping[str, Any], value_sets: ValueSets, texts: Texts
) -> tuple[AnswerOption, ...]:
    if "answerOption" in raw:
        return answer_options(link_id, raw, texts)
    return value_sets.options(link_id, text_part(link_id, raw, "answerValueSet"))


def _text(*keys: str) -> _Reader:
    return lambda link_id, extensions, url: text_of(link_id, extensions, url, *keys)


def _texts(*keys: str) -> _Reader:
    return lambda link_id, extensions, url: texts_of(link_id, extensions, url, *keys)


def _flag(link_id: str, extensions: Extensions, url: str) -> bool:
    return flag_of(link_id, extensions, url)


def _no_flag(link_id: str, extensions: Extensions, url: str) -> bool:
    return not _flag(link_id, extensions, url)


def _first_coding(link_id: str, extensions: Extensions, url: str) -> Coding | None:
    return next(iter(coding_values(link_id, extensions, url)), None)


def _code(link_id: str, extensions: Extensions, url: str) -> str:
    return next(iter(codes_of(link_id, extensions, url)), "")


def _number(link_id: str, extensions: Extensions, url: str) -> Value | None:
    found = value_of(link_id, extensions, url, "valueInteger", "valueDecimal")
    return checked_value(link_id, "valueDecimal", found)


def _width(link_id: str, extensions: Extensions, url: str) -> str:
    """A width as style sheets write it: ``50%``, ``20em``; FHIR gives it as a quantity in UCUM."""
    found = checked_value(link_id, "valueQuantity", value_of(link_id, extensions, url, "valueQuantity"))
    if not isinstance(found, Quantity) or found.value is None or abs(found.value.adjusted()) > _MOST_DIGITS:
        return ""
    unit = found.code or found.unit or ""
    return f"{found.value.normalize():f}{'%' if unit in {'%', 'percent'} else unit.strip('[]')}"


_TRANSLATED: Final[Mapping[str, str]] = {
    ext.SHORT_TEXT: "short_text",
    ext.ENTRY_FORMAT: "entry_format",
    ext.OPEN_LABEL: "open_label",
    ext.PACK_TEXT: "pack_text",
}
_PLAIN_PARTS: Final[Mapping[str, tuple[str, type]]] = {
    "text": ("text", str),
    "prefix": ("prefix", str),
    "definition": ("definition", str),
    "required": ("required", bool),
    "repeats": ("repeats", bool),
    "readOnly": ("read_only", bool),
    "maxLength": ("max_length", int),
    "answerValueSet": ("answer_value_set", str),
    "answerConstraint": ("answer_constraint", str),
    "disabledDisplay": ("disabled_display", str),
}
_EXTENSION_PARTS: Final[Mapping[str, tuple[str, _Reader]]] = {
    ext.HIDDEN: ("hidden", _flag),
    ext.MIN_LENGTH: ("min_length", whole_number),
    ext.CHOICE_ORIENTATION: ("choice_orientation", _text("valueCode")),
    ext.COLUMN_COUNT: ("columns", whole_number),
    ext.WIDTH: ("width", _width),
    ext.COLLAPSIBLE: ("collapsible", _code),
    ext.DISPLAY_CATEGORY: ("display_category", _code),
    ext.SLIDER_STEP: ("slider_step", _number),
    ext.SUPPORT_LINK: ("support_links", _texts("valueUri", "valueUrl", "valueString")),
    ext.REFERENCE_RESOURCE: ("reference_types", codes_of),
    ext.UNIT_OPEN: ("unit_open", _code),
    ext.ANSWER_CONSTRAINT: ("answer_constraint", _code),
    ext.DISABLED_DISPLAY: ("disabled_display", _code),
    ext.UNIT: ("unit", _first_coding),
    ext.UNIT_OPTION: ("unit_options", coding_values),
    ext.REGEX: ("regex", _text()),
    ext.MIN_OCCURS: ("min_occurs", whole_number),
    ext.MAX_OCCURS: ("max_occurs", whole_number),
    ext.MAX_SIZE: ("max_size", whole_number),
    ext.MIME_TYPE: ("mime_types", _texts("valueCode", "valueString")),
    ext.MAX_DECIMAL_PLACES: ("max_decimal_places", whole_number),
    ext.VALUE_CHECK: ("value_checks", _texts("valueCode")),
    ext.FACT: ("fact", _text()),
    ext.OWN_WORDS: ("own_words", _flag),
    ext.OPINION: ("opinion", _flag),
    ext.VIEW_OF: ("view_of", _text()),
    ext.NOT_COPIED: ("not_copied", _flag),
    ext.NO_ABSENT: ("offers_absent", _no_flag),
    ext.GUIDANCE: ("guidance", _text()),
    ext.PACK_PART: ("pack_part", _text("valueCode")),
}
_COUNTS: Final = tuple(url for url, (_name, read) in _EXTENSION_PARTS.items() if read is whole_number)
