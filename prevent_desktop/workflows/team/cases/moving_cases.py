"""A case that all share is kept from somebody from now on: it goes on in a circle of its own, and their copy is set aside.

What they have, they have: nothing takes it back. Three things follow from one signed line (`casework.team.moves`), in whatever
order it and the sets come: whoever goes along writes in the new circle what they had not told the old one; whoever is left out
closes the case in their vault, and nothing of it comes or goes there any more; what they wrote before they heard of it
is set aside at the others until a lead takes it over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Final

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.record_kinds import CASES
from prevent_desktop.casework.team.change_set import ROW, Operation
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.casework.team.folding import NamedSet, RowName, fold
from prevent_desktop.casework.team.moves import Move, moves_out_of, sign_of
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK, decode, payload_of
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.team.capture import Writer, capture, write_sets
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.team.moving import (
    MOVED,
    came_since,
    forget_units,
    let_go,
    moves_to_look_at,
    note_what_was_said,
    put_in_other_circle,
    share_no_more,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signers import note_signed_before
from prevent_desktop.workflows.team.cases.case_lines import DISPOSAL_STEP_ROWS, lines_of, say_line
from prevent_desktop.workflows.team.cases.moved_sets import (
    begun_with,
    is_brought,
    is_of_record,
    kept_sets,
    other_sides,
    sets_since,
    touches,
    write_again,
)
from prevent_desktop.workflows.team.cases.moved_words import put_back
from prevent_desktop.workflows.team.change_sets.lost_disks import ids_of_lost_disks
from prevent_desktop.workflows.team.change_sets.snapshots import no_other_form
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.statements import (
    Membership,
    circles,
    make_restricted_circle,
    membership,
)

_OF_OLD_CIRCLE: Final = "SELECT vault, words FROM team_sets WHERE case_id = ? AND reason = ? AND words <> ''"


def move_case(vault: Vault, case_id: str, members: Collection[str], *, now: datetime) -> None:
    """These members alone go on with a shared case, in a circle of its own. In the caller's transaction. UsageError where it is not ours."""
    found, old = membership(vault), vault.team.circle_of(case_id) or ""
    writer_of = writers(vault, now=lambda: now)
    writer = writer_of(old)
    is_going = move_of(vault, case_id, old) is not None and lost_move(vault, case_id) is None
    if found is None or writer is None or is_going:
        raise _not_ours()
    made = materialise(vault, case_id, old, writers=writer_of, forms=no_other_form)
    sets = [one.named for one in vault.team.sets_of(case_id, old)]
    known = tuple(sorted(one.digest[:MARK] for one in sets if not touches(one, made.waiting)))
    new = make_restricted_circle(vault, members, now=now)
    left_out = _vaults_without(vault, old, new)
    put_in_other_circle(vault, case_id, new, at=now)
    forget_units(vault, case_id)
    in_new = own_writer(vault, new, lambda: now)
    capture(vault, case_id, in_new)
    for _stored in write_sets(vault, case_id, in_new, other_sides(sets, made.waiting)):
        pass
    row = say_line(
        vault, found, case_id, Step.MOVED, now, announcement=sign_of(new, case_id), reference=old, known=known,
        reason=" ".join(left_out),
    )  # fmt: skip
    capture(vault, case_id, in_new)  # the last that the new circle is begun with: who has it has all
    said = Operation(table=DISPOSAL_STEPS.table, key=(row["id"],), unit=ROW, value=row)
    for _stored in write_sets(vault, case_id, writer, [said]):
        pass
    let_go(vault, case_id, old)
    materialise(vault, case_id, new, writers=writers(vault, now=lambda: now), forms=no_other_form)
    vault.audit.append("keeping.case-moved", case_id)


def move_of(vault: Vault, case_id: str, circle: str) -> Move | None:
    """How a case leaves this circle; None where it stays."""
    found = membership(vault)
    return (
        None
        if found is None
        else next(iter(moves_out_of(circle, lines_of(vault, case_id), found.team)), None)
    )


