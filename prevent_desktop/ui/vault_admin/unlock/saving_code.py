"""Saving the sheet with a recovery code, from wherever the code is shown."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ShowCodePane


def save_code(tasks: Tasks, code: str, path: Path, pane: ShowCodePane) -> None:
    """Write the sheet with the recovery code to `path`, on a worker; `pane` tells what became of it."""

    def work() -> None:
        from datetime import UTC, datetime

        from prevent_desktop.ui.vault_admin.unlock.sheet import save_recovery_sheet

        save_recovery_sheet(code, path, made_at=datetime.now(UTC))

    tasks.in_background(work, lambda _none: pane.tell_saved(), pane.show_failure)
