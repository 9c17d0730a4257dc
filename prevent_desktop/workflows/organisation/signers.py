"""Whose laptops signed the rows of a shared case: members are told apart by their keys, and not by what a row says of itself.

Rows are signed with a role, which several may have; so what a colleague wrote would be taken for the reader's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.origins import WordOf, in_whose_word
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.casework.team.shared_kinds import claims, of_unit, shared_kind, shared_kinds
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.moving import MOVED, move_has_news, move_was_looked_at
from prevent_desktop.vault.team.rows import Row, read_key
from prevent_desktop.vault.team.signed_before import SignedBy, SignedWords
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

_EVER_SHARED: Final = """
SELECT 1 FROM team_cases WHERE case_id = ?1 UNION ALL SELECT 1 FROM signed_before WHERE case_id = ?1
UNION ALL SELECT 1 FROM team_sets WHERE case_id = ?1 AND reason = ?2 LIMIT 1
"""
_OWN: Final = "SELECT DISTINCT vault FROM team_sets WHERE case_id = ? AND here"
_EVERY_SET: Final = "SELECT vault, words FROM team_sets WHERE case_id = ? AND words <> ''"
_MOVED: Final = f"{_EVERY_SET} AND reason = ?"
_TWINS: Final = """
SELECT unit.record_table, twin_id, original_id FROM team_units AS unit
JOIN merge_twins ON unit.record_key = json_array(twin_id)
WHERE unit.case_id = ? AND unit.unit = '' AND unit.operations = '[]'
"""
_CASES: Final = "SELECT id FROM cases WHERE id IN (SELECT case_id FROM team_sets)"


def was_shared(vault: Vault, case_id: str) -> bool:
    """Whether anybody else shares a case with this vault, or ever did."""
    return vault.database.value(_EVER_SHARED, (case_id, MOVED)) is not None


def signers_of(vault: Vault, case_id: str, rows: Iterable[tuple[RecordKind, str]]) -> Signers | None:
    """Who signed these rows of a case, by kind and id; None for a case that was never shared with anybody."""
    return Signers(vault, case_id, rows) if was_shared(vault, case_id) else None


def keep_signers(vault: Vault) -> None:
    """Keep by name who signed what of each case, before what says so goes with the team that this vault leaves. In the caller's transaction."""
    kinds = [kind for kind in shared_kinds() if kind.key == ("id",) and kind.owner == "case_id"]
    for case in vault.database.rows(_CASES):
        rows = [(kind, row["id"]) for kind in kinds for row in vault.records(kind).of(case["id"])]
        signers = Signers(vault, case["id"], rows)
        vault.team.signed_before.keep(case["id"], signers.by_words(rows))


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


def note_signed_before(vault: Vault, case_id: str) -> None:
    """Keep who signed what in the circle that a case has left: whoever moved it says all of it again. In the caller's transaction.

    So all that is here of where it went was looked at: until anything comes, nobody looks again.
    """
    said = _said_by(vault, _MOVED, case_id, MOVED)
    signed = {words: [SignedBy(one, None) for one in vaults] for words, vaults in said.items()}
    vault.team.signed_before.keep(case_id, signed)
    move_was_looked_at(vault, case_id)


