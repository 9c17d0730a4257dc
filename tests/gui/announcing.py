"""A colleague's laptop announces that shared cases go: its change-sets, as they stand in a vault once they were judged."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.team.change_set import ROW, ChangeSet, Operation
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.casework.team.set_codec import MARK, digest_of, encode
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.case_lines import DISPOSAL_STEP_ROWS
from prevent_desktop.workflows.team.cases.team_disposal import tend_disposals
from prevent_desktop.workflows.team.change_sets.standing import writers
from tests.gui.screens import now


def colleague_announces(vault: Vault, case_ids: Sequence[str], *, by: str = "pl") -> None:
    """The deputy `by` wants these to go, of which they have all that this vault has told; it has looked at each once."""
    circle, previous = vault.team.circle_of(case_ids[0]) or "", ""
    writer = writers(vault, now=now)(circle)
    assert writer is not None
    for number, case_id in enumerate(case_ids, start=1):
        capture(vault, case_id, writer)
        change_set = ChangeSet(
            team="team", circle=circle, epoch=1, profile=1, vault=f"v-{by}", number=number, previous=previous, case_id=case_id,
            author=by, at=now() - timedelta(hours=1), operations=(_line(vault, case_id, circle, by),),
        )  # fmt: skip
        payload = encode(change_set)
        previous = digest_of(payload)
        arrived = StoredSet(
            circle=circle, vault=f"v-{by}", number=number, digest=previous, case_id=case_id, state=SetState.APPLIED,
            words=f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln", put_at=now(), received_at=now(),
        )  # fmt: skip
        assert take_in(vault, arrived) is not None
        materialise(vault, case_id, circle, writers=writers(vault, now=now), forms=lambda _digest: None)
    tend_disposals(vault, None, now=now())


def _line(vault: Vault, case_id: str, circle: str, by: str) -> Operation:
    known = tuple(sorted(one.digest[:MARK] for one in vault.team.sets_of(case_id, circle)))
    line = DisposalStep(
        id=f"announced-{case_id}", case_id=case_id, step=Step.ANNOUNCED, ground=Ground.MOVED, known=known, vault=f"v-{by}",
        said_by="", said_at=now() - timedelta(hours=1),
    )  # fmt: skip
    row = DISPOSAL_STEP_ROWS.columns(line)
    return Operation(table=DISPOSAL_STEPS.table, key=(line.id,), unit=ROW, value=dict(row))
