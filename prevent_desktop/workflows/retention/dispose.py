"""Dispose of a case, or erase a person: the rows in one transaction, then every trace of them.

What is left to take away after the transaction (sealed files, packs in the outbox, traces in the database's file)
stands in the vault by opaque ids, so that a crash in between ends at the next unlock: `finish_disposals` is safe to
repeat. What is left for good is a certificate without a word about anybody, and the audit with its opaque ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.disposal import Certificate, Ground, names_somebody
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.retention import RetentionCategory
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import DatabaseDamagedError, RecordError, SpoolError, VaultError
from prevent_desktop.translation import _
from prevent_desktop.vault.disposing import RemovedRows, remove_rows, trace_steps
from prevent_desktop.vault.repositories.disposals import Left, LeftToRemove
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import confirm_clock
from prevent_desktop.workflows.copies_begun import forget as forget_copies
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing import forget_writing
from prevent_desktop.workflows.retention.counting import FILES_NOT_COME, NOT_WHOLE, UNFINISHED
from prevent_desktop.workflows.retention.disposal_preview import (
    DisposalPreview,
    Target,
    own_words_about,
    preview_disposal,
)

_MONTH_LETTERS = 7
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person decided: on what `ground`, with the `reference` of the request, which names nobody.

    `throw_drafts_away` and `date_is_right` are said by them where there are drafts, or the clock may be wrong.
    """

    ground: Ground
    reference: str = ""
    throw_drafts_away: bool = False
    date_is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """By whom of a team it was agreed, in words, how many files of it lay in their mailbox, and which this vault takes out there."""

    confirmed: tuple[str, ...]
    not_heard: tuple[str, ...]
    old_files: int
    lying: tuple[tuple[Left, str], ...] = ()


def dispose(vault: Vault, spool: Spool | None, target: Target, wish: Wish, *, now: datetime) -> Certificate:
    """Take the rows out of the vault, in one transaction; `finish_disposals` does the rest and must follow.

    Raises RecordError, and changes nothing, for whatever stands in the way.
    """
    with vault.transaction():
        view = preview_disposal(vault, spool, target, now=now)
        require_possible(view, wish)
        if wish.date_is_right and view.doubt is not None:
            confirm_clock(vault)
        return _take_out(vault, view, wish, now, None)


def dispose_agreed(
    vault: Vault, spool: Spool | None, target: Target, wish: Wish, agreed: Agreed, *, now: datetime
) -> Certificate:
    """As `dispose`, of what the whole team agreed to: the announcer looked whether it may go. RecordError while a pack of it is on its way."""
    with vault.transaction():
        view = preview_disposal(vault, spool, target, now=now)
        if view.blocked_by:
            raise _not_possible(view.blocked_by[0])
        return _take_out(vault, view, wish, now, agreed)


def _take_out(
    vault: Vault, view: DisposalPreview, wish: Wish, now: datetime, agreed: Agreed | None
) -> Certificate:
    certificate_id = new_id()
    with_words = own_words_about(vault, view.person) if view.with_person else ()
    _forget_texts(vault, view, frozenset(with_words))
    removed = remove_rows(
        vault, tuple(case.id for case in view.cases), view.person.id, with_person=view.with_person
    )
    certificate = _write_down(vault, view, wish, removed, certificate_id, now)
    if agreed is not None:
        certificate = replace(
            certificate, confirmed=agreed.confirmed, not_heard=agreed.not_heard, old_files=agreed.old_files,
            own_files=len(agreed.lying),
        )  # fmt: skip
    left = [(Left.FILE, one) for one in removed.files] + [(Left.PACK, one) for one in removed.packs]
    lying = () if agreed is None else agreed.lying
    vault.disposals.add(certificate, [*left, *lying, (Left.TRACES, "")])
    return certificate


def require_possible(view: DisposalPreview, wish: Wish) -> None:
    """Raise RecordError, which says what to do, where it may not be disposed of in this way."""
    if view.blocked_by:
        raise _not_possible(view.blocked_by[0])
    if wish.ground not in view.grounds:
        raise _not_possible(view.not_due_because)
    if view.has_drafts and not wish.throw_drafts_away:
        raise _not_possible(_("Something is begun and not finished: finish it, or say that it is discarded."))
    if view.doubt is not None and not wish.date_is_right:
        raise _not_possible(view.doubt.words)
    if len(wish.reference) > LONGEST_REFERENCE or names_somebody(wish.reference, view.person):
        raise _not_possible(
            _("The reference stays on the certificate, so it must be short and hold no name.")
        )


def _not_possible(why: str) -> RecordError:
    return RecordError(
        _("It cannot be disposed of like this"), why, _("Nothing was changed. Settle that, then try again.")
    )  # fmt: skip


