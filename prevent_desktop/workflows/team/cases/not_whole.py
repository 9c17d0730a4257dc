"""Entries of a shared case that wait for something that has not come, with the words that did come, so that none is out of sight.

How one was begun, or what it belongs to, may have been on a disk that is gone, and in no mailbox. Such an entry cannot stand in the
record; what its change-sets say of it is told beside it, also once this vault has left the team that shared the case. Files that have not
come are told by `files_not_come`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.record_kind import Field, RecordKind, Type
from prevent_desktop.casework.record_kinds import ATTACHMENTS, RESPONSES
from prevent_desktop.casework.team.folding import FoldedCase, FoldedRow, RowName
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.strict_json import COMPACT
from prevent_desktop.translation import _
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.team.not_whole_before import EntryBefore
from prevent_desktop.vault.team.rows import read_key
from prevent_desktop.vault.team.units import key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.record_lines import texts
from prevent_desktop.workflows.team.cases.waiting_case import WaitingCase, waiting_case
from prevent_desktop.workflows.team.circles.statements import membership

_WRITTEN: Final = frozenset({Type.TEXT, Type.TEXTS, Type.JSON})


class Lacks(StrEnum):
    """What an entry waits for."""

    BEGINNING = "beginning"
    QUESTIONS = "questions"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWhole:
    """One such entry. `texts` are what came of it, each with its label, which may be empty; `who` is empty for nobody of the team.

    `may_go_on` where all that was written when it was begun is here, and says nothing against it: it is no form, and came in no pack, whose
    sender may want to be asked. `kept_apart` is a form that no search finds, or may be one.
    """

    name: RowName
    what: str
    who: str
    at: datetime
    lacks: Lacks
    texts: tuple[tuple[str, str], ...]
    may_go_on: bool
    kept_apart: bool

    @property
    def said(self) -> tuple[str, ...]:
        """What came of it, each with its label where it has one."""
        named = _("{label}: {value}")
        return tuple(named.format(label=label, value=text) if label else text for label, text in self.texts)

    @property
    def words(self) -> str:
        """What it is, and what it waits for, in a sentence."""
        by_whom = (
            _("{what}, written by {who}").format(what=self.what, who=self.who) if self.who else self.what
        )
        match self.lacks:
            case Lacks.BEGINNING:
                return _("{entry}: how it was begun has not come.").format(entry=by_whom)
            case Lacks.QUESTIONS:
                return _("{entry}: the questions of the form have not come.").format(entry=by_whom)
            case Lacks.OTHER:
                return _("{entry}: what it belongs to has not come.").format(entry=by_whom)


def not_whole(vault: Vault, case_id: str) -> tuple[NotWhole, ...]:
    """Those of a case, the newest first. Reads only."""
    names, circle = vault.team.waiting_rows(case_id), vault.team.circle_of(case_id)
    waiting = _told(vault, waiting_case(vault, case_id, circle), names) if names and circle else []
    here = {one.name for one in waiting}
    return _newest_first([*waiting, *(one for one in _kept_before(vault, case_id) if one.name not in here)])


def cases_with_any(vault: Vault) -> tuple[str, ...]:
    """The cases of the record that have such entries. Reads only."""
    return tuple(dict.fromkeys((*vault.team.cases_that_wait(), *vault.team.not_whole_before.cases())))


def keep_not_whole(vault: Vault) -> None:
    """Keep those of each case, before what says so goes with the team that this vault leaves. In the caller's transaction.

    Of cases of which nobody has how they were begun nothing is kept: they are in no record.
    """
    for case_id in vault.team.cases_that_wait():
        vault.team.not_whole_before.keep(
            EntryBefore(
                case_id=case_id, record_table=one.name.table, record_key=key_text(one.name.key), who=one.who, at=one.at,
                lacks=one.lacks.value, texts=json.dumps(one.texts, **COMPACT), may_go_on=one.may_go_on, kept_apart=one.kept_apart,
            )
            for one in not_whole(vault, case_id)
        )  # fmt: skip


def _kept_before(vault: Vault, case_id: str) -> Iterator[NotWhole]:
    """Those that were not whole when a team was left, and are not in the record since."""
    for one in vault.team.not_whole_before.of(case_id):
        kind, key = shared_kind(one.record_table), read_key(one.record_key)
        if kind is None or _stands(vault, kind, key):
            continue
        texts_ = tuple((label, text) for label, text in json.loads(one.texts))
        yield NotWhole(
            name=RowName(one.record_table, key), what="" if kind.title is None else kind.title(), who=one.who, at=one.at,
            lacks=Lacks(one.lacks), texts=texts_, may_go_on=one.may_go_on, kept_apart=one.kept_apart,
        )  # fmt: skip


def _stands(vault: Vault, kind: RecordKind, key: tuple[Any, ...]) -> bool:
    which = " AND ".join(f"{column} = ?" for column in kind.key)
    return vault.database.value(f"SELECT 1 FROM {kind.table} WHERE {which}", key) is not None  # noqa: S608 - our own words


def cases_not_whole(vault: Vault) -> tuple[NotWhole, ...]:
    """The entries of cases of which nobody has how they were begun, so that they have no record here: the newest first. Reads only."""
    found: list[NotWhole] = []
    for case_id, circle in vault.team.cases_without_record():
        case = waiting_case(vault, case_id, circle)
        found += _told(vault, case, (*case.folded.rows, *case.folded.half))
    return _newest_first(found)


def _newest_first(found: Iterable[NotWhole]) -> tuple[NotWhole, ...]:
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _told(vault: Vault, case: WaitingCase, names: Iterable[RowName]) -> list[NotWhole]:
    """What is told of these rows of a case."""
    told = (_entry(vault, case, name) for name in names)
    return [one for one in told if one is not None]


def _entry(vault: Vault, case: WaitingCase, name: RowName) -> NotWhole | None:
    folded = case.folded
    kind, row = shared_kind(name.table), folded.half.get(name) or folded.rows.get(name)
    if kind is None or kind is ATTACHMENTS or row is None or not row.values:
        return None
    first = folded.rows.get(folded.twins.get(name, name), row)  # of two, nothing says who wrote which
    newest = case.newest(first)
    found = membership(vault) if first is row else None
    owner = None if found is None else found.team.owner(newest.vault)
    return NotWhole(
        name=name,
        what="" if kind.title is None else kind.title(),
        who="" if owner is None else owner.name,
        at=newest.at,
        lacks=_lacks(vault, folded, row),
        texts=tuple(_texts(kind, row.values)),
        may_go_on=row.name not in folded.half and kind is not RESPONSES and not _came_in(kind, row),
        kept_apart=kind is RESPONSES and bool(row.values.get("kept_apart", True)),
    )


def _came_in(kind: RecordKind, row: FoldedRow) -> bool:
    links = [one.column for one in kind.fields if one.refers == RECEIVED_PACKS.table]
    return kind is RECEIVED_PACKS or any(row.values[link] is not None for link in links)


def _lacks(vault: Vault, folded: FoldedCase, row: FoldedRow) -> Lacks:
    if row.name in folded.half:
        return Lacks.BEGINNING
    questions = row.values.get("questionnaire_digest")
    return Lacks.OTHER if questions is None or vault.questionnaires.has(questions) else Lacks.QUESTIONS


def _texts(kind: RecordKind, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What people wrote in it, a field at a time; answers as a search finds them."""
    for one in kind.fields:
        value = values.get(one.column)
        if not value or not one.member or one.type not in _WRITTEN:
            continue
        is_form = kind is RESPONSES and one.type is Type.JSON
        text = answer_text(value) if is_form else "; ".join(texts(_parsed(one, value)))
        if text:
            yield ("" if one.label is None else one.label()), text


def _parsed(field: Field, value: str) -> Any:
    return value if field.type is Type.TEXT else json.loads(value)
