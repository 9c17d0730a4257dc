"""The lists of the screen before signing: who receives it, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.packs.view import CheckLine, LeadsTo, ReceiverLine
from prevent_desktop.ui.widgets import EmptyState, HairLine, HBox, LinkButton, Pill, Text, TickBox, Tone, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.words import Kind

_KINDS: dict[Tone, Kind] = {Tone.SUCCESS: "text", Tone.WARNING: "warning", Tone.DANGER: "error"}


_MARK_EMS = 1.2
"""The width of the sign before a line, in sizes of the text."""
_BEFORE_LINK = 10
_AS_A_LINK = 3
"""Pixels above and below words, so that they stand as high as the link beside them."""


class _List(QWidget):
    """Rows that are made anew each time they change."""

    def __init__(self) -> None:
        super().__init__()
        self._column = VBox(self)


class ReceiverList(_List):
    """A tick box for each receiver, with what it gets, its key and how its pack is closed.

    Signals: `changed()` when one is ticked or unticked; `how_to_wanted(receiver id)` for the page that tells them how.

    Ticked at first is who may receive a pack and has none yet, or something new to get; what the person changes stays.
    """

    changed = Signal()
    how_to_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column.setSpacing(8)
        self.boxes: dict[str, TickBox] = {}
        self.links: list[LinkButton] = []
        self._chosen_by_hand: dict[str, bool] = {}
        self._done: set[str] = set()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the receivers ticked, in order."""
        return tuple(key for key, box in self.boxes.items() if box.checked)

    def show_lines(self, lines: Sequence[ReceiverLine]) -> None:
        """Show `lines` in place of what was shown."""
        take_all_out(self._column)
        self.boxes, self.links = {}, []
        for line in lines:
            self._column.add(self._row(line), HairLine())
        if not lines:
            empty = _("Add a receiver in settings, or ask your organisation for its file.")
            self._column.addWidget(EmptyState(_("No receiver is set up"), empty))

    @property
    def chosen_by_hand(self) -> dict[str, bool]:
        """What the person ticked or unticked, by receiver."""
        return dict(self._chosen_by_hand)

    def choose_by_hand(self, chosen: dict[str, bool]) -> None:
        """What the person ticked or unticked before, for the rows that are shown next."""
        self._chosen_by_hand |= chosen

    def mark_done(self, recipient_id: str) -> None:
        """Its pack is signed: it does not get another one by mistake."""
        self._done.add(recipient_id)
        if (box := self.boxes.get(recipient_id)) is not None:
            box.set_checked(False)
            box.setEnabled(False)

    def _row(self, line: ReceiverLine) -> QWidget:
        may = line.may_receive and line.id not in self._done
        ticked = self._chosen_by_hand.get(line.id, line.has_news and not line.waits)
        detail = "\n".join(
            filter(
                None, (line.gets, line.withheld, line.refusal, line.waits, line.key_words, line.sent_before)
            )
        )
        box = TickBox(line.name, detail=detail, checked=may and ticked)
        box.label.setProperty("kind", "strong")
        box.setEnabled(may)
        box.toggled.connect(lambda on: self._toggled(line.id, on=on))
        self.boxes[line.id] = box
        holder = QWidget()
        row = HBox(holder, spacing=12, margins=(8, 0, 8, 0))
        row.addWidget(box, 1)
        row.addLayout(self._beside(line))
        return holder

    def _beside(self, line: ReceiverLine) -> QVBoxLayout:
        """How its pack is closed, and the page that tells the receiver how to open it."""
        closed = Pill(line.closed, line.tone)
        how = LinkButton(_("How they open it"), name=_("How they open it: {name}").format(name=line.name))
        how.clicked.connect(lambda: self.how_to_wanted.emit(line.id))
        self.links.append(how)
        column = VBox(spacing=6)
        column.addStretch(1)
        for widget in (closed, how):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        return column

    def _toggled(self, recipient_id: str, *, on: bool) -> None:
        self._chosen_by_hand[recipient_id] = on
        self.changed.emit()


class CheckList(_List):
    """What is ready, to look at, or missing. Signals: `chosen(CheckLine)` on "Go to it"; `why_not_wanted()` on "Say why not"."""

    chosen = Signal(object)
    why_not_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column.setSpacing(0)
        self.links: list[LinkButton] = []

    def show_lines(self, lines: Sequence[CheckLine]) -> None:
        """Show `lines` in place of what was shown."""
        take_all_out(self._column)
        self.links = []
        for line in lines:
            self._column.addWidget(self._row(line))

    def _row(self, line: CheckLine) -> QWidget:
        said = ". ".join(part for part in (line.text, line.whom) if part)
        kind = _KINDS[line.tone]
        text = Text("\n".join(part for part in (line.text, line.whom) if part), kind)
        text.setAccessibleName(f"{line.state}: {said}")
        mark = _Mark(line.mark, kind)
        mark.setAccessibleName(line.state)
        holder = QWidget()
        row = HBox(holder, spacing=0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        for words in (mark, text):
            words.setContentsMargins(0, _AS_A_LINK, 0, _AS_A_LINK)
        row.addWidget(text, 1)
        if line.leads_to is not LeadsTo.NOWHERE:
            row.addSpacing(_BEFORE_LINK)
            row.addWidget(self._link(line), 0, Qt.AlignmentFlag.AlignTop)
        if line.why_not:
            row.addSpacing(_BEFORE_LINK)
            row.addWidget(self._why_not(line), 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _link(self, line: CheckLine) -> LinkButton:
        words = _("Ask now") if line.why_not else _("Go to it")
        link = LinkButton(words, name=_("{button}: {what}").format(button=words, what=line.text))
        link.setAccessibleDescription(line.whom)
        link.clicked.connect(lambda: self.chosen.emit(line))
        self.links.append(link)
        return link

    def _why_not(self, line: CheckLine) -> LinkButton:
        name = _("Say why not: {what}").format(what=line.text)
        link = LinkButton(_("Say why not"), self.why_not_wanted, name=name)
        self.links.append(link)
        return link


class _Mark(Text):
    """The sign before a line, as wide for each, so that all lines begin and go on below one another."""

    def __init__(self, mark: str, kind: Kind) -> None:
        super().__init__(mark, kind, wrap=False)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(round(_MARK_EMS * self.fontInfo().pixelSize()), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
