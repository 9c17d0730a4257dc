"""A form on the trial for the tests: real engine, real screen, and somebody who types."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.rows.tables import views_of
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.lines import Line
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.theme import Appearance, Theme

TODAY = date(2026, 11, 24)
OUR = "https://prevent-desktop.example/fhir/"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"


def control(code: str) -> dict[str, Any]:
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"code": code}]}}


def question(link_id: str, kind: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": text or link_id, **more}


def options(*codes: str) -> list[dict[str, Any]]:
    return [
        {"valueCoding": {"system": "urn:test", "code": code, "display": code.capitalize()}} for code in codes
    ]


def group(link_id: str, *items: Mapping[str, Any], text: str = "", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "group", "text": text or link_id, "item": list(items), **more}


def form(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.org/form",
        "version": "1",
        "status": "active",
        "title": "A form",
        "item": list(items),
    }


@dataclass
class FormTrial:
    """The screen, and what it handed out."""

    qtbot: QtBot
    screen: FormScreen
    drafts: list[tuple[str, str, int, int]] = field(default_factory=list)

    @property
    def state(self) -> FormState:
        return self.screen.state

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)

    def tab_to(self, name: str, *, back: bool = False) -> QWidget:
        """Press Tab until the focus is on the control of that accessible name."""
        for _press in range(80):
            if self.focus.accessibleName().startswith(name):
                return self.focus
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came to {name!r}")

    def menu(self) -> QMenu | None:
        """The menu that is open."""
        popup = QApplication.activePopupWidget()
        return popup if isinstance(popup, QMenu) else None

    def say_why_not(self, entry: int) -> None:
        """By its key, choose that entry of the menu of reasons for no answer."""
        self.press(Qt.Key.Key_F8)
        menu = self.menu()
        assert menu is not None
        for _step in range(entry):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    def stops_of_section(self) -> list[QWidget]:
        """What Tab stops at, from the first question on until the keyboard leaves the questions."""
        question_list = self.screen._question_list
        question_list.go_to_start()
        stops: list[QWidget] = []
        while question_list.path_of(self.focus) is not None and self.focus not in stops:
            stops.append(self.focus)
            self.press(Qt.Key.Key_Tab)
        return stops

    def answer(self, link_id: str) -> list[Any]:
        """The answers to a question as the standard JSON holds them."""
        answers: list[Any] = self.item(link_id).get("answer", [])
        return answers

    @property
    def saved_texts(self) -> list[str]:
        """The text answers in the last draft."""
        draft = json.loads(self.drafts[-1][0])
        return re.findall(r'"valueString": "([^"]*)"', json.dumps(draft["item"]))

    @property
    def line(self) -> Line | None:
        """The question that the focus is in."""
        question_list = self.screen._question_list
        return question_list._lines.get(question_list.key_of(self.focus))

    def row(self, link_id: str) -> QuestionView:
        """The built question of that link id."""
        views = (
            view for _key, row in self.screen._question_list.built_rows() for view in views_of(row).values()
        )
        return next(view for view in views if view.item.link_id == link_id)

    def shown(self) -> list[str]:
        """The link ids of the questions that are asked now."""
        return [path[-1][0] for line in self.state.lines for path in line.asked]

    def item(self, link_id: str) -> dict[str, Any]:
        found = find(json.loads(self.state.response.to_json()), link_id)
        return found[0] if found else {}


def find(node: Any, link_id: str) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for one in node for found in find(one, link_id)]
    if not isinstance(node, dict):
        return []
    here = [node] if node.get("linkId") == link_id else []
    return here + [found for key in ("item", "answer") for found in find(node.get(key, []), link_id)]


def dress(appearance: Appearance = Appearance.LIGHT, scale: int = 100) -> None:
    """Dress the application."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme(application, resources()).choose(appearance, scale)


def show_form(
    qtbot: QtBot,
    questionnaire: Mapping[str, Any] | bytes,
    *,
    saved: str = "",
    place: Place | None = None,
    part: int = 0,
    size: Sequence[int] = (1150, 690),
    files: Sequence[FilePath] = (),
    whole: bool = False,
) -> FormTrial:
    """Show a form, the `whole` of it or its first section; `files` are what the person picks, one after the other."""
    loaded = load_questionnaire(questionnaire)
    response = Response.read(loaded, saved) if saved else Response.start(loaded)
    state = FormState(response, place, today=lambda: TODAY, whole=whole)
    if part:
        state.go(part)
    picked = iter(files)
    screen = FormScreen(state, about="AB, 14", form="A form", choose_file=lambda _parent: next(picked, None))
    qtbot.addWidget(screen)
    trial = FormTrial(qtbot, screen)
    screen.drafts.draft_ready.connect(
        lambda draft: trial.drafts.append(
            (draft.content, draft.place, draft.sections_done, draft.sections_total)
        )
    )
    screen.resize(*size)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return trial
