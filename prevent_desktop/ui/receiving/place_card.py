"""Where a pack belongs: the likely people, in words, and the choice that a person makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from prevent_desktop.casework.answer import AnswerKind
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

WHERE_ENTRY = "where-"
"""Of the route to a pack, before the kind of an answer: ask at once where it belongs, and go on to that answer."""


class PlaceCard(Card):
    """Nothing is chosen at first, and nothing is ever joined by itself. Signal `chosen(key)`: see `view.case_chosen`.

    `holder` says at a desk of several who has the pack. `goes_on_to` is what is to be answered as soon as it is in a case; None: nothing yet.
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
        self.goes_on_to: AnswerKind | None = None
        self.decide = PrimaryButton(_("Add to case and &decide…"), partial(self._choose, AnswerKind.DECISION))
        self.put = SecondaryButton(_("&Add to case"), partial(self._choose, None))
        self.other = SecondaryButton(_("&Look for somebody else"), self._look)
        self.search: PersonSearch | None = None
        self._is_asked = self._owes_decision = False
        self.body.add(holder, self.told, self.about, self.question, self.line)
        self._end = FlowRow(self.decide, self.put, self.other)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._end, 0, Qt.AlignmentFlag.AlignLeft)

    def show_pack(self, opened: OpenedPack) -> None:
        """Show who it is about, and where it can go once all who are recorded are looked at."""
        about, self._owes_decision = opened.about, opened.due is not None
        rows = () if about is None else tuple(person_rows(about))
        self.about.show_rows(rows)
        for part in (self.told, self.about):
            part.setVisible(bool(rows))
        self._show_buttons()
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
        self._show_buttons()
        if self._is_asked:
            self._put()

    def _show_buttons(self) -> None:
        self.put.setVisible(bool(self.buttons))
        self.decide.setVisible(bool(self.buttons) and self._owes_decision)

    def ask(self, wanted: AnswerKind) -> None:
        """Ask where it belongs, with the keyboard there, as soon as the choices are: the answer that is `wanted` waits for that."""
        self._is_asked, self.goes_on_to = True, wanted
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
        self._show_buttons()
        chain_tabs([stop_before(self.decide), button])

    def _choose(self, goes_on_to: AnswerKind | None) -> None:
        if goes_on_to is not None or not self._is_asked:
            self.goes_on_to = goes_on_to
        self._put()

    def _put(self) -> None:
        key = next((key for key, button in self.buttons.items() if button.isChecked()), "")
        if not key:
            self.notice.say(_("Choose where it belongs first."), Tone.WARNING)
            next(iter(self.buttons.values()), self.other).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._is_asked = False
        self.notice.clear()
        self._enable(enabled=False)
        self.chosen.emit(key)

    def _enable(self, *, enabled: bool) -> None:
        for button in (self.decide, self.put):
            button.setEnabled(enabled)

    def refuse(self, words: str) -> None:
        """It could not be put there."""
        self._enable(enabled=True)
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
