"""Cases of which nobody has how they were begun: of each vault so many are told, and none keeps another's out of sight."""

from __future__ import annotations

from prevent_desktop.vault.team.tables import MOST_WITHOUT_RECORD, SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import keep_case, later


def came(vault: Vault, writer: str, number: int, case_id: str, state: SetState = SetState.APPLIED) -> None:
    one = StoredSet(
        circle="main", vault=writer, number=number, digest=f"{number:064x}", case_id=case_id, words="w", state=state,
        received_at=later(number),
    )  # fmt: skip
    assert vault.team.keep(one)


def test_of_each_vault_those_in_which_it_wrote_last_are_told(vault: Vault) -> None:
    here = keep_case(vault)
    came(vault, "honest", 1, "lost with a disk")
    came(vault, "honest", 2, here.id)
    came(vault, "honest", 3, "waits", SetState.WAITING)
    many = 3 * MOST_WITHOUT_RECORD
    for number in range(1, many + 1):
        came(vault, f"changed~{number:08x}" if number % 2 else "changed", number, f"made up {number}")
    told = {case_id for case_id, _circle in vault.team.cases_without_record()}
    newest = {f"made up {number}" for number in range(many - MOST_WITHOUT_RECORD + 1, many + 1)}
    assert told == {"lost with a disk", *newest}
