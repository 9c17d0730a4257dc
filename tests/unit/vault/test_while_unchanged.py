"""What is read of a vault is read again exactly when a row was changed, or a change was undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    created = copied_vault(tmp_path / "vault")
    with Vault.open(tmp_path / "vault", created.key) as opened:
        yield opened


def _said(vault: Vault) -> list[str | None]:
    return [vault.settings.get("word")]


def _say_and_undo(vault: Vault) -> None:
    with vault.transaction():
        vault.settings.set("word", "new")
        assert vault.while_unchanged(_said) == ["new"]
        raise ZeroDivisionError


def test_it_is_read_once_until_a_row_is_changed(vault: Vault) -> None:
    before = vault.while_unchanged(_said)
    assert vault.while_unchanged(_said) is before
    vault.settings.set("word", "new")
    assert vault.while_unchanged(_said) == ["new"]


def test_what_was_read_inside_a_transaction_that_is_undone_is_read_again(vault: Vault) -> None:
    vault.settings.set("word", "old")
    with pytest.raises(ZeroDivisionError):
        _say_and_undo(vault)
    assert vault.while_unchanged(_said) == ["old"]


def test_so_is_what_an_inner_transaction_undid(vault: Vault) -> None:
    vault.settings.set("word", "old")
    with vault.transaction():
        with pytest.raises(ZeroDivisionError):
            _say_and_undo(vault)
        assert vault.while_unchanged(_said) == ["old"]


def test_each_function_has_its_own(vault: Vault) -> None:
    vault.settings.set("word", "old")
    assert vault.while_unchanged(_said) == ["old"]
    assert vault.while_unchanged(lambda vault: vault.people.all()) == ()
