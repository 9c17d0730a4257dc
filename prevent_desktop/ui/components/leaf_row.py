"""The row below pages: back and forward with where one is, smaller and larger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import HBox, QuietButton, Text
from prevent_desktop.ui.widgets.plain_words import give_tooltip

_APART = 18


class LeafRow(QWidget):
    """Calls `leaf` and `zoom` with -1 or 1."""

    def __init__(self, leaf: Callable[[int], object], zoom: Callable[[int], object]) -> None:
        super().__init__()
        self.back = _button("‹", _("Page back"), "Page up", lambda: leaf(-1))
        self.forward = _button("›", _("Page forward"), "Page down", lambda: leaf(1))
        self.smaller = _button("−", _("Smaller"), "−", lambda: zoom(-1))
        self.larger = _button("+", _("Larger"), "+", lambda: zoom(1))
        self.where = Text("", wrap=False)
        self._row = row = HBox(self, spacing=6)
        row.addStretch(1)
        row.add(self.back, self.where, self.forward)
        row.addSpacing(_APART)
        row.add(self.smaller, self.larger)
        row.addStretch(1)

    def add(self, button: QWidget) -> None:
        """Something else that is done with the pages, after these."""
        end = self._row.count() - 1
        self._row.insertSpacing(end, _APART)
        self._row.insertWidget(end + 1, button)

    def tell(self, number: int, count: int, *, step: int, steps: int) -> None:
        """Page `number` of `count`, from 0, at one of so many steps of size."""
        words = _("Page {number} of {count}").format(number=number + 1, count=count)
        self.where.setText(words if count else "")
        self.back.setEnabled(number > 0)
        self.forward.setEnabled(number < count - 1)
        self.smaller.setEnabled(step > 0)
        self.larger.setEnabled(step < steps - 1)


class _LeafButton(QuietButton):
    """As wide as it is high: one sign alone is too narrow to be hit (WCAG 2.2, 2.5.8)."""

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return size.expandedTo(QSize(size.height(), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _button(text: str, name: str, key: str, act: Callable[[], object]) -> QuietButton:
    button = _LeafButton(text, lambda _checked=False: act())
    button.setAccessibleName(name)
    button.setAccessibleDescription(_("Key: {key}").format(key=key))
    give_tooltip(button, name)
    return button
