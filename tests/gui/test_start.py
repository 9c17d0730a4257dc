"""What the first screen costs: what is imported for it, and what PySide compiles only where it is needed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window import later_imports
from tests.benchmarks.bench_start import OURS, lay_vault, start

NOT_FOR_THE_FIRST_SCREEN = {
    "anyascii",
    "argparse",
    "asyncio",
    "babel",
    "cryptography",
    "decimal",
    "fhirpathpy",
    "httpx",
    "pikepdf",
    "pyhanko",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "PySide6.QtSvg",
    "rapidfuzz",
    "sqlcipher3",
}
ASK = b"import json; print(json.dumps([list(sys.modules), list(prevent_desktop.ui.window.quick_imports.sources)]))"
MISTAKES = """
from PySide6.QtWidgets import QApplication, QLabel
from PySide6.support.signature import get_signature
app = QApplication([])
label = QLabel()
for wrong in (lambda: label.resize("wide", {}), lambda: QLabel(text=3), lambda: label.none):
    try:
        wrong()
    except (AttributeError, TypeError) as error:
        print(error)
print(get_signature(QLabel.setText), QLabel.resize.__doc__, QLabel.__doc__)
"""
"""All that PySide words itself: wrong arguments, missing names, signatures and documentation."""


def test_the_first_screen_imports_and_compiles_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    lay_vault(tmp_path)
    with start(OURS, str(tmp_path)) as process:
        told, _none = process.communicate(ASK, timeout=60)
    word, answer = told.splitlines()
    assert word == b"painted"
    modules, not_compiled = json.loads(answer)
    assert sorted(NOT_FOR_THE_FIRST_SCREEN & set(modules)) == []
    assert "shibokensupport/signature/layout.py" in not_compiled


def test_pyside_words_a_mistake_as_it_does_without_us() -> None:
    quick = "import prevent_desktop.ui.window.quick_imports"
    assert _said(f"{quick}\n{MISTAKES}") == _said(MISTAKES) != ""


def _said(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=120
    ).stdout


def test_what_is_imported_later_is_there() -> None:
    names = (*later_imports.BESIDE_THE_WINDOW, *later_imports.FOR_SOMEBODY, *later_imports.IN_THE_WINDOW)
    assert not [name for name in names if importlib.util.find_spec(name) is None]


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks(lambda error: pytest.fail(str(error)))
    yield made
    made.close()


def test_the_pages_are_imported_from_the_first_key_on(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(later_imports, "importlib", SimpleNamespace(import_module=imported.append))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    later_imports.PagesImport(window, tasks)
    qtbot.wait(1)
    assert not imported
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: imported == [*later_imports.FOR_SOMEBODY, *later_imports.IN_THE_WINDOW])


def test_what_an_upgrade_has_taken_away_meanwhile_is_no_fault_before_it_is_wanted(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: modules were loaded beforehand while an upgrade removed them, and the program told a fault."""
    asked: list[str] = []

    def gone(name: str) -> None:
        asked.append(name)
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(later_imports, "importlib", SimpleNamespace(import_module=gone))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    pages = later_imports.PagesImport(window, tasks)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: asked == [*later_imports.FOR_SOMEBODY, *later_imports.IN_THE_WINDOW])
    assert pages.parent() is window
