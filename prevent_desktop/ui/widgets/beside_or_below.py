"""Two parts side by side, or one below the other where there is too little room."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.widgets.layouts import TurningRow

_LEAST_EMS = 17
"""The least width of each part, in sizes of the text."""


class BesideOrBelow(TurningRow):
    """Each part gets its `shares` of the width. `gap` in pixels; `least` the least width of a part, in sizes of the text."""

    def __init__(
        self, *parts: QWidget, gap: int = 20, least: float = _LEAST_EMS, shares: tuple[int, ...] = ()
    ) -> None:
        super().__init__(gap=gap)
        self._least, self._gap, self._count = least, gap, len(parts)
        for number, part in enumerate(parts):
            self._row.addWidget(part, shares[number] if shares else 1)

    def _is_narrow(self) -> bool:
        room = (self.width() - self._gap * (self._count - 1)) / self._count
        return room < self._least * self.fontInfo().pixelSize()
