"""Reads a questionnaire from outside: `load_questionnaire` gives a checked, frozen `Questionnaire`, or refuses it.

Refused, with a sentence that names the item: what is broken, cyclic, too deep, too large, has two items of one link id,
a part of the wrong type, a condition on a question that is not there, a pattern that does not compile, or a modifier
extension that we do not know. All walks are loops; nothing here follows the depth of what comes from outside.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.dependencies import Tree, ranks
from prevent_desktop.questionnaire.items import (
    AnswerOption,
    Dependent,
    EnableBehavior,
    EnableWhen,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)
from prevent_desktop.questionnaire.json_text import JsonRefusedError, json_text, read_object
from prevent_desktop.questionnaire.loading.assembling import Library, assemble
from prevent_desktop.questionnaire.loading.conditions_reading import read_conditions
from prevent_desktop.questionnaire.loading.fhir_versions import as_r4
from prevent_desktop.questionnaire.loading.form_expressions import FormExpressions, read_form_expressions
from prevent_desktop.questionnaire.loading.form_files import FormFile, form_in
from prevent_desktop.questionnaire.loading.item_parts import (
    Extensions,
    dicts,
    extensions_of,
    flag_of,
    part,
    refuse_unknown_modifiers,
    text_of,
    text_part,
    texts_of,
)
from prevent_desktop.questionnaire.loading.item_reading import (
    build_item,
    only_shows,
    type_of_display,
    unfollowed_parts,
)
from prevent_desktop.questionnaire.loading.patterns import Patterns
from prevent_desktop.questionnaire.loading.text_parts import Texts
from prevent_desktop.questionnaire.loading.value_sets import ValueSets
from prevent_desktop.questionnaire.refusing import refused_form, refused_item, shortened
from prevent_desktop.translation import _

__all__ = [
    "AnswerOption",
    "Dependent",
    "EnableBehavior",
    "EnableWhen",
    "Item",
    "ItemType",
    "Operator",
    "Questionnaire",
    "load_questionnaire",
    "reopen_questionnaire",
]

MAX_DEPTH: Final = 20
MAX_ITEMS: Final = 20_000
MAX_CONDITIONS: Final = 10_000
MAX_OFFERED: Final = 500_000
_MAX_MEGABYTES: Final = 4
_WHOLE_FORM: Final = "Questionnaire"
_TYPES: Final[Mapping[str | None, ItemType]] = {one.value: one for one in ItemType}


@contextmanager
def _without_collections() -> Iterator[None]:
    """No search for garbage meanwhile: what is made here is kept, and looking through it took a quarter of the time.

    Freezing and thawing counts all of it among the old objects, so that no search follows at once either.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@_without_collections()
def load_questionnaire(
    untrusted: str | bytes | bytearray | Mapping[str, Any],
    *,
    language: str | None = None,
    value_sets: Mapping[str, Mapping[str, Any]] | None = None,
    library: Library | None = None,
) -> Questionnaire:
    """The form in `untrusted`, its texts in `language` (BCP 47) where it holds a translation.

    `untrusted` is a FHIR Questionnaire (R4, R5 or STU3) as JSON, or a Bundle or Parameters with one in it. `value_sets`
    are value sets and code systems that forms may name without carrying them, as FHIR JSON by address; `library` gives
    the forms that a modular one is assembled from: the assembled form is then what is kept.
    QuestionnaireError where it cannot be used; its `link_id` and its sentence name the item.
    """
    with _refusing_json():
        file = read_object(untrusted, megabytes=_MAX_MEGABYTES)
        held = form_in(file, language)
        form = _whole(held, library)
        canonical_json = json_text(file if form is held.form else form, sort_keys=True)
    return _read(form, canonical_json, language, {**(value_sets or {}), **held.value_sets})


def reopen_questionnaire(
    kept: str, *, language: str | None = None, value_sets: Mapping[str, Mapping[str, Any]] | None = None
) -> Questionnaire:
    """A form that was loaded before, from its `canonical_json`: that is whole, in the order in which it was hashed.

    QuestionnaireError where this version of the program cannot use it.
    """
    with _refusing_json():
        held = form_in(read_object(kept, megabytes=_MAX_MEGABYTES), language)
    return _read(held.form, kept, language, {**(value_sets or {}), **held.value_sets})


@contextmanager
def _refusing_json() -> Iterator[None]:
    try:
        yield
    except JsonRefusedError as error:
        raise refused_form(_("It cannot be read. {reason}").format(reason=error)) from error


