"""Whether what was recorded can be given to one's lead, who reads it in a vault of their own or on paper."""

from __future__ import annotations

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.organisation.own_lead import is_inside, is_lead, receivers


def can_be_given(vault: Vault, library: FormLibrary, case_id: str) -> bool:
    """Whether a finished form waits for the lead to get it: nobody got a pack about the case, and a lead may get that form."""
    if is_lead(vault) or vault.packs.of_case(case_id):
        return False
    inside = [one for one in receivers(vault, library.form_ids()) if is_inside(one, CONCERN)]
    finished = {
        form.form_id
        for form in vault.responses.of_case(case_id)
        if form.is_finalised and form.is_ours and not form.kept_apart
    }
    return any(finished & set(one.form_ids) for one in inside)
