"""Where somebody was is kept in the vault, in place of what was kept before, until they quit."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import last_location
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_case, a_person


def test_the_place_is_kept_over_closing_and_forgotten_when_somebody_quits(tmp_path: Path) -> None:
    key = copied_vault(tmp_path / "vault").key
    with Vault.open(tmp_path / "vault", key) as vault:
        assert last_location.kept(vault) == ""
        last_location.keep(vault, "first")
        last_location.keep(vault, "second")
    with Vault.open(tmp_path / "vault", key) as vault:
        assert last_location.kept(vault) == "second"
        last_location.keep(vault, "")
        assert last_location.kept(vault) == ""
        person = a_person()
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
        assert last_location.is_there(vault, "person_id", person.id)
        assert last_location.is_there(vault, "case_id", case.id)
        assert not last_location.is_there(vault, "person_id", case.id)
        assert last_location.is_there(vault, "form_id", "screening")
