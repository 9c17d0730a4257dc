"""The answers that an item offers, out of untrusted JSON: those it lists itself, and concepts of value sets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import AnswerOption
from prevent_desktop.questionnaire.loading.item_parts import (
    Extensions,
    checked_value,
    dicts,
    extensions_of,
    flag_of,
    part,
    value_of,
)
from prevent_desktop.questionnaire.loading.pictures import picture_of_attachment
from prevent_desktop.questionnaire.loading.text_parts import Texts
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.questionnaire.value_codec import value_keys
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.translation import _

_ORDINALS: Final = (ext.ITEM_WEIGHT, ext.ORDINAL_VALUE, *ext.OLD_ORDINAL_VALUES)


def answer_options(link_id: str, untrusted: Mapping[str, Any], texts: Texts) -> tuple[AnswerOption, ...]:
    """The answers that the item lists itself."""
    return tuple(_option(link_id, one, texts) for one in dicts(link_id, untrusted, "answerOption"))


def _option(link_id: str, untrusted: Mapping[str, Any], texts: Texts) -> AnswerOption:
    plain = untrusted.get("valueCoding") if len(untrusted) == 1 else None
    if type(plain) is dict and plain.keys() <= _PLAIN_CODING:
        parts = (plain.get("system"), plain.get("code"), plain.get("display"))
        if all(one is None or type(one) is str for one in parts):
            return _plain_option(*parts)
        return AnswerOption(checked_value(link_id, "valueCoding", plain))
    keys = value_keys(untrusted)
    if len(keys) != 1:
        raise refused_item(link_id, _("an answer that it offers has no value, or one of the wrong type."))
    key = keys[0]
    value = checked_value(link_id, key, untrusted[key])
    inner = untrusted[key] if isinstance(value, Coding) else {}
    if len(untrusted) == 1 and not inner:
        return AnswerOption(value)
    carrier, words = (inner, "display") if isinstance(value, Coding) else (untrusted, key)
    shown = texts.translated(link_id, carrier, words)
    extensions = extensions_of(link_id, untrusted)
    return AnswerOption(
        **_worded(value, shown),
        **_marks(link_id, extensions, extensions_of(link_id, inner) if inner else {}, texts),
        initial_selected=bool(part(link_id, untrusted, "initialSelected", bool)),
        rich_text=texts.rich(link_id, carrier, words) if "_" + words in carrier else "",
    )


@lru_cache(maxsize=1_024)
def _plain_option(system: str | None, code: str | None, display: str | None) -> AnswerOption:
    """Most options of a form are a few that come again at each question: yes, no, not known."""
    return AnswerOption(Coding(system, code, display))


_PLAIN_CODING: Final = frozenset({"system", "code", "display", "version", "id", "userSelected"})


def _worded(value: Value, shown: str) -> dict[str, Any]:
    """A coding bears its words in this language; any other value stays itself, and its words stand beside it."""
    if isinstance(value, Coding) and value.code is not None:
        return {"value": Coding(value.system, value.code, shown or value.display)}
    return {"value": value, "words": shown}


def concept_option(
    link_id: str, concept: Mapping[str, Any], system: str | None, texts: Texts
) -> AnswerOption:
    """A concept of a value set or code system as an answer."""
    coding = Coding(system, part(link_id, concept, "code", str), texts.designation(link_id, concept) or None)
    if "extension" not in concept and "_display" not in concept:
        return AnswerOption(coding)
    return AnswerOption(
        value=coding,
        rich_text=texts.rich(link_id, concept, "display"),
        **_marks(link_id, extensions_of(link_id, concept), {}, texts),
    )


def _marks(link_id: str, extensions: Extensions, inner: Extensions, texts: Texts) -> dict[str, Any]:
    media = value_of(link_id, extensions, ext.ITEM_ANSWER_MEDIA, "valueAttachment")
    return {
        "exclusive": flag_of(link_id, extensions, ext.OPTION_EXCLUSIVE),
        "prefix": texts.of_extension(link_id, extensions, ext.OPTION_PREFIX)
        or texts.of_extension(link_id, inner, ext.OPTION_PREFIX),
        "pack_text": texts.of_extension(link_id, extensions, ext.PACK_TEXT),
        "ordinal": _ordinal(link_id, {**inner, **extensions}),
        "image": picture_of_attachment(media),
    }


def _ordinal(link_id: str, extensions: Extensions) -> Decimal | None:
    """What the answer counts for in expressions (itemWeight of R5, ordinalValue of R4)."""
    for url in _ORDINALS:
        one = extensions.get(url, ({},))[0]
        found = one.get("valueDecimal", one.get("valueInteger"))
        if found is not None:
            if type(found) not in {int, Decimal}:
                raise refused_item(
                    link_id, _("its extension “{url}” is not a number.").format(url=shortened(url))
                )
            return Decimal(found)
    return None
