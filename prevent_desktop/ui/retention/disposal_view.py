"""What a disposal takes and leaves, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.disposal import Ground, Scope
from prevent_desktop.formatting import each_of, long_day, short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.retention.counting import counted
from prevent_desktop.workflows.retention.disposal_preview import DisposalPreview


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalWords:
    """All words of the page before a disposal. `confirm` is what has to be typed. `not_due` tells why the time is no ground."""

    title: str
    label: str
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    warnings: tuple[str, ...]
    blocked_by: tuple[str, ...]
    grounds: tuple[tuple[Ground, str], ...]
    not_due: str
    drafts: str
    doubt: str
    confirm: str


def disposal_words(view: DisposalPreview, today: date) -> DisposalWords:
    """The page in words. `today` is the date by this computer."""
    by_case = view.target.scope is Scope.CASE
    return DisposalWords(
        title=_("Dispose of this case") if by_case else _("Erase everything about this person"),
        label=view.person.label_on(today),
        goes=(*_counted(view), *view.goes_too),
        stays=(*view.stays, *_backups(view)),
        warnings=view.warnings,
        blocked_by=view.blocked_by,
        grounds=tuple((ground, ground.label) for ground in view.grounds),
        not_due="" if view.is_due else view.not_due_because,
        drafts=_drafts(view),
        doubt="" if view.doubt is None else _("{doubt} Today is {day}, that is right.").format(doubt=view.doubt.words, day=long_day(today)),
        confirm=_("dispose") if by_case else _("erase"),
    )  # fmt: skip


def _counted(view: DisposalPreview) -> tuple[str, ...]:
    """How many records of each kind go."""
    found = counted(view.goes)
    return (each_of(found),) if found else ()


def _backups(view: DisposalPreview) -> tuple[str, ...]:
    if view.backups is None:
        return ()
    first, last = (short_day(day) for day in view.backups)
    words = ngettext(
        "{number} backup made on {last} still holds it, until it is replaced or deleted",
        "{number} backups made from {first} to {last} still hold it, until they are replaced or deleted",
        view.backup_count,
    )
    lines = [words.format(number=view.backup_count, first=first, last=last)]
    if view.backups_replaced_by is not None:
        replaced = _(
            "Backups that are made by themselves are all replaced by {day}, if one is made each month"
        )
        lines.append(replaced.format(day=short_day(view.backups_replaced_by)))
    return tuple(lines)


def _drafts(view: DisposalPreview) -> str:
    if not view.has_drafts:
        return ""
    titles = [form.title for form in view.drafts]
    begun = len(view.unfinished)
    if begun:
        titles.append(
            ngettext("{number} piece of writing", "{number} pieces of writing", begun).format(number=begun)
        )
    return _("Throw away what is begun and not finished: {things}").format(things=each_of(titles))
