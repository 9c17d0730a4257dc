"""What members who were left out of a case wrote before they heard of it: it is set aside, and a lead takes it over."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.team.disposal_steps import Step
from prevent_desktop.casework.team.folding import NamedSet
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.case_lines import lines_of, say_line
from prevent_desktop.workflows.team.cases.moved_sets import (
    begun_with,
    is_brought,
    is_of_record,
    kept_sets,
    sets_since,
    write_again,
)
from prevent_desktop.workflows.team.cases.moving_cases import move_into, moved_cases, own_writer
from prevent_desktop.workflows.team.change_sets.snapshots import no_other_form
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.statements import membership


def late_changes(vault: Vault, case_id: str) -> tuple[NamedSet, ...]:
    """What members who were left out wrote before they heard of it, and nobody has taken over; in the order of its writing.

    So it is of those who went along and whose laptop went before it brought what it had said.
    """
    found, circle = membership(vault), vault.team.circle_of(case_id) or ""
    move = move_into(vault, case_id, circle)
    if found is None or move is None:
        return ()
    taken = {mark for step in lines_of(vault, case_id) if step.step is Step.DECIDED for mark in step.known}
    late = kept_sets(
        vault,
        case_id,
        move.step.reference,
        lambda writer, mark: (
            mark not in taken
            and mark not in move.step.known
            and (move.leaves_out(listed_id(writer), found.team) or found.team.went(writer) is not None)
        ),
    )
    there = sets_since(vault, case_id, circle, begun_with(vault, case_id, circle, move))
    said = [
        one
        for one in late
        if is_of_record(one)
        and (move.leaves_out(listed_id(one.change_set.vault), found.team) or not is_brought(one, there))
    ]
    return tuple(sorted(said, key=lambda one: (one.change_set.vault, one.change_set.number)))


def number_too_late(vault: Vault) -> int:
    """How many changes came too late in all cases that this vault shares, and wait for somebody to take them over."""
    cases = (one for one in moved_cases(vault) if vault.team.circle_of(one) is not None)
    return sum(len(late_changes(vault, case_id)) for case_id in cases)


def take_over_late(vault: Vault, case_id: str, *, now: datetime) -> int:
    """Bring what came too late into the case, for all who share it; how many changes. What differs is set side by side."""
    found, circle = membership(vault), vault.team.circle_of(case_id) or ""
    late, move = late_changes(vault, case_id), move_into(vault, case_id, circle)
    if found is None or move is None or not late:
        return 0
    with vault.transaction():
        writer = own_writer(vault, circle, lambda: now)
        capture(vault, case_id, writer)
        write_again(vault, move, writer, late, begun_with(vault, case_id, circle, move))
        writer_of = writers(vault, now=lambda: now)
        materialise(vault, case_id, circle, writers=writer_of, forms=no_other_form)
        say_line(
            vault, found, case_id, Step.DECIDED, now, announcement=move.step.id,
            known=tuple(one.digest[:MARK] for one in late),
        )  # fmt: skip
        vault.audit.append("keeping.late-taken-over", case_id, str(len(late)))
    return len(late)
