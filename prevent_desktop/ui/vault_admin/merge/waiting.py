"""What waits to be settled after a joining, in words: between one's own laptops, and in shared cases. No Qt."""

from __future__ import annotations

from typing import NamedTuple

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.vault_admin.merge.words import waiting_in_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases import settling
from prevent_desktop.workflows.vault_admin import merge_conflicts


class Waiting(NamedTuple):
    """The lines that lead to it; empty for none."""

    laptops: str
    shared: str


def read_waiting(vault: Vault) -> Waiting:
    """Count it, in the vault's lane."""
    laptops, shared = merge_conflicts.number_to_settle(vault), settling.number_to_settle(vault)
    return Waiting(waiting_in_words(laptops), _shared_in_words(shared))


def _shared_in_words(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "{number} difference in shared cases waits for you or a colleague",
        "{number} differences in shared cases wait for you or a colleague",
        number,
    ).format(number=number)
