"""Disposal of a shared case: announced to the team, confirmed by each vault, carried out by each once all have.

A vault confirms by itself a fortnight after it knew, where it has exactly what the announcer had, no hold and nothing that waits to
be put, and where the time of the case is over by its own rules (`due_by_own_rules`); else once a second person has agreed. It lets nothing go before
that fortnight, whatever others say. From then on what is written in the case comes too late: it is set aside wherever the case has
gone, and never brings it back. A decision counts where the vault that signed it is a lead's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.disposal import Certificate
from prevent_desktop.casework.keeping import open_holds
from prevent_desktop.casework.team.disposal_steps import (
    AGREED,
    Announced,
    DisposalStep,
    Objection,
    Step,
    announcements,
)
from prevent_desktop.casework.team.moves import QUIET
from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.team.capture import capture
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import (
    Agreed,
    Wish,
    dispose,
    dispose_agreed,
    require_possible,
)
from prevent_desktop.workflows.team.cases.case_lines import lines_of, say_line
from prevent_desktop.workflows.team.cases.disposal_waits import known_since, look_again, still_waits
from prevent_desktop.workflows.team.cases.due_by_own_rules import is_due_by_own_rules
from prevent_desktop.workflows.team.cases.second_to_dispose import is_seconded, seconders
from prevent_desktop.workflows.team.change_sets.clearing import as_left, lying_of_case
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDisposal:
    """How the disposal of a case stands: the announcement, who confirmed, whom it waits for, and what whoever sits here may do.

    `seconders` are those of whom one has to agree before it goes, empty where nobody has to any more. Nothing goes here before
    `stays_until`. `known_since` is when this vault heard of it, None where it has not looked since.
    """

    announced: Announced
    is_own: bool
    confirmed: tuple[str, ...]
    waits_for: tuple[str, ...]
    seconders: tuple[str, ...]
    known_since: datetime | None
    stays_until: date
    may_decide: bool
    may_agree: bool
    may_say_no: bool


def dispose_or_announce(
    vault: Vault, spool: Spool | None, target: Target, wish: Wish, *, now: datetime
) -> Certificate | None:
    """Dispose of what is this vault's alone; None where it is shared, so that it was announced to the team.

    RecordError for whatever stands in the way, also where a person goes of whom a case is shared.
    """
    shared = [one.id for one in vault.cases.of_person(target.person_id) if vault.team.circle_of(one.id)]
    if not target.case_id and shared:
        raise RecordError(
            _("A case of this person is shared with your team"),
            _("It goes once every colleague’s vault has confirmed. Nothing was changed."),
            _("Dispose of that case first, then of the person."),
        )
    if target.case_id not in shared:
        return dispose(vault, spool, target, wish, now=now)
    with vault.transaction():
        view = preview_disposal(vault, spool, target, now=now)
        require_possible(view, wish)
        _announce(vault, target.case_id, wish, now)
    return None


def _announce(vault: Vault, case_id: str, wish: Wish, now: datetime) -> None:
    found, circle = membership(vault), vault.team.circle_of(case_id) or ""
    writer = writers(vault, now=lambda: now)(circle)
    if found is None or writer is None:
        raise RecordError(
            _("It cannot be announced to the team"),
            _("This vault does not write in the team’s shared cases any more."),
            _("Ask a lead of your team."),
        )
    capture(vault, case_id, writer)
    _say(
        vault, found, case_id, Step.ANNOUNCED, now, ground=wish.ground.value, reference=wish.reference.strip(),
        known=_marks(vault, case_id, circle),
    )  # fmt: skip


def standing_of(vault: Vault, case_id: str, *, now: datetime) -> TeamDisposal | None:
    """How the newest announcement of a case stands; None where nobody announced anything."""
    member = membership(vault)
    found = None if member is None else next(iter(_announced(vault, member, case_id, now)), None)
    if found is None or member is None:
        return None
    team, present = member.team, _present(vault, member, vault.team.circle_of(case_id) or "")
    me, waits, open_still = (
        team.owner(member.own.id),
        still_waits(vault, found.first, now=now),
        not found.is_over,
    )
    settled = is_seconded(team, present, found) or is_due_by_own_rules(vault, case_id, now=now)
    wanted = () if settled else seconders(team, present, found)
    undecided = open_still and found.decided is None
    return TeamDisposal(
        announced=found,
        is_own=me is not None and me == team.owner(found.first.vault),
        confirmed=_each_in_words(team, found.confirmed & present),
        waits_for=_each_in_words(team, found.waits_for(present)),
        seconders=tuple(sorted(one.name for one in wanted)),
        known_since=known_since(vault, found.first),
        stays_until=(now + waits).astimezone().date(),
        may_decide=me is not None
        and me.role is Role.LEAD
        and found.may_be_decided(now)
        and not waits
        and (settled or me in wanted),
        may_agree=undecided and me in wanted and _has_the_same(vault, case_id, found),
        may_say_no=undecided and member.is_present,
    )


def withdraw(vault: Vault, case_id: str, *, now: datetime) -> None:
    """Nothing comes of the announcement, at anybody who has not disposed of it yet."""
    _answer(vault, case_id, Step.WITHDRAWN, now)


def agree(vault: Vault, case_id: str, *, now: datetime) -> None:
    """Be the second person who wants it to go. RecordError where another one has to be, or something stands in the way."""
    standing = standing_of(vault, case_id, now=now)
    if standing is None or not standing.may_agree:
        raise RecordError(
            _("You cannot agree to this now"),
            _(
                "Somebody else has to, or not all that was written in the case has come here or gone from here."
            ),
            _("Bring your copy up to date with the team, then look again."),
        )
    with vault.transaction():
        _answer(vault, case_id, Step.CONFIRMED, now, reason=AGREED)
        vault.audit.append("keeping.disposal-agreed", case_id)


def say_no(vault: Vault, case_id: str, *, now: datetime) -> None:
    """Whoever sits here wants it to stay: nothing comes of what was announced, at anybody who has not disposed of it yet."""
    with vault.transaction():
        while (standing := standing_of(vault, case_id, now=now)) is not None and standing.may_say_no:
            _answer(vault, case_id, Step.OBJECTED, now, reason=Objection.SAID_NO.value)
            vault.audit.append("keeping.disposal-refused", case_id)


def decide(vault: Vault, case_id: str, *, now: datetime) -> None:
    """A lead waits no longer for vaults that were not heard of. RecordError where they may not."""
    standing = standing_of(vault, case_id, now=now)
    if standing is None or not standing.may_decide:
        raise RecordError(
            _("It cannot be decided yet"),
            _(
                "A lead may decide a fortnight after they heard of it, where nobody objected and a second person agrees."
            ),
            _("Wait for the vaults that have not confirmed, or ask a lead."),
        )
    _answer(vault, case_id, Step.DECIDED, now)


def _answer(vault: Vault, case_id: str, step: Step, now: datetime, *, reason: str = "") -> None:
    member = membership(vault)
    found = None if member is None else next(iter(_announced(vault, member, case_id, now)), None)
    if found is not None and member is not None and not found.is_over:
        _say(vault, member, case_id, step, now, announcement=found.first.id, reason=reason)


def _announced(vault: Vault, member: Membership, case_id: str, now: datetime) -> tuple[Announced, ...]:
    """What was announced of a case, by the lines that count, each said by whose vault it is and not by whom it names."""
    lines = (one for one in lines_of(vault, case_id) if _counts(member, one))
    owners = ((one, member.team.owner(one.vault)) for one in lines)
    said = announcements(one if owner is None else replace(one, said_by=owner.name) for one, owner in owners)
    weighed = (_weighed(vault, member, case_id, one, now) for one in said)
    return tuple(sorted(weighed, key=lambda one: one.is_over))


def _weighed(
    vault: Vault, member: Membership, case_id: str, announced: Announced, now: datetime
) -> Announced:
    """The announcement without decisions that are the word of whoever announced it, where it takes a second one's."""
    if announced.decided is None or _is_wanted_here(vault, member, case_id, announced, now):
        return announced
    present = _present(vault, member, vault.team.circle_of(case_id) or "")
    wanted = seconders(member.team, present, announced)
    heard = (
        one
        for one in announced.answers
        if one.step is not Step.DECIDED or member.team.owner(one.vault) in wanted
    )
    return replace(announced, answers=tuple(heard))


