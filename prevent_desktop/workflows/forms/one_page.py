"""Whether a form stands on one page or section by section: short ones of the way to a referral do, unless somebody chose otherwise."""

from __future__ import annotations

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, LEAD_CHECK, SHARING_DECISION

SHORT = frozenset({CONCERN, LEAD_CHECK, SHARING_DECISION})
"""Forms that can be looked over where they are filled in, so that they are finished there too."""
_KEY, _YES, _NO = "forms-on-one-page", "yes", "no"


def is_on_one_page(vault: Vault, form_id: str) -> bool:
    """As the person chose for all forms; a concern always."""
    chosen = vault.settings.get(_KEY)
    return form_id == CONCERN or chosen == _YES or (form_id in SHORT and chosen != _NO)


def choose_one_page(vault: Vault, *, on: bool) -> None:
    """From now on all forms stand on one page, or all but a concern section by section."""
    with vault.transaction():
        vault.settings.set(_KEY, _YES if on else _NO)
