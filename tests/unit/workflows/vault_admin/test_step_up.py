"""The passphrase again: judged by the vault's own slots, and both answers are written down."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prevent_desktop.errors import TooManyTriesError, WrongSecretError
from prevent_desktop.workflows.vault_admin.step_up import (
    Purpose,
    note_passed,
    note_refused,
    require_passphrase,
    step_up_for,
)
from tests.made_vaults import copied_vault
from tests.unit.workflows.conftest import PASSPHRASE, Office


def test_the_passphrase_of_the_open_vault_passes(office: Office) -> None:
    require_passphrase(step_up_for(office.vault), PASSPHRASE)


def test_another_passphrase_is_refused(office: Office) -> None:
    with pytest.raises(WrongSecretError):
        require_passphrase(step_up_for(office.vault), "seven quiet otters under fridges")


def test_wrong_tries_make_the_next_one_wait_as_at_unlock(office: Office) -> None:
    for _try in range(3):
        with pytest.raises(WrongSecretError):
            require_passphrase(step_up_for(office.vault), "seven quiet otters under fridges")
    with pytest.raises(TooManyTriesError):
        require_passphrase(step_up_for(office.vault), PASSPHRASE)


def test_the_passphrase_of_another_vault_is_refused_though_its_slots_lie_in_the_folder(
    office: Office, tmp_path: Path
) -> None:
    copied_vault(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "slots.json", office.vault.folder / "slots.json")
    with pytest.raises(WrongSecretError) as refused:
        require_passphrase(step_up_for(office.vault), "violet tractor lamp seventeen")
    assert refused.value.title == "The passphrase opens another vault"


def test_both_answers_are_written_down_with_what_they_were_asked_for(office: Office) -> None:
    note_refused(office.vault, Purpose.SIGN, office.case.id)
    note_passed(office.vault, Purpose.SIGN, office.case.id)
    written = [(e.action, e.subject, e.detail) for e in office.vault.audit.entries()[-2:]]
    assert written == [
        ("step-up.refused", office.case.id, "sign"),
        ("step-up.passed", office.case.id, "sign"),
    ]


def test_the_key_never_shows_itself(office: Office) -> None:
    assert office.vault.key.raw.hex() not in repr(step_up_for(office.vault))
