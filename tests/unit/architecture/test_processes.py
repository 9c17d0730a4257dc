"""Only `confined.spawn` starts processes: `subprocess` is held by an import rule, and what needs no import of its own here.

And what Qt has for printing waits for the print service with all of its process: it is in a process of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[3] / "prevent_desktop"
_STARTS = re.compile(
    r"\bos\.(exec\w*|spawn\w*|posix_spawn\w*|fork\w*|system|popen|startfile)\b"
    r"|\b(QProcess|startDetached|create_subprocess_\w+|ProcessPoolExecutor|ShellExecute\w*|CreateProcess\w*|WinExec|pty\.spawn)\b"
    r"|\bimport_module\(.(subprocess|multiprocessing)"
)
_MAY = {"confined/spawn.py", "confined/serving.py"}


def test_nothing_else_starts_a_process() -> None:
    found = {
        f"{path.relative_to(_PACKAGE).as_posix()}: {match[0]}"
        for path in _PACKAGE.rglob("*.py")
        if path.relative_to(_PACKAGE).as_posix() not in _MAY
        for match in _STARTS.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("name", sorted(_MAY))
def test_each_exception_is_still_needed(name: str) -> None:
    assert _STARTS.search((_PACKAGE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "words",
    ["os.execv(a, b)", "os.fork()", "QProcess.startDetached(a)", "os.posix_spawnp(a)", "os.startfile(a)"],
)
def test_what_starts_one_would_be_found(words: str) -> None:
    assert _STARTS.search(words)


def test_the_process_that_prints_alone_imports_what_waits_for_the_print_service() -> None:
    found = {
        path.relative_to(_PACKAGE).as_posix()
        for path in _PACKAGE.rglob("*.py")
        if re.search(
            r"^\s*(from|import) PySide6\.QtPrintSupport", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        or re.search(
            r"^\s*from \S+printing import .*\bprinters\b", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert found == {"ui/system/printing/child.py", "ui/system/printing/printers.py"}
