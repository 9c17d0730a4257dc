"""Expressions that cannot be read, with the place inside the expression as a place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.errors import ExpressionSyntaxError
from prevent_desktop.questionnaire.expressions import compile_expression
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.questionnaire.review.reporting import Report
from prevent_desktop.translation import _

_FHIRPATH: Final = "text/fhirpath"


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
