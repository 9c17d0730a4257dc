"""A crash leaves no core file, and nobody but root attaches to the program or reads its memory (FAULTS 8).

The control is a program that does not forbid it: its core is written, and holds the words.
"""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.confined import dumps
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program
from tests.faults.canaries import SharedMemory, find_canaries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="core files as Linux writes them")

PASSPHRASE = "violet tractor lamp seventeen"
WORDS = "quokka in the core file"
NOBODY = 65534
_CONTROL = f"""
import os, signal
words = {WORDS.split()!r}
kept = " ".join(words)
os.kill(os.getpid(), signal.SIGSEGV)
"""
_BECOME = f"""
import os, resource  # while their files may still be read
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # becoming somebody else takes this away; a program that is started has it
"""
_TARGET = (
    inspect.getsource(dumps)
    + _BECOME
    + """
words = "zebra " + "crossing"
if sys.argv[1] == "forbidden":
    forbid_dumps()
print(os.getpid(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
input()
"""
)
_READER = (
    f"import ctypes, os, re, sys{_BECOME}"
    """
maps = open(f"/proc/{sys.argv[1]}/maps").read()
with open(f"/proc/{sys.argv[1]}/mem", "rb", 0) as memory:
    for start, end in re.findall(r"([0-9a-f]+)-([0-9a-f]+) rw", maps):
        memory.seek(int(start, 16))
        if b"zebra crossing" in memory.read(int(end, 16) - int(start, 16)):
            print("found")
"""
)


@pytest.fixture
def cores_allowed() -> Iterator[None]:
    """As on a machine whose owner wants core files."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@pytest.mark.usefixtures("cores_allowed")
@pytest.mark.parametrize("by", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_of_the_program_leaves_no_core_and_no_word(tmp_path: Path, by: signal.Signals) -> None:
    home, shared = Home(tmp_path / "laptop"), SharedMemory()
    create_vault(Places.of(home.data).vaults / "a1b2c3", PASSPHRASE, cost=FLOOR_COST)
    with Program(home, {"QT_QPA_PLATFORM": "offscreen"}) as program:
        program.see("Unlock Prevent Desktop")
        program.write(PASSPHRASE)
        program.press("Return")
        program.see("Blank screen")
        program.press("Ctrl+2")
        program.see("Find a person")
        program.fill("Find a person", WORDS)
        assert program.crash(by) == -by
    assert [path for path in home.folder.rglob("*core*") if "oracle" not in path.name] == []
    assert find_canaries([home.folder, *shared.new()], [WORDS, PASSPHRASE]) == []


@pytest.mark.usefixtures("cores_allowed")
def test_a_program_that_does_not_forbid_it_leaves_its_words(tmp_path: Path) -> None:
    if Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8").startswith(("|", "/")):
        pytest.skip("this system keeps cores elsewhere")
    subprocess.run([sys.executable, "-c", _CONTROL], cwd=tmp_path, check=False)
    assert {found.canary for found in find_canaries([tmp_path], [WORDS])} == {WORDS}


@pytest.mark.skipif(
    sys.platform == "linux" and os.geteuid() != 0, reason="only root may become somebody else"
)
@pytest.mark.parametrize(("how", "found"), [("forbidden", ""), ("allowed", "found")])
def test_another_program_of_the_same_user_cannot_read_the_memory(how: str, found: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _TARGET, how], stdin=pipe, stdout=pipe, text=True) as target:
        assert target.stdout is not None
        pid, dumpable = target.stdout.readline().split()
        assert dumpable == ("0" if how == "forbidden" else "1")
        read = subprocess.run(
            [sys.executable, "-c", _READER, pid], capture_output=True, text=True, check=False
        )
        target.kill()
    if how == "allowed" and not read.stdout and "PermissionError" in read.stderr:
        pytest.skip("the kernel lets nobody but root read memory")
    assert read.stdout.strip().partition("\n")[0] == found
