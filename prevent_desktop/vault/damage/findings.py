"""Why a vault is open for reading only, and what of it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prevent_desktop.errors import ReadOnlyVaultError
from prevent_desktop.vault.sql_errors import read_only_vault


class Why(StrEnum):
    """Why nothing can be written."""

    DAMAGED = "damaged"
    DISK_FULL = "disk-full"
    READ_ONLY_FOLDER = "read-only-folder"
    COPY = "copy"  # nothing is wrong: a copy that is only looked at


class Kind(StrEnum):
    """The kinds of record that can be lost, by the tables that hold them. All else is `OTHER`."""

    PERSON = "people"
    CASE = "cases"
    NOTE = "notes"
    EVENT = "events"
    FORM = "responses"
    DECISION = "decisions"
    ATTACHMENT = "attachments"
    PACK = "packs"
    AUDIT = "audit"
    SETTING = "settings"
    QUESTIONS = "questionnaires"
    SEARCH = "search"
    OTHER = "other"

    @classmethod
    def of_table(cls, table: str) -> Kind:
        """The kind that a table holds."""
        if table in _SEARCHED:
            return cls.SEARCH
        return cls(table) if table in cls._value2member_map_ else cls.OTHER


_SEARCHED = frozenset({"person_texts", "record_texts", "drafts_to_index"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Records of one kind that cannot be read: how many (None where nobody can tell) and between which times (UTC)."""

    kind: Kind
    count: int | None
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of a vault that is open for reading only.

    `reason` is the title of the error that led here, in words. `placeholders` are the ids of people and cases that
    could not be read and stand for what hangs on them: what they say is ours, not the record's.
    """

    why: Why
    reason: str
    lost: tuple[Lost, ...] = ()
    placeholders: frozenset[str] = frozenset()

    @property
    def refusal(self) -> ReadOnlyVaultError:
        """What every change to such a vault ends with."""
        return read_only_vault()
