"""Add a dated line to the chronology."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QLineEdit

from prevent_desktop.translation import _
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.record.source_fields import SourceFields
from prevent_desktop.ui.record.typed_note import OWN_WORDS, SOURCE, TEXT, WHEN, TypedEvent
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import DateBoxes, Field, TickBox
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.writing import Writing, keep_event


class EventPage(WritingPage):
    """An event of a case."""

    kind = Writing.EVENT

    def __init__(self, tasks: Tasks, navigator: Navigator, case_id: str, clock: Clock) -> None:
        super().__init__(tasks, navigator, case_id, clock)
        self.when = DateBoxes()
        self.approximate = TickBox(_("This date is approximate"))
        self._what, self._own = WritingBox(lines=4), WritingBox(lines=2, own_words=True)
        self.text, self.own_words = self._what.area, self._own.area
        self.areas = {TEXT: self.text, OWN_WORDS: self.own_words}
        self.label = QLineEdit()
        self.source = SourceFields()
        self._make_fields()
        self.lay_out(
            _("Add an event"),
            _("It stands in the chronology on its day. It is kept as you type."),
            _("&Keep this event"),
        )
        FirstFocus(self, self.when.day)

    def _make_fields(self) -> None:
        when_hint = _("Leave the day or month empty where it is not known, or all of it.")
        self.fields = {
            WHEN: Field(_("When did it happen? (optional)"), self.when, hint=when_hint),
            TEXT: Field(_("What happened"), self._what),
            SOURCE: self.source.field,
        }
        label_hint = _("A few words for the picture of the chronology, such as “Bullying reported”.")
        self.card.body.addWidget(self.fields[WHEN])
        self.card.body.addWidget(self.approximate)
        self.card.body.addWidget(self.fields[TEXT])
        self.card.body.addWidget(Field(_("In the person’s own words (optional)"), self._own))
        self.card.body.addWidget(self.source)
        self.card.body.addWidget(Field(_("Short label (optional)"), self.label, hint=label_hint))
        self.when.edited.connect(lambda _text: self.keeper.touch())
        self.approximate.toggled.connect(lambda _on: self.keeper.touch())
        self.label.textEdited.connect(lambda _text: self.keeper.touch())
        for area in (self.text, self.own_words):
            area.textChanged.connect(self.keeper.touch)
        self.source.edited.connect(self.keeper.touch)

    @property
    def typed(self) -> TypedEvent:
        """What stands in the fields."""
        return TypedEvent(
            text=self.text.toPlainText(),
            source=self.source.source,
            source_detail=self.source.detail.text(),
            when=self.when.text,
            approximate=TypedEvent.flag(on=self.approximate.checked),
            own_words=self.own_words.toPlainText(),
            label=self.label.text(),
        )

    def read_fields(self) -> Mapping[str, str]:
        return self.typed.as_fields()

    def show_fields(self, kept: Mapping[str, str]) -> None:
        typed = TypedEvent.of(kept)
        self.when.set_text(typed.when)
        self.approximate.set_checked(typed.is_approximate)
        self.text.setPlainText(typed.text)
        self.own_words.setPlainText(typed.own_words)
        self.label.setText(typed.label)
        self.source.show_values(typed.source, typed.source_detail)

    def problems(self) -> Sequence[tuple[str, str]]:
        found = self.typed.problems(self.clock().astimezone().date())
        self.when.set_invalid(any(name == WHEN for name, _sentence in found))
        return found

    def writer(self) -> Callable[[Vault], object]:
        typed, now = self.typed, self.clock()
        return lambda vault: keep_event(
            vault,
            self.case_id,
            what=typed.text,
            when=typed.day,
            approximate=typed.is_approximate,
            own_words=typed.own_words,
            source=typed.how_known,
            source_detail=typed.source_detail,
            label=typed.label,
            now=now,
        )
