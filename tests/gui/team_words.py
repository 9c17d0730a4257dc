"""What another member of the team writes, as it is once their change-set came and was found valid."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation, OperationId
from prevent_desktop.casework.team.set_codec import digest_of, encode
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.team.units import UnitPlace, UnitState, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.statements import membership
from tests.gui.screens import now
from tests.unit.vault.examples import answers


def captured(vault: Vault, case_id: str) -> Mapping[UnitPlace, UnitState]:
    """What the case says now is in a change-set of this vault; what stands of each unit."""
    writer = writers(vault, now=now)(vault.team.circle_of(case_id) or "")
    assert writer is not None
    capture(vault, case_id, writer)
    return vault.team.units.of(case_id)


@dataclass
class Other:
    """A member's vault. What it writes takes the place of `before`, what stood when it last saw the case."""

    vault: str
    before: Mapping[UnitPlace, UnitState]
    number: int = 0

    def says(
        self,
        vault: Vault,
        case_id: str,
        table: str,
        key: str,
        unit: str,
        value: Any,
        *,
        at: datetime | None = None,
    ) -> None:
        """They said so of one unit, and it came here."""
        found, circle = membership(vault), vault.team.circle_of(case_id) or ""
        assert found is not None
        self.number += 1
        place = UnitPlace(table, key_text((key,)), unit)
        replaces: tuple[OperationId, ...] = self.before[place].to_replace if place in self.before else ()
        change_set = ChangeSet(
            team=found.team.id, circle=circle, epoch=1, profile=found.profile, vault=self.vault, number=self.number,
            previous="", case_id=case_id, author="", at=at or now(),
            operations=(Operation(table=table, key=(key,), unit=unit, value=value, replaces=replaces),),
        )  # fmt: skip
        payload = encode(change_set)
        words = f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"
        stored = StoredSet(
            circle=circle, vault=self.vault, number=self.number, digest=digest_of(payload), case_id=case_id, words=words,
            state=SetState.APPLIED, put_at=now(), received_at=now(),
        )  # fmt: skip
        assert take_in(vault, stored) is not None
        materialise(
            vault,
            case_id,
            circle,
            writers=writers(vault, now=now),
            forms=lambda _digest: None,
            open_drafts=(),
        )

    def adds_file(self, vault: Vault, case_id: str, file_name: str, *, at: datetime) -> str:
        """They added a file, whose bytes have not come; its id."""
        file_id = new_id()
        row = {
            "id": file_id, "case_id": case_id, "file_name": file_name, "media_type": "application/pdf", "size": 184_320,
            "sha256": "5e" * 32, "description": "Letter from the school", "added_at": time_text(at),
        }  # fmt: skip
        self.says(vault, case_id, "attachments", file_id, ROW, row, at=at)
        return file_id

    def goes_on_with_lost_draft(self, vault: Vault, case_id: str, *, at: datetime) -> None:
        """They saved a draft, of which nobody has how it was begun."""
        state = {
            "title": "Prevent screening", "status": "in-progress", "place": "", "sections_done": 1, "sections_total": 5,
            "changed_at": time_text(at), "finalised_at": None, "content_digest": "",
            "content": answers("He was calm <b>today</b>.", "His aunt will ring on Friday."),
        }  # fmt: skip
        self.says(vault, case_id, "responses", new_id(), STATE, state, at=at)
