"""Why records are disposed of, and the certificate that is left: it names nobody and says nothing that was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.strict_json import parts_of, read
from prevent_desktop.translation import _

_VERSION = 1
_SHORTEST_NAME = 2


class Ground(StrEnum):
    """Why it is disposed of. Free words could name somebody, so the certificate has one of these."""

    PERIOD_OVER = "period-over"
    ERASURE_REQUEST = "erasure-request"
    COURT_ORDER = "court-order"
    RECORDED_IN_ERROR = "recorded-in-error"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """The ground in words."""
        return {
            Ground.PERIOD_OVER: _("The time to keep it is over"),
            Ground.ERASURE_REQUEST: _("The person asked for erasure, and it was granted"),
            Ground.COURT_ORDER: _("A court or the regulator ordered it"),
            Ground.RECORDED_IN_ERROR: _("It was recorded in error"),
            Ground.MOVED: _("The record was given to another organisation"),
        }[self]


class Scope(StrEnum):
    """What is disposed of."""

    CASE = "case"
    PERSON = "person"

    @property
    def label(self) -> str:
        """It in words."""
        return {Scope.CASE: _("One case"), Scope.PERSON: _("Everything about one person")}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was disposed of, why, by whom and when. Ids are opaque; months are ``2026-11``; no word is about anybody.

    `counts` are rows by table; `audit_head` (SHA-256, hexadecimal) is that of the audit just before, at
    `audit_position`. `backups` are the days of the first and the last backup that may still hold
    the records; those made by themselves are replaced by the day `backups_replaced_by`. Of `old_files` in the team's mailbox
    this vault takes its `own_files` out: so many wait for that, and so many could not be removed there.
    """

    id: str
    scope: Scope
    kinds: tuple[RetentionCategory, ...]
    opened: str
    closed: str
    ground: Ground
    rule: RetentionRule | None
    from_day: date | None
    due: date | None
    reference: str
    decided_by: str
    disposed_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    ids: tuple[str, ...]
    audit_position: int
    audit_head: str
    backups: tuple[date, date] | None = None
    backup_count: int = 0
    backups_replaced_by: date | None = None
    confirmed: tuple[str, ...] = ()
    not_heard: tuple[str, ...] = ()
    old_files: int = 0
    own_files: int = 0
    finished_at: datetime | None = None
    waiting_in_store: int = 0
    kept_in_store: int = 0

    def to_json(self) -> str:
        """The certificate as it is kept and handed on; what became of it afterwards stands beside it."""
        parts = parts_of(self)
        for later in ("finished_at", "waiting_in_store", "kept_in_store"):
            del parts[later]
        if not self.confirmed:
            for of_team in ("confirmed", "not_heard", "old_files", "own_files"):
                del parts[of_team]
        return json.dumps({"version": _VERSION, **parts}, ensure_ascii=False)

    @classmethod
    def read(cls, text: str, *, finished_at: datetime | None = None) -> Certificate:
        """The certificate that `to_json` wrote."""
        certificate: Certificate = read(cls, text, fixed={"version": _VERSION}, older=True)
        return replace(certificate, finished_at=finished_at)


def name_words(person: Person) -> frozenset[str]:
    """The words of a person's names, without capitals, for a check that none of them stays behind."""
    names = (
        person.forenames, person.surname, person.known_as, person.aliases, *(one.name for one in person.household)
    )  # fmt: skip
    parts = "".join(letter if letter.isalnum() else " " for letter in " ".join(names).casefold())
    return frozenset(word for word in parts.split() if len(word) >= _SHORTEST_NAME)


def names_somebody(text: str, person: Person) -> bool:
    """Whether a text that is to stay holds a word of the person's names."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return not name_words(person).isdisjoint(words)
