"""Which forms say that somebody is in immediate danger, and name no call yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import PackPart, pack_parts


def open_dangers(vault: Vault, library: FormLibrary, forms: Sequence[FilledForm]) -> tuple[FilledForm, ...]:
    """Those of `forms` (outlines will do) in which danger is answered with yes, and nothing about a call.

    The content is looked through as it is kept: no form is opened for this, since it is asked whenever My work is shown.
    """
    first_of = {form.questionnaire_digest: form for form in forms if not form.kept_apart}
    questions = {digest: _questions(vault, library, form) for digest, form in first_of.items()}
    asking = [form for form in forms if not form.kept_apart and questions[form.questionnaire_digest]]
    contents = vault.responses.contents([form.id for form in asking])
    return tuple(
        form
        for form in asking
        if _says_danger(contents.get(form.id, ""), questions[form.questionnaire_digest])
    )


def _questions(vault: Vault, library: FormLibrary, form: FilledForm) -> dict[str, ItemType]:
    """The questions about danger, by link id: yes or no, and what was done.

    None of a form that cannot be read: it says so itself when it is opened, and all else of My work is shown.
    """
    try:
        questionnaire = library.for_response(vault, form)
    except QuestionnaireError:
        return {}
    return {
        link_id: questionnaire.by_link_id[link_id].type
        for link_id, part in pack_parts(questionnaire).items()
        if part is PackPart.DANGER
    }


def _says_danger(content: str, questions: dict[str, ItemType]) -> bool:
    if not any(json.dumps(link_id) in content for link_id in questions):
        return False
    answered = {link_id: list(_answers(json.loads(content), link_id)) for link_id in questions}
    danger = any(
        answer.get("valueBoolean") is True
        for link_id, kind in questions.items()
        for answer in answered[link_id]
        if kind is ItemType.BOOLEAN
    )
    called = any(answered[link_id] for link_id, kind in questions.items() if kind is not ItemType.BOOLEAN)
    return danger and not called


def _answers(element: Any, link_id: str) -> Iterator[dict[str, Any]]:
    """The answers to a question, wherever in a QuestionnaireResponse it stands."""
    for item in element.get("item", ()):
        if item.get("linkId") == link_id:
            yield from item.get("answer", ())
        yield from _answers(item, link_id)
        for answer in item.get("answer", ()):
            yield from _answers(answer, link_id)
