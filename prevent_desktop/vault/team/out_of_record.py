"""A shared case of which no set says any more how it was begun: it leaves the record as if it had never come.

So it is where all that a vault wrote after it was removed from the team counts no more. The sets stay, set aside or waiting, and
bring the case back where a lead lets them count. A case that was in another circle before stays as it stands: it was this vault's already, and
whoever went along with it loses nothing because whoever moved it is gone.
"""

from __future__ import annotations

from prevent_desktop.casework.record_kinds import CASES
from prevent_desktop.casework.team.change_set import ROW, OperationId
from prevent_desktop.casework.team.folding import FoldedCase, RowName
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault


def counts_no_more(vault: Vault, case_id: str, folded: FoldedCase) -> bool:
    """Whether the case stands here by a set that does not count any more."""
    if RowName(CASES.table, (case_id,)) in folded.rows:
        return False
    return bool(_begun_by(vault, case_id))


def is_begun_by_what_counts(vault: Vault, case_id: str, circle: str) -> bool:
    """Whether the case stands here by a set that counts in its circle, or by none: as it was noted, with nothing folded."""
    begun = _begun_by(vault, case_id)
    return not begun or any(_counts(vault, circle, one) for one in begun)


def _counts(vault: Vault, circle: str, said: OperationId) -> bool:
    sets = vault.team.under_number(circle, said.vault, said.number)
    return any(one.digest.startswith(said.mark) and one.state is SetState.APPLIED for one in sets)


def _begun_by(vault: Vault, case_id: str) -> tuple[OperationId, ...]:
    """What was noted to say how the case was begun."""
    begun = vault.team.units.of(case_id).get(UnitPlace(CASES.table, key_text([case_id]), ROW))
    return () if begun is None else begun.operations


def take_out_of_record(vault: Vault, case_id: str) -> None:
    """Take all its rows out, and its person where there is no other case of theirs. In the caller's transaction."""
    person_id = vault.cases.get(case_id).person_id
    alone = len(vault.cases.of_person(person_id)) == 1
    sets = [dict(row) for row in vault.database.rows("SELECT * FROM team_sets WHERE case_id = ?", (case_id,))]
    remove_rows(vault, [case_id], person_id, with_person=alone)
    for one in sets:
        vault.database.insert("team_sets", **one)
