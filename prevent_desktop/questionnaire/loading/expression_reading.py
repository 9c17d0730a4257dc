"""Reads what a form says with expressions, out of untrusted JSON (HL7 FHIR SDC, “Using Expressions”).

FHIRPath is followed. What is written in another language (CQL, FHIR queries), stands in a library elsewhere, or cannot
be parsed is left out and told in a sentence that names the item: such a form loads, and works without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.expression_parts import Constraint, LaunchContext, OptionsToggle, Variable
from prevent_desktop.questionnaire.expressions import Expression, ExpressionSyntaxError, compile_expression
from prevent_desktop.questionnaire.loading.item_parts import (
    Extensions,
    checked_value,
    extensions_of,
    part,
    translation,
    value_of,
)
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.questionnaire.value_codec import value_keys
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _

MAX_EXPRESSIONS: Final = 5_000
_FHIRPATH: Final = "text/fhirpath"
_SINGLE: Final[Mapping[str, str]] = {
    ext.ENABLE_WHEN_EXPRESSION: "enable_when_expression",
    ext.CALCULATED_EXPRESSION: "calculated_expression",
    ext.INITIAL_EXPRESSION: "initial_expression",
    ext.ANSWER_EXPRESSION: "answer_expression",
    ext.CANDIDATE_EXPRESSION: "candidate_expression",
}
_NAMED: Final = (*_SINGLE, ext.ITEM_POPULATION_CONTEXT)
_CONSTRAINTS: Final = (ext.CONSTRAINT, ext.TARGET_CONSTRAINT)
_CARRIERS: Final = frozenset(
    {*_NAMED, *_CONSTRAINTS, ext.VARIABLE, ext.OPTIONS_TOGGLE_EXPRESSION, ext.CQF_EXPRESSION}
)


_OTHERS_WORKED_OUT: Final = frozenset(
    {"_required", "_readOnly", "_repeats", "_prefix", "_maxLength", "_answerValueSet"}
)
_WORKED_OUT: Final = _OTHERS_WORKED_OUT | {"_text"}


class ExpressionReading:
    """The expressions of one form: each text is compiled once, and what is not followed is noted.

    Sentences for people are read in `language`, where the form holds that translation.
    """

    def __init__(self, language: str | None = None) -> None:
        self._language = language
        self._compiled: dict[str, Expression] = {}
        self._count = 0
        self._notes: dict[str, str] = {}
        self.names_not_followed: set[str] = set()

    @property
    def not_followed(self) -> tuple[str, ...]:
        """A sentence for each kind of expression that is not followed, naming the first item that has it."""
        return tuple(self._notes.values())

    def item_parts(self, link_id: str, raw: Mapping[str, Any], extensions: Extensions) -> dict[str, Any]:
        """The parts of an `Item` that are expressions, by the name of its field."""
        if not extensions and raw.keys().isdisjoint(_WORKED_OUT):
            return {}
        parts: dict[str, Any] = {}
        if extensions.keys() & _CARRIERS:
            for url in _SINGLE.keys() & extensions.keys():
                parts[_SINGLE[url]] = self._single(link_id, extensions, url)
            parts |= self._shared(link_id, extensions)
            parts["options_toggles"] = tuple(self._toggles(link_id, extensions))
            if (
                ext.ITEM_POPULATION_CONTEXT in extensions
                and raw.get("type") == "group"
                and raw.get("repeats")
            ):
                of_all = {ext.ITEM_POPULATION_CONTEXT: extensions[ext.ITEM_POPULATION_CONTEXT]}
                parts["population_context"] = next(self._variables(link_id, of_all), None)
        if not raw.keys().isdisjoint(_OTHERS_WORKED_OUT):
            self._note_others(link_id, raw)
        if "_text" in raw:
            parts["label_expression"] = self._label(link_id, raw["_text"])
        return {name: found for name, found in parts.items() if found}

    def form_parts(self, link_id: str, extensions: Extensions) -> dict[str, Any]:
        """The parts of a `Questionnaire` that are expressions, and what it wants to be handed when it is opened."""
        parts = self._shared(link_id, extensions)
        for one in extensions.get(ext.SOURCE_QUERIES, ()):
            self.names_not_followed.add(_query_name(one))
        contexts = (_launch_context(link_id, one) for one in extensions.get(ext.LAUNCH_CONTEXT, ()))
        return {**parts, "launch_contexts": tuple(one for one in contexts if one.name)}

    def _shared(self, link_id: str, extensions: Extensions) -> dict[str, Any]:
        variables = tuple(self._variables(link_id, extensions))
        constraints = tuple(
            found
            for url in _CONSTRAINTS
            for one in extensions.get(url, ())
            if (found := self._constraint(link_id, one, url)) is not None
        )
        return {"variables": variables, "constraints": constraints}

    def _variables(self, link_id: str, extensions: Extensions) -> Iterator[Variable]:
        """Variables, and other expressions that have a name, which can be used as variables too (SDC)."""
        for url in (ext.VARIABLE, *_NAMED):
            for one in extensions.get(url, ()):
                untrusted = value_of(link_id, {url: [one]}, url, "valueExpression", "valueString")
                name = untrusted.get("name") if isinstance(untrusted, Mapping) else None
                if type(name) is str and name:
                    expression = self._expression(link_id, untrusted, url)
                    if expression is not None:
                        yield Variable(name, expression)
                    else:
                        self.names_not_followed.add(name)

    def _single(self, link_id: str, extensions: Extensions, url: str) -> Expression | None:
        found = value_of(link_id, extensions, url, "valueExpression", "valueString")
        return self._expression(link_id, {"expression": found} if isinstance(found, str) else found, url)

    def _label(self, link_id: str, untrusted: Any) -> Expression | None:
        if not isinstance(untrusted, Mapping):
            return None
        extensions = extensions_of(link_id, untrusted)
        return (
            self._single(link_id, extensions, ext.CQF_EXPRESSION)
            if ext.CQF_EXPRESSION in extensions
            else None
        )

    def _note_others(self, link_id: str, raw: Mapping[str, Any]) -> None:
        """FHIR lets any part of an item be worked out; ours are its text and its answers."""
        for key in _OTHERS_WORKED_OUT & raw.keys():
            if isinstance(raw[key], Mapping) and ext.CQF_EXPRESSION in extensions_of(link_id, raw[key]):
                name = key.removeprefix("_")
                self._note(key, _("The form’s “{feature}” (first at “{item}”) is to be worked out, which this program does not follow.").format(feature=name, item=shortened(link_id)))  # fmt: skip

    def _toggles(self, link_id: str, extensions: Extensions) -> Iterator[OptionsToggle]:
        for one in extensions.get(ext.OPTIONS_TOGGLE_EXPRESSION, ()):
            parts = extensions_of(link_id, one)
            options = tuple(_option(link_id, option) for option in parts.get("option", ()))
            expression = self._single(link_id, parts, "expression") if "expression" in parts else None
            if options and expression is not None:
                yield OptionsToggle(options, expression)

    def _constraint(self, link_id: str, untrusted: Mapping[str, Any], url: str) -> Constraint | None:
        parts = extensions_of(link_id, untrusted)
        if "expression" not in parts:
            return None
        written = value_of(link_id, parts, "expression", "valueExpression", "valueString")
        expression = self._expression(
            link_id, {"expression": written} if isinstance(written, str) else written, url
        )
        if expression is None:
            return None
        return Constraint(
            key=_text(link_id, parts, "key"),
            severity="warning" if _text(link_id, parts, "severity") == "warning" else "error",
            human=_text(link_id, parts, "human", self._language),
            expression=expression,
            requirements=_text(link_id, parts, "requirements"),
            location=tuple(
                _text(link_id, {"location": [one]}, "location") for one in parts.get("location", ())
            ),
        )

    def _expression(self, link_id: str, untrusted: Any, url: str) -> Expression | None:
        """The compiled expression; None, and a note, where it is not one that can be followed."""
        feature = url.rpartition("/")[2]
        if not isinstance(untrusted, Mapping):
            raise refused_item(link_id, _("its “{part}” is not of the right type.").format(part=feature))
        language = part(link_id, untrusted, "language", str) or _FHIRPATH
        text = part(link_id, untrusted, "expression", str)
        if language != _FHIRPATH:
            self._note(feature + language, _("The form’s “{feature}” (first at “{item}”) is written in “{language}”, which this program does not follow.").format(feature=feature, item=shortened(link_id), language=shortened(language)))  # fmt: skip
            return None
        if text is None:
            self._note(feature, _("The form’s “{feature}” (first at “{item}”) stands in a library elsewhere, which this program does not follow.").format(feature=feature, item=shortened(link_id)))  # fmt: skip
            return None
        return self._compile(link_id, text, feature)

    def _compile(self, link_id: str, text: str, feature: str) -> Expression | None:
        self._count += 1
        if self._count > MAX_EXPRESSIONS:
            raise refused_item(
                link_id, _("the form has more than {most} expressions.").format(most=MAX_EXPRESSIONS)
            )
        found = self._compiled.get(text)
        if found is None:
            try:
                found = self._compiled[text] = compile_expression(text)
            except ExpressionSyntaxError as error:
                self._note(feature + link_id, _("Item “{item}”: its “{feature}” cannot be read and is not followed. {reason}").format(item=shortened(link_id), feature=feature, reason=error.what_happened))  # fmt: skip
        return found

    def _note(self, key: str, sentence: str) -> None:
        if len(self._notes) < _MOST_NOTES:
            self._notes.setdefault(key, sentence)


_MOST_NOTES: Final = 100


def _text(link_id: str, parts: Extensions, name: str, language: str | None = None) -> str:
    """The text of a part of a complex extension, of whatever type the form's version of SDC gave it."""
    if name not in parts:
        return ""
    one = parts[name][0]
    key, found = next(((key, one[key]) for key in value_keys(one)), ("", ""))
    if language is not None and (translated := translation(link_id, one.get("_" + key), language)):
        return translated
    if type(found) is not str:
        raise refused_item(link_id, _("its “{part}” is not of the right type.").format(part=name))
    return found


def _option(link_id: str, untrusted: Mapping[str, Any]) -> Value:
    keys = value_keys(untrusted)
    if len(keys) != 1:
        raise refused_item(link_id, _("an answer that it offers has no value, or one of the wrong type."))
    return checked_value(link_id, keys[0], untrusted[keys[0]])


def _query_name(untrusted: Mapping[str, Any]) -> str:
    """The name under which expressions use what a source query would find: the id of the queries in the form."""
    reference = untrusted.get("valueReference")
    address = reference.get("reference") if isinstance(reference, Mapping) else None
    return address.removeprefix("#") if isinstance(address, str) else ""


def _launch_context(link_id: str, untrusted: Mapping[str, Any]) -> LaunchContext:
    parts = extensions_of(link_id, untrusted)
    name = next(iter(parts.get("name", ())), {})
    coding = name.get("valueCoding")
    code = coding.get("code") if isinstance(coding, Mapping) else name.get("valueId") or name.get("valueCode")
    types: Sequence[Mapping[str, Any]] = parts.get("type", ())
    return LaunchContext(
        name=code if type(code) is str else "",
        types=tuple(one["valueCode"] for one in types if type(one.get("valueCode")) is str),
        description=_text(link_id, parts, "description"),
    )
