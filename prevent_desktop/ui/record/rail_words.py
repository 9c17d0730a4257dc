"""Where a case stands, in words: each step with its state, and what comes next. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.answer import Direction
from prevent_desktop.casework.choices import LeadChoice, lead_choice
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.pathway import CaseFacts, Next, NextStep, Standing, Step, pathway
from prevent_desktop.formatting import inside_a_sentence, near_day, short_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.next_steps import next_route, next_words
from prevent_desktop.ui.routing.routes import Route, SendToLead


@dataclass(frozen=True, slots=True, kw_only=True)
class RailCell:
    """One step: what it is called, and how it stands in words."""

    title: str
    state: str
    standing: Standing

    @property
    def spoken(self) -> str:
        """The step as a screen reader says it."""
        how = {
            Standing.DONE: _("done"),
            Standing.CURRENT: _("now"),
            Standing.AHEAD: _("still to come"),
            Standing.PASSED_OVER: _("passed over"),
        }[self.standing]
        return f"{self.title}, {how}: {self.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RailWords:
    """All steps of a case; the button of what comes next and where it leads, neither once the case has ended."""

    cells: tuple[RailCell, ...]
    action: str = ""
    route: Route | None = None

    @property
    def next_in_words(self) -> str:
        """What comes next, for whoever has just finished something; empty once the case has ended."""
        current = next((cell for cell in self.cells if cell.standing is Standing.CURRENT), None)
        if current is None:
            return ""
        return _("Next: {action}. {state}.").format(
            action=self.action.replace("&", "").rstrip("…"), state=current.state
        )


@dataclass(frozen=True, slots=True)
class _Case:
    facts: CaseFacts
    following: NextStep | None
    author: str
    today: date

    def day(self, at: datetime) -> str:
        return short_day_near(at.astimezone().date(), self.today)


def rail_words(facts: CaseFacts, *, author: str, now: datetime, gives: bool = False) -> RailWords:
    """The rail of a case. `author` is how the reader signs what they write: it becomes “you”.

    `gives`: the lead is asked by giving them what was written, in a pack.
    """
    today = now.astimezone().date()
    found = pathway(facts, today=today)
    case = _Case(facts, found.next, author, today)
    cells = tuple(
        RailCell(title=_title(step), state=_STATES[step](case, standing), standing=standing)
        for step, standing in found.steps
    )
    if found.next is None:
        return RailWords(cells=cells)
    if gives and found.next.what is Next.ASK_LEAD:
        return RailWords(cells=cells, action=_("&Give it to your lead"), route=SendToLead(facts.case.id))
    route = next_route(found.next, facts.case.id)
    return RailWords(cells=cells, action=next_words(found.next), route=route)


def _title(step: Step) -> str:
    return {
        Step.NOTICED: _("Noticed"),
        Step.CHECKED: _("Checked with lead"),
        Step.DECIDED: _("Decided"),
        Step.SENT: _("Sent"),
        Step.ANSWERED: _("Answered"),
        Step.NOT_REFERRED: _("Not referred"),
    }[step]


def _noticed(case: _Case, standing: Standing) -> str:
    noticed = case.facts.noticed
    if case.following is not None and case.following.what is Next.FINISH:
        return _("{form} is not finished yet").format(form=case.facts.drafts[0].title)
    if noticed is None:
        return _("Not written down") if standing is Standing.PASSED_OVER else _("Nothing is written down yet")
    if not noticed.by:
        return case.day(noticed.at)
    by = _("you") if noticed.by == case.author else noticed.by
    return _("{day}, by {person}").format(day=case.day(noticed.at), person=by)


def _checked(case: _Case, standing: Standing) -> str:
    check, choice = case.facts.check, lead_choice(case.facts.check)
    if check is not None and case.facts.lead_was_asked:
        day = short_day_near(check.day, case.today)
        return _("{day}, {person}").format(day=day, person=check.decided_by)
    if choice is LeadChoice.NOT_ASKED:
        return _("Not asked; why is recorded")
    if choice is LeadChoice.EMERGENCY:
        return _("An emergency: call 999 first")
    if choice is LeadChoice.GET_MORE:
        return _("Find out more, then ask again")
    if standing is Standing.AHEAD:
        return _("Not yet")
    return (
        _("Your lead was not asked")
        if standing is Standing.PASSED_OVER
        else _("Your lead has not been asked yet")
    )


def _decided(case: _Case, standing: Standing) -> str:
    sharing, following = case.facts.sharing, case.following
    if following is not None and following.what is Next.ANSWER_PACK:
        sender = case.facts.undecided[0].sender_organisation
        return _("{organisation} waits for your decision").format(organisation=sender)
    if sharing is not None:
        day = short_day_near(sharing.day, case.today)
        return _("{day}: {choice}").format(day=day, choice=sharing.choice[:1].lower() + sharing.choice[1:])
    if standing is Standing.PASSED_OVER:
        given = (one for one in case.facts.answers if one.direction is Direction.GIVEN)
        settled = any(one.answer.kind.settles for one in given)
        return _("In your answer") if settled else _("No decision is recorded")
    return _("After the check") if standing is Standing.AHEAD else _("Nothing is decided yet")


def _sent(case: _Case, standing: Standing) -> str:
    packs = case.facts.packs
    if standing is Standing.CURRENT:
        return _not_sent(case)
    if not packs:
        return _("Nothing was sent") if standing is Standing.PASSED_OVER else _("Not yet")
    last = (case.facts.arrived or packs)[-1]
    day = case.day(last.receipt_at or last.signed_at)
    return _("{day}, to {receiver}").format(day=day, receiver=last.recipient_name)


def _not_sent(case: _Case) -> str:
    packs = case.facts.packs
    if case.following is not None and case.following.what is Next.PREPARE:
        if packs and case.facts.owed:
            return _("An addendum is to go to {receiver}").format(receiver=case.facts.owed[0].receiver)
        if packs:
            return _("Decided again since the last pack, of {day}").format(day=case.day(packs[-1].signed_at))
        return _("Decided, and not sent yet")
    waits = packs[-1]
    if waits.status is PackStatus.AWAITING:
        return _("Waits for the lead’s signature")
    if waits.status is PackStatus.SAVED:
        return _("Saved or printed; no receipt yet")
    return _("On its way to {receiver}; no receipt yet").format(receiver=waits.recipient_name)


def _answered(case: _Case, standing: Standing) -> str:
    facts, following = case.facts, case.following
    if standing is Standing.AHEAD:
        return _("Not yet")
    if facts.questions:
        return _("{receiver} asks a question").format(receiver=facts.questions[0].pack.recipient_name)
    if facts.waiting and following is not None and following.what in {Next.CALL, Next.WAIT}:
        return _waits(facts, case.today)
    said = [one for one in facts.answers if one.answer.kind.settles]
    if said:
        last = said[-1]
        outcome = last.answer.outcome
        words = _("You answered {day}") if last.direction is Direction.GIVEN else _("{day}: {outcome}")
        label = "" if outcome is None else outcome.label
        return words.format(day=case.day(last.recorded_at), outcome=label)
    if facts.outcome is not None:
        return facts.outcome.choice
    return _("No answer is recorded")


def _waits(facts: CaseFacts, today: date) -> str:
    first = facts.waiting[0]
    late = (today - first.day).days
    if late > 0:
        words = ngettext(
            "Overdue by {number} day: call {receiver}", "Overdue by {number} days: call {receiver}", late
        )
        return words.format(number=late, receiver=first.pack.recipient_name)
    day = near_day(first.day, today)
    return _("Answer due {day}").format(day=inside_a_sentence(day))


def _not_referred(case: _Case, standing: Standing) -> str:
    ended = case.facts.case.closed_at
    if standing is Standing.CURRENT or ended is None:
        return _("Close the case, or decide again")
    return _("Closed {day}").format(day=case.day(ended))


_STATES: dict[Step, Callable[[_Case, Standing], str]] = {
    Step.NOTICED: _noticed,
    Step.CHECKED: _checked,
    Step.DECIDED: _decided,
    Step.SENT: _sent,
    Step.ANSWERED: _answered,
    Step.NOT_REFERRED: _not_referred,
}
