"""Builds one frozen item from its JSON, its children being built already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.item_parts import (
    Extensions,
    allowed_keys,
    answer_options,
    coding_values,
    control_of,
    flag_of,
    initial_values,
    limit,
    part,
    text_of,
    text_part,
    texts_of,
    value_of,
    whole_number,
)
from prevent_desktop.questionnaire.items import AnswerOption, EnableBehavior, EnableWhen, Item, ItemType
from prevent_desktop.questionnaire.refusing import refused_item
from prevent_desktop.questionnaire.value_sets import ValueSets
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.translation import _

_ASIDES: Final = frozenset({"help", "prompt", "flyover", "unit"})
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
    value_sets: ValueSets,
    language: str | None,
) -> Item:
    """The item `link_id`; QuestionnaireError where a part of it is not what FHIR R4 says."""
    parts: dict[str, Any] = {
        "link_id": link_id,
        "type": item_type,
        "rank": rank,
        "depth": depth,
        "parent_link_id": parent,
    }
    _add_plain(link_id, raw, language, parts)
    if enable_when:
        parts["enable_when"] = enable_when
        parts["enable_behavior"] = EnableBehavior(raw.get("enableBehavior") or "all")
    if "answerOption" in raw or "answerValueSet" in raw:
        parts["answer_options"] = _options(link_id, raw, value_sets, language)
    options = parts.get("answer_options", ())
    parts["answer_keys"] = allowed_keys(item_type, options)
    if "initial" in raw or options:
        parts["initial"] = initial_values(link_id, raw, options, parts["answer_keys"])
    if extensions:
        _add_from_extensions(link_id, item_type, extensions, parts)
    if nested:
        parts |= _with_nested(nested)
    if item_type is ItemType.DISPLAY and parent is not None:
        parts["is_aside"] = parts.get("item_control") in _ASIDES
    return Item.of(parts)


def _add_plain(link_id: str, raw: Mapping[str, Any], language: str | None, parts: dict[str, Any]) -> None:
    for key in _PLAIN_PARTS.keys() & raw.keys():
        name, kind = _PLAIN_PARTS[key]
        if (found := part(link_id, raw, key, kind)) is not None:
            parts[name] = found
    if parts.get("max_length", 1) < 1:
        raise refused_item(link_id, _("its longest length is less than one character."))
    if language is not None:
        parts |= {name: text_part(link_id, raw, name, language) for name in ("text", "prefix")}


def _with_nested(nested: tuple[Item, ...]) -> dict[str, Any]:
    children = tuple(item for item in nested if not item.is_aside)
    found: dict[str, Any] = {
        "items": nested,
        "children": children,
        "size": 1 + sum(item.size for item in children),
    }
    if len(children) < len(nested):
        for name, control in (("help_text", "help"), ("prompt_text", "prompt"), ("hint", "flyover")):
            texts = [item.text for item in nested if item.is_aside and item.item_control == control]
            found[name] = "\n\n".join(texts)
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


def _options(
    link_id: str, raw: Mapping[str, Any], value_sets: ValueSets, language: str | None
) -> tuple[AnswerOption, ...]:
    if "answerOption" in raw:
        return answer_options(link_id, raw, language)
    if "answerValueSet" in raw:
        return value_sets.options(link_id, text_part(link_id, raw, "answerValueSet"))
    return ()


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


def _control(link_id: str, extensions: Extensions, _url: str) -> str:
    return control_of(link_id, extensions)


def _expression(link_id: str, extensions: Extensions, url: str) -> str:
    found = value_of(link_id, extensions, url, "valueExpression")
    return text_part(link_id, found, "expression") if isinstance(found, Mapping) else ""


_PLAIN_PARTS: Final[Mapping[str, tuple[str, type]]] = {
    "text": ("text", str),
    "prefix": ("prefix", str),
    "definition": ("definition", str),
    "required": ("required", bool),
    "repeats": ("repeats", bool),
    "readOnly": ("read_only", bool),
    "maxLength": ("max_length", int),
    "answerValueSet": ("answer_value_set", str),
}
_EXTENSION_PARTS: Final[Mapping[str, tuple[str, _Reader]]] = {
    ext.SHORT_TEXT: ("short_text", _text()),
    ext.HIDDEN: ("hidden", _flag),
    ext.MIN_LENGTH: ("min_length", whole_number),
    ext.ENTRY_FORMAT: ("entry_format", _text()),
    ext.ITEM_CONTROL: ("item_control", _control),
    ext.CHOICE_ORIENTATION: ("choice_orientation", _text("valueCode")),
    ext.OPEN_LABEL: ("open_label", _text()),
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
    ext.NOT_COPIED: ("not_copied", _flag),
    ext.NO_ABSENT: ("offers_absent", _no_flag),
    ext.GUIDANCE: ("guidance", _text()),
    ext.PACK_PART: ("pack_part", _text("valueCode")),
    ext.INITIAL_EXPRESSION: ("initial_expression", _expression),
}