def _forget_texts(vault: Vault, view: DisposalPreview, words: frozenset[str]) -> None:
    """What the settings say about the cases; in the transaction, before the rows go.

    Ids of packs tell nothing and stand in lists that must stay, such as that of packs which are not sent by themselves.
    """
    forget_copies(vault)
    for each in view.unfinished:
        forget_writing(vault, *each.key)
    if words:
        writing_aids.save_own_words(
            vault, tuple(word for word in writing_aids.own_words(vault) if word not in words)
        )
    ids = [case.id for case in view.cases]
    for kind in record_kinds.KINDS:
        if kind.owner == "case_id" and kind.subject is not None and not kind.subject.is_short_id:
            ids += [one for case in view.cases for one in vault.records(kind).ids_of(case.id)]
    vault.settings.forget_about([*ids, *((view.person.id,) if view.with_person else ())])


def _write_down(
    vault: Vault, view: DisposalPreview, wish: Wish, removed: RemovedRows, certificate_id: str, now: datetime
) -> Certificate:
    subjects = [("case.disposed", case.id) for case in view.cases]
    if view.with_person:
        subjects.append(("person.erased", view.person.id))
    entries = [vault.audit.append(action, subject, certificate_id) for action, subject in subjects]
    longest = max(view.clocks, key=lambda one: one.clock.due or now.date(), default=None)
    by_rule = longest.clock if longest is not None and wish.ground is Ground.PERIOD_OVER else None
    beside = {
        FILES_NOT_COME: view.files_not_come,
        NOT_WHOLE: view.not_whole,
        UNFINISHED: len(view.unfinished),
    }
    kinds = frozenset(kind for clock in view.clocks for kind in clock.kinds)
    return Certificate(
        id=certificate_id,
        scope=view.target.scope,
        kinds=tuple(kind for kind in RetentionCategory if kind in kinds),
        opened=_month(min((case.opened_at for case in view.cases), default=view.person.created_at)),
        closed=_month(max((case.closed_at for case in view.cases if case.closed_at), default=None)),
        ground=wish.ground,
        rule=None if by_rule is None else by_rule.rule,
        from_day=None if by_rule is None else by_rule.from_day,
        due=None if by_rule is None else by_rule.due,
        reference=wish.reference.strip(),
        decided_by=settings.author_of(vault),
        disposed_at=now,
        counts={**removed.counts, **{name: number for name, number in beside.items() if number}},
        ids=tuple(subject for _action, subject in subjects),
        audit_position=entries[0].position - 1,
        audit_head=entries[0].previous,
        backups=view.backups,
        backup_count=view.backup_count,
        backups_replaced_by=view.backups_replaced_by,
    )


def _month(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()[:_MONTH_LETTERS]


def finish_disposals(vault: Vault, spool: Spool | None, *, now: datetime) -> bool:
    """Take away what earlier disposals left to take away; whether anything was. Safe to repeat after a crash.

    Without a `spool` its packs wait. Slow in a large vault, and not inside a transaction.
    """
    if vault.is_read_only or not vault.disposals.left():
        return False
    for step in finishing_steps():
        step(vault, spool, now)
    return True


def finish_if_possible(vault: Vault, spool: Spool, *, now: datetime) -> None:
    """As `finish_disposals`, for whoever comes by: with no room, or while a backup reads, it is tried again later."""
    try:
        finish_disposals(vault, spool, now=now)
    except DatabaseDamagedError:
        raise
    except (VaultError, SpoolError):
        return


Finishing = Callable[[Vault, Spool | None, datetime], object]


def finishing_steps() -> tuple[Finishing, ...]:
    """The steps of `finish_disposals`, for whoever tells how far it is. All of them, in order, or all of them again."""
    traces = tuple(partial(_remove_traces, step) for step in trace_steps())
    return (_remove_files, *traces, _mark_finished)


def _remove_files(vault: Vault, spool: Spool | None, _now: datetime) -> None:
    for one in vault.disposals.left():
        if one.kind is Left.FILE:
            vault.attachments.files.destroy(one.id)
            _was_removed(vault, one)
        elif one.kind is Left.PACK and spool is not None:
            spool.forget(one.id)
            _was_removed(vault, one)


def _traces_left(vault: Vault) -> list[LeftToRemove]:
    return [one for one in vault.disposals.left() if one.kind is Left.TRACES]


def _remove_traces(
    step: Callable[[Vault], object], vault: Vault, _spool: Spool | None, _now: datetime
) -> None:
    if _traces_left(vault):
        step(vault)


def _mark_finished(vault: Vault, _spool: Spool | None, now: datetime) -> None:
    with vault.transaction():
        for one in _traces_left(vault):
            vault.disposals.was_removed(one)
        vault.disposals.finish(now)


def _was_removed(vault: Vault, one: LeftToRemove) -> None:
    with vault.transaction():
        vault.disposals.was_removed(one)
