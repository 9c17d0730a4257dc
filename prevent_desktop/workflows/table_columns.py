"""How wide somebody made the columns of tables: shares of the width, by the table's name. Nothing about people is in it."""

from __future__ import annotations

from collections.abc import Mapping

from prevent_desktop.strict_json import JsonError, read, text_of
from prevent_desktop.vault.vault import Vault

Shares = tuple[float, ...]

_KEY = "table-columns"
_MOST = 200


def table_columns(vault: Vault) -> dict[str, Shares]:
    """What was kept; nothing where it cannot be read: it is a comfort."""
    try:
        return dict(read(Mapping[str, Shares], vault.settings.get(_KEY) or "{}"))
    except JsonError:
        return {}


def keep_table_columns(vault: Vault, columns: Mapping[str, Shares]) -> None:
    """Keep it, in place of what was kept; nothing in a vault that is open for reading only."""
    if vault.is_read_only:
        return
    newest = dict(list(columns.items())[-_MOST:])
    with vault.transaction():
        vault.settings.set(_KEY, text_of(newest))
