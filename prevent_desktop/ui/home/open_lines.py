"""What is open, one line each, in words. No Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from prevent_desktop.casework.answer import AnswerSetAside
from prevent_desktop.casework.choices import LeadChoice, lead_choice
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.open_work import OpenItem, OwnerWanted, SecondWanted, Work
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.pathway import CaseFacts, Next, NextStep, OwedPack, Step
from prevent_desktop.casework.received_pack import ReceivedPack, decision_due
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.waiting import Waiting
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.formatting import (
    inside_a_sentence,
    near_day,
    short_day_near,
    short_moment_near,
)
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.components.next_steps import next_route, next_words
from prevent_desktop.ui.home.lines import ActionLine, Told, WaitingLine
from prevent_desktop.ui.home.owner_lines import owner_line, whose_words
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.routes import (
    Addendum,
    Call,
    Event,
    Form,
    Keeping,
    Outbox,
    Pack,
    PreparePack,
    Record,
)
from prevent_desktop.ui.sending.outbox_view import state_tone
from prevent_desktop.ui.widgets.long_words import one_line
from prevent_desktop.ui.widgets.table_rows import Cell
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.home.my_work import RecordsDue
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD

EMERGENCY_NUMBER = "999"
_LONGEST = 160


def action_line(told: Told, item: OpenItem) -> ActionLine:
    """What needs somebody today, or is ready to send; with whose case it is, where it is not one's own."""
    if isinstance(item.subject, OwnerWanted):
        return owner_line(told, item.subject)
    line = _line_of(told, item.subject)
    return replace(line, detail=_dotted(whose_words(told), line.detail))


def _line_of(told: Told, work: Work) -> ActionLine:
    match work:
        case FilledForm() as form:
            return _danger(told, form)
        case Review() as review:
            return _review(told, review)
        case OwedPack() as owed:
            return _addendum(told, owed)
        case NextStep(what=Next.PREPARE) as following:
            return _prepare(told, following)
        case NextStep():
            return _emergency(told)
        case subject:
            return _conversation_line(told, subject)


def _conversation_line(
    told: Told, subject: Waiting | ReceivedPack | SecondWanted | AnswerSetAside | PackRecord
) -> ActionLine:
    match subject:
        case Waiting(question=None):
            return _late_answer(told, subject)
        case Waiting():
            return _question(told, subject)
        case ReceivedPack():
            return _owed_decision(told, subject)
        case SecondWanted():
            return _second_wanted(told, subject)
        case AnswerSetAside():
            return _no_answer(told, subject)
        case PackRecord():
            return _stuck(told, subject)


def keeping_line(due: RecordsDue) -> ActionLine:
    """So many records whose time is over."""
    words = ngettext("Decide about {number} record", "Decide about {number} records", due.number)
    return ActionLine(
        person="",
        what=words.format(number=due.number),
        detail=_("The time to keep it is over"),
        action=_("&Open…"),
        route=Keeping(),
    )


def _danger(told: Told, form: FilledForm) -> ActionLine:
    return ActionLine(
        person=told.person,
        what=_("Somebody is in immediate danger, and no call is written down: call"),
        strong=EMERGENCY_NUMBER,
        detail=_("said in: {form}").format(form=form.title),
        action=_("Write down the &call"),
        route=Event(form.case_id) if form.is_finalised else Form(form.id),
    )


def _emergency(told: Told) -> ActionLine:
    return ActionLine(
        person=told.person,
        what=_("Your lead said that this is an emergency: call"),
        strong=EMERGENCY_NUMBER,
        detail=_("then write down who you called and what was said"),
        action=_("Write down the &call"),
        route=Event(told.facts.case.id),
    )


def _question(told: Told, one: Waiting) -> ActionLine:
    asked = "" if one.question is None else f"“{one_line(one.question.answer.text, _LONGEST)}”"
    late = _overdue(one.day, told.today)
    by = _("answer by {day}").format(day=inside_a_sentence(near_day(one.day, told.today)))
    return ActionLine(
        person=told.person,
        what=_("{receiver} asks a question").format(receiver=one.pack.recipient_name),
        late=late,
        detail=_dotted(asked, "" if late else by, short_pack_id(one.pack.id)),
        action=_("&Answer…"),
        route=Addendum(one.pack.case_id, pack_id=one.pack.id),
    )


