"""The process that prints, with somebody at its dialog; run as a script.

    python tests/gui/paper_child.py TARGET [--pages RANGES] [--copies N] [--dialog accepts|cancels|waits|F9|Ctrl+L] [--dies] [--named]

TARGET is a PDF that comes out in place of paper, with no dialog; where it is "-", the system's own dialog is shown, and what `--dialog`
says is done in it. With `--dies` the process is gone after the first page, as by a driver that crashes; with `--named` the pages wait in a
file as Qt would have it.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QKeyCombination, QTimer
from PySide6.QtGui import QKeySequence, QPageRanges
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.system.printing import child, printers

_LOOK_MS = 50
_real_dialog = printers.ask_for_printer


class Somebody:
    """In the place of whoever sits before the dialog. `ask` is as `printers.ask_for_printer`."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self._chosen = chosen
        self._timer = QTimer()
        self._timer.timeout.connect(self._act)

    def ask(self, pages: int, before: int) -> QPrinter | None:
        if self._chosen.target == "-":
            self._timer.start(_LOOK_MS)
            try:
                return _real_dialog(pages, before)
            finally:
                self._timer.stop()
        return None if self._chosen.dialog == "cancels" else self._pdf(pages)

    def _pdf(self, pages: int) -> QPrinter:
        chosen = self._chosen
        with Path(chosen.target).with_suffix(".asked").open("a") as told:
            told.write(f"{pages}\n")
        printer = printers.new_printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(chosen.target)
        printer.setCopyCount(chosen.copies)
        if chosen.pages:
            printer.setPrintRange(QPrinter.PrintRange.PageRange)
            printer.setPageRanges(QPageRanges.fromString(chosen.pages))
        return printer

    def _act(self) -> None:
        dialog = next((one for one in QApplication.topLevelWidgets() if isinstance(one, QPrintDialog)), None)
        if dialog is None or not dialog.isVisible() or self._chosen.dialog == "waits":
            return
        if self._chosen.dialog in {"accepts", "cancels"}:
            (dialog.accept if self._chosen.dialog == "accepts" else dialog.reject)()
            return
        if QApplication.focusWindow() is not dialog.windowHandle():
            return
        self._timer.stop()
        pressed: QKeyCombination = cast(Any, QKeySequence(self._chosen.dialog))[0]
        QTest.keyClick(dialog.windowHandle(), pressed.key(), pressed.keyboardModifiers())


class DyingRun(printers.PaperRun):
    """Ends its process after the first page."""

    def draw(self, image: object) -> None:
        super().draw(image)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)


class Named:
    """What `NamelessFiles` would be if it did nothing: Qt's file stands under its name until it is printed."""

    size = 0

    @contextmanager
    def taking(self) -> Iterator[None]:
        yield

    named = taking

    def close(self) -> None:
        """Nothing to let go of."""


def main() -> int:
    """Read the arguments and be the process."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("target")
    arguments.add_argument("--pages", default="")
    arguments.add_argument("--copies", type=int, default=1)
    arguments.add_argument("--dialog", default="accepts")
    arguments.add_argument("--dies", action="store_true")
    arguments.add_argument("--named", action="store_true")
    chosen = arguments.parse_args()
    if chosen.dies:
        vars(printers)["PaperRun"] = DyingRun
    if chosen.named:
        vars(printers)["NamelessFiles"] = Named
    vars(printers)["ask_for_printer"] = lambda pages, before: Somebody(chosen).ask(pages, before)
    return child.main()


if __name__ == "__main__":
    raise SystemExit(main())
