"""Whatever is wrong gets its own clear error, and nothing on the disk changes."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.errors import (
    DatabaseDamagedError,
    DiskFullError,
    HeaderDamagedError,
    ReadOnlyFolderError,
    VaultError,
    VaultExistsError,
    VaultInUseError,
    VaultMissingError,
    WeakPassphraseError,
)
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.instance_lock import LOCK_NAME
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import (
    DATABASE_NAME,
    SLOTS_NAME,
    change_passphrase,
    new_vault_key,
    unlock_key,
)
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import PASSPHRASE, Made
from tests.unit.vault.disks import CAN_MOUNT, SmallDisk, small_disk
from tests.unit.vault.examples import a_form, a_note, answers, keep_case
from tests.unit.vault.folders import snapshot

HOLD = """
import sys, time
from pathlib import Path
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
vault = Vault.open(Path(sys.argv[1]), VaultKey(bytes.fromhex(sys.argv[2])))
print("open", flush=True)
time.sleep(600)
"""


@pytest.fixture
def other_instance(made: Made) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the vault."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made.folder), made.key.raw.hex()], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


class TestSecondInstance:
    def test_it_is_refused_while_the_first_lives(
        self, made: Made, other_instance: subprocess.Popen[str]
    ) -> None:
        before = snapshot(made.folder)
        with pytest.raises(VaultInUseError, match="already open"):
            Vault.open(made.folder, made.key)
        assert snapshot(made.folder) == before
        assert other_instance.poll() is None

    def test_a_killed_one_blocks_nobody(self, made: Made, other_instance: subprocess.Popen[str]) -> None:
        other_instance.kill()
        other_instance.wait()
        with Vault.open(made.folder, made.key) as vault:
            assert integrity.check(vault).audit_entries == 1

    def test_within_one_process_too(self, made: Made) -> None:
        with Vault.open(made.folder, made.key), pytest.raises(VaultInUseError):
            Vault.open(made.folder, made.key)
        Vault.open(made.folder, made.key).close()

    def test_what_it_left_half_written_is_cleared_away(self, made: Made) -> None:
        (made.folder / "attachments").mkdir()
        left = [made.folder / ".slots.json.1234.part", made.folder / "attachments" / "ab.part"]
        for path in left:
            path.write_bytes(b"half")
        Vault.open(made.folder, made.key).close()
        assert not any(path.exists() for path in left)

    def test_a_failed_opening_keeps_no_lock(self, made: Made) -> None:
        with pytest.raises(DatabaseDamagedError):
            Vault.open(made.folder, new_vault_key())
        Vault.open(made.folder, made.key).close()

    def test_closing_twice_harms_nobody(self, made: Made) -> None:
        first = Vault.open(made.folder, made.key)
        first.close()
        with Vault.open(made.folder, made.key) as second:
            first.close()
            with pytest.raises(VaultInUseError):
                Vault.open(made.folder, made.key)
            second.settings.set("a", "b")


class TestDamage:
    def test_no_vault_is_told_and_no_folder_made(self, made: Made, tmp_path: Path) -> None:
        with pytest.raises(VaultMissingError):
            Vault.open(tmp_path / "nothing", made.key)
        assert not (tmp_path / "nothing").exists()

    def test_a_damaged_slot_file_is_told(self, made: Made) -> None:
        (made.folder / SLOTS_NAME).write_bytes(b"{")
        before = snapshot(made.folder)
        with pytest.raises(HeaderDamagedError):
            Vault.open(made.folder, made.key)
        with pytest.raises(HeaderDamagedError):
            unlock_key(made.folder, made.passphrase)
        assert snapshot(made.folder) == before

    @pytest.mark.parametrize("size", [0, 1, 1000, 4095, 4096 + 7])
    def test_a_cut_database_is_never_taken_for_a_new_one(self, made: Made, size: int) -> None:
        os.truncate(made.folder / DATABASE_NAME, size)
        before = snapshot(made.folder)
        with pytest.raises(DatabaseDamagedError):
            Vault.open(made.folder, made.key)
        assert snapshot(made.folder) == before

    def test_a_missing_database_is_never_made_anew(self, made: Made) -> None:
        (made.folder / DATABASE_NAME).unlink()
        with pytest.raises(DatabaseDamagedError):
            Vault.open(made.folder, made.key)
        assert not (made.folder / DATABASE_NAME).exists()

    def test_another_vaults_database_is_not_opened(self, made: Made, tmp_path: Path) -> None:
        other = create_vault(tmp_path / "other", PASSPHRASE, cost=FLOOR_COST)
        shutil.copy(tmp_path / "other" / DATABASE_NAME, made.folder / DATABASE_NAME)
        before = snapshot(made.folder)
        with pytest.raises(DatabaseDamagedError):
            Vault.open(made.folder, made.key)
        assert snapshot(made.folder) == before
        Vault.open(tmp_path / "other", other.key).close()

    def test_a_flipped_bit_in_any_page_is_noticed_and_nothing_written_over(self, made: Made) -> None:
        with Vault.open(made.folder, made.key) as vault:
            case = keep_case(vault)
            for number in range(40):
                vault.notes.add(a_note(case, f"note {number} " * 200))
        chance = random.Random(5)
        path = made.folder / DATABASE_NAME
        whole = path.read_bytes()
        for page in range(len(whole) // 4096):
            damaged = bytearray(whole)
            damaged[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
            before = snapshot(made.folder)
            with pytest.raises(DatabaseDamagedError):
                check_all(made)
            assert snapshot(made.folder) == before
        path.write_bytes(whole)
        check_all(made)


def check_all(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        integrity.check(vault)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if not CAN_MOUNT:
        pytest.skip("only root on Linux can mount a small disk")
    with contextlib.ExitStack() as held:
        try:
            mounted = held.enter_context(small_disk(tmp_path / "disk", 3))
        except subprocess.CalledProcessError:
            pytest.skip("this system does not let us mount a small disk")
        yield mounted  # and then it can be taken off: nothing holds a file on it open


class TestReadOnlyFolder:
    def test_opening_and_changing_are_refused(self, made: Made, disk: SmallDisk) -> None:
        folder = disk.folder / "vault"
        shutil.copytree(made.folder, folder)
        before = snapshot(disk.folder)
        with disk.read_only():
            with pytest.raises(ReadOnlyFolderError):
                Vault.open(folder, made.key)
            with pytest.raises(ReadOnlyFolderError):
                change_passphrase(folder, made.key, "another lamp for seventeen tractors")
            assert unlock_key(folder, made.passphrase) == made.key
        assert snapshot(disk.folder) == before

    def test_creating_is_refused(self, disk: SmallDisk) -> None:
        with disk.read_only(), pytest.raises(ReadOnlyFolderError):
            create_vault(disk.folder / "vault", PASSPHRASE, cost=FLOOR_COST)
        assert snapshot(disk.folder) == {}

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_without_the_right_to_write_is_told(self, made: Made) -> None:
        made.folder.chmod(0o500)
        try:
            with pytest.raises(ReadOnlyFolderError):
                Vault.open(made.folder, made.key)
        finally:
            made.folder.chmod(0o700)


class TestFullDisk:
    def test_a_draft_that_finds_no_room_loses_nothing_that_was_saved(
        self, made: Made, disk: SmallDisk
    ) -> None:
        folder = disk.folder / "vault"
        shutil.copytree(made.folder, folder)
        saved, refused = "", 0
        vault = Vault.open(folder, made.key)
        form = a_form(keep_case(vault))
        vault.responses.add(form)
        disk.fill(leave_bytes=400_000)
        for number in range(200):
            content = answers(f"draft {number} " * 400)
            try:
                vault.responses.save_draft(form.id, content, "", 0, 0, form.changed_at)
                saved = content
            except DiskFullError:
                refused += 1
            assert vault.responses.get(form.id).content == saved
        assert saved
        assert refused
        disk.empty()
        vault.responses.save_draft(form.id, saved + " ", "", 0, 0, form.changed_at)
        vault.close()
        with Vault.open(folder, made.key) as reopened:
            assert reopened.responses.get(form.id).content == saved + " "
            integrity.check(reopened)

    def test_closing_and_opening_on_a_full_disk_loses_nothing(self, made: Made, disk: SmallDisk) -> None:
        folder = disk.folder / "vault"
        shutil.copytree(made.folder, folder)
        with Vault.open(folder, made.key) as vault:
            form = a_form(keep_case(vault), answers("kept"))
            vault.responses.add(form)
            disk.fill()
        with contextlib.suppress(DiskFullError):
            Vault.open(folder, made.key).close()
        disk.empty()
        with Vault.open(folder, made.key) as vault:
            assert vault.responses.get(form.id) == form
            integrity.check(vault)

    def test_a_passphrase_that_finds_no_room_leaves_the_old_one(self, made: Made, disk: SmallDisk) -> None:
        folder = disk.folder / "vault"
        shutil.copytree(made.folder, folder)
        disk.fill()
        before = snapshot(folder)
        with pytest.raises(DiskFullError):
            change_passphrase(folder, made.key, "another lamp for seventeen tractors")
        assert snapshot(folder) == before

    @pytest.mark.parametrize("room", [0, 4096, 40_000, 150_000, 300_000])
    def test_a_vault_that_finds_no_room_is_not_made(self, disk: SmallDisk, room: int) -> None:
        disk.fill(leave_bytes=room)
        with pytest.raises(DiskFullError):
            create_vault(disk.folder / "vault", PASSPHRASE, cost=FLOOR_COST)
        assert set(snapshot(disk.folder)) == {"ballast"}

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: a limit to the size of files")
    def test_a_file_that_may_not_grow_is_told(self, made: Made) -> None:
        """No mount needed: the size that a process may give a file is limited in a child."""
        work = textwrap.dedent("""
            import resource, sys
            from pathlib import Path
            from prevent_desktop.errors import DiskFullError
            from prevent_desktop.vault.keys.key_slots import VaultKey
            from prevent_desktop.vault.vault import Vault
            vault = Vault.open(Path(sys.argv[1]), VaultKey(bytes.fromhex(sys.argv[2])))
            vault.settings.set("kept", "before")
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
            try:
                for number in range(1000):
                    vault.settings.set("large", "x" * 10_000 + str(number))
            except DiskFullError as error:
                print(error.title, number, vault.settings.get("large")[10_000:])
        """)
        done = subprocess.run(
            [sys.executable, "-c", work, str(made.folder), made.key.raw.hex()],
            capture_output=True,
            text=True,
            check=True,
        )
        number, last = done.stdout.split()[-2:]
        assert done.stdout.startswith("The disk")
        assert int(last) == int(number) - 1
        with Vault.open(made.folder, made.key) as vault:
            assert vault.settings.get("kept") == "before"
            assert (vault.settings.get("large") or "")[10_000:] == last
            integrity.check(vault)


class TestCreation:
    def test_a_vault_appears_whole_and_for_its_owner_only(self, tmp_path: Path) -> None:
        created = create_vault(tmp_path / "a" / "vault", PASSPHRASE, cost=FLOOR_COST)
        folder = tmp_path / "a" / "vault"
        assert {path.name for path in folder.iterdir()} == {
            "slots.json",
            "vault.db",
            "anchor.json",
            "instance.lock",
        }
        for path in (folder, *folder.iterdir()):
            assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0, path.name
        assert unlock_key(folder, PASSPHRASE) == created.key
        assert created.recovery_code not in repr(created)
        with Vault.open(folder, created.key) as vault:
            integrity.check(vault)

    def test_an_empty_folder_may_be_there(self, tmp_path: Path) -> None:
        (tmp_path / "vault").mkdir()
        created = create_vault(tmp_path / "vault", PASSPHRASE, cost=FLOOR_COST)
        Vault.open(tmp_path / "vault", created.key).close()
        assert {path.name for path in tmp_path.iterdir()} == {"vault"}

    def test_a_vault_that_is_there_is_never_written_over(self, made: Made) -> None:
        before = snapshot(made.folder)
        with pytest.raises(VaultExistsError):
            create_vault(made.folder, PASSPHRASE, cost=FLOOR_COST)
        (made.folder / SLOTS_NAME).unlink()
        with pytest.raises(VaultExistsError):
            create_vault(made.folder, PASSPHRASE, cost=FLOOR_COST)
        del before[SLOTS_NAME]
        assert snapshot(made.folder) == before

    def test_a_file_in_the_place_of_the_folder_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "vault").write_text("mine")
        with pytest.raises(VaultExistsError):
            create_vault(tmp_path / "vault", PASSPHRASE, cost=FLOOR_COST)
        assert (tmp_path / "vault").read_text() == "mine"

    def test_a_weak_passphrase_makes_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(WeakPassphraseError):
            create_vault(tmp_path / "vault", "password1234", cost=FLOOR_COST)
        assert snapshot(tmp_path) == {}

    def test_what_a_killed_creation_left_is_cleared_away(self, tmp_path: Path) -> None:
        leftover = tmp_path / ".vault.new"
        leftover.mkdir()
        (leftover / DATABASE_NAME).write_bytes(b"half")
        create_vault(tmp_path / "vault", PASSPHRASE, cost=FLOOR_COST)
        assert {path.name for path in tmp_path.iterdir()} == {"vault"}

    def test_two_creations_at_once_do_not_disturb_each_other(self, made: Made, tmp_path: Path) -> None:
        making = tmp_path / ".new.new"
        shutil.copytree(made.folder, making)
        with Vault.open(making, made.key), pytest.raises(VaultInUseError):
            create_vault(tmp_path / "new", PASSPHRASE, cost=FLOOR_COST)
        assert (making / DATABASE_NAME).exists()


def test_every_error_says_what_happened_and_what_to_do(made: Made) -> None:
    (made.folder / LOCK_NAME).unlink()
    (made.folder / LOCK_NAME).mkdir()
    with pytest.raises(VaultError) as raised:
        Vault.open(made.folder, made.key)
    for text in (raised.value.title, raised.value.what_happened, raised.value.next_step):
        assert text
        assert str(made.folder) not in text
