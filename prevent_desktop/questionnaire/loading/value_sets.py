"""The answers of value sets (FHIR R4 ValueSet and CodeSystem): those that a form carries with it, and known ones.

Followed: an expansion; or else `compose` with concepts listed, whole code systems that are at hand, other value sets,
and exclusions. What needs a terminology server (filters, systems that are not at hand) offers nothing; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from prevent_desktop.questionnaire.items import AnswerOption
from prevent_desktop.questionnaire.loading.item_parts import dicts, part, text_part
from prevent_desktop.questionnaire.loading.option_parts import concept_option
from prevent_desktop.questionnaire.loading.text_parts import Texts
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.translation import _

_MAX_CONCEPTS: Final = 20_000
_MAX_WORK: Final = 500_000
_MAX_NESTING: Final = 20
_KINDS: Final = ("ValueSet", "CodeSystem")
_Key = tuple[str | None, str | None]
_Offered = dict[_Key, AnswerOption]


class ValueSets:
    """The value sets that one form can use: its contained ones, by local id and by address, and `known` by address."""

    def __init__(
        self, contained: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]], texts: Texts
    ) -> None:
        self._texts = texts
        self._known = known
        self._resources: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in contained:
            if (kind := one.get("resourceType")) in _KINDS:
                for name in (f"#{one.get('id')}", one.get("url"), f"{one.get('url')}|{one.get('version')}"):
                    if isinstance(name, str):
                        self._resources.setdefault((str(kind), name), one)
        self._read: dict[str, tuple[AnswerOption, ...]] = {}
        self._work = 0

    def options(self, link_id: str, address: str) -> tuple[AnswerOption, ...]:
        """The answers of the value set at `address` (``#local`` or canonical); none where it cannot be told."""
        return self._options(link_id, address, ())

    def codings(self, link_id: str, address: str) -> tuple[Coding, ...]:
        """The same as codings, for units."""
        return tuple(one.value for one in self.options(link_id, address) if isinstance(one.value, Coding))

    def _options(self, link_id: str, address: str, through: tuple[str, ...]) -> tuple[AnswerOption, ...]:
        if address in through:
            raise refused_item(
                link_id,
                _("the value set “{address}” is made of itself, in a circle.").format(
                    address=shortened(address)
                ),
            )
        if len(through) >= _MAX_NESTING:
            raise refused_item(
                link_id, _("its value sets are nested more than {most} deep.").format(most=_MAX_NESTING)
            )
        if address not in self._read:
            found = self._resource("ValueSet", address)
            offered = {} if found is None else self._of_value_set(link_id, found, (*through, address))
            self._read[address] = tuple(offered.values())
        return self._read[address]

    def _resource(self, kind: str, address: str) -> Mapping[str, Any] | None:
        bare = address.partition("|")[0]
        for name in (address, bare):
            found = self._resources.get((kind, name)) or (
                None if name.startswith("#") else self._known.get(name)
            )
            if found is not None and found.get("resourceType") == kind:
                return found
        return None

    def _of_value_set(self, link_id: str, value_set: Mapping[str, Any], through: tuple[str, ...]) -> _Offered:
        expansion = part(link_id, value_set, "expansion", dict) or {}
        if expanded := _flat(link_id, dicts(link_id, expansion, "contains"), "contains"):
            return self._concepts(link_id, expanded, None)
        compose = part(link_id, value_set, "compose", dict) or {}
        offered: _Offered = {}
        for include in dicts(link_id, compose, "include"):
            included = self._included(link_id, include, through)
            if included is None:
                return {}
            for key, one in included.items():
                offered.setdefault(key, one)
            self._count(link_id, included)
        for exclude in dicts(link_id, compose, "exclude") if offered else ():
            for key in self._included(link_id, exclude, through) or ():
                offered.pop(key, None)
        return offered

    def _included(
        self, link_id: str, include: Mapping[str, Any], through: tuple[str, ...]
    ) -> _Offered | None:
        """What one include (or exclude) takes in: what all its parts have in common. None where it cannot be told."""
        found: list[_Offered] = []
        system = text_part(link_id, include, "system") or None
        if "concept" in include:
            found.append(self._concepts(link_id, dicts(link_id, include, "concept"), system))
        elif "filter" in include:
            return None
        elif system is not None:
            whole = self._code_system(link_id, system)
            if whole is None:
                return None
            found.append(whole)
        for address in _addresses(link_id, include):
            imported = self._options(link_id, address, through)
            if not imported:
                return None
            found.append({_key(one): one for one in imported})
        first, *others = found or [{}]
        return {key: one for key, one in first.items() if all(key in other for other in others)}

    def _code_system(self, link_id: str, system: str) -> _Offered | None:
        found = self._resource("CodeSystem", system)
        if found is None:
            return None
        concepts = _flat(link_id, dicts(link_id, found, "concept"), "concept")
        return self._concepts(link_id, concepts, text_part(link_id, found, "url") or system)

    def _concepts(self, link_id: str, concepts: Iterable[Mapping[str, Any]], system: str | None) -> _Offered:
        offered: _Offered = {}
        for concept in concepts:
            own = part(link_id, concept, "system", str) if system is None else system
            option = concept_option(link_id, concept, own, self._texts)
            offered.setdefault(_key(option), option)
        self._count(link_id, offered)
        return offered

    def _count(self, link_id: str, *found: _Offered) -> None:
        """Refuse what offers too much, and what makes too much work by taking the same in over and over."""
        self._work += sum(len(one) for one in found)
        most = _MAX_CONCEPTS if any(len(one) > _MAX_CONCEPTS for one in found) else _MAX_WORK
        if most == _MAX_CONCEPTS or self._work > most:
            raise refused_item(link_id, _("it offers more than {most} answers.").format(most=most))


def _key(option: AnswerOption) -> _Key:
    value = option.value
    return (value.system, value.code or value.display) if isinstance(value, Coding) else (None, None)


def _addresses(link_id: str, include: Mapping[str, Any]) -> list[str]:
    found = part(link_id, include, "valueSet", list) or []
    if not all(type(one) is str for one in found):
        raise refused_item(link_id, _("its “{part}” is not of the right type.").format(part="valueSet"))
    return found


def _flat(link_id: str, top: list[dict[str, Any]], under: str) -> list[Mapping[str, Any]]:
    """The entries that can be chosen, each before those that lie under it."""
    found: list[Mapping[str, Any]] = []
    waiting = list(reversed(top))
    while waiting:
        entry = waiting.pop()
        if "code" in entry and not entry.get("abstract") and not _is_heading(link_id, entry):
            found.append(entry)
        waiting += reversed(dicts(link_id, entry, under))
    return found


def _is_heading(link_id: str, concept: Mapping[str, Any]) -> bool:
    """Whether a concept of a code system is there for order only (property notSelectable)."""
    return any(
        one.get("code") == "notSelectable" and one.get("valueBoolean") is True
        for one in dicts(link_id, concept, "property")
    )
