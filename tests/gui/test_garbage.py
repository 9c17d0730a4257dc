"""Garbage is searched for on the window's thread alone: elsewhere, objects of Qt would be taken down on the wrong thread."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from prevent_desktop.questionnaire.review import review_form
from prevent_desktop.ui.system.garbage import WindowThreadCollector

CIRCLES = 5_000


class Circle:
    """Refers to itself, so that only a search finds it; notes on which thread it went."""

    gone: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Circle.gone.append(threading.get_ident())


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    gc.collect()
    Circle.gone.clear()
    yield
    gc.enable()


def make_circles() -> None:
    for _number in range(CIRCLES):
        Circle()


def on_a_worker() -> int:
    worker = threading.Thread(target=make_circles)
    worker.start()
    ident = worker.ident
    worker.join()
    assert ident is not None
    return ident


def test_what_a_worker_leaves_behind_goes_on_the_windows_thread(qtbot: QtBot) -> None:
    window = QObject()
    collector = WindowThreadCollector(window)
    on_a_worker()
    assert not Circle.gone
    qtbot.waitUntil(lambda: len(Circle.gone) == CIRCLES)
    assert set(Circle.gone) == {threading.get_ident()}
    del collector


def test_without_it_the_worker_searches(qtbot: QtBot) -> None:
    """The control."""
    del qtbot
    gc.enable()
    worker = on_a_worker()
    assert worker in Circle.gone


def test_python_searches_again_once_the_window_is_gone(qtbot: QtBot) -> None:
    window = QObject()
    WindowThreadCollector(window)
    assert not gc.isenabled()
    del window
    assert not gc.isenabled(), "not while it is taken down"
    qtbot.waitUntil(gc.isenabled)


def test_a_review_searches_on_no_thread_of_its_own_beside_a_window(qtbot: QtBot) -> None:
    """A form that is refused again and again, as the preview has it reviewed on a worker's thread."""
    del qtbot
    window = QObject()
    WindowThreadCollector(window)
    items = [{"linkId": "same", "type": "nothing", "text": "A"} for _number in range(40)]
    refused = json.dumps({"resourceType": "Questionnaire", "status": "active", "item": items})
    searched: list[int] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            searched.append(threading.get_ident())

    gc.callbacks.append(note)
    try:
        worker = threading.Thread(target=lambda: review_form(refused.encode()))
        worker.start()
        worker.join()
    finally:
        gc.callbacks.remove(note)
    assert worker.ident not in searched


def test_a_window_that_goes_lets_no_worker_search_while_another_is_there(qtbot: QtBot) -> None:
    """The fault: once a form's preview was closed, workers took down what the other window still had, and the program ended."""
    stays, goes = QObject(), QObject()
    collector = WindowThreadCollector(stays)
    WindowThreadCollector(goes)
    goes.deleteLater()
    qtbot.waitUntil(gc.isenabled)
    qtbot.waitUntil(lambda: not gc.isenabled())
    del collector


def test_nor_is_it_searched_elsewhere_while_a_page_is_tested() -> None:
    """Once the worker that opens the vault took down a page that was left, and waited for the window's thread, which waited for it."""
    on_a_worker()
    assert not Circle.gone
