"""Where a pack belongs: the likely people, in words, and the choice that a person makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from prevent_desktop.casework.person import Person
from prevent_desktop.errors import PreventDesktopError, RecordError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.known_words import still_looking_words
from prevent_desktop.ui.components.person_search import PersonSearch
from prevent_desktop.ui.receiving.place_choices import (
    NEW_PERSON,
    case_chosen,
    choices,
    choices_for,
    person_chosen,
)
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Heading, Notice, OptionRow, Text, Tone, VBox
from prevent_desktop.ui.widgets.tab_order import chain_behind, chain_tabs, stop_before
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.filing import Place
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.matching import (
    LikelyMatch,
    chosen_match,
    get_ready,
    likely_matches,
    match_of_case,
)

_OTHER = "other"


class PlacePart(QWidget):
    """Nothing is chosen at first, and nothing is ever joined by itself; hidden while there is nothing to choose.

    Signal `changed()` once something else is chosen.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._clock = tasks, clock
        self._opened: OpenedPack | None = None
        self._kept = ""
        self._is_asked = self._is_looked = False
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.question, self.line = Heading(_("Which case does it belong to?"), 3), Text("", "small")
        self.other = QRadioButton()
        self._group.addButton(self.other)
        self.notice = Notice()
        self.search: PersonSearch | None = None
        self._column = VBox(self, spacing=4)
        self._last = OptionRow(self.other, _("Somebody else in my records…"))
        self._column.add(self.question, self.line, self._last, self.notice)
        self._group.buttonToggled.connect(self._choose)
        self._is_open = False
        self.hide()

    @property
    def value(self) -> str:
        """The key of what is chosen, as `choices` has it; empty where nothing is."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    @property
    def wanted(self) -> str:
        """The same, or what was chosen before a lock and cannot be shown yet; empty for a pack that is in a case."""
        return (self.value or self._kept) if self._is_open else ""

    @property
    def place(self) -> Place | None:
        """What is chosen; None where nothing is, and for a pack that is in a case."""
        key, about = self.value, None if self._opened is None else self._opened.about
        if not self._is_open:
            return None
        if key == NEW_PERSON:
            return Place(about=about)
        return Place(case_id=case_chosen(key), person_id=person_chosen(key)) if key else None

    @property
    def problem(self) -> str:
        """What is missing, in words; empty where a place is chosen."""
        if self.value or not self._is_open:
            return ""
        if self.other.isChecked():
            return _("Find the person first, and choose them")
        return _("Choose where it belongs first.")

    def show_pack(self, opened: OpenedPack) -> None:
        """Show where it can go once all who are recorded are looked at."""
        self._opened, about = opened, opened.about
        self._is_open = True
        self.show()
        if about is None:
            self._show_choices(opened, ())
        else:
            self._tasks.in_vault(get_ready, partial(self._look_on, opened, about), self._not_looked)

    def close_choice(self) -> None:
        """The pack is in a case."""
        self._is_open = False
        self.hide()

    def _look_on(self, opened: OpenedPack, about: Person, left: int) -> None:
        """Part after part, so that whatever else waits for the vault comes in between."""
        if left:
            self.line.say(still_looking_words(left))
            self._tasks.in_vault(get_ready, partial(self._look_on, opened, about), self._not_looked)
            return
        self._tasks.in_vault(
            lambda vault: likely_matches(vault, about), partial(self._show_choices, opened), self._not_looked
        )

    def _not_looked(self, error: PreventDesktopError) -> None:
        self.line.say("")
        self.notice.say_failure(error)

    def _show_choices(self, opened: OpenedPack, matches: Sequence[LikelyMatch]) -> None:
        if matches:
            self.question.setText(_("Likely the same person. You decide"))
        self.line.say(_line(opened, matches))
        for choice in choices(opened, matches, self._clock()):
            self._offer(*choice)
        self._is_looked = True
        self._choose_kept()
        if self._is_asked:
            self.begin()

    def begin(self) -> None:
        """Put the keyboard on what is chosen, else on the first choice, as soon as there are any."""
        self._is_asked = not self._is_looked
        first = self._group.checkedButton() or next(iter(self.buttons.values()), self.other)
        if self._is_looked:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, key: str, words: str, reasons: str) -> None:
        if key in self.buttons:
            return
        button = QRadioButton()
        self._group.addButton(button)
        self._column.insertWidget(self._column.indexOf(self._last), OptionRow(button, words, reasons))
        chain_tabs([stop_before(self.other), button])
        self.buttons[key] = button

    def restore(self, key: str) -> None:
        """Choose what was chosen before a lock, once it can be, unless something else is chosen by then."""
        self._kept = key
        if self._is_looked:
            self._choose_kept()

    def _choose_kept(self) -> None:
        key = self._kept
        if not key or self._group.checkedButton() is not None or key in self.buttons:
            self._kept = ""
            if key in self.buttons and self._group.checkedButton() is None:
                self.buttons[key].setChecked(True)
            return
        case_id, person_id = case_chosen(key), person_chosen(key)

        def find(vault: Vault) -> LikelyMatch | None:
            with suppress(RecordError):  # it is gone since
                return match_of_case(vault, case_id) if case_id else chosen_match(vault, person_id)
            return None

        if case_id or person_id:
            self._tasks.in_vault(find, partial(self._offer_kept, key))

    def _offer_kept(self, key: str, match: LikelyMatch | None) -> None:
        self._kept = ""
        self._offer_match(match, lambda offered: key if key in offered else "")

    def clear(self) -> None:
        """Nothing is chosen any more."""
        self._kept = ""
        self._group.setExclusive(False)
        for button in (*self.buttons.values(), self.other):
            button.setChecked(False)
        self._group.setExclusive(True)

    def say_problem(self, words: str) -> None:
        """Say what is missing, below the choices."""
        self.notice.say(words, Tone.DANGER)

    def _choose(self, button: QRadioButton, chosen: bool) -> None:
        if button is self.other:
            self._look() if chosen else self._put_search_away()
        if chosen:
            self.notice.clear()
            self.changed.emit()

    def _look(self) -> None:
        if self.search is None:
            self.search = PersonSearch(self._tasks, self._clock)
            self.search.chosen.connect(self._found)
            self._column.insertWidget(self._column.indexOf(self.notice), self.search)
            chain_behind(self.other, self.search)
            self.search.search()

    def _put_search_away(self) -> None:
        if self.search is not None:
            self.search.hide()
            self.search.deleteLater()
            self.search = None

    def _found(self, person_id: str) -> None:
        self._tasks.in_vault(
            lambda vault: chosen_match(vault, person_id),
            lambda match: self._offer_match(match, lambda offered: offered[0], take_keyboard=True),
        )

    def _offer_match(
        self,
        match: LikelyMatch | None,
        which: Callable[[Sequence[str]], str],
        *,
        take_keyboard: bool = False,
    ) -> None:
        offered = () if match is None else tuple(choices_for(match, self._clock()))
        for choice in offered:
            self._offer(*choice)
        key = which([one[0] for one in offered]) if offered else ""
        if key:
            self.buttons[key].setChecked(True)
            if take_keyboard:
                self.buttons[key].setFocus(Qt.FocusReason.OtherFocusReason)


def _line(opened: OpenedPack, matches: Sequence[LikelyMatch]) -> str:
    if opened.earlier_person is not None:
        return _("The pack whose place it takes is in a case already. You decide.")
    if matches:
        return ""
    if opened.about is None:
        return _("The pack tells nothing about the person as data. Look for them, or record them first.")
    return _("Nobody in your records has a number, name, birth or address in common with them.")
