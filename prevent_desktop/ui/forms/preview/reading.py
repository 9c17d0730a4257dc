"""What a preview shows: a form with all that there is to say about it, and a fresh response. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.review import Finding, review_form
from prevent_desktop.questionnaire.review.translations import languages_of

ReadForm = Callable[[], bytes]
"""Gives the form's JSON; raises a WorldError where it cannot."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """`response` is None where the form cannot be used. `languages` are those that it is translated into."""

    findings: tuple[Finding, ...]
    response: Response | None
    languages: tuple[str, ...] = ()
    own_language: str = ""


def read_preview(
    read_form: ReadForm, value_sets: Mapping[str, Mapping[str, Any]], language: str = ""
) -> Previewed:
    """Read the form anew, its texts in `language` where it has them."""
    untrusted = read_form()
    review = review_form(untrusted, value_sets=value_sets)
    form = review.questionnaire
    if form is None:
        return Previewed(review.findings, None)
    if language:
        try:
            form = load_questionnaire(untrusted, language=language, value_sets=value_sets)
        except QuestionnaireError:  # a translation of it is broken, which the review does not look into
            language = ""
    return Previewed(review.findings, Response.start(form), languages_of(form.raw), form.language)


def path_to(form: Questionnaire, link_id: str) -> Path:
    """The first occurrence of an item, from the top down; empty where the form has no such item."""
    steps: list[tuple[str, int]] = []
    item = form.by_link_id.get(link_id)
    while item is not None:
        steps.append((item.link_id, 0))
        item = form.by_link_id.get(item.parent_link_id or "")
    return tuple(reversed(steps))
