"""The schema's numbered steps, and how a database is brought to the newest one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlcipher3 import dbapi2

from prevent_desktop.errors import NewerVaultError
from prevent_desktop.translation import _
from prevent_desktop.vault.database import Database

_FOLDER = Path(__file__).resolve().parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: `number` is the schema version that `sql` leads to."""

    number: int
    sql: str


def our_migrations(folder: Path = _FOLDER) -> tuple[Migration, ...]:
    """The steps in `folder` (``0001_….sql``), in order; read once, since they come with the program."""
    return _steps_in(folder)


@cache
def _steps_in(folder: Path) -> tuple[Migration, ...]:
    return tuple(
        Migration(int(path.name[:4]), path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.sql"))
    )


def statements(sql: str) -> list[str]:
    """The single statements of a script; a trigger's body stays whole."""
    found, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if dbapi2.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def schema_version(database: Database) -> int:
    """The number of the last step that was taken; 0 for an empty database."""
    return int(database.value("PRAGMA user_version"))


def migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """Take all steps that are missing, in one transaction."""
    with database.transaction():
        present = schema_version(database)
        for migration in migrations:
            if migration.number > present:
                for statement in statements(migration.sql):
                    database.run(statement)
                database.run(f"PRAGMA user_version = {migration.number}")


def newer_schema() -> NewerVaultError:
    """The error for a schema that this program does not know."""
    return NewerVaultError(
        _("This vault was used with a newer version of the program"),
        _("This version cannot read it. Nothing was changed."),
        _("Install the newest version of Prevent Desktop, then open the vault again."),
    )
