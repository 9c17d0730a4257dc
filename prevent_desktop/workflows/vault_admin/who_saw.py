"""Who has seen one person's record, written in it, sent from it or taken something out: the audit in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.entries import AuditEntry
from prevent_desktop.vault.audit.reading import Read, page_about, sittings_by_escrow
from prevent_desktop.vault.audit.subjects import Subject, subjects_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.audit_words import OF_EVERYBODY, words_by_kind

PAGE_LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """One thing that was done, in words. `key` tells it from others; `kind` is None for what has no words yet."""

    key: str
    at: datetime
    kind: SeenKind | None
    what: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """Lines, newest first, and whether older ones follow."""

    lines: tuple[SeenLine, ...]
    has_more: bool


def who_saw(
    vault: Vault, person_id: str, *, kind: SeenKind | None = None, skip: int = 0, limit: int = PAGE_LINES
) -> SeenPage:
    """`limit` lines about a person and all their cases after the first `skip`; of one kind, or of all for None."""
    subjects = {subject.id: subject for subject in subjects_of(vault.database, person_id)}
    words = words_by_kind()
    found = page_about(
        vault.database,
        subjects,
        actions=None if kind is None else words[kind],
        of_vault=OF_EVERYBODY if kind in {None, SeenKind.VAULT} else (),
        skip=skip,
        limit=limit + 1,
    )
    sittings = sittings_by_escrow(vault.database)
    kinds = {action: (each, told) for each, told_of in words.items() for action, told in told_of.items()}
    lines = tuple(_line(read, subjects, kinds, sittings) for read in found[:limit])
    return SeenPage(lines=lines, has_more=len(found) > limit)


_Kinds = Mapping[str, tuple[SeenKind, str]]
_Sittings = tuple[tuple[int, int | None], ...]


def _line(read: Read, subjects: Mapping[str, Subject], kinds: _Kinds, sittings: _Sittings) -> SeenLine:
    entry = read.entry
    subject = subjects.get(entry.subject)
    kind, told = kinds.get(entry.action, (None, entry.action))
    return SeenLine(
        key=f"{int(read.elsewhere)}:{entry.position}",
        at=entry.at,
        kind=kind,
        what=told.replace("{thing}", _thing(subject)),
        who=_who(read, subject, sittings),
    )


def _thing(subject: Subject | None) -> str:
    if subject is None:
        return _("record")
    return short_pack_id(subject.id) if subject.is_short_id else subject.name or _("record")


def _who(read: Read, subject: Subject | None, sittings: _Sittings) -> str:
    entry = read.entry
    if entry.action == "receipt.verified" and subject is not None:
        return subject.name or _("Receiver")
    if read.elsewhere:
        return _("You, on the other laptop")
    if entry.action == "escrow.used" or _by_escrow(entry, sittings):
        return _("Your organisation, with its key")
    return _("You")


def _by_escrow(entry: AuditEntry, sittings: _Sittings) -> bool:
    return any(
        start <= entry.position and (until is None or entry.position < until) for start, until in sittings
    )
