"""Read one line of a chronology in full: what the table cuts short, and what it leaves out."""

from __future__ import annotations

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.notes import Event
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.record_lines import labelled, members
from prevent_desktop.workflows.viewing import note_view

_READ_IN_FULL = frozenset({EntryKind.NOTE, EntryKind.EVENT, EntryKind.DECISION, EntryKind.RECORD})


def read_entry(vault: Vault, entry: Entry) -> tuple[tuple[str, str], ...]:
    """A note, event, decision or record of another kind as pairs of a label and its text, in reading order; papers as they stand.

    That it was read is written down.
    """
    if entry.kind in _READ_IN_FULL:
        note_view(vault, f"{entry.of_kind or entry.kind}.viewed", entry.record_id)
    pairs: tuple[tuple[str, str], ...]
    match entry.kind:
        case EntryKind.NOTE:
            note = vault.notes.get(entry.record_id)
            pairs = (
                (_("Note"), note.text),
                (_("How it is known"), _source(note.source.label, note.source_detail)),
            )
        case EntryKind.EVENT:
            event = vault.events.get(entry.record_id)
            pairs = (
                (_("What happened"), event.what),
                (_("In the person’s own words"), event.own_words),
                (_("How it is known"), _source(event.source.label, event.source_detail)),
                *(_before(earlier) for earlier in vault.events.earlier(event.id)),
            )
        case EntryKind.DECISION:
            decision = vault.decisions.get(entry.record_id)
            pairs = ((_("Decision"), decision.choice), (_("Why"), decision.reason))
        case EntryKind.RECORD:
            kind = record_kinds.kind_named(entry.of_kind)
            told = labelled(kind, members(kind, vault.records(kind).get(entry.record_id)))
            pairs = tuple(pair for pair in told if pair[1] != entry.by)
        case _:
            pairs = ((entry.label, entry.what), (_("Source"), entry.source))
    return tuple(pair for pair in (*pairs, (_("By"), entry.origin.with_whose_word(entry.by))) if pair[1])


def _before(event: Event) -> tuple[str, str]:
    """What an event said before, as it was written down on that day."""
    day = short_day(event.written_at.astimezone().date())
    happened = "" if event.when is None else short_day(event.when)
    words = (
        event.what,
        event.own_words,
        happened,
        _source(event.source.label, event.source_detail),
        event.where,
        event.who_else,
    )
    return _("As written on {day}").format(day=day), "\n".join(filter(None, words))


def _source(source: str, detail: str) -> str:
    return f"{source}: {detail}" if detail else source
