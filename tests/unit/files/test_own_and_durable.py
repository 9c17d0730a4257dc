"""Files that are whole or not there, and nobody's but their owner's."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from prevent_desktop.files import durable, own
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.names import why_no_name
from prevent_desktop.files.windows import descriptor_text, is_held, patiently

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and pipes are POSIX's")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_every_file_and_folder_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        durable.make_folder(tmp_path / "a" / "b")
        durable.write_synced(tmp_path / "a" / "synced", [b"x"])
        durable.write_atomically(tmp_path / "a" / "whole", b"x")
        durable.write_for_person(tmp_path / "a" / "asked", b"x")
        durable.copy_synced(tmp_path / "a" / "whole", tmp_path / "a" / "copied")
        durable.copy_for_person(tmp_path / "a" / "whole", tmp_path / "a" / "given")
        own.mark_file(tmp_path / "a" / "mark")
        with durable.writing(tmp_path / "a" / "public", public=True) as file:
            file.write(b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    modes = {path.name: mode(path) for path in (tmp_path / "a").iterdir() if path.is_file()}
    assert modes.pop("public") == 0o666
    assert set(modes.values()) == {0o600}


@posix
def test_what_a_person_names_again_is_replaced_and_is_theirs_alone(tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"old")
    target.chmod(0o644)
    durable.write_for_person(target, b"new")
    assert (target.read_bytes(), mode(target)) == (b"new", 0o600)


@posix
def test_a_link_of_the_persons_stays_one_and_a_device_stays_a_device(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    durable.write_for_person(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    durable.write_for_person(Path(os.devnull), b"gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_what_ends_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), durable.writing(target) as file:
        file.write(b"half" * (1 // 0))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_bytes() == b"old"


def test_what_is_there_is_not_written_over_where_nobody_was_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(FileExistsError), durable.writing(tmp_path / "file", replace=False) as file:
        file.write(b"new")
    assert (tmp_path / "file").read_bytes() == b"old"


@posix
def test_a_new_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        own.new_file(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


@posix
def test_a_chosen_pipe_or_device_is_refused_at_once_and_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(NotPlainError):
            open_chosen(path)
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with open_chosen(tmp_path / "link") as file:
        assert file.read() == b"x"


@pytest.mark.parametrize("name", ["a" * 5_000, "a\0b", "a\ud800b"])
def test_a_name_that_no_disk_takes_is_told_like_any_other_trouble(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - each system has words of its own
        open_chosen(tmp_path / name)
    with pytest.raises(OSError):  # noqa: PT011 - each system has words of its own
        durable.write_for_person(tmp_path / name, b"words")
    assert not list(tmp_path.iterdir())


@posix
def test_a_folder_may_lie_as_deep_as_the_disk_lets_it(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a"] * 1_500)
    durable.make_folder(deep)
    assert deep.is_dir()
    for each in (deep, *deep.parents[:1_499]):  # Python 3.11 takes no such tree away, and pytest would try
        each.rmdir()


@pytest.mark.skipif(os.name != "nt", reason="Windows only: names that it keeps for devices, or changes")
@pytest.mark.parametrize("name", ["NUL", "con.txt", "report.", "report ", "profile.json:stream"])
def test_what_windows_would_write_elsewhere_is_written_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "report").write_bytes(b"before")
    (tmp_path / "profile.json").write_bytes(b"before")
    for work in (open_chosen, lambda path: durable.write_for_person(path, b"words"), durable.make_folder):
        with pytest.raises(FileNotFoundError, match=re.escape(why_no_name(Path(name)))):
            work(tmp_path / name)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "report": b"before",
        "profile.json": b"before",
    }


@posix
def test_a_loop_of_links_is_told_like_any_other_trouble(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="loop"):
        open_chosen(loop)
    with pytest.raises(OSError, match="loop"):
        durable.write_for_person(loop, b"words")
    assert list(tmp_path.iterdir()) == [loop]


@posix
def test_nobody_waits_for_a_reader_of_a_pipe_and_none_is_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="No such device or address"):
        durable.write_for_person(tmp_path / "pipe", b"words")
    with pytest.raises(NotPlainError):
        durable.write_atomically(tmp_path / "pipe", b"words")
    assert (tmp_path / "pipe").is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@posix
def test_a_pipe_that_is_read_takes_what_a_person_saves(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    durable.write_for_person(tmp_path / "pipe", b"words")
    assert os.read(reading, 10) == b"words"
    os.close(reading)


class HeldError(OSError):
    """What Windows says while another program has the file open."""

    winerror = 32


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for() -> None:
    pauses: list[float] = []

    def rename() -> str:
        if len(pauses) < 3:
            raise HeldError(13, "in use")
        return "done"

    assert patiently(rename, sleep=pauses.append) == "done"
    assert len(pauses) == 3


def test_one_that_is_held_for_long_is_told_and_any_other_error_at_once() -> None:
    pauses: list[float] = []

    def held() -> None:
        raise HeldError(13, "in use")

    def refused() -> None:
        raise PermissionError(13, "denied")

    with pytest.raises(HeldError) as raised:
        patiently(held, sleep=pauses.append)
    assert is_held(raised.value)
    assert 1 < sum(pauses) < 3
    pauses.clear()
    with pytest.raises(PermissionError):
        patiently(refused, sleep=pauses.append)
    assert pauses == []


def test_on_windows_the_owner_the_system_and_administrators_alone_have_rights() -> None:
    """Protected (nothing is inherited from above), and what is made in a folder inherits from it."""
    assert descriptor_text(is_folder=False) == "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)"
    assert descriptor_text(is_folder=True) == "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)"
