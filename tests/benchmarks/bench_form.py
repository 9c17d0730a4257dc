"""Opening a form of 4,000 items with 1,000 conditions and 200 expressions, and what one keystroke in it costs.

Run ``python -m tests.benchmarks.bench_form``. The baselines, measured in the same run: a bare QScrollArea with one bare
QTextEdit (and one with a QLineEdit), opened and typed into in the same way, under the same style sheet. Aims: loading
the form ≤ 100 ms; the first page ≤ 50 ms from a response at hand to the painted screen; a keystroke to its repaint p99
≤ 16 ms, with the pauses between the keys left to what the form works out. Reading the saved draft is printed beside.
The keys go into the question that every expression and a tenth of the conditions depend on.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme

QUESTIONS = 4_000
CONDITIONS = 1_000
EXPRESSIONS = 200
IN_A_SECTION = 20
OPENINGS = 7
KEYS = 600
BETWEEN_KEYS = 0.03
"""Seconds: 33 keys a second, faster than anybody types, so that timers and idle work fall between keys too."""

TYPES = ("string", "text", "choice", "date", "boolean", "integer")
TEXT = "seen and heard in the corridor "


def question(number: int) -> dict[str, Any]:
    """A question like those of the bundled forms; every fourth asks a condition, every twentieth is worked out."""
    kind = TYPES[number % len(TYPES)]
    item: dict[str, Any] = {
        "linkId": f"q{number}",
        "type": kind,
        "text": f"Question {number}: what was seen or heard?",
        "required": True,
    }
    if kind == "choice":
        item["answerOption"] = [{"valueCoding": {"code": code, "display": code * 9}} for code in "abcd"]
    if number % (QUESTIONS // CONDITIONS) == 1:
        asked = number - 1 if number % 40 else 0
        item["enableWhen"] = [{"question": f"q{asked}", "operator": "exists", "answerBoolean": True}]
    if number % (QUESTIONS // EXPRESSIONS) == 7:
        item |= {"type": "integer", "readOnly": True, "extension": [worked_out(number)]}
        item.pop("answerOption", None)
    return item


def worked_out(number: int) -> dict[str, Any]:
    """A calculated answer: most follow one question, every tenth of them reads the whole response."""
    wide = number % 200 == 7
    expression = (
        "%resource.descendants().where(value is string).count()"
        if wide
        else f"%resource.item.item.where(linkId='q0').answer.value.length() + {number}"
    )
    url = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": expression}}


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


def opened(make: Callable[[], QWidget]) -> tuple[QWidget, float, float]:
    """A screen, and the milliseconds until it is painted: by the clock, and of this process's own work."""
    gc.collect()
    worked, begin = time.process_time(), time.perf_counter()
    screen = make()
    screen.resize(1150, 690)
    screen.show()
    screen.grab()
    return screen, (time.perf_counter() - begin) * 1e3, (time.process_time() - worked) * 1e3


def put_away(screen: QWidget, application: QApplication) -> None:
    """Close it for good: nothing of it works on while others are measured."""
    screen.close()
    screen.deleteLater()
    application.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def typed(box: QWidget, application: QApplication, keys: int) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to the end of its repaint, by the clock and of this process's own work; sorted."""
    costs, works = [], []
    for number in range(keys):
        begin, worked = time.perf_counter(), time.process_time()
        QTest.keyClicks(box, TEXT[number % len(TEXT)])
        application.processEvents()
        costs.append((time.perf_counter() - begin) * 1e3)
        works.append((time.process_time() - worked) * 1e3)
        until = time.perf_counter() + BETWEEN_KEYS
        while time.perf_counter() < until:
            application.processEvents()
            time.sleep(0.001)
    return sorted(costs), sorted(works)


def bare(kind: type[QWidget]) -> QWidget:
    """A baseline: one box and nothing else."""
    area = QScrollArea()
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(kind())
    area.setWidget(page)
    area.setWidgetResizable(True)
    return area


@dataclass(frozen=True)
class Cost:
    """Milliseconds: opening (medians) and a key (median and p99), by the clock and in this process's own work."""

    opening: float
    work: float
    key: float
    slow_key: float
    key_work: float
    slow_key_work: float

    def row(self, name: str) -> str:
        """A line of the table."""
        return f"{name:32}{self.opening:9.1f}{self.work:9.1f}{self.key:9.2f}{self.slow_key:9.2f}{self.key_work:9.2f}{self.slow_key_work:9.2f}"

    def against(self, other: Cost) -> str:
        """The ratios to `other`."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return f"{'  against the bare QTextEdit':32}" + "".join(f"{one / two:8.1f}×" for one, two in pairs)


def measure(
    prepare: Callable[[], Callable[[], QWidget]], application: QApplication, asked: argparse.Namespace
) -> Cost:
    """What it costs to open a screen, once all is at hand that it shows, and to type into it."""
    openings = []
    for _opening in range(asked.openings):
        screen, *cost = opened(prepare())
        openings.append(cost)
        put_away(screen, application)
    screen, *_cost = opened(prepare())
    screen.activateWindow()
    QTest.qWait(500)
    if isinstance(screen, FormScreen):
        _wait_for_what_is_worked_out(screen, application)
        box = application.focusWidget()
    else:
        box = screen.findChild(QTextEdit) or screen.findChild(QLineEdit)
    assert box is not None
    box.setFocus(Qt.FocusReason.OtherFocusReason)
    keys, works = typed(box, application, asked.keys)
    put_away(screen, application)
    wall, work = (statistics.median(column) for column in zip(*openings, strict=True))
    slow = max(0, round(asked.keys * 0.99) - 1)
    return Cost(wall, work, statistics.median(keys), keys[slow], statistics.median(works), works[slow])


def _wait_for_what_is_worked_out(screen: FormScreen, application: QApplication) -> None:
    begin = time.perf_counter()
    while screen.state.response.is_behind:
        application.processEvents()
        time.sleep(0.001)
    print(f"  worked out in pauses after opening: {(time.perf_counter() - begin) * 1e3:.0f} by the clock")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--openings", type=int, default=OPENINGS)
    asked = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    FocusRings(application)
    Theme(application, resources()).choose(Appearance.LIGHT, 100)
    base = measure(lambda: partial(bare, QTextEdit), application, asked)
    line = measure(lambda: partial(bare, QLineEdit), application, asked)
    print(
        f"{'milliseconds':32}{'open':>9}{'(work)':>9}{'key p50':>9}{'key p99':>9}{'(work)':>9}{'(work)':>9}"
    )
    print(base.row("bare QTextEdit"))
    print(line.row("bare QLineEdit"))
    for name, in_a_section in (("4,000 in one section", QUESTIONS), ("4,000 in 200 sections", IN_A_SECTION)):
        text = questionnaire(in_a_section)
        begin = time.process_time()
        form = load_questionnaire(text)
        load = (time.process_time() - begin) * 1e3
        draft = half_filled(form)
        begin = time.process_time()
        Response.read(form, draft)
        read = (time.process_time() - begin) * 1e3

        def prepare(form: Questionnaire = form, draft: str = draft) -> Callable[[], QWidget]:
            response = Response.read(form, draft)
            return lambda: FormScreen(FormState(response), about="AB, 14", form="A big form")

        cost = measure(prepare, application, asked)
        print(cost.row(name))
        print(cost.against(base))
        print(f"  of work, once: loading the form {load:.0f}, reading the draft {read:.0f}")


if __name__ == "__main__":
    main()
