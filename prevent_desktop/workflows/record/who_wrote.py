"""Who wrote a line of a shared case: whoever's laptop signed it, and not what a row says of itself.

Rows are signed with a role, which several may have; so what a colleague wrote would be told as the reader's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.correspondence_kinds import ANSWERS, PACKS
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import signers_of

_KINDS: Final[Mapping[EntryKind, RecordKind]] = {
    EntryKind.EVENT: record_kinds.EVENTS,
    EntryKind.NOTE: record_kinds.NOTES,
    EntryKind.FORM: record_kinds.RESPONSES,
    EntryKind.DECISION: record_kinds.DECISIONS,
    EntryKind.PACK: PACKS,
    EntryKind.ANSWER: ANSWERS,
}


def with_who_wrote(vault: Vault, case_id: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The lines of a case: none that a colleague wrote is told as the reader's own, or as another's than whose laptop signed it."""
    rows = ((kind, one.record_id) for one in entries if (kind := _kind_of(one)) is not None)
    signers = signers_of(vault, case_id, rows)
    if signers is None:
        return entries
    owner = settings.practitioner(vault)
    own = frozenset({"", _("You")} if owner is None else {"", _("You"), owner.role, owner.name})

    def told(entry: Entry) -> Entry:
        kind = _kind_of(entry)
        colleague = "" if kind is None else signers.colleague(kind, entry.record_id)
        return _told(entry, colleague, own, signers.names)

    return tuple(map(told, entries))


def _kind_of(entry: Entry) -> RecordKind | None:
    """Of which kind a line is; None where it came in, or is none of a kind."""
    if entry.origin.kind.came_in:
        return None
    return record_kinds.kind_named(entry.of_kind) if entry.of_kind else _KINDS.get(entry.kind)


def _told(entry: Entry, colleague: str, own: frozenset[str], names: frozenset[str]) -> Entry:
    """A colleague's line by their name; whom else it names is their word."""
    said = {entry.by, entry.origin.by}
    if not colleague or said == {colleague}:
        return entry
    if said & own:
        return _by(entry, colleague)
    if said & names or entry.kind is EntryKind.DECISION:
        return replace(entry, origin=replace(entry.origin, word_of=WordOf(colleague=colleague)))
    return _by(entry, each_of((colleague, entry.by)))


def _by(entry: Entry, who: str) -> Entry:
    return replace(entry, by=who, origin=replace(entry.origin, by=who))
