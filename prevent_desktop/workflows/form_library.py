"""The bundled forms, read when first needed, and the form that an old response was written on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault

SCREENING = "screening-tool"
REFERRAL = "national-referral"
LEAD_CHECK = "lead-check"
SHARING_DECISION = "sharing-decision"
SUPPORT_REQUEST = "request-for-support"
ASSESSMENT = "extremism-assessment"
VISIT_NOTE = "home-visit-note"
HEALTH_CONCERN = "health-concern"
ADDENDUM = "addendum"


def _version_key(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.stem.split(".") if part.isdigit())


class FormLibrary:
    """The forms in a folder: ``<form-id>/<version>.json``. A form is read once and kept.

    `value_sets` are those that a form may name without carrying them (`known_value_sets`).
    """

    def __init__(self, folder: Path, value_sets: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._folder = folder
        self._value_sets = value_sets or {}
        self._read: dict[Path, Questionnaire] = {}
        self._by_digest: dict[str, Questionnaire] = {}

    def form_ids(self) -> tuple[str, ...]:
        """The ids of the bundled forms, in order."""
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir()))

    def newest(self, form_id: str) -> Questionnaire:
        """The newest version of a form. Raises QuestionnaireError where there is none or it cannot be used."""
        versions = sorted((self._folder / form_id).glob("*.json"), key=_version_key)
        if not versions:
            raise QuestionnaireError(
                _("That form is not here"),
                _("There is no form “{form}” in this copy of the program.").format(form=form_id),
                _("Install the program again, or ask your organisation for the form."),
            )
        return self._load(versions[-1])

    def version(self, form_id: str, version: str) -> Questionnaire:
        """One version of a form; the newest where that one is not here."""
        path = self._folder / form_id / f"{version}.json"
        return self._load(path) if path.exists() else self.newest(form_id)

    def for_response(self, vault: Vault, filled: FilledForm) -> Questionnaire:
        """The form that a response was written on, from the copy that the vault keeps beside it."""
        known = self._by_digest.get(filled.questionnaire_digest)
        if known is None:
            known = load_questionnaire(
                vault.questionnaires.get(filled.questionnaire_digest), value_sets=self._value_sets
            )
            self._by_digest[filled.questionnaire_digest] = known
        return known

    def _load(self, path: Path) -> Questionnaire:
        if path not in self._read:
            self._read[path] = load_questionnaire(path.read_bytes(), value_sets=self._value_sets)
            self._by_digest[self._read[path].digest] = self._read[path]
        return self._read[path]
