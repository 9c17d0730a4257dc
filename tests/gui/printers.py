"""A printer for tests: Qt's own, that writes a PDF into a file which `pdftoppm` reads back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from prevent_desktop.ui.components import printing
from prevent_desktop.ui.system.printing import process

_CHILD = Path(__file__).with_name("paper_child.py")
_INK, _NEAR = 128, 190
"""Darker than the first counts as ink, of 255, and darker than the second as ink that is drawn a little beside."""
_COARSE = 1_240
"""Pixels across a page: half as many as in earnest, for tests that are to be quick."""
_DOTS = 50
"""An inch, at which two prints are compared."""


@dataclass
class PaperTray:
    """What comes out of `target`; where that is "-", the printer of the system prints, over its own dialog.

    `chosen` may name pages, from 1, with so many `copies`; `dialog` is what is done in the dialog; with `dies` the process ends after a
    page, with `named` its file keeps its name.
    """

    target: str
    chosen: str = ""
    copies: int = 1
    dialog: str = "accepts"
    dies: bool = False
    named: bool = False

    def command(self) -> list[str]:
        """As `process.command`: the process that prints, with somebody at its dialog."""
        words = [self.target, f"--pages={self.chosen}", f"--copies={self.copies}", f"--dialog={self.dialog}"]
        words += [f"--{name}" for name in ("dies", "named") if getattr(self, name)]
        return [sys.executable, "-I", str(_CHILD), *words]

    @property
    def came_out(self) -> Path:
        """The PDF in place of paper."""
        return Path(self.target)

    @property
    def asked(self) -> list[int]:
        """The page counts for which a printer was asked for."""
        told = self.came_out.with_suffix(".asked")
        return [int(line) for line in told.read_text().split()] if told.exists() else []

    @property
    def pages(self) -> list[Image.Image]:
        """The pages that came out, as pictures."""
        return pictures(self.came_out)


def tray(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperTray:
    """One in place of the system's dialog."""
    made = PaperTray(str(tmp_path / "paper.pdf"))
    monkeypatch.setattr(process, "command", made.command)
    monkeypatch.setattr(printing, "PIXELS_ACROSS", _COARSE)
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
