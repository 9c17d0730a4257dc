"""The screens about finding people: the list, adding somebody, and choosing whom something is about."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt, Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.components.person_search import PersonSearch
from prevent_desktop.ui.people.new_person_form import NewPersonForm
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import BringNamesIn, Keeping, MyWork, NewPerson, People, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import LinkButton, PageHead, PrimaryButton, ScrollPage, SecondaryButton
from prevent_desktop.ui.widgets.first_focus import FirstFocus

_WIDEST = 760
"""Fields wider than this are hard to read."""


class PeoplePage(ScrollPage):
    """Everybody of whom there is a record."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(_("People"))
        self._navigator = navigator
        self.add = PrimaryButton(_("&Add a person"), self.start_new)
        self.keeping = SecondaryButton(_("&Keeping and disposing"), partial(navigator.open, Keeping()))
        self.names = SecondaryButton(_("&Bring names in"), partial(navigator.open, BringNamesIn()))
        self.names.setAccessibleDescription(_("Pupils of your school, from a file of its system"))
        self.search = PersonSearch(tasks, clock, asks_before_adding=True)
        self.search.chosen.connect(lambda person_id: self._navigator.open(Record(person_id)))
        self.search.add_wanted.connect(lambda name: self._navigator.open(NewPerson(name)))
        self.column.addWidget(
            PageHead(
                _("People"),
                _("Lists show initials and age. Names show once a record is open."),
                self.names,
                self.keeping,
                self.add,
            )
        )
        self.column.addWidget(self.search)
        FirstFocus(self, self.search.field)

    def refresh(self) -> None:
        """Look again for what stands in the field."""
        self.search.search()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.selectAll()

    def place_within(self) -> str:
        """What is being looked for."""
        return self.search.field.text()

    def return_within(self, untrusted_place: str) -> None:
        """Look for it again."""
        self.search.field.setText(untrusted_place)

    def look_for(self, words: str) -> None:
        """Look for `words`."""
        self.search.field.setText(words)
        self.focus_search()

    def start_new(self) -> None:
        """Add a person; what was looked for is not typed twice."""
        self._navigator.open(NewPerson(self.search.field.text().strip()))


class NewPersonPage(ScrollPage):
    """Add a person; `name` is what the fields begin with."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, *, name: str = "") -> None:
        super().__init__(widest=_WIDEST)
        self.setAccessibleName(_("Add a person"))
        self.form = NewPersonForm(tasks, clock, save_words=_("&Add this person"))
        self.form.begin_with(name)
        for chosen in (self.form.added, self.form.chosen):
            chosen.connect(lambda person_id: navigator.open(Record(person_id)))
        self.form.left.connect(partial(navigator.open, People()))
        self.form.told.connect(navigator.told)
        self.form.unsaved.connect(navigator.unsaved)
        self.column.addWidget(
            PageHead(_("Add a person"), _("As much as you know. It can be completed later, on the form."))
        )
        self.column.addWidget(self.form)
        FirstFocus(self, self.form.forenames)

    def flush(self) -> None:
        """Hand over what is not kept yet."""
        self.form.keeper.flush()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.form.keeper.settled


class ChoosePersonPage(ScrollPage):
    """Whom something is about: somebody recorded, or somebody new. `purpose` is what is being begun.

    Signal `chosen(person id)`.
    """

    chosen = Signal(str)

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, purpose: str) -> None:
        super().__init__(widest=_WIDEST)
        self.setAccessibleName(purpose)
        self._tasks = tasks
        self._navigator = navigator
        self._clock = clock
        self.form: NewPersonForm | None = None
        back = LinkButton(_("Back"), partial(navigator.open, MyWork()), name=_("Back without starting"))
        self.search = PersonSearch(tasks, clock)
        self.search.chosen.connect(self.chosen)
        self.search.add_wanted.connect(self.add_new)
        self.add = SecondaryButton(_("&Add somebody new"), self._add_sought)
        self.column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.add(PageHead(purpose, _("Who is it about?"), self.add), self.search)
        FirstFocus(self, self.search.field)

    def _add_sought(self) -> None:
        self.add_new(self.search.field.text().strip())

    def add_new(self, name: str = "") -> None:
        """Show the fields for somebody new in place of the search; `name` is what they begin with."""
        if self.form is not None:
            return
        form = NewPersonForm(self._tasks, self._clock, save_words=_("&Add and continue"))
        form.added.connect(self.chosen)
        form.chosen.connect(self.chosen)
        form.left.connect(self._back_to_search)
        form.told.connect(self._navigator.told)
        form.unsaved.connect(self._navigator.unsaved)
        self.form = form
        self.search.hide()
        self.add.hide()
        self.column.addWidget(form)
        form.begin_with(name)
        form.forenames.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_search(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.search.show()
        self.add.show()
        self.search.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again for what stands in the field."""
        self.search.search()

    def place_within(self) -> str:
        """What is being looked for, or that somebody new is being added."""
        return json.dumps([self.search.field.text(), self.form is not None])

    def return_within(self, untrusted_place: str) -> None:
        """Look for it again, or go on with whoever is new."""
        text, is_new = json.loads(untrusted_place)
        self.search.field.setText(text)
        if is_new:
            self.add_new()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Hand over what is not kept yet."""
        if self.form is not None:
            self.form.keeper.flush()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.form is None or self.form.keeper.settled
