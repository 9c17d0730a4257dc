"""Reviews one file with a form: what the loader refuses, what it leaves out, and advice; each by line and item."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.questionnaire.loading.form_files import form_in
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.review.advice import advise
from prevent_desktop.questionnaire.review.expression_check import check_expressions
from prevent_desktop.questionnaire.review.findings import Finding, Severity, mending
from prevent_desktop.questionnaire.review.left_out import tell_left_out
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
            more = _("There may be more problems, which can be found when this one is mended.")
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
