"""Printing over the system's own libcups, to a print service that takes the pages, refuses them, or says nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.confined.spawn import Child
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components import printing
from prevent_desktop.ui.components.printing import Printing, PrintProgress
from prevent_desktop.ui.system.printing import print_service, process
from prevent_desktop.ui.system.printing.process import PrintProcess
from prevent_desktop.ui.system.urgent_keys import UrgentKeys
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.printing.to_print import ToPrint, code_to_print
from tests.gui.printers import PaperTray, ink_apart, pictures, tray
from tests.gui.running_app import App
from tests.gui.screens import Screens
from tests.gui.test_printing import asked, lines, record
from tests.print_server import CAN_SERVE, PRINTER, Asked, PrintServer, has_ended, print_server

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.skipif(not CAN_SERVE, reason="there is no libcups that would print"),
]
_FINE = 0.02


@pytest.fixture
def server() -> Iterator[PrintServer]:
    with print_server() as made:
        yield made


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperTray:
    """The printer of that service, over the system's dialog."""
    made = tray(monkeypatch, tmp_path)
    made.target = "-"
    return made


@dataclass
class Bench:
    """A window that prints a sheet, and what it says of that."""

    qtbot: QtBot
    tasks: Tasks
    page: QWidget
    wanted: ToPrint
    told: list[str] = field(default_factory=list)
    failures: list[PreventDesktopError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printing = Printing(
            self.tasks, self.page, self.told.append, failed=self.failures.append, in_vault=False
        )

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()))

    def print_it(self) -> None:
        """Say yes to the question."""
        self.printing.ask(self.wanted)
        self.page.findChildren(ConfirmDialog)[0].yes.click()

    @property
    def progress(self) -> PrintProgress:
        return next(one for one in self.page.findChildren(PrintProgress) if one.isVisible())

    @property
    def child(self) -> Child:
        return cast(Child, cast(PrintProcess, self.printing._process)._child)


@pytest.fixture
def bench(qtbot: QtBot, dressed: object) -> Iterator[Bench]:
    del dressed
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    tasks = Tasks(lambda error: pytest.fail(str(error)))
    yield Bench(qtbot, tasks, page, code_to_print("abcd-efgh", now=datetime.now(UTC)))
    tasks.close()


def reach(bench: Bench, server: PrintServer) -> Child:
    """Print until the service is silent; the process that waits for it."""
    bench.print_it()
    bench.until(server.reached.is_set)
    return bench.child


def test_what_the_service_gets_looks_as_the_pdf_and_is_told_as_sent(
    bench: Bench, server: PrintServer, paper: PaperTray, tmp_path: Path
) -> None:
    del paper
    bench.print_it()
    bench.until(lambda: bench.told or bench.failures)
    assert bench.told[0].startswith("Sent to the printer ")
    (tmp_path / "came.pdf").write_bytes(server.printed[0])
    ours = bench.wanted.pages()
    assert isinstance(ours, bytes)
    (tmp_path / "ours.pdf").write_bytes(ours)
    (came,), (drawn,) = pictures(tmp_path / "came.pdf"), pictures(tmp_path / "ours.pdf")
    assert came.size == drawn.size, "whole A4, with no margins of the printer"
    assert ink_apart(drawn, came) < _FINE
    (options,) = server.options
    assert b"media\x00\x02A4" in options
    assert b"one-sided" in options
    assert b"abcd" not in options


@pytest.mark.parametrize("at", [Asked.CREATE_JOB, Asked.SEND_DOCUMENT])
def test_while_a_silent_service_is_given_the_pages_the_window_works_and_the_print_can_be_stopped(
    bench: Bench, server: PrintServer, paper: PaperTray, at: Asked
) -> None:
    """The fault: it stood still until the service answered (measured: 20 s of 20), and so did F9 and the lock."""
    del paper
    server.fall_silent((at,))
    child = reach(bench, server)
    assert bench.progress.words.text() == "Handing the pages to the printer…"
    urgent = UrgentKeys(bench.page)
    with bench.qtbot.waitSignal(urgent.blank_wanted):
        QTest.keyClick(bench.progress.windowHandle(), Qt.Key.Key_F9)
    QTest.keyClick(bench.progress, Qt.Key.Key_Escape)
    assert not bench.printing.busy
    assert bench.told == ["Printing stopped. Pages that the printer has may still come out"]
    bench.until(lambda: child.poll() is not None)
    assert bench.failures == []


