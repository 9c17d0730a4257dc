"""A folder that two people share: what one puts in, the other can read, and nobody else can."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.workflows.receiving.answering import give_receipt
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.transport_contract import RecordingJournal

SENDER, RECEIVER, STRANGER, SHARED = 61_001, 61_002, 61_003, 61_100

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows hands rights down by itself")
two_people = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can be two people in turn"
)


@pytest.fixture
def shared(folder_for_others: Path) -> Path:
    """A mailbox that the group of both may use, and nobody else."""
    folder = folder_for_others / "mailbox"
    FolderMailbox.create(folder)
    for each in (folder, *folder.iterdir()):
        if os.geteuid() == 0:
            os.chown(each, 0, SHARED)
        each.chmod(0o770)
    return folder


@contextmanager
def person(user: int, *groups: int) -> Iterator[None]:
    """As that user, whose own group is called by the same number; files are for nobody else where nothing else is said."""
    groups_before, umask = os.getgroups(), os.umask(0o077)
    os.setgroups([user, *groups])
    os.setegid(user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups_before)
        os.umask(umask)


@two_people
def test_a_receipt_and_an_answer_of_one_person_are_read_by_the_other_and_by_nobody_else(shared: Path) -> None:
    mailbox = FolderMailbox(shared)
    with person(RECEIVER, SHARED):
        give_receipt(mailbox, PACK, "00" * 32, "a.b.c")
        mailbox.write_answer(PACK, 1, b"sealed")
    for path, content in ((mailbox.receipt_path(PACK), b"a.b.c"), (mailbox.answer_path(PACK, 1), b"sealed")):
        assert path.stat().st_uid == RECEIVER
        with person(SENDER, SHARED):
            assert path.read_bytes() == content
        with person(STRANGER), pytest.raises(PermissionError):
            path.read_bytes()


@two_people
def test_a_pack_of_one_person_is_read_and_taken_away_by_the_other(shared: Path) -> None:
    mailbox = FolderMailbox(shared)
    content = b"sealed"
    sealed = Parcel(
        pack_id=PACK, digest=hashlib.sha256(content).hexdigest(), size=len(content), endpoint=mailbox.endpoint,
        upload_url="", offset=0, attempts=0, open=lambda: io.BytesIO(content),
    )  # fmt: skip
    with person(SENDER, SHARED):
        FolderTransport().upload(sealed, RecordingJournal())
    with person(RECEIVER, SHARED):
        (found,) = mailbox.arrived()
        assert found.path.read_bytes() == content
        found.take_away()
    assert mailbox.arrived() == ()


@two_people
@pytest.mark.parametrize(("mailbox_mode", "incoming_mode"), [(0o711, 0o770), (0o711, 0o730), (0o770, 0o730)])
def test_a_folder_that_may_be_passed_through_or_written_alone_takes_a_pack(
    shared: Path, mailbox_mode: int, incoming_mode: int
) -> None:
    """As a drop box is set up: nobody sees what others have put in."""
    mailbox = FolderMailbox(shared)
    shared.chmod(mailbox_mode)
    mailbox.incoming.path.chmod(incoming_mode)
    content = b"sealed"
    sealed = Parcel(
        pack_id=PACK, digest=hashlib.sha256(content).hexdigest(), size=len(content), endpoint=mailbox.endpoint,
        upload_url="", offset=0, attempts=0, open=lambda: io.BytesIO(content),
    )  # fmt: skip
    with person(SENDER, SHARED):
        FolderTransport().upload(sealed, RecordingJournal())
        assert FolderTransport().receipt(sealed) is None
    (found,) = mailbox.arrived()
    assert found.path.read_bytes() == content


@posix
@pytest.mark.parametrize("mode", [0o700, 0o750, 0o770, 0o2770, 0o755, 0o1777])
def test_what_is_put_in_has_the_rights_of_its_folder_whatever_the_umask(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    before = os.umask(0o077)
    try:
        SharedFolder(folder).put("file", [b"x"])
        SharedFolder(folder, "inner").make()
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "file").stat().st_mode) == mode & 0o666
    assert stat.S_IMODE((folder / "inner").stat().st_mode) == mode & 0o2777
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []


@two_people
def test_a_group_that_we_are_not_of_gives_our_own_group_nothing(folder_for_others: Path) -> None:
    folder = folder_for_others / "folder"
    folder.mkdir()
    os.chown(folder, RECEIVER, SHARED)
    folder.chmod(0o770)
    with person(RECEIVER):
        SharedFolder(folder).put("file", [b"x"])
    found = (folder / "file").stat()
    assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (RECEIVER, 0o600)


@pytest.mark.skipif(shutil.which("setfacl") is None, reason="no tool for access lists here")
@two_people
def test_default_access_lists_of_the_folder_reach_what_is_put_in(shared: Path) -> None:
    receipts = FolderMailbox(shared).receipts_folder
    receipts.chmod(0o700)
    done = subprocess.run(
        [shutil.which("setfacl") or "", "-m", f"u:{SENDER}:rx,d:u:{SENDER}:rX,d:u::rwX", receipts], check=False, capture_output=True
    )  # fmt: skip
    if done.returncode:
        pytest.skip("this file system keeps no access lists")
    shared.chmod(0o755)
    give_receipt(FolderMailbox(shared), PACK, "00" * 32, "a.b.c")
    path = FolderMailbox(shared).receipt_path(PACK)
    with person(SENDER):
        assert path.read_bytes() == b"a.b.c"
    with person(STRANGER), pytest.raises(PermissionError):
        path.read_bytes()


@posix
def test_rights_that_cannot_be_given_are_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fchmod", refuse)
    SharedFolder(tmp_path).put("file", [b"x"])
    assert (tmp_path / "file").read_bytes() == b"x"
