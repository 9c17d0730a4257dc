"""What a vault signs in to its team's mailbox with lies in that vault alone, and goes to no other server."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.errors import RefusedError
from prevent_desktop.system_store import SystemStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.mailbox_access import (
    credentials_for,
    forget_credentials,
    is_folder_away,
    keep_credentials,
    own_public_key,
    try_mailbox,
)
from tests.made_vaults import copied_vault

PASSPHRASE = "seven quiet otters under bridges"
WEB = "https://files.example/team/school"
SFTP = "sftp://packs;fingerprint=ssh-ed25519-" + "A" * 43 + "@files.example/team"


def test_two_vaults_of_one_login_know_nothing_of_each_others_credentials(tmp_path: Path) -> None:
    with mock.patch.object(SystemStore, "here", side_effect=AssertionError("the login's store was asked")):
        for name in ("one", "other"):
            created = copied_vault(tmp_path / name, PASSPHRASE)
            with Vault.open(tmp_path / name, created.key) as vault:
                assert credentials_for(vault, WEB) == StoreCredentials()
                keep_credentials(vault, WEB, StoreCredentials(user=name, password=f"of {name}"))
                line = own_public_key(vault, SFTP)
                assert line == own_public_key(vault, SFTP)
            with Vault.open(tmp_path / name, created.key) as vault:
                assert credentials_for(vault, WEB).user == name
                assert credentials_for(vault, SFTP).key_pem
                forget_credentials(vault, WEB)
                assert credentials_for(vault, WEB) == StoreCredentials()


@pytest.mark.parametrize(
    ("address", "is_the_same"),
    [
        (WEB, True), ("https://FILES.example:443/team/other", True), ("https://files.example.evil/team/school", False),
        ("http://files.example/team/school", False), ("https://files.example:8443/team/school", False), (SFTP, False), ("file:///srv/team", False),
    ],
)  # fmt: skip
def test_what_is_kept_for_one_server_is_shown_to_no_other(
    tmp_path: Path, address: str, is_the_same: bool
) -> None:
    created = copied_vault(tmp_path / "vault", PASSPHRASE)
    with Vault.open(tmp_path / "vault", created.key) as vault:
        keep_credentials(vault, WEB, StoreCredentials(user="laptop", password="hidden"))
        assert bool(credentials_for(vault, address).user) is is_the_same


def test_the_command_keeps_tells_and_tries_and_prints_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vault, mailbox = tmp_path / "vault", tmp_path / "mailbox"
    copied_vault(vault, PASSPHRASE)
    mailbox.mkdir()

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
        code = run_command(["vault", "mailbox", str(vault), *words])
        said = capsys.readouterr()
        assert "hidden" not in said.out + said.err
        return code, said.out + said.err

    assert run()[0] == 2
    code, told = run("--address", mailbox.as_uri(), "--try")
    assert (code, told.splitlines()[1:]) == (
        0,
        ["Nothing is kept to sign in with.", "It takes, keeps and gives back what is put there."],
    )
    with mock.patch("prevent_desktop.cli.vault.mailbox.read_secret", return_value="hidden"):
        assert "Signs in as laptop-1." in run("--address", WEB, "--user", "laptop-1")[1]
    assert "ssh-ed25519 " in run("--address", SFTP, "--own-key")[1]
    assert "Nothing is kept" in run("--address", WEB, "--forget")[1]
    assert "A key for SFTP is kept in this vault." in run("--address", SFTP)[1]
    assert run("--address", (tmp_path / "away").as_uri(), "--try")[0] == 3


def test_a_store_that_loses_or_changes_things_is_found_out(tmp_path: Path) -> None:
    with open_team_store(tmp_path.as_uri()) as store:
        assert try_mailbox(store)
        assert not list(tmp_path.rglob("*/?*"))
        for lie in ({"get": None}, {"get": b"other"}, {"put": True}):
            with (
                mock.patch.multiple(
                    FolderTeamStore, **{name: mock.Mock(return_value=value) for name, value in lie.items()}
                ),
                pytest.raises(RefusedError),
            ):
                try_mailbox(store)


def test_a_folder_that_is_elsewhere_on_this_computer_is_told(tmp_path: Path) -> None:
    assert not is_folder_away(tmp_path.as_uri())
    assert not is_folder_away(WEB)
    assert is_folder_away((tmp_path / "away").as_uri())
    assert is_folder_away("file://server/share/of/another/system")
    assert is_folder_away("file:////server/share")
