"""The forms inside a received pack, to be read: by their questionnaire where it is here, else as their data tells itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.form_library import FormLibrary

_DEEPEST = 12
_MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A question and its answers; a heading where there are none."""

    question: str
    answers: tuple[str, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class ReceivedSection:
    """A part of a form."""

    title: str
    lines: tuple[ReceivedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedForm:
    """A form as its sender finished it. `is_known` says that its questionnaire is here in that very version."""

    title: str
    version: str
    is_known: bool
    sections: tuple[ReceivedSection, ...]


def read_forms(library: FormLibrary, untrusted_responses: Sequence[str]) -> tuple[ReceivedForm, ...]:
    """Each of them that makes sense, in the order of the pack."""
    return tuple(filter(None, (_form(library, text) for text in untrusted_responses)))


def _form(library: FormLibrary, untrusted_response: str) -> ReceivedForm | None:
    try:
        untrusted = json.loads(untrusted_response)
    except (ValueError, RecursionError):
        return None
    if not isinstance(untrusted, dict):
        return None
    url, _bar, version = _text(untrusted, "questionnaire").partition("|")
    questionnaire = known_questionnaire(library, url, version)
    if questionnaire is not None:
        try:
            return _known(Response.read(questionnaire, untrusted_response), version)
        except ResponseError:
            pass  # parts of it were kept back, or it was written on another edition
    name = questionnaire.title if questionnaire is not None else url.rpartition("/")[2]
    return ReceivedForm(
        title=name or _("Form"), version=version, is_known=False, sections=tuple(_sections(untrusted))
    )


def known_questionnaire(library: FormLibrary, url: str, version: str) -> Questionnaire | None:
    """The form of this address in that very version; None where it is not here."""
    form_id = url.rpartition("/")[2]
    if form_id not in library.form_ids():
        return None
    try:
        found = library.version(form_id, version)
    except QuestionnaireError:
        return None
    return found if (found.url, found.version) == (url, version) else None


def _known(response: Response, version: str) -> ReceivedForm:
    return ReceivedForm(
        title=response.questionnaire.title,
        version=version,
        is_known=True,
        sections=tuple(
            ReceivedSection(
                section.for_receiver,
                tuple(
                    ReceivedLine(line.for_receiver, line.answers_for_receiver, line.absent)
                    for line in section.lines
                ),
            )
            for section in reading(response)
        ),
    )


def _sections(untrusted: Mapping[str, Any]) -> Iterator[ReceivedSection]:
    """The items at the top, each with all that stands in it."""
    for item in _items(untrusted):
        lines = tuple(_lines(item, 0))[:_MOST_LINES]
        if any(line.answers for line in lines):
            yield ReceivedSection(_text(item, "text"), lines)


def _lines(item: Mapping[str, Any], depth: int) -> Iterator[ReceivedLine]:
    answers = tuple(filter(None, map(_value, _objects(item, "answer"))))
    inner = [*_items(item), *(each for answer in _objects(item, "answer") for each in _items(answer))]
    if answers or (inner and depth):
        yield ReceivedLine(_text(item, "text") or _text(item, "linkId"), answers)
    if depth < _DEEPEST:
        for each in inner:
            yield from _lines(each, depth + 1)


def _value(answer: Mapping[str, Any]) -> str:
    """An answer as text: what it is called where it is a code, the number with its unit, or the text itself."""
    value = next((answer[name] for name in sorted(answer) if name.startswith("value")), None)
    if isinstance(value, dict):
        parts = [
            value.get("display") or value.get("value") or value.get("code") or value.get("title"),
            value.get("unit"),
        ]
        return _clean(" ".join(str(part) for part in parts if part is not None))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else _clean(str(value))


def _items(untrusted: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _objects(untrusted, "item")


def _objects(untrusted: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = untrusted.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(untrusted: Mapping[str, Any], name: str) -> str:
    found = untrusted.get(name)
    return _clean(found) if isinstance(found, str) else ""


def _clean(untrusted: str) -> str:
    return "".join(letter for letter in untrusted if letter.isprintable() or letter == "\n")
