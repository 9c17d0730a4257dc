"""Before anything is disposed of: exactly what goes, what stays, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.case import ENDED, Case
from prevent_desktop.casework.clock_doubt import ClockDoubt
from prevent_desktop.casework.disposal import Ground, Scope, name_words, names_somebody
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.keeping import CaseClock, open_holds
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.retention import months_after
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.formatting import each_of, short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.disposing import count_rows
from prevent_desktop.vault.team.files import FileKind
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.clock_watch import doubt_about_clock
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing import Unfinished, unfinished
from prevent_desktop.workflows.retention.counting import FILES_NOT_COME, NOT_WHOLE, UNFINISHED
from prevent_desktop.workflows.retention.keeping import set_clocks, today_of

_MOST_HITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One case of a person, or with no `case_id` everything about the person."""

    person_id: str
    case_id: str = ""

    @property
    def scope(self) -> Scope:
        """What of the two."""
        return Scope.CASE if self.case_id else Scope.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalPreview:
    """What would happen. `goes` are rows by table; `goes_too` and `stays` are sentences, `blocked_by` too.

    `with_person` where no case would be left, so that the person goes as well. `drafts` are thrown away only where a
    person says so. `is_due` where all that goes is due and closed; else it takes another ground than the time.
    `files_not_come` are those of a shared case that no colleague's laptop has brought here yet, `not_whole` its entries of
    which something has not come.
    """

    target: Target
    person: Person
    cases: tuple[Case, ...]
    clocks: tuple[CaseClock, ...]
    with_person: bool
    goes: Mapping[str, int]
    goes_too: tuple[str, ...]
    stays: tuple[str, ...]
    warnings: tuple[str, ...]
    blocked_by: tuple[str, ...]
    drafts: tuple[FilledForm, ...]
    unfinished: tuple[Unfinished, ...]
    is_due: bool
    not_due_because: str
    doubt: ClockDoubt | None
    files_not_come: int
    not_whole: int
    backup_count: int
    backups: tuple[date, date] | None
    backups_replaced_by: date | None

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """On what grounds it may be disposed of."""
        return tuple(ground for ground in Ground if self.is_due or ground is not Ground.PERIOD_OVER)

    @property
    def has_drafts(self) -> bool:
        """Whether something is begun and not finished."""
        return bool(self.drafts or self.unfinished)


def preview_disposal(vault: Vault, spool: Spool | None, target: Target, *, now: datetime) -> DisposalPreview:
    """Look; nothing is changed but clocks that had to be worked out. RecordError where the person or case is not there."""
    set_clocks(vault)
    person = vault.people.get(target.person_id)
    every = vault.cases.of_person(person.id)
    cases = (vault.cases.get(target.case_id),) if target.case_id else every
    ids = tuple(case.id for case in cases)
    clocks = tuple(clock for case_id in ids if (clock := vault.clocks.get(case_id)) is not None)
    packs = tuple(pack for case_id in ids for pack in vault.packs.of_case(case_id))
    not_due = _not_due(cases, clocks, today_of(now))
    with_person = len(cases) == len(every)
    begun = tuple(each for each in unfinished(vault) if each.case_id in ids)
    not_come = vault.team.files.count_wanted(ids, FileKind.ATTACHMENT)
    entries = sum(
        len(vault.team.waiting_rows(case_id)) + len(vault.team.not_whole_before.of(case_id))
        for case_id in ids
    )
    count, backups = vault.disposals.backups_since(
        person.created_at if with_person else min(c.opened_at for c in cases)
    )
    return DisposalPreview(
        target=target,
        person=person,
        cases=cases,
        clocks=clocks,
        with_person=with_person,
        goes={
            **count_rows(vault, ids, person.id, with_person=with_person),
            FILES_NOT_COME: not_come,
            NOT_WHOLE: entries,
            UNFINISHED: len(begun),
        },
        goes_too=tuple(_goes_too(vault, person, with_person=with_person)),
        stays=tuple(_stays(len(every) - len(ids), packs)),
        warnings=tuple(_warnings(vault, person, every, ids, today_of(now))),
        blocked_by=tuple(_blocked_by(vault, spool, ids, packs)),
        drafts=tuple(
            form for case_id in ids for form in vault.responses.of_case(case_id) if not form.is_finalised
        ),
        unfinished=begun,
        is_due=bool(cases) and not not_due,
        not_due_because=not_due,
        doubt=doubt_about_clock(vault, now=now),
        files_not_come=not_come,
        not_whole=entries,
        backup_count=count,
        backups=backups,
        backups_replaced_by=_replaced_by(vault, today_of(now)) if backups else None,
    )


