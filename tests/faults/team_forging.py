"""A change in a colleague's name, by somebody who has the circle's key and not theirs."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.change_set import ROW, ChangeSet, Operation
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles import circles

T = TypeVar("T")


def a_forged_set(
    vault: Vault, circle: str, writer: str, number: int, case_id: str, word: str, at: datetime
) -> ChangeSet:
    """A note in somebody's name, right in all but the signature."""
    before = vault.team.under_number(circle, writer, number - 1)
    note = {
        "id": new_id(), "case_id": case_id, "text": word, "source": "told", "source_detail": word, "author": word,
        "written_at": at.isoformat(),
    }  # fmt: skip
    operation = Operation(table="notes", key=(note["id"],), unit=ROW, value=note)
    return ChangeSet(
        team="team", circle=circle, epoch=must(circles(vault)[circle].newest).epoch, profile=1, vault=writer, number=number,
        previous=before[0].digest if before else "", case_id=case_id, author=word, at=at, operations=(operation,),
    )  # fmt: skip


def must(value: T | None) -> T:
    """What has to be there."""
    assert value is not None
    return value
