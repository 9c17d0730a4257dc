"""A child's move in words: what goes, by when, and what became of what went. No Qt."""

from __future__ import annotations

from datetime import date

from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.working_days import caution
from prevent_desktop.formatting import all_of, each_of, long_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.school_move.changed_schools import ChangedSchool
from prevent_desktop.workflows.school_move.moving import Move, Went, not_in_it, not_whole_words


def what_it_needs(*, chosen: bool, written: bool) -> str:
    """Why a button cannot be pressed yet: no school is `chosen`, or no words are `written`; empty where both can be."""
    if not chosen:
        return _("Choose first, above, who it goes to.")
    return "" if written else _("To tell them ahead, write first what they should know.")


def what_goes(move: Move) -> str:
    """How much the whole file is."""
    cases, forms, written, files = move.counts
    parts = (
        ngettext("{number} case", "{number} cases", cases).format(number=cases),
        ngettext("{number} finished form", "{number} finished forms", forms).format(number=forms),
        ngettext("{number} note or event", "{number} notes and events", written).format(number=written),
        ngettext("{number} file", "{number} files", files).format(number=files),
    )
    words = _(
        "The whole file goes: {parts}. Drafts stay here, and so do forms that are kept apart, such as equality monitoring."
    )
    asked = not_in_it(move.kept_back)
    phone = _("Phone them, and write down what they say.") if asked else ""
    told = (words.format(parts=each_of(parts)), not_whole_words(move.not_whole), asked, phone)
    return " ".join(filter(None, told))


def by_when(move: Move, left_on: date | None) -> str:
    """By when the file is to be there; empty while nobody said the last day."""
    if left_on is None:
        return ""
    due = move.due(left_on)
    words = _("It has to be there by {day}, the fifth school day after. Their term may begin on another day.")
    return " ".join(filter(None, (words.format(day=long_day(due)), caution((due,)))))


def school_words(school: Receiver, *, is_listed: bool = True) -> str:
    """A school to choose, with how the file is closed for it, and where it is no longer in the directory in which it was chosen."""
    if not is_listed:
        return _("{school} (no longer in the directory)").format(school=school.name)
    if school.way is SealingWay.PASSWORD:
        return _("{school} (as a file under a password)").format(school=school.name)
    return school.name


def not_listed_words(school: Receiver) -> str:
    """What to know before anything is sealed to a school that the newest directory does not have."""
    words = _(
        "{school} was chosen in the council’s directory and is no longer in it: it may have closed, or have a new key. Find it there again, or call them on a number that you know."
    )
    return words.format(school=school.name)


def changed_words(change: ChangedSchool) -> str:
    """What a newer directory says otherwise of a school that is kept, old and new by name."""
    words = _("The council’s directory says something else of {school} than is kept here.")
    each = _("{what}: {old} is kept, {new} is in the directory.")
    none = _("nothing")
    differ = (
        each.format(what=one.what, old=one.kept or none, new=one.listed or none) for one in change.differences
    )
    call = _("If you did not expect it, call them on a number that you know.")
    return " ".join((words.format(school=change.kept.name), *differ, call))


def under_way_words(change: ChangedSchool) -> str:
    """What still goes where it was to go; empty for nothing."""
    packs = all_of(change.under_way)
    words = ngettext(
        "Pack {packs} is on its way still, to the address that is kept now.",
        "Packs {packs} are on their way still, to the address that is kept now.",
        len(change.under_way),
    )
    return words.format(packs=packs) if packs else ""


def became(went: Went) -> str:
    """What became of something that went."""
    pack, short = went.pack, short_pack_id(went.pack.id)
    if went.arrived and pack.receipt_at is not None:
        day = long_day(pack.receipt_at.astimezone().date())
        words = _("Pack {pack}. It came: signed receipt of {day}, reference {reference}.")
        return words.format(pack=short, day=day, reference=pack.receiver_reference)
    if pack.status is PackStatus.SAVED:
        return _("Pack {pack}. Saved to be given by hand. Ask for the signed slip.").format(pack=short)
    if pack.status is PackStatus.WITHDRAWN:
        return _("Pack {pack}. Withdrawn: it was not sent.").format(pack=short)
    day = "" if pack.answer_by is None else long_day(pack.answer_by)
    return _("Pack {pack}. On its way, no receipt yet. It should be there by {day}.").format(
        pack=short, day=day
    )


def title_of(went: Went) -> str:
    """What went, and to whom."""
    return f"{went.kind.label}: {went.school}"


def may_ask_back(went: Went) -> bool:
    """Whether its receiver can be asked to delete it: a file or word that left."""
    return went.kind is not FileMoveKind.DELETE and went.pack.status not in {
        PackStatus.WITHDRAWN,
        PackStatus.SIGNED,
    }
