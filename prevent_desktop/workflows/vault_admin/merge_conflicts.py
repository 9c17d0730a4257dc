"""What two copies of this vault say differently, in words, and how a person settles it. Nothing that was typed is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind, MergeConflict
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import DayInWords, change_words, field_label
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.differences import what_changed
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.merging.responses import FINISHED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import save_draft
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.record_offers import RecordOffer, taken_on
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import change_person

_MOST_DIFFERENCES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One thing that differs: what it is, what the record says now, and what the other side says; empty for nothing."""

    what: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """A conflict as a screen shows it. `choices` are what can be chosen; `more` counts the differences that are not listed."""

    conflict: MergeConflict
    person: Person
    title: str
    choices: tuple[Choice, ...]
    differing: tuple[Differing, ...]
    more: int = 0


def open_conflicts(vault: Vault) -> tuple[tuple[MergeConflict, Person], ...]:
    """All that wait for somebody, with the people whom they are about."""
    return tuple(
        (conflict, vault.people.get(conflict.person_id)) for conflict in vault.merge_conflicts.open()
    )


def number_to_settle(vault: Vault) -> int:
    """How many wait for somebody; none in a vault for reading only, where nothing can be settled."""
    return 0 if vault.is_read_only else len(vault.merge_conflicts.open())


def title_of(vault: Vault, conflict: MergeConflict) -> str:
    """What it is about, without a name or an answer."""
    match conflict.kind:
        case ConflictKind.PERSON:
            return field_label(conflict.field)
        case ConflictKind.DRAFT | ConflictKind.FORM:
            return vault.responses.get(conflict.record_id).title
        case ConflictKind.RECEIPT:
            return _("Pack {pack}").format(pack=short_pack_id(conflict.record_id))
        case _:
            return conflict.kind.label


def look_at_conflict(
    vault: Vault, library: FormLibrary, conflict_id: str, day: DayInWords = PartialDate.isoformat
) -> ConflictView:
    """A conflict with both sides in words, `day` for dates. RecordError where there is none."""
    conflict = vault.merge_conflicts.get(conflict_id)
    differing = tuple(_differing(vault, library, conflict, day))
    return ConflictView(
        conflict=conflict,
        person=vault.people.get(conflict.person_id),
        title=title_of(vault, conflict),
        choices=_choices(conflict),
        differing=differing[:_MOST_DIFFERENCES],
        more=max(0, len(differing) - _MOST_DIFFERENCES),
    )


def settle(vault: Vault, conflict_id: str, choice: Choice, *, now: datetime) -> None:
    """Settle a conflict. What gives way stays: a value among the earlier values, a draft's answers with the conflict.

    RecordError for a choice that there is not, and where a draft cannot be put away since something points to it.
    """
    conflict = vault.merge_conflicts.get(conflict_id)
    if choice not in _choices(conflict) or conflict.settled_at is not None:
        raise _no_choice()
    with vault.transaction():
        put_away = None
        if conflict.kind is ConflictKind.DRAFT and choice is not Choice.KEEP_BOTH:
            put_away = _put_away(vault, conflict, choice, now)
        elif choice is Choice.TAKE_OTHER:
            _take_other(vault, conflict, now)
        by = settings.author_of(vault)
        vault.merge_conflicts.settle(conflict_id, choice, at=now, by=by, put_away=put_away)
        vault.audit.append("conflict.settled", conflict.record_id, choice.value)


def _choices(conflict: MergeConflict) -> tuple[Choice, ...]:
    if conflict.kind is ConflictKind.ERASED:
        return (Choice.KEEP,)  # erasing is done where erasing is done, with its own questions
    if conflict.field == FINISHED:
        return (Choice.KEEP, Choice.KEEP_BOTH)
    return conflict.choices


def _put_away(vault: Vault, conflict: MergeConflict, choice: Choice, now: datetime) -> tuple[str, str]:
    """Keep one draft of the two; both texts, to stand with the conflict."""
    kept = vault.responses.get(conflict.record_id)
    other = vault.responses.get(conflict.twin_id or "")
    if choice is Choice.TAKE_OTHER:
        save_draft(
            vault, kept.id, content=other.content, place=other.place, sections_done=other.sections_done,
            sections_total=other.sections_total, now=now,
        )  # fmt: skip
        vault.undo_histories.keep(kept.id, vault.undo_histories.get(other.id))
    if not vault.responses.remove_draft(other.id, other.content):
        raise RecordError(
            _("The second draft is used already"),
            _("It was finished meanwhile, or something was begun from it. Nothing was changed."),
            _("Keep both, and go on with the one that you need."),
        )
    return kept.content, other.content


def _take_other(vault: Vault, conflict: MergeConflict, now: datetime) -> None:
    if conflict.kind is ConflictKind.CASE:
        vault.cases.set_status(conflict.record_id, CaseStatus(conflict.other), at=now)
        return
    offer = RecordOffer(
        field=conflict.field, label="", recorded=conflict.kept, answered=conflict.other, path=()
    )
    change_person(vault, taken_on(vault.people.get(conflict.person_id), offer), now=now)


def _differing(
    vault: Vault, library: FormLibrary, conflict: MergeConflict, day: DayInWords
) -> Iterator[Differing]:
    match conflict.kind:
        case ConflictKind.PERSON:
            kept, other = (
                change_words(conflict.field, text, day) for text in (conflict.kept, conflict.other)
            )
            yield Differing(what=field_label(conflict.field), kept=kept, other=other)
        case ConflictKind.CASE:
            kept, other = (CaseStatus(text).label for text in (conflict.kept, conflict.other))
            yield Differing(what=_("Where the case stands"), kept=kept, other=other)
        case ConflictKind.DRAFT | ConflictKind.FORM:
            yield from _answers_that_differ(vault, library, conflict)
        case ConflictKind.RECORD:
            yield from _records_that_differ(vault, conflict)


def _answers_that_differ(vault: Vault, library: FormLibrary, conflict: MergeConflict) -> Iterator[Differing]:
    kept, other = (vault.responses.get(one) for one in (conflict.record_id, conflict.twin_id or ""))
    for change in what_changed(
        *(Response.read(library.for_response(vault, one), one.content) for one in (other, kept))
    ):
        yield Differing(what=change.question, kept="\n".join(change.after), other="\n".join(change.before))


def _records_that_differ(vault: Vault, conflict: MergeConflict) -> Iterator[Differing]:
    """Two entries under one id: their words, whatever kind they are."""
    hits = (vault.merge_conflicts.words_of(one) for one in (conflict.record_id, conflict.twin_id or ""))
    kept, other = ("\n".join(filter(None, hit)) for hit in hits)
    yield Differing(what=_("Entry"), kept=kept, other=other)


def _no_choice() -> RecordError:
    return RecordError(
        _("This cannot be chosen here"),
        _("It was settled already, or there is nothing to choose. Nothing was changed."),
        _("Look at the list again."),
    )
