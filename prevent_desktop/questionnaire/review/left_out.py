"""What a form asks of a program and this one does not do, at the place where the form asks it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.questionnaire.review.reporting import Report
from prevent_desktop.translation import _

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
