"""Move a case along its pathway."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.case import CaseStatus, may_become
from prevent_desktop.vault.vault import Vault


def set_case_status(vault: Vault, case_id: str, status: CaseStatus, *, now: datetime) -> None:
    """Move a case to `status` where the pathway allows it; a case that is further on stays there."""
    if may_become(vault.cases.get(case_id).status, status):
        vault.cases.set_status(case_id, status, at=now)
