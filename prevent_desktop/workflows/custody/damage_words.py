"""What cannot be read of a damaged vault, in words."""

from __future__ import annotations

from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.damage.findings import Kind, Lost


def lost_in_words(lost: Lost) -> str:
    """Such as "3 notes, from 24 Nov 2026 to 25 Nov 2026"; "notes, nobody can tell how many"."""
    what = _some(lost.kind) if lost.count is None else _so_many(lost.kind, lost.count)
    if lost.earliest is None or lost.latest is None:
        return what
    first, last = short_day(lost.earliest), short_day(lost.latest)
    if first == last:
        return _("{what}, of {day}").format(what=what, day=first)
    return _("{what}, from {first} to {last}").format(what=what, first=first, last=last)


def _some(kind: Kind) -> str:
    names = {
        Kind.PERSON: _("people"), Kind.CASE: _("cases"), Kind.NOTE: _("notes"), Kind.EVENT: _("events"),
        Kind.FORM: _("forms"), Kind.DECISION: _("decisions"), Kind.ATTACHMENT: _("attachments"),
        Kind.PACK: _("packs"), Kind.AUDIT: _("entries of the audit"), Kind.SETTING: _("settings"),
        Kind.QUESTIONS: _("lists of a form's questions"),
        Kind.SEARCH: _("texts that the search looks in"),
        Kind.OTHER: _("other parts of the record"),
    }  # fmt: skip
    return _("{what}, nobody can tell how many").format(what=names[kind])


def _so_many(kind: Kind, count: int) -> str:
    words = {
        Kind.PERSON: ngettext("{number} person", "{number} people", count),
        Kind.CASE: ngettext("{number} case", "{number} cases", count),
        Kind.NOTE: ngettext("{number} note", "{number} notes", count),
        Kind.EVENT: ngettext("{number} event", "{number} events", count),
        Kind.FORM: ngettext("{number} form", "{number} forms", count),
        Kind.DECISION: ngettext("{number} decision", "{number} decisions", count),
        Kind.ATTACHMENT: ngettext("{number} attachment", "{number} attachments", count),
        Kind.PACK: ngettext("{number} pack", "{number} packs", count),
        Kind.AUDIT: ngettext("{number} entry of the audit", "{number} entries of the audit", count),
        Kind.SETTING: ngettext("{number} setting", "{number} settings", count),
        Kind.QUESTIONS: ngettext("{number} list of a form's questions", "{number} lists of a form's questions", count),
        Kind.SEARCH: ngettext("{number} text that the search looks in", "{number} texts that the search looks in", count),
        Kind.OTHER: ngettext("{number} other part of the record", "{number} other parts of the record", count),
    }  # fmt: skip
    return words[kind].format(number=count)
