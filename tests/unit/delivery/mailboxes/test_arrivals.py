"""What has come in whole is found, whatever brought it; nothing else is touched."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.claims import claim
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.files.errors import NotPlainError

PACK = "P-7QF2ABCDEFGH"
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX's")


def upload(store: Path, name: str, content: bytes, info: object) -> None:
    store.mkdir(parents=True, exist_ok=True)
    (store / name).write_bytes(content)
    (store / f"{name}.json").write_text(info if isinstance(info, str) else json.dumps(info))


def info(size: object = 6, **metadata: object) -> dict[str, object]:
    return {"id": "a" * 32, "size": size, "metadata": metadata}


def test_packs_of_a_mailbox_are_found_by_name_and_nothing_that_is_on_its_way(tmp_path: Path) -> None:
    mailbox = FolderMailbox.create(tmp_path)
    names = (
        f"{PACK}.pdf.age", f"{PACK} (1).pdf.age", f".{PACK}.pdf.age.abc.part", "Letter.docx", "notes.pdf.age", "P-1.pdf.age",
    )  # fmt: skip
    for name in names:
        (mailbox.incoming.path / name).write_bytes(b"sealed")
    (mailbox.incoming.path / "P-FOLDER00.pdf.age").mkdir()
    found = mailbox.arrived()
    assert [each.name for each in found] == sorted([f"{PACK}.pdf.age", f"{PACK} (1).pdf.age"])
    assert {each.untrusted_pack_id for each in found} == {PACK}
    assert {each.size for each in found} == {6}


def test_an_upload_is_found_by_what_the_sender_calls_it_once_it_is_whole(tmp_path: Path) -> None:
    store = tmp_path / "store"
    upload(store, "a" * 32, b"sealed", info(filename=f"{PACK}.pdf.age"))
    upload(store, "b" * 32, b"seal", info(filename="P-0000000000.pdf.age"))
    (found,) = FolderMailbox(tmp_path).arrived()
    assert (found.untrusted_pack_id, found.name) == (PACK, "a" * 32)
    found.take_away()
    assert sorted(path.name[:1] for path in store.iterdir()) == ["b", "b"]
    found.take_away()


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (info(filename="../../etc/passwd"), True), (info(), True), (info(filename=7), True), ("{", False), ("[]", False),
        ('"text"', False), ({"size": 6}, True), ({"size": 6, "metadata": None}, True), (info(size="6"), False),
        ({"metadata": {}}, False), ("[" * 50_000, False),
    ],
)  # fmt: skip
def test_whatever_stands_beside_an_upload_is_read_without_harm(
    tmp_path: Path, content: object, whole: bool
) -> None:
    """What is whole and says no number is checked all the same; what makes no sense is no upload."""
    upload(tmp_path / "store", "a" * 32, b"sealed", content)
    found = FolderMailbox(tmp_path).arrived()
    assert [each.untrusted_pack_id for each in found] == ([""] if whole else [])


@posix
def test_what_makes_no_sense_is_passed_over_and_hinders_nothing_else(tmp_path: Path) -> None:
    """The fault: any one of these stopped all taking-in, or held it for ever."""
    store = tmp_path / "incoming"
    for number, content in enumerate(
        (
            info() | {"metadata": "text"},
            info() | {"metadata": ["a"]},
            {"size": True, "metadata": {}},
            {"size": 1e400},
        )
    ):
        upload(store, f"upload{number:02}", b"sealed", content)
    for folder in ("archived", "archived.json"):
        (store / folder).mkdir()
    (store / "loop0000").symlink_to("loop0000")
    (store / "P-L00P000000.pdf.age").symlink_to("P-L00P000000.pdf.age")
    os.mkfifo(store / "piped000.json")
    os.mkfifo(store / "piped000")
    (store / "whole000").write_bytes(b"sealed")
    os.mkfifo(store / "whole000.json")
    (store / f"{PACK}.pdf.age").write_bytes(b"sealed")
    found = FolderMailbox(tmp_path).arrived()
    assert [each.name for each in found] == ["P-7QF2ABCDEFGH.pdf.age", "P-L00P000000.pdf.age"]
    with found[0].open() as sealed:
        assert sealed.read() == b"sealed"
    with pytest.raises(NotPlainError):
        found[1].open()


@posix
def test_a_link_in_the_place_of_the_folder_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mailbox").mkdir()
    (tmp_path / "mailbox" / "incoming").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotPlainError):
        FolderMailbox(tmp_path / "mailbox").arrived()


def test_a_plain_folder_is_its_own_place(tmp_path: Path) -> None:
    assert FolderMailbox(tmp_path).incoming_place().path == tmp_path
    (tmp_path / "incoming").mkdir()
    assert FolderMailbox(tmp_path).incoming_place().path == tmp_path / "incoming"


def test_a_folder_that_is_away_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FolderMailbox(tmp_path / "gone").arrived()


class TestClaims:
    def test_one_has_it_and_then_another(self, tmp_path: Path) -> None:
        first = claim(tmp_path, PACK)
        assert first is not None
        assert claim(tmp_path, PACK) is None
        other = claim(tmp_path, "P-OTHER000")
        assert other is not None
        other.release()
        first.release()
        first.release()
        second = claim(tmp_path, PACK)
        assert second is not None
        second.release()

    def test_nothing_is_left_behind(self, tmp_path: Path) -> None:
        held = claim(tmp_path, PACK)
        assert held is not None
        held.release()
        assert list((tmp_path / "claims").iterdir()) == []

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")
    def test_whoever_is_killed_holds_nothing(self, tmp_path: Path) -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            claim(tmp_path, PACK)
            os.write(writing, b"held")
            os.kill(os.getpid(), 9)
        assert os.read(reading, 4) == b"held"
        os.waitpid(child, 0)
        for end in (reading, writing):
            os.close(end)
        held = claim(tmp_path, PACK)
        assert held is not None
        held.release()
