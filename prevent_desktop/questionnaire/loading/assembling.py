"""Puts a modular form together out of its sub-questionnaires (HL7 FHIR SDC, “Modular Questionnaires”, ``$assemble``).

A display item that names a sub-questionnaire gives way to that form's items. What stands at the root of the sub-form goes
where the item stood (variables, target constraints) or to the root (launch contexts, libraries, contained resources); a
variable `linkIdPrefix` in reach is put before its link ids, conditions and local references.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.json_text import JsonRefusedError, json_text
from prevent_desktop.questionnaire.loading.fhir_versions import as_r4
from prevent_desktop.questionnaire.loading.item_parts import (
    dicts,
    extensions_of,
    part,
    refuse_unknown_modifiers,
)
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _

Library = Callable[[str], Mapping[str, Any] | None]
"""Gives the form at a canonical address (``url|version``), or None where it is not at hand."""

MAX_NESTING: Final = 20
MAX_PARTS: Final = 500
MAX_CHARACTERS: Final = 8 * 1024 * 1024
_ROOT: Final = "Questionnaire"
_PREFIX: Final = "linkIdPrefix"
_PREFIX_TERM: Final = re.compile(r"\s*(?:%linkIdPrefix|'([^'\\]*)')\s*(?:[+&]|\Z)")
_TO_ROOT: Final = (ext.LAUNCH_CONTEXT, ext.CQF_LIBRARY)
_TO_HOLDER: Final = (ext.VARIABLE, ext.TARGET_CONSTRAINT, ext.CONSTRAINT)
_NAMED: Final = (ext.VARIABLE, ext.ITEM_POPULATION_CONTEXT)
_MUST_AGREE: Final = ("implicitRules", "language")


def sub_questionnaires(form: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of the forms that the items of `form` stand for; what has another shape is passed over."""
    waiting: list[Any] = [form]
    while waiting:
        holder = waiting.pop()
        if not isinstance(holder, Mapping):
            continue
        extensions = holder.get("extension")
        for one in extensions if isinstance(extensions, list) else ():
            if isinstance(one, Mapping) and one.get("url") == ext.SUB_QUESTIONNAIRE:
                address = one.get("valueCanonical") or one.get("valueUri")
                if isinstance(address, str):
                    yield address
        items = holder.get("item")
        waiting += items if isinstance(items, list) else []


def assemble(root: Mapping[str, Any], library: Library) -> Mapping[str, Any]:
    """The whole form; `root` itself where it names no sub-questionnaire. Neither is changed.

    QuestionnaireError, with the item's name, where a sub-form is missing, contains itself, does not fit, or the whole
    becomes too large. The result has the address and version of `root`, and names its parts (assembledFrom).
    """
    if next(sub_questionnaires(root), None) is None:
        return root
    return _Assembly(root, library).whole


@dataclass(frozen=True, slots=True)
class _Place:
    """Where items are being put together: what is in reach there, and through which sub-forms we came."""

    holder: dict[str, Any]
    link_id: str
    prefix: str
    names: frozenset[str]
    trail: tuple[str, ...] = ()


