"""Where two copies of one vault parted: the last entry that both audits have in common, and what each knows of the other."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.errors import MergeError
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.branches import MERGED
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """`position` and `at` (as text) are of the last entry in common.

    What was written here before the entry `known_of_ours` of our audit is known to the other copy, from an earlier joining or
    from before they parted; what was written there before the entry `known_of_theirs` of theirs is known here.
    """

    position: int
    at: str
    known_of_ours: int
    known_of_theirs: int


def find_fork(ours: Vault, theirs: Vault) -> Fork:
    """Where they parted. Raises MergeError where they have no beginning in common. Both chains were checked before."""
    position = _last_in_common(ours.database, theirs.database)
    if position == 0:
        raise another_vault()
    at = str(ours.database.value("SELECT at FROM audit WHERE position = ?", (position,)))
    return Fork(
        position=position,
        at=at,
        known_of_ours=_known(ours, theirs, position),
        known_of_theirs=_known(theirs, ours, position),
    )


def _last_in_common(ours: Database, theirs: Database) -> int:
    """Each entry holds the digest of the one before, so what is alike at one position is alike up to there."""
    newest = "SELECT coalesce(max(position), 0) FROM audit"
    low, high = 0, min(int(ours.value(newest)), int(theirs.value(newest)))
    while low < high:
        middle = (low + high + 1) // 2
        sql = "SELECT digest FROM audit WHERE position = ?"
        if ours.value(sql, (middle,)) == theirs.value(sql, (middle,)):
            low = middle
        else:
            high = middle - 1
    return low


def _known(of: Vault, to: Vault, otherwise: int) -> int:
    """The newest entry of one copy that the other took in by an earlier joining."""
    heads = to.database.rows("SELECT detail FROM audit WHERE action = ?", (MERGED,))
    sql = "SELECT position FROM audit WHERE digest = ?"
    positions = [of.database.value(sql, (row["detail"],)) for row in heads]
    return max([otherwise, *(int(position) for position in positions if position is not None)])


def join_audit(ours: Vault, theirs: Vault, fork: Fork) -> int:
    """Keep what the other copy wrote down since they parted, and what it kept of others; how many entries are new."""
    new = 0
    for sql, parameters in (
        ("SELECT * FROM audit WHERE position > ? ORDER BY position", (fork.position,)),
        ("SELECT * FROM audit_branches ORDER BY position", ()),
    ):
        new += sum(ours.branches.add(row) for row in theirs.database.stream(sql, parameters))
    return new


def another_vault() -> MergeError:
    """The error for a vault that is not a copy of this one."""
    return MergeError(
        _("This is another vault"),
        _("Only a copy of the vault that is open can be joined with it. Nothing was changed."),
        _("Choose a backup of this vault, or its folder on the other laptop."),
    )
