"""A folder in which others may write: nothing leads outside, nothing is waited for, only our own is changed.

All of it holds for a folder that is held by its path too, as Windows has it.
"""

from __future__ import annotations

import os
import re
import socket
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.files import places, shared
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.places import Place, held_by_path
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.files.shared_locks import lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and owners are POSIX's here")
PRECIOUS = b"precious" * 100


@contextmanager
def _by_path(root: Path, below: Sequence[str]) -> Iterator[Place]:
    yield held_by_path(root, below)


@pytest.fixture(params=["descriptor", "path"])
def folder(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SharedFolder:
    if request.param == "path":
        monkeypatch.setattr(shared, "held", _by_path)
        monkeypatch.setattr(
            places, "_ALWAYS", os.O_NONBLOCK | os.O_CLOEXEC
        )  # what Windows has of it, and pipes
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "precious").write_bytes(PRECIOUS)
    inner = SharedFolder(tmp_path / "shared", "inner")
    (tmp_path / "shared").mkdir()
    inner.make()
    return inner


@pytest.fixture
def precious(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "outside" / "precious"
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["precious"]
    assert (tmp_path / "outside" / "precious").read_bytes() == PRECIOUS


def pipe(path: Path, _precious: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path, _precious: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(path.parent)  # its name has to be short
        made.bind(path.name)
        os.chdir(before)


def link(path: Path, precious: Path) -> None:
    path.symlink_to(precious)


def loop(path: Path, _precious: Path) -> None:
    path.symlink_to(path.name)


def directory(path: Path, _precious: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("kind", [pipe, a_socket, link, loop, directory])
def test_nothing_but_a_plain_file_is_read_gone_on_with_moved_or_taken(
    folder: SharedFolder, precious: Path, kind: Callable[[Path, Path], None]
) -> None:
    kind(folder.path / "name", precious)
    for act in (
        lambda: folder.read("name", 10),
        lambda: folder.digest("name"),
        lambda: folder.going_on("name").close(),
        lambda: folder.move("name", folder, "other"),
        lambda: folder.take("name"),
        lambda: lock(folder, "name"),
    ):
        with pytest.raises(NotPlainError):
            act()
    assert folder.has("name")
    assert folder.remove("name") is (kind is directory)
    assert not folder.put_new("name", [b"x"]) or kind is directory


def test_a_new_file_never_takes_the_place_of_a_link_and_a_put_replaces_it(
    folder: SharedFolder, precious: Path
) -> None:
    link(folder.path / "name", precious)
    with pytest.raises(FileExistsError):
        folder.new("name")
    folder.put("name", [b"ours"])
    assert folder.read("name", 10) == b"ours"


def test_a_second_name_of_a_file_outside_is_not_gone_on_with(folder: SharedFolder, precious: Path) -> None:
    os.link(precious, folder.path / "name")
    with pytest.raises(NotPlainError):
        folder.going_on("name")
    assert folder.read("name", 8) == PRECIOUS[:8]
    folder.take("name")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away")
def test_somebody_elses_file_is_read_and_taken_but_neither_written_nor_tidied(folder: SharedFolder) -> None:
    path = folder.path / "name.part"
    path.write_bytes(b"theirs")
    os.utime(path, (0, 0))
    os.chown(path, 61_005, 61_005)
    with pytest.raises(NotPlainError):
        folder.going_on("name.part")
    assert not folder.remove("name.part")
    assert folder.tidy(re.compile(r".*\.part"), older_than=10) == 0
    assert folder.read("name.part", 10) == b"theirs"
    folder.take("name.part")
    assert folder.names() == []


def test_a_link_in_the_place_of_a_folder_is_told_whatever_is_asked(
    folder: SharedFolder, precious: Path
) -> None:
    folder.path.rmdir()
    folder.path.symlink_to(precious.parent)
    assert not folder.is_there()
    for act in (
        folder.names, folder.make, lambda: folder.read("precious", 1), lambda: folder.put("new", [b"x"]),
        lambda: folder.take("precious"), lambda: folder.tidy(re.compile(".*"), older_than=-1), lambda: folder.remove("precious"),
        lambda: lock(folder, "new"), lambda: folder.inside("deeper").make(),
    ):  # fmt: skip
        with pytest.raises(NotPlainError):
            act()


@pytest.mark.parametrize("name", ["", ".", "..", "../beside", "a/../../beside", "/beside", "a/b", "a\0b"])
def test_a_name_that_leads_elsewhere_is_no_name(folder: SharedFolder, tmp_path: Path, name: str) -> None:
    """Such a one may come from a record that a colleague wrote."""
    (tmp_path / "beside").mkdir()
    for asked in (
        lambda: folder.inside(name).make(),
        lambda: folder.inside(name).put("file", [b"x"]),
        lambda: folder.put(name, [b"x"]),
        lambda: folder.put_new(name, [b"x"]),
        lambda: folder.read(name, 1),
        lambda: folder.kind(name),
        lambda: folder.remove(name),
        lambda: folder.move(name, folder, "new"),
    ):
        with pytest.raises(NotPlainError):
            asked()
    assert list((tmp_path / "beside").iterdir()) == []
    with pytest.raises(NotPlainError):
        held_by_path(folder.path, [name])


def test_the_chosen_folder_itself_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "drive")
    SharedFolder(tmp_path / "mine").put("name", [b"x"])
    assert (tmp_path / "drive" / "name").read_bytes() == b"x"


def test_what_is_put_in_has_its_name_once_it_is_whole_and_leaves_nothing_else(folder: SharedFolder) -> None:
    folder.put("name", [b"one", b"two"])
    assert not folder.put_new("name", [b"other"])
    assert folder.put_new("second", [b"x"])
    with pytest.raises(ZeroDivisionError), folder.writing("third") as file:
        file.write(b"half" * (1 // 0))
    assert folder.names() == ["name", "second"]
    assert folder.read("name", 10) == b"onetwo"
    assert stat.S_IMODE((folder.path / "name").stat().st_mode) & 0o111 == 0


def test_a_drive_without_second_names_gets_a_rename(
    folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_arguments: object) -> None:
        raise OSError(1, "not permitted")

    monkeypatch.setattr(places.HeldByDescriptor, "link", no_links)
    monkeypatch.setattr(places.HeldByPath, "link", no_links)
    assert folder.put_new("name", [b"first"])
    assert not folder.put_new("name", [b"second"])
    assert (folder.names(), folder.read("name", 10)) == (["name"], b"first")


def test_tidying_takes_only_what_has_our_form_of_name_and_is_old(
    folder: SharedFolder, precious: Path
) -> None:
    for name in ("a1.part", "a2.part", "b1.part"):
        (folder.path / name).write_bytes(b"x")
    (folder.path / "a3.part").mkdir()
    (folder.path / "a3.part" / "link").symlink_to(precious.parent)
    (folder.path / "a4.part").symlink_to(precious)
    for name in ("a1.part", "b1.part", "a3.part"):
        os.utime(folder.path / name, (0, 0))
    os.utime(folder.path / "a4.part", (0, 0), follow_symlinks=False)
    assert folder.tidy(re.compile(r"a\d\.part"), older_than=1000) == 2
    assert folder.names() == ["a2.part", "a4.part", "b1.part"]


def test_one_has_a_lock_and_then_another_and_its_file_goes(folder: SharedFolder) -> None:
    first = lock(folder, "name")
    assert first is not None
    assert lock(folder, "name") is None
    first.release()
    first.release()
    assert folder.names() == []
    second = lock(folder, "name")
    assert second is not None
    second.release()
