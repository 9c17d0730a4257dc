"""What a vault wrote after it was removed from the team: set aside, until a lead lets it count for everybody."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles import membership, take_back_in
from prevent_desktop.workflows.team.verdicts import Reason


def may_count(vault: Vault, stored: StoredSet) -> bool:
    """Whether this was set aside for that alone, and this vault is a lead's, who decides it."""
    found = membership(vault)
    if found is None or not found.is_present or vault.is_read_only or stored.reason != Reason.REMOVED:
        return False
    owner = found.team.owner(found.own.id)
    return owner is not None and owner.role is Role.LEAD


def let_count(vault: Vault, key: str, *, now: datetime) -> None:
    """Let what was set aside count, with all that its vault wrote before it; it is joined in the next round, everywhere.

    `key` is as in `late_key`. UsageError where this vault does not decide that.
    """
    found = (one for one in vault.team.in_state(SetState.SET_ASIDE) if late_key(one) == key)
    stored = next(found, None)
    if stored is not None:
        take_back_in(vault, stored.circle, stored.vault, stored.number, now=now)


def late_key(stored: StoredSet) -> str:
    """What names a set on a page."""
    return f"{stored.circle} {stored.vault} {stored.number} {stored.digest}"