def lost_move(vault: Vault, case_id: str) -> Move | None:
    """How a case should leave the circle that shares it here, where whoever said so has gone or lost it, and what it goes on with is not here.

    None for any other, and for whoever is left out by it: somebody else does it anew.
    """
    found, circle = membership(vault), vault.team.circle_of(case_id)
    move = None if circle is None else move_of(vault, case_id, circle)
    if found is None or move is None or move.leaves_out(found.own.id, found.team):
        return None
    begun = (begun_with(vault, case_id, new, move) for new in circles(vault) if move.leads_to(new))
    return None if not move.is_without_its_vault(found.team) or any(begun) else move


def withdraw_lost_moves(vault: Vault, *, now: datetime) -> None:
    """A vault that was restored says of which moves of its own it knows nothing more, so that somebody does them anew.

    For after a round that asked for all: what it told itself of them (`posts`) may have come. It binds nobody who went along.
    """
    found = membership(vault)
    if found is None or not found.is_present or not ids_of_lost_disks(vault, found.own):
        return
    books = circles(vault)
    with vault.transaction():
        for case_id in sorted(moved_cases(vault)):
            move = move_of(vault, case_id, vault.team.circle_of(case_id) or "")
            if move is None or move.step.vault != found.own.id or any(map(move.leads_to, books)):
                continue
            if not move.is_withdrawn:
                say_line(vault, found, case_id, Step.WITHDRAWN, now, announcement=move.step.id)


def mover_waited_for(vault: Vault, case_id: str) -> Move | None:
    """By whom a case came into its circle, where what it goes on with there counts no more, until a lead lets it; None for any other."""
    book = circles(vault).get(vault.team.circle_of(case_id) or "")
    came = None if book is None else move_into(vault, case_id, book.circle)
    if book is None or came is None or book.has(came.step.vault):
        return None
    return None if begun_with(vault, case_id, book.circle, came) else came


def rival_of(vault: Vault, case_id: str) -> Move | None:
    """Another one who kept the case from this vault at the same time, or says so; None where nobody did."""
    found, came = membership(vault), move_into(vault, case_id, vault.team.circle_of(case_id) or "")
    if found is None or came is None:
        return None
    steps = (*lines_of(vault, case_id), *_steps_of_old_circle(vault, case_id))
    others = moves_out_of(came.step.reference, steps, found.team)
    return next((one for one in others if one != came and one.leaves_out(found.own.id, found.team)), None)


def kept_from_each_other(vault: Vault) -> tuple[str, ...]:
    """By name, whoever keeps a case from this vault's owner that these keep from them."""
    found = membership(vault)
    if found is None:
        return ()
    rivals = [rival_of(vault, one) for one in sorted(moved_cases(vault))]
    owners = [found.team.owner(one.step.vault) for one in rivals if one is not None]
    return tuple(dict.fromkeys(one.name for one in owners if one is not None))


def left_by(vault: Vault, case_id: str) -> Move | None:
    """The line by which a case went on without this vault; None for any other."""
    found = membership(vault)
    if found is None or vault.team.circle_of(case_id) is not None:
        return None
    move = _move_from(vault, case_id, None)
    return move if move is not None and move.leaves_out(found.own.id, found.team) else None


def moved_cases(vault: Vault) -> frozenset[str]:
    """The cases of which it was ever said that they go on in a smaller circle."""
    rows = vault.database.rows("SELECT DISTINCT case_id FROM disposal_steps WHERE step = 'moved'")
    return frozenset(row["case_id"] for row in rows)


