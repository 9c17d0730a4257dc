"""Where the person was when the vault was locked or the program broke off: kept in the vault, since it names records.

What the text says is the window's affair. After a quit that somebody asked for there is none: the next start begins
on the first page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prevent_desktop.errors import RecordError
from prevent_desktop.vault.vault import Vault

_KEY = "where-left"


def keep(vault: Vault, text: str) -> None:
    """Keep where the person is, in place of what was kept; an empty text forgets it."""
    with vault.transaction():
        vault.settings.set(_KEY, text)


def kept(vault: Vault) -> str:
    """What was kept last; empty where nothing is."""
    return vault.settings.get(_KEY) or ""


def is_there(vault: Vault, subject: str, record_id: str) -> bool:
    """Whether the record that a page was about is still there; `subject` is what its route calls the id."""
    looks: Mapping[str, Callable[[str], object]] = {
        "person_id": vault.people.get,
        "case_id": vault.cases.get,
        "response_id": vault.responses.get,
        "pack_id": vault.packs.get,
        "received_id": vault.received.get,
        "attachment_id": vault.attachments.get,
        "draft_id": vault.peer_reviews.get,
        "conflict_id": vault.merge_conflicts.get,
    }
    try:
        return subject not in looks or bool(looks[subject](record_id))
    except RecordError:
        return False
