"""What can be undone in a draft is kept with it, so that a lock, a crash or a flat battery takes no step back."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fill_form import save_draft


def history_of_draft(vault: Vault, response_id: str) -> str:
    """What can be undone in a draft, as it was kept with it; empty for nothing."""
    return vault.undo_histories.get(response_id)


def save_draft_with_history(
    vault: Vault,
    response_id: str,
    *,
    content: str,
    place: str,
    sections_done: int,
    sections_total: int,
    history: str | None,
    now: datetime,
) -> datetime:
    """Commit a draft and its history together and tell when; with None the history stays as it is kept."""
    with vault.transaction():
        save_draft(
            vault, response_id, content=content, place=place, sections_done=sections_done,
            sections_total=sections_total, now=now,
        )  # fmt: skip
        if history is not None:
            vault.undo_histories.keep(response_id, history)
    return now
