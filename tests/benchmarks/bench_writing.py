"""Typing in the middle of a very long answer, with spelling checked and words counted; and what spelling costs.

Run ``python -m tests.benchmarks.bench_writing``. The baseline, measured in the same run: a bare QPlainTextEdit with the
same text. Aim: a key to its repaint p99 ≤ 16 ms with 20,000 words. The keys come 33 a second, so that checking and
counting, which wait for a pause, fall between them too. The last lines tell what the dictionary costs: reading it (in a
thread beside the window, when somebody first writes), memory, checking, suggesting.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil  # type: ignore[import-untyped]  # it has no types
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.editors.boxes import WritingEditor
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.writing.dictionary import Dictionary
from prevent_desktop.writing.spelling import Speller

WORDS = 20_000
IN_A_PARAGRAPH = 120
KEYS = 600
KEYS_IN_ONE = 60
BETWEEN_KEYS = 0.03
TYPED = "seen and recieved in the corridor "
SLIPS = ("recieved", "teh", "definately", "occured", "wich", "untill")
PLAIN = [
    "the",
    "pupil",
    "said",
    "that",
    "nobody",
    "had",
    "seen",
    "it",
    "before",
    "and",
    "went",
    "on",
    "to",
    "the",
    "next",
    "lesson",
    "after",
    "the",
    "break",
    "with",
    "others",
]
FORM = """{"resourceType": "Questionnaire", "url": "https://example.org/long", "version": "1", "status": "active",
 "title": "Long", "item": [{"linkId": "q", "type": "text", "text": "What was seen or heard?"}]}"""


def long_text(*, in_a_paragraph: int) -> str:
    """20,000 words, one in forty of them a slip."""
    chance = random.Random(7)
    words = [
        chance.choice(SLIPS) if chance.random() < 1 / 40 else chance.choice(PLAIN) for _word in range(WORDS)
    ]
    starts = range(0, WORDS, in_a_paragraph)
    return "\n".join(" ".join(words[start : start + in_a_paragraph]) for start in starts)


def typed_into(area: QPlainTextEdit, application: QApplication, most: int) -> tuple[float, float, float]:
    """Milliseconds from each key to the end of its repaint, in the middle of the text: median and p99 by the clock,
    and p99 of this process's own work, which other programs on the machine do not lengthen.
    """
    cursor = area.textCursor()
    cursor.setPosition(area.document().characterCount() // 2)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    area.setTextCursor(cursor)
    area.setFocus()
    settle(application, 1.5)
    costs, works = [], []
    keys = most if area.document().blockCount() > 1 else min(most, KEYS_IN_ONE)
    for number in range(keys):
        begin, worked = time.perf_counter(), time.process_time()
        QTest.keyClicks(area, TYPED[number % len(TYPED)])
        application.processEvents()
        costs.append((time.perf_counter() - begin) * 1e3)
        works.append((time.process_time() - worked) * 1e3)
        settle(application, BETWEEN_KEYS)
    at = max(0, round(keys * 0.99) - 1)
    return statistics.median(costs), sorted(costs)[at], sorted(works)[at]


def settle(application: QApplication, seconds: float) -> None:
    """Let timers and idle work run."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        application.processEvents()
        time.sleep(0.001)


def shown(widget: QWidget, application: QApplication) -> None:
    """Put it on the screen."""
    widget.resize(760, 560)
    widget.show()
    widget.activateWindow()
    settle(application, 0.3)


def measure_bare(text: str, application: QApplication, most: int) -> tuple[float, float, float]:
    """The baseline."""
    area = QPlainTextEdit()
    area.setPlainText(text)
    shown(area, application)
    cost = typed_into(area, application, most)
    area.close()
    return cost


def measure_box(
    text: str, dictionary: Dictionary, application: QApplication, most: int
) -> tuple[float, float, float]:
    """Our box by itself."""
    box = WritingBox(lines=14, most=14)
    box.area.setPlainText(text)
    shown(box, application)
    box.area.check.check_with(Speller(dictionary))
    cost = typed_into(box.area, application, most)
    assert len(box.area.check.marks.spans) > WORDS / 60
    box.close()
    return cost


def measure_form(
    text: str, dictionary: Dictionary, application: QApplication, most: int
) -> tuple[float, float, float]:
    """The box as the only question of a form: engine, undo and drafts included."""
    response = Response.start(load_questionnaire(FORM))
    response.set_answers((("q", 0),), [text])
    screen = FormScreen(FormState(response), about="AB, 14", form="Long")
    shown(screen, application)
    editor = screen.findChild(WritingEditor)
    assert editor is not None
    area = editor.focus_target()
    assert isinstance(area, WritingArea)
    area.check.check_with(Speller(dictionary))
    cost = typed_into(area, application, most)
    screen.close()
    return cost


def measure_dictionary() -> Dictionary:
    """Print what it costs, and give it."""
    process = psutil.Process()
    before = process.memory_info().rss
    begin = time.perf_counter()
    dictionary = Dictionary(resources() / "dictionaries")
    reading = (time.perf_counter() - begin) * 1e3
    memory = (process.memory_info().rss - before) / 1e6
    speller = Speller(dictionary)
    paragraphs = long_text(in_a_paragraph=IN_A_PARAGRAPH).split("\n")
    begin = time.perf_counter()
    found = sum(len(speller.misspelt(paragraph)) for paragraph in paragraphs)
    checking = (time.perf_counter() - begin) * 1e3
    suggesting = []
    for slip in SLIPS:
        begin = time.perf_counter()
        speller.suggestions(slip)
        suggesting.append((time.perf_counter() - begin) * 1e3)
    print(
        f"dictionary: read in {reading:.0f} ms, {memory:.1f} MB; {WORDS:,} words looked through in {checking:.0f} ms"
    )
    print(f"({found} slips); suggestions for one word in {statistics.median(suggesting):.0f} ms (median)")
    return dictionary


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=KEYS)
    most = parser.parse_args().keys
    application = QApplication.instance() or QApplication(["bench", "-style", "fusion"])
    assert isinstance(application, QApplication)
    FocusRings(application)
    Theme(application, resources()).choose(Appearance.LIGHT, 100)
    dictionary = measure_dictionary()
    print(f"{'a key among 20,000 words, ms':44}{'p50':>8}{'p99':>8}{'(work)':>8}{'against bare':>14}")
    for name, in_a_paragraph in (
        ("paragraphs of 120 words", IN_A_PARAGRAPH),
        ("one single paragraph", WORDS),
    ):
        text = long_text(in_a_paragraph=in_a_paragraph)
        bare = measure_bare(text, application, most)
        print(f"{name + ', bare':44}{bare[0]:8.2f}{bare[1]:8.2f}{bare[2]:8.2f}")
        for what, cost in (
            ("box", measure_box(text, dictionary, application, most)),
            ("form", measure_form(text, dictionary, application, most)),
        ):
            print(
                f"{name + ', ' + what:44}{cost[0]:8.2f}{cost[1]:8.2f}{cost[2]:8.2f}{cost[1] / bare[1]:13.1f}×"
            )


if __name__ == "__main__":
    main()
