"""Ask again until the answer comes: what is waited for, and a call that was made, with the next day to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from prevent_desktop.casework.answer import Chase
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_id, short_pack_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.waiting import Waiting, waiting
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import everybody
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.record.writing import Writing, forget_writing

SETTLED: Final = frozenset({CaseStatus.OUTCOME, CaseStatus.REVIEW_DUE, CaseStatus.CLOSED})


def answers_waited_for(vault: Vault) -> tuple[Waiting, ...]:
    """What is waited for in all open cases, the nearest day first. Reads only."""
    packs = vault.packs.unanswered(SETTLED)
    cases = {pack.case_id for pack in packs}
    answers, chases = vault.answers.of_cases(cases), vault.answers.chases(cases)
    return waiting(packs, answers, chases, terms.answer_within_days(vault), settings.working_days(vault))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """A pack of ours, its receiver's phone number, empty where none is known, and our working days."""

    pack: PackRecord
    phone: str
    days: WorkingDays


def to_call(vault: Vault, pack_id: str) -> ToCall:
    """Whom to call about a pack of ours. RecordError where there is none."""
    pack = vault.packs.get(pack_id)
    phones = {one.id: one.phone for one in everybody(vault)}
    return ToCall(pack=pack, phone=phones.get(pack.recipient_id, ""), days=settings.working_days(vault))


def note_call(vault: Vault, pack_id: str, *, what: str, next_day: date, now: datetime) -> Event:
    """Write down that the receiver of a pack was called: a dated event of the case, and the day to ask again.

    `what` is what was said; empty where nobody was reached. What was being written about the call goes with it.
    """
    pack = vault.packs.get(pack_id)
    event = Event(
        id=new_id(),
        case_id=pack.case_id,
        label=_("Called {receiver}").format(receiver=pack.recipient_name),
        what=what.strip()
        or _("Called {receiver} about pack {pack}; nobody could say more.").format(
            receiver=pack.recipient_name, pack=short_pack_id(pack.id)
        ),
        when=PartialDate.of(now.astimezone().date()),
        source=Source.DIRECT,
        author=settings.author_of(vault),
        written_at=now,
    )
    with vault.transaction():
        vault.events.add(event)
        vault.answers.set_chase(
            Chase(
                id=new_id(),
                case_id=pack.case_id,
                pack_id=pack.id,
                day=next_day,
                set_at=now,
                event_id=event.id,
            )
        )
        vault.audit.append("event.written", event.id, pack.case_id)
        vault.audit.append("answer.chased", pack.id)
        forget_writing(vault, Writing.CALL, pack.case_id)
    return event
