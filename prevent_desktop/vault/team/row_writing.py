"""One row of a shared case as another vault wrote it, with all that hangs on it here: search, undo, what freezes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.team.readable import require_readable
from prevent_desktop.vault.vault import Vault

Row = Mapping[str, Any]


class RowWriter:
    """Puts rows of one case into the vault's tables. In the caller's transaction."""

    def __init__(self, vault: Vault, case_id: str) -> None:
        self._vault = vault
        self._database = vault.database
        self._index = SearchIndex(vault.database)
        self._case_id = case_id
        self._person_id = ""

    def insert(self, kind: RecordKind, row: Row) -> None:
        """Add a row that was not here. RecordError where it does not fit, or could not be read."""
        require_readable(kind.table, row)
        self._database.insert(kind.table, **row)
        match kind.table:
            case "people":
                self._person_id = row["id"]
            case "person_changes":
                self._person_id = row["person_id"]
            case "responses":
                if not row["kept_apart"]:
                    self._index.put(
                        kind, row["id"], row["case_id"], label=row["title"], body=answer_text(row["content"])
                    )
            case "answers":
                body = "\n".join(filter(None, (row["text"], row["reason"])))
                label = AnswerKind(row["kind"]).label
                self._index.put(kind, row["id"], row["case_id"], label=label, body=body)
            case _:
                self._index.put_row(kind, row)

    def update(self, kind: RecordKind, before: Row, row: Row) -> None:
        """Put what moves in a row in place of what stands. RecordError where it does not fit, or could not be read."""
        require_readable(kind.table, {**before, **row})
        columns = [one.column for one in kind.fields if one.moves and one.column in row]
        values = ", ".join(f"{name} = :{name}" for name in columns)
        where = " AND ".join(f"{name} = :{name}" for name in kind.key)
        self._database.run(f"UPDATE {kind.table} SET {values} WHERE {where}", {**before, **row})  # noqa: S608 - our own names
        self._index_anew(kind, before, row)

    def _index_anew(self, kind: RecordKind, before: Row, row: Row) -> None:
        match kind.table:
            case "people":
                self._person_id = before["id"]
            case "responses":
                if row["content"] != before["content"]:
                    self._vault.undo_histories.keep(before["id"], "")  # its steps lead to words that are gone
                self._vault.responses.index(before["id"])
            case "attachments":
                self._vault.attachments.index_description(before["id"], before["description"])

    def finish(self) -> None:
        """Let search find the person by all that is known of them now."""
        if self._person_id:
            self._vault.people.index(self._person_id)

    def replace_frozen(self, kind: RecordKind, before: Row, row: Row) -> None:
        """Put another row in place of one that is frozen, where the words of the one here stand in a row of their own by now.

        Only so can a form that was finished in two vaults have one and the same form under its id at everybody. The triggers let
        the rows of a case go while it stands in `disposing`, and the same transaction takes it out again.
        """
        self.remove_frozen(kind, before)
        self.insert(kind, {**before, **row})

    def remove_frozen(self, kind: RecordKind, row: Row) -> None:
        """Take away a row that counts no more; its set is kept, set aside."""
        where = " AND ".join(f"{name} = :{name}" for name in kind.key)
        self._database.insert("disposing", id=self._case_id)
        self._database.run("DELETE FROM drafts_to_index WHERE response_id = ?", (row.get("id"),))
        self._database.run("DELETE FROM record_texts WHERE record_id = ?", (row.get("id"),))
        self._database.run(f"DELETE FROM {kind.table} WHERE {where}", row)  # noqa: S608 - our own names
        self._database.run("DELETE FROM disposing WHERE id = ?", (self._case_id,))

    def remove(self, kind: RecordKind, row: Row) -> bool:
        """Take a row away, as its draft was elsewhere; whether it could be: something here may point to it."""
        if kind.table == "responses":
            return self._vault.responses.remove_draft(row["id"], row["content"])
        return False


def known_ids(vault: Vault, table: str, key: str, ids: Iterable[str]) -> set[str]:
    """Which of these ids stand in a table."""
    wanted = sorted(set(ids))
    if not wanted:
        return set()
    sql = f"SELECT {key} AS id FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
    return {row["id"] for row in vault.database.rows(sql, (json.dumps(wanted),))}
