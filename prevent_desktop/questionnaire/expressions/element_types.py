"""Of which type a value is, and what asks for it: `is`, `as`, `ofType` and `type`.

FHIR's JSON does not say the types of its elements. That of a choice (`valueDate`) stands in its name; most names mean one
type wherever they stand; what a name leaves open is told by the shape of the value.

Source: FHIR R4, datatypes, Questionnaire, QuestionnaireResponse and the people and bodies around them; FHIRPath 2.0.0,
sections 6.3 (types) and 10.2 (reflection).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.signatures import Function, Take, single
from prevent_desktop.questionnaire.expressions.tree import TypeName
from prevent_desktop.questionnaire.expressions.values import Element, Moment, Quantity, data_of

MOMENTS: Final = frozenset({"date", "dateTime", "instant", "time"})
"""FHIR's types of dates and times."""
_NAMES: Final = """base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid
    positiveInt string time unsignedInt uri url uuid
    Address Age Annotation Attachment CodeableConcept Coding ContactDetail ContactPoint Contributor Count
    DataRequirement Distance Dosage Duration Expression HumanName Identifier Meta Money ParameterDefinition Period Quantity
    Range Ratio Reference RelatedArtifact SampledData Signature Timing TriggerDefinition UsageContext"""
_CHOICE_TYPES: Final = {one[0].upper() + one[1:]: one for one in _NAMES.split()}
_NAMES_OF_CHOICES: Final = """abatement additive age allowed amount answer asNeeded author born bounds characteristic chargeItem code collected
    content created date deceased defaultValue definingSubstance definition detail diagnosis dose doseNumber due effective
    entity event example fastingStatus fixed identified indication item legallyBinding location manufacturer maxValue
    medication minValue minimumVolume module multipleBirth name occurred occurrence offset onset participantEffective
    pattern performed probability procedure product quantity rate reported scheduled seriesDoses serviced source start
    statusReason studyEffective subject substance target time timing topic used value when"""
_CHOICES: Final = frozenset(_NAMES_OF_CHOICES.split())
"""The elements of R4 that come in several types."""
_CHOICE: Final = re.compile(rf"(?:{'|'.join(sorted(_CHOICES, key=len, reverse=True))})({'|'.join(sorted(_CHOICE_TYPES, key=len, reverse=True))})")  # fmt: skip
_PARENTS: Final = {
    **dict.fromkeys(("code", "id", "markdown"), "string"),
    **dict.fromkeys(("canonical", "oid", "url", "uuid"), "uri"),
    **dict.fromkeys(("positiveInt", "unsignedInt"), "integer"),
    **dict.fromkeys(("Age", "Count", "Distance", "Duration"), "Quantity"),
    **dict.fromkeys(("Dosage", "Timing"), "BackboneElement"),
}
_SHAPES: Final = (
    ({"linkId"}, "BackboneElement"),
    ({"contentType"}, "Attachment"),
    ({"url"}, "Extension"),
    *(({"value", one}, "Quantity") for one in ("unit", "code", "comparator")),
    ({"coding"}, "CodeableConcept"),
    ({"reference"}, "Reference"),
    ({"code"}, "Coding"),
    ({"display"}, "Coding"),
)
_NO_DOMAIN: Final = frozenset({"Binary", "Bundle", "Parameters"})


def _by_name(text: str) -> dict[str, str]:
    """Types by name from lines of ``type: name name``."""
    lines = (line.split(":") for line in text.split(";"))
    return {name: kind.strip() for kind, names in lines for name in names.split()}


_TEXTS: Final = _by_name(
    """date: birthDate approvalDate lastReviewDate;
    dateTime: authored authoredOn created creation date end recordedDate start;
    instant: issued lastUpdated; time: availableEndTime availableStartTime;
    code: code comparator contentType ContactPoint.system enableBehavior gender language operator status subjectType type use;
    canonical: answerValueSet derivedFrom profile questionnaire; markdown: copyright description purpose;
    uri: definition implicitRules source system Reference.type url; url: Attachment.url; id: versionId;
    base64Binary: data hash; xhtml: div"""
)
_NUMBERS: Final = _by_name("decimal: value; positiveInt: rank; unsignedInt: size")
_OBJECTS: Final = _by_name(
    """HumanName: name; Address: address; ContactPoint: telecom; Identifier: identifier; Period: period effectivePeriod;
    CodeableConcept: communication Identifier.type EpisodeOfCare.type jurisdiction maritalStatus purpose relationship;
    Coding: coding security tag; Attachment: photo; Meta: meta; Narrative: text; Extension: extension modifierExtension"""
)


