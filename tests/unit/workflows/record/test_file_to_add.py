"""What may be added: everything else is refused in a sentence about that file, and nothing of it is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.errors import AddingStoppedError, DiskFullError, EvidenceError, RecordError
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.record import file_to_add
from prevent_desktop.workflows.record.attachments import seal_file
from prevent_desktop.workflows.record.file_to_add import Adding


@pytest.fixture
def files(tmp_path: Path) -> AttachmentFiles:
    (tmp_path / "vault").mkdir()
    return AttachmentFiles(tmp_path / "vault" / "attachments", generate_identity())


def left(files: AttachmentFiles) -> list[Path]:
    """Everything in the vault's folder, half files too."""
    folder = files.path("x").parent
    return list(folder.iterdir()) if folder.is_dir() else []


def a_folder(path: Path) -> None:
    path.mkdir()


def a_dead_link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def a_link_to_a_folder(path: Path) -> None:
    path.symlink_to(path.parent)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def not_ours(path: Path) -> None:
    path.write_bytes(b"x")
    path.chmod(0)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("letters", a_folder, "A folder cannot be added. “letters” is a folder. Open it"),
        ("gone.pdf", lambda _path: None, "“gone.pdf” is not there: it was moved, renamed or deleted"),
        ("empty.pdf", Path.touch, "The file is empty. “empty.pdf” holds nothing (0 bytes). Open it"),
        ("school.url", lambda path: path.write_text("x"), "only leads to a page of the web"),
        ("Letter.lnk", lambda path: path.write_bytes(b"L\0\0\0"), "only leads to something else"),
        pytest.param("dead.pdf", a_dead_link, "is a link, and what it leads to is not there", marks=POSIX),
        pytest.param("to-folder", a_link_to_a_folder, "“to-folder” is a folder", marks=POSIX),
        pytest.param("pipe.pdf", a_pipe, "a device or a connection, and no ordinary file", marks=POSIX),
        ("page\u202efdp.exe", lambda path: path.write_bytes(b"x"), "“page_fdp.exe” is a program"),
    ],
)
def test_what_is_no_file_to_keep_is_said_in_a_sentence(
    files: AttachmentFiles, tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises((EvidenceError, RecordError)) as refused:
        seal_file(files, path)
    assert said in str(refused.value)
    assert refused.value.next_step
    assert not left(files)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_said_so(files: AttachmentFiles, tmp_path: Path) -> None:
    not_ours(tmp_path / "theirs.pdf")
    with pytest.raises(RecordError, match=r"may not open “theirs\.pdf”"):
        seal_file(files, tmp_path / "theirs.pdf")


@POSIX
def test_a_link_to_a_file_brings_that_file(files: AttachmentFiles, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("words")
    (tmp_path / "link.txt").symlink_to("letter.txt")
    assert seal_file(files, tmp_path / "link.txt").file_name == "link.txt"


def test_one_that_is_too_large_is_refused_before_it_is_read(
    files: AttachmentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_to_add, "LARGEST", 1_000_000)
    (tmp_path / "film.mp4").write_bytes(bytes(1_500_000))
    with pytest.raises(EvidenceError, match=r"“film.mp4” has 1\.5 MB; one file may have 1 MB"):
        seal_file(files, tmp_path / "film.mp4")
    assert not left(files)


def test_one_for_which_the_disk_has_no_room_is_refused_before_it_is_read(
    files: AttachmentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as film:
        film.truncate(file_to_add.LARGEST)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: _Usage(1_000_000))
    with pytest.raises(DiskFullError, match=r"The file has 4000 MB, and 1 MB are free"):
        seal_file(files, path)
    assert not left(files)


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def cut(path: Path) -> None:
    os.truncate(path, 100)


def written_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"other")
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [grown, cut, written_over])
def test_a_file_that_changes_while_it_is_read_leaves_nothing(
    files: AttachmentFiles, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"x" * 3_000_000)
    times: list[int] = []

    def told(done: int, _size: int) -> None:
        times.append(done)
        if len(times) == 2:
            change(path)

    with pytest.raises(EvidenceError, match="was changed while it was read"):
        seal_file(files, path, Adding(told))
    assert not left(files)


def test_a_stop_ends_it_in_the_middle_and_leaves_nothing(files: AttachmentFiles, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"x" * 3_000_000)
    adding = Adding(lambda done, _size: adding.stop() if done > 1_000_000 else None)
    with pytest.raises(AddingStoppedError):
        seal_file(files, path, adding)
    assert not left(files)


def test_how_far_it_is_goes_from_the_beginning_to_the_end_once(
    files: AttachmentFiles, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"x" * 3_000_000)
    told: list[int] = []
    seal_file(files, path, Adding(lambda done, _size: told.append(done)))
    assert told == sorted(told)
    assert told[-1] == 3_000_000
    assert told[0] < 1_000_000


def test_a_disk_that_fails_under_the_file_is_said_of_the_file(
    files: AttachmentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"x" * 3_000_000)

    def told(_done: int, _size: int) -> None:
        monkeypatch.setattr(file_to_add._Wanted, "readinto", _failing)

    def _failing(self: file_to_add._Wanted, _buffer: object) -> int:
        raise file_to_add._unreadable(self._name, OSError(5, "Input/output error"))

    with pytest.raises(RecordError, match=r"letter\.txt: input/output error"):
        seal_file(files, path, Adding(told))
    assert not left(files)
