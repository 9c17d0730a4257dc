"""Which packs that came in are not to be passed on before their senders were asked (`packs.passing_on`)."""

from __future__ import annotations

from prevent_desktop.packs.passing_on import is_marked
from prevent_desktop.questionnaire.response import parse_response
from prevent_desktop.vault.vault import Vault


def asked_first(vault: Vault, case_id: str) -> frozenset[str]:
    """Our ids of those in a case: what they told goes into no form, page or file of ours by itself. Reads only."""
    came = {
        form.id: form.received_id
        for form in vault.responses.outlines([case_id])
        if form.received_id is not None
    }
    answered = vault.responses.contents(list(came)) if came else {}
    return frozenset(
        came[form_id] for form_id, content in answered.items() if is_marked(parse_response(content))
    )
