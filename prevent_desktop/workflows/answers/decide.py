"""A pack is put where it belongs and answered in one step: both are kept, or neither is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.filing import Place, put_in_place
from prevent_desktop.workflows.receiving.inbox import next_to_do
from prevent_desktop.workflows.receiving.second_person import give_word
from prevent_desktop.workflows.receiving.take_facts import ToldForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What somebody says about a received pack with our id `received_id`: the answer, and their own `note`.

    `place` is where it belongs, None where it is in a case; what its `forms` tell enters there. `is_first_word`: this closes a repeat
    once a second person says so too, so that it is kept and not sent. `there` are as in `give_answer`.
    """

    received_id: str
    said: Said
    note: str = ""
    place: Place | None = None
    forms: Sequence[ToldForm] = ()
    is_first_word: bool = False
    there: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Whom the case is about; whether the answer `decides`, and then our id of the pack that comes next, empty where none waits."""

    person_id: str
    decides: bool
    next_id: str


def decide(vault: Vault, deciding: Deciding, *, now: datetime) -> Decided:
    """Meant for after a step-up. Raises as `put_in_place`, `give_answer` and `give_word`; nothing is changed then."""
    received_id = deciding.received_id
    with vault.transaction():
        if deciding.place is not None:
            put_in_place(vault, received_id, deciding.place, deciding.forms, now=now)
        pack = vault.received.get(received_id)
        if deciding.is_first_word:
            give_word(vault, received_id, deciding.said.reason, note=deciding.note, now=now)
        else:
            give_answer(
                vault, receiving_end_of(vault, now=now), received_id, deciding.said,
                there=deciding.there, note=deciding.note, now=now,
            )  # fmt: skip
    decides = deciding.said.kind.settles
    next_id = next_to_do(vault, received_id, now=now) if decides else ""
    return Decided(person_id=person_of_case(vault, pack.case_id or "").id, decides=decides, next_id=next_id)
