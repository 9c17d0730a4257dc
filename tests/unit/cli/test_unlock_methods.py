"""``vault slots``, ``vault passphrase`` and ``vault recover``, as an administrator types them."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.key_slots import unlock_key, unlock_key_with_recovery
from tests.made_vaults import copied_vault

PASSPHRASE, OTHER = "seven quiet otters under bridges", "copper lantern eleven meadows"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CreatedVault]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    return folder, copied_vault(folder, PASSPHRASE)


class Terminal:
    """Commands on one vault, with lines on standard input."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    def run(self, *words: str | Path, typed: tuple[str, ...] = (PASSPHRASE,)) -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        return run_command(["vault", *map(str, words)])


@pytest.fixture
def at(made_once: tuple[Path, CreatedVault], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv("PREVENT_DESKTOP_PASSPHRASE", raising=False)
    shutil.copytree(made_once[0], tmp_path / "vault")
    return Terminal(tmp_path / "vault", monkeypatch)


def listed(at: Terminal, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    assert at.run("slots", "list", at.folder, "--json") == Exit.DONE
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_the_passphrase_is_changed(at: Terminal) -> None:
    assert at.run("passphrase", at.folder, typed=(PASSPHRASE, OTHER)) == Exit.DONE
    unlock_key(at.folder, OTHER)
    assert at.run("passphrase", at.folder, typed=(PASSPHRASE, OTHER)) == Exit.WORLD


def test_a_weak_new_passphrase_is_refused(at: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert at.run("passphrase", at.folder, typed=(PASSPHRASE, "short")) == Exit.WORLD
    assert "fewer than 15 characters" in capsys.readouterr().err
    unlock_key(at.folder, PASSPHRASE)


def test_ways_in_are_listed_added_and_removed(at: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert at.run("slots", "add", at.folder, "passphrase", "--label", "In the safe", typed=(PASSPHRASE, OTHER)) == Exit.DONE  # fmt: skip
    assert at.run("slots", "add", at.folder, "recovery") == Exit.DONE
    code = capsys.readouterr().out.split("once: ")[1].split()[0]
    assert unlock_key_with_recovery(at.folder, code) == unlock_key(at.folder, OTHER)
    found = listed(at, capsys)
    assert [way["kind"] for way in found] == ["passphrase", "recovery", "passphrase", "recovery"]
    assert found[2]["label"] == "In the safe"
    assert at.run("slots", "list", at.folder) == Exit.DONE
    assert "In the safe" in capsys.readouterr().out
    assert at.run("slots", "remove", at.folder, found[2]["id"]) == Exit.DONE
    assert at.run("slots", "remove", at.folder, found[2]["id"]) == Exit.WORLD
    assert len(listed(at, capsys)) == 3


def test_a_recovery_code_is_tried_without_a_change(
    at: Terminal, made_once: tuple[Path, CreatedVault], capsys: pytest.CaptureFixture[str]
) -> None:
    code = made_once[1].recovery_code
    assert at.run("slots", "try-code", at.folder, typed=(PASSPHRASE, code)) == Exit.DONE
    assert at.run("slots", "try-code", at.folder, typed=(PASSPHRASE, code[:-1] + "*")) == Exit.WORLD
    assert "typing mistake" in capsys.readouterr().err


def test_the_recovery_code_sets_a_new_passphrase(at: Terminal, made_once: tuple[Path, CreatedVault]) -> None:
    code = made_once[1].recovery_code
    assert at.run("recover", at.folder, "--recovery-code", typed=(code, OTHER)) == Exit.DONE
    assert unlock_key(at.folder, OTHER) == made_once[1].key


def test_the_organisations_key_sets_a_new_passphrase_and_never_the_wrong_key(
    at: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = generate_identity()
    public, secret, wrong = tmp_path / "key.pub", tmp_path / "key.txt", tmp_path / "wrong.txt"
    public.write_text(f"{identity.recipient}\n")
    secret.write_text(f"# kept by the council\n{identity.secret_text}\n")
    wrong.write_text(generate_identity().secret_text)
    assert at.run("recover", at.folder, "--escrow-key", secret, typed=(OTHER,)) == Exit.WORLD
    assert at.run("slots", "add", at.folder, "escrow") == Exit.USAGE
    assert at.run("slots", "add", at.folder, "escrow", "--organisation", "Example Council", "--recipient", public) == Exit.DONE  # fmt: skip
    assert listed(at, capsys)[-1]["label"] == "Example Council"
    assert at.run("recover", at.folder, "--escrow-key", wrong, typed=(OTHER,)) == Exit.WORLD
    assert at.run("recover", at.folder, "--escrow-key", tmp_path / "none.txt", typed=(OTHER,)) == Exit.USAGE
    assert at.run("recover", at.folder, "--escrow-key", secret, typed=(OTHER,)) == Exit.DONE
    assert "told at the next unlocking" in capsys.readouterr().out
    unlock_key(at.folder, OTHER)


def test_wrong_passphrases_slow_the_command_line_down_too(
    at: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    for _try in range(3):
        assert at.run("slots", "list", at.folder, typed=("not this one at all",)) == Exit.WORLD
    assert at.run("slots", "list", at.folder) == Exit.WORLD
    assert "before the next passphrase" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a store of secrets")
def test_a_keeper_that_is_not_here_is_said(
    at: Terminal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    monkeypatch.setenv("PATH", str(tmp_path))
    for kind in ("login", "pin"):
        assert at.run("slots", "add", at.folder, kind) == Exit.WORLD
        assert "There is no" in capsys.readouterr().err
    for by in ("--login", "--pin"):
        assert at.run("recover", at.folder, by, typed=(OTHER, OTHER)) == Exit.WORLD
        assert "This computer has no way into the vault" in capsys.readouterr().err
