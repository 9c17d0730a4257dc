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


def is_there(vault: Vault, name: str, record_id: str) -> bool:
    """Whether the record that a page was about is still there.

    `name` says which page: its form, case, person or pack is looked for; a page about no record is always there.
    """
    looks: Mapping[str, Callable[[str], object]] = {
        "record": vault.people.get,
        "form": vault.responses.get,
        "check": vault.responses.get,
        "note": vault.cases.get,
        "event": vault.cases.get,
        "details": vault.cases.get,
        "choice": vault.cases.get,
        "prepare": vault.cases.get,
        "different-sights": vault.cases.get,
        "signed": vault.packs.get,
        "mistake": vault.packs.get,
        "countersign": lambda pack_id: not pack_id or vault.packs.get(pack_id),
        "access": vault.people.get,
        "received": vault.received.get,
        "call": vault.packs.get,
        "answer": lambda key: vault.received.get(key.partition("/")[2]),
        "draft": vault.handed_drafts.get,
        "hand-on": vault.responses.get,
        "case-keeping": vault.cases.get,
        "difference": vault.merge_conflicts.get,
    }
    look = looks.get(name)
    try:
        return look is None or bool(look(record_id))
    except RecordError:
        return False
