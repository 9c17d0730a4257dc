"""The pages over a real vault and a real outbox, and somebody who looks and types."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui import tasks
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.widgets import DataTable
from prevent_desktop.ui.widgets.tab_order import neighbour
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from tests.gui.letters import shared_letters
from tests.patience import PATIENCE

T = TypeVar("T")
P = TypeVar("P", bound=QWidget)


def now() -> datetime:
    return datetime.now(UTC)


def pick(box: QComboBox, key: str) -> None:
    """Choose `key` in a list as somebody does who opens it."""
    index = box.findData(key)
    box.setCurrentIndex(index)
    box.activated.emit(index)


class AskedNavigator(Navigator):
    """Leads nowhere. Signal `asked(Route)`: what a page wanted to open."""

    asked = Signal(object)

    def open(self, route: Route) -> None:
        """Tell the route."""
        self.asked.emit(route)


@dataclass
class Screens:
    """What the pages get, and the ways to use them as a person does."""

    qtbot: QtBot
    folder: Path
    key: VaultKey
    library: FormLibrary
    spool: Spool
    failures: list[PreventDesktopError] = field(default_factory=list)
    woken: int = 0
    shown: dict[int, QWidget] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tasks = self._unlocked()
        self.navigator = AskedNavigator()

    def _unlocked(self) -> Tasks:
        tasks = Tasks(self.failures.append)
        tasks.open_vault(lambda: Vault.open(self.folder, self.key))
        return tasks

    def clock(self) -> datetime:
        return now()

    def get_spool(self) -> Spool:
        return self.spool

    def wake(self) -> None:
        self.woken += 1

    # -- the vault

    def read(self, work: Callable[[Vault], T]) -> T:
        """What `work` gives in the vault's lane."""
        found: list[T] = []
        self.tasks.in_vault(work, found.append)
        self.qtbot.waitUntil(lambda: bool(found) or bool(self.failures))
        assert not self.failures, self.failures
        return found[0]

    def person(self, initials: str) -> str:
        """The id of the person with these initials."""
        return self.read(lambda vault: next(p.id for p in vault.people.all() if p.initials == initials))

    def case(self, initials: str) -> str:
        """The id of that person's newest case."""
        person_id = self.person(initials)
        return self.read(lambda vault: max(vault.cases.of_person(person_id), key=lambda c: c.opened_at).id)

    def lock_and_unlock(self, *pages: QWidget) -> None:
        """What a lock does: flush the pages, wait for the vault, end all; then open the vault anew."""
        for page in pages:
            page.flush()  # type: ignore[attr-defined]  # pages on which something is written have it
        assert self.tasks.wait_for_vault(5.0)
        self.end_tasks()
        self.tasks = self._unlocked()

    def end_tasks(self) -> None:
        """Close the vault, with the patience of a test: the program has less, and a busy machine may need more."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tasks, "SHUTDOWN_SECONDS", PATIENCE)
            assert self.tasks.close()

    # -- pages

    def settings_screen(self) -> SettingsScreen:
        """The settings, not shown yet."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return SettingsScreen(
            self.tasks,
            self.navigator,
            self.library,
            theme=Theme(app, resources()),
            spool=self.get_spool,
        )

    def _forget(self, page: int, _gone: object = None) -> None:
        """The page is gone: nobody closes it at the end, even where a circle of references still holds what is left of it."""
        self.shown.pop(page, None)
        node = self.qtbot._request.node
        if widgets := getattr(node, "qt_widgets", None):
            node.qt_widgets = [one for one in widgets if id(one[0]()) != page]

    def show(self, page: P, size: tuple[int, int] = (1150, 700)) -> P:
        """Put a page on the screen as the main view does, and wait until it has read what it shows."""
        self.qtbot.addWidget(page)
        self.shown[id(page)] = page  # whoever asks for a part of it alone still has the whole
        page.destroyed.connect(partial(self._forget, id(page)))
        page.resize(*size)
        page.show()
        page.activateWindow()
        if hasattr(page, "refresh"):
            page.refresh()
        self.settle()
        return page

    def settle(self) -> None:
        """Let the vault's lane and the pool do what is there, and show what it gave, until nothing more comes."""
        for _round in range(4):
            self._pass_through()

    def _pass_through(self) -> None:
        reached = threading.Barrier(3)
        done: list[None] = []
        self.tasks.in_vault(lambda _vault: None, done.append)
        self.qtbot.waitUntil(lambda: bool(done))
        for _thread in range(2):
            self.tasks.in_background(lambda: reached.wait(PATIENCE))
        reached.wait(PATIENCE)
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def close(screens: Screens) -> None:
    """End of a test: nothing failed that the test did not look at."""
    screens.end_tasks()
    screens.spool.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert screens.failures == []


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the keyboard."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def table_texts(table: DataTable) -> list[list[str]]:
    """What a table shows, row by row, as a screen reader says it."""
    return [[cell.spoken for cell in row.cells] for row in table.rows_model.rows]


def shown_texts(page: QWidget) -> list[str]:
    """Every word on a page that can be seen now."""
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    tables = [table for table in page.findChildren(DataTable) if table.isVisibleTo(page)]
    return [*labels, *(text for table in tables for row in table_texts(table) for text in row)]


def reachable(page: QWidget) -> Iterator[QWidget]:
    """Every widget that Tab can reach on a page."""
    for widget in page.findChildren(QWidget):
        tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tabbed and widget.isVisibleTo(page) and widget.isEnabled() and widget.focusProxy() is None:
            yield widget


def nameless(page: QWidget) -> list[str]:
    """The classes of controls that Tab reaches and a screen reader has no name for, or one without the words on it; and letters that two have.

    Whoever speaks to the computer says what they read (WCAG 2.2, 2.5.3 Label in Name).
    """
    found = list(shared_letters(page))
    for widget in reachable(page):
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        if not name.strip():
            found.append(type(widget).__name__)
        elif isinstance(widget, QAbstractButton) and _spoken(widget.text()) not in _spoken(name):
            found.append(f"{type(widget).__name__} “{widget.text()}” is called “{name}”")
    return found


def _spoken(words: str) -> str:
    """As somebody says it: without signs, the letter of a key, and a key in brackets or after two spaces."""
    return " ".join(re.sub(r"[^\w’]+", " ", re.sub(r"&|\(.*\)|  .*", "", words)).casefold().split())


def too_wide(page: QScrollArea) -> int:
    """By how many pixels the content of a page is wider than the page."""
    content = page.widget()
    assert content is not None
    return max(0, content.width() - page.viewport().width())


def wait_for(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    qtbot.waitUntil(holds)


def passed_by_tab(first: QWidget) -> list[QWidget]:
    """What has the keyboard one after the other, as Tab leads from the first one on and back to it."""

    def with_keyboard() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    first.setFocus()
    passed: list[QWidget] = []
    while (one := with_keyboard()) not in passed:
        passed.append(one)
        QTest.keyClick(one, Qt.Key.Key_Tab)
    assert one is passed[0] is first, "every press leads on until all were passed"
    return passed


def tab_order(page: QWidget) -> list[str]:
    """The names of what Tab reaches on a page, in its order."""
    can = set(reachable(page))
    found, widget = [], neighbour(page, forward=True)
    while widget is not page:
        if widget in can:
            found.append(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))
        widget = neighbour(widget, forward=True)
    return found
