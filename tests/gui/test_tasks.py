"""The bridge between threads and Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from prevent_desktop.errors import PreventDesktopError, ProgramError, WrongSecretError
from prevent_desktop.ui.tasks import Tasks
from tests.patience import PATIENCE

shown: list[PreventDesktopError] = []


class FakeVault:
    """Stands where a vault stands: only its thread and its closing matter here."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.closed_on: threading.Thread | None = None

    def close(self) -> None:
        self.closed_on = threading.current_thread()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    del qtbot
    shown.clear()
    made = Tasks(shown.append)
    yield made
    made.close()


def open_fake(tasks: Tasks, qtbot: QtBot) -> FakeVault:
    made: list[FakeVault] = []

    def open_() -> FakeVault:
        made.append(FakeVault())
        return made[0]

    opened: list[None] = []
    tasks.open_vault(open_, opened.append)  # type: ignore[arg-type]  # a stand-in for a Vault
    qtbot.waitUntil(lambda: bool(opened))
    return made[0]


def test_a_result_comes_back_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    found: list[tuple[int, bool]] = []
    here = threading.current_thread()
    tasks.in_background(lambda: 42, lambda value: found.append((value, threading.current_thread() is here)))
    qtbot.waitUntil(lambda: bool(found))
    assert found == [(42, True)]


def test_all_vault_work_runs_on_the_thread_that_opened_it_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    vault = open_fake(tasks, qtbot)
    seen: list[tuple[int, bool]] = []
    for number in range(50):
        tasks.in_vault(
            lambda _vault, n=number: (n, threading.current_thread() is vault.thread),  # type: ignore[misc]  # a default binds n
            seen.append,
        )
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == [(number, True) for number in range(50)]


def test_the_work_pool_has_two_threads(tasks: Tasks, qtbot: QtBot) -> None:
    both = threading.Barrier(2, timeout=PATIENCE)
    done: list[int] = []
    for _number in range(2):
        tasks.in_background(both.wait, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)


def test_what_is_imported_first_is_there_before_other_work_begins(tasks: Tasks, qtbot: QtBot) -> None:
    imported = threading.Event()
    order: list[str] = []

    def import_() -> None:
        imported.wait(PATIENCE)
        order.append("imports")

    tasks.import_first(import_)
    done: list[None] = []
    tasks.in_background(lambda: order.append("work"), done.append)
    tasks.in_background(lambda: order.append("work"), done.append)
    open_ = threading.Timer(0.1, imported.set)
    open_.start()
    qtbot.waitUntil(lambda: len(done) == 2)
    open_.join()
    assert order == ["imports", "work", "work"]


@pytest.mark.expects_log
def test_imports_that_fail_hold_nothing_up(tasks: Tasks, qtbot: QtBot) -> None:
    tasks.import_first(lambda: 1 // 0)
    done: list[int] = []
    tasks.in_background(lambda: 42, done.append)
    qtbot.waitUntil(lambda: done == [42] and len(shown) == 1)


def test_a_failure_goes_to_its_handler(tasks: Tasks, qtbot: QtBot) -> None:
    caught: list[PreventDesktopError] = []

    def fail() -> None:
        raise WrongSecretError("No", "It does not fit.", "Try again.")

    tasks.in_background(fail, None, caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0], WrongSecretError)
    assert not shown


def test_a_failure_without_a_handler_is_shown(tasks: Tasks, qtbot: QtBot) -> None:
    def fail() -> None:
        raise WrongSecretError("No", "It does not fit.", "Try again.")

    tasks.in_background(fail)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].title == "No"


@pytest.mark.expects_log
def test_our_own_fault_comes_as_a_program_error_and_the_log_holds_no_word_of_it(
    tasks: Tasks, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise KeyError("what Alex said")

    tasks.in_background(fail)
    qtbot.waitUntil(lambda: bool(shown))
    assert isinstance(shown[0], ProgramError)
    assert "Alex" not in str(shown[0])
    assert "Alex" not in caplog.text
    assert "KeyError" in caplog.text


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def hear(self, value: int) -> None:
        self.heard.append(value)


def test_a_result_for_a_page_that_has_gone_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    listener = Listener()
    gate = threading.Event()
    tasks.in_background(lambda: int(gate.wait(PATIENCE)), listener.hear)
    delete(listener)
    gate.set()
    after: list[int] = []
    tasks.in_background(lambda: 2, after.append)
    tasks.in_background(lambda: 3, after.append)
    qtbot.waitUntil(lambda: len(after) == 2)
    assert listener.heard == []


def passed_on(hear: Callable[[int], None]) -> Callable[[int], None]:
    return lambda value: hear(value + 0)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda listener: lambda value: listener.hear(value + 0),
        lambda listener: passed_on(listener.hear),
        lambda listener: partial(Listener.hear, listener),
        lambda listener: partial(lambda page, value: page.hear(value), listener),
    ],
    ids=["closure", "closure of a method", "partial", "partial of a function"],
)
def test_a_function_that_holds_a_page_that_has_gone_is_not_called(
    tasks: Tasks, qtbot: QtBot, wrap: Callable[[Listener], Callable[[int], None]]
) -> None:
    listener = Listener()
    gate = threading.Event()
    tasks.in_background(lambda: int(gate.wait(PATIENCE)), wrap(listener))
    delete(listener)
    gate.set()
    after: list[int] = []
    tasks.in_background(lambda: 2, after.append)
    tasks.in_background(lambda: 3, after.append)
    qtbot.waitUntil(lambda: len(after) == 2)
    assert listener.heard == []


