"""Where one is: about whom, which form, and its notice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, Pill, QuietButton, Text, without_mnemonics


class Breadcrumb(QWidget):
    """Steps from left to right; all but the last lead back. Signal `chosen(index)`. `notice` is a word at the end."""

    chosen = Signal(int)

    def __init__(self, steps: Sequence[str], notice: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        parts: list[QWidget] = []
        for index, step in enumerate(steps):
            if index:
                parts.append(Text("›", "small", wrap=False))
            parts.append(
                self._step(step, index) if index < len(steps) - 1 else Text(step, "small", wrap=False)
            )
        if notice:
            parts.append(Pill(notice))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(FlowRow(*parts, gap=8))
        self.setAccessibleName(_("Where you are"))

    def _step(self, words: str, index: int) -> QuietButton:
        button = QuietButton(without_mnemonics(words))
        button.setAccessibleName(words)
        button.clicked.connect(partial(self.chosen.emit, index))
        return button
