"""Lines that each have a button: what needs somebody today, and what is ready to send."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.home.lines import ActionLine
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Addendum, Call, Event, Form, HandOver, PreparePack
from prevent_desktop.ui.widgets import (
    BesideRow,
    HairLine,
    HBox,
    LinkButton,
    RichText,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out

MOST_LINES = 6
"""More than these are shown when they are asked for."""
PERSON_EMS = 5.2
"""How wide the initials and the age stand, in sizes of the text: the same in all groups, so that they are one column."""

_WRITE = (Addendum, Call, Event, Form, HandOver, PreparePack)
"""What these routes lead to writes; a vault that is open for reading only offers none of them."""


class ActionRows(QWidget):
    """The first of the lines, until all are asked for.

    Signals: `changed()` once other buttons stand here; `take_wanted(case id)` for a line that offers a case to be taken.
    """

    changed = Signal()
    take_wanted = Signal(str)

    def __init__(self, navigator: Navigator, *, most: int = MOST_LINES) -> None:
        super().__init__()
        self._navigator, self._most = navigator, most
        self._lines: tuple[ActionLine, ...] = ()
        self._shows_all = False
        self.rows: list[ActionRow] = []
        self._column = VBox(self, spacing=0)
        self._rows = VBox(spacing=0)
        self._column.addLayout(self._rows)
        self.more = LinkButton("", self._show_all)
        self.more.hide()
        self._column.addWidget(self.more)

    @property
    def buttons(self) -> list[SecondaryButton]:
        """The buttons of the lines, in their order."""
        return [row.button for row in self.rows]

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [*self.buttons, self.more]

    def show_lines(self, lines: Sequence[ActionLine]) -> None:
        """Show `lines`; where nothing has changed all stays as it is, with the keyboard in it."""
        if tuple(lines) == self._lines and self.rows:
            return
        had = next((number for number, button in enumerate(self.buttons) if button.hasFocus()), None)
        self._lines = tuple(lines)
        self._show()
        if had is not None and self.rows:
            self.buttons[min(had, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        take_all_out(self._rows)
        hidden = 0 if self._shows_all else max(0, len(self._lines) - self._most)
        shown = self._lines[: len(self._lines) - hidden]
        self.rows = [
            ActionRow(
                line, self._navigator, takes_key=line.action not in {one.action for one in shown[:number]}
            )
            for number, line in enumerate(shown)
        ]
        for number, row in enumerate(self.rows):
            if number:
                self._rows.addWidget(HairLine())
            self._rows.addWidget(row)
            row.take_wanted.connect(self.take_wanted)
        words = ngettext("Show {number} more", "Show {number} more", hidden)
        self.more.setText(words.format(number=hidden))
        self.more.setVisible(hidden > 0)
        self.changed.emit()

    def _show_all(self) -> None:
        self._shows_all = True
        self._show()
        self.buttons[self._most].setFocus(Qt.FocusReason.OtherFocusReason)


class ActionRow(QWidget):
    """Whom it is about, what it is, and the button. Of several equal buttons the first `takes_key`, the letter for Alt.

    Signal `take_wanted(case id)`.
    """

    take_wanted = Signal(str)

    def __init__(self, line: ActionLine, navigator: Navigator, *, takes_key: bool) -> None:
        super().__init__()
        words = line.action if takes_key else line.action.replace("&", "")
        self.button = SecondaryButton(words, lambda: self._do(line, navigator))
        self.button.setProperty("compact", True)
        self.button.setProperty("writes", bool(line.takes) or isinstance(line.route, _WRITE))
        self.button.setAccessibleName(f"{line.action.replace('&', '')} {line.spoken}")
        self.button.setAccessibleDescription(" · ".join(part for part in (line.late, line.detail) if part))
        beside = BesideRow(self.button)
        beside.words.setSpacing(1)
        plain = f"{line.what} {line.strong}".strip()
        markup = f"{escape(line.what)} <b>{escape(line.strong)}</b>" if line.strong else ""
        beside.words.addWidget(RichText(markup, plain))
        if line.detail or line.late:
            beside.words.addLayout(_detail(line))
        self.person = _Person(line.person)
        row = HBox(self, spacing=0, margins=(8, 7, 8, 7))
        row.addWidget(self.person, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(beside, 1, Qt.AlignmentFlag.AlignVCenter)

    def _do(self, line: ActionLine, navigator: Navigator) -> None:
        if line.takes:
            self.take_wanted.emit(line.takes)
        else:
            navigator.open(line.route)


def _detail(line: ActionLine) -> HBox:
    row = HBox(spacing=4)
    if line.late:
        late = Text(line.late if not line.detail else f"{line.late} ·", "small-warning", wrap=False)
        row.addWidget(late, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(line.detail, "small"), 1)
    return row


class _Person(RichText):
    """Initials in bold and the age, as wide in each line."""

    def __init__(self, label: str) -> None:
        initials, comma, age = label.partition(",")
        super().__init__(f"<b>{escape(initials)}</b>{escape(comma + age)}" if label else "", label)

    def sizeHint(self) -> QSize:
        wide = round(PERSON_EMS * self.fontInfo().pixelSize())
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()
