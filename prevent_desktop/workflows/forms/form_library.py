"""The forms that can be begun, read when first needed, and the form that an old response was written on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire, reopen_questionnaire
from prevent_desktop.translation import _, chosen_language
from prevent_desktop.vault.vault import Vault

FORM_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
CONCERN = "concern"
NOTE = "note-for-lead"
"""What a note goes to the lead as: the program fills it in from the note, and nobody begins one."""
SCREENING = "screening-tool"
REFERRAL = "national-referral"
LEAD_CHECK = "lead-check"
SHARING_DECISION = "sharing-decision"
SUPPORT_REQUEST = "request-for-support"
ASSESSMENT = "extremism-assessment"
VISIT_NOTE = "home-visit-note"
HEALTH_CONCERN = "health-concern"
ADDENDUM = "addendum"
RECEIVER_DECISION = "receiver-decision"
CHANNEL_FORMS = frozenset({"channel-support-plan", "channel-review"})
EARLY_HELP_PLAN = "early-help-plan"
MANAGER_OVERSIGHT = "manager-oversight"


@dataclass(frozen=True, slots=True)
class _Edition:
    """One version of a form: from a file of the program, or from a bundle in the vault (then `text` holds it)."""

    form_id: str
    version: str
    path: Path | None = None
    text: str = ""

    @property
    def order(self) -> tuple[int, ...]:
        return version_order(self.version)


class FormLibrary:
    """The forms in a folder, ``<form-id>/<version>.json``, and those that signed bundles added to a vault.

    A form is read once and kept. `value_sets` are those that a form may name without carrying them (`known_value_sets`).
    """

    def __init__(self, folder: Path, value_sets: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._folder = folder
        self.value_sets = value_sets or {}
        self._added: Mapping[tuple[str, str], _Edition] = {}
        self._withdrawn: Mapping[str, str] = {}
        self._read: dict[_Edition, Questionnaire] = {}
        self._by_digest: dict[str, Questionnaire] = {}

    def take_added(self, vault: Vault) -> None:
        """Offer what bundles brought into this vault, and no more what they withdrew."""
        self._added = {
            (one.form_id, one.version): _Edition(
                one.form_id, one.version, text=vault.questionnaires.get(one.digest)
            )
            for one in vault.added_forms.all()
        }
        self._withdrawn = vault.added_forms.withdrawn()

    def form_ids(self) -> tuple[str, ...]:
        """The ids of the forms that can be begun, in order."""
        known = {path.name for path in self._folder.iterdir() if path.is_dir()}
        known |= {form_id for form_id, _version in self._added}
        return tuple(sorted(form_id for form_id in known if not self.is_withdrawn(form_id)))

    def newest(self, form_id: str) -> Questionnaire:
        """The newest version of a form. Raises QuestionnaireError where there is none or it cannot be used."""
        editions = self._editions(form_id)
        if not editions:
            raise _not_here(form_id)
        if self.is_withdrawn(form_id):
            raise QuestionnaireError(
                _("That form was withdrawn"),
                _("Its publisher no longer wants “{form}” to be begun. What was written on it stays.").format(
                    form=form_id
                ),
                _("Ask your organisation which form takes its place."),
            )
        return self._load(editions[-1])

    def known_version(self, form_id: str) -> Questionnaire | None:
        """The newest version that is here, also of a withdrawn form; None where there is none."""
        editions = self._editions(form_id)
        return self._load(editions[-1]) if editions else None

    def is_own(self, form_id: str, version: str) -> bool:
        """Whether this version came with the program."""
        return any(one.version == version and one.path is not None for one in self._editions(form_id))

    def text(self, form_id: str) -> bytes:
        """The newest version's JSON as it was published; also of a withdrawn form. QuestionnaireError where there is none."""
        editions = self._editions(form_id)
        if not editions:
            raise _not_here(form_id)
        path = editions[-1].path
        return editions[-1].text.encode() if path is None else path.read_bytes()

    def withdrawn(self) -> tuple[str, ...]:
        """The ids of the forms that are no longer offered."""
        return tuple(form_id for form_id in sorted(self._withdrawn) if self.is_withdrawn(form_id))

    def is_withdrawn(self, form_id: str) -> bool:
        """Whether no version of the form is newer than what was withdrawn."""
        up_to = self._withdrawn.get(form_id)
        if up_to is None:
            return False
        return not any(one.order > version_order(up_to) for one in self._editions(form_id))

    def version(self, form_id: str, version: str) -> Questionnaire:
        """One version of a form; the newest where that one is not here."""
        found = [one for one in self._editions(form_id) if one.version == version]
        return self._load(found[-1]) if found else self.newest(form_id)

    def for_response(self, vault: Vault, filled: FilledForm) -> Questionnaire:
        """The form that a response was written on, from the copy that the vault keeps beside it."""
        known = self._by_digest.get(filled.questionnaire_digest)
        if known is None:
            kept = vault.questionnaires.get(filled.questionnaire_digest)
            known = reopen_questionnaire(kept, value_sets=self.value_sets, language=chosen_language())
            self._by_digest[filled.questionnaire_digest] = known
        return known

    def _editions(self, form_id: str) -> list[_Edition]:
        """All that is here of a form, the oldest first; the program's own where a bundle brought the same version.

        An id may have come from a colleague or in a pack: what can be none names no folder, which might be on another computer.
        """
        found = (self._folder / form_id).glob("*.json") if FORM_ID.fullmatch(form_id) else ()
        files = [_Edition(form_id, path.stem, path) for path in found]
        added = [one for (id_, _version), one in self._added.items() if id_ == form_id]
        return sorted([*added, *files], key=lambda one: (one.order, one.path is not None))

    def _load(self, edition: _Edition) -> Questionnaire:
        if edition not in self._read:
            content = edition.text if edition.path is None else edition.path.read_bytes()
            self._read[edition] = load_questionnaire(
                content, value_sets=self.value_sets, language=chosen_language()
            )
            self._by_digest[self._read[edition].digest] = self._read[edition]
        return self._read[edition]


def _not_here(form_id: str) -> QuestionnaireError:
    return QuestionnaireError(
        _("That form is not here"),
        _("There is no form “{form}” in this copy of the program.").format(form=form_id),
        _("Install the program again, or ask your organisation for the form."),
    )


def version_order(version: str) -> tuple[int, ...]:
    """What versions are ordered by: their numbers, one after the other (``1.10`` after ``1.9``)."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))
