"""Change the details of a person: kept as they are typed, in the record once finished; earlier values stay there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import field_label
from prevent_desktop.casework.person_values import HOUSEHOLD, LISTS
from prevent_desktop.translation import _
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.people.entry_list import EntryList
from prevent_desktop.ui.people.typed_details import (
    AGE,
    BIRTH_DATE,
    GROUPS,
    entries_of,
    entries_text,
    group_titles,
    problems,
    texts_of,
)
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import DateBoxes, Field, Heading, RadioGroup, TextArea
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.roll_contacts import offered_contacts
from prevent_desktop.workflows.record.writing import KeptDetails, Writing, keep_details, take_details_back

_INTERPRETER = "interpreter_needed"
_ADDRESS = "address"
_NOT_RECORDED = "-"


class DetailsPage(WritingPage):
    """The details of the person of a case."""

    kind = Writing.DETAILS

    def __init__(self, tasks: Tasks, navigator: Navigator, case_id: str, clock: Clock) -> None:
        super().__init__(tasks, navigator, case_id, clock)
        self._recorded: Mapping[str, str] | None = None
        self.lines: dict[str, QLineEdit] = {}
        self.birth_date = DateBoxes()
        self.address = TextArea(lines=2)
        self.interpreter = RadioGroup(
            [("yes", _("Yes")), ("no", _("No")), (_NOT_RECORDED, _("Not recorded"))]
        )
        self.lists = {name: EntryList(name) for name in LISTS}
        self._make_fields()
        self._listen()
        self.lay_out(
            _("Details of the person"),
            _(
                "Typed once, they fill every form. What is changed here stays in the record as an earlier value."
            ),
            _("&Keep these details"),
        )
        FirstFocus(self, self.lines["forenames"])
        tasks.in_vault(lambda vault: offered_contacts(vault, case_id), self.lists[HOUSEHOLD].offer)

    def _make_fields(self) -> None:
        for title, names in zip(group_titles(), GROUPS, strict=True):
            self.card.body.addWidget(Heading(title, 2))
            for name in names:
                self.fields[name] = self._field(name)
                self.card.body.addWidget(self.fields[name])
        for name, entries in self.lists.items():
            self.card.body.addWidget(Heading(field_label(name), 2))
            self.fields[name] = Field("", entries)
            self.fields[name].label.hide()
            entries.setAccessibleName(field_label(name))
            self.card.body.addWidget(self.fields[name])

    def _field(self, name: str) -> Field:
        special: dict[str, QWidget] = {
            BIRTH_DATE: self.birth_date, _ADDRESS: self.address, _INTERPRETER: self.interpreter,
        }  # fmt: skip
        if name in special:
            return Field(field_label(name), special[name])
        line = self.lines[name] = QLineEdit()
        if name == AGE:
            line.setMaxLength(3)
            line.setFixedWidth(120)
        hint = _("Where the date of birth is not known.") if name == AGE else ""
        return Field(field_label(name), line, hint=hint, stretch=name != AGE)

    def _listen(self) -> None:
        for line in self.lines.values():
            line.textEdited.connect(lambda _text: self.keeper.touch())
        self.birth_date.edited.connect(lambda _text: self.keeper.touch())
        self.address.textChanged.connect(self.keeper.touch)
        self.interpreter.chosen.connect(lambda _key: self.keeper.touch())
        for entries in self.lists.values():
            entries.edited.connect(self.keeper.touch)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        chosen = self.interpreter.value or ""
        return {
            **{name: line.text().strip() for name, line in self.lines.items()},
            BIRTH_DATE: self.birth_date.text,
            _ADDRESS: self.address.toPlainText().strip(),
            _INTERPRETER: "" if chosen == _NOT_RECORDED else chosen,
            **{name: entries_text(entries.entries) for name, entries in self.lists.items()},
        }

    def read_fields(self) -> Mapping[str, str]:
        """What is kept while it is written: all of it where anything differs from the record, else nothing."""
        texts = self.texts
        return {} if self._recorded is None or texts == self._recorded else texts

    def show_fields(self, kept: Mapping[str, str]) -> None:
        for name, line in self.lines.items():
            line.setText(kept.get(name, ""))
        self.birth_date.set_text(kept.get(BIRTH_DATE, ""))
        self.address.setPlainText(kept.get(_ADDRESS, ""))
        self.interpreter.set_value(kept.get(_INTERPRETER) or _NOT_RECORDED)
        for name, entries in self.lists.items():
            entries.set_entries(entries_of(name, kept.get(name, "")))

    def show_found(self, person: Person, kept: Mapping[str, str]) -> None:
        """The record, then what was typed over it and is not kept yet."""
        recorded = texts_of(person)
        self.show_fields(recorded)
        self._recorded = self.texts
        if kept:
            self.show_fields({**recorded, **kept})

    def problems(self) -> Sequence[tuple[str, str]]:
        found = problems(self.texts, self.clock().astimezone().date())
        self.birth_date.set_invalid(any(name == BIRTH_DATE for name, _sentence in found))
        return found

    def writer(self) -> Callable[[Vault], object]:
        texts, now = self.texts, self.clock()
        return lambda vault: keep_details(vault, self.case_id, texts, now=now)

    def _kept(self, record: object) -> None:
        """The record is shown, and offers to undo what was changed."""
        if isinstance(record, KeptDetails) and record.changed:
            undo = partial(_take_back, self.tasks, self.navigator, self.clock, record)
            place = place_of(self.save)
            self.navigator.offer_undo(_("The details are changed."), undo, place=place, leads=True)
        super()._kept(record)


def _take_back(tasks: Tasks, navigator: Navigator, clock: Clock, kept: KeptDetails) -> None:
    tasks.in_vault(
        lambda vault: take_details_back(vault, kept, now=clock()),
        lambda person: navigator.open(Record(person.id)),
    )
