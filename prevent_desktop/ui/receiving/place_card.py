"""Where a pack belongs: the likely people, in words, and the choice that a person makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from prevent_desktop.casework.person import Person
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.known_words import still_looking_words
from prevent_desktop.ui.components.person_search import PersonSearch
from prevent_desktop.ui.receiving.inbox_view import choices, choices_for, person_rows
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    Heading,
    KeyValueTable,
    Notice,
    OptionRow,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.matching import (
    LikelyMatch,
    chosen_match,
    get_ready,
    likely_matches,
)

WHERE_ENTRY = "where"
"""Of the route to a pack: ask at once where it belongs."""


class PlaceCard(Card):
    """Nothing is chosen at first, and nothing is ever joined by itself. Signal `chosen(key)`: see `view.case_chosen`.

    `holder` says at a desk of several who has the pack.
    """

    chosen = Signal(str)

    def __init__(self, tasks: Tasks, clock: Clock, holder: QWidget) -> None:
        super().__init__(_("Where it belongs"))
        self._tasks, self._clock = tasks, clock
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.about = KeyValueTable()
        self.told = Heading(_("Who it is about, as the sender knows them"), 3)
        self.question = Heading(_("Which case does it belong to?"), 3)
        self.line = Text("", "muted")
        self.notice = Notice()
        self.put = PrimaryButton(_("&Add to case"), self._put)
        self.other = SecondaryButton(_("&Look for somebody else"), self._look)
        self.search: PersonSearch | None = None
        self._is_asked = False
        self.body.add(holder, self.told, self.about, self.question, self.line)
        self._end = FlowRow(self.put, self.other)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._end, 0, Qt.AlignmentFlag.AlignLeft)

    def show_pack(self, opened: OpenedPack) -> None:
        """Show who it is about, and where it can go once all who are recorded are looked at."""
        about = opened.about
        rows = () if about is None else tuple(person_rows(about))
        self.about.show_rows(rows)
        for part in (self.told, self.about):
            part.setVisible(bool(rows))
        self.put.setVisible(bool(self.buttons))
        if about is None:
            self._show_choices(opened, ())
        else:
            self._tasks.in_vault(get_ready, partial(self._look_on, opened, about), self._not_looked)

    def _look_on(self, opened: OpenedPack, about: Person, left: int) -> None:
        """Part after part, so that whatever else waits for the vault comes in between."""
        if left:
            self.line.setText(still_looking_words(left))
            self._tasks.in_vault(get_ready, partial(self._look_on, opened, about), self._not_looked)
            return
        self._tasks.in_vault(
            lambda vault: likely_matches(vault, about), partial(self._show_choices, opened), self._not_looked
        )

    def _not_looked(self, error: PreventDesktopError) -> None:
        self.line.setText("")
        self.notice.say_failure(error)

    def _show_choices(self, opened: OpenedPack, matches: Sequence[LikelyMatch]) -> None:
        self.line.setText(self._line(opened, matches))
        for choice in choices(opened, matches, self._clock()):
            self._offer(*choice)
        self.put.setVisible(bool(self.buttons))
        if self._is_asked:
            self._put()

    def ask(self) -> None:
        """Ask where it belongs, with the keyboard there, as soon as the choices are: an answer waits for that."""
        self._is_asked = True
        if self.buttons:
            self._put()

    def _line(self, opened: OpenedPack, matches: Sequence[LikelyMatch]) -> str:
        if opened.earlier_person is not None:
            return _("The pack whose place it takes is in a case already. You decide.")
        if matches:
            return _("These people in your records have something in common with them. You decide.")
        if opened.about is None:
            return _("The pack tells nothing about the person as data. Look for them, or record them first.")
        return _("Nobody in your records has a number, name, birth or address in common with them.")

    def _offer(self, key: str, words: str, reasons: str) -> None:
        if key in self.buttons:
            return
        button = QRadioButton()
        self.buttons[key] = button
        self._group.addButton(button)
        self.body.insertWidget(self.body.indexOf(self.notice), OptionRow(button, words, reasons))
        self.put.show()
        chain_tabs([stop_before(self.put), button])

    def _put(self) -> None:
        key = next((key for key, button in self.buttons.items() if button.isChecked()), "")
        if not key:
            self.notice.say(_("Choose where it belongs first."), Tone.WARNING)
            next(iter(self.buttons.values()), self.other).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._is_asked = False
        self.notice.clear()
        self.put.setEnabled(False)
        self.chosen.emit(key)

    def refuse(self, words: str) -> None:
        """It could not be put there."""
        self.put.setEnabled(True)
        self.notice.say(words, Tone.DANGER)

    def _look(self) -> None:
        if self.search is None:
            self.search = PersonSearch(self._tasks, self._clock)
            self.search.chosen.connect(self._found)
            self.body.addWidget(self.search)
            self.search.search()
        self.search.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _found(self, person_id: str) -> None:
        self._tasks.in_vault(lambda vault: chosen_match(vault, person_id), self._offer_found)

    def _offer_found(self, match: LikelyMatch) -> None:
        offered = tuple(choices_for(match, self._clock()))
        for choice in offered:
            self._offer(*choice)
        if self.search is not None:
            self.search.hide()
            self.search.deleteLater()
            self.search = None
        first = self.buttons[offered[0][0]]
        first.setChecked(True)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
