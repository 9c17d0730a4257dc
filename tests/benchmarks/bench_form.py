"""Opening a form of 4,000 questions, and what one keystroke in it costs.

Run ``python -m tests.benchmarks.bench_form``. The baseline, measured in the same run: a bare QScrollArea with one bare
QLineEdit, opened and typed into in the same way, under the same style sheet. Aims: opening ≤ 150 ms from the saved
draft to the painted screen (reading the draft included, the form definition itself already loaded, as it is kept
loaded by the form library; loading it is printed beside), a keystroke to its repaint p99 ≤ 16 ms.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.form.form_screen import FormScreen
from prevent_desktop.ui.form.form_state import FormState
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme

QUESTIONS = 4_000
IN_A_SECTION = 20
OPENINGS = 7
KEYS = 1_200
BETWEEN_KEYS = 0.03
"""Seconds: 33 keys a second, faster than anybody types, so that timers and idle work fall between keys too."""

TYPES = ("string", "text", "choice", "date", "boolean", "integer")
TEXT = "seen and heard in the corridor "


def question(number: int) -> dict[str, Any]:
    """A question like those of the bundled forms."""
    kind = TYPES[number % len(TYPES)]
    item: dict[str, Any] = {
        "linkId": f"q{number}",
        "type": kind,
        "text": f"Question {number}: what was seen or heard?",
        "required": True,
    }
    if kind == "choice":
        item["answerOption"] = [{"valueCoding": {"code": code, "display": code * 9}} for code in "abcd"]
    if number % 10 == 1:
        item["enableWhen"] = [{"question": f"q{number - 1}", "operator": "exists", "answerBoolean": True}]
    return item


def questionnaire(in_a_section: int) -> str:
    """A form of 4,000 questions in sections of so many."""
    sections = [
        {
            "linkId": f"s{start}",
            "type": "group",
            "text": f"Section {start}",
            "item": [question(number) for number in range(start, start + in_a_section)],
        }
        for start in range(0, QUESTIONS, in_a_section)
    ]
    form = {
        "resourceType": "Questionnaire",
        "url": "https://example.org/big",
        "version": "1",
        "status": "active",
    }
    return json.dumps({**form, "title": "A big form", "item": sections})


def half_filled(form: Questionnaire) -> str:
    """A draft in which every other text is written."""
    response = Response.start(form)
    for section in response.children():
        for node in response.children(section.path):
            if node.item.type in {"string", "text"} and hash(node.item.link_id) % 2:
                response.set_answers(node.path, ["Something that was written some time ago."])
    return response.to_json(keep_disabled=True)


def opened(make: Callable[[], QWidget], application: QApplication) -> tuple[QWidget, float, float]:
    """A screen, and the milliseconds until it is painted: by the clock, and of this process's own work."""
    gc.collect()
    worked, begin = time.process_time(), time.perf_counter()
    screen = make()
    screen.resize(1150, 690)
    screen.show()
    application.processEvents()
    screen.grab()
    return screen, (time.perf_counter() - begin) * 1e3, (time.process_time() - worked) * 1e3


def typed(box: QWidget, application: QApplication) -> list[float]:
    """Milliseconds from each key to the end of its repaint."""
    costs = []
    for number in range(KEYS):
        begin = time.perf_counter()
        QTest.keyClicks(box, TEXT[number % len(TEXT)])
        application.processEvents()
        costs.append((time.perf_counter() - begin) * 1e3)
        until = time.perf_counter() + BETWEEN_KEYS
        while time.perf_counter() < until:
            application.processEvents()
            time.sleep(0.001)
    return costs


def bare() -> QWidget:
    """The baseline."""
    area = QScrollArea()
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(QLineEdit())
    area.setWidget(page)
    area.setWidgetResizable(True)
    return area


@dataclass(frozen=True)
class Cost:
    """Milliseconds: opening by the clock and in processor time (medians), and a key (median and p99)."""

    opening: float
    work: float
    key: float
    slow_key: float

    def row(self, name: str) -> str:
        """A line of the table."""
        return f"{name:32}{self.opening:9.1f}{self.work:9.1f}{self.key:9.2f}{self.slow_key:9.2f}"

    def against(self, other: Cost) -> str:
        """The ratios to `other`."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return f"{'  against the bare one':32}" + "".join(f"{one / two:8.1f}×" for one, two in pairs)


def measure(name: str, make: Callable[[], QWidget], application: QApplication) -> Cost:
    """What it costs to open a screen and to type into it."""
    openings = []
    for _opening in range(OPENINGS):
        screen, *cost = opened(make, application)
        openings.append(cost)
        screen.close()
        screen.deleteLater()
        application.processEvents()
    screen, *_cost = opened(make, application)
    screen.activateWindow()
    QTest.qWait(500)
    box = screen.findChild(QLineEdit) if name == "bare" else application.focusWidget()
    assert box is not None
    box.setFocus(Qt.FocusReason.OtherFocusReason)
    keys = sorted(typed(box, application))
    screen.close()
    screen.deleteLater()
    application.processEvents()
    wall, work = (statistics.median(column) for column in zip(*openings, strict=True))
    return Cost(wall, work, statistics.median(keys), keys[round(len(keys) * 0.99) - 1])


def main() -> None:
    """Print the table."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    FocusRings(application)
    Theme(application, resources()).choose(Appearance.LIGHT, 100)
    base = measure("bare", bare, application)
    print(f"{'milliseconds':32}{'open':>9}{'(work)':>9}{'key p50':>9}{'key p99':>9}")
    print(base.row("bare QScrollArea and QLineEdit"))
    for name, in_a_section in (("4,000 in one section", QUESTIONS), ("4,000 in 200 sections", IN_A_SECTION)):
        text = questionnaire(in_a_section)
        begin = time.process_time()
        form = load_questionnaire(text)
        load = (time.process_time() - begin) * 1e3
        draft = half_filled(form)

        def make(form: Questionnaire = form, draft: str = draft) -> QWidget:
            return FormScreen(FormState(Response.read(form, draft)), about="AB, 14", form="A big form")

        cost = measure(name, make, application)
        print(cost.row(name))
        print(cost.against(base))
        print(f"  loading the form definition, once: {load:.0f} of work")


if __name__ == "__main__":
    main()