def _read(
    form: Mapping[str, Any],
    canonical_json: str,
    language: str | None,
    value_sets: Mapping[str, Mapping[str, Any]],
) -> Questionnaire:
    """The form, which is whole, and whose text is `canonical_json`."""
    raw = dict(as_r4(form, canonical_json))
    refuse_unknown_modifiers(_WHOLE_FORM, raw)
    reading = _Reading(raw, language, value_sets)
    extensions = extensions_of(_WHOLE_FORM, raw)
    header: dict[str, Any] = {
        key: text_part(_WHOLE_FORM, raw, key) for key in ("url", "version", "name", "status", "language")
    }
    return Questionnaire(
        **header,
        title=reading.texts.plain(_WHOLE_FORM, raw, "title"),
        items=reading.items,
        by_link_id=MappingProxyType(reading.by_link_id),
        dependents=MappingProxyType(reading.dependents),
        patterns=MappingProxyType(reading.patterns),
        digest=hashlib.sha256(canonical_json.encode()).hexdigest(),
        canonical_json=canonical_json,
        raw=form,
        not_followed=reading.not_followed,
        illustrative=text_of(_WHOLE_FORM, extensions, ext.ILLUSTRATIVE),
        sources=texts_of(_WHOLE_FORM, extensions, ext.SOURCE),
        last_checked=text_of(_WHOLE_FORM, extensions, ext.LAST_CHECKED, "valueDate"),
        kept_apart=flag_of(_WHOLE_FORM, extensions, ext.KEPT_APART),
        audience=text_of(_WHOLE_FORM, extensions, ext.AUDIENCE, "valueCode"),
        starts_as_copy=flag_of(_WHOLE_FORM, extensions, ext.STARTS_AS_COPY),
        graph=reading.expressions.graph,
        **reading.expressions.form_parts,
    )


def _whole(held: FormFile, library: Library | None) -> Mapping[str, Any]:
    """The form with its sub-questionnaires in their places, from the library or from the same file."""
    if library is None and not held.others:
        return held.form
    return assemble(held.form, library or (lambda address: held.others.get(address.partition("|")[0])))


@dataclass(slots=True)
class _Found:
    """An item as it was found, before it is built."""

    raw: dict[str, Any]
    link_id: str
    type: ItemType
    parent: str | None
    depth: int
    extensions: Extensions


