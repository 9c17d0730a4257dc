"""Day, month and year in three boxes; a date may be known only in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.answer_line import AnswerLine
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.words import DESCRIBES, Text, restyle


@dataclass(frozen=True, slots=True)
class DateParts:
    """What stands in the boxes, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, text: str) -> DateParts:
        """The boxes for ``2026-11-24``, ``2026-11``, ``2026`` or for what `text` kept of a date not finished yet."""
        if "/" in text:
            day, month, year = (part.strip() for part in [*text.split("/"), "", ""][:3])
            return cls(day, month, year)
        year, month, day = [*text.split("-"), "", ""][:3]
        return cls(_short(day), _short(month), year)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in any box."""
        return not (self.day or self.month or self.year)

    @property
    def text(self) -> str:
        """ISO 8601 as far as known when the boxes hold numbers in their places, else ``day/month/year`` as typed."""
        if self.empty:
            return ""
        parts = [self.year, self.month, self.day]
        while parts and not parts[-1]:
            parts.pop()
        if len(self.year) == len("2026") and all(_plain_number(part) for part in parts):
            return "-".join(part.zfill(2) for part in parts)
        return f"{self.day}/{self.month}/{self.year}"


def _plain_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _short(text: str) -> str:
    return text.lstrip("0") if text.isdigit() and text.strip("0") else text


def under_its_name(parent: QWidget, box: QWidget, name: str) -> VBox:
    """A column with the name of a box above it: it stays in sight once something stands in the box."""
    words = Text(name, "small", wrap=False, parent=parent)
    words.setProperty(DESCRIBES, box)
    column = VBox(spacing=2)
    column.add(words, box)
    return column


class DateBoxes(QWidget):
    """Signal `edited(text)` while the person types; `text` is as `DateParts.text` says (``2026-11``, ``3//202``)."""

    edited = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        day, month, year = _("Day"), _("Month"), _("Year")
        self.day = self._box(day, 2, (day, month))
        self.month = self._box(month, 2, (day, month))
        self.year = self._box(year, 4, (year,))
        row = HBox(self, spacing=10)
        for box in (self.day, self.month, self.year):
            row.addLayout(under_its_name(self, box, box.part))
        row.addStretch(1)
        self.setFocusProxy(self.day)

    def _box(self, name: str, digits: int, words: Sequence[str]) -> _NumberBox:
        box = _NumberBox(name, digits, words)
        box.setAccessibleName(name)
        box.setMaxLength(12)
        box.textEdited.connect(lambda _text: self.edited.emit(self.text))
        return box

    @property
    def text(self) -> str:
        """What stands in the boxes, as one text."""
        typed = (box.text().strip() for box in (self.day, self.month, self.year))
        return DateParts(*typed).text

    def set_text(self, text: str) -> None:
        """Fill the boxes without a signal."""
        parts = DateParts.of(text)
        for box, part in ((self.day, parts.day), (self.month, parts.month), (self.year, parts.year)):
            if box.text() != part:
                box.setText(part)

    def set_read_only(self, read_only: bool) -> None:
        """Whether the person may not change it."""
        for box in (self.day, self.month, self.year):
            box.setReadOnly(read_only)

    def set_invalid(self, invalid: bool) -> None:
        """Mark the boxes as holding an error."""
        for box in (self.day, self.month, self.year):
            restyle(box, "invalid", invalid)

    def setAccessibleName(self, name: str) -> None:
        """The group's name; each box says it before its own ("Date of birth: Day")."""
        super().setAccessibleName(name)
        for box in (self.day, self.month, self.year):
            box.setAccessibleName(_("{group}: {part}").format(group=name, part=box.part))

    def setAccessibleDescription(self, description: str) -> None:
        """Hint and error, said with the first box."""
        super().setAccessibleDescription(description)
        self.day.setAccessibleDescription(description)


class _NumberBox(AnswerLine):
    """As wide as its digits and the longest of `words` need at the font's size: day and month are alike.

    `part` is its name: day, month or year.
    """

    def __init__(self, part: str, digits: int, words: Sequence[str]) -> None:
        super().__init__()
        self.part = part
        self._digits = digits
        self._words = words

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # Qt hands a QShowEvent
        self._fit()

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]  # Qt hands a QEvent
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(word) for word in self._words)
        self.setFixedWidth(max(words, metrics.horizontalAdvance("0" * (self._digits + 1))) + 32)
