"""Files that another library writes: in memory, without a name, and gone with their process."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from prevent_desktop.files.nameless import NamelessFiles, memory_of_session

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the system keeps what is printed itself"
)


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "elsewhere"))
    return tmp_path


def temporary() -> str:
    """A file as a library makes one that asks the environment each time."""
    handle, name = tempfile.mkstemp(dir=os.environ["TMPDIR"])
    os.write(handle, b"%PDF some words")
    os.close(handle)
    return name


def test_a_file_has_no_name_but_while_it_is_handed_over(memory: Path) -> None:
    files = NamelessFiles()
    with files.taking():
        name = temporary()
    assert Path(name).parent.parent == memory
    assert Path(name).parent.stat().st_mode & 0o777 == 0o700
    assert [path for path in memory.rglob("*") if path.is_file()] == []
    with files.named():
        assert Path(name).read_bytes() == b"%PDF some words"
        assert os.environ["TMPDIR"] == str(Path(name).parent)
    assert not Path(name).is_symlink()
    files.close()
    assert list(memory.iterdir()) == []
    assert os.environ["TMPDIR"] == str(memory / "elsewhere")


def test_whoever_takes_the_place_of_this_process_does_not_have_the_file(memory: Path) -> None:
    files = NamelessFiles()
    with files.taking():
        handle, _name = tempfile.mkstemp(dir=os.environ["TMPDIR"])
        os.set_inheritable(handle, True)  # as libcups opens it
    assert not os.get_inheritable(handle)
    os.close(handle)
    files.close()
    assert list(memory.iterdir()) == []


def test_what_was_stopped_is_gone_before_anybody_could_open_it(memory: Path) -> None:
    files = NamelessFiles()
    with files.taking():
        name = temporary()
    files.close()
    with pytest.raises(FileNotFoundError):
        Path(name).read_bytes()
    assert list(memory.iterdir()) == []


def test_the_folder_of_a_process_that_was_killed_goes_with_the_next_print(memory: Path) -> None:
    ended = memory / f"prevent-desktop-print-{2**22 + 1}-aa"
    running = memory / f"prevent-desktop-print-{os.getpid()}-bb"
    for folder in (ended, running):
        folder.mkdir()
    NamelessFiles().close()
    assert (ended.exists(), running.exists()) == (False, True)


def test_without_a_folder_for_the_session_shared_memory_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    for nonsense in ("", "relative", "/nowhere/at/all"):
        monkeypatch.setenv("XDG_RUNTIME_DIR", nonsense)
        assert memory_of_session() == Path("/dev/shm")  # noqa: S108 -- it is asked for, nothing is put there