def _late_answer(told: Told, one: Waiting) -> ActionLine:
    receiver = told.work.receivers.get(one.pack.recipient_id)
    phone = "" if receiver is None else receiver.phone
    words = _("{receiver} has not answered: call") if phone else _("{receiver} has not answered: call them")
    due = _("answer to pack {pack} was due {day}").format(
        pack=short_pack_id(one.pack.id), day=short_day_near(one.day, told.today)
    )
    return ActionLine(
        person=told.person,
        what=words.format(receiver=one.pack.recipient_name),
        strong=phone,
        late=_overdue(one.day, told.today),
        detail=due,
        action=_("I &have called…"),
        route=Call(one.pack.id),
    )


def _owed_decision(told: Told, came: ReceivedPack) -> ActionLine:
    day = decision_due(came, told.case.state.facts.days).day
    late = _overdue(day, told.today)
    by = _("decide by {day}").format(day=inside_a_sentence(near_day(day, told.today)))
    return ActionLine(
        person=told.person,
        what=_("{organisation} waits for your decision").format(organisation=came.sender_organisation),
        late=late,
        detail=_dotted("" if late else by, _("pack {pack}").format(pack=short_pack_id(came.pack_id))),
        action=_("&Answer…"),
        route=Record(told.case.person.id, ANSWERS_ENTRY),
    )


def _second_wanted(told: Told, wanted: SecondWanted) -> ActionLine:
    owed = _owed_decision(told, wanted.pack)
    words = _("{name} wants to close a repeat and needs a second person")
    return replace(
        owed,
        what=words.format(name=wanted.by),
        action=_("&Open…"),
        route=routes.ReceivedPack(wanted.pack.id),
    )


def _no_answer(told: Told, aside: AnswerSetAside) -> ActionLine:
    words = _("Call about pack {pack}: what came is not an answer")
    return ActionLine(
        person=told.person,
        what=words.format(pack=short_pack_id(aside.pack_id)),
        detail=aside.reason,
        action=_("&Open…"),
        route=Record(told.case.person.id, ANSWERS_ENTRY),
    )


def _stuck(told: Told, pack: PackRecord) -> ActionLine:
    sent = told.work.items.get(pack.id)
    reason = "" if sent is None or sent.reason is None else sent.reason.title
    return ActionLine(
        person=told.person,
        what=_("The pack to {receiver} cannot go by itself").format(receiver=pack.recipient_name),
        detail=_dotted(reason, short_pack_id(pack.id)),
        action=_("Open the o&utbox"),
        route=Outbox(),
    )


def _review(told: Told, review: Review) -> ActionLine:
    day = short_day_near(review.due, told.today)
    return ActionLine(
        person=told.person,
        what=_("Review: {form}").format(form=review.what),
        late=_overdue(review.due, told.today),
        detail=_("the day that was set in that form: {day}").format(day=day),
        action=_("&Open…"),
        route=Record(told.case.person.id),
    )


def _addendum(told: Told, owed: OwedPack) -> ActionLine:
    return ActionLine(
        person=told.person,
        what=_("Send the addendum to {receiver}").format(receiver=owed.receiver),
        late=_overdue(owed.day, told.today),
        detail=_("what they have holds the mistake"),
        action=_("&Prepare pack"),
        route=PreparePack(owed.addendum.case_id),
    )


def _prepare(told: Told, following: NextStep) -> ActionLine:
    sharing = told.facts.sharing
    day = "" if sharing is None else short_day_near(sharing.day, told.today)
    choice = "" if sharing is None else inside_a_sentence(sharing.choice)
    return ActionLine(
        person=told.person,
        what=_("Decided {day}: {choice}").format(day=day, choice=choice),
        action=next_words(following),
        route=next_route(following, told.facts.case.id),
    )


def next_line(facts: CaseFacts, following: NextStep) -> tuple[str, str]:
    """What comes next in a case in which nothing else is open: what it is, and why."""
    match following.what:
        case Next.RECORD:
            return _("Concern"), _("Nothing is written down yet")
        case Next.ASK_LEAD if lead_choice(facts.check) is LeadChoice.GET_MORE:
            return _("Lead check"), _("Find out more, then ask your lead again")
        case Next.ASK_LEAD:
            return _("Lead check"), _("Your lead has not been asked yet")
        case Next.DECIDE:
            return _("Decision to share"), _("Nothing is decided yet")
        case Next.CLOSE if following.step is Step.NOT_REFERRED:
            return _("Not referred"), _("Close the case, or decide again")
        case _:
            return _("Answered"), _answered(facts)


