"""Whether a form stands on one page or section by section: short ones stand on one, unless somebody chose otherwise."""

from __future__ import annotations

from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.progress import asked_at_first
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, LEAD_CHECK, SHARING_DECISION

FINISHED_IN_PLACE = frozenset({CONCERN, LEAD_CHECK, SHARING_DECISION})
"""Forms of which one page can be looked over where it is filled in, so that they are finished there too."""
MOST_REQUIRED, MOST_ASKED = 30, 60
"""So many questions that must be answered, and so many in all, are no more than one page can hold."""
_KEY, _YES, _NO = "forms-on-one-page", "yes", "no"


def is_on_one_page(vault: Vault, form_id: str, form: Questionnaire) -> bool:
    """As the person chose for all forms, else by what it asks; a concern always."""
    chosen = vault.settings.get(_KEY)
    return form_id == CONCERN or chosen == _YES or (chosen != _NO and is_short(form))


def is_short(form: Questionnaire) -> bool:
    """Whether it asks so little, before anything is answered, that it is better seen as one page."""
    asked = list(asked_at_first(form.items))
    return len(asked) <= MOST_ASKED and sum(item.required for item in asked) <= MOST_REQUIRED


def choose_one_page(vault: Vault, *, on: bool) -> None:
    """From now on all forms stand on one page, or all but a concern section by section."""
    with vault.transaction():
        vault.settings.set(_KEY, _YES if on else _NO)
