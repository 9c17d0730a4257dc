"""Writing the sheet with the recovery code where the person asked for it. For a worker."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.packs.document.sheet import build_recovery_sheet
from prevent_desktop.translation import _


def save_recovery_sheet(code: str, path: Path, *, made_at: datetime, remark: str = "") -> None:
    """Write the PDF, with `remark` on it, to `path`, for its owner only. Raises NotSavedError where the disk does not take it."""
    with saving(path, _("The sheet could not be saved")):
        write_for_person(path, build_recovery_sheet(code, made_at, remark))
