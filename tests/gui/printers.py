"""A printer for tests: Qt's own, that writes a PDF into a file which `pdftoppm` reads back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.system import printers

_INK, _NEAR = 128, 190
"""Darker than the first counts as ink, of 255, and darker than the second as ink that is drawn a little beside."""
_COARSE = 1_240
"""Pixels across a page: half as many as in earnest, for tests that are to be quick."""
_DOTS = 50
"""An inch, at which two prints are compared."""


class PaperTray:
    """What comes out. `asked` are the page counts for which a printer was asked for; `setting` may choose pages and copies.

    With `cancels` the person closes the system's dialog.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.asked: list[int] = []
        self.cancels = False
        self.setting: Callable[[QPrinter], object] = lambda _printer: None

    def printer(self, _parent: QWidget, pages: int) -> QPrinter | None:
        """As `printers.ask_for_printer`."""
        self.asked.append(pages)
        if self.cancels:
            return None
        printer = printers.new_printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.target))
        self.setting(printer)
        return printer

    @property
    def pages(self) -> list[Image.Image]:
        """The pages that came out, as pictures."""
        return pictures(self.target)


def tray(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperTray:
    """One in place of the system's dialog."""
    made = PaperTray(tmp_path / "paper.pdf")
    monkeypatch.setattr(printers, "ask_for_printer", made.printer)
    monkeypatch.setattr(printers, "PIXELS_ACROSS", _COARSE)
    return made


def pictures(pdf: Path) -> list[Image.Image]:
    """Its pages in grey, drawn by poppler: another eye than ours."""
    folder = pdf.with_suffix(".pages")
    folder.mkdir(exist_ok=True)
    command = ["pdftoppm", "-r", str(_DOTS), "-gray", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True)
    return [Image.open(path).convert("L") for path in sorted(folder.iterdir())]


def words_in(pdf: bytes) -> str:
    """What `pdftotext` reads in it."""
    command = ["pdftotext", "-layout", "-", "-"]
    read = subprocess.run(command, input=pdf, check=True, capture_output=True)
    return " ".join(read.stdout.decode().split())


def ink_apart(one: Image.Image, other: Image.Image) -> float:
    """How much of the ink of `one` has none within a dot of it in `other`, from 0 to 1."""
    ink = one.point(lambda level: 255 if level < _INK else 0)
    near = (
        other.resize(one.size)
        .filter(ImageFilter.MinFilter(3))
        .point(lambda level: 255 if level < _NEAR else 0)
    )
    missing = ImageChops.subtract(ink, near)
    inked = ink.histogram()[255]
    assert inked
    return missing.histogram()[255] / inked
