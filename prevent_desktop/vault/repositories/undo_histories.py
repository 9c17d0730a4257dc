"""What can be undone in a draft: one text for each, as the screen wrote it. A trigger drops it with the draft."""

from __future__ import annotations

from prevent_desktop.vault.database import Database


class UndoHistories:
    """`draft` is the id of a response, or another name that the workflows give to what is being written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, draft: str) -> str:
        """The steps that were kept; empty where there are none."""
        return str(self._database.value("SELECT steps FROM undo_histories WHERE draft = ?", (draft,)) or "")

    def keep(self, draft: str, steps: str) -> None:
        """Keep `steps` in place of those before; empty ones take no room."""
        if steps:
            self._database.run(
                "INSERT INTO undo_histories (draft, steps) VALUES (?, ?) "
                "ON CONFLICT (draft) DO UPDATE SET steps = excluded.steps",
                (draft, steps),
            )
        else:
            self._database.run("DELETE FROM undo_histories WHERE draft = ?", (draft,))
