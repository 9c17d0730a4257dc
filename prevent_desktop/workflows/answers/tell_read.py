"""Telling a colleague that what they reported was read: said once, when a lead takes their pack into a case.

It is a signed answer as any other, so that the reporter's vault believes it; what was decided is told later, by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.casework.answer import AnswerKind, AnswerRecord, Direction
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, ToAnswer, give_answer, to_answer
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.desk_places import DeskReach


def read_to_tell(
    vault: Vault, received_id: str, reach: DeskReach | None = None, *, now: datetime
) -> ToAnswer | None:
    """What is needed to tell it; None for a pack of another organisation, one that was answered, or that names no key for answers.

    The signer's certificate says which organisation they are of; it was judged when the pack came. `reach` as in
    `to_answer`.
    """
    pack, owner = vault.received.get(received_id), settings.practitioner(vault)
    is_inside = owner is not None and pack.sender_organisation == owner.organisation
    if not is_inside or not pack.answer_to or pack.case_id is None:
        return None
    if vault.answers.newest_number(pack.pack_id, Direction.GIVEN):
        return None
    return to_answer(vault, received_id, reach, now=now)


def tell_read(vault: Vault, told: ToAnswer, lying: Sequence[int], *, now: datetime) -> AnswerRecord | None:
    """Sign it; `lying` are the numbers of the answers that lie there already. None where it was answered meanwhile."""
    owner = settings.practitioner(vault)
    if owner is None or vault.answers.newest_number(told.pack.pack_id, Direction.GIVEN):
        return None
    words = _("Read by {name}, {role}, on {day}. What is decided follows.")
    text = words.format(name=owner.name, role=owner.role, day=long_day(now.astimezone().date()))
    said = Said(kind=AnswerKind.FEEDBACK, text=text)
    return give_answer(vault, receiving_end_of(vault, now=now), told.pack.id, said, there=lying, now=now)