def tend_moves(vault: Vault, *, now: Callable[[], datetime]) -> None:
    """Follow each case that goes on elsewhere, or set it aside. For each round; in the caller's transaction, and safe to repeat."""
    found, moved = membership(vault), moves_to_look_at(vault)
    if found is None or not found.is_present or not moved:
        return
    books = circles(vault)
    for case_id, has_news in moved.items():
        circle = vault.team.circle_of(case_id)
        move = _move_from(vault, case_id, circle)
        if move is None:
            if has_news:
                _bring_what_came_later(vault, case_id, circle or "", now)
        elif (new := next(filter(move.leads_to, books), None)) is not None:
            _follow(vault, case_id, new, move, now)
        elif circle is not None and move.leaves_out(found.own.id, found.team):
            _leave(vault, found, case_id, circle, move, now)
        elif circle is None:
            note_signed_before(vault, case_id)


def _move_from(vault: Vault, case_id: str, circle: str | None) -> Move | None:
    """How a case leaves the circle that shares it here, or left the one that shared it, where none does any more.

    Where what it goes on with here counts no more, with what somebody else did anew.
    """
    if circle is not None and (move := move_of(vault, case_id, circle)) is not None:
        return move
    if circle is not None:
        came = mover_waited_for(vault, case_id)
        anew = None if came is None else _done_anew(vault, came)
        return None if anew is None or anew.leads_to(circle) else anew
    left = sorted({one.reference for one in lines_of(vault, case_id) if one.step is Step.MOVED})
    moves = (move_of(vault, case_id, each) for each in left)
    return next((_done_anew(vault, one) for one in moves if one is not None), None)


def _done_anew(vault: Vault, move: Move) -> Move:
    """A move of a case that is shared nowhere here any more, or counts nowhere: itself, or that with which somebody went on where its vault has it no more."""
    found, case_id = membership(vault), move.step.case_id
    if found is None:
        return move
    steps = (*lines_of(vault, case_id), *_steps_of_old_circle(vault, case_id))
    moves = moves_out_of(move.step.reference, steps, found.team)
    is_lost = any(one.step.id == move.step.id and one.is_without_its_vault(found.team) for one in moves)
    return moves[0] if is_lost else move


def _follow(vault: Vault, case_id: str, new: str, move: Move, now: Callable[[], datetime]) -> None:
    """Go along, or come back, once all that the new circle was begun with is here. What was written here meanwhile goes along too.

    So does nothing else: what others wrote, they bring themselves, or a lead takes it over. All end alike, whatever came first.
    """
    begun, old = begun_with(vault, case_id, new, move), move.step.reference
    writer_of = writers(vault, now=now)
    in_old, in_new = writer_of(old), writer_of(new)
    if not begun or in_old is None or in_new is None:
        return
    comes_back = vault.team.circle_of(case_id) != old
    if not comes_back:
        capture(vault, case_id, in_old)
    own = _written_here(vault, case_id, move, in_new)
    put_in_other_circle(vault, case_id, new, at=now())
    if comes_back:
        _open_again(vault, case_id, [one.named for one in vault.team.sets_of(case_id, new)])
        forget_units(vault, case_id)
        note_what_was_said(vault, case_id, begun)
    else:
        write_again(vault, move, in_new, own, begun)
    put_back(vault, case_id, move, in_new, begun)
    materialise(vault, case_id, new, writers=writer_of, forms=no_other_form)
    vault.audit.append("keeping.case-followed", case_id)


def _bring_what_came_later(vault: Vault, case_id: str, circle: str, now: Callable[[], datetime]) -> None:
    """What came of the old circle once this vault had gone along: what others had signed, and what it wrote before it was restored or copied."""
    came, writer_of = move_into(vault, case_id, circle), writers(vault, now=now)
    writer = writer_of(circle)
    if came is None or writer is None:
        return
    begun = begun_with(vault, case_id, circle, came)
    if not begun:
        return
    later = _came_back(vault, case_id, came, writer, begun)
    if later:
        capture(vault, case_id, writer)
        write_again(vault, came, writer, later, begun)
    if put_back(vault, case_id, came, writer, begun) or later:
        materialise(vault, case_id, circle, writers=writer_of, forms=no_other_form)
    note_signed_before(vault, case_id)


