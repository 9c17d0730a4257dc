"""Every file that we write where others can look is its owner's alone, and every folder, whatever the umask (FAULTS 33)."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.ui.vault_admin.unlock.sheet import save_recovery_sheet
from prevent_desktop.ui.window.window_settings import WindowSettings, write_window_settings
from prevent_desktop.workflows.peer_review.own_card import save_card
from prevent_desktop.workflows.record import attachments
from prevent_desktop.workflows.vault_admin import back_up
from prevent_desktop.workflows.vault_admin.audit_export import export_all, save_export
from tests.unit.workflows.conftest import Office, now

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists: `files.windows`")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """An account whose files everybody may read and write where nothing else is said."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    """What is below the folder and is not its owner's alone."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in modes}
    return {str(path): oct(mode) for path, mode in modes.items() if mode != wanted[path]}


def test_vault_outbox_and_all_that_a_person_takes_out_are_theirs_alone(
    office: Office, tmp_path: Path
) -> None:
    given = tmp_path / "given"
    given.mkdir(0o700)
    letter = given / "letter.txt"
    letter.write_bytes(b"evidence")
    letter.chmod(0o600)
    files = attachments.sealed_files(office.vault)
    taken = attachments.seal_file(files, letter)
    kept = attachments.keep_attachment(office.vault, files, taken, case_id=office.case.id, now=now())
    save_recovery_sheet("code", given / "sheet.pdf", made_at=now())
    attachments.save_copy(files, kept, given / "copy.txt")
    save_export(export_all(office.vault, now=now()), given / "audit.jsonl")
    save_card(office.vault, given / "card.json")
    write_window_settings(given / "settings" / "window.json", WindowSettings())
    back_up.back_up(office.vault, given / "stick", now=now())
    identity = generate_identity()
    for name, content in (
        ("key.txt", identity.secret_text.encode()),
        ("pack.pdf.age", seal_bytes(b"%PDF", [identity.recipient])),
    ):
        (given / name).write_bytes(content)
        (given / name).chmod(0o600)
    assert run_command(
        ["pack", "open", str(given / "pack.pdf.age"), "--identity", str(given / "key.txt"), "-o", str(given / "opened")]
    ) == Exit.DONE  # fmt: skip
    assert len(list(given.rglob("*"))) > 15
    assert open_to_others(tmp_path) == {}


def test_what_lies_in_a_shared_folder_has_the_rights_of_that_folder(tmp_path: Path) -> None:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    for folder in (mailbox.folder, mailbox.receipts_folder):
        folder.chmod(0o770)
    mailbox.write_receipt("P-7QF2K8M4T9XW", b"a.b.c")
    mailbox.write_answer("P-7QF2K8M4T9XW", 1, b"sealed")
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in mailbox.folder.rglob("*")}
    assert found == {
        "incoming": 0o700, "receipts": 0o770, "P-7QF2K8M4T9XW.jws": 0o660, "answers": 0o770, "P-7QF2K8M4T9XW": 0o770,
        "1.age": 0o660,
    }  # fmt: skip
