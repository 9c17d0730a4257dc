"""The answers of a finalised form, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from prevent_desktop.questionnaire.reading import ReadLine, ReadSection
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    KeyValue,
    KeyValueTable,
    Notice,
    PageHead,
    ScrollPage,
    Tone,
)


class ReadingPage(ScrollPage):
    """Shows `sections` of the form `title`, about `about`, finalised `when` (in words). Signal `left()`."""

    left = Signal()

    def __init__(self, *, about: str, title: str, when: str, sections: Sequence[ReadSection]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        crumbs = Breadcrumb([("record", about), ("", title)])
        crumbs.chosen.connect(lambda _key: self.left.emit())
        self.column.addWidget(crumbs)
        self.column.addWidget(PageHead(title, when))
        self.column.addWidget(Notice(_("Finished and frozen. It changes only by an addendum."), Tone.NEUTRAL))
        for section in sections:
            card = Card(section.title)
            card.body.addWidget(KeyValueTable([_row(n, line) for n, line in enumerate(section.lines)]))
            self.column.addWidget(card)


def _row(number: int, line: ReadLine) -> KeyValue:
    return KeyValue(key=str(number), label=line.question, values=line.answers, muted=line.absent)