class _Reading:
    """One reading of one form: finds the items, orders them, and builds them from the leaves up."""

    def __init__(
        self, raw: dict[str, Any], language: str | None, known: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.texts = Texts(language)
        self._value_sets = ValueSets(dicts(_WHOLE_FORM, raw, "contained"), known, self.texts)
        self._found = self._find(dicts(_WHOLE_FORM, raw, "item"))
        self._not_followed: dict[str, str] = {}
        self._extensions = extensions_of(_WHOLE_FORM, raw)
        self._note_extensions(_WHOLE_FORM, self._extensions.keys() | _modifiers(raw))
        self._patterns = Patterns()
        self._offered = 0
        self.dependents: dict[str, tuple[Dependent, ...]] = {}
        self.patterns: dict[str, Any] = {}
        self.by_link_id: dict[str, Item] = {}
        self.expressions = FormExpressions()
        self.items = self._build()

    @property
    def not_followed(self) -> tuple[str, ...]:
        """A sentence for each thing that the form asks of a program and this one does not do."""
        return (
            tuple(
                _(
                    "The form uses “{feature}” (first at “{item}”), which this program does not follow."
                ).format(feature=feature, item=link_id)
                for feature, link_id in sorted(self._not_followed.items())
            )
            + self.expressions.not_followed
        )

    def _note_extensions(self, link_id: str, urls: AbstractSet[str]) -> None:
        for url in ext.NOT_FOLLOWED & urls:
            self._not_followed.setdefault(url.rpartition("/")[2], link_id)

    def _find(self, top: list[dict[str, Any]]) -> dict[str, _Found]:
        found: dict[str, _Found] = {}
        waiting: list[tuple[dict[str, Any], str | None, int]] = [(raw, None, 0) for raw in reversed(top)]
        while waiting:
            raw, parent, depth = waiting.pop()
            one = self._identify(raw, parent, depth, len(found))
            if one.link_id in found:
                raise refused_item(one.link_id, _("two items have this link id."))
            found[one.link_id] = one
            if len(found) > MAX_ITEMS:
                raise refused_item(
                    one.link_id, _("the form has more than {most} items.").format(most=MAX_ITEMS)
                )
            if "item" in raw:
                children = dicts(one.link_id, raw, "item")
                waiting += [(child, one.link_id, depth + 1) for child in reversed(children)]
        return found

    def _identify(self, raw: dict[str, Any], parent: str | None, depth: int, count: int) -> _Found:
        where = parent or _WHOLE_FORM
        link_id = part(where, raw, "linkId", str)
        kind = part(link_id or where, raw, "type", str)
        if not link_id:
            if kind != "display":
                raise refused_item(where, _("an item under it has no link id."))
            link_id = f"{where}/display-{count}"
        if depth >= MAX_DEPTH:
            raise refused_item(
                link_id, _("it is nested more than {most} levels deep.").format(most=MAX_DEPTH)
            )
        item_type = _TYPES.get(kind)
        if item_type is None:
            raise refused_item(
                link_id, _("its type, “{type}”, is not one of FHIR R4.").format(type=shortened(str(kind)))
            )
        refuse_unknown_modifiers(link_id, raw)
        extensions = extensions_of(link_id, raw)
        if item_type is ItemType.TEXT and only_shows(link_id, raw, extensions):
            item_type = ItemType.DISPLAY
        if item_type is ItemType.DISPLAY and raw.get("item"):
            item_type = type_of_display(link_id, raw)
        return _Found(raw, link_id, item_type, parent, depth, extensions)

    def _conditions(self, types: Mapping[str, ItemType], tree: Tree) -> dict[str, tuple[EnableWhen, ...]]:
        conditions: dict[str, tuple[EnableWhen, ...]] = {}
        back: dict[str, dict[Dependent, None]] = {}
        count = 0
        for one in self._found.values():
            if "enableWhen" not in one.raw:
                continue
            found = read_conditions(one.link_id, one.raw, types, tree)
            conditions[one.link_id] = tuple(condition for condition, _back in found)
            count += len(found)
            if count > MAX_CONDITIONS:
                raise refused_item(
                    one.link_id, _("the form has more than {most} conditions.").format(most=MAX_CONDITIONS)
                )
            for condition, dependent in found:
                back.setdefault(condition.question, {})[dependent] = None
        self.dependents = {question: tuple(dependents) for question, dependents in back.items()}
        return conditions

    def _build(self) -> tuple[Item, ...]:
        parents = {one.link_id: one.parent for one in self._found.values()}
        types = {one.link_id: one.type for one in self._found.values()}
        tree = Tree(parents)
        conditions = self._conditions(types, tree)
        asks = {link_id: [one.question for one in found] for link_id, found in conditions.items()}
        found = ((one.link_id, one.raw, one.extensions) for one in self._found.values())
        self.expressions = read_form_expressions(self._extensions, found, types, tree, self.texts.language)
        for link_id, needs in self.expressions.needs.items():
            asks.setdefault(link_id, []).extend(needs)
        order = ranks(parents, asks)
        children: dict[str | None, list[Item]] = {}
        for one in reversed(self._found.values()):
            nested = tuple(reversed(children.pop(one.link_id, ())))
            item = self._item(one, nested, conditions.get(one.link_id, ()), order[one.link_id])
            children.setdefault(one.parent, []).append(item)
            self.by_link_id[one.link_id] = item
        self.by_link_id = dict(reversed(self.by_link_id.items()))
        return tuple(reversed(children.get(None, ())))

    def _item(
        self, one: _Found, nested: tuple[Item, ...], conditions: tuple[EnableWhen, ...], rank: int
    ) -> Item:
        extensions = one.extensions
        if extensions:
            self._note_extensions(one.link_id, extensions.keys())
        item = build_item(
            one.link_id,
            one.type,
            one.raw,
            extensions,
            nested=nested,
            enable_when=conditions,
            parent=one.parent,
            depth=one.depth,
            rank=rank,
            expressions=self.expressions.item_parts.get(one.link_id, {}),
            value_sets=self._value_sets,
            texts=self.texts,
        )
        if one.raw.get("initial") and not item.initial:
            self._not_followed.setdefault("initial", one.link_id)
        if item.answer_value_set and not item.answer_options:
            self._not_followed.setdefault("answerValueSet", one.link_id)
        for feature in unfollowed_parts(extensions, item) if extensions else ():
            self._not_followed.setdefault(feature, one.link_id)
        if self.texts.markup.passed_over:
            self._not_followed.setdefault("rendering-xhtml, rendering-markdown", one.link_id)
        if item.regex:
            self._read_pattern(one.link_id, item.regex)
        self._offered += len(item.answer_options)
        if self._offered > MAX_OFFERED:
            raise refused_item(
                one.link_id, _("the form offers more than {most} answers.").format(most=MAX_OFFERED)
            )
        return item

    def _read_pattern(self, link_id: str, regex: str) -> None:
        compiled = self._patterns.compiled(link_id, regex)
        if compiled is None:
            self._not_followed.setdefault("regex", link_id)
        else:
            self.patterns[link_id] = compiled


def _modifiers(raw: dict[str, Any]) -> set[str]:
    return {str(one.get("url")) for one in dicts(_WHOLE_FORM, raw, "modifierExtension")}
