from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.system_store import SystemStore
from tests.unit.delivery.connection.test_sftp_address import ADDRESS
from tests.unit.delivery.memory_store import memory_store
from tests.unit.delivery.receivers import PACK, Receiver


@pytest.fixture
def receiver() -> Receiver:
    return Receiver.make()


@pytest.fixture
def data(tmp_path: Path, receiver: Receiver) -> Path:
    with Spool.open(tmp_path / "data" / "outbox") as spool:
        spool.queue(
            PACK, b"sealed" * 999, endpoint="mailto:packs@council.example", receipt_certificate=receiver.certificate_pem
        )  # fmt: skip
    return tmp_path / "data"


def outbox(data: Path, *words: str) -> int:
    return run_command(["outbox", words[0], "--data", str(data), *words[1:]])


def item(data: Path) -> tuple[State, str]:
    with Spool.open(data / "outbox") as spool:
        found = spool.get(PACK)
        assert found is not None
        return found.state, found.digest


def test_a_pack_by_mail_with_commands_alone(
    data: Path, tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outbox(data, "mail", PACK, "-o", str(tmp_path / "x.eml")) == Exit.USAGE
    assert outbox(data, "sent", PACK) == Exit.USAGE
    assert outbox(data, "send") == Exit.NOT_VALID, "it needs a person"
    assert "An email to packs@council.example" in capsys.readouterr().out
    assert outbox(data, "mail", PACK, "-o", str(tmp_path / "pack.eml")) == Exit.DONE
    assert b"To: packs@council.example" in (tmp_path / "pack.eml").read_bytes()
    assert outbox(data, "sent", PACK) == Exit.DONE
    assert outbox(data, "send") == Exit.DONE
    state, digest = item(data)
    assert state is State.SENT
    (tmp_path / "came.jws").write_text(receiver.receipt(PACK, digest))
    capsys.readouterr()
    assert outbox(data, "bring-in", "--json", str(tmp_path / "came.jws")) == Exit.DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["pack"], told["result"]) == (PACK, "delivered")
    assert item(data)[0] is State.DELIVERED
    assert outbox(data, "bring-in", str(tmp_path / "came.jws")) == Exit.DONE, "again is no matter"


def test_a_receiver_answers_by_mail_with_a_command(
    data: Path, tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    words = ["inbox", "reply", str(mailbox.folder), PACK, "-o", str(tmp_path / "back.eml")]
    assert run_command(words) == Exit.USAGE, "there is no receipt yet"
    mailbox.receipt_path(PACK).write_text(receiver.receipt(PACK, item(data)[1]))
    mailbox.write_answer(PACK, 1, b"age-encryption.org/v1\nsealed")
    assert run_command([*words, "--to", "us@school.example"]) == Exit.DONE
    assert b"To: us@school.example" in (tmp_path / "back.eml").read_bytes()
    assert run_command([*words, "--to", "nobody"]) == Exit.USAGE
    assert run_command([*words[:3], "../x", *words[4:]]) == Exit.USAGE
    assert outbox(data, "bring-in", str(tmp_path / "back.eml")) == Exit.DONE
    assert item(data)[0] is State.DELIVERED
    with Spool.open(data / "outbox") as spool:
        assert [one.number for one in spool.answer_box.waiting()] == [1]
    assert f"{PACK}.jws: Receipt checked" in capsys.readouterr().out


def test_what_is_false_or_nothing_is_told_by_the_exit_code(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "false.jws").write_text(Receiver.make().receipt(PACK, item(data)[1]))
    assert outbox(data, "bring-in", str(tmp_path / "false.jws")) == Exit.NOT_VALID
    assert "does not fit the certificate" in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert outbox(data, "bring-in", str(tmp_path / "empty")) == Exit.NOT_VALID
    assert outbox(data, "bring-in", str(tmp_path / "missing")) == Exit.NOT_VALID
    assert outbox(data, "mail", PACK, "-o", str(tmp_path / "no" / "where.eml")) == Exit.USAGE


def test_the_key_is_made_once_and_shown_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = memory_store()
    monkeypatch.setattr(SystemStore, "here", lambda: store)
    shown = []
    for words in ([], [], ["--new"]):
        assert run_command(["outbox", "sftp-key", *words]) == Exit.DONE
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] != shown[2]
    assert all(line.startswith("ssh-ed25519 ") for line in shown)


def test_a_password_is_asked_for_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    monkeypatch.setattr(SystemStore, "here", lambda: store)
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
    assert run_command(["outbox", "sftp-password", ADDRESS]) == Exit.DONE
    name = f"sending: sftp password {SftpAddress.parse(ADDRESS).account}"
    assert store.find(name) == b"open sesame"
    assert run_command(["outbox", "sftp-password", "sftp://packs@host/x"]) == Exit.USAGE


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_the_address_of_a_mailbox_is_made_of_the_servers_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import subprocess

    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)  # noqa: S607
    words = [
        "profile",
        "sftp-address",
        "--user",
        "packs",
        "--host",
        "files.example",
        "--host-key",
        f"{key}.pub",
    ]
    assert run_command([*words, "--folder", "/srv/packs in"]) == Exit.DONE
    address, compare = capsys.readouterr().out.splitlines()
    assert SftpAddress.parse(address).path == "/srv/packs in"
    assert "SHA256:" in compare
    assert run_command([*words, "--folder", "relative"]) == Exit.USAGE
    assert run_command([*words[:-1], str(key), "--folder", "/srv"]) == Exit.USAGE
