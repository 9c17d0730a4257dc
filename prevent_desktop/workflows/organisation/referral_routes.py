"""Who is asked first, as the organisation's profile says, and who waits for whose answer in a case."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms


def waiting(vault: Vault, case_id: str, receivers: Sequence[Receiver]) -> dict[str, tuple[str, ...]]:
    """Whose answers each receiver waits for, as names by its id; those who wait for nobody are not in it.

    Whoever is asked first has answered once a decision or an outcome of theirs came to a pack of the case.
    """
    routes = terms.routes(vault)
    asked = {pack.id: pack.recipient_id for pack in vault.packs.of_case(case_id)}
    answered = {
        asked.get(record.pack_id) for record in vault.answers.of_case(case_id) if record.answer.kind.settles
    }
    names = tuple(one.name for one in receivers if not routes.waits(one.id) and one.id not in answered)
    if not names:
        return {}
    return {one.id: names for one in receivers if routes.waits(one.id)}
