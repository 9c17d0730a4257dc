"""Which school a file goes to: one that is known, one whose card is compared by phone, or one without this program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, read_chosen
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.packs.asking import asking_to_keep_school
from prevent_desktop.ui.packs.changed_school_part import ChangedSchoolPart
from prevent_desktop.ui.packs.move_view import changed_words, not_listed_words, school_words
from prevent_desktop.ui.packs.school_finder import SchoolFinder
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Heading,
    Notice,
    RadioGroup,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.school_move.changed_schools import ChangedSchool, changed_schools
from prevent_desktop.workflows.school_move.directory import no_longer_listed
from prevent_desktop.workflows.school_move.schools import SchoolCard, keep_card, read_card, without_program

_LARGEST_CARD = 1_000_000


class SchoolChoice(Card):
    """Signal `changed()` when another school is chosen, or one was added."""

    changed = Signal()

    def __init__(self, tasks: Tasks, ask_file: AskForFile) -> None:
        super().__init__(_("Who it goes to"))
        self._tasks, self._ask_file = tasks, ask_file
        self._schools: dict[str, Receiver] = {}
        self._card: SchoolCard | None = None
        self._not_listed: frozenset[str] = frozenset()
        self._changed: dict[str, ChangedSchool] = {}
        self.notice = Notice()
        self.not_listed = Text("", "warning")
        self.not_listed.hide()
        self.changed_part = ChangedSchoolPart(tasks)
        self.changed_part.taken.connect(self._take_changed)
        self.none_yet = Text(
            _(
                "No school is chosen yet. Find it in your council’s directory, or ask its lead for their card: in their Settings, under “Our desk”, “Save what senders need” makes it."
            )
        )
        self._place = VBox()
        self.schools = RadioGroup([])
        self.finder = SchoolFinder(tasks, ask_file)
        self.finder.chosen.connect(self._choose)
        self.finder.taken.connect(self._compare_with_directory)
        self.read = SecondaryButton(_("&Read a school’s card…"), self._read)
        self.without = SecondaryButton(_("A school without this &program"), self._show_without)
        self._make_comparing()
        self._make_without()
        self.body.add(self.notice, self.none_yet)
        self.body.addLayout(self._place)
        self.body.add(self.not_listed, self.changed_part, self.finder)
        self.body.add(FlowRow(self.read, self.without), self.comparing, self.by_hand)
        self._place.addWidget(self.schools)
        self.comparing.hide()
        self.by_hand.hide()
        self.changed.connect(self._tell_directory)
        self._compare_with_directory()

    def _make_comparing(self) -> None:
        self.comparing = QWidget()
        self.words, self.receipt_words = Text("", "aloud"), Text("", "aloud")
        self.same = SecondaryButton(_("They are the &same"), self._ask_to_keep)
        self.differ = SecondaryButton(_("They &differ"), self._drop)
        self.whose = Heading("", 3)
        column = VBox(self.comparing, spacing=8)
        column.add(
            self.whose,
            Text(
                _(
                    "Call the school on a number that you know, not one from this card. Their settings show the same words: read them to each other."
                )
            ),
            Text(_("The key that the file is sealed to"), "small"),
            self.words,
            Text(_("The key that signs their receipts"), "small"),
            self.receipt_words,
            FlowRow(self.same, self.differ),
        )

    def _make_without(self) -> None:
        self.by_hand = QWidget()
        self.name, self.phone = QLineEdit(), QLineEdit()
        self.use = SecondaryButton(_("&Use this school"), self._use)
        self.name_field = Field(_("Name of the school"), self.name)
        column = VBox(self.by_hand, spacing=8)
        column.add(
            Text(
                _(
                    "They get a PDF under a password, which you tell by phone, and a slip that they sign and send back."
                )
            ),
            self.name_field,
            Field(_("Phone (optional)"), self.phone),
            FlowRow(self.use),
        )

    # -- what is shown

    def show_schools(self, schools: Sequence[Receiver]) -> None:
        """Those that are known, with any that was typed here."""
        chosen = self.schools.value
        typed = [one for one in self._schools.values() if not one.seal_to]
        self._schools = {one.id: one for one in (*schools, *typed)}
        old = self.schools
        self.schools = RadioGroup(
            [
                (one.id, school_words(one, is_listed=one.id not in self._not_listed))
                for one in self._schools.values()
            ]
        )
        self.schools.setAccessibleName(_("Who it goes to"))
        self.schools.chosen.connect(lambda _key: self.changed.emit())
        self._place.replaceWidget(old, self.schools)
        old.hide()
        old.deleteLater()
        if chosen in self._schools:
            self.schools.set_value(chosen)
        self.none_yet.setVisible(not self._schools)
        self._tell_directory()

    @property
    def school(self) -> Receiver | None:
        """The school that is chosen."""
        return self._schools.get(self.schools.value or "")

    def _compare_with_directory(self) -> None:
        self._tasks.in_vault(
            lambda vault: (no_longer_listed(vault), changed_schools(vault)),
            self._mark,
            self.notice.say_failure,
        )

    def _mark(self, found: tuple[frozenset[str], dict[str, ChangedSchool]]) -> None:
        not_listed, self._changed = found
        if not_listed != self._not_listed:
            self._not_listed = not_listed
            self.show_schools([one for one in self._schools.values() if one.seal_to])
        self._tell_directory()

    def _take_changed(self, school: Receiver) -> None:
        self._changed.pop(school.id, None)
        self._choose(school)

    def _tell_directory(self) -> None:
        school = self.school
        self.changed_part.show_change(None if school is None else self._changed.get(school.id))
        is_told = school is not None and school.id in self._not_listed
        self.not_listed.say(not_listed_words(school) if school is not None and is_told else "")

    def _choose(self, school: Receiver) -> None:
        self._not_listed -= {school.id}
        self.show_schools((*(one for one in self._schools.values() if one.id != school.id), school))
        self.schools.set_value(school.id)
        self.schools.setFocus()
        self.changed.emit()

    # -- a card

    def _read(self) -> None:
        path = self._ask_file(self)
        if path is None:
            return
        self.notice.clear()
        try:
            self._card = read_card(read_chosen(path, _LARGEST_CARD))
        except PreventDesktopError as error:
            self.notice.say_failure(error)
            return
        self.by_hand.hide()
        self.whose.setText(_("Is this card really from {school}?").format(school=self._card.school.name))
        self.words.setText(self._card.key_words)
        self.receipt_words.setText(self._card.receipt_words)
        self.comparing.show()
        self.same.setFocus()

    def _ask_to_keep(self) -> None:
        card = self._card
        if card is not None:
            require_step_up(
                self, self._tasks, asking_to_keep_school(card.school.name), partial(self._keep, card)
            )

    def _keep(self, card: SchoolCard) -> None:
        self._tasks.in_vault(lambda vault: keep_card(vault, card), self._kept, self.notice.say_failure)

    def _kept(self, school: Receiver) -> None:
        self._card = None
        self.comparing.hide()
        self._choose(school)

    def _drop(self) -> None:
        self._card = None
        self.comparing.hide()
        self.notice.say(
            _(
                "The card was not kept. Somebody may have changed it on its way: ask for it again by another way."
            )
        )
        self.read.setFocus()

    # -- a school without this program

    def _show_without(self) -> None:
        self.comparing.hide()
        self.by_hand.show()
        self.name.setFocus()

    def _use(self) -> None:
        name = self.name.text().strip()
        self.name_field.set_error("" if name else _("Type the name of the school"))
        if name:
            self.by_hand.hide()
            self._choose(without_program(name, self.phone.text().strip()))
        else:
            self.name.setFocus()


def directory_words(vault: Vault, school: Receiver) -> str:
    """What the newest directory says otherwise of a school than is kept; empty where nothing."""
    if school.id in no_longer_listed(vault):
        return not_listed_words(school)
    change = changed_schools(vault).get(school.id)
    return "" if change is None else changed_words(change)


def ask_all_the_same(page: QWidget, school: Receiver, words: str, go_on: Callable[[], None]) -> None:
    """Ask before anything is sealed to a school of which the newest directory says something else; `words` say what."""
    dialog = ConfirmDialog(
        _("Send it to {school} all the same?").format(school=school.name),
        words,
        _("Send it &all the same"),
        parent=page,
    )
    dialog.accepted.connect(go_on)
    dialog.open()