def test_a_failure_for_a_page_that_has_gone_is_still_shown(tasks: Tasks, qtbot: QtBot) -> None:
    class Page(QObject):
        def failed(self, error: PreventDesktopError) -> None:
            raise AssertionError(error)

    page = Page()
    gate = threading.Event()

    def fail() -> None:
        gate.wait(PATIENCE)
        raise WrongSecretError("No", "It does not fit.", "Try again.")

    tasks.in_background(fail, None, page.failed)
    delete(page)
    gate.set()
    qtbot.waitUntil(lambda: bool(shown))


def test_cancelled_work_tells_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[object] = []
    job = tasks.in_background(lambda: gate.wait(PATIENCE), heard.append)
    job.cancel()
    gate.set()
    after: list[int] = []
    for number in range(4):
        tasks.in_background(lambda n=number: n, after.append)  # type: ignore[misc]  # a default binds n
    qtbot.waitUntil(lambda: len(after) == 4)
    assert heard == []


def test_vault_work_before_it_is_open_is_refused_in_words(tasks: Tasks, qtbot: QtBot) -> None:
    tasks.in_vault(lambda vault: vault)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].title == "The records are closed"


def test_slow_work_asks_the_vault_on_its_thread_and_waits(tasks: Tasks, qtbot: QtBot) -> None:
    vault = open_fake(tasks, qtbot)
    found: list[bool] = []
    tasks.in_background(
        lambda: tasks.ask_vault(lambda _vault: threading.current_thread() is vault.thread), found.append
    )
    qtbot.waitUntil(lambda: bool(found))
    assert found == [True]
    failed: list[PreventDesktopError] = []

    def wrong(_vault: object) -> None:
        raise WrongSecretError("Wrong", "It is wrong.", "Again.")

    tasks.in_background(lambda: tasks.ask_vault(wrong), failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], WrongSecretError)


@pytest.mark.parametrize("when", ["while it waits", "before it asks"])
def test_whoever_waits_for_a_vault_that_closes_is_told(qtbot: QtBot, when: str) -> None:
    tasks = Tasks(shown.append)
    open_fake(tasks, qtbot)
    asked, let_go, told = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        if when == "before it asks":
            let_go.wait(PATIENCE)
        asked.set()
        try:
            tasks.ask_vault(lambda _vault: let_go.wait(PATIENCE))
            tasks.ask_vault(lambda _vault: None)
        except ProgramError:
            told.set()

    worker = threading.Thread(target=slow)
    worker.start()
    if when == "while it waits":
        assert asked.wait(PATIENCE)
        tasks.close()  # the vault's thread is still at the first question
        let_go.set()
    else:
        tasks.close()
        let_go.set()
    worker.join(PATIENCE)
    assert told.is_set()


def test_closing_finishes_the_vault_lane_and_closes_the_vault_in_its_thread(qtbot: QtBot) -> None:
    tasks = Tasks(shown.append)
    vault = open_fake(tasks, qtbot)
    written: list[int] = []
    for number in range(20):
        tasks.in_vault(lambda _vault, n=number: written.append(n))  # type: ignore[misc]  # a default binds n
    assert tasks.close()
    assert written == list(range(20))
    assert vault.closed_on is vault.thread


def test_closing_does_not_wait_for_workers_that_are_stuck(qtbot: QtBot) -> None:
    tasks = Tasks(shown.append)
    open_fake(tasks, qtbot)
    gate = threading.Event()
    ended: list[bool] = []
    for _number in range(2):
        tasks.in_background(lambda: ended.append(gate.wait(PATIENCE)))
    tasks.in_vault(lambda _vault: ended.append(gate.wait(PATIENCE)))
    assert not tasks.close()
    assert ended == []
    gate.set()


def test_waiting_for_the_vault_is_bounded(tasks: Tasks, qtbot: QtBot) -> None:
    open_fake(tasks, qtbot)
    assert tasks.wait_for_vault(2)
    gate = threading.Event()
    tasks.in_vault(lambda _vault: gate.wait(PATIENCE))
    assert not tasks.wait_for_vault(0.05)
    gate.set()
    assert tasks.wait_for_vault(2)


def test_what_was_on_its_way_when_it_closed_speaks_to_nobody(qtbot: QtBot) -> None:
    del qtbot
    shown.clear()
    tasks = Tasks(shown.append)
    tasks.in_vault(lambda vault: vault)  # no vault is open: a failure that is shown
    assert tasks.wait_for_vault(10)
    tasks.close()
    QCoreApplication.processEvents()
    assert not shown
