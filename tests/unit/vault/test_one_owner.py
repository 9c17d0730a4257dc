"""One instance at a time, and one person: the lock of a vault and the rights on its folder."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.errors import VaultError, VaultInUseError
from prevent_desktop.files import locks
from prevent_desktop.vault.instance_lock import LOCK_NAME, InstanceLock
from prevent_desktop.vault.safe_files import keep_to_owner
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places
from tests.unit.vault.conftest import Made

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
_HOLDER = """
import sys
from pathlib import Path
from prevent_desktop.vault.instance_lock import InstanceLock
held = InstanceLock(Path(sys.argv[1]))
print("held", flush=True)
input()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_second_instance_is_told_so_and_a_killed_one_holds_nobody_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(VaultInUseError) as told:
            InstanceLock(tmp_path)
        assert told.value.title == "The vault is already open"
        holder.kill()
        holder.wait()
    assert (tmp_path / LOCK_NAME).read_bytes() == b""
    InstanceLock(tmp_path).release()


def test_a_drive_without_locks_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a network drive without its lock service says, which this machine has none of."""

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locks, "take", refuse)
    with pytest.raises(VaultError) as told:
        InstanceLock(tmp_path)
    assert not isinstance(told.value, VaultInUseError)
    assert "no locks" in told.value.what_happened


@posix
def test_opening_takes_the_rights_of_others_away(made: Made) -> None:
    made.folder.chmod(0o755)
    (made.folder / "vault.db").chmod(0o644)
    Vault.open(made.folder, made.key).close()
    assert mode(made.folder) == 0o700
    assert {mode(path) & 0o077 for path in made.folder.iterdir() if path.is_file()} == {0}


@posix
def test_links_and_what_is_missing_are_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch(mode=0o644)
    elsewhere.chmod(0o644)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    (folder / "link").symlink_to(elsewhere)
    keep_to_owner(folder)
    keep_to_owner(tmp_path / "nothing")
    assert (mode(folder), mode(elsewhere)) == (0o700, 0o644)


@posix
def test_the_data_folder_is_made_for_its_owner_alone_and_an_open_one_is_closed(tmp_path: Path) -> None:
    places = Places(tmp_path / "share" / "prevent-desktop")
    places.keep_to_owner()
    assert mode(places.data) == 0o700
    places.data.chmod(0o755)
    places.keep_to_owner()
    assert mode(places.data) == 0o700
