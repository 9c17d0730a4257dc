"""What cannot be read of a damaged vault, in words."""

from __future__ import annotations

from prevent_desktop.casework import record_kinds
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.damage.findings import Lost


def lost_in_words(lost: Lost) -> str:
    """Such as "3 notes, from 24 Nov 2026 to 25 Nov 2026"; "notes, nobody can tell how many"."""
    what = _some(lost.kind) if lost.count is None else _so_many(lost.kind, lost.count)
    if lost.earliest is None or lost.latest is None:
        return what
    first, last = short_day(lost.earliest), short_day(lost.latest)
    if first == last:
        return _("{what}, of {day}").format(what=what, day=first)
    return _("{what}, from {first} to {last}").format(what=what, first=first, last=last)


def _some(table: str) -> str:
    kind = record_kinds.kind_of_table(table)
    what = _("other parts of the record") if kind is None or kind.many is None else kind.many()
    return _("{what}, nobody can tell how many").format(what=what)


def _so_many(table: str, count: int) -> str:
    kind = record_kinds.kind_of_table(table)
    if kind is not None and kind.counted is not None:
        return kind.counted(count).format(number=count)
    others = ngettext("{number} other part of the record", "{number} other parts of the record", count)
    return others.format(number=count)