class _Assembly:
    def __init__(self, root: Mapping[str, Any], library: Library) -> None:
        self._library = library
        self._characters = 0
        self._parts = 0
        self._used: dict[str, None] = {}
        self.whole: dict[str, Any] = copy.deepcopy(dict(root))
        waiting = [_entered(_Place(self.whole, _ROOT, "", _launch_names(self.whole)))]
        while waiting:
            waiting += self._fill(waiting.pop())
        self._finish()

    def _fill(self, place: _Place) -> list[_Place]:
        """Replace the display items at one place; the places that lie under it are left to do."""
        done: list[dict[str, Any]] = []
        deeper: list[_Place] = []
        to_do = [(item, place) for item in reversed(dicts(place.link_id, place.holder, "item"))]
        while to_do:
            item, at = to_do.pop()
            link_id = part(at.link_id, item, "linkId", str) or at.link_id
            address = next(sub_questionnaires({"extension": item.get("extension")}), None)
            if address is None or item.get("type") != "display":
                done.append(item)
                if "item" in item:
                    deeper.append(_entered(_Place(item, link_id, at.prefix, at.names, at.trail)))
                continue
            sub = self._sub_form(link_id, item, address, at)
            inside = _entered(_Place(place.holder, link_id, at.prefix, at.names, (*at.trail, address)))
            to_do += [(one, inside) for one in reversed(dicts(link_id, sub, "item"))]
        if "item" in place.holder:
            place.holder["item"] = done
        return deeper[::-1]

    def _sub_form(self, link_id: str, item: Mapping[str, Any], address: str, at: _Place) -> Mapping[str, Any]:
        """A copy of the sub-form, fit for its place; what stands at its root is handed on."""
        if address in at.trail or len(at.trail) >= MAX_NESTING:
            raise refused_item(
                link_id,
                _("the form that it stands for, “{address}”, contains itself.").format(
                    address=shortened(address)
                ),
            )
        if "enableWhen" in item:
            raise refused_item(link_id, _("it stands for another form, and a condition on it would be lost."))
        found = self._library(address)
        if found is None:
            raise refused_item(
                link_id,
                _("the form that it stands for, “{address}”, is not here.").format(
                    address=shortened(address)
                ),
            )
        text = self._text(link_id, found)
        sub = copy.deepcopy(dict(as_r4(found, text)))
        self._check(link_id, sub, at)
        if at.prefix:
            _put_prefix(link_id, sub, at.prefix)
        self._hand_on(link_id, sub, at.holder)
        version = sub.get("version")
        self._used[f"{sub.get('url')}|{version}" if version else str(sub.get("url"))] = None
        return sub

    def _text(self, link_id: str, found: Mapping[str, Any]) -> str:
        try:
            text = json_text(found)
        except JsonRefusedError as error:
            raise refused_item(link_id, _("the form that it stands for cannot be read.")) from error
        self._characters += len(text)
        self._parts += 1
        if self._characters > MAX_CHARACTERS or self._parts > MAX_PARTS:
            raise refused_item(link_id, _("with the forms that it stands for, the form is too large."))
        return text

    def _check(self, link_id: str, sub: Mapping[str, Any], at: _Place) -> None:
        if sub.get("resourceType") != "Questionnaire":
            raise refused_item(link_id, _("what it stands for is not a FHIR Questionnaire."))
        refuse_unknown_modifiers(link_id, sub)
        extensions = extensions_of(link_id, sub)
        if ext.ADAPTIVE in extensions or ext.ITEM_POPULATION_CONTEXT in extensions:
            raise refused_item(link_id, _("the form that it stands for cannot be part of another form."))
        for key in _MUST_AGREE:
            if key in sub and sub[key] != self.whole.get(key):
                raise refused_item(
                    link_id,
                    _("the form that it stands for has another “{part}” than the whole.").format(part=key),
                )
        for one in extensions.get(ext.ASSEMBLE_CONTEXT, ()):
            name = part(link_id, one, "valueString", str)
            if name not in at.names:
                raise refused_item(
                    link_id,
                    _("the form that it stands for needs “{name}”, which is not in reach there.").format(
                        name=shortened(str(name))
                    ),
                )

    def _hand_on(self, link_id: str, sub: Mapping[str, Any], holder: dict[str, Any]) -> None:
        extensions = extensions_of(link_id, sub)
        names = {_name_of(one) for one in _listed(holder, "extension") if one.get("url") == ext.VARIABLE}
        for url in _TO_HOLDER:
            for one in extensions.get(url, ()):
                if url == ext.VARIABLE and _name_of(one) in names:
                    raise refused_item(
                        link_id,
                        _("the variable “{name}” is there twice.").format(name=shortened(_name_of(one))),
                    )
                _listed(holder, "extension").append(dict(one))
        for url in _TO_ROOT:
            _add_new(_listed(self.whole, "extension"), extensions.get(url, ()))
        there = {str(one.get("id")): one for one in dicts(_ROOT, self.whole, "contained")}
        for one in dicts(link_id, sub, "contained"):
            if there.get(str(one.get("id")), one) != one:
                raise refused_item(
                    link_id,
                    _("two forms carry different resources of the id “{id}”.").format(
                        id=shortened(str(one.get("id")))
                    ),
                )
            if str(one.get("id")) not in there:
                _listed(self.whole, "contained").append(one)

    def _finish(self) -> None:
        kept = []
        for one in _listed(self.whole, "extension"):
            if one.get("url") == ext.ASSEMBLE_EXPECTATION:
                code = str(one.get("valueCode"))
                if code == "assemble-root":
                    continue
                one = {**one, "valueCode": code.replace("assemble", "independent", 1)}  # noqa: PLW2901 - the same, changed
            kept.append(one)
        kept += [{"url": ext.ASSEMBLED_FROM, "valueCanonical": address} for address in self._used]
        self.whole["extension"] = kept


