"""What the screens for a note and for an event share: keep what is typed, finish it, or throw it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from prevent_desktop.casework.person import Person
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.unfinished_words import going_on
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    ErrorSummary,
    Field,
    FlowRow,
    PageHead,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
)
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.area_undo import AreaUndo
from prevent_desktop.ui.writing.preedit import commit_preedit
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.record.writing import (
    Discarded,
    Writing,
    bring_back_writing,
    discard_writing,
    writing,
    writing_history,
)

_WIDEST = 820
_RECORD = "record"


class WritingPage(ScrollPage):
    """Once what is written stands in the record, that is shown, at the line that `entry_of` names; `back_to` is the entry that it is shown at by whoever leaves before.

    Leaving keeps what was typed; it stands under "To finish" until it is finished or thrown away. A subclass puts
    its fields into `fields` and its areas into `areas` by name, reads them with `read_fields`, fills them with `show_fields`, tells its
    `problems`, and writes with `write`, which runs in the vault's lane.
    """

    kind: Writing
    back_to = ""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, case_id: str, clock: Clock, *, widest: int = _WIDEST
    ) -> None:
        super().__init__(widest=widest)
        self.case_id = case_id
        self.tasks, self.navigator = tasks, navigator
        self.clock = clock
        self._person_id = ""
        self.areas: dict[str, WritingArea] = {}
        self.undo: AreaUndo | None = None
        WritingAids(tasks, case_id, clock, self)
        self.keeper = WritingKeeper(
            tasks, self.kind, case_id, self.read_fields, clock, self, history=self._history
        )
        self.keeper.told.connect(navigator.told)
        self.keeper.unsaved.connect(navigator.unsaved)
        self.keeper.unsaved.connect(self._mended)
        self._could_not = False
        self.fields: dict[str, Field] = {}
        self.errors = ErrorSummary()
        self.errors.chosen.connect(self._go_to)
        self.card = Card()
        self.card.body.setSpacing(18)

    def lay_out(self, title: str, subtitle: str, save_words: str) -> None:
        """Put the parts on the page; the subclass has made its fields before."""
        self.undo = AreaUndo(self.areas, self)
        self.setAccessibleName(title)
        self.save = PrimaryButton(save_words, self._save)
        bind(Shortcut.SAVE, self, self.save.click)
        give_tooltip(self.save, Shortcut.SAVE.shown)
        self.throw_away = SecondaryButton(_("Discard"), self._discard)
        self.way = Breadcrumb([(_RECORD, ""), ("", title)])
        self.way.chosen.connect(lambda _key: self._leave())
        self.card.body.addWidget(FlowRow(self.save, self.throw_away))
        enter_sends(self.card, self.save)
        self.column.setSpacing(14)
        self.column.add(self.way, PageHead(title, subtitle), self.errors, self.card)
        self.tasks.in_vault(self._read, self._show)

    # -- for the subclass

    def read_fields(self) -> Mapping[str, str]:
        """What stands in the fields, by name."""
        raise NotImplementedError

    def show_fields(self, kept: Mapping[str, str]) -> None:
        """Show what was kept before."""
        raise NotImplementedError

    def show_found(self, _person: Person, kept: Mapping[str, str]) -> None:
        """Show what was found: what was kept, where anything was."""
        if kept:
            self.show_fields(kept)

    def problems(self) -> Sequence[tuple[str, str]]:
        """What has to be mended: (field, sentence)."""
        raise NotImplementedError

    def writer(self) -> Callable[[Vault], object]:
        """What puts it into the record, given what stands in the fields now."""
        raise NotImplementedError

    # -- the page

    def _history(self) -> str:
        return "" if self.undo is None else self.undo.to_text()

    def flush(self) -> None:
        """Hand over what is not kept yet, down to the letters that an input method still holds."""
        if self.isVisible():
            commit_preedit()
        self.keeper.flush()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.keeper.settled

    def _read(self, vault: Vault) -> tuple[Person, Mapping[str, str], str]:
        person = person_of_case(vault, self.case_id)
        history = writing_history(vault, self.kind, self.case_id)
        return person, writing(vault, self.kind, self.case_id), history

    def _show(self, found: tuple[Person, Mapping[str, str], str]) -> None:
        person, kept, history = found
        self._person_id = person.id
        self.way.name_step(_RECORD, person.label_on(self.clock().astimezone().date()))
        if not any(text.strip() for text in self.read_fields().values()):
            self.show_found(person, kept)
            if self.undo is not None:
                self.undo.begin(history)

    def _save(self) -> None:
        if self.is_whole():
            self.put_into_record()

    def is_whole(self) -> bool:
        """Whether nothing has to be mended; what has to be is shown."""
        self._could_not = False
        problems = self.problems()
        found = dict(problems)
        for name, field in self.fields.items():
            field.set_error(found.get(name, ""))
        title = ngettext("{number} thing to fix", "{number} things to fix", len(problems))
        self.errors.show_errors(title.format(number=len(problems)), problems)
        return not problems

    def put_into_record(self) -> None:
        """Write what is whole."""
        self.keeper.stop()
        self.save.setEnabled(False)
        self.tasks.in_vault(self.writer(), self._kept, self._not_kept)

    def entry_of(self, _record: object) -> str:
        """The line of the record that is shown next."""
        return self.back_to

    def after_keeping(self) -> None:
        """What is done, or said in the status line, once it stands in the record; nothing unless a subclass does."""

    def _kept(self, record: object) -> None:
        self.after_keeping()
        self.navigator.open(Record(self._person_id, self.entry_of(record)))

    def _not_kept(self, error: PreventDesktopError) -> None:
        self.save.setEnabled(True)
        self.keeper.go_on()
        first = next(iter(self.fields))
        self.errors.show_errors(error.title, [(first, f"{error.what_happened} {error.next_step}")])
        self._could_not = True

    def _mended(self, error: PreventDesktopError | None) -> None:
        """What is typed is saved again: what hindered the last try is gone."""
        if error is None and self._could_not:
            self._could_not = False
            focus = QApplication.focusWidget()
            had_keyboard = focus is not None and (focus is self.errors or self.errors.isAncestorOf(focus))
            self.errors.show_errors("", [])
            if had_keyboard:
                self._go_to(next(iter(self.fields)))

    def _go_to(self, name: str) -> None:
        self.fields[name].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _discard(self) -> None:
        """At once: what was typed last goes into the vault first, so that all of it can be brought back."""
        place = place_of(self.throw_away)
        self.flush()
        self.keeper.stop()
        self.tasks.in_vault(
            lambda vault: discard_writing(vault, self.kind, self.case_id), partial(self._discarded, place)
        )

    def _discarded(self, place: QRect, discarded: Discarded | None) -> None:
        if discarded is not None:
            bring_back = partial(_bring_back, self.tasks, self.navigator, discarded)
            self.navigator.offer_undo(_("What you wrote was discarded."), bring_back, place=place, leads=True)
        self._leave()

    def _leave(self) -> None:
        self.navigator.open(Record(self._person_id, self.back_to))


def _bring_back(tasks: Tasks, navigator: Navigator, discarded: Discarded) -> None:
    """Its page has gone; once it is in the vault again, it is opened where it was left."""
    _kind, route = going_on(discarded.writing)
    tasks.in_vault(lambda vault: bring_back_writing(vault, discarded), lambda _none: navigator.open(route))
