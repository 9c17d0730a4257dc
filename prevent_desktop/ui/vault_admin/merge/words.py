"""What joining brings, and what two laptops say differently, in words. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.merge_conflict import Choice, ConflictKind, MergeConflict
from prevent_desktop.casework.merge_report import MergeReport, other_laptop
from prevent_desktop.formatting import (
    each_of,
    long_day,
    short_day,
    short_moment_near,
    size_in_words,
    when_near,
)
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.vault_admin.merge import left_settings_in_words
from prevent_desktop.workflows.vault_admin.merge_conflicts import (
    ConflictView,
    look_at_conflict,
    open_conflicts,
    title_of,
)


def heading_of(report: MergeReport) -> str:
    """Whose copy it is, and since when."""
    day = short_day(report.parted_at.astimezone().date())
    return _("From {laptop}, apart since {day}").format(laptop=other_laptop(report.laptop), day=day)


def news_in_words(report: MergeReport) -> str:
    """What comes, a kind a line."""
    return "\n".join(_news(report)) or _("Everything of that copy is here already.")


def _news(report: MergeReport) -> Iterator[str]:
    yield from report.lines()
    if report.bytes_of_files:
        yield _("The files measure {size}.").format(size=size_in_words(report.bytes_of_files))
    if report.first_on is not None and report.last_on is not None:
        first, last = short_day(report.first_on), short_day(report.last_on)
        yield (
            _("Written on {day}.").format(day=first)
            if first == last
            else _("Written between {first} and {last}.").format(first=first, last=last)
        )
    if report.audit_entries:
        yield ngettext(
            "{number} entry of who did what there",
            "{number} entries of who did what there",
            report.audit_entries,
        ).format(number=report.audit_entries)
    if report.conflicts:
        yield ngettext(
            "{number} thing was changed on both laptops: you settle it afterwards.",
            "{number} things were changed on both laptops: you settle them afterwards.",
            len(report.conflicts),
        ).format(number=len(report.conflicts))
    if report.team_differences:
        yield ngettext(
            "{number} thing in a shared case was changed on both laptops: you or a colleague settles it afterwards.",
            "{number} things in shared cases were changed on both laptops: you or a colleague settles them afterwards.",
            report.team_differences,
        ).format(number=report.team_differences)
    settings = each_of(left_settings_in_words(report))
    if settings:
        yield _("Different there, and left as they are here: {settings}.").format(settings=settings)


def waiting_in_words(number: int) -> str:
    """The line that leads to the list; empty for none."""
    if not number:
        return ""
    return ngettext(
        "{number} difference between your laptops waits for you",
        "{number} differences between your laptops wait for you",
        number,
    ).format(number=number)


def read_rows(vault: Vault, now: datetime) -> tuple[Row, ...]:
    """The list of what waits, in the vault's lane."""
    today = now.astimezone().date()
    return tuple(
        Row(
            key=conflict.id,
            cells=(
                person_cell(person, today),
                Cell(title_of(vault, conflict)),
                Cell(conflict.kind.label),
                Cell(short_moment_near(conflict.found_at, now)),
            ),
        )
        for conflict, person in open_conflicts(vault)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One thing that differs, with what each side says; the headings say who wrote it when."""

    what: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictWords:
    """All words of the page about one conflict. `responses` are the two forms, with the words of the links to them."""

    title: str
    about: str
    explanation: str
    kept_label: str
    other_label: str
    sides: tuple[Sides, ...]
    more: str
    choices: tuple[tuple[Choice, str], ...]
    person_id: str
    erasable_case: str
    responses: tuple[tuple[str, str], ...]
    settled: bool


def read_conflict(vault: Vault, library: FormLibrary, conflict_id: str, now: datetime) -> ConflictWords:
    """One conflict, in the vault's lane."""
    return conflict_words(look_at_conflict(vault, library, conflict_id, long_day), now)


def conflict_words(view: ConflictView, now: datetime) -> ConflictWords:
    """The page's words."""
    conflict = view.conflict
    responses: tuple[tuple[str, str], ...] = ()
    if conflict.kind in {ConflictKind.DRAFT, ConflictKind.FORM} and conflict.twin_id is not None:
        responses = (
            (conflict.record_id, _open(here=conflict.kept_here)),
            (conflict.twin_id, _open(here=not conflict.kept_here)),
        )
    return ConflictWords(
        title=view.title,
        about=_("{kind} · {person}").format(kind=conflict.kind.label, person=view.person.full_name),
        explanation=_explanation(conflict),
        kept_label=_side(_("In the record"), conflict.kept_at, now, here=conflict.kept_here),
        other_label=_side(_("The other"), conflict.other_at, now, here=not conflict.kept_here),
        sides=tuple(
            Sides(what=one.what, kept=one.kept or _("nothing"), other=one.other or _("nothing"))
            for one in view.differing
        ),
        more=_and_more(view.more),
        choices=tuple((choice, _choice(conflict, choice)) for choice in view.choices),
        person_id=view.person.id,
        erasable_case=(conflict.case_id or "") if conflict.kind is ConflictKind.ERASED else "",
        responses=responses,
        settled=conflict.settled_at is not None,
    )


def _side(words: str, at: datetime | PartialDate, now: datetime, *, here: bool) -> str:
    where = _("this laptop") if here else _("the other laptop")
    return _("{words}: {where}, {when}").format(words=words, where=where, when=when_near(at, now))


def _open(*, here: bool) -> str:
    return _("Open the one of this laptop") if here else _("Open the one of the other laptop")


def _and_more(number: int) -> str:
    if not number:
        return ""
    return ngettext("and {number} more answer", "and {number} more answers", number).format(number=number)


def _explanation(conflict: MergeConflict) -> str:
    words: dict[ConflictKind, Callable[[], str]] = {
        ConflictKind.PERSON: lambda: _(
            "Both laptops changed this. The newer one stands in the record; the other is kept among the earlier values, whatever you choose."
        ),
        ConflictKind.CASE: lambda: _(
            "Both laptops moved this case on. The newer status stands in the record."
        ),
        ConflictKind.DRAFT: lambda: _(
            "Both laptops wrote in this draft. Both are kept until you choose; what you put away stays with this difference."
        ),
        ConflictKind.FORM: lambda: _(
            "This form was finished on both laptops with other answers. What is finished never changes: both stay, and an addendum says which one counts."
        ),
        ConflictKind.RECORD: lambda: _("Two entries have one number. Both are kept."),
        ConflictKind.RECEIPT: lambda: _(
            "This pack was delivered from both laptops. The earlier receipt stands in the record; the other is kept here."
        ),
        ConflictKind.ERASED: lambda: _(
            "This case was erased on the other laptop and still stands here. Nothing is erased here by itself."
        ),
    }
    return words[conflict.kind]()


def _choice(conflict: MergeConflict, choice: Choice) -> str:
    if conflict.kind is ConflictKind.ERASED:
        return _("&Keep it here")
    return {
        Choice.KEEP: _("&Keep what stands"),
        Choice.TAKE_OTHER: _("&Take the other"),
        Choice.KEEP_BOTH: _("Keep &both"),
    }[choice]
