"""Saving the sheet with the recovery code of the open vault; that of a practice vault is marked as one."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ShowCodePane
from prevent_desktop.workflows.organisation.settings import practice_words


def save_code(tasks: Tasks, code: str, path: Path, pane: ShowCodePane) -> None:
    """Write the sheet with the recovery code to `path`, on a worker; `pane` tells what became of it."""

    def save(remark: str) -> None:
        def work() -> None:
            from datetime import UTC, datetime

            from prevent_desktop.ui.vault_admin.unlock.sheet import save_recovery_sheet

            save_recovery_sheet(code, path, made_at=datetime.now(UTC), remark=remark)

        tasks.in_background(work, lambda _none: pane.tell_saved(), pane.show_failure)

    tasks.in_vault(practice_words, save, pane.show_failure)
