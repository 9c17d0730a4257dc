"""A change in a colleague's name, by somebody who has the circle's key and not theirs."""

from __future__ import annotations

import random
from datetime import datetime
from typing import TypeVar

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.change_set import ROW, ChangeSet, Operation
from prevent_desktop.casework.team.set_codec import encode
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.delivery.signed.team import Words, sign
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.sealed_words import seal_words
from prevent_desktop.workflows.team.circles.statements import circles

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


def lay_forged_set(
    vault: Vault, circle: str, writer: str, word: str, at: datetime, store: TeamStore, chance: random.Random
) -> None:
    """Such a note, signed by this vault's own key, where the next change of that writer belongs."""
    book, own = circles(vault)[circle], must(own_vault(vault))
    heads = vault.team.heads(circle)
    number = heads[writer].number + 1 if writer in heads else 1
    case_id = chance.choice(vault.team.shared_cases(circle) or ["ab" * 16])
    forged = a_forged_set(vault, circle, writer, number, case_id, word, at)
    jws = sign(Words.CHANGE_SET, encode(forged), own.signing_key, writer)
    store.put(book.names.change_set(writer, number), seal_words(jws, must(book.newest).recipient))


def must(value: T | None) -> T:
    """What has to be there."""
    assert value is not None
    return value
