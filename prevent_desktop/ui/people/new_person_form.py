"""Add a person: as much of the name and age as is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.person import LONGEST_NAME
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.people_words import pupil_label
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.people.known_offers import KnownOffers
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    DateBoxes,
    ErrorSummary,
    Field,
    FlowRow,
    LinkButton,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Tone,
    VBox,
    without_mnemonics,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.roll import offered_pupils
from prevent_desktop.workflows.receiving.known_already import Offer, who_is_known
from prevent_desktop.workflows.receiving.matching import get_ready
from prevent_desktop.workflows.record.writing import Writing, forget_writing, keep_person, keep_pupil, writing

_MOST_PUPILS = 5


FORENAMES, SURNAME, BIRTH_DATE, AGE = "forenames", "surname", "birth_date", "age"
OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields as typed."""

    forenames: str = ""
    surname: str = ""
    birth_date: str = ""
    age: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Typed:
        """The fields as they were kept; others are passed over."""
        return cls(**{name: fields[name] for name in (FORENAMES, SURNAME, BIRTH_DATE, AGE) if name in fields})

    def fields(self) -> dict[str, str]:
        """The fields by name, as they are kept while being written."""
        return {FORENAMES: self.forenames, SURNAME: self.surname, BIRTH_DATE: self.birth_date, AGE: self.age}

    @property
    def born(self) -> PartialDate | None:
        """The birth date where it is one."""
        try:
            return PartialDate.parse(self.birth_date)
        except ValueError:
            return None

    @property
    def years(self) -> int | None:
        """The approximate age where it is a number of years."""
        age = self.age.strip()
        return int(age) if age.isascii() and age.isdigit() and int(age) <= OLDEST else None

    def problems(self, today: date) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence), in the order of the fields."""
        found = []
        if not (self.forenames.strip() or self.surname.strip()):
            found.append((FORENAMES, _("Write a name. If it is not known, write “Not known”.")))
        for field, name in ((FORENAMES, self.forenames), (SURNAME, self.surname)):
            if len(name) > LONGEST_NAME:
                found.append((field, _("Shorten it to {number} letters").format(number=LONGEST_NAME)))
        if self.birth_date and (problem := _birth_problem(self.born, today)):
            found.append((BIRTH_DATE, problem))
        if self.age.strip() and self.years is None:
            found.append((AGE, _("Write the age in whole years, such as 14")))
        return tuple(found)


def _birth_problem(born: PartialDate | None, today: date) -> str:
    if born is None:
        return _("Write a date that exists, such as 3 5 2012. The year alone, or month and year, will do.")
    if born.earliest > today:
        return _("The date of birth is in the future. Check the year.")
    if born.age_on(today) > OLDEST:
        return _("The date of birth is more than {years} years ago. Check the year.").format(years=OLDEST)
    return ""


class NewPersonForm(QWidget):
    """Signals `added(person id)`, `chosen(person id)` where somebody already recorded was meant, `left()`, `told(str)`, `unsaved(error)`."""

    added = Signal(str)
    chosen = Signal(str)
    left = Signal()
    told = Signal(str)
    unsaved = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, *, save_words: str) -> None:
        super().__init__()
        self._tasks = tasks
        self._clock = clock
        self._job: Job | None = None
        self._begins_with = ""
        self._left = 1
        self.keeper = WritingKeeper(tasks, Writing.PERSON, "", self._read_fields, clock, self)
        self.keeper.told.connect(self.told)
        self.keeper.unsaved.connect(self.unsaved)
        self.errors = ErrorSummary()
        self.errors.chosen.connect(self._go_to)
        self.forenames, self.surname = QLineEdit(), QLineEdit()
        self.birth_date = DateBoxes()
        self.age = QLineEdit()
        self.age.setMaxLength(3)
        self.age.setFixedWidth(120)
        self.fields = self._fields()
        self.alike = KnownOffers()
        self.alike.chosen.connect(self.chosen)
        self.alike.grown.connect(self._chain_offers)
        self.pupils = _Offers(_("On the school’s list:"), _("Add {person}"))
        self.pupils.chosen.connect(self._choose_pupil)
        self.save = PrimaryButton(save_words, self._save)
        self.cancel = SecondaryButton(_("Cancel"), self._leave)
        self._lay_out()
        self._listen()
        self._load()
        self._tasks.in_vault(get_ready, self._get_ready)

    def _fields(self) -> dict[str, Field]:
        return {
            FORENAMES: Field(_("Forenames"), self.forenames),
            SURNAME: Field(_("Surname"), self.surname),
            BIRTH_DATE: Field(
                _("Date of birth (optional)"), self.birth_date,
                hint=_("Month and year, or the year alone, will do."),
            ),
            AGE: Field(
                _("Approximate age (optional)"), self.age, stretch=False,
                hint=_("Where the date of birth is not known."),
            ),
        }  # fmt: skip

    def _lay_out(self) -> None:
        card = Card()
        card.body.setSpacing(16)
        for field in self.fields.values():
            card.body.addWidget(field)
            if field is self.fields[SURNAME]:
                card.body.add(self.alike, self.pupils)
        card.body.addWidget(FlowRow(self.save, self.cancel))
        column = VBox(self, spacing=14)
        column.add(self.errors, card)
        self.setFocusProxy(self.forenames)

    def _listen(self) -> None:
        for edit in (self.forenames, self.surname):
            edit.textEdited.connect(lambda _text: self._typed())
        self.age.textEdited.connect(lambda _text: self.keeper.touch())
        self.birth_date.edited.connect(lambda _text: self._typed())
        day, month, year = self.birth_date.day, self.birth_date.month, self.birth_date.year
        for line, following in ((self.forenames, self.surname), (day, month), (month, year)):
            line.returnPressed.connect(partial(self._go_on, line, following))
        enter_sends(self, self.save)

    @property
    def typed(self) -> Typed:
        """What stands in the fields."""
        return Typed(
            forenames=self.forenames.text(), surname=self.surname.text(), birth_date=self.birth_date.text,
            age=self.age.text(),
        )  # fmt: skip

    def _read_fields(self) -> dict[str, str]:
        return self.typed.fields()

    def _load(self) -> None:
        self._tasks.in_vault(lambda vault: writing(vault, Writing.PERSON, ""), self._show)

    def _get_ready(self, left: int) -> None:
        """Part after part, so that what is typed is kept in between; who is known is told once all are looked at."""
        was_waiting, self._left = self._left > 0, left
        self.alike.show_progress(left)
        if left:
            self._tasks.in_vault(get_ready, self._get_ready)
        elif was_waiting and self.typed != Typed():
            self._look()

    def _show(self, fields: Mapping[str, str]) -> None:
        """What was typed before a lock, else the name that was looked for; never over what is typed now."""
        if self.typed != Typed():
            return
        if fields:
            typed = Typed.of(fields)
            self.forenames.setText(typed.forenames)
            self.surname.setText(typed.surname)
            self.birth_date.set_text(typed.birth_date)
            self.age.setText(typed.age)
        elif self._begins_with:
            forenames, _space, surname = self._begins_with.rpartition(" ")
            self.forenames.setText(forenames)
            self.surname.setText(surname)
            self._typed()

    def begin_with(self, name: str) -> None:
        """Begin with a name that was looked for, unless somebody else is half written; its last word is the surname."""
        self._begins_with = name.strip()

    def _typed(self) -> None:
        self.keeper.touch()
        if not self._left:
            self._look()

    def _look(self) -> None:
        if self._job is not None:
            self._job.cancel()
        typed, now = self.typed, self._clock()
        name = f"{typed.forenames} {typed.surname}".strip()

        def look(vault: Vault) -> _Offered:
            return _Offered(
                people=who_is_known(
                    vault, forenames=typed.forenames, surname=typed.surname, born=typed.born, now=now
                ),
                pupils=tuple(
                    (pupil.id, pupil_label(pupil))
                    for pupil in offered_pupils(vault, name, limit=_MOST_PUPILS)
                ),
            )

        self._job = self._tasks.in_vault(look, self._show_offered)

    def _show_offered(self, offered: _Offered) -> None:
        self.alike.show_offers(offered.people)
        self.pupils.show_offers(offered.pupils)
        self._chain_offers()

    def _chain_offers(self) -> None:
        chain_tabs([self.surname, *self.alike.stops, *self.pupils.links])

    def _choose_pupil(self, pupil_id: str) -> None:
        """The pupil of the list is meant: they become a person, and what was half typed goes."""
        self.keeper.stop()
        now = self._clock()
        self._tasks.in_vault(lambda vault: keep_pupil(vault, pupil_id, now=now).id, self._saved)

    def _save(self) -> None:
        typed, now = self.typed, self._clock()
        problems = typed.problems(now.astimezone().date())
        self._show_problems(problems)
        if problems:
            return
        self.keeper.stop()
        self.save.setEnabled(False)
        self._tasks.in_vault(
            lambda vault: keep_person(
                vault, forenames=typed.forenames, surname=typed.surname, birth_date=typed.born,
                approximate_age=typed.years, now=now,
            )[0].id,
            self._saved,
            self._not_saved,
        )  # fmt: skip

    def _saved(self, person_id: str) -> None:
        self.added.emit(person_id)

    def _show_problems(self, problems: tuple[tuple[str, str], ...]) -> None:
        found = dict(problems)
        for name, field in self.fields.items():
            field.set_error(found.get(name, ""))
        self.birth_date.set_invalid(BIRTH_DATE in found)
        title = ngettext("{number} thing to fix", "{number} things to fix", len(problems))
        self.errors.show_errors(title.format(number=len(problems)), problems)

    def _not_saved(self, error: PreventDesktopError) -> None:
        self.save.setEnabled(True)
        self.keeper.go_on()
        self.errors.show_errors(error.title, [(FORENAMES, f"{error.what_happened} {error.next_step}")])

    def _go_to(self, name: str) -> None:
        self.fields[name].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self, line: QLineEdit, following: QLineEdit) -> None:
        """Enter: to the field that follows while it is empty, else the person is added."""
        if line.text().strip() and not following.text().strip():
            following.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.save.click()

    def _leave(self) -> None:
        """Nothing of it is kept: it was not meant."""
        self.keeper.stop()
        self._tasks.in_vault(lambda vault: forget_writing(vault, Writing.PERSON, ""))
        self.left.emit()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offered:
    """Who could be meant, as id and label: people of the vault, and pupils of the school's list."""

    people: tuple[Offer, ...]
    pupils: tuple[tuple[str, str], ...]


class _Offers(QWidget):
    """Who could be meant by the name as typed so far, so that repeats are read together. Signal `chosen(id)`.

    `asked` stands above them, `link` on each with ``{person}`` in it.
    """

    chosen = Signal(str)

    def __init__(self, asked: str, link: str) -> None:
        super().__init__()
        self._asked, self._words = asked, link
        self.links: list[LinkButton] = []
        self._row = VBox(self, spacing=4)
        self._notice = Notice()
        self._row.addWidget(self._notice)
        self.hide()

    def show_offers(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer these: id and label of each; none hides it."""
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = [self._link(key, label) for key, label in offers]
        if self.links:
            self._notice.say(self._asked, Tone.INFO)
        self.setVisible(bool(self.links))

    def _link(self, key: str, label: str) -> LinkButton:
        link = LinkButton(without_mnemonics(self._words.format(person=label)))
        link.clicked.connect(lambda: self.chosen.emit(key))
        self._row.addWidget(link)
        return link
