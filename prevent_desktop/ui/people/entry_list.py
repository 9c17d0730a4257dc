"""A list of people or agencies that grows and shrinks: add, change, take away, and bring back what was taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.person_changes import member_words
from prevent_desktop.casework.person_values import HOUSEHOLD, Member
from prevent_desktop.casework.pupil import folded
from prevent_desktop.formatting import long_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.ui.people.typed_details import empty_entry, parts_of_entry
from prevent_desktop.ui.widgets import (
    Card,
    DateBoxes,
    Field,
    FlowRow,
    HairLine,
    LinkButton,
    SecondaryButton,
    Text,
    TickBox,
    VBox,
    without_mnemonics,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before


class EntryEditor(Card):
    """Edits `entry` of the list `name`. Signals: `edited(entry)` with each change; `done()`, `cancelled()` at its end.

    Escape cancels, Enter in a line is "Done".
    """

    edited = Signal(object)
    done = Signal()
    cancelled = Signal()

    def __init__(self, name: str, entry: Member) -> None:
        super().__init__(kind="help")
        self._entry = entry
        self.controls: dict[str, QWidget] = {}
        self.body.setSpacing(12)
        for part, label in parts_of_entry(name):
            self._add(part, label, getattr(entry, part))
        self.finish = SecondaryButton(_("Done"), self.done)
        self.cancel = LinkButton(_("Cancel"), self.cancelled)
        self.body.addWidget(FlowRow(self.finish, self.cancel))

    def _add(self, part: str, label: str, value: Any) -> None:
        control: QWidget
        match value:
            case bool():
                control = TickBox(label, checked=value)
                control.toggled.connect(lambda on: self._set(part, on))
                self.body.addWidget(control)
            case None | PartialDate():
                control = DateBoxes()
                control.set_text("" if value is None else value.isoformat())
                control.edited.connect(lambda text: self._set_date(part, text))
                hint = _("Month and year, or the year alone, will do.")
                self.body.addWidget(Field(_("{label} (optional)").format(label=label), control, hint=hint))
            case _:
                control = QLineEdit(value)
                control.textEdited.connect(lambda text: self._set(part, text))
                control.returnPressed.connect(self.done)
                words = label if part == "name" else _("{label} (optional)").format(label=label)
                self.body.addWidget(Field(words, control))
        self.controls[part] = control

    def _set_date(self, part: str, text: str) -> None:
        """A date that is none yet is not taken; it stays in its boxes while the entry is open."""
        try:
            self._set(part, PartialDate.parse(text) if text else None)
        except ValueError:
            return

    def _set(self, part: str, value: Any) -> None:
        self._entry = replace(self._entry, **{part: value})
        self.edited.emit(self._entry)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to, in its order."""
        return [*self.controls.values(), self.finish, self.cancel]

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.controls["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


@dataclass(slots=True)
class _Place:
    """One entry as it stands; `before` is what it was when it was opened, None for a new one."""

    entry: Member
    gone: bool = False
    before: Member | None = None


class EntryList(QWidget):
    """The entries of the list `name`, and below them whoever is offered. Signal `edited()` with each change by the person."""

    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._places: list[_Place] = []
        self._offers: tuple[Member, ...] = ()
        self._open: _Place | None = None
        self.editor: EntryEditor | None = None
        self.links: dict[str, LinkButton] = {}
        self._stops: list[QWidget] = []
        words = _("Add a member of the family or household") if name == HOUSEHOLD else _("Add an agency")
        self.add = SecondaryButton(words, self.add_new)
        self._rows = VBox(spacing=6)
        column = VBox(self, spacing=8)
        column.addLayout(self._rows)
        column.addWidget(self.add)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the entry that is open, else to the button that adds one. Qt’s focus proxy would have Tab pass by the entries."""
        if self.editor is not None:
            self.editor.begin()
        else:
            self.add.setFocus(reason)

    @property
    def entries(self) -> tuple[Member, ...]:
        """What is in the list; what was taken away is not."""
        return tuple(place.entry for place in self._places if not place.gone)

    def set_entries(self, entries: Sequence[Member]) -> None:
        """Show `entries` without a signal."""
        self._places = [_Place(entry) for entry in entries]
        self._open = None
        self._show()

    def offer(self, offers: Sequence[Member]) -> None:
        """Offer these below the list; whoever is in it already, by name, is left out."""
        self._offers = tuple(offers)
        if self._open is None:  # else they are shown once that entry is done
            self._show()

    @property
    def _left(self) -> Iterator[Member]:
        there = {folded(place.entry.name) for place in self._places}
        return (entry for entry in self._offers if folded(entry.name) not in there)

    def add_new(self) -> None:
        """Open the fields of a new entry."""
        self._add(empty_entry(self._name))

    def _add(self, entry: Member) -> None:
        self._close()
        self._places.append(_Place(entry))
        self._open_editor(self._places[-1], None)

    # -- one entry

    def _change(self, place: _Place) -> None:
        self._close()
        self._open_editor(place, place.entry)

    def _open_editor(self, place: _Place, before: Member | None) -> None:
        place.before = before
        self._open = place
        self._show()
        if self.editor is not None:
            self.editor.begin()

    def _edited(self, entry: Member) -> None:
        if self._open is not None:
            self._open.entry = entry
            self.edited.emit()

    def _done(self) -> None:
        self._close()
        self._show()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        place = self._open
        if place is not None and place.before is None:
            self._places.remove(place)
        elif place is not None and place.before is not None:
            place.entry = place.before
        self._open = None
        self._show()
        self.edited.emit()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        """What is open is done; a new one with nothing in it was not meant."""
        if self._open is not None and self._open.entry == empty_entry(self._name):
            self._places.remove(self._open)
            self.edited.emit()
        self._open = None

    def _take_away(self, place: _Place, *, gone: bool) -> None:
        place.gone = gone
        number = self._places.index(place)
        self._show()
        self.edited.emit()
        link = self.links.get(f"{'undo' if gone else 'remove'} {number}")
        if link is not None:
            link.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is shown

    def _show(self) -> None:
        take_all_out(self._rows)
        self.links, self.editor, self._stops = {}, None, []
        for number, place in enumerate(self._places):
            self._rows.add(self._row(number, place), HairLine())
        for number, offered in enumerate(self._left):
            self._rows.add(self._offered(number, offered))
        chain_tabs([stop_before(self), *self._stops, self.add])

    def _row(self, number: int, place: _Place) -> QWidget:
        if place is self._open:
            self.editor = EntryEditor(self._name, place.entry)
            self.editor.edited.connect(self._edited)
            self.editor.done.connect(self._done)
            self.editor.cancelled.connect(self._cancel)
            self._stops += self.editor.stops
            return self.editor
        words = member_words(place.entry, long_day)
        if place.gone:
            undo = self._link(f"undo {number}", _("Undo"), words)
            undo.clicked.connect(lambda: self._take_away(place, gone=False))
            gone = Text(_("{entry} is taken away.").format(entry=place.entry.name), "muted")
            return _row_of(gone, undo)
        change, remove = (
            self._link(f"change {number}", _("Change"), words),
            self._link(f"remove {number}", _("Remove"), words),
        )
        change.clicked.connect(lambda: self._change(place))
        remove.clicked.connect(lambda: self._take_away(place, gone=True))
        return _row_of(Text(words), change, remove)

    def _offered(self, number: int, entry: Member) -> QWidget:
        """Whether they live with the person is not said here: the list does not know it, and the open entry asks."""
        said = replace(entry, lives_with=True) if isinstance(entry, HouseholdMember) else entry
        words = _("On the school’s list: {entry}").format(entry=member_words(said, long_day))
        add = self._link(f"offer {number}", _("Add"), words)
        add.clicked.connect(lambda: self._take(entry))
        return _row_of(Text(words, "muted"), add)

    def _take(self, entry: Member) -> None:
        self._add(entry)
        self.edited.emit()

    def _link(self, key: str, text: str, about: str) -> LinkButton:
        link = LinkButton(text, name=without_mnemonics(f"{text}: {about}"))
        self.links[key] = link
        self._stops.append(link)
        return link


def _row_of(text: Text, *links: LinkButton) -> QWidget:
    holder = QWidget()
    column = VBox(holder, spacing=2, margins=(0, 2, 0, 2))
    column.add(text, FlowRow(*links, gap=14))
    return holder
