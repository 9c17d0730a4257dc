"""Full-text search inside the vault (SQLite FTS5): each typed word begins a word of the text, accents do not matter.

Hits come newest first rather than ranked: ranking would have to look at every match, and a common word has
tens of thousands in a large vault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.vault.database import Database, setting_refused

_MOST_WORDS = 12
_LONGEST_TEXT = 400
_SNIPPET_WORDS = 16
_NEVER_IN_WORDS = re.compile(r'["\0\ud800-\udfff]')  # the quotation mark, and what SQLite cannot take


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One record that holds all the words, of the kind with this name. `label` names no person, and is empty for what has none; `snippet` is the text around the words."""

    kind: str
    record_id: str
    case_id: str | None
    person_id: str
    label: str
    snippet: str

    @property
    def title(self) -> str:
        """The kind in words."""
        title = record_kinds.kind_named(self.kind).title
        return "" if title is None else title()


def search_expression(untrusted_text: str) -> str:
    """The FTS5 expression for what a person typed: every word quoted, so that nothing is taken as an operator.

    Empty where nothing in the text can be searched for.
    """
    words = _NEVER_IN_WORDS.sub(" ", untrusted_text[:_LONGEST_TEXT]).split()
    searchable = [word for word in words if any(map(str.isalnum, word))]
    return " AND ".join(f'"{word}"*' for word in searchable[:_MOST_WORDS])


class SearchIndex:
    """The texts that can be searched. The repositories put them in; triggers keep the FTS5 tables in step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assert_settings(self) -> None:
        """Raise ProgramError where deleted text would stay readable in an index (FTS5 `secure-delete`)."""
        for index in ("person_index", "record_index"):
            if self._database.value(f"SELECT v FROM {index}_config WHERE k = 'secure-delete'") != 1:  # noqa: S608 - our own names
                raise setting_refused(f"secure-delete {index}")

    def put_person(self, person_id: str, names: str, details: str) -> None:
        """Make a person findable by these texts, in place of earlier ones."""
        self._database.run(
            "INSERT INTO person_texts (person_id, names, details) VALUES (?, ?, ?) "
            "ON CONFLICT (person_id) DO UPDATE SET names = excluded.names, details = excluded.details "
            "WHERE names <> excluded.names OR details <> excluded.details",
            (person_id, names, details),
        )

    def put(self, kind: RecordKind, record_id: str, case_id: str, *, label: str, body: str) -> None:
        """Make a record of a case findable by these texts, in place of what was known of it before its file came."""
        self._database.run(
            "INSERT INTO record_texts (kind, record_id, case_id, label, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (record_id) DO UPDATE SET case_id = excluded.case_id, label = excluded.label, body = excluded.body "
            "WHERE case_id <> excluded.case_id OR label <> excluded.label OR body <> excluded.body",
            (kind.name, record_id, case_id, label, body),
        )

    def put_row(self, kind: RecordKind, row: Mapping[str, Any]) -> None:
        """Make a record of a case findable by the columns that its declaration names, where it names any."""
        if kind.found is not None:
            body = "\n".join(filter(None, (row[name] for name in kind.found.body)))
            label = row[kind.found.label] if kind.found.label else ""
            self.put(kind, row["id"], row["case_id"], label=label, body=body.strip())

    def body_of(self, record_id: str) -> str:
        """The text of a record; empty where it is not in the index."""
        return str(
            self._database.value("SELECT body FROM record_texts WHERE record_id = ?", (record_id,)) or ""
        )

    def replace_body(self, record_id: str, body: str) -> None:
        """Put a record's new text in place of the old; the same text again costs nothing."""
        self._database.run(
            "UPDATE record_texts SET body = ? WHERE record_id = ? AND body <> ?", (body, record_id, body)
        )

    def move(self, record_id: str, case_id: str) -> None:
        """Let a record belong to another case."""
        self._database.run("UPDATE record_texts SET case_id = ? WHERE record_id = ?", (case_id, record_id))

    def people_named(self, untrusted_text: str, limit: int) -> list[str]:
        """The ids of people with these words in their names, the one added last first."""
        expression = search_expression(untrusted_text)
        return self._people(f"names : ({expression})", limit) if expression else []

    def people(self, untrusted_text: str, limit: int) -> list[str]:
        """The ids of people with these words in their names or details, the one added last first."""
        expression = search_expression(untrusted_text)
        return self._people(expression, limit) if expression else []

    def records(self, untrusted_text: str, limit: int) -> list[SearchHit]:
        """Records of cases with these words, the one added last first."""
        expression = search_expression(untrusted_text)
        if not expression:
            return []
        sql = f"""
            SELECT kind, record_id, record_texts.case_id, person_id, record_texts.label,
                snippet(record_index, 1, '', '', '…', {_SNIPPET_WORDS}) AS snippet
            FROM record_index JOIN record_texts ON record_texts.row = record_index.rowid
            JOIN cases ON cases.id = record_texts.case_id
            WHERE record_index MATCH ? ORDER BY record_index.rowid DESC LIMIT ?
        """  # noqa: S608 - the number is our own
        rows = self._database.rows(sql, (expression, limit))
        return [
            SearchHit(
                kind=row["kind"], record_id=row["record_id"], case_id=row["case_id"], person_id=row["person_id"],
                label=row["label"], snippet=row["snippet"],
            )
            for row in rows
        ]  # fmt: skip

    def _people(self, expression: str, limit: int) -> list[str]:
        sql = """
            SELECT person_id FROM person_index JOIN person_texts ON person_texts.row = person_index.rowid
            WHERE person_index MATCH ? ORDER BY person_index.rowid DESC LIMIT ?
        """
        return [row["person_id"] for row in self._database.rows(sql, (expression, limit))]