def element(parent: str, name: str, value: Any, beside: Any = None) -> Element:
    """The element `name` below an element of the type `parent`."""
    if isinstance(value, float):
        value = Decimal(str(value))
    return Element(value, _type_of(parent, name, value), beside)


def element_of(value: Any) -> Any:
    """A value that was handed over, with the type that its shape tells."""
    if isinstance(value, Mapping):
        return Element(value, _of_shape(value))
    return Decimal(str(value)) if isinstance(value, float) else value


def named_choice(name: str, names: Mapping[str, Any]) -> str:
    """The name by which an element stands among `names`: `valueDate` for `value`."""
    if name in _CHOICES and name not in names:
        for one in names:
            bare = one.removeprefix("_")
            if bare.startswith(name) and bare[len(name) :] in _CHOICE_TYPES:
                return bare
    return name


@lru_cache(maxsize=1_000)
def _chosen(name: str) -> str | None:
    found = _CHOICE.fullmatch(name)
    return _CHOICE_TYPES[found[1]] if found else None


def _type_of(parent: str, name: str, value: Any) -> str:
    chosen = _chosen(name)
    if chosen is not None:
        return chosen
    if isinstance(value, Mapping):
        return _found(_OBJECTS, parent, name) or _of_shape(value)
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return _found(_NUMBERS, parent, name) or ("integer" if isinstance(value, int) else "decimal")
    return _found(_TEXTS, parent, name) or "string"


def _found(table: Mapping[str, str], parent: str, name: str) -> str | None:
    return table.get(f"{parent}.{name}") or table.get(name)


def _of_shape(value: Mapping[str, Any]) -> str:
    if "resourceType" in value:
        return str(value["resourceType"])
    return next((kind for members, kind in _SHAPES if members <= value.keys()), "BackboneElement")


def is_a(value: Any, kind: TypeName) -> bool:
    """Whether a value is of a type: FHIR's elements of those of FHIR, plain values of those of FHIRPath."""
    if isinstance(value, Element):
        return kind.namespace in {"", "FHIR"} and kind.name in _lineage(value)
    return kind.namespace in {"", "System"} and kind.name == _of_system(value)


def _lineage(value: Element) -> Iterator[str]:
    kind: str | None = value.type
    while kind is not None:
        yield kind
        kind = _PARENTS.get(kind)
    if not isinstance(value.data, Mapping) or "resourceType" not in value.data:
        yield "Element"
    else:
        yield from ("Resource",) if value.type in _NO_DOMAIN else ("DomainResource", "Resource")


def _of_system(value: Any) -> str:
    if isinstance(value, Moment):
        return value.type
    kinds = {bool: "Boolean", int: "Integer", Decimal: "Decimal", str: "String", Quantity: "Quantity"}
    return kinds.get(type(value), "")


def _is(values: list[Any], kind: TypeName) -> bool | None:
    return is_a(single(values)[0], kind) if values else None


def _taken_as(values: list[Any], kind: TypeName) -> list[Any]:
    return [one for one in single(values) if is_a(one, kind)]


def _of_type(values: list[Any], kind: TypeName) -> list[Any]:
    """Those of that type; FHIR's own text is a String then, as HL7's reference implementation has it."""
    return [one for one in values if is_a(one, kind) or _is_plain(one, kind)]


def _is_plain(value: Any, kind: TypeName) -> bool:
    if kind.namespace == "FHIR" or not isinstance(value, Element) or value.type in MOMENTS:
        return False
    return _of_system(value.data) == kind.name


def _types(values: list[Any]) -> list[Any]:
    return [
        Element({"namespace": "FHIR", "name": one.type}, "TypeInfo")
        if isinstance(one, Element)
        else Element({"namespace": "System", "name": _of_system(one)}, "TypeInfo")
        for one in values
    ]


def _has_value(values: list[Any]) -> bool:
    return len(values) == 1 and not isinstance(data_of(values[0]), Mapping | None)


def _value(values: list[Any]) -> Any:
    return data_of(values[0]) if _has_value(values) else None


FUNCTIONS: Final = {
    "is": Function(_is, (Take.TYPE,)),
    "as": Function(_taken_as, (Take.TYPE,)),
    "ofType": Function(_of_type, (Take.TYPE,)),
    "type": Function(_types),
    "hasValue": Function(_has_value),
    "getValue": Function(_value),
}