def _came_back(
    vault: Vault, case_id: str, came: Move, writer: Writer, begun: Collection[NamedSet]
) -> list[NamedSet]:
    """What this vault wrote in the old circle, and got back only once it had gone along."""
    if not came_since(vault, case_id, came.step.reference, writer.circle, listed_id(writer.vault)):
        return []
    there = sets_since(vault, case_id, writer.circle, begun)
    kept = (one for one in _written_here(vault, case_id, came, writer) if is_of_record(one))
    return [one for one in kept if not is_brought(one, there)]


def _written_here(vault: Vault, case_id: str, move: Move, writer: Writer) -> tuple[NamedSet, ...]:
    """What this vault wrote in the circle that a case left, and the move did not know of."""
    mine, known = listed_id(writer.vault), move.step.known
    return tuple(
        kept_sets(
            vault,
            case_id,
            move.step.reference,
            lambda who, mark: listed_id(who) == mine and mark not in known,
        )
    )


def _open_again(vault: Vault, case_id: str, sets: Collection[NamedSet]) -> None:
    """A case that was closed here alone, since it went on without this vault, stands as it does at the others."""
    row = fold(sets).rows.get(RowName(CASES.table, (case_id,)))
    if row is not None:
        moving = {name: row.values[name] for name in ("status", "changed_at", "closed_at")}
        sql = "UPDATE cases SET status = :status, changed_at = :changed_at, closed_at = :closed_at WHERE id = :id"
        vault.database.run(sql, {**moving, "id": case_id})


def _leave(
    vault: Vault, found: Membership, case_id: str, old: str, move: Move, now: Callable[[], datetime]
) -> None:
    """Tell what was written here until now, then that the case is set aside here; then close it, and share it with nobody."""
    in_old = writers(vault, now=now)(old)
    if in_old is None:
        return
    say_line(vault, found, case_id, Step.CONFIRMED, now(), announcement=move.step.id)
    capture(vault, case_id, in_old)
    share_no_more(vault, case_id)
    vault.cases.set_status(case_id, CaseStatus.CLOSED, at=now())
    vault.audit.append("keeping.case-left", case_id, found.own.id)


def move_into(vault: Vault, case_id: str, circle: str) -> Move | None:
    """By which line a case came into this circle; None where it began there."""
    moves = (Move(one) for one in lines_of(vault, case_id) if one.step is Step.MOVED)
    return next((one for one in moves if one.leads_to(circle)), None)


def _vaults_without(vault: Vault, old: str, new: str) -> tuple[str, ...]:
    """Who shares the old circle and is not in the new one."""
    books = circles(vault)
    inside = books[new].newest
    before = books[old].should_belong
    return tuple(sorted(set(before) - set(() if inside is None else inside.vaults)))


def own_writer(vault: Vault, circle: str, now: Callable[[], datetime]) -> Writer:
    """What this vault writes in the circle with. UsageError where it writes in it no more."""
    writer = writers(vault, now=now)(circle)
    if writer is None:
        raise _not_ours()
    return writer


def _steps_of_old_circle(vault: Vault, case_id: str) -> Iterator[DisposalStep]:
    """Those that came through the old circle once the case had gone on, of the vaults that they name."""
    for row in vault.database.rows(_OF_OLD_CIRCLE, (case_id, MOVED)):
        for one in decode(payload_of(row["words"])).operations:
            if one.table == DISPOSAL_STEPS.table and one.unit == ROW:
                step = DISPOSAL_STEP_ROWS.read(one.value)
                if step.vault == listed_id(row["vault"]):
                    yield step


def _not_ours() -> UsageError:
    return UsageError(
        _("You cannot keep this case from somebody"),
        _("This laptop does not write in it any more. Nothing was changed."),
        _("Bring your copies up to date, then ask somebody who shares it."),
    )
