"""``inbox`` on the command line: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from tests.unit.workflows.receiving.packs_in import PACK, Desk, make_desk


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def mailbox(tmp_path: Path) -> FolderMailbox:
    return FolderMailbox.create(tmp_path / "mailbox")


@pytest.fixture
def command(desk: Desk, mailbox: FolderMailbox, tmp_path: Path) -> list[str]:
    """All that ``inbox run`` needs, with the keys in files."""
    receiver = desk.receiver
    files = {
        "identity": f"# ours\n{receiver.identities[0].secret_text}\n".encode(),
        "trust": receiver.trusted[0],
        "receipt-key": receiver.receipt_key,
        "receipt-certificate": receiver.receipt_certificate,
    }
    options = []
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        options += [f"--{name}", str(tmp_path / name)]
    return ["inbox", "run", *options, str(mailbox.folder), "-o", str(tmp_path / "out")]


def test_what_came_is_kept_and_the_command_ends_well(
    desk: Desk, mailbox: FolderMailbox, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.put(mailbox)
    assert run_command(command) == 0
    said = capsys.readouterr().out
    assert f"{PACK}: kept. Signed by Sam Example" in said
    assert "1 pack kept and answered." in said
    assert (tmp_path / "out" / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
    assert run_command(command) == 0
    assert "0 packs" in capsys.readouterr().out


def test_programs_get_json(
    desk: Desk, mailbox: FolderMailbox, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    desk.put(mailbox)
    desk.put(mailbox, b"junk", "P-0000AAAA.pdf.age")
    assert run_command([*command, "--json", "--data"]) == 1
    aside, kept = json.loads(capsys.readouterr().out)
    assert (aside["result"], kept["result"], kept["pack"]) == ("set-aside", "kept", PACK)
    assert aside["reason"]
    assert kept["made_for"] == "Children’s front door"
    assert Path(kept["data"], "record.json").exists()


def test_what_stands_aside_is_listed_tried_again_and_removed(
    desk: Desk, mailbox: FolderMailbox, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(mailbox.folder)
    assert run_command(["inbox", "quarantine", folder]) == 0
    desk.put(mailbox, b"junk")
    run_command(command)
    capsys.readouterr()
    assert run_command(["inbox", "quarantine", folder, "--json"]) == 1
    (aside,) = json.loads(capsys.readouterr().out)
    assert run_command(["inbox", "retry", folder, aside["file"]]) == 0
    assert run_command(["inbox", "retry", folder, aside["file"]]) == 2
    assert run_command(command) == 1
    assert run_command(["inbox", "dismiss", folder, aside["file"]]) == 0
    assert run_command(["inbox", "quarantine", folder]) == 0


def test_a_key_file_without_a_key_sets_no_pack_aside(
    desk: Desk, mailbox: FolderMailbox, command: list[str], tmp_path: Path
) -> None:
    desk.put(mailbox)
    (tmp_path / "identity").write_text("# nothing yet\n")
    assert run_command(command) == 2
    assert len(list(mailbox.incoming.path.iterdir())) == 1


def test_a_certificate_that_cannot_be_read_sets_no_pack_aside(
    desk: Desk, mailbox: FolderMailbox, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.put(mailbox)
    (tmp_path / "trust").write_text("no certificate")
    assert run_command(command) == 3
    assert "not taken" in capsys.readouterr().out
    assert len(list(mailbox.incoming.path.iterdir())) == 1


def test_a_folder_that_is_not_there_is_told(
    command: list[str], mailbox: FolderMailbox, tmp_path: Path
) -> None:
    missing = [str(tmp_path / "nowhere") if part == str(mailbox.folder) else part for part in command]
    assert run_command(missing) == 2
