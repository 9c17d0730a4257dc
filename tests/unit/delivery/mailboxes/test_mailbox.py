from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.presence import Presence
from tests.unit.delivery.receivers import PACK

HEAVY = ("httpx", "truststore", "joserfc", "cryptography", "asyncssh", "keyring")


def test_only_whole_packs_come_in(tmp_path: Path) -> None:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    (mailbox.incoming.path / f"{PACK}.pdf.age").write_bytes(b"sealed")
    for other in (".P-AAAA.pdf.age.0.part", "notes.txt", "P-AAAA.pdf", "..pdf.age"):
        (mailbox.incoming.path / other).write_bytes(b"x")
    (pack,) = mailbox.arrived()
    assert (pack.untrusted_pack_id, pack.size) == (PACK, 6)


def test_a_mailbox_may_be_made_again(tmp_path: Path) -> None:
    FolderMailbox.create(tmp_path / "mailbox").receipt_path(PACK).write_text("a.b.c")
    assert FolderMailbox.create(tmp_path / "mailbox").receipt_path(PACK).exists()


def test_a_holder_is_alive_until_it_leaves(tmp_path: Path) -> None:
    first, second = Presence(tmp_path / "holders"), Presence(tmp_path / "holders")
    assert first.is_alive(second.holder)
    assert not first.is_alone()
    second.leave()
    assert not first.is_alive(second.holder)
    assert not first.is_alive("nobody")
    first.tidy()
    assert first.is_alone()
    first.leave()
    with (tmp_path / "another").open("wb") as opened_since:
        first.leave()
        second.leave()
        opened_since.write(b"its number is nobody else's")


@pytest.mark.parametrize(
    "module",
    [
        "outbox.spool",
        "courier",
        "signed.receipts",
        "mailboxes.mailbox",
        "transports.tus",
        "transports.folder",
        "transports.sftp",
        "transports.mail",
        "mailboxes.brought_in",
    ],
)
def test_what_is_heavy_is_imported_only_when_it_is_needed(module: str) -> None:
    script = f"import sys, prevent_desktop.delivery.{module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
