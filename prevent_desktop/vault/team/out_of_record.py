"""A shared case of which no set says any more how it was begun: it leaves the record as if it had never come.

So it is where all that a vault wrote after it was removed from the team counts no more. The sets stay, set aside or waiting, and
bring the case back where a lead lets them count.
"""

from __future__ import annotations

from prevent_desktop.casework.record_kinds import CASES
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.folding import FoldedCase, RowName
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault


def counts_no_more(vault: Vault, case_id: str, folded: FoldedCase) -> bool:
    """Whether the case stands here by a set that does not count any more."""
    if RowName(CASES.table, (case_id,)) in folded.rows:
        return False
    known = vault.team.units.of(case_id)
    begun = known.get(UnitPlace(CASES.table, key_text([case_id]), ROW))
    return begun is not None and bool(begun.operations)


def take_out_of_record(vault: Vault, case_id: str) -> None:
    """Take all its rows out, and its person where there is no other case of theirs. In the caller's transaction."""
    person_id = vault.cases.get(case_id).person_id
    alone = len(vault.cases.of_person(person_id)) == 1
    sets = [dict(row) for row in vault.database.rows("SELECT * FROM team_sets WHERE case_id = ?", (case_id,))]
    remove_rows(vault, [case_id], person_id, with_person=alone)
    for one in sets:
        vault.database.insert("team_sets", **one)
