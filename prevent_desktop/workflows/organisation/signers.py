"""Whose laptops signed the rows of a shared case: members are told apart by their keys, and not by what a row says of itself.

Rows are signed with a role, which several may have; so what a colleague wrote would be taken for the reader's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.origins import WordOf, in_whose_word
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.casework.team.shared_kinds import claims, of_unit, shared_kind
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.team.rows import Row, read_key
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

_OWN: Final = "SELECT DISTINCT vault FROM team_sets WHERE case_id = ? AND here"
_EVERY_SET: Final = "SELECT vault, words FROM team_sets WHERE case_id = ? AND words <> ''"
_MOVED: Final = f"{_EVERY_SET} AND reason = ?"
_TWINS: Final = """
SELECT unit.record_table, twin_id, original_id FROM team_units AS unit
JOIN merge_twins ON unit.record_key = json_array(twin_id)
WHERE unit.case_id = ? AND unit.unit = '' AND unit.operations = '[]'
"""


def signers_of(vault: Vault, case_id: str, rows: Iterable[tuple[RecordKind, str]]) -> Signers | None:
    """Who signed these rows of a case, by kind and id; None for a case that is shared with nobody."""
    profile = settings.profile(vault)
    if profile is None or profile.team is None or vault.team.circle_of(case_id) is None:
        return None
    return Signers(vault, case_id, profile.team, rows)


def signers_of_forms(vault: Vault, case_id: str, forms: Iterable[FilledForm]) -> Signers | None:
    """The same for forms of a case."""
    return signers_of(vault, case_id, ((RESPONSES, one.id) for one in forms))


def whose_forms(vault: Vault, case_id: str, forms: Iterable[FilledForm]) -> dict[str, str]:
    """Who finished each form of a shared case, or wrote in it last, by name and role, under its id; nothing of those that came in."""
    ours = [one for one in forms if one.is_ours]
    signers = signers_of_forms(vault, case_id, ours)
    return {} if signers is None else {one.id: signers.whose(RESPONSES, one.id, one.author) for one in ours}


def whose_form(vault: Vault, form: FilledForm) -> str:
    """The same for one; empty where it came in, and in a case that is shared with nobody."""
    return whose_forms(vault, form.case_id, [form]).get(form.id, "")


def colleague_of_form(vault: Vault, form: FilledForm) -> str:
    """The name of the colleague who finished a form in a shared case; empty for the reader's own, and for any other."""
    signers = signers_of_forms(vault, form.case_id, [form]) if form.is_ours else None
    return "" if signers is None else signers.colleague(RESPONSES, form.id)


class _Said(NamedTuple):
    """That a row was begun, or a form was written on or finished, with the digest of its words."""

    table: str
    record_id: str
    words: str


