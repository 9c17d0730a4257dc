"""Is each vault that a test left whole: by the check after unlocking, and by what that check does not ask?

Beside damage that is what no record may lack and nobody would see at once: a reference to nothing, a record that search does
not find or finds by other words, a file of which nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import ATTACHMENTS, KINDS, RESPONSES
from prevent_desktop.errors import PreventDesktopError, VaultInUseError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault

_KNOWN_FILES = frozenset(
    {
        "vault.db",
        "slots.json",
        "anchor.json",
        "tries.json",
        "tries.lock",
        "instance.lock",
        "attachments",
        "team-copies",
    }
)
_KEYS = {kind.table: kind.key[0] for kind in KINDS}
Row = Mapping[str, Any]


class Closed:
    """The vaults that were closed since it was asked last, by their folders."""

    def __init__(self) -> None:
        self._keys: dict[Path, VaultKey] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note each that is closed."""
        close = Vault.close

        def noted(vault: Vault) -> None:
            if not vault.is_read_only:
                self._keys[vault.folder] = vault.key
            close(vault)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Vault, "close", noted)
            yield

    def forget(self) -> None:
        """Ask of none that was closed before."""
        self._keys = {}

    def wrong(self) -> list[str]:
        """What is not whole in those that are still there, and open nowhere; in words."""
        closed, self._keys = self._keys, {}
        found = [wrong for folder, key in closed.items() for wrong in _wrong_in(folder, key)]
        self.forget()  # nor is what was opened to be looked at
        return found


def _wrong_in(folder: Path, key: VaultKey) -> list[str]:
    if not (folder / "vault.db").exists():
        return []
    try:
        with Vault.open(folder, key) as vault:
            integrity.check_at_unlock(vault)
            report = integrity.check(vault)
            strays = {*report.stray_files} - _ids_in(vault, "left_to_remove", "id")
            files = {path.name for path in folder.iterdir() if not path.name.startswith("vault.db-")}
            wrong = [
                *_references_to_nothing(vault),
                *_wrong_in_search(vault),
                *strays,
                *(files - _KNOWN_FILES),
            ]
    except VaultInUseError:
        return []
    except PreventDesktopError as error:
        wrong = [str(error)]
    return [f"{folder.name}: {one}" for one in wrong]


def _ids_in(vault: Vault, table: str, column: str) -> set[str]:
    return {row[0] for row in vault.database.rows(f"SELECT {column} FROM {table}")}  # noqa: S608 - our own names


def _references_to_nothing(vault: Vault) -> Iterator[str]:
    for kind in KINDS:
        for field in kind.fields:
            if field.refers:
                there = f"SELECT {_KEYS[field.refers]} FROM {field.refers}"  # noqa: S608 - our own names
                sql = f"SELECT count(*) FROM {kind.table} WHERE {field.column} <> '' AND {field.column} NOT IN ({there})"  # noqa: S608
                if vault.database.value(sql):
                    yield f"{kind.table}.{field.column} refers to what is not there"


def _wrong_in_search(vault: Vault) -> Iterator[str]:
    vault.responses.index_drafts()
    texts = {row["record_id"]: row for row in vault.database.rows("SELECT * FROM record_texts")}
    not_come = _ids_in(vault, "team_files", "record_id")  # the name of a file is found before it has come
    for kind in KINDS:
        for row in map(dict, vault.database.rows(f"SELECT * FROM {kind.table}") if kind.found else ()):  # noqa: S608
            if _is_searched(kind, row):
                yield from _wrong_text(kind, row, texts.pop(row["id"], None))
    yield from (
        f"search finds a record that is gone: {row['kind']}"
        for key, row in texts.items()
        if key not in not_come
    )


def _is_searched(kind: RecordKind, row: Row) -> bool:
    return not (kind is RESPONSES and row["kept_apart"]) and row["case_id"] is not None


def _wrong_text(kind: RecordKind, row: Row, text: Row | None) -> Iterator[str]:
    if text is None:
        yield f"search does not find a record: {kind.table}"
    elif (text["kind"], text["case_id"]) != (kind.name, row["case_id"]) or not _says_the_same(
        kind, row, text["body"]
    ):
        yield f"search finds other words than stand there: {kind.table}"


def _says_the_same(kind: RecordKind, row: Row, body: str) -> bool:
    if kind is RESPONSES:
        return body == answer_text(row["content"])
    if kind is ATTACHMENTS:  # the words in the file stand below
        return body.startswith(row["description"])
    if kind.found is None or not kind.found.body:
        return True
    return body == "\n".join(filter(None, (row[name] for name in kind.found.body))).strip()