def _answered(facts: CaseFacts) -> str:
    if facts.outcome is None:
        return _("Close the case, or go on with it")
    return _("{outcome}: close the case, or go on with it").format(outcome=facts.outcome.choice)


def waiting_line(told: Told, item: OpenItem) -> WaitingLine:
    """What waits for others, or for its day."""
    match item.subject:
        case Waiting() as one:
            due = _("answer due {day}").format(day=inside_a_sentence(near_day(one.day, told.today)))
            return WaitingLine(
                what=_pack_words(told, one.pack, due),
                state=Cell(PackStatus.DELIVERED.label, pill=Tone.SUCCESS),
                route=Pack(one.pack.id),
            )
        case PackRecord() as pack:
            sent = told.work.items.get(pack.id)
            return WaitingLine(
                what=_pack_words(told, pack, _how_far(told, pack, sent)),
                state=_state(pack, sent),
                route=Pack(pack.id),
            )
        case Review() as review:
            day = inside_a_sentence(near_day(review.due, told.today))
            words = _("Review: {form}, {day}").format(form=review.what, day=day)
            return WaitingLine(
                what=words, state=Cell(_("Later"), pill=Tone.NEUTRAL), route=Record(told.case.person.id)
            )
        case SecondWanted(pack=pack):
            words = _("You said that pack {pack} can be closed: it waits for a second person")
            return WaitingLine(
                what=words.format(pack=short_pack_id(pack.pack_id)),
                state=Cell(_("Waiting"), pill=Tone.NEUTRAL),
                route=routes.ReceivedPack(pack.id),
            )
        case _:
            raise TypeError(type(item.subject).__name__)


def later_line(due: RecordsDue, today: date) -> WaitingLine:
    """So many records whose time to be kept ends soon."""
    words = ngettext(
        "{number} record becomes due: the time to keep it ends, {day}",
        "{number} records become due: the time to keep them ends, the first {day}",
        due.number,
    )
    return WaitingLine(
        what=words.format(number=due.number, day=inside_a_sentence(near_day(due.day, today))),
        state=Cell(_("Later"), pill=Tone.NEUTRAL),
        route=Keeping(),
    )


def _pack_words(told: Told, pack: PackRecord, what: str) -> str:
    form = told.work.led_by.get(pack.id) or _("Pack")
    words = _("{form} → {receiver}, {what}").format(form=form, receiver=pack.recipient_name, what=what)
    return _dotted(words, short_pack_id(pack.id))


def _how_far(told: Told, pack: PackRecord, sent: SpoolItem | None) -> str:
    if pack.status is PackStatus.AWAITING:
        return _("waits for the lead’s signature")
    if pack.status is PackStatus.SAVED and pack.recipient_id == OWN_LEAD:
        return _("saved or printed; waits for their answer, by phone or as a file")
    if pack.status is PackStatus.SAVED:
        return _("saved or printed, no receipt yet")
    if sent is None:
        return (
            _("goes into the outbox next")
            if told.work.knows_outbox
            else _("how far it is cannot be read now")
        )
    if sent.state is State.WAITING and sent.next_try_at is not None:
        return _("tried again {when}").format(when=short_moment_near(sent.next_try_at, told.now))
    return {
        State.SENT: _("sent, no receipt yet"),
        State.SENDING: _("is being sent"),
        State.DELIVERED: _("its receipt is read next"),
        State.CANCELLED: _("was stopped"),
    }.get(sent.state, _("goes by itself once there is a connection"))


def _state(pack: PackRecord, sent: SpoolItem | None) -> Cell:
    if sent is not None:
        return Cell(sent.state.label, pill=state_tone(sent.state))
    return Cell(pack.status.label, pill=Tone.NEUTRAL)


def _overdue(day: date, today: date) -> str:
    late = (today - day).days
    if late <= 0:
        return ""
    return ngettext("Overdue by {number} day", "Overdue by {number} days", late).format(number=late)


def _dotted(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
