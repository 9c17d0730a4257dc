"""The card on which it is said who is away when, and who takes care of their cases meanwhile.

Who is ill cannot say it: so anybody of the team can, for whoever is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import long_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.typed_days import day_of, no_day_words
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    DateBoxes,
    Field,
    FlowRow,
    LinkButton,
    Notice,
    SecondaryButton,
    Text,
    TickBox,
    TickGroup,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.tab_order import chain_behind, chain_tabs, stop_before
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.joining.covering import (
    CoverFacts,
    CoverSet,
    end_cover,
    read_cover,
    set_cover,
)
from prevent_desktop.workflows.team.members.absences import Absence


class CoverCard(Card):
    """Hidden while there is nobody who could cover, and until `refresh` has read that. Signal `changed()` once a cover was set or ended."""

    changed = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("Cover while somebody is away"))
        self._tasks, self._clock = tasks, clock
        self._facts: CoverFacts | None = None
        self.notice = Notice(parent=self)
        self._running = VBox(spacing=10)
        self.ends: list[LinkButton] = []
        self.away, self.by = QComboBox(), QComboBox()
        self.first, self.last = DateBoxes(), DateBoxes()
        self.fields = {
            "away": Field(_("Who is away"), self.away),
            "first": Field(_("First day"), self.first),
            "last": Field(_("Last day"), self.last),
            "by": Field(_("Covered by"), self.by),
        }
        self.some = TickBox(_("Only some of the cases"))
        self.some.toggled.connect(self._show_cases)
        self._cases = VBox(spacing=0)
        self.cases: TickGroup | None = None
        self.told = Text("", "small")
        self.set = SecondaryButton(_("Set c&over"), self._set)
        self.body.add(self.notice)
        self.body.addLayout(self._running)
        self.body.add(*self.fields.values(), self.some)
        self.body.addLayout(self._cases)
        self.body.add(self.told)
        self.body.addWidget(self.set, 0, Qt.AlignmentFlag.AlignLeft)
        self.away.currentIndexChanged.connect(lambda _index: self._choose_away())
        self.by.currentIndexChanged.connect(lambda _index: self._tell())
        self.hide()

    def refresh(self) -> None:
        """Read who could cover, and what is covered."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: read_cover(vault, now=now), self.show_facts)

    def show_facts(self, facts: CoverFacts | None) -> None:
        """Show them; what was typed stays."""
        self.setVisible(facts is not None)
        if facts == self._facts or facts is None:
            return
        self._facts = facts
        self._fill(self.away, facts.people)
        self._show_running(facts.absences)
        self._choose_away()

    def _fill(self, box: QComboBox, people: Iterable[Member]) -> None:
        """Offer these people; whoever was chosen stays so."""
        chosen, own = box.currentData(), "" if self._facts is None else self._facts.own
        box.blockSignals(True)
        box.clear()
        for one in people:
            role = one.role.label.lower()
            box.addItem(
                _("Me") if one.id == own else _("{name}, {role}").format(name=one.name, role=role), one.id
            )
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)

    def _choose_away(self) -> None:
        """Others can cover for them, and their cases are listed."""
        if self._facts is not None:
            self._fill(self.by, (one for one in self._facts.people if one.id != self.away.currentData()))
            self._make_cases(self._cases_of_away)
            self._tell()

    @property
    def _cases_of_away(self) -> tuple[tuple[str, Person], ...]:
        return () if self._facts is None else self._facts.cases.get(self.away.currentData() or "", ())

    # -- what runs already

    def _show_running(self, absences: Iterable[Absence]) -> None:
        take_all_out(self._running)
        self.ends = []
        today = self._clock().astimezone().date()
        for absence in absences:
            words = _running_words(absence, today)
            end = LinkButton(self._end_words(absence, today), partial(self._end, absence.id))
            end.setAccessibleName(f"{end.text()}: {words}")
            self.ends.append(end)
            self._running.add(Text(words, "strong"), FlowRow(end))
        chain_tabs([stop_before(self.away), *self.ends])

    def _end_words(self, absence: Absence, today: date) -> str:
        if absence.first_day > today:
            return _("Take it back")
        own = "" if self._facts is None else self._facts.own
        if absence.away.member == own:
            return _("I am back")
        return _("{name} is back").format(name=absence.away.name)

    def _end(self, absence_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: end_cover(vault, absence_id, now=now),
            lambda _none: self._done(_("That cover has ended.")),
            self.notice.say_failure,
        )

    # -- what is to be set

    def _make_cases(self, cases: Sequence[tuple[str, Person]]) -> None:
        take_all_out(self._cases)
        today = self._clock().astimezone().date()
        self.cases = TickGroup([(case_id, person.label_on(today)) for case_id, person in cases])
        self.cases.setAccessibleName(_("The cases that are covered"))
        self._cases.addWidget(self.cases)
        chain_behind(stop_before(self.set), self.cases)
        self.some.setVisible(len(cases) > 1)
        self._show_cases()

    def _show_cases(self, _ticked: object = None) -> None:
        if self.cases is not None:
            self.cases.setVisible(self.some.isVisibleTo(self) and self.some.button.isChecked())

    def _tell(self) -> None:
        covering, number = self._chosen(self.by), len(self._cases_of_away)
        if self._facts is None or covering is None:
            return
        words = ngettext(
            "{name} may decide and sign for {number} shared case on these days. My work then lists what was done.",
            "{name} may decide and sign for {number} shared cases on these days. My work then lists what was done.",
            number,
        )
        yours = ngettext(
            "You may decide and sign for {number} shared case on these days. My work then lists what was done.",
            "You may decide and sign for {number} shared cases on these days. My work then lists what was done.",
            number,
        )
        said = yours if covering.member == self._facts.own else words
        none = _("They own no shared case, so there is nothing to cover.")
        self.told.say(said.format(name=covering.name, number=number) if number else none)
        self.set.setEnabled(number > 0)

    def _chosen(self, box: QComboBox) -> Someone | None:
        there = () if self._facts is None else self._facts.people
        member = next((one for one in there if one.id == box.currentData()), None)
        return None if member is None else Someone(name=member.name, member=member.id)

    def _set(self) -> None:
        first, last = day_of(self.first.text), day_of(self.last.text)
        for name, boxes, day in (("first", self.first, first), ("last", self.last, last)):
            self.fields[name].set_error("" if day else no_day_words(boxes.text))
            boxes.set_invalid(day is None)
        away, covering = self._chosen(self.away), self._chosen(self.by)
        if first is None or last is None or covering is None:
            wrong = self.first if first is None else self.last
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        some = self.cases.values if self.cases is not None and self.some.button.isChecked() else None
        now = self._clock()

        def work(vault: Vault) -> CoverSet:
            return set_cover(
                vault, covering, away=away, first_day=first, last_day=last, case_ids=some, now=now
            )

        self._tasks.in_vault(work, partial(self._was_set, covering.name), self._not_set)

    def _was_set(self, name: str, done: CoverSet) -> None:
        self.first.set_text("")
        self.last.set_text("")
        words = ngettext("{name} covers {number} case.", "{name} covers {number} cases.", done.covered)
        told = words.format(name=name, number=done.covered)
        if done.not_shared:
            left = ngettext(
                "{number} case is not shared with them, and nobody covers it.",
                "{number} cases are not shared with them, and nobody covers these.",
                done.not_shared,
            )
            told = f"{told} {left.format(number=done.not_shared)}"
        self._done(told, Tone.WARNING if done.not_shared else Tone.SUCCESS)

    def _not_set(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

    def _done(self, told: str, tone: Tone = Tone.SUCCESS) -> None:
        self.notice.say(told, tone)
        self.refresh()
        self.changed.emit()


def _running_words(absence: Absence, today: date) -> str:
    number = len(absence.case_ids)
    words = ngettext(
        "{name} covers {number} case for {away} from {first} to {last}.",
        "{name} covers {number} cases for {away} from {first} to {last}.",
        number,
    )
    return words.format(
        name=absence.covering.name, away=absence.away.name, number=number, first=long_day_near(absence.first_day, today),
        last=long_day_near(absence.last_day, today),
    )  # fmt: skip