def _entered(place: _Place) -> _Place:
    """The place with what its own extensions add: names in reach, and a prefix, which becomes a plain text there."""
    prefix, names = place.prefix, set(place.names)
    for one in dicts(place.link_id, place.holder, "extension"):
        expression = one.get("valueExpression")
        if one.get("url") in _NAMED and isinstance(expression, dict):
            name = _name_of(one)
            names.add(name)
            if name == _PREFIX:
                prefix = _prefix(place, expression)
                expression["expression"] = f"'{prefix}'"
    return _Place(place.holder, place.link_id, prefix, frozenset(names), place.trail)


def _prefix(place: _Place, expression: Mapping[str, Any]) -> str:
    """The text of a prefix: literals and the prefix around it, joined by ``+``."""
    text = str(expression.get("expression"))
    found, at = "", 0
    while at < len(text):
        term = _PREFIX_TERM.match(text, at)
        if term is None:
            raise refused_item(
                place.link_id, _("its linkIdPrefix is not made of texts joined by a plus sign.")
            )
        found += place.prefix if term[1] is None else term[1]
        at = term.end()
    return found


def _put_prefix(link_id: str, sub: dict[str, Any], prefix: str) -> None:
    """Put `prefix` before the link ids of a sub-form, before what its conditions ask, and before local references."""
    local = {f"#{one['id']}" for one in dicts(link_id, sub, "contained") if isinstance(one.get("id"), str)}
    for one in dicts(link_id, sub, "contained"):
        if f"#{one.get('id')}" in local:
            one["id"] = prefix + one["id"]
    waiting: list[Any] = [sub]
    while waiting:
        holder = waiting.pop()
        for key, found in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if isinstance(found, dict | list):
                waiting.append(found)
            elif isinstance(found, str) and found in local:
                holder[key] = f"#{prefix}{found[1:]}"
    items: list[Any] = [*dicts(link_id, sub, "item")]
    while items:
        item = items.pop()
        items += dicts(link_id, item, "item")
        for one, key in (
            (item, "linkId"),
            *((one, "question") for one in dicts(link_id, item, "enableWhen")),
        ):
            if isinstance(one.get(key), str):
                one[key] = prefix + one[key]


def _name_of(extension: Mapping[str, Any]) -> str:
    expression = extension.get("valueExpression")
    return str(expression.get("name")) if isinstance(expression, Mapping) else ""


def _launch_names(root: Mapping[str, Any]) -> frozenset[str]:
    found = set()
    for one in extensions_of(_ROOT, root).get(ext.LAUNCH_CONTEXT, ()):
        for name in extensions_of(_ROOT, one).get("name", ()):
            coding = name.get("valueCoding")
            found.add(str(coding.get("code")) if isinstance(coding, Mapping) else str(name.get("valueId")))
    return frozenset(found)


def _listed(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = holder.setdefault(key, [])
    return found


def _add_new(there: list[dict[str, Any]], new: Any) -> None:
    there += [one for one in new if one not in there]
