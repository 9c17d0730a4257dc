"""What a frame costs while a list of 200 packs scrolls: as the whole inbox, and as the list beside the pack that is open.

Run ``python -m tests.benchmarks.bench_desk``. The baseline, measured in the same run: a bare QTableView of as many rows of plain
words, scrolled in the same way under the same style sheet. Aim: a frame p99 ≤ 16 ms. A frame is one step of the scroll bar, or one
press of J, to the end of its repaint; filling the list and growing narrow are printed beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollBar, QTableView

from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack
from prevent_desktop.data_files import resources
from prevent_desktop.ui.receiving.inbox_controller import InboxController
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme
from prevent_desktop.workflows.receiving.inbox import Inbox, InboxLine

PACKS = 200
STEPS = 400
STEP_PX = 40
SENDERS = ("Example Academy", "Example School", "Health visiting team", "Youth justice service")
ASKS = ("Help today.", "An initial assessment, and advice on telling the parent.", "What to do next.")
Frames = tuple[float, float, float]
DANGERS = ("no", "yes 14:32", "", "no")


def lines(count: int, now: datetime) -> tuple[InboxLine, ...]:
    """Packs as they come: some in danger, most unread, each with a day."""
    return tuple(_line(number, now) for number in range(count))


def _line(number: int, now: datetime) -> InboxLine:
    came = now - timedelta(minutes=number)
    pack = ReceivedPack(
        id=f"{number:032x}", pack_id=f"P-{number:04d}F2K8M4T9", title="Prevent referral pack", sender_name="Sam Field",
        sender_organisation=SENDERS[number % 4], fingerprint="ab" * 32, claimed_at=came, received_at=came, reference="R",
        receipt="", sealed_digest="", attachment_id="", page_count=5, danger=DANGERS[number % 4], asks=ASKS[number % 3],
    )  # fmt: skip
    due = DecisionDue(day=now.date() + timedelta(days=number % 5), at=now + timedelta(hours=number))
    return InboxLine(
        pack=pack, about=f"A{chr(65 + number % 26)}, {8 + number % 11}", due=due, unread=number % 3 > 0
    )


def frames(act: Callable[[int], object], application: QApplication, count: int) -> Frames:
    """Milliseconds of each act to the end of its repaint: median and p99 by the clock, and p99 of this process's own work,
    which other programs on the machine do not lengthen.
    """
    costs, works = [], []
    for number in range(count):
        begin, worked = time.perf_counter(), time.process_time()
        act(number)
        application.processEvents()
        costs.append((time.perf_counter() - begin) * 1e3)
        works.append((time.process_time() - worked) * 1e3)
    at = max(0, round(count * 0.99) - 1)
    return statistics.median(costs), sorted(costs)[at], sorted(works)[at]


def scrolled(bar: QScrollBar) -> Callable[[int], object]:
    """Down to the end, then up again, and so on."""

    def step(number: int) -> None:
        there, way = bar.maximum() or 1, number * STEP_PX
        bar.setValue(way % there if (way // there) % 2 == 0 else there - way % there)

    return step


def bare(count: int) -> QTableView:
    """The baseline."""
    model = QStandardItemModel()
    for number in range(count):
        model.appendRow([QStandardItem(text) for text in (SENDERS[number % 4], ASKS[number % 3], "Tomorrow")])
    table = QTableView()
    table.setModel(model)
    model.setParent(table)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return table


def shown(widget: QTableView | InboxPage, application: QApplication, width: int) -> None:
    """On the screen, as large as in the window."""
    widget.resize(width, 700)
    widget.show()
    widget.activateWindow()
    for _round in range(5):
        application.processEvents()


def measure(count: int, steps: int, application: QApplication) -> None:
    """Print the table."""
    now = datetime.now(UTC)
    table = bare(count)
    shown(table, application, 1100)
    base = frames(scrolled(table.verticalScrollBar()), application, steps)
    table.close()
    tasks = Tasks(lambda error: print(error.title))
    page = InboxPage(tasks, Navigator(), InboxController(tasks, lambda: now), lambda: now)
    shown(page, application, 1100)
    begin = time.perf_counter()
    page.show_inbox(Inbox(desk=None, lines=lines(count, now)))
    application.processEvents()
    filled = (time.perf_counter() - begin) * 1e3
    print(f"{f'a frame of {count} packs, ms':38}{'p50':>8}{'p99':>8}{'(work)':>8}{'against bare':>14}")
    print(f"{'bare table':38}{base[0]:8.2f}{base[1]:8.2f}{base[2]:8.2f}")
    _print("the whole inbox", frames(scrolled(page.verticalScrollBar()), application, steps), base)
    begin = time.perf_counter()
    page.stand_beside(True)
    page.setFixedWidth(300)
    application.processEvents()
    narrowed = (time.perf_counter() - begin) * 1e3
    _print("the list beside a pack", frames(scrolled(page.verticalScrollBar()), application, steps), base)
    page.table.setFocus()
    keys = frames(lambda _n: QTest.keyClick(page.table, Qt.Key.Key_J), application, min(steps, count - 1))
    _print("J in the list", keys, base)
    print(f"filling the list {filled:.0f} ms, growing narrow {narrowed:.0f} ms")
    page.close()
    tasks.close()


def _print(what: str, cost: Frames, base: Frames) -> None:
    print(f"{what:38}{cost[0]:8.2f}{cost[1]:8.2f}{cost[2]:8.2f}{cost[2] / max(base[2], 0.01):13.1f}×")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=int, default=PACKS)
    parser.add_argument("--steps", type=int, default=STEPS)
    arguments = parser.parse_args()
    application = QApplication.instance() or QApplication(["bench", "-style", "fusion"])
    assert isinstance(application, QApplication)
    FocusRings(application)
    Theme(application, resources()).choose(Appearance.LIGHT, 100)
    measure(arguments.packs, arguments.steps, application)


if __name__ == "__main__":
    main()
