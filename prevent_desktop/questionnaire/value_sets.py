"""The answers that a form offers through a value set it carries with it (`contained`, FHIR R4 ValueSet)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.item_parts import dicts, extensions_of, flag_of, part, text_of, text_part
from prevent_desktop.questionnaire.items import AnswerOption
from prevent_desktop.questionnaire.refusing import refused_item
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.translation import _

_MAX_CONCEPTS: Final = 20_000


class ValueSets:
    """The contained value sets of one form, by their local id. One that lists no codes offers none."""

    def __init__(self, contained: Sequence[Mapping[str, Any]]) -> None:
        self._sets = {
            one["id"]: one
            for one in contained
            if one.get("resourceType") == "ValueSet" and isinstance(one.get("id"), str)
        }
        self._read: dict[str, tuple[AnswerOption, ...]] = {}

    def options(self, link_id: str, address: str) -> tuple[AnswerOption, ...]:
        """The answers of the value set at `address`: none unless it begins with ``#``, is there and lists its codes."""
        name = address[1:]
        if not address.startswith("#") or name not in self._sets:
            return ()
        if name not in self._read:
            self._read[name] = tuple(_concepts(link_id, self._sets[name]))
        return self._read[name]


def _concepts(link_id: str, value_set: Mapping[str, Any]) -> list[AnswerOption]:
    found: list[AnswerOption] = []
    compose = part(link_id, value_set, "compose", dict) or {}
    for include in dicts(link_id, compose, "include"):
        system = part(link_id, include, "system", str)
        found += [_option(link_id, concept, system) for concept in dicts(link_id, include, "concept")]
    if not found:
        expansion = part(link_id, value_set, "expansion", dict) or {}
        found = _expanded(link_id, dicts(link_id, expansion, "contains"))
    if len(found) > _MAX_CONCEPTS:
        raise refused_item(link_id, _("it offers more than {most} answers.").format(most=_MAX_CONCEPTS))
    return found


def _expanded(link_id: str, top: list[dict[str, Any]]) -> list[AnswerOption]:
    found = []
    waiting = list(reversed(top))
    while waiting:
        entry = waiting.pop()
        if not entry.get("abstract") and "code" in entry:
            found.append(_option(link_id, entry, part(link_id, entry, "system", str)))
        waiting += reversed(dicts(link_id, entry, "contains"))
    return found


def _option(link_id: str, concept: Mapping[str, Any], system: str | None) -> AnswerOption:
    extensions = extensions_of(link_id, concept)
    return AnswerOption(
        value=Coding(
            system, part(link_id, concept, "code", str), text_part(link_id, concept, "display") or None
        ),
        exclusive=flag_of(link_id, extensions, ext.OPTION_EXCLUSIVE),
        prefix=text_of(link_id, extensions, ext.OPTION_PREFIX),
    )