class Signers:
    """Whose laptops signed `rows` of a shared case, by kind and id, that none of its reader's did; of a form whoever finished it, or wrote in it last."""

    def __init__(self, vault: Vault, case_id: str, rows: Iterable[tuple[RecordKind, str]]) -> None:
        profile = settings.profile(vault)
        self._vault, self._case_id = vault, case_id
        self._team = None if profile is None else profile.team
        wanted = [_place(kind, record_id, unit) for kind, record_id in rows for unit in _units(kind)]
        self._said = vault.team.units.said_by_others(case_id, wanted)
        self._before = self._signed_before()
        twins = vault.database.rows(_TWINS, (case_id,))
        self._twins = {(row["record_table"], row["twin_id"]): row["original_id"] for row in twins}
        self._rows: dict[str, Mapping[str, Row]] = {}
        self._here = frozenset(row["vault"] for row in vault.database.rows(_OWN, (case_id,)))
        self._own = frozenset(self._signer(one).member for one in self._here) - {""}
        self._written_on = self._forms_written_on(case_id) if vault.team.is_dirty(case_id) else frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Of all members of the team, and of those of an earlier one who signed anything."""
        before = (one.name for signed in self._before.values() for one in signed if one.name)
        return frozenset(before).union(() if self._team is None else (one.name for one in self._team.members))

    def colleague(self, kind: RecordKind, record_id: str) -> str:
        """By name; empty where the reader wrote a row, and where nobody signed it yet."""
        return _by_name(self._others(kind, record_id, _units(kind)[-1] if kind is RESPONSES else ROW))

    def elsewhere(self, kind: RecordKind, record_id: str, unit: str) -> str:
        """By name, whose laptops say what stands of a unit where this one does not: the reader's own other laptop among them."""
        return _by_name(self._signed(kind, record_id, unit))

    def beginner(self, kind: RecordKind, record_id: str) -> str:
        """Which member began a row, by id; empty for the reader, and where nobody signed it yet."""
        return _by_id(self._others(kind, record_id, ROW))

    def is_anothers(self, kind: RecordKind, record_id: str, writer: str = "") -> bool:
        """Whether anybody else than this writer (of `beginner`; empty is the reader) began a row, or wrote in it last."""
        return any(_by_id(self._others(kind, record_id, unit)) != writer for unit in _units(kind))

    def by_words(self, rows: Iterable[tuple[RecordKind, str]]) -> dict[SignedWords, tuple[SignedBy, ...]]:
        """The words of these rows that others than the reader signed, with whose laptops did."""
        return {
            self._words(kind, record_id, unit, record_id): by
            for kind, record_id in rows
            for unit in _units(kind)
            if (by := self._others(kind, record_id, unit))
        }

    def whose(self, kind: RecordKind, record_id: str, by: str) -> str:
        """Name, and role as the row says it (`by`); where that names somebody else, it is told as the word of whose laptop signed it."""
        owner, colleague = settings.practitioner(self._vault), self.colleague(kind, record_id)
        name = "" if owner is None else owner.name
        if not colleague:
            return each_of(dict.fromkeys((name, by)))
        if by in self.names.union({name}).difference({"", colleague}):
            return in_whose_word(by, WordOf(colleague=colleague))
        return each_of(dict.fromkeys((colleague, by)))

    def _others(self, kind: RecordKind, record_id: str, unit: str) -> tuple[SignedBy, ...]:
        """Whose laptops signed what stands of a unit; nobody's where a laptop of the reader is among them."""
        signed = self._signed(kind, record_id, unit)
        return () if self._own.intersection(one.member for one in signed) else signed

    def _signed(self, kind: RecordKind, record_id: str, unit: str) -> tuple[SignedBy, ...]:
        """The same; nobody's where this laptop is among them, or nobody signed it yet."""
        place = _place(kind, record_id, unit)
        if place in self._written_on:
            return ()
        original = self._twins.get((kind.table, record_id))
        vaults = self._said.get(place, frozenset())
        signed = tuple(map(self._signer, sorted(vaults)))
        if original is not None or self._before:
            words = self._words(kind, record_id, unit, original or record_id)
            if original is not None:
                signed = self._everything.get(words, (SignedBy("", ""),))
            signed = self._before.get(words, signed)
        return () if self._here.intersection(one.vault for one in signed) else signed

    def _signed_before(self) -> Mapping[SignedWords, tuple[SignedBy, ...]]:
        """What was kept of it; of a case of whose move anything came since, worked out anew."""
        kept = self._vault.team.signed_before.of(self._case_id)
        found = {
            words: tuple(self._signer(one.vault) if one.name is None else one for one in by)
            for words, by in kept.items()
        }
        return found | self._in_sets(_MOVED, MOVED) if move_has_news(self._vault, self._case_id) else found

    def _in_sets(self, sql: str, *which: str) -> dict[SignedWords, tuple[SignedBy, ...]]:
        said = _said_by(self._vault, sql, self._case_id, *which)
        return {words: tuple(map(self._signer, sorted(vaults))) for words, vaults in said.items()}

    def _signer(self, vault: str) -> SignedBy:
        member = None if self._team is None else self._team.owner(vault)
        return SignedBy(vault, "") if member is None else SignedBy(vault, member.name, member.id)

    def _words(self, kind: RecordKind, record_id: str, unit: str, under: str) -> SignedWords:
        """What a row says in a unit, as it was said under this id."""
        return _said(kind, under, of_unit(kind, unit, {**self._row(kind, record_id), "id": under}))

    def _row(self, kind: RecordKind, record_id: str) -> Row:
        if kind.table not in self._rows:
            rows = self._vault.records(kind).of(self._case_id)
            self._rows[kind.table] = {row[kind.key[0]]: row for row in rows}
        return self._rows[kind.table][record_id]

    @cached_property
    def _everything(self) -> Mapping[SignedWords, tuple[SignedBy, ...]]:
        """For rows that were written twice under one id: the second stands under an id of its own, which no set names."""
        return self._in_sets(_EVERY_SET)

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
    """The words of a form are its answers, whoever began it; a receipt stands in what moves of a pack that was sent."""
    return (ROW, STATE) if kind in (RESPONSES, PACKS) else (ROW,)


def _by_name(signed: Iterable[SignedBy]) -> str:
    return all_of(list(dict.fromkeys(one.name or _("Somebody") for one in signed)))


def _by_id(signed: Iterable[SignedBy]) -> str:
    return " ".join(sorted({one.member or one.vault for one in signed}))


def _said_by(vault: Vault, sql: str, *which: str) -> Mapping[SignedWords, frozenset[str]]:
    """Who said what in some sets; of a case that moved in those before, since whoever moved it says all of it again."""
    found: dict[SignedWords, frozenset[str]] = {}
    for row in vault.database.rows(sql, which):
        for one in vault.once_read(_said_in, row["words"]):
            found[one] = found.get(one, frozenset()) | {row["vault"]}
    return found


def _said_in(words: str) -> tuple[SignedWords, ...]:
    operations = decode(payload_of(words)).operations
    kinds = ((one, kind) for one in operations if (kind := shared_kind(one.table)) is not None)
    return tuple(
        _said(kind, one.key[0], value)
        for one, kind in kinds
        for unit, value in claims(kind, one)
        if unit in _units(kind) and value is not None
    )


def _said(kind: RecordKind, record_id: str, value: Mapping[str, Any]) -> SignedWords:
    """Without links to other cases, which the circle is not told of."""
    cut = {one.column for one in kind.fields if one.leaves_case}
    words = value_digest({name: said for name, said in value.items() if name not in cut})
    return SignedWords(kind.table, record_id, words)
