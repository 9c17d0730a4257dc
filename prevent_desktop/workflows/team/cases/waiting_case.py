"""A shared case of which something waits, as its change-sets make it: worked out once for all that tells of it, and again when one comes or goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from prevent_desktop.casework.team.change_set import ROW, OperationId
from prevent_desktop.casework.team.folding import FoldedCase, FoldedRow, NamedSet, fold
from prevent_desktop.vault.once_read import Named
from prevent_desktop.vault.vault import Vault

_NAMES: Final = (
    "SELECT digest FROM team_sets WHERE case_id = ? AND circle = ? AND state = 'applied' ORDER BY digest"
)


class Written(NamedTuple):
    """Which vault wrote something, and when by its clock."""

    vault: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """What its sets make together, and who wrote each of them."""

    folded: FoldedCase
    _written: Mapping[tuple[str, int, str], Written]

    def newest(self, row: FoldedRow) -> Written:
        """Who said last what stands of a row."""
        return max(
            (self._by(each) for side in row.shown.values() for each in side.operations),
            key=lambda one: one.at,
        )

    def beginner(self, row: FoldedRow) -> str:
        """Which vault began it; empty for a second row of one id, of which nothing says it."""
        return min((each.vault for each in row.said_by(ROW)), default="")

    def _by(self, operation: OperationId) -> Written:
        return self._written[operation[:3]]


def waiting_case(vault: Vault, case_id: str, circle: str) -> WaitingCase:
    """The case as it stands by the sets of this circle that count. Reads only."""
    names = tuple(row["digest"] for row in vault.database.rows(_NAMES, (case_id, circle)))
    sets = Named(names, lambda: [one.named for one in vault.team.sets_of(case_id, circle)])
    return vault.once_read(_made_of, sets)


def _made_of(sets: Named[list[NamedSet]]) -> WaitingCase:
    named = sets.read()
    written = {one.id_of(0)[:3]: Written(one.change_set.vault, one.change_set.at) for one in named}
    return WaitingCase(fold(named), written)
