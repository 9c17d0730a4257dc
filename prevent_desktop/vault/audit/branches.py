"""What was written down in another copy of this vault since the two parted: kept in full, and bound to our own chain.

An entry ``vault.merged`` of ours has the digest of the newest of them as its detail. So a branch that was edited, cut
or added to is noticed: each entry holds the digest of the one before, down to an entry of our own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from prevent_desktop.errors import AuditChainError
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.anchor import START
from prevent_desktop.vault.audit.entries import AuditEntry, read_entry, row_digest
from prevent_desktop.vault.database import Database

MERGED = "vault.merged"
_COLUMNS = ("position", "at", "action", "subject", "detail", "previous", "digest")

# An entry that hangs in the air: neither our chain nor a branch has the one before it.
_WITHOUT_PAST = f"""
SELECT min(position) FROM audit_branches AS one WHERE previous <> '{START}'
AND NOT EXISTS (SELECT 1 FROM audit WHERE digest = one.previous AND position = one.position - 1)
AND NOT EXISTS (SELECT 1 FROM audit_branches WHERE digest = one.previous AND position = one.position - 1)
"""  # noqa: S608 - our own constant
# An entry that nothing goes on from, and that no joining named.
_UNNAMED = """
SELECT min(position) FROM audit_branches AS one
WHERE NOT EXISTS (SELECT 1 FROM audit_branches WHERE previous = one.digest)
AND NOT EXISTS (SELECT 1 FROM audit WHERE action = :merged AND detail = one.digest)
AND NOT EXISTS (SELECT 1 FROM audit_branches WHERE action = :merged AND detail = one.digest)
"""
_LOST = """
SELECT count(*) FROM (
    SELECT detail FROM audit WHERE action = :merged UNION ALL
    SELECT detail FROM audit_branches WHERE action = :merged
) WHERE detail NOT IN (SELECT digest FROM audit_branches) AND detail NOT IN (SELECT digest FROM audit)
"""


class Branches:
    """The audit entries of other copies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: Any) -> bool:
        """Keep an entry as it stands in the other copy; whether neither our chain nor a branch had it."""
        values = {name: row[name] for name in _COLUMNS}
        added = self._database.run(
            "INSERT INTO audit_branches (digest, position, at, action, subject, detail, previous) "
            "SELECT :digest, :position, :at, :action, :subject, :detail, :previous "
            "WHERE NOT EXISTS (SELECT 1 FROM audit WHERE digest = :digest) ON CONFLICT DO NOTHING",
            values,
        )
        return bool(added.rowcount)

    def knows(self, digest: str) -> bool:
        """Whether our chain or a branch has this entry."""
        sql = "SELECT 1 FROM audit WHERE digest = :digest UNION ALL SELECT 1 FROM audit_branches WHERE digest = :digest"
        return self._database.row(sql, {"digest": digest}) is not None

    def about(self, subjects: Iterable[str]) -> tuple[AuditEntry, ...]:
        """Entries of other copies with one of these subjects, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM audit_branches WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY at, position",
            (json.dumps(list(subjects)),),
        )
        return tuple(map(read_entry, rows))

    def entries(self) -> tuple[AuditEntry, ...]:
        """All entries of other copies, oldest first."""
        return tuple(
            map(read_entry, self._database.rows("SELECT * FROM audit_branches ORDER BY at, position, digest"))
        )

    def verify(self) -> int:
        """Check every entry, and that each branch is bound to our chain at both ends; the number of entries.

        Raises AuditChainError, which names the first entry that does not fit.
        """
        number = 0
        for row in self._database.stream("SELECT * FROM audit_branches ORDER BY position"):
            number += 1
            if row_digest(row) != row["digest"]:
                raise _broken(row["position"])
        merged = {"merged": MERGED}
        for sql, parameters in ((_WITHOUT_PAST, {}), (_UNNAMED, merged)):
            position = self._database.value(sql, parameters)
            if position is not None:
                raise _broken(position)
        if self._database.value(_LOST, merged):
            raise _broken(0)
        return number


def _broken(position: int) -> AuditChainError:
    told = _("Entry {number} of the other laptop does not fit: an entry was changed, taken out or put in.")
    return AuditChainError(
        _("The audit of the other laptop does not add up"),
        told.format(number=position) if position else _("Its newest entry is missing."),
        _("Do not rely on this vault. Tell your IT team, and compare it with your newest backup."),
    )
