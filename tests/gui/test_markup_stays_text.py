"""Markup in every text that comes from elsewhere is shown as it was typed: nothing is opened, nothing fetched."""

from __future__ import annotations

import copy
import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextBrowser, QToolTip, QWidget

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.cli import demo
from prevent_desktop.data_files import resources
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Form, Record
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.widgets import Heading, Pill, Text, Timeline, TimelinePoint, Tone
from prevent_desktop.ui.widgets.plain_words import as_typed, give_tooltip
from prevent_desktop.workflows.demo import practice
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.places import Places
from tests.e2e.screen_pictures import Camera, unlock

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SAMPLES = [
    "<b>Bold</b>", "<img src='file:///etc/hostname'>", "a <a href='https://example.org'>link</a>", "1 &lt; 2", "&lt;b&gt;",
    "<!DOCTYPE html><p>x", "<?xml version='1.0'?><p>x", "  <p>x", "<table><tr><td>x", "a < b > c", "Tom & Jerry", "first\n<b>x</b>",
]  # fmt: skip
FREE = {
    "forenames", "surname", "known_as", "address", "school", "name", "relationship", "note", "worker", "doing", "old_value",
    "new_value", "changed_by", "label", "what", "own_words", "source_detail", "author", "text", "reason", "decided_by",
    "file_name", "description", "display", "valueString", "aliases", "gender", "language", "nationality", "year_group",
}  # fmt: skip
"""The keys of the example cases under which a person typed."""
_IN_OPEN = 0x20


def is_rich(text: str) -> bool:
    """What Qt would guess."""
    return bool(GuiQt.mightBeRichText(text))


class Trap:
    """A picture that nobody may open (inotify(7), IN_OPEN)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "t.png"
        self.path.write_bytes(b"\x89PNG\r\n\x1a\n")
        libc = ctypes.CDLL(None, use_errno=True)
        self._line = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._line, bytes(self.path), _IN_OPEN) >= 0

    @property
    def markup(self) -> str:
        return f"<img src='{self.path}'>"

    def sprung(self) -> bool:
        """Whether somebody opened it since this was asked last."""
        try:
            return bool(os.read(self._line, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._line)


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    if sys.platform != "linux":
        pytest.skip("inotify is Linux's")
    made = Trap(tmp_path)
    yield made
    made.close()


def hover(widget: QWidget) -> None:
    """Rest the pointer on `widget` until its tooltip stands there, and have it painted."""
    at = QPoint(2, 2)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    for shown in QApplication.topLevelWidgets():
        if shown.metaObject().className() == "QTipLabel":
            shown.grab()


@pytest.mark.parametrize("text", SAMPLES)
def test_a_text_looks_as_it_was_typed_and_qt_takes_it_for_plain(text: str) -> None:
    assert as_typed(text).replace("\u2060", "") == text
    assert not is_rich(as_typed(text))


@pytest.mark.usefixtures("qapp")
def test_a_tooltip_of_qts_own_opens_the_picture_and_ours_does_not(trap: Trap) -> None:
    widget = QWidget()
    widget.show()
    give_tooltip(widget, trap.markup)
    hover(widget)
    QToolTip.hideText()
    assert not trap.sprung()
    widget.setToolTip(trap.markup)
    hover(widget)
    QToolTip.hideText()
    assert trap.sprung()
    widget.deleteLater()


@pytest.mark.usefixtures("qapp")
@pytest.mark.qt_log_ignore("setPixelSize", "This plugin does not support")
def test_no_part_that_screens_are_made_of_opens_it(trap: Trap) -> None:
    parts = [
        Text(trap.markup), Heading(trap.markup), Pill(trap.markup, Tone.INFO),
        Timeline([TimelinePoint(day=date(2026, 5, 1), date_label=trap.markup, label=trap.markup)]),
    ]  # fmt: skip
    for part in parts:
        part.show()
        part.grab()
        hover(part)
        part.deleteLater()
    assert not trap.sprung()


def marked(node: Any, markup: str, key: str = "") -> Any:
    """The example cases with `markup` before whatever somebody typed."""
    if isinstance(node, Mapping):
        return {name: marked(part, markup, name) for name, part in node.items()}
    if isinstance(node, list):
        return [marked(part, markup, key) for part in node]
    return f"{markup}{node}" if isinstance(node, str) and node and key in FREE else node


@dataclass
class Looker(Camera):
    """Looks at each screen, rests on everything, and notes what is not plain."""

    markup: str = ""
    seen: int = 0
    faults: set[str] = field(default_factory=set)

    def take(self, name: str) -> None:
        self.settle()
        for widget in self.desktop.window.findChildren(QWidget):
            self._look_at(widget, name)
        self.desktop.window.grab()

    def _look_at(self, widget: QWidget, name: str) -> None:
        what = f"{name}: {type(widget).__name__}"
        tip = widget.toolTip()
        if is_rich(tip):
            self.faults.add(f"{what}: tooltip {tip[:60]}")
        if tip and widget.isVisible():
            hover(widget)
        if isinstance(widget, QLabel):
            self.seen += self.markup in widget.text()
            rich = widget.textFormat() is Qt.TextFormat.RichText or (
                widget.textFormat() is not Qt.TextFormat.PlainText and is_rich(widget.text())
            )
            if rich and "<img" in widget.text():
                self.faults.add(f"{what}: {widget.text()[:60]}")
        if isinstance(widget, QTextBrowser) and "<img" in widget.toHtml() and self.markup in widget.toHtml():
            self.faults.add(what)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            self.faults |= {f"{what}: {tip[:60]}" for tip in _tips(widget.model()) if is_rich(tip)}


def _tips(model: QAbstractItemModel) -> Iterator[str]:
    roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole, Qt.ItemDataRole.StatusTipRole)
    for row in range(min(model.rowCount(QModelIndex()), 50)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
        for column in range(columns):
            for role in roles:
                yield str(model.data(model.index(row, column), role) or "")


def test_a_whole_vault_of_markup_is_shown_as_it_was_typed(
    trap: Trap, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_markup(folder: Path) -> Mapping[str, Any]:
        cases = copy.deepcopy(dict(read_cases(folder)))
        cases = {**marked(cases, trap.markup), "practitioner": cases["practitioner"]}
        for case in cases["cases"]:
            case["packs"] = []
        return cases

    monkeypatch.setattr(practice, "read_cases", with_markup)
    places = Places.of(tmp_path / "data")
    demo.prepare_demo_vault(places)
    options = AppOptions(data=places.data, appearance=Appearance.LIGHT, scale=100)
    desktop = Desktop(qapp, options, fresh_process=lambda: None)
    desktop.start()
    looker = Looker(desktop, Path(), "", markup=trap.markup)
    try:
        pages = unlock(desktop)
        for place in NavSection:
            pages.main_view.go(place)
            looker.take(place.value)
        for case in with_markup(resources())["cases"][:2]:
            pages.navigator.open(Record(case["person"]))
            looker.take("record")
            for form in case["forms"][:2]:
                pages.navigator.open(Form(form["id"]))
                looker.take("form")
    finally:
        desktop.window.close()
        desktop.window.deleteLater()
    assert looker.seen >= 30
    assert looker.faults == set()
    assert not trap.sprung()
