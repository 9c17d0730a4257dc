"""The ways in which a form begins: empty or from its draft, as a copy, from a note, as an addendum, or by choice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from prevent_desktop.casework.person import Person
from prevent_desktop.ui.record.form_choice import FormChoicePage
from prevent_desktop.ui.returning.way_names import CHOICE, PREVIEW
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.journey import Journey
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Job
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.addenda import start_addendum
from prevent_desktop.workflows.fill_form import go_on_or_start
from prevent_desktop.workflows.form_choice import FormOption, form_options
from prevent_desktop.workflows.form_library import ADDENDUM
from prevent_desktop.workflows.grow_note import grow_note
from prevent_desktop.workflows.people import person_of_case
from prevent_desktop.workflows.start_as_copy import start_as_copy


class FormStarts(Journey):
    """Signals: `begun(response id)` once there is a response to open; `left(person id)` from the choice."""

    begun = Signal(str)
    left = Signal(str)

    def preview(self, form_id: str) -> None:
        """Try a form; nothing of it is kept."""
        from prevent_desktop.ui.preview.page import PreviewPage

        library = self._library
        page = PreviewPage(self._tasks, lambda: library.text(form_id), library.value_sets, clock=self._clock)
        page.left.connect(partial(self._house.go, Room.SETTINGS))
        self._house.enter(page, Room.SETTINGS, Way(PREVIEW, form_id))

    def start(self, case_id: str, form_id: str) -> None:
        """A form for a case: its unfinished draft, or a new one; where it may start as a copy, the choice between both."""
        if form_id == ADDENDUM:
            self.addendum(case_id)
            return

        def look(vault: Vault) -> tuple[FormOption, ...]:
            options = form_options(vault, self._library, case_id)
            return tuple(option for option in options if option.form_id == form_id)

        def go_on(options: tuple[FormOption, ...]) -> None:
            if any(option.model is not None and option.draft is None for option in options):
                self.choose(case_id, options[0].title)
            else:
                self.start_empty(case_id, form_id)

        self._tasks.in_vault(look, go_on)

    def start_empty(self, case_id: str, form_id: str) -> None:
        """The unfinished draft of a form, or a new one."""
        now = self._clock()
        self._begin(
            lambda vault: go_on_or_start(vault, self._library, form_id=form_id, case_id=case_id, now=now).id
        )

    def copy(self, case_id: str, form_id: str) -> None:
        """A form as a copy of the last one."""
        now = self._clock()
        self._begin(
            lambda vault: start_as_copy(vault, self._library, form_id=form_id, case_id=case_id, now=now).id
        )

    def grow(self, note_id: str, form_id: str) -> None:
        """A form that a note grows into."""
        now = self._clock()
        self._begin(
            lambda vault: grow_note(vault, self._library, note_id=note_id, form_id=form_id, now=now).id
        )

    def addendum(self, case_id: str, corrects: str | None = None, pack_id: str = "") -> None:
        """An addendum to a finished form; without one named, to the one that was finished last.

        `pack_id` is the pack in which the mistake was found.
        """
        now = self._clock()

        def begin(vault: Vault) -> str:
            begun = start_addendum(
                vault, self._library, case_id=case_id, corrects=corrects, pack_id=pack_id, now=now
            )
            return begun.id

        self._begin(begin)

    def answer(self, case_id: str, pack_id: str) -> None:
        """An addendum that answers what the receiver of a pack asked."""
        self.addendum(case_id, None, pack_id)

    def choose(self, case_id: str, looking_for: str = "") -> Job:
        """All forms to choose from."""

        def look(vault: Vault) -> tuple[Person, tuple[FormOption, ...]]:
            return person_of_case(vault, case_id), form_options(vault, self._library, case_id)

        return self._tasks.in_vault(look, lambda found: self._show(case_id, looking_for, *found))

    def _show(self, case_id: str, looking_for: str, person: Person, options: tuple[FormOption, ...]) -> None:
        page = FormChoicePage(
            options, about=person.label_on(self._clock().astimezone().date()), looking_for=looking_for
        )
        page.start_wanted.connect(partial(self._chosen, case_id))
        page.copy_wanted.connect(partial(self.copy, case_id))
        page.left.connect(partial(self.left.emit, person.id))
        self._house.enter(page, Room.PEOPLE, Way(CHOICE, case_id, person.id))

    def _chosen(self, case_id: str, form_id: str) -> None:
        if form_id == ADDENDUM:
            self.addendum(case_id)
        else:
            self.start_empty(case_id, form_id)

    def _begin(self, work: Callable[[Vault], str]) -> None:
        self._tasks.in_vault(work, self.begun.emit)
