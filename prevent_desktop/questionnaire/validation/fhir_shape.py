"""Whether a response is FHIR at all, before any form is looked at: the members of each part, their types, nothing empty.

What answers mean is judged elsewhere (`value_problems`); here are the parts around and inside them that no form speaks
of. One walk without recursion; after so many problems it stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.validation.fhir_types import PRIMITIVES, REQUIRED, TYPES, Member
from prevent_desktop.questionnaire.value_codec import value_keys
from prevent_desktop.translation import _

_ANYTHING: Final = "Anything"
"""A type that is not looked into: an extension may hold any."""


class _Part(NamedTuple):
    """A part of the file that waits to be looked at: what it should be, what it is, where, and in which item."""

    type: str
    found: Any
    place: str
    link_id: str


def shape_problems(untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    """What is not as FHIR's JSON has it, in reading order."""
    waiting: list[Iterator[_Part]] = [
        iter([_Part("QuestionnaireResponse", untrusted, "QuestionnaireResponse", "")])
    ]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
            continue
        below: list[Iterable[_Part]] = []
        yield from _look(part, below)
        if below:
            waiting.append(chain.from_iterable(below))


def _look(part: _Part, below: list[Iterable[_Part]]) -> Iterator[Problem]:
    if part.type == "Resource":
        yield from _resource(part)
    elif type(part.found) is not dict:
        yield _told(part, "structure", _("Write {place} as an object: it is something else"))
    elif not part.found:
        yield _told(part, "structure", _("Leave {place} out, or put something into it: it is empty"))
    elif part.type != _ANYTHING:
        if type(part.found.get("linkId")) is str:
            part = part._replace(link_id=part.found["linkId"])
        yield from _members(part, below)


def _members(part: _Part, below: list[Iterable[_Part]]) -> Iterator[Problem]:
    for key in REQUIRED.get(part.type, ()):
        if key not in part.found:
            yield _told(part, "required", _("Give {place} its “{part}”, which FHIR asks for"), key)
    if part.type == "Extension":
        yield from _extension(part)
    known = TYPES[part.type]
    for key, found in part.found.items():
        if not _is_right(known.get(key), found):
            yield from _member(part, key, found, below)


def _is_right(member: Member | None, found: Any) -> bool:
    """Whether a member is a primitive that there is nothing to say about, as nearly all are."""
    if member is None or member.is_list is not False:
        return False
    reads = PRIMITIVES.get(member.type)
    return reads is not None and reads(found)


def _member(part: _Part, key: str, found: Any, below: list[Iterable[_Part]]) -> Iterator[Problem]:
    member = _known(part, key)
    if member is None:
        yield _told(
            part, "structure", _("Take “{part}” out of {place}: FHIR has nothing of that name there"), key
        )
        return
    place = f"{part.place}.{_name(key)}"
    if key.startswith("_"):
        elements = found if type(found) is list else [found]
        below.append(_Part("Element", one, place, part.link_id) for one in elements if one is not None)
        return
    inner = _Part(part.type, found, place, part.link_id)
    is_list = type(found) is list
    if member.is_list is not None and is_list is not member.is_list:
        if key not in {"item", "answer"}:  # which the reading of the answers tells of
            yield _told(inner, "structure", _("Write {place} as a list") if member.is_list else _("Write {place} once, and not as a list"))  # fmt: skip
        return
    if is_list and not found:
        yield _told(inner, "structure", _("Leave {place} out, or put something into it: it is empty"))
    yield from _values(inner, member.type, below, is_judged=part.type == "Answer" and key.startswith("value"))


def _values(part: _Part, kind: str, below: list[Iterable[_Part]], *, is_judged: bool) -> Iterator[Problem]:
    """What a member holds: `is_judged` says that an answer's own value is judged elsewhere."""
    found, place, link_id = part.found, part.place, part.link_id
    is_list = type(found) is list
    if kind not in PRIMITIVES:
        if is_list:
            below.append(_Part(kind, one, f"{place}[{index}]", link_id) for index, one in enumerate(found))
        elif type(found) is dict or not is_judged:
            below.append([_Part(kind, found, place, link_id)])
    elif not is_judged:
        for index, one in enumerate(found if is_list else [found]):
            if not PRIMITIVES[kind](one):
                yield _not_written_so(_Part(kind, one, f"{place}[{index}]" if is_list else place, link_id))


def _known(part: _Part, key: str) -> Member | None:
    """What a member should be; None where the type has none of that name."""
    member = TYPES[part.type].get(key.removeprefix("_"))
    if part.type == "Extension" and member is None:
        return _value_of_extension(key)
    if key.startswith("_") and member is not None and member.type not in PRIMITIVES:
        return None
    return member


def _value_of_extension(key: str) -> Member | None:
    bare = key.removeprefix("_")
    if not bare.startswith("value") or not bare[5:6].isupper():
        return None
    name = bare[5:]
    primitive = name[0].lower() + name[1:]
    if primitive in PRIMITIVES:
        return Member(primitive)
    return Member(name if name in TYPES else _ANYTHING)


def _extension(part: _Part) -> Iterator[Problem]:
    """FHIR R4, ext-1: extensions inside it or a value, not both."""
    values = [*value_keys(part.found), *value_keys(part.found, "_value")]
    bare = {key.removeprefix("_") for key in values}
    if len(bare) > 1 or bool(bare) is ("extension" in part.found):
        yield _told(part, "invariant", _("Give the extension at {place} one value, or extensions of its own"))


def _resource(part: _Part) -> Iterator[Problem]:
    found = part.found
    if type(found) is not dict or type(found.get("resourceType")) is not str:
        yield _told(part, "structure", _("Say with “resourceType” what {place} is"))
    elif not PRIMITIVES["id"](found.get("id")):
        yield _told(part, "invariant", _("Give {place} an “id”, by which the response can point to it"))


def _not_written_so(part: _Part) -> Problem:
    if part.found == "" or part.found is None:
        return _told(part, "structure", _("Leave {place} out, or put something into it: it is empty"))
    return _told(part, "value", _("Write {place} as FHIR writes a value of the type {part}"), part.type)


def _name(key: str) -> str:
    """A member as FHIRPath names it: any value[x] is ``value``, and what belongs to a primitive is its own."""
    bare = key.removeprefix("_")
    return "value" if bare.startswith("value") and bare[5:6].isupper() else bare


def _told(part: _Part, code: str, message: str, name: str = "") -> Problem:
    sentence = message.format(place=f"“{part.place.rpartition('.')[2]}”", part=shortened(name))
    return Problem((), part.link_id, Severity.ERROR, code, sentence, part.place)
