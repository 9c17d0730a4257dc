"""Who wrote a line of a shared case: whoever's laptop signed it, and not what a row says of itself.

Rows say a role, which several may have and anybody can write: so what a colleague wrote would be told as the reader's own words, or a
deputy's as the lead's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.correspondence_kinds import ANSWERS, PACKS
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.casework.team.shared_kinds import claims, of_unit, shared_kind
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

_KINDS: Final[Mapping[EntryKind, RecordKind]] = {
    EntryKind.EVENT: record_kinds.EVENTS,
    EntryKind.NOTE: record_kinds.NOTES,
    EntryKind.FORM: record_kinds.RESPONSES,
    EntryKind.DECISION: record_kinds.DECISIONS,
    EntryKind.PACK: PACKS,
    EntryKind.ANSWER: ANSWERS,
}
_OWN: Final = "SELECT DISTINCT vault FROM team_sets WHERE case_id = ? AND here"
_EVERY_SET: Final = "SELECT vault, words FROM team_sets WHERE case_id = ? AND words <> ''"
_MOVED: Final = f"{_EVERY_SET} AND reason = ?"
_TWINS: Final = """
SELECT unit.record_table, twin_id, original_id FROM team_units AS unit
JOIN merge_twins ON unit.record_key = json_array(twin_id)
WHERE unit.case_id = ? AND unit.unit = '' AND unit.operations = '[]'
"""


def with_who_wrote(vault: Vault, case_id: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The lines of a case: none that a colleague wrote is told as the reader's own, or as another's than whose laptop signed it."""
    profile = settings.profile(vault)
    if profile is None or profile.team is None or vault.team.circle_of(case_id) is None:
        return entries
    owner = settings.practitioner(vault)
    own = frozenset({"", _("You")} if owner is None else {"", _("You"), owner.role, owner.name})
    names = frozenset(one.name for one in profile.team.members)
    kinds = {one: kind for one in entries if (kind := _kind_of(one)) is not None}
    rows = ((kind, one.record_id) for one, kind in kinds.items())
    signers = Signers(vault, case_id, profile.team, rows)

    def told(entry: Entry) -> Entry:
        if entry not in kinds:
            return entry
        return _told(entry, signers.colleague(kinds[entry], entry.record_id), own, names)

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


class _Said(NamedTuple):
    """That a row was begun, or a form was finished, with the digest of its words."""

    table: str
    key: str
    words: str


class Signers:
    """Whose laptops signed `rows` of a shared case, by kind and id, that none of its reader's did; of a form whoever finished it, or wrote in it last."""

    def __init__(
        self, vault: Vault, case_id: str, team: Team, rows: Iterable[tuple[RecordKind, str]]
    ) -> None:
        self._vault, self._case_id, self._team = vault, case_id, team
        self._said = vault.team.units.said_by_others(case_id, (_place(*one) for one in rows))
        self._before = _said_by(vault, _MOVED, case_id, MOVED)
        twins = vault.database.rows(_TWINS, (case_id,))
        self._twins = {(row["record_table"], row["twin_id"]): row["original_id"] for row in twins}
        own = (team.owner(row["vault"]) for row in vault.database.rows(_OWN, (case_id,)))
        self._own = {one for one in own if one is not None}

    def colleague(self, kind: RecordKind, record_id: str) -> str:
        """By name; empty where the reader wrote a row, and where nobody signed it yet."""
        vaults = self._said.get(_place(kind, record_id), frozenset())
        if (original := self._twins.get((kind.table, record_id))) is not None:
            vaults = self._everything.get(self._words(kind, record_id, original), frozenset({""}))
        elif self._before and vaults:
            vaults = self._before.get(self._words(kind, record_id, record_id), vaults)
        members = [self._team.owner(one) for one in sorted(vaults)]
        if self._own.intersection(members):
            return ""
        return all_of(list(dict.fromkeys(_("Somebody") if one is None else one.name for one in members)))

    @cached_property
    def _everything(self) -> Mapping[_Said, frozenset[str]]:
        """For rows that were written twice under one id: the second stands under an id of its own, which no set names."""
        return _said_by(self._vault, _EVERY_SET, self._case_id)

    def _words(self, kind: RecordKind, record_id: str, said_of: str) -> _Said:
        row = {**self._vault.records(kind).get(record_id), "id": said_of}
        return _said(kind, said_of, of_unit(kind, _unit(kind), row))


def _place(kind: RecordKind, record_id: str) -> UnitPlace:
    return UnitPlace(kind.table, key_text([record_id]), _unit(kind))


def _unit(kind: RecordKind) -> str:
    """The words of a form are its answers; whoever began it need not be who finished it."""
    return STATE if kind is record_kinds.RESPONSES else ROW


def _said_by(vault: Vault, sql: str, *which: str) -> Mapping[_Said, frozenset[str]]:
    """Who said what in some sets; of a case that moved in those before, since whoever moved it says all of it again."""
    found: dict[_Said, frozenset[str]] = {}
    for row in vault.database.rows(sql, which):
        for one in vault.once_read(_said_in, row["words"]):
            found[one] = found.get(one, frozenset()) | {row["vault"]}
    return found


def _said_in(words: str) -> tuple[_Said, ...]:
    operations = decode(payload_of(words)).operations
    kinds = ((one, kind) for one in operations if (kind := shared_kind(one.table)) is not None)
    return tuple(
        _said(kind, one.key[0], value)
        for one, kind in kinds
        for unit, value in claims(kind, one)
        if unit == _unit(kind) and value is not None
    )


def _said(kind: RecordKind, record_id: str, value: Mapping[str, Any]) -> _Said:
    """Without links to other cases, which the circle is not told of."""
    cut = {one.column for one in kind.fields if one.leaves_case}
    words = value_digest({name: said for name, said in value.items() if name not in cut})
    return _Said(kind.table, key_text([record_id]), words)
