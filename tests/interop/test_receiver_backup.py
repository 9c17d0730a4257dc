"""A receiver is destroyed and comes back from its backup; what was half sent goes on, and no receipt lacks its pack."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Parcel
from tests.interop.receiver_parts import RECEIVER, InboxCommand, LoopbackReceiver, round_of, why_no_receiver
from tests.unit.delivery.transport_contract import CountingFile, RecordingJournal, StoppedHereError
from tests.unit.workflows.receiving.packs_in import CORRECTION, NOW, PACK, Desk, make_desk, take_all

needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
HALF_SIZE = 300_000


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture(scope="module")
def backup() -> ModuleType:
    specification = importlib.util.spec_from_file_location("receiver_backup", RECEIVER / "backup.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Vaulted:
    """The backup script as the system runs it, with a key pair whose secret half is elsewhere."""

    def __init__(self, folder: Path, mailbox: Path, kept: Path) -> None:
        folder.mkdir()
        self.identity = folder / "identity.txt"
        made = subprocess.run(
            [shutil.which("age-keygen") or "age-keygen", "-o", str(self.identity)],
            check=True,
            capture_output=True,
            text=True,
        )
        self.recipients = folder / "recipients.txt"
        self.recipients.write_text(made.stderr.split()[-1] + "\n")
        self.backups = folder / "backups"
        self.backups.mkdir()
        self._folders = ["--mailbox", str(mailbox), "--kept", str(kept)]

    def make(self) -> Path:
        self.ask("make", "--recipients", str(self.recipients), "--keep", "2", str(self.backups))
        return max(self.backups.iterdir(), key=lambda path: path.stat().st_mtime_ns)

    def restore(self, backup: Path) -> None:
        self.ask("restore", "--identity", str(self.identity), str(backup))

    def ask(self, command: str, *arguments: str) -> None:
        ended = self.ended(command, *arguments)
        assert ended.returncode == 0, ended.stderr

    def ended(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        script = [sys.executable, str(RECEIVER / "backup.py"), command, *self._folders, *arguments]
        return subprocess.run(script, check=False, capture_output=True, text=True)


def send_half(receiver: LoopbackReceiver, journal: RecordingJournal) -> int:
    """Send what is left of a pack that is none; the number of bytes that were read for it."""
    read: list[int] = []
    content = b"x" * HALF_SIZE
    parcel = Parcel(
        pack_id="P-HALFSENT2345",
        digest="0" * 64,
        size=len(content),
        endpoint=receiver.endpoint,
        upload_url=journal.upload_url,
        offset=0,
        attempts=0,
        open=lambda: CountingFile(content, read),
    )
    with suppress(StoppedHereError):
        receiver.transport(largest_chunk=64 * 1024).upload(parcel, journal)
    return sum(read)


@needs_age
@pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
def test_a_receiver_that_was_destroyed_comes_back_and_every_pack_with_it(tmp_path: Path, desk: Desk) -> None:
    folder, kept = tmp_path / "receiver", tmp_path / "desk" / "kept"
    inbox = InboxCommand(desk, tmp_path / "desk")
    kept.mkdir()
    vaulted = Vaulted(tmp_path / "safe", folder / "mailbox", kept)
    begun = RecordingJournal(stop_at=128 * 1024)
    with Spool.open(tmp_path / "outbox") as spool:
        with LoopbackReceiver(folder) as receiver:
            port = receiver.port
            for pack_id, sealed in ((PACK, desk.sealed), (CORRECTION, desk.correction)):
                certificate = desk.receiver.receipt_certificate.decode()
                spool.queue(pack_id, sealed, endpoint=receiver.endpoint, receipt_certificate=certificate)
                round_of(spool, receiver.transport())
                if pack_id == PACK:
                    assert [one["result"] for one in inbox.run(receiver.mailbox)] == ["kept"]
            send_half(receiver, begun)
            made = vaulted.make()
        shutil.rmtree(folder / "mailbox")
        shutil.rmtree(kept)
        kept.mkdir()
        (folder / "mailbox").mkdir()
        vaulted.restore(made)
        with LoopbackReceiver(folder, "--port", str(port)) as receiver:
            assert (kept / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
            items = round_of(spool, receiver.transport())
            assert (items[PACK].state, items[CORRECTION].state) == (State.DELIVERED, State.SENT)
            going_on = RecordingJournal(upload_url=begun.upload_url)
            assert send_half(receiver, going_on) == HALF_SIZE - begun.offsets[-1]
            assert {one["result"] for one in inbox.run(receiver.mailbox)} == {"kept", "set-aside"}
            assert round_of(spool, receiver.transport())[CORRECTION].state is State.DELIVERED


@needs_age
def test_a_backup_is_closed_to_this_machine_and_the_oldest_go(tmp_path: Path, desk: Desk) -> None:
    mailbox, kept = FolderMailbox.create(tmp_path / "mailbox"), tmp_path / "kept"
    kept.mkdir()
    (kept / f"{PACK}.pdf").write_bytes(desk.signed.pdf)
    vaulted = Vaulted(tmp_path / "safe", mailbox.folder, kept)
    made = [vaulted.make() for _ in range(4)]
    assert len(list(vaulted.backups.iterdir())) == 2
    assert desk.signed.pdf[:100] not in made[-1].read_bytes()
    assert made[-1].stat().st_mode & 0o077 == 0


@needs_age
@pytest.mark.parametrize("damage", ["cut", "flipped", "other key"])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, desk: Desk, damage: str) -> None:
    mailbox, kept = FolderMailbox.create(tmp_path / "mailbox"), tmp_path / "kept"
    kept.mkdir()
    (kept / f"{PACK}.pdf").write_bytes(desk.signed.pdf * 4)
    vaulted = Vaulted(tmp_path / "safe", mailbox.folder, kept)
    made = vaulted.make()
    (kept / f"{PACK}.pdf").unlink()
    content = bytearray(made.read_bytes())
    if damage == "cut":
        del content[-1000:]
    elif damage == "flipped":
        content[len(content) - 500] ^= 1
    else:
        vaulted = Vaulted(tmp_path / "other", mailbox.folder, kept)
    made.write_bytes(content)
    ended = vaulted.ended("restore", "--identity", str(vaulted.identity), str(made))
    assert ended.returncode == 1
    assert list(kept.rglob("*")) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@needs_age
def test_nothing_is_written_over(tmp_path: Path) -> None:
    mailbox, kept = FolderMailbox.create(tmp_path / "mailbox"), tmp_path / "kept"
    kept.mkdir()
    (kept / f"{PACK}.pdf").write_bytes(b"kept")
    vaulted = Vaulted(tmp_path / "safe", mailbox.folder, kept)
    made = vaulted.make()
    ended = vaulted.ended("restore", "--identity", str(vaulted.identity), str(made))
    assert (ended.returncode, "nothing is written over" in ended.stderr) == (1, True)


def taken_at(
    desk: Desk, folder: Path, copy: Callable[[Path, Path], Iterator[tuple[str, Path]]], step: int
) -> set[str]:
    """What a copy holds where a worker takes the pack, and answers, just before the file number `step`."""
    folder.mkdir(exist_ok=True)
    mailbox, kept = FolderMailbox.create(folder / "mailbox"), folder / "kept"
    kept.mkdir()
    desk.put(mailbox)
    mailbox.incoming.path.rename(mailbox.folder / "store")
    (mailbox.folder / "store" / "unfinished").write_bytes(b"-")
    copied = set()
    files = copy(mailbox.folder, kept)
    for number in range(100):
        if number == step:
            list(take_all(desk.receiver, mailbox, kept, clock=lambda: NOW))
        found = next(files, None)
        if found is None:
            break
        if found[1].exists():
            copied.add(found[0])
    return copied


def is_whole(copied: set[str]) -> bool:
    """Whether the pack is there, and no receipt without it."""
    is_kept = f"kept/{PACK}.pdf" in copied
    return (is_kept or f"store/{PACK}.pdf.age" in copied) and (
        is_kept or f"receipts/{PACK}.jws" not in copied
    )


@pytest.mark.parametrize("step", range(6))
def test_whenever_a_worker_takes_a_pack_the_copy_has_it_and_no_receipt_without_it(
    tmp_path: Path, desk: Desk, backup: ModuleType, step: int
) -> None:
    assert is_whole(taken_at(desk, tmp_path, backup.entries, step))


def test_a_copy_in_another_order_would_lose_a_pack(tmp_path: Path, desk: Desk) -> None:
    def careless(mailbox: Path, kept: Path) -> Iterator[tuple[str, Path]]:
        for top, folder in (("kept", kept), ("receipts", mailbox / "receipts"), ("store", mailbox / "store")):
            yield f"{top}/-", folder / "-"
            for path in sorted(folder.iterdir()):
                yield f"{top}/{path.name}", path

    whole = [is_whole(taken_at(desk, tmp_path / str(step), careless, step)) for step in range(4)]
    assert not all(whole)
