"""The data of a pack as small files: the answers, the forms that were answered, the person, the Bundle, the key for the answer.

`resources/specification/pack-data.md` says what stands in each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.linked_resources import LinkedResources
from prevent_desktop.packs.pack_facts import ANSWER_TO_NAME, BUNDLE_NAME, RECORD_NAME
from prevent_desktop.packs.transaction_bundle import transaction
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.translation import _

FHIR_MEDIA_TYPE = "application/fhir+json"
_OWN_NAMES = (RECORD_NAME, ANSWER_TO_NAME, BUNDLE_NAME)


def data_files(content: PackContent) -> Iterator[PackAttachment]:
    """Each under its own name. Without a person (`record_json`) there is nobody to link the answers to: they stand alone."""
    names = _answer_names(content)
    linked = LinkedResources(content, names) if content.record_json else None
    texts = (
        [form.data_json for form in content.all_forms]
        if linked is None
        else [json_text(each) for each in linked.answers]
    )
    for form, name, text in zip(content.all_forms, names, texts, strict=True):
        about = _("The answers of {form} as data (FHIR QuestionnaireResponse)").format(form=form.title)
        yield _fhir(name, about, text)
    for text, (name, title) in _questionnaires(content, names).items():
        yield _fhir(name, _("The form {form} as data (FHIR Questionnaire)").format(form=title), text)
    if linked is not None:
        yield _fhir(RECORD_NAME, _("Who this is about, as data (FHIR Patient)"), json_text(linked.patient))
        about = _("All of this linked together, for other systems (FHIR Bundle)")
        yield _fhir(BUNDLE_NAME, about, json_text(transaction(linked, content.pack_id)))
    if content.answer_to:
        key = json.dumps({"version": 1, "recipient": content.answer_to}).encode()
        yield PackAttachment.of_bytes(ANSWER_TO_NAME, "application/json", _("Key for the answer"), key)


def data_names(content: PackContent) -> Iterator[str]:
    """What the files of data are called; the program's own names are taken whether or not they are there."""
    yield from (*_answer_names(content), *_OWN_NAMES)
    yield from questionnaire_names(content)


def questionnaire_names(content: PackContent) -> Iterator[str]:
    """What the forms that were answered are called."""
    yield from (name for name, _title in _questionnaires(content, _answer_names(content)).values())


def free_name(wanted: str, taken: set[str]) -> str:
    """`wanted`, with a number where that name is taken; it is taken from then on."""
    path, number, name = PurePosixPath(wanted), 2, wanted
    while name in taken:
        name = f"{path.stem} ({number}){path.suffix}"
        number += 1
    taken.add(name)
    return name


def _answer_names(content: PackContent) -> list[str]:
    taken = set(_OWN_NAMES)
    return [free_name(form.data_name, taken) for form in content.all_forms]


def _questionnaires(content: PackContent, answer_names: list[str]) -> dict[str, tuple[str, str]]:
    """The forms that were answered, by their JSON: each once, with its file's name and its title."""
    taken = {*answer_names, *_OWN_NAMES}
    found: dict[str, tuple[str, str]] = {}
    for form in content.all_forms:
        if form.questionnaire_json and form.questionnaire_json not in found:
            wanted = f"questionnaire-{PurePosixPath(form.data_name).stem}-{form.version}.json"
            found[form.questionnaire_json] = (free_name(wanted, taken), form.title)
    return found


def _fhir(name: str, about: str, text: str) -> PackAttachment:
    return PackAttachment.of_bytes(name, FHIR_MEDIA_TYPE, about, text.encode())