def _counts(member: Membership, line: DisposalStep) -> bool:
    """Whether whoever signed a line may say so: a lead alone decides."""
    owner = member.team.owner(line.vault)
    return line.step is not Step.DECIDED or (owner is not None and owner.role is Role.LEAD)


# -- by itself


def tend_disposals(vault: Vault, spool: Spool | None, *, now: datetime) -> tuple[Certificate, ...]:
    """Confirm or object to what was announced, and carry out what all have confirmed. For each round; safe to repeat."""
    member = membership(vault)
    if member is None or vault.is_read_only:
        return ()
    made = []
    for case_id in announced_cases(vault):
        circle = vault.team.circle_of(case_id) or ""
        for announced in _announced(vault, member, case_id, now):
            if announced.is_over:
                continue
            look_again(vault, announced.first, now=now)
            with vault.transaction():
                _confirm(vault, member, case_id, circle, announced, now)
            certificate = _carry_out(vault, spool, member, case_id, circle, now)
            if certificate is not None:
                made.append(certificate)
                break
    return tuple(made)


def announced_cases(vault: Vault) -> tuple[str, ...]:
    """The shared cases of which anything was ever announced."""
    sql = (
        "SELECT DISTINCT case_id FROM disposal_steps JOIN team_cases USING (case_id)"
        " WHERE step = 'announced' ORDER BY 1"
    )
    return tuple(row["case_id"] for row in vault.database.rows(sql))


