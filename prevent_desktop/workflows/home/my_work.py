"""What is open, in four groups, over all cases: the first screen after unlocking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.open_work import (
    CaseState,
    Group,
    OpenItem,
    OwnerWanted,
    SecondWanted,
    open_items,
)
from prevent_desktop.casework.organisation import Practitioner, Receiver
from prevent_desktop.casework.ownership import Care
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.addenda import owed_addenda
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.home.case_states import ARRIVED, case_states
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.receiving.second_person import ANYBODY, closing_of
from prevent_desktop.workflows.record.writing import Unfinished, Writing, unfinished
from prevent_desktop.workflows.retention.keeping import set_clocks, soon_after, today_of
from prevent_desktop.workflows.team.cases.owning import ALONE, Cared, care_of
from prevent_desktop.workflows.team.members.myself import shares_cases
from prevent_desktop.workflows.vault_admin.merge_conflicts import number_to_settle


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case in which something is open, whom it is about, and whose it is."""

    person: Person
    state: CaseState
    items: tuple[OpenItem, ...]
    cared: Cared = ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingToFinish:
    """What is being written and is not kept yet, and whom it is about: None for somebody new.

    Of an answer to a pack in no case it is `sender` that tells which: the organisation that sent it.
    """

    writing: Unfinished
    person: Person | None
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsDue:
    """So many records whose time to be kept is over or ends soon, the first of them on `day`."""

    group: Group
    number: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWork:
    """All that the first screen shows.

    `items` are the packs that the outbox knows, `receivers` those of the organisation, both by id; `led_by` the forms that packs
    lead with, by the pack's id. `differences` is how many differences between two laptops' copies wait for somebody,
    `drafts_to_read` how many drafts of colleagues, `comments_to_do` how many comments on ours. `in_team` where cases are shared
    with others, so that not all of them are one's own. Without `knows_outbox` nobody could read that: how far packs are is not known.
    """

    practitioner: Practitioner | None
    cases: tuple[OpenCase, ...] = ()
    unfinished: tuple[WritingToFinish, ...] = ()
    keeping: tuple[RecordsDue, ...] = ()
    items: dict[str, SpoolItem]
    receivers: dict[str, Receiver]
    led_by: dict[str, str]
    differences: int = 0
    drafts_to_read: int = 0
    comments_to_do: int = 0
    in_team: bool = False
    knows_outbox: bool = True

    @property
    def drafts(self) -> tuple[FilledForm, ...]:
        """All unfinished forms."""
        return tuple(form for each in self.cases for form in each.state.facts.drafts)

    @property
    def packs(self) -> tuple[PackRecord, ...]:
        """The packs of all these cases, but for those that were withdrawn."""
        return tuple(pack for each in self.cases for pack in each.state.facts.packs)


def my_work(vault: Vault, spool: Spool | None, library: FormLibrary, *, now: datetime) -> MyWork:
    """Read the first screen, without the outbox where that cannot be read; nothing is changed but clocks of keeping that had to be worked out."""
    items = {} if spool is None else {item.pack_id: item for item in spool.items()}
    drafts_to_read, comments_to_do = vault.peer_reviews.waiting()
    cases = _open_cases(vault, library, items, now)
    return MyWork(
        practitioner=settings.practitioner(vault),
        cases=cases,
        unfinished=tuple(_to_finish(vault, each) for each in unfinished(vault)),
        keeping=tuple(_keeping_due(vault, now)),
        items=items,
        receivers={receiver.id: receiver for receiver in settings.known_receivers(vault)},
        led_by=_leading_forms(vault, cases),
        differences=number_to_settle(vault),
        drafts_to_read=drafts_to_read,
        comments_to_do=comments_to_do,
        in_team=shares_cases(vault),
        knows_outbox=spool is not None,
    )


def _to_finish(vault: Vault, each: Unfinished) -> WritingToFinish:
    if each.case_id:
        return WritingToFinish(writing=each, person=person_of_case(vault, each.case_id))
    sender = ""
    with suppress(RecordError):  # joined from another laptop, whose pack has not come here
        if each.kind is Writing.ANSWER:
            sender = vault.received.get(each.subject).sender_organisation
    return WritingToFinish(writing=each, person=None, sender=sender)


