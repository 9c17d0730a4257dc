"""What the tests of workflows are asked after each: whether the vaults that it left are whole, and those of no other."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.whole_vaults import Closed

PASSPHRASE = "seven quiet otters under bridges"


def test_what_is_not_whole_is_told_once_and_not_where_it_was_left_by_another_test(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    key = copied_vault(folder, PASSPHRASE).key
    closed = Closed()
    with closed.watching():
        Vault.open(folder, key).close()
        assert closed.wrong() == []
        (folder / "stray").write_bytes(b"")
        Vault.open(folder, key).close()
        closed.forget()
        assert closed.wrong() == []
        Vault.open(folder, key).close()
        assert closed.wrong() == ["vault: stray"]
        assert closed.wrong() == []