def _confirm(
    vault: Vault, member: Membership, case_id: str, circle: str, announced: Announced, now: datetime
) -> None:
    if announced.decided is not None or member.own.id in announced.confirmed:
        return
    if vault.team.is_dirty(case_id) or not member.is_present:
        return
    objection = _objection(vault, case_id, circle, announced)
    if objection is not None:
        _say(
            vault,
            member,
            case_id,
            Step.OBJECTED,
            now,
            announcement=announced.first.id,
            reason=objection.value,
        )
    elif _may_go_by_itself(vault, member, case_id, announced, now):
        _say(vault, member, case_id, Step.CONFIRMED, now, announcement=announced.first.id)


def _may_go_by_itself(
    vault: Vault, member: Membership, case_id: str, announced: Announced, now: datetime
) -> bool:
    """Whether a vault confirms without anybody's press: its people had a fortnight to say no."""
    return (
        not still_waits(vault, announced.first, now=now)
        and _has_the_same(vault, case_id, announced)
        and _is_wanted_here(vault, member, case_id, announced, now)
    )


def _is_wanted_here(
    vault: Vault, member: Membership, case_id: str, announced: Announced, now: datetime
) -> bool:
    """Whether more than one person's word stands for it: a second one's, or this vault's own rules."""
    present = _present(vault, member, vault.team.circle_of(case_id) or "")
    return is_seconded(member.team, present, announced) or is_due_by_own_rules(vault, case_id, now=now)


def _has_the_same(vault: Vault, case_id: str, announced: Announced) -> bool:
    """Whether this vault has all that whoever announced it had, nothing newer and no hold, and told the others all of its own."""
    circle = vault.team.circle_of(case_id) or ""
    return (
        not vault.team.is_dirty(case_id)
        and _objection(vault, case_id, circle, announced) is None
        and set(announced.first.known) <= set(_marks(vault, case_id, circle))
    )


def _objection(vault: Vault, case_id: str, circle: str, announced: Announced) -> Objection | None:
    if open_holds(vault.keeping.of_case(case_id)):
        return Objection.HOLD
    newer = set(_marks(vault, case_id, circle)) - set(announced.first.known)
    return Objection.NEWER if newer else None


def _carry_out(
    vault: Vault, spool: Spool | None, member: Membership, case_id: str, circle: str, now: datetime
) -> Certificate | None:
    """Take it out here, where all have confirmed and all that this vault said of it lies in the store."""
    present = _present(vault, member, circle)
    ready = (one for one in _announced(vault, member, case_id, now) if one.takes_effect(present))
    announced = next((one for one in ready if not still_waits(vault, one.first, now=now)), None)
    if announced is None or vault.team.is_dirty(case_id):
        return None
    if any(one.case_id == case_id for one in vault.team.to_put()):
        return None
    if _objection(vault, case_id, circle, announced) is not None and announced.decided is None:
        with vault.transaction():
            _say(
                vault, member, case_id, Step.OBJECTED, now, announcement=announced.first.id,
                reason=Objection.NEWER.value,
            )  # fmt: skip
        return None
    agreed = Agreed(
        confirmed=_each_in_words(member.team, announced.confirmed),
        not_heard=_each_in_words(member.team, announced.waits_for(present)),
        old_files=len(vault.team.sets_of(case_id, circle)),
        lying=tuple(map(as_left, lying_of_case(vault, member, circle, case_id))),
    )
    wish = Wish(ground=announced.ground, reference=announced.first.reference, throw_drafts_away=True)
    target = Target(person_id=vault.cases.get(case_id).person_id, case_id=case_id)
    try:
        return dispose_agreed(vault, spool, target, wish, agreed, now=now)
    except RecordError:
        return None  # a pack of it is on its way from here: once it has arrived


def _say(vault: Vault, member: Membership, case_id: str, step: Step, now: datetime, **what: Any) -> None:
    say_line(vault, member, case_id, step, now, **what)
    vault.audit.append(f"keeping.disposal-{step.value}", case_id)


def _marks(vault: Vault, case_id: str, circle: str) -> tuple[str, ...]:
    """Marks of all change-sets in which anything of the record was written."""
    return tuple(
        sorted(
            one.digest[:MARK]
            for one in vault.team.sets_of(case_id, circle)
            if any(each.table not in QUIET for each in one.named.change_set.operations)
        )
    )


def _present(vault: Vault, member: Membership, circle: str) -> frozenset[str]:
    """The vaults that share the circle's cases now."""
    book = circles(vault).get(circle)
    sharing = {one.id for one in member.team.sharing}
    return frozenset(sharing & set(book.newest.vaults)) if book and book.newest else frozenset(sharing)


def _each_in_words(team: Team, vaults: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(_in_words(team, one) for one in vaults))


def _in_words(team: Team, vault_id: str) -> str:
    listed, owner = team.vault(vault_id), team.owner(vault_id)
    name = vault_id if owner is None else owner.name
    return name if listed is None or not listed.device else f"{name} ({listed.device})"
