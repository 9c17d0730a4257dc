"""Who else of the team writes in a draft that is open here: it is told, and nobody is locked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team.roster import Member, listed_id
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.vault.team.counts import TeamCounts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.statements import membership

LATELY: Final = timedelta(minutes=30)
"""Whoever wrote within so long a time is said to be writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingToo:
    """A member who writes in the same draft; `came_at` is when the last of it came here."""

    member: Member
    came_at: datetime


def writing_too(vault: Vault, response_id: str, case_id: str, *, now: datetime) -> tuple[WritingToo, ...]:
    """The others who wrote in a draft lately, each once, whoever wrote last first."""
    found = membership(vault)
    if found is None or vault.team.circle_of(case_id) is None:
        return ()
    last: dict[str, WritingToo] = {}
    for writer, words, came_at in TeamCounts(vault.database).came_since(case_id, now - LATELY):
        member = found.team.owner(writer)
        if member is None or listed_id(writer) == found.own.id:
            continue
        operations = decode(payload_of(words)).operations
        if any(one.table == RESPONSES.table and one.key == (response_id,) for one in operations):
            last.pop(member.id, None)
            last[member.id] = WritingToo(member=member, came_at=came_at)
    return tuple(reversed(last.values()))
