"""What of a received pack is in the record, and what stays in the pack, in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterator

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.record_kind import Counting
from prevent_desktop.casework.record_kinds import DECISIONS, EVENTS, RESPONSES
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.receiving.take_facts import Taken


def entered_words(taken: Taken) -> str:
    """A line for each: what entered, what was here before, and each form that stays in the pack with its reason."""
    return "\n".join(_lines(taken))


def _lines(taken: Taken) -> Iterator[str]:
    counts = ((EVENTS, taken.events), (DECISIONS, taken.decisions), (RESPONSES, taken.forms))
    what = [_counted(kind.counted, number) for kind, number in counts if number]
    if what:
        yield ngettext(
            "{what} is in the record, marked as theirs.",
            "{what} are in the record, each marked as theirs.",
            sum(number for _kind, number in counts),
        ).format(what=all_of(what))
    if what and taken.corrects:
        yield _("They stand beside what pack {pack} told; nothing was changed.").format(
            pack=short_pack_id(taken.corrects)
        )
    if taken.known:
        yield ngettext(
            "{number} form was here already, from another pack of theirs.",
            "{number} forms were here already, from another pack of theirs.",
            taken.known,
        ).format(number=taken.known)
    if taken.waiting:
        yield ngettext(
            "{number} form is not in the record yet.",
            "{number} forms are not in the record yet.",
            taken.waiting,
        ).format(number=taken.waiting)
    for left in taken.left:
        yield _("“{form}” stays in the pack: {reason}.").format(form=left.title, reason=left.reason)


def _counted(words: Counting | None, number: int) -> str:
    return "" if words is None else words(number).format(number=number)
