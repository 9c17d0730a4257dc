"""Builds one frozen item from its JSON, its children being built already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.item_parts import (
    Extensions,
    answer_options,
    coding_values,
    control_of,
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
from prevent_desktop.translation import _

_ASIDES: Final = frozenset({"help", "prompt", "flyover", "unit"})
_FACT_EXPRESSION: Final = "valueExpression"


@dataclass(frozen=True, slots=True)
class AsideTexts:
    """What the displays that belong to a question say about it."""

    help_text: str = ""
    prompt_text: str = ""
    hint: str = ""

    @classmethod
    def of(cls, nested: Sequence[Item]) -> AsideTexts:
        """The texts of those of `nested` that are asides; several of one kind become paragraphs."""
        if not any(item.is_aside for item in nested):
            return _NO_ASIDES
        texts = {
            control: "\n\n".join(
                item.text for item in nested if item.is_aside and item.item_control == control
            )
            for control in ("help", "prompt", "flyover")
        }
        return cls(texts["help"], texts["prompt"], texts["flyover"])


_NO_ASIDES: Final = AsideTexts()


def build_item(
    link_id: str,
    item_type: ItemType,
    raw: Mapping[str, Any],
    extensions: Extensions,
    *,
    nested: tuple[Item, ...],
    asides: AsideTexts,
    enable_when: tuple[EnableWhen, ...],
    parent: str | None,
    depth: int,
    rank: int,
    value_sets: ValueSets,
    language: str | None,
) -> Item:
    """The item `link_id`; QuestionnaireError where a part of it is not what FHIR R4 says."""
    options = _options(link_id, raw, value_sets, language)
    from_extensions = _from_extensions(link_id, item_type, extensions) if extensions else {}
    control = from_extensions.get("item_control", "")
    return Item(
        link_id=link_id,
        type=item_type,
        text=text_part(link_id, raw, "text", language),
        prefix=text_part(link_id, raw, "prefix", language),
        required=part(link_id, raw, "required", bool) or False,
        repeats=part(link_id, raw, "repeats", bool) or False,
        read_only=part(link_id, raw, "readOnly", bool) or False,
        max_length=_max_length(link_id, raw),
        enable_when=enable_when,
        enable_behavior=EnableBehavior.ANY if raw.get("enableBehavior") == "any" else EnableBehavior.ALL,
        answer_options=options,
        answer_value_set=text_part(link_id, raw, "answerValueSet"),
        initial=initial_values(link_id, item_type, raw, options),
        items=nested,
        children=tuple(item for item in nested if not item.is_aside),
        help_text=asides.help_text,
        prompt_text=asides.prompt_text,
        hint=asides.hint,
        parent_link_id=parent,
        depth=depth,
        rank=rank,
        size=1 + sum(item.size for item in nested if not item.is_aside),
        is_aside=item_type is ItemType.DISPLAY and control in _ASIDES and parent is not None,
        **from_extensions,
    )


def _options(
    link_id: str, raw: Mapping[str, Any], value_sets: ValueSets, language: str | None
) -> tuple[AnswerOption, ...]:
    if "answerOption" in raw:
        return answer_options(link_id, raw, language)
    if "answerValueSet" in raw:
        return value_sets.options(link_id, text_part(link_id, raw, "answerValueSet"))
    return ()


def _max_length(link_id: str, raw: Mapping[str, Any]) -> int | None:
    found: int | None = part(link_id, raw, "maxLength", int)
    if found is not None and found < 1:
        raise refused_item(link_id, _("its longest length is less than one character."))
    return found


def _from_extensions(link_id: str, item_type: ItemType, extensions: Extensions) -> dict[str, Any]:
    return {
        "short_text": text_of(link_id, extensions, ext.SHORT_TEXT),
        "hidden": value_of(link_id, extensions, ext.HIDDEN, "valueBoolean") is True,
        "min_length": whole_number(link_id, extensions, ext.MIN_LENGTH),
        "entry_format": text_of(link_id, extensions, ext.ENTRY_FORMAT),
        "item_control": control_of(link_id, extensions),
        "choice_orientation": text_of(link_id, extensions, ext.CHOICE_ORIENTATION, "valueCode"),
        "open_label": text_of(link_id, extensions, ext.OPEN_LABEL),
        "unit": next(iter(coding_values(link_id, extensions, ext.UNIT)), None),
        "unit_options": coding_values(link_id, extensions, ext.UNIT_OPTION),
        "min_value": limit(link_id, item_type, extensions, ext.MIN_VALUE, ext.MIN_QUANTITY),
        "max_value": limit(link_id, item_type, extensions, ext.MAX_VALUE, ext.MAX_QUANTITY),
        "regex": text_of(link_id, extensions, ext.REGEX),
        "min_occurs": whole_number(link_id, extensions, ext.MIN_OCCURS),
        "max_occurs": whole_number(link_id, extensions, ext.MAX_OCCURS),
        "max_size": whole_number(link_id, extensions, ext.MAX_SIZE),
        "mime_types": texts_of(link_id, extensions, ext.MIME_TYPE, "valueCode", "valueString"),
        "max_decimal_places": whole_number(link_id, extensions, ext.MAX_DECIMAL_PLACES),
        "value_checks": texts_of(link_id, extensions, ext.VALUE_CHECK, "valueCode"),
        "fact": text_of(link_id, extensions, ext.FACT),
        "own_words": value_of(link_id, extensions, ext.OWN_WORDS, "valueBoolean") is True,
        "offers_absent": value_of(link_id, extensions, ext.NO_ABSENT, "valueBoolean") is not True,
        "guidance": text_of(link_id, extensions, ext.GUIDANCE),
        "pack_part": text_of(link_id, extensions, ext.PACK_PART, "valueCode"),
        "initial_expression": _expression(link_id, extensions),
    }


def _expression(link_id: str, extensions: Extensions) -> str:
    found = value_of(link_id, extensions, ext.INITIAL_EXPRESSION, _FACT_EXPRESSION)
    return text_part(link_id, found, "expression") if isinstance(found, Mapping) else ""
