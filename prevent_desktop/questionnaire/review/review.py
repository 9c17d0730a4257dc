"""Reviews one file with a form: what the loader refuses, what it leaves out, and advice; each by line and item."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.errors import ExpressionSyntaxError, QuestionnaireError
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.expressions import compile_expression
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.questionnaire.loading.form_files import form_in
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.review.advice import advise
from prevent_desktop.questionnaire.review.findings import Finding, Severity, mending
from prevent_desktop.questionnaire.review.positions import JsonPath, Positions, read_positions
from prevent_desktop.questionnaire.review.refusals import Refusal, all_refusals
from prevent_desktop.questionnaire.review.reporting import Report
from prevent_desktop.questionnaire.review.translations import tell_missing_translations
from prevent_desktop.translation import _

_MEGABYTES: Final = 4
_WHOLE_FORM: Final = "Questionnaire"
_CODES: Final[Mapping[str, str]] = {
    "linkId": "link-id",
    "type": "item-type",
    "enableWhen": "condition",
    "enableBehavior": "condition",
    "modifierExtension": "modifier",
    "extension": "extension",
    "answerOption": "option",
    "option": "option",
    "initial": "initial",
    "answerValueSet": "value-set",
}


_FHIRPATH: Final = "text/fhirpath"


_QUOTED: Final = re.compile(r"“([^”]*)”")
_TOLD_CLOSER: Final = ("not-followed", "value-set", "expression", "expression-language")


def tell_left_out(report: Report, questionnaire: Questionnaire) -> None:
    """Tell value sets that are not here, extensions that are not followed, and what the loader says besides."""
    items = report.items()
    for link_id, item in questionnaire.by_link_id.items():
        if link_id in items and item.answer_value_set and not item.answer_options:
            address = shortened(item.answer_value_set)
            told = _("The value set “{address}” is not here, so that no answers can be offered.")
            report.advise(
                "value-set", told.format(address=address), (*items[link_id][0], "answerValueSet"), link_id
            )
    _tell_extensions(report, "", report.form, report.base)
    for link_id, (path, raw) in items.items():
        _tell_extensions(report, link_id, raw, path)
    for sentence in questionnaire.not_followed:
        link_id = next((word for word in _QUOTED.findall(sentence) if word in items), "")
        if not report.has(link_id, *_TOLD_CLOSER):
            report.advise("not-followed", sentence, items[link_id][0] if link_id else report.base, link_id)


def _tell_extensions(report: Report, link_id: str, raw: Mapping[str, Any], path: JsonPath) -> None:
    for key in ("extension", "modifierExtension"):
        for index, one in enumerate(raw.get(key) or ()):
            if one.get("url") in ext.NOT_FOLLOWED:
                told = _("It asks for “{feature}”, which this program does not follow.")
                feature = str(one["url"]).rpartition("/")[2]
                report.advise("not-followed", told.format(feature=feature), (*path, key, index), link_id)


def check_expressions(report: Report) -> None:
    """Tell each expression of the form that the program cannot read or does not follow."""
    waiting: list[tuple[Any, JsonPath, str]] = [(report.form, report.base, "")]
    while waiting:
        holder, path, link_id = waiting.pop()
        if isinstance(holder, list):
            waiting += [(one, (*path, index), link_id) for index, one in enumerate(holder) if one]
        elif isinstance(holder, dict):
            own = holder.get("linkId")
            link_id = own if isinstance(own, str) and path[-2:-1] == ("item",) else link_id
            _check_one(report, holder, path, link_id)
            waiting += [
                (one, (*path, key), link_id)
                for key, one in holder.items()
                if key != "contained" and isinstance(one, dict | list)
            ]


def _check_one(report: Report, holder: Mapping[str, Any], path: JsonPath, link_id: str) -> None:
    key = "valueString" if holder.get("url") == "expression" else "expression"
    text, language = holder.get(key), holder.get("language", _FHIRPATH)
    if not isinstance(text, str) or not _is_expression(path, key):
        return
    if language != _FHIRPATH:
        told = _("The expression is written in “{language}”, which this program does not follow.")
        report.advise("expression-language", told.format(language=shortened(str(language))), path, link_id)
        return
    try:
        compile_expression(text)
    except ExpressionSyntaxError as error:
        told = _("The expression cannot be read at its character {position}. {reason}").format(
            position=error.position + 1, reason=error.what_happened
        )
        place = (*path, key)
        report.error("expression", told, place, link_id, report.positions.in_text(place, error.position))


def _is_expression(path: JsonPath, key: str) -> bool:
    return key == "valueString" or str(path[-1]).endswith("Expression")


@dataclass(frozen=True, slots=True)
class FormReview:
    """What was found, in the order of the lines. `questionnaire` is None where the form cannot be used."""

    findings: tuple[Finding, ...]
    questionnaire: Questionnaire | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that have to be mended."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)


def review_form(untrusted: bytes, *, value_sets: Mapping[str, Mapping[str, Any]] | None = None) -> FormReview:
    """All that there is to say about the form in `untrusted`; never raises for what stands in it."""
    try:
        file = read_object(untrusted, megabytes=_MEGABYTES)
    except JsonRefusedError as error:
        return FormReview((_unreadable(untrusted, error),), None)
    positions = read_positions(untrusted.decode("utf-8-sig"))
    doubles = list(_doubles(positions))
    try:
        form = form_in(file).form
    except QuestionnaireError as error:
        message = error.what_happened
        wrong = Finding(
            severity=Severity.ERROR, code="not-a-form", message=message, mend=mending()["not-a-form"]
        )
        return FormReview((*doubles, wrong), None)
    report = Report(positions, form, _place_of(file, form), doubles)
    questionnaire = _load(report, untrusted, file, value_sets)
    check_expressions(report)
    tell_missing_translations(report)
    if questionnaire is not None:
        tell_left_out(report, questionnaire)
        advise(report, questionnaire)
    report.findings.sort(key=lambda one: (one.line, one.column))
    return FormReview(tuple(report.findings), questionnaire)


def _load(
    report: Report, untrusted: bytes, file: dict[str, Any], value_sets: Mapping[str, Mapping[str, Any]] | None
) -> Questionnaire | None:
    """The form; None where it cannot be used, with all the reasons reported."""
    try:
        return load_questionnaire(untrusted, value_sets=value_sets)
    except QuestionnaireError as error:
        before = len(report.findings)
        _tell_refusals(report, file, value_sets)
        if len(report.findings) == before:  # the parsed file is accepted, and its text is not
            report.error("structure", error.what_happened, report.base)
        return None


def _tell_refusals(
    report: Report, file: dict[str, Any], value_sets: Mapping[str, Mapping[str, Any]] | None
) -> None:
    try:
        copied = copy.deepcopy(file)
    except RecursionError:
        copied = file
    form: Any = copied
    for step in report.base:
        form = form[step]
    for one in all_refusals(copied, form, lambda whole: load_questionnaire(whole, value_sets=value_sets)):
        link_id = "" if one.path == report.base else str(one.error.link_id or "").removeprefix(_WHOLE_FORM)
        report.error(_code_of(one, report), one.error.what_happened, one.path, link_id)
        if not one.found:
            more = _("There may be more problems, which can be found once this one is fixed.")
            report.advise("too-many", more, one.path, link_id)


def _code_of(refusal: Refusal, report: Report) -> str:
    """The kind of a refusal, by the part of the item that it means."""
    if "→" in refusal.error.what_happened:
        return "circle"
    inner = refusal.path[len(report.base) :]
    member = next((step for step in inner if isinstance(step, str) and step != "item"), "")
    if not refusal.found or member not in _CODES:
        return "structure"
    return "pattern" if ext.REGEX in _addresses(report, refusal.path) else _CODES[member]


def _addresses(report: Report, path: JsonPath) -> set[str]:
    """The addresses of the extensions that `path` leads through."""
    part: Any = report.form
    found: set[str] = set()
    for step in path[len(report.base) :]:
        if isinstance(part, dict):
            part = part.get(step)
        elif isinstance(part, list) and isinstance(step, int):
            part = part[step]
        if isinstance(part, dict) and isinstance(part.get("url"), str):
            found.add(part["url"])
    return found


def _place_of(file: Mapping[str, Any], form: Mapping[str, Any]) -> JsonPath:
    """The path of the form in a Bundle or Parameters; empty where it is the file itself."""
    for entries in ("entry", "parameter"):
        for index, entry in enumerate(file.get(entries) or ()):
            if isinstance(entry, dict) and entry.get("resource") is form:
                return (entries, index, "resource")
    return ()


def _doubles(positions: Positions) -> Iterator[Finding]:
    for path, at in positions.doubles:
        mark = positions.mark(at)
        name = shortened(str(path[-1]))
        yield Finding(
            severity=Severity.ERROR, code="duplicate-key", path=path, line=mark.line, column=mark.column,
            message=_("“{name}” stands twice in the same object.").format(name=name),
            mend=mending()["duplicate-key"],
        )  # fmt: skip


def _unreadable(untrusted: bytes, error: JsonRefusedError) -> Finding:
    """Where the JSON breaks off, and what was expected there."""
    message, line, column = str(error), 1, 1
    try:
        json.loads(untrusted.decode("utf-8-sig"), parse_float=Decimal)
    except json.JSONDecodeError as broken:
        message, line, column = _in_words(broken), broken.lineno, broken.colno
    except UnicodeDecodeError as broken:
        before = untrusted[: broken.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    except (ValueError, ArithmeticError, RecursionError):
        pass
    return Finding(
        severity=Severity.ERROR,
        code="json",
        message=message,
        mend=mending()["json"],
        line=line,
        column=column,
    )


def _in_words(broken: json.JSONDecodeError) -> str:
    """What `json` says, for people: it tells what it expected by the beginning of its message."""
    said = (
        ("Expecting ',' delimiter", _("A comma, or the end of the list or object, was expected here.")),
        ("Expecting ':' delimiter", _("A colon was expected here, between a name and its value.")),
        ("Expecting property name", _("A name in double quotes, or a closing brace, was expected here.")),
        ("Illegal trailing comma", _("There is a comma before the end of the list or object; take it away.")),
        ("Expecting value", _("A value was expected here: text in double quotes, a number, true, false, null, an object or a list.")),
        ("Unterminated string", _("The text that begins here never ends: its closing quotation mark is missing.")),
        ("Invalid control character", _("A text holds a line break or another control character here; write it as an escape, such as \\n.")),
        ("Invalid \\", _("A text holds a backslash here that begins no escape of JSON; write it twice.")),
        ("Extra data", _("The JSON ends before this place, and more follows.")),
    )  # fmt: skip
    return next((words for begins, words in said if broken.msg.startswith(begins)), broken.msg)
