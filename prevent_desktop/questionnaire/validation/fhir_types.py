"""FHIR's types as far as a response holds them (R4 and R5 together): the members of each, and how primitives are written.

Source: FHIR R4 and R5, datatypes, QuestionnaireResponse, JSON representation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.value_codec import parse_time
from prevent_desktop.questionnaire.values import DateTimeValue

ANSWER_TYPES: Final = (
    "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "uri",
    "Attachment", "Coding", "Quantity", "Reference",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its type, and whether it stands in a list (None: FHIR's versions differ, either is right)."""

    type: str
    is_list: bool | None = False


def _members(text: str) -> dict[str, Member]:
    """Members from ``name:type``, with ``*`` for a list and ``+`` for either."""
    found = {}
    for one in text.split():
        name, _colon, kind = one.partition(":")
        is_list = {"*": True, "+": None}.get(kind[-1], False)
        found[name] = Member(kind.rstrip("*+"), is_list)
    return found


_ELEMENT: Final = " id:string extension:Extension* "
_BACKBONE: Final = _ELEMENT + " modifierExtension:Extension* "
TYPES: Final[Mapping[str, Mapping[str, Member]]] = {
    name: _members(text)
    for name, text in {
        "QuestionnaireResponse": """resourceType:string id:id meta:Meta implicitRules:uri language:code text:Narrative
            contained:Resource* extension:Extension* modifierExtension:Extension* identifier:Identifier+
            basedOn:Reference* partOf:Reference* questionnaire:canonical status:code subject:Reference
            encounter:Reference authored:dateTime author:Reference source:Reference item:Item*""",
        "Item": _BACKBONE + "linkId:string definition:uri text:string answer:Answer* item:Item*",
        "Answer": _BACKBONE
        + "item:Item* "
        + " ".join(f"value{one[0].upper()}{one[1:]}:{one}" for one in ANSWER_TYPES),
        "Element": _ELEMENT,
        "Extension": "id:string url:uri extension:Extension*",
        "Meta": _ELEMENT
        + "versionId:id lastUpdated:instant source:uri profile:canonical* security:Coding* tag:Coding*",
        "Narrative": _ELEMENT + "status:code div:xhtml",
        "Identifier": _ELEMENT
        + "use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference",
        "CodeableConcept": _ELEMENT + "coding:Coding* text:string",
        "Coding": _ELEMENT + "system:uri version:string code:code display:string userSelected:boolean",
        "Period": _ELEMENT + "start:dateTime end:dateTime",
        "Reference": _ELEMENT + "reference:string type:uri identifier:Identifier display:string",
        "Quantity": _ELEMENT + "value:decimal comparator:code unit:string system:uri code:code",
        "Attachment": _ELEMENT
        + """contentType:code language:code data:base64Binary url:uri size:integer64 hash:base64Binary title:string
            creation:dateTime height:positiveInt width:positiveInt frames:positiveInt duration:decimal pages:positiveInt""",
    }.items()
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {"Narrative": ("status", "div"), "Extension": ("url",)}


def _text(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern, re.ASCII | re.DOTALL)
    return lambda untrusted: type(untrusted) is str and compiled.fullmatch(untrusted) is not None


def _parsed(parse: Callable[[str], object]) -> Callable[[Any], bool]:
    def reads(untrusted: Any) -> bool:
        try:
            return type(untrusted) is str and parse(untrusted) is not None
        except ValueError:
            return False

    return reads


def _instant(text: str) -> object:
    return DateTimeValue(text).instant


def _between(least: int, most: int) -> Callable[[Any], bool]:
    return lambda untrusted: type(untrusted) is int and least <= untrusted <= most


def _number(untrusted: Any) -> bool:
    return (
        type(untrusted) is not bool and not isinstance(untrusted, str | dict | list) and untrusted is not None
    )


_MOST: Final = 2**31 - 1
_URI: Final = _text(r"\S+")
PRIMITIVES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "boolean": lambda untrusted: type(untrusted) is bool,
    "decimal": _number,
    "integer": _between(-(2**31), _MOST),
    "integer64": lambda untrusted: _number(untrusted) or _text(r"-?\d{1,19}")(untrusted),
    "unsignedInt": _between(0, _MOST),
    "positiveInt": _between(1, _MOST),
    "string": _text(r"[^\x00-\x08\x0b\x0c\x0e-\x1f]+"),
    "markdown": _text(r"[^\x00-\x08\x0b\x0c\x0e-\x1f]+"),
    "xhtml": _text(r"\s*<div.*>\s*"),
    "uri": _URI,
    "url": _URI,
    "canonical": _URI,
    "oid": _text(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+"),
    "uuid": _text(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "code": _text(r"[^\s]+(\s[^\s]+)*"),
    "id": _text(r"[A-Za-z0-9.\-]{1,64}"),
    "base64Binary": lambda untrusted: type(untrusted) is str,
    "date": _parsed(PartialDate.parse),
    "dateTime": _parsed(DateTimeValue),
    "instant": _parsed(_instant),
    "time": _parsed(parse_time),
}
"""Whether a JSON value is one of a primitive type. What an attachment holds is judged with the file itself."""
