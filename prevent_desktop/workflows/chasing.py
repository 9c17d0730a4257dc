"""Ask again until the answer comes: what is waited for, and a call that was made, with the next day to ask."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from prevent_desktop.casework.answer import Chase
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_id, short_pack_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.waiting import Waiting, waiting
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import settings

SETTLED: Final = frozenset({CaseStatus.OUTCOME, CaseStatus.REVIEW_DUE, CaseStatus.CLOSED})


def answers_waited_for(vault: Vault) -> tuple[Waiting, ...]:
    """What is waited for in all open cases, the nearest day first. Reads only."""
    packs = vault.packs.unanswered(SETTLED)
    cases = {pack.case_id for pack in packs}
    answers, chases = vault.answers.of_cases(cases), vault.answers.chases(cases)
    return waiting(packs, answers, chases, settings.answer_within_days(vault))


def note_call(vault: Vault, pack_id: str, *, what: str, next_day: date, now: datetime) -> Event:
    """Write down that the receiver of a pack was called: a dated event of the case, and the day to ask again.

    `what` is what was said; empty where nobody was reached.
    """
    pack = vault.packs.get(pack_id)
    event = Event(
        id=new_id(),
        case_id=pack.case_id,
        label=_("Called {recipient}").format(recipient=pack.recipient_name),
        what=what.strip()
        or _("Called {recipient} about pack {pack}; nobody could say more.").format(
            recipient=pack.recipient_name, pack=short_pack_id(pack.id)
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
    return event
