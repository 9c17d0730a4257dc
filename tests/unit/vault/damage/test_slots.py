"""Ways in are put back from a backup of the same records only; the damaged file stays beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.errors import BackupError, HeaderDamagedError
from prevent_desktop.vault.damage.slots import put_back_slots
from prevent_desktop.vault.keys.key_slots import SLOTS_NAME, new_vault_key, unlock_key
from tests.unit.vault.conftest import Made
from tests.unit.vault.folders import snapshot


@pytest.fixture
def backup(made: Made, tmp_path: Path) -> Path:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / SLOTS_NAME).write_bytes((made.folder / SLOTS_NAME).read_bytes())
    return tmp_path / "backup"


@pytest.mark.parametrize("is_there", [True, False])
def test_they_open_the_vault_again(made: Made, backup: Path, *, is_there: bool) -> None:
    if is_there:
        (made.folder / SLOTS_NAME).write_bytes(b"damaged")
    else:
        (made.folder / SLOTS_NAME).unlink()
    put_back_slots(made.folder, backup, made.key)
    assert unlock_key(made.folder, made.passphrase) == made.key
    assert (made.folder / f"{SLOTS_NAME}.damaged-1").exists() is is_there


def test_a_backup_of_other_records_and_a_damaged_one_change_nothing(made: Made, backup: Path) -> None:
    before = snapshot(made.folder)
    with pytest.raises(BackupError, match="not of these records"):
        put_back_slots(made.folder, backup, new_vault_key())
    (backup / SLOTS_NAME).write_bytes(b"damaged too")
    with pytest.raises(HeaderDamagedError):
        put_back_slots(made.folder, backup, made.key)
    assert snapshot(made.folder) == before