def _replaced_by(vault: Vault, today: date) -> date | None:
    """When the last of the backups that are made by themselves is replaced; None where none are."""
    plan = backup_plan.plan(vault)
    if plan.place is None or plan.every_days == backup_plan.NEVER:
        return None
    return months_after(today, plan.keep.months + 1)


def _not_due(cases: tuple[Case, ...], clocks: tuple[CaseClock, ...], today: date) -> str:
    if any(case.status not in ENDED for case in cases):
        return _("A case is still open. Close it first, or give another ground.")
    for clock in clocks:
        if clock.clock.due is None:
            return "" if clock.clock.waits_for is None else f"{clock.clock.waits_for.label}."
        if clock.clock.due > today:
            return _("It is kept until {day}.").format(day=short_day(clock.clock.due))
    return ""


def _blocked_by(
    vault: Vault, spool: Spool | None, ids: tuple[str, ...], packs: tuple[PackRecord, ...]
) -> Iterator[str]:
    holds = [one for case_id in ids for one in open_holds(vault.keeping.of_case(case_id))]
    if holds:
        yield ngettext(
            "It is on legal hold. Lift the hold first.", "There are {number} legal holds. Lift them first.",
            len(holds),
        ).format(number=len(holds))  # fmt: skip
    for pack in packs:
        if _is_on_its_way(spool, pack):
            yield _(
                "Pack {pack} waits in the outbox. It must be delivered, or taken out of the outbox, first."
            ).format(pack=short_pack_id(pack.id))


def _is_on_its_way(spool: Spool | None, pack: PackRecord) -> bool:
    if pack.status is PackStatus.SIGNED:
        return True  # `follow_up` is about to queue it
    item = None if spool is None else spool.get(pack.id)
    if item is None or item.state is State.DELIVERED:
        return False
    return item.state is not State.CANCELLED or item.to_tell


def _goes_too(vault: Vault, person: Person, *, with_person: bool) -> Iterator[str]:
    if with_person:
        yield _("The person’s details, with all earlier values")
    else:
        yield _("Earlier values of details that forms of this case told")
    yield _("Its words in the search, what could be undone in its forms, and the place to return to")
    yield _("The sealed files of its attachments and packs, and sealed copies in the outbox")
    if with_person and (words := own_words_about(vault, person)):
        yield _("From your spelling list: {words}").format(words=each_of(words))


def _stays(others: int, packs: tuple[PackRecord, ...]) -> Iterator[str]:
    if others:
        yield ngettext(
            "{number} other case of this person, and their details",
            "{number} other cases of this person, and their details", others,
        ).format(number=others)  # fmt: skip
    sent = sum(pack.status in {PackStatus.DELIVERED, PackStatus.SAVED} for pack in packs)
    if sent:
        yield ngettext(
            "What was sent: {number} pack is with its receiver, who keeps it by their own rules",
            "What was sent: {number} packs are with their receivers, who keep them by their own rules", sent,
        ).format(number=sent)  # fmt: skip
    yield _("The audit, with times and codes but no names, and a certificate that names nobody")


def _warnings(
    vault: Vault, person: Person, every: tuple[Case, ...], ids: tuple[str, ...], today: date
) -> Iterator[str]:
    own = {case.id for case in every}
    found = vault.search(f"{person.forenames.split(' ')[0]} {person.surname}", _MOST_HITS)
    naming = {hit.person_id for hit in found if hit.person_id != person.id and hit.case_id not in own}
    if naming:
        labels = sorted(vault.people.get(one).label_on(today) for one in naming)
        yield ngettext(
            "{number} other record names this person and stays as it is, such as that of a brother or sister: {people}",
            "{number} other records name this person and stay as they are, such as those of brothers or sisters: {people}",
            len(naming),
        ).format(number=len(naming), people="; ".join(labels))
    if any(vault.team.circle_of(one) is not None for one in ids):
        yield _(
            "It is shared with your team: it is announced to them. Each of them has a fortnight to say no. Before its time is over, a second person must agree."
        )
    if len(every) > len(ids):
        yield _("Earlier and later referrals are read together: without this case, the others tell less.")
    if any(names_somebody(phrase.text, person) for phrase in writing_aids.phrases(vault)):
        yield _("One of your phrases holds a word of this name. Change it in the settings.")


def own_words_about(vault: Vault, person: Person) -> tuple[str, ...]:
    """Words of the spelling list that are in the person's names, and in nobody else's."""
    words = [word for word in writing_aids.own_words(vault) if word.casefold() in name_words(person)]
    if not words:
        return ()
    others = frozenset().union(*(name_words(one) for one in vault.people.all() if one.id != person.id), ())
    return tuple(word for word in words if word.casefold() not in others)
