"""What is to finish, what is on its way, and what is due: the first screen after unlocking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prevent_desktop.casework.answer import AnswerRecord
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.waiting import Waiting
from prevent_desktop.casework.working_days import next_working_day
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.chasing import answers_waited_for
from prevent_desktop.workflows.forms.addenda import owed_addenda
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.record.writing import Unfinished, unfinished
from prevent_desktop.workflows.retention.keeping import set_clocks, soon_after, today_of
from prevent_desktop.workflows.vault_admin.merge_conflicts import number_to_settle

_ARRIVED = timedelta(days=8)
"""Packs that arrived longer ago are not told of any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormToFinish:
    """A started form and whom it is about."""

    filled: FilledForm
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingToFinish:
    """What is being written and is not kept yet, and whom it is about: None for somebody new."""

    writing: Unfinished
    person: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOnItsWay:
    """A pack, what the spool knows of it (None once it is settled and removed), and the last answer to it."""

    record: PackRecord
    item: SpoolItem | None
    answer: AnswerRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to do by a day, in words. Without a `person_id` it leads to the list of what is kept and for how long.

    With a `pack_id` it leads to what was said about that pack.
    """

    day: date
    what: str
    why: str
    person_id: str
    pack_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWork:
    """All that the first screen shows.

    `differences` is how many differences between two laptops' copies wait for somebody, `drafts_to_read` how many drafts of
    colleagues, `comments_to_do` how many comments on ours.
    """

    practitioner: Practitioner | None
    unfinished: tuple[WritingToFinish, ...] = ()
    to_finish: tuple[FormToFinish, ...]
    on_their_way: tuple[PackOnItsWay, ...]
    due: tuple[Due, ...]
    differences: int = 0
    drafts_to_read: int = 0
    comments_to_do: int = 0


def my_work(vault: Vault, spool: Spool, *, now: datetime) -> MyWork:
    """Read the first screen; nothing is changed but clocks of keeping that had to be worked out."""
    items = {item.pack_id: item for item in spool.items()}
    current = vault.packs.current(now - _ARRIVED)
    answers = vault.answers.newest_of([pack.id for pack in current])
    drafts_to_read, comments_to_do = vault.peer_reviews.waiting()
    return MyWork(
        practitioner=settings.practitioner(vault),
        unfinished=tuple(
            WritingToFinish(
                writing=each, person=person_of_case(vault, each.case_id) if each.case_id else None
            )
            for each in unfinished(vault)
        ),
        differences=number_to_settle(vault),
        drafts_to_read=drafts_to_read,
        comments_to_do=comments_to_do,
        to_finish=tuple(
            FormToFinish(filled=draft, person=person_of_case(vault, draft.case_id))
            for draft in vault.responses.drafts()
        ),
        on_their_way=tuple(
            PackOnItsWay(record=pack, item=items.get(pack.id), answer=answers.get(pack.id))
            for pack in current
        ),
        due=tuple(
            sorted(
                (
                    *_answers_due(vault, now),
                    *_set_aside_due(vault, now),
                    *_reviews_due(vault),
                    *_addenda_due(vault),
                    *_keeping_due(vault, now),
                ),
                key=lambda due: due.day,
            )
        ),
    )


def _answers_due(vault: Vault, now: datetime) -> Iterator[Due]:
    """One for each receiver whose answer is waited for, or whose question is, and for each pack that we have to decide about."""
    phones = {recipient.id: recipient.phone for recipient in settings.recipients(vault)}
    waited_for, owed = answers_waited_for(vault), vault.received.undecided()
    cases = {one.pack.case_id for one in waited_for} | {pack.case_id for pack in owed if pack.case_id}
    people = vault.cases.people_of(cases)
    for one in waited_for:
        phone = phones.get(one.pack.recipient_id, "")
        yield _answer_due(one, people[one.pack.case_id], phone, today_of(now))
    for pack in owed:
        yield decision_due(pack, people[pack.case_id or ""], today_of(now))


def _set_aside_due(vault: Vault, now: datetime) -> Iterator[Due]:
    """One for each pack to which something came that is no answer, until the true one does."""
    aside = {one.pack_id: one for one in vault.answers.set_aside_since(now - _ARRIVED)}
    people = vault.cases.people_of({one.case_id for one in aside.values()})
    for one in aside.values():
        yield Due(
            day=one.found_at.astimezone().date(),
            what=_("Call about pack {pack}: what came is not an answer").format(
                pack=short_pack_id(one.pack_id)
            ),
            why=one.reason,
            person_id=people[one.case_id],
            pack_id=one.pack_id,
        )


def _reviews_due(vault: Vault) -> Iterator[Due]:
    for review in vault.reviews.open():
        yield Due(
            day=review.due,
            what=_("Review: {form}").format(form=review.what),
            why=_("The day that was set in that form"),
            person_id=person_of_case(vault, review.case_id).id,
        )


def _addenda_due(vault: Vault) -> Iterator[Due]:
    for owed in owed_addenda(vault):
        finished = owed.addendum.finalised_at or owed.addendum.changed_at
        yield Due(
            day=next_working_day(finished.date()),
            what=_("Send the addendum to {recipient}").format(recipient=owed.recipient_name),
            why=_("It holds what the addendum corrects"),
            person_id=person_of_case(vault, owed.addendum.case_id).id,
        )


def _keeping_due(vault: Vault, now: datetime) -> Iterator[Due]:
    """One line for all records whose time is over, one for those whose time is over within three months."""
    if vault.is_read_only:
        return
    set_clocks(vault)
    today = today_of(now)
    soon = soon_after(today)
    over = vault.clocks.count(Which.DUE, today=today, soon=soon)
    if over:
        yield Due(
            day=today,
            what=ngettext("Decide about {number} record", "Decide about {number} records", over).format(
                number=over
            ),
            why=_("The time to keep it is over"),
            person_id="",
        )
    first = vault.clocks.listed(Which.SOON, today=today, soon=soon, limit=1)
    if first and first[0].clock.due is not None:
        later = vault.clocks.count(Which.SOON, today=today, soon=soon)
        words = ngettext("{number} record becomes due", "{number} records become due", later)
        yield Due(
            day=first[0].clock.due,
            what=words.format(number=later),
            why=_("The time to keep it ends within 3 months"),
            person_id="",
        )


def _answer_due(one: Waiting, person_id: str, phone: str, today: date) -> Due:
    late = (today - one.day).days
    if one.question is not None:
        what = _("Answer the question of {recipient} about pack {pack}")
        why = _("They ask for more information")
    else:
        what = _("Answer of {recipient} to pack {pack}")
        why = _("Answer due") if phone == "" else _("Answer due. Phone: {phone}").format(phone=phone)
    if late > 0:
        overdue = ngettext("Overdue by {number} day", "Overdue by {number} days", late).format(number=late)
        call = "" if one.question is not None or not phone else _("call {phone}").format(phone=phone)
        why = f"{overdue}: {call}" if call else overdue
    return Due(
        day=one.day,
        what=what.format(recipient=one.pack.recipient_name, pack=short_pack_id(one.pack.id)),
        why=why,
        person_id=person_id,
        pack_id=one.pack.id,
    )


def decision_due(pack: ReceivedPack, person_id: str, today: date) -> Due:
    """A receiving desk owes its sender a decision: by the day that the pack asks for, else one working day after it came.

    A day that was over before the pack came binds nobody.
    """
    usual = next_working_day(pack.received_at.astimezone().date())
    day = usual if pack.answer_by is None or pack.day_was_over_when_received else pack.answer_by
    late = (today - day).days
    why = _("They wait for your decision")
    if late > 0:
        why = ngettext("Overdue by {number} day", "Overdue by {number} days", late).format(number=late)
    return Due(
        day=day,
        what=_("Answer pack {pack} from {organisation}").format(
            pack=short_pack_id(pack.pack_id), organisation=pack.sender_organisation
        ),
        why=why,
        person_id=person_id,
        pack_id=pack.pack_id,
    )
