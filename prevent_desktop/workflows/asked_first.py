"""Which packs that came in are not to be passed on before their senders were asked (`packs.passing_on`)."""

from __future__ import annotations

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.packs.passing_on import is_marked
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.questionnaire.response import parse_response
from prevent_desktop.vault.vault import Vault

_MEGABYTES = 2


def asked_first(vault: Vault, case_id: str) -> frozenset[str]:
    """Our ids of those in a case: what they told goes into no form, page or file of ours by itself. Reads only.

    The mark stands on their forms, and on the person as they know them, also where no form could enter. What takes the place of
    one is one too: whoever corrects what they sent does not give leave by forgetting to ask again.
    """
    came = {
        form.id: form.received_id
        for form in vault.responses.outlines([case_id])
        if form.received_id is not None
    }
    answered = vault.responses.contents(list(came)) if came else {}
    found = {came[form_id] for form_id, content in answered.items() if is_marked(parse_response(content))}
    in_order = sorted(vault.received.of_case(case_id), key=lambda one: (one.claimed_at, one.pack_id))
    found.update(pack.id for pack in in_order if _person_is_marked(pack))
    for pack in in_order:
        if any(one.id in found and pack.takes_the_place_of(one) for one in in_order):
            found.add(pack.id)
    return frozenset(found)


def _person_is_marked(pack: ReceivedPack) -> bool:
    try:
        return bool(pack.person) and is_marked(read_object(pack.person, megabytes=_MEGABYTES))
    except JsonRefusedError:  # a colleague's laptop wrote it: nobody is read of it either
        return False
