"""``vault backup``, ``vault backups``, ``vault restore`` and ``vault rescue``, as an administrator types them."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.key_slots import SLOTS_NAME
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_note, keep_case
from tests.unit.vault.folders import snapshot

PASSPHRASE = "seven quiet otters under bridges"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CreatedVault]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    created = copied_vault(folder, PASSPHRASE)
    with Vault.open(folder, created.key) as vault:
        case = keep_case(vault)
        for number in range(40):
            vault.notes.add(a_note(case, f"note {number} " * 40))
        vault.attachments.add(
            io.BytesIO(b"evidence"),
            case_id=case.id,
            file_name="a.bin",
            media_type="x/y",
            at=datetime.now(UTC),
        )
    return folder, created


class Terminal:
    """Commands with a passphrase on standard input."""

    def __init__(self, place: Path, created: CreatedVault, monkeypatch: pytest.MonkeyPatch) -> None:
        self.vault, self.stick, self.new = place / "vault", place / "stick", place / "new"
        self.created = created
        self._monkeypatch = monkeypatch

    def run(self, *words: str | Path, typed: str = PASSPHRASE) -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        return run_command(["vault", *map(str, words)])

    def require_whole(self) -> None:
        with Vault.open(self.new, self.created.key) as vault:
            integrity.check_at_unlock(vault)
            integrity.check(vault)


@pytest.fixture
def at(made_once: tuple[Path, CreatedVault], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv("PREVENT_DESKTOP_PASSPHRASE", raising=False)
    shutil.copytree(made_once[0], tmp_path / "vault")
    return Terminal(tmp_path, made_once[1], monkeypatch)


def test_a_backup_is_written_listed_and_restored(at: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert at.run("backups", at.stick) == Exit.NOT_VALID
    assert at.run("backup", at.vault, "-o", at.stick) == Exit.DONE
    (found,) = find_backups(at.stick)
    assert str(found.folder) in capsys.readouterr().out
    assert at.run("backups", at.stick) == Exit.DONE
    assert "MB" in capsys.readouterr().out
    assert at.run("restore", at.stick, "-o", at.new) == Exit.DONE
    at.require_whole()
    assert at.run("restore", at.stick, "-o", at.new) == Exit.WORLD  # never over what is there


def test_the_recovery_code_restores_too(at: Terminal) -> None:
    at.run("backup", at.vault, "-o", at.stick)
    code = at.created.recovery_code
    assert at.run("restore", at.stick, "-o", at.new, "--recovery-code", typed=code) == Exit.DONE
    at.require_whole()


def test_a_wrong_passphrase_and_a_folder_without_backups_are_told(
    at: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    at.run("backup", at.vault, "-o", at.stick)
    assert at.run("restore", at.stick, "-o", at.new, typed="something else entirely") == Exit.WORLD
    assert at.run("restore", at.vault, "-o", at.new) == Exit.WORLD
    assert "There is no backup in that folder" in capsys.readouterr().err
    assert not at.new.exists()


def test_a_damaged_attachment_in_a_backup_is_left_out_only_when_that_is_asked_for(
    at: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    at.run("backup", at.vault, "-o", at.stick)
    (sealed,) = find_backups(at.stick)[0].attachments.iterdir()
    sealed.write_bytes(b"cut")
    assert at.run("restore", at.stick, "-o", at.new) == Exit.WORLD
    assert "1 attachment in it cannot be read" in capsys.readouterr().err
    assert at.run("restore", at.stick, "-o", at.new, "--without-damaged") == Exit.NOT_VALID
    assert "1 attachment is damaged" in capsys.readouterr().out


def test_a_whole_vault_needs_no_rescue(at: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert at.run("rescue", at.vault, "-o", at.new) == Exit.DONE
    assert "nothing to rescue" in capsys.readouterr().out
    assert not at.new.exists()


def test_what_can_be_read_is_rescued_and_what_cannot_is_told(
    at: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    database = at.vault / "vault.db"
    content = bytearray(database.read_bytes())
    content[len(content) - 5000 : len(content) - 4000] = bytes(1000)
    database.write_bytes(content)
    before = snapshot(at.vault)
    assert at.run("rescue", at.vault, "-o", at.new) in {Exit.DONE, Exit.NOT_VALID}
    assert "Rescued into" in capsys.readouterr().out
    at.require_whole()
    assert snapshot(at.vault) == before


def test_damaged_ways_in_are_taken_from_a_backup(at: Terminal) -> None:
    at.run("backup", at.vault, "-o", at.stick)
    (at.vault / SLOTS_NAME).write_bytes(b"nothing")
    assert at.run("rescue", at.vault, "-o", at.new) == Exit.WORLD
    backup = find_backups(at.stick)[0].folder
    assert at.run("rescue", at.vault, "-o", at.new, "--slots", backup) == Exit.DONE
    at.require_whole()
