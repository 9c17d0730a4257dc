"""What members had taken of somebody who went: a lead who never got it learns of it, and can let it count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from prevent_desktop.vault.team.files import FileKind, FileState
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.verdicts import Reason
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from tests.faults.team_laptops import Laptop
from tests.faults.team_ledger import Ledger, SetId, sets_in


def taken_out(present: Iterable[Laptop]) -> Iterator[SetId]:
    """What somebody took before they heard of a removal, and set aside then."""
    for laptop in present:
        with laptop.opened() as vault:
            for one in vault.team.in_state(SetState.SET_ASIDE):
                if one.reason == Reason.TAKEN_OUT:
                    yield SetId(one.circle, one.vault, one.number, one.digest)


def decided_by_a_lead(vault: Vault, ledger: Ledger, now: datetime) -> Iterator[str]:
    """A lead lets count what any present member had taken; what of it is not here, in words."""
    counts = {one.id for one in sets_in(vault)}
    aside = {SetId(one.circle, one.writer, one.number, one.digest): one for one in set_aside(vault)}
    for one in sorted(ledger.accepted - counts, reverse=True):
        if one not in aside or not aside[one].may_count:
            yield f"a change that a member had taken did not come to the lead: {one}"
        elif one not in {each.id for each in sets_in(vault)}:
            let_count(vault, aside[one], now=now)


def lateness_not_told(ledger: Ledger, present: Iterable[Laptop]) -> Iterator[str]:
    """Members who are not told that something that counted there counts no more."""
    for laptop in present:
        with laptop.opened() as vault:
            aside = {
                SetId(one.circle, one.vault, one.number, one.digest)
                for one in vault.team.in_state(SetState.SET_ASIDE)
            }
        told = () if laptop.last is None else laptop.last.state.doubts
        if aside & ledger.accepted and not any("not count" in one for one in told):
            yield f"that changes count no more is not told at {laptop.name}: {told}"


def waits_for_what_is_gone(waiting: Laptop, present: Iterable[Laptop]) -> bool:
    """Whether no present vault has a change that this one was told of and lacks: it was on a disk that is gone, and the store has lost it."""
    with waiting.opened() as vault:
        told = vault.database.rows("SELECT circle, vault, number FROM team_heads WHERE told > number")
    lacks = {(row["circle"], row["vault"]): row["number"] for row in told}
    for laptop in present:
        with laptop.opened() as other:
            for held in sets_in(other):
                if held.id.number > lacks.get((held.id.circle, held.id.writer), held.id.number):
                    return False
    return True


def wants_what_is_gone(wanting: Laptop, present: Iterable[Laptop]) -> bool:
    """Whether every file that is wanted here is at nobody present: it was on a disk that is gone, and the store has lost it."""
    with wanting.opened() as vault:
        wanted = {(one.kind, one.digest) for one in vault.team.files.in_state(FileState.WANTED)}
    before = len(wanted)
    for laptop in present:
        with laptop.opened() as other:
            wanted -= {
                (FileKind.FORM, row["digest"])
                for row in other.database.rows("SELECT digest FROM questionnaires")
            }
            wanted -= {
                (FileKind.ATTACHMENT, row["sha256"])
                for row in other.database.rows("SELECT id, sha256 FROM attachments")
                if other.attachments.files.path(row["id"]).exists()
            }
    return len(wanted) == before
