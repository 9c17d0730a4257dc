"""FAULTS 34: what a confined process tries, the kernel refuses; the same without confinement all goes well (the control)."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from prevent_desktop.packs.preview import page_count
from tests.unit.packs.making import Signed, make_signed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel of Linux refuses")

_TRIES = """
import ctypes, json, os, resource, socket, sys, threading
from prevent_desktop.confined.limits import confine
folder, how = sys.argv[1:]
at = os.path.join(folder, "victim")
server = socket.socket(socket.AF_UNIX)
server.bind(os.path.join(folder, "server"))
server.listen()

def forked():
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)

def connected():
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(os.path.join(folder, "server"))

def spawned():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)

def started():
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()

libc = ctypes.CDLL(None, use_errno=True)
def called(number, *words):
    if libc.syscall(number, *words) < 0:
        raise OSError(ctypes.get_errno(), "refused")

TRIES = {
    "open": lambda: os.close(os.open(at, os.O_RDONLY)),
    "write": lambda: os.close(os.open(at + "2", os.O_WRONLY | os.O_CREAT)),
    "truncate": lambda: os.truncate(at, 0),
    "rename": lambda: os.rename(at, at + "3"),
    "link": lambda: os.link(at + "3", at),
    "chmod": lambda: os.chmod(at, 0o600),
    "list": lambda: os.listdir(folder),
    "look": lambda: os.stat(at),
    "unlink": lambda: os.unlink(at),
    "folder": lambda: os.mkdir(at + "4"),
    "connect": connected,
    "network": lambda: socket.socket().close(),
    "pipe": lambda: [os.close(each) for each in os.pipe()],
    "fork": forked,
    "spawn": spawned,
    "signal": lambda: os.kill(os.getppid(), 0),
    "memory file": lambda: os.close(os.memfd_create("x")),
    "duplicate": lambda: os.close(os.dup(1)),
    "trace": lambda: called(101 if os.uname().machine == "x86_64" else 117, 16, os.getppid(), 0, 0) if how != "free" else None,
    "other's limits": lambda: called(302 if os.uname().machine == "x86_64" else 261, os.getppid(), 7, None, None) if how != "free" else None,
    "thread": started,
    "own limits": lambda: resource.setrlimit(resource.RLIMIT_CPU, (1_000, 1_000)),
}
if how != "free":
    confine(200_000_000, lasting=how == "lasting")
refused = []
for name, work in TRIES.items():
    try:
        work()
    except (OSError, RuntimeError, ValueError):
        refused.append(name)
try:
    bytearray(300_000_000)
except MemoryError:
    refused.append("memory")
os.write(1, json.dumps([list(TRIES), refused]).encode())
os._exit(0)
"""


def _tried(folder: Path, how: str) -> tuple[list[str], list[str]]:
    (folder / "victim").write_text("words", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _TRIES, str(folder), how], capture_output=True, check=False)
    said = done.stdout[done.stdout.index(b"[") :] if b"[" in done.stdout else done.stderr
    tried, refused = json.loads(said)
    return [*tried, "memory"], refused


def test_a_confined_process_can_do_nothing_but_compute(tmp_path: Path) -> None:
    tried, refused = _tried(tmp_path, "confined")
    assert refused == tried
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "words"


def test_the_picture_process_can_start_threads_and_widen_its_own_time_and_nothing_else(
    tmp_path: Path,
) -> None:
    tried, refused = _tried(tmp_path, "lasting")
    assert refused == [name for name in tried if name not in {"thread", "own limits"}]


def test_without_confinement_all_of_it_goes_well(tmp_path: Path) -> None:
    _names, refused = _tried(tmp_path, "free")
    assert refused == []


class _Spied(BytesIO):
    """A file that looks at the process that reads it, whenever it reads."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.seen: list[dict[str, str]] = []

    def read(self, size: int | None = -1, /) -> bytes:
        for child in psutil.Process().children(recursive=True):
            lines = (
                Path(f"/proc/{child.pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
            )
            self.seen.append(dict(line.split(":\t", 1) for line in lines if ":\t" in line))
        return super().read(size)


@pytest.fixture(scope="module")
def signed() -> Signed:
    return make_signed()


def test_the_process_that_reads_a_pack_is_confined_before_its_first_byte(signed: Signed) -> None:
    file = _Spied(signed.pdf)
    assert page_count(lambda: file) > 0
    assert {each["Seccomp"] for each in file.seen if each["Name"]} >= {"2"}
    confined = [each for each in file.seen if each["Seccomp"] == "2"]
    assert all(each["NoNewPrivs"] == "1" for each in confined)
    assert all(each["PPid"] in {other["Pid"] for other in file.seen} for each in confined)


def test_this_kernel_knows_both_ways() -> None:
    code = "from prevent_desktop.confined.kernel import *; import os; os.write(1, repr((forbid_paths(), forbid_calls())).encode())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    if done.stdout == b"(False, True)":
        pytest.skip("this kernel has no Landlock")
    assert done.stdout == b"(True, True)"