def test_the_open_window_blanks_and_locks_while_a_silent_service_is_given_the_pages(
    app: App, server: PrintServer, paper: PaperTray
) -> None:
    del paper
    app.open()
    server.fall_silent((Asked.SEND_DOCUMENT,))
    told: list[str] = []
    controller = Printing(app.desktop.tasks, app.page, told.append, in_vault=False)
    controller.ask(code_to_print("abcd-efgh", now=datetime.now(UTC)))
    app.page.findChildren(ConfirmDialog)[0].yes.click()
    app.wait(server.reached.is_set)
    child = cast(PrintProcess, controller._process)._child
    assert child is not None
    (progress,) = app.page.findChildren(PrintProgress)
    QTest.keyClick(progress.windowHandle(), Qt.Key.Key_F9)
    assert app.window.blank.isVisible()
    QTest.keyClick(app.window.windowHandle(), Qt.Key.Key_F9)
    assert not app.window.blank.isVisible()
    assert progress.isVisible()
    assert controller.busy
    QTest.keyClick(progress.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    app.see_fresh_process()
    controller.deleteLater()
    QCoreApplication.sendPostedEvents(controller, QEvent.Type.DeferredDelete)
    app.wait(lambda: child.poll() is not None)
    assert told == []


def test_a_service_that_stays_silent_at_the_end_is_told_with_what_may_have_come_of_it(
    bench: Bench, server: PrintServer, paper: PaperTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    del paper
    monkeypatch.setattr(process, "HAND_OVER_SECONDS", 0.5)
    monkeypatch.setattr(process, "SLOWEST", 100_000_000)
    server.fall_silent((Asked.SEND_DOCUMENT,))
    child = reach(bench, server)
    bench.until(lambda: bench.failures)
    (failure,) = bench.failures
    assert failure.title == "The print service does not answer"
    assert "may still come out" in failure.what_happened
    assert (bench.told, bench.printing.busy) == ([], False)
    assert child.poll() == -signal.SIGKILL


def test_a_service_that_is_silent_from_the_beginning_is_told_and_nothing_left(
    bench: Bench, server: PrintServer, paper: PaperTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    del paper
    monkeypatch.setattr(process, "SILENCE_SECONDS", 3.0)
    server.fall_silent()
    reach(bench, server)
    bench.until(lambda: bench.failures)
    assert bench.failures[0].title == "The print service does not answer"
    assert "Nothing was printed" in bench.failures[0].what_happened
    assert (server.printed, bench.told) == ([], [])


def test_a_service_that_falls_silent_once_a_printer_is_chosen_gets_nothing_and_nothing_is_written_down(
    demo: Screens, server: PrintServer, paper: PaperTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    del paper
    page = record(demo)
    with demo.qtbot.waitSignal(page.printing.printed):
        page.print_shown()
        asked(demo, page).yes.click()
    often = server.asked.count(Asked.PRINTERS)
    server.asked.clear()
    server.silent_from = {Asked.PRINTERS: often - 1}
    monkeypatch.setattr(process, "SILENCE_SECONDS", 3.0)
    page.print_shown()
    asked(demo, page).yes.click()
    demo.qtbot.waitUntil(lambda: bool(demo.failures))
    assert demo.failures.pop().title == "The print service does not answer"
    assert len(lines(demo, "chronology.printed")) == 1, "the first print alone"
    assert len(server.printed) == 1


def test_pages_that_the_service_refuses_are_not_told_as_printed(
    bench: Bench, server: PrintServer, paper: PaperTray
) -> None:
    del paper
    server.refuses = True
    bench.print_it()
    bench.until(lambda: bench.failures)
    assert bench.failures[0].title == "The print service refused the pages"
    assert (server.printed, bench.told) == ([], [])


@pytest.mark.parametrize("crashes", [False, True])
def test_pages_on_which_the_service_hangs_up_are_not_told_as_printed(
    demo: Screens,
    server: PrintServer,
    paper: PaperTray,
    crashes: bool,
) -> None:
    """The fault: libcups told a success, also of a real service (2.4.10) that crashed over the pages."""
    del paper
    told: list[str] = []
    demo.navigator.told.connect(told.append)
    server.fall_silent((Asked.SEND_DOCUMENT,))
    page = record(demo)
    page.print_shown()
    asked(demo, page).yes.click()
    demo.qtbot.waitUntil(server.reached.is_set)
    server.has_crashed = crashes
    server.speak()
    demo.qtbot.waitUntil(lambda: bool(demo.failures))
    assert demo.failures.pop().title == "The printer did not take the pages"
    assert not [words for words in told if words.startswith("Sent")]


def test_a_service_that_is_lost_has_refused_nothing_also_when_it_is_there_again(server: PrintServer) -> None:
    """The fault: where libcups noticed itself that the service hung up, it was told as “It says: Success”."""
    server.has_crashed = True
    print_service.await_answer()
    server.has_crashed = False
    assert print_service.refusal() == ""
    assert print_service.was_cut(PRINTER)
    print_service.await_answer()
    assert not print_service.was_cut(PRINTER), "the control: it is there, and nothing waits for pages"


def test_where_the_service_knows_no_printer_it_says_so(
    bench: Bench, server: PrintServer, paper: PaperTray
) -> None:
    del paper
    server.has_no_printer = True
    bench.print_it()
    bench.until(lambda: bench.failures)
    assert bench.failures[0].title == "No printer is set up on this computer"


def test_a_process_that_dies_while_it_prints_is_told_and_not_as_printed(
    bench: Bench, server: PrintServer, paper: PaperTray
) -> None:
    paper.dies = True
    bench.print_it()
    bench.until(lambda: bench.failures)
    assert bench.failures[0].title == "Printing ended too early"
    assert (server.printed, bench.told) == ([], [])


def test_a_process_that_cannot_start_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "command", lambda: ["/nowhere/at/all"])
    bench.print_it()
    bench.until(lambda: bench.failures)
    assert bench.failures[0].title == "Printing cannot start"
    assert not bench.printing.busy


@pytest.mark.parametrize(("key", "wanted"), [("F9", "blank_wanted"), ("Ctrl+L", "lock_wanted")])
def test_the_keys_that_work_anywhere_work_in_the_dialog_of_the_other_process(
    bench: Bench, server: PrintServer, paper: PaperTray, key: str, wanted: str
) -> None:
    del server
    paper.dialog = key
    urgent = UrgentKeys(bench.page)
    with bench.qtbot.waitSignal(getattr(urgent, wanted)):
        bench.print_it()
    bench.progress.reject()


def dialog_stands(bench: Bench, server: PrintServer, paper: PaperTray) -> Child:
    """Somebody has the dialog before them; its process."""
    paper.dialog = "waits"
    bench.print_it()
    bench.until(lambda: Asked.PRINTER_ATTRIBUTES in server.asked)
    return bench.child


def test_the_blank_screen_ends_the_dialog_of_the_other_process_as_if_it_had_been_cancelled(
    bench: Bench, server: PrintServer, paper: PaperTray
) -> None:
    child = dialog_stands(bench, server, paper)
    bench.progress.hide()
    assert not bench.printing.busy
    bench.until(lambda: child.poll() is not None)
    assert (bench.told, bench.failures) == ([], [])


def test_a_page_that_goes_takes_its_print_with_it(
    bench: Bench, server: PrintServer, paper: PaperTray
) -> None:
    child = dialog_stands(bench, server, paper)
    bench.printing.deleteLater()
    QCoreApplication.sendPostedEvents(bench.printing, QEvent.Type.DeferredDelete)
    bench.until(lambda: child.poll() is not None)


_LOCKS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from prevent_desktop.confined.spawn import replace_process
from prevent_desktop.ui.system.printing import print_service, process
app = QApplication([])
page = QWidget()
process.command = lambda: sys.argv[2:]
printing = process.PrintProcess(1, page)
printing.told.connect(lambda told: (print(printing._child.pid, flush=True), lock()))
lock = lambda: replace_process([sys.executable, "-c", "print('fresh')"]) if sys.argv[1] == "lock" else __import__("os").kill(__import__("os").getpid(), 9)
printing.start()
app.exec()
"""


@pytest.mark.parametrize("how", ["lock", "kill"])
def test_a_lock_ends_the_process_and_so_does_a_killed_window(
    qtbot: QtBot, server: PrintServer, paper: PaperTray, how: str
) -> None:
    del server
    paper.dialog = "waits"
    command = [sys.executable, "-c", _LOCKS, how, *paper.command()]
    said = subprocess.run(command, capture_output=True, check=False, text=True).stdout.split()
    assert said[1:] == (["fresh"] if how == "lock" else [])
    qtbot.waitUntil(lambda: has_ended(said[0]))


def test_the_pages_are_as_sharp_as_before() -> None:
    assert printing.PIXELS_ACROSS == 2_480
