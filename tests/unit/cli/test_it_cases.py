"""What packaging/policies/CASES.md promises an IT team: several people, a desktop thrown away each night, a laptop replaced."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import VaultInUseError, WrongSecretError
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.data_folders import remember
from prevent_desktop.workflows.places import Places, vaults_in
from tests.made_vaults import copied_vault
from tests.managed import managed, use_home
from tests.unit.vault.examples import a_note, keep_case

PASSPHRASE = "seven quiet otters under bridges"
OTHER = "violet tractor lamp seventeen"


def test_each_person_has_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(monkeypatch, tmp_path / "home")
    found = []
    for name in ("ash", "kim"):
        monkeypatch.setenv("USERNAME", name)
        with managed({"DataFolder": f"{tmp_path}/records/$USERNAME"}):
            found.append(Places.of().data)
    assert found == [tmp_path / "records" / "ash", tmp_path / "records" / "kim"]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="POSIX only: root runs a command as somebody else"
)
def test_no_other_account_looks_into_it(tmp_path: Path) -> None:
    for each in (tmp_path, *tmp_path.parents[:-1]):
        if each.owner() == "root" and not each.samefile("/tmp"):  # noqa: S108
            each.chmod(each.stat().st_mode | 0o055)
    places = Places(tmp_path / "ash")
    places.keep_to_owner()
    looked = subprocess.run(
        ["/bin/ls", places.data], user=65534, group=65534, extra_groups=(), capture_output=True, check=False
    )  # fmt: skip
    assert looked.returncode != 0
    assert b"Permission denied" in looked.stderr


def test_people_at_one_login_have_a_passphrase_each(tmp_path: Path) -> None:
    vaults = Places(tmp_path).vaults
    copied_vault(vaults / "first", PASSPHRASE)
    copied_vault(vaults / "second", OTHER, number=1)
    assert len(vaults_in(tmp_path)) == 2
    with pytest.raises(WrongSecretError):
        unlock_key(vaults / "second", PASSPHRASE)


class TestADesktopThrownAwayEachNight:
    def test_all_that_has_to_stay_is_on_the_disk_of_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        disk = tmp_path / "disk"
        key = copied_vault(disk / "records" / "vaults" / "mine", PASSPHRASE).key
        with managed({"DataFolder": str(disk / "records")}):
            for night in range(3):
                home = tmp_path / f"machine-{night}"
                home.mkdir()
                use_home(monkeypatch, home)
                places = Places.of()
                with Vault.open(places.vaults / "mine", key) as vault, Spool.open(places.spool) as spool:
                    vault.notes.add(a_note(keep_case(vault), f"night {night}"))
                    spool.settings.put("night", str(night))
                shutil.rmtree(home)
            places = Places.of()
            with Vault.open(places.vaults / "mine", key) as vault, Spool.open(places.spool) as spool:
                assert vault.database.value("SELECT count(*) FROM notes") == 3
                assert spool.settings.get("night") == "2"

    def test_a_second_machine_at_the_same_container_is_refused(self, tmp_path: Path) -> None:
        key = copied_vault(tmp_path / "mine", PASSPHRASE).key
        with Vault.open(tmp_path / "mine", key), pytest.raises(VaultInUseError):
            Vault.open(tmp_path / "mine", key)


def test_a_laptop_is_replaced_by_a_backup_and_rehearsed_without_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREVENT_DESKTOP_PASSPHRASE", raising=False)
    old = tmp_path / "old" / "vault"
    key = copied_vault(old, PASSPHRASE).key
    with Vault.open(old, key) as vault:
        vault.notes.add(a_note(keep_case(vault), "what was seen"))

    def run(*words: str | Path) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
        return run_command(["vault", *map(str, words)])

    assert run("backup", old, "-o", tmp_path / "stick") == Exit.DONE
    before = {each.name: each.read_bytes() for each in old.iterdir() if each.is_file()}
    for new in ("rehearsal", "new"):
        assert run("restore", tmp_path / "stick", "-o", tmp_path / new) == Exit.DONE
        with Vault.open(tmp_path / new, unlock_key(tmp_path / new, PASSPHRASE)) as vault:
            assert vault.database.value("SELECT count(*) FROM notes") == 1
            assert "backup.restored" in {entry.action for entry in vault.audit.entries()}
    assert {each.name: each.read_bytes() for each in old.iterdir() if each.is_file()} == before


def test_where_the_container_is_not_attached_the_command_line_says_so_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(monkeypatch, tmp_path / "home")
    disk = tmp_path / "disk"
    copied_vault(disk / "records" / "vaults" / "mine", PASSPHRASE)
    with managed({"DataFolder": str(disk / "records")}):
        remember(Places.of())
        disk.rename(tmp_path / "away")
        assert run_command(["outbox", "list"]) == Exit.WORLD
    said = capsys.readouterr().err
    assert "that your organisation chose is not there" in said
    assert "Plug the drive in" in said
    assert not disk.exists()