class Signers:
    """Whose laptops signed `rows` of a shared case, by kind and id, that none of its reader's did; of a form whoever finished it, or wrote in it last."""

    def __init__(
        self, vault: Vault, case_id: str, team: Team, rows: Iterable[tuple[RecordKind, str]]
    ) -> None:
        self._vault, self._team, self._case_id = vault, team, case_id
        wanted = [_place(kind, record_id, unit) for kind, record_id in rows for unit in _units(kind)]
        self._said = vault.team.units.said_by_others(case_id, wanted)
        self._before = _said_by(vault, _MOVED, case_id, MOVED)
        twins = vault.database.rows(_TWINS, (case_id,))
        self._twins = {(row["record_table"], row["twin_id"]): row["original_id"] for row in twins}
        self._rows: dict[str, Mapping[str, Row]] = {}
        own = (team.owner(row["vault"]) for row in vault.database.rows(_OWN, (case_id,)))
        self._own = {one for one in own if one is not None}
        self._written_on = self._forms_written_on(case_id) if vault.team.is_dirty(case_id) else frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Of all members of the team."""
        return frozenset(one.name for one in self._team.members)

    def colleague(self, kind: RecordKind, record_id: str) -> str:
        """By name; empty where the reader wrote a row, and where nobody signed it yet."""
        return all_of(list(dict.fromkeys(map(self._name, self._others(kind, record_id, _units(kind)[-1])))))

    def beginner(self, kind: RecordKind, record_id: str) -> str:
        """Which member began a row, by id; empty for the reader, and where nobody signed it yet."""
        return " ".join(sorted(self._others(kind, record_id, ROW)))

    def is_anothers(self, kind: RecordKind, record_id: str, writer: str = "") -> bool:
        """Whether anybody else than this writer (of `beginner`; empty is the reader) began a row, or wrote in it last."""
        return any(" ".join(sorted(self._others(kind, record_id, unit))) != writer for unit in _units(kind))

    def whose(self, kind: RecordKind, record_id: str, by: str) -> str:
        """Name, and role as the row says it (`by`); where that names somebody else, it is told as the word of whose laptop signed it."""
        owner, colleague = settings.practitioner(self._vault), self.colleague(kind, record_id)
        name = "" if owner is None else owner.name
        if not colleague:
            return each_of(dict.fromkeys((name, by)))
        if by in self.names.union({name}).difference({"", colleague}):
            return in_whose_word(by, WordOf(colleague=colleague))
        return each_of(dict.fromkeys((colleague, by)))

    def _others(self, kind: RecordKind, record_id: str, unit: str) -> tuple[str, ...]:
        """The members, by id, or the vaults that are nobody's, who said what stands of a unit; nobody where the reader is among them."""
        place = _place(kind, record_id, unit)
        if place in self._written_on:
            return ()
        original = self._twins.get((kind.table, record_id))
        vaults = self._said.get(place, frozenset())
        if original is not None or self._before:
            row = {**self._row(kind, record_id), "id": original or record_id}
            said = _said(kind, row["id"], of_unit(kind, unit, row))
            if original is not None:
                vaults = self._everything.get(said, frozenset({""}))
            vaults = self._before.get(said, vaults)
        members = [(one, self._team.owner(one)) for one in sorted(vaults)]
        if self._own.intersection(member for _vault, member in members):
            return ()
        return tuple(dict.fromkeys(one if member is None else member.id for one, member in members))

    def _name(self, member_id: str) -> str:
        member = self._team.member(member_id)
        return _("Somebody") if member is None else member.name

    def _row(self, kind: RecordKind, record_id: str) -> Row:
        if kind.table not in self._rows:
            rows = self._vault.records(kind).of(self._case_id)
            self._rows[kind.table] = {row[kind.key[0]]: row for row in rows}
        return self._rows[kind.table][record_id]

    @cached_property
    def _everything(self) -> Mapping[_Said, frozenset[str]]:
        """For rows that were written twice under one id: the second stands under an id of its own, which no set names."""
        return _said_by(self._vault, _EVERY_SET, self._case_id)

    def _forms_written_on(self, case_id: str) -> frozenset[UnitPlace]:
        """The forms in which the reader wrote since, which no set says yet."""
        forms = {one for one in self._said if one.table == RESPONSES.table and one.unit == STATE}
        stood = self._vault.team.units.digests(case_id, forms)
        rows = {one: self._vault.records(RESPONSES).get(*read_key(one.key)) for one in stood}
        return frozenset(
            one for one, row in rows.items() if value_digest(of_unit(RESPONSES, STATE, row)) != stood[one]
        )


def _place(kind: RecordKind, record_id: str, unit: str) -> UnitPlace:
    return UnitPlace(kind.table, key_text([record_id]), unit)


def _units(kind: RecordKind) -> tuple[str, ...]:
    """The words of a form are its answers; whoever began it need not be who finished it."""
    return (ROW, STATE) if kind is RESPONSES else (ROW,)


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
        if unit in _units(kind) and value is not None
    )


def _said(kind: RecordKind, record_id: str, value: Mapping[str, Any]) -> _Said:
    """Without links to other cases, which the circle is not told of."""
    cut = {one.column for one in kind.fields if one.leaves_case}
    words = value_digest({name: said for name, said in value.items() if name not in cut})
    return _Said(kind.table, record_id, words)