def _open_cases(
    vault: Vault, library: FormLibrary, items: dict[str, SpoolItem], now: datetime
) -> tuple[OpenCase, ...]:
    """Open cases, and those that have ended in which something was left open all the same."""
    ids = {case.id for case in vault.cases.open_cases()}
    ids |= {form.case_id for form in vault.responses.drafts()}
    ids |= {pack.case_id for pack in vault.packs.current(now - ARRIVED)}
    ids |= {owed.addendum.case_id for owed in owed_addenda(vault)}
    ids |= {review.case_id for review in vault.reviews.open()}
    stuck = {item.pack_id for item in items.values() if item.state is State.NEEDS_YOU}
    states = case_states(vault, library, ids, stuck=stuck, now=now)
    cared = care_of(vault, [state.facts.case.id for state in states], today=today_of(now))
    found = [(state, _items(state, cared[state.facts.case.id], now)) for state in states]
    if terms.second_closes_repeats(vault):
        found = [(state, tuple(_with_second(vault, some, now))) for state, some in found]
    people = vault.people.some({state.facts.case.person_id for state, open_ones in found if open_ones})
    return tuple(
        OpenCase(
            person=people[state.facts.case.person_id],
            state=state,
            items=open_ones,
            cared=cared[state.facts.case.id],
        )
        for state, open_ones in found
        if open_ones
    )


def _items(state: CaseState, cared: Cared, now: datetime) -> tuple[OpenItem, ...]:
    """What is open in a case; before all of it, that it needs an owner."""
    wanted: tuple[OpenItem, ...] = ()
    if not state.facts.has_ended and (cared.care is Care.NOBODYS or cared.set_apart):
        wanted = (OpenItem(group=Group.TODAY, subject=OwnerWanted(cared.set_apart)),)
    return (*wanted, *open_items(state, today=today_of(now)))


def _with_second(vault: Vault, items: tuple[OpenItem, ...], now: datetime) -> Iterator[OpenItem]:
    """What is owed to a sender and waits for a second person, as that; an overdue decision is told to whoever spoke first, too."""
    for item in items:
        pack = item.subject
        closing = (
            closing_of(vault, pack, now=now, in_list=True) if isinstance(pack, ReceivedPack) else ANYBODY
        )
        if not isinstance(pack, ReceivedPack) or not closing.waits or (closing.own and closing.of_others):
            yield item
        elif closing.waits_for_me:
            yield replace(item, subject=SecondWanted(pack, closing.of_others[-1].decided_by))
        else:
            if item.day is not None and item.day < today_of(now):
                yield item
            yield replace(item, group=Group.WAITING, subject=SecondWanted(pack))


def _leading_forms(vault: Vault, cases: tuple[OpenCase, ...]) -> dict[str, str]:
    """The title of the form that each pack leads with, by the pack's id; none where nobody recorded what is in it."""
    packs = [pack for each in cases for pack in each.state.facts.packs if pack.held]
    titles = vault.responses.titles([pack.held[0] for pack in packs])
    return {pack.id: titles[pack.held[0]] for pack in packs if pack.held[0] in titles}


def _keeping_due(vault: Vault, now: datetime) -> Iterator[RecordsDue]:
    """The records whose time is over, and those whose time is over within three months."""
    if vault.is_read_only:
        return
    set_clocks(vault)
    today = today_of(now)
    soon = soon_after(today)
    over = vault.clocks.count(Which.DUE, today=today, soon=soon)
    if over:
        yield RecordsDue(group=Group.TODAY, number=over, day=today)
    first = vault.clocks.listed(Which.SOON, today=today, soon=soon, limit=1)
    if first and first[0].clock.due is not None:
        later = vault.clocks.count(Which.SOON, today=today, soon=soon)
        yield RecordsDue(group=Group.WAITING, number=later, day=first[0].clock.due)
