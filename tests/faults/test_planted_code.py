"""FAULTS 28: code planted in the current folder, or where a variable of Python or Qt points to, runs in no process that we start.

The control starts the same processes as the program once did (``-m``, the folder and environment as they are): it must run
the planted code, or this would prove nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "violet tractor lamp"
_PLANTED = (
    "prevent_desktop/__init__.py", "prevent_desktop/__main__.py", "resource.py", "json.py", "selectors.py", "subprocess.py",
    "pikepdf.py", "pkcs11.py", "PIL.py", "sitecustomize.py", "usercustomize.py",
)  # fmt: skip
_ALL_SPAWNS = """
import os, sys
from io import BytesIO
from pathlib import Path
folder = sys.argv[1]
os.chdir(folder)
os.environ.update(PYTHONPATH=folder, PYTHONHOME=folder, PYTHONSTARTUP=folder + "/resource.py", PYTHONUSERBASE=folder)
os.environ.update(PYTHONINSPECT="1", PYTHONBREAKPOINT="resource.x", QT_PLUGIN_PATH=folder, QML2_IMPORT_PATH=folder)
os.environ.update(PREVENT_DESKTOP_PASSPHRASE="violet tractor lamp", LD_LIBRARY_PATH=folder)
from prevent_desktop.confined import spawn
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.packs.preview import page_count
from prevent_desktop.packs.tokens.cards import keys_on_cards

environments = []
_start = spawn._start
def noted(command, environment, **how):
    environments.append(dict(environment))
    return _start(command, environment, **how)
spawn._start = noted

def tried(work):
    try:
        work()
    except PreventDesktopError as error:
        return error.what_happened

import prevent_desktop.confined.asking as asking
with PictureProcess() as pictures:
    told = [tried(lambda: pictures.look(BytesIO(b"x"), 1)), tried(lambda: page_count(b"x")), tried(lambda: keys_on_cards(Path("/no.so")))]
window = spawn.start_window(spawn.own_environment({"QT_QPA_PLATFORM": "nothing-of-the-kind"}))
window.wait()
import json
print(json.dumps([told, environments]), flush=True)
spawn.replace_process(spawn.own_command("--version"))
"""
_AS_BEFORE = """
import os, subprocess, sys
os.chdir(sys.argv[1])
for words in (["prevent_desktop", "--version"], ["prevent_desktop.evidence.child"], ["prevent_desktop.packs.tokens.child"]):
    subprocess.run([sys.executable, "-m", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False)
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder in which everything leaves a trace when it is run."""
    folder = tmp_path / "planted"
    trace = tmp_path / "trace"
    for name in _PLANTED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"open({str(trace)!r}, 'a').write({name + chr(10)!r})\n", encoding="utf-8")
    return folder


def _run(code: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), "PREVENT_DESKTOP_DATA": str(home / "data")}
    return subprocess.run(
        [sys.executable, "-I", "-c", code, str(folder)],
        env=environment, cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_no_process_that_we_start_runs_planted_code(planted: Path, tmp_path: Path) -> None:
    done = _run(_ALL_SPAWNS, planted, tmp_path)
    assert not (tmp_path / "trace").exists()
    first, version = done.stdout.splitlines()
    told, environments = json.loads(first)
    assert all(told), "each process did its work, and refused what it was given"
    assert "does not start" not in " ".join(told)
    assert version.strip(), "the fresh process at a lock ran"
    for environment in environments:
        assert PASSPHRASE not in environment.values()
        assert str(planted) not in environment.values()


def test_as_it_was_before_planted_code_ran(planted: Path, tmp_path: Path) -> None:
    _run(_AS_BEFORE, planted, tmp_path)
    assert "prevent_desktop/__init__.py" in (tmp_path / "trace").read_text(encoding="utf-8").split()


@pytest.mark.parametrize(("before", "planted_there"), [("", True), ("forget_where_plugins_are()", False)])
def test_qt_loads_no_plugin_from_where_a_variable_points(
    tmp_path: Path, before: str, *, planted_there: bool
) -> None:
    code = (
        "import os, sys\n"
        "os.environ['QT_PLUGIN_PATH'] = sys.argv[1]\n"
        "from prevent_desktop.confined.spawn import forget_where_plugins_are\n"
        f"{before}\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "print(QCoreApplication([]).libraryPaths())\n"
    )
    assert (str(tmp_path) in _run(code, tmp_path, tmp_path).stdout) is planted_there
