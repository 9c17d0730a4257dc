"""What is said to the sender of a pack: decide, ask or give feedback, each with its boxes; every box says who sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.translation import _
from prevent_desktop.ui.receiving.typed_answer import DAY, OUTCOME, REASON, TEXT, TypedAnswer
from prevent_desktop.ui.widgets import DateBoxes, DropDown, Field, Notice, VBox, restyle
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.box import WritingBox

ASKED, TOLD, NOTE = "asked", "told", "note"
_BOX_OF = {AnswerKind.QUESTION: ASKED, AnswerKind.FEEDBACK: TOLD}
"""Where the words of an answer stand that decides nothing."""


class AnswerFields(QWidget):
    """Each kind of answer keeps what was typed in it while another is looked at. Signals `edited()`, and `turned()` to another kind.

    `closing_note` stands below what is decided.
    """

    edited = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kinds: tuple[AnswerKind, ...] = ()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("What you answer"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        restyle(self.tabs, "kind", "close")
        self.outcome = DropDown([(outcome.value, outcome.label) for outcome in Outcome])
        self.outcome.setProperty("compact", True)
        self._reason, self._asked, self._told = (WritingBox(lines=3) for _box in range(3))
        self._note = WritingBox(lines=2)
        self.day = DateBoxes()
        self.areas: dict[str, WritingArea] = {
            REASON: self._reason.area, ASKED: self._asked.area, TOLD: self._told.area, NOTE: self._note.area,
        }  # fmt: skip
        self.closing_note = Notice()
        self.fields = self._make_fields()
        column = VBox(self, spacing=10)
        column.addWidget(self.tabs)
        for name, field in self.fields.items():
            column.addWidget(field)
            if name == OUTCOME:
                column.addWidget(self.closing_note)
        self.show_kinds(is_decided=False)
        self._listen()

    def _make_fields(self) -> dict[str, Field]:
        seen, own = _("They see this"), _("Only your record")
        return {
            OUTCOME: Field(_("What is decided?"), self.outcome, mark=seen),
            REASON: Field(_("Why, and what they should do"), self._reason, mark=seen),
            ASKED: Field(_("What do you need to know?"), self._asked, mark=seen),
            DAY: Field(_("By when? (optional)"), self.day, mark=seen),
            TOLD: Field(_("What do you tell them?"), self._told, mark=seen),
            NOTE: Field(_("Your own note (optional)"), self._note, mark=own, mark_kind="mark-quiet"),
        }

    def _listen(self) -> None:
        self.tabs.currentChanged.connect(lambda _index: self._turn())
        self.outcome.chosen.connect(lambda _key: self.edited.emit())
        self.day.edited.connect(lambda _text: self.edited.emit())
        for area in self.areas.values():
            area.textChanged.connect(self.edited)

    @property
    def kind(self) -> AnswerKind:
        """What is being answered."""
        return self._kinds[max(self.tabs.currentIndex(), 0)]

    def show_kinds(self, *, is_decided: bool) -> None:
        """Offer to decide, or to tell the outcome where it is decided; and to ask or to give feedback."""
        first = AnswerKind.OUTCOME if is_decided else AnswerKind.DECISION
        kinds = (first, AnswerKind.QUESTION, AnswerKind.FEEDBACK)
        if kinds != self._kinds:
            self._kinds = kinds
            for index, kind in enumerate(kinds):
                if index == self.tabs.count():
                    self.tabs.addTab("")
                self.tabs.setTabText(index, _tab_words(kind))
            self._turn()

    def turn_to(self, kind: AnswerKind) -> None:
        """Show the boxes of this kind of answer; what settles a pack is one of them."""
        self.tabs.setCurrentIndex(self._kinds.index(kind) if kind in self._kinds else 0)

    def _turn(self) -> None:
        kind = self.kind
        shown = {OUTCOME, REASON} if kind.settles else {_BOX_OF[kind]}
        shown |= {DAY} if kind is AnswerKind.QUESTION else set()
        for name, field in self.fields.items():
            field.setVisible(name in shown or name == NOTE)
        self.turned.emit()

    def begin(self) -> None:
        """Put the keyboard where the answer begins."""
        self.go_to(OUTCOME if self.kind.settles else TEXT)

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field."""
        self.fields[self._field_of(name)].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _field_of(self, name: str) -> str:
        return _BOX_OF.get(self.kind, REASON) if name == TEXT else name

    @property
    def typed(self) -> TypedAnswer:
        """The answer as it stands."""
        kind = self.kind
        return TypedAnswer(
            outcome=(self.outcome.value or "") if kind.settles else "",
            reason=self._text(REASON) if kind.settles else "",
            text="" if kind.settles else self._text(_BOX_OF[kind]),
            day=self.day.text if kind is AnswerKind.QUESTION else "",
        )

    @property
    def note(self) -> str:
        """What is for the record alone."""
        return self._text(NOTE)

    def _text(self, name: str) -> str:
        return self.areas[name].toPlainText()

    def to_keep(self) -> dict[str, str]:
        """All that stands in the boxes, also in those that are not shown."""
        texts = {name: self._text(name) for name in self.areas}
        return {OUTCOME: self.outcome.value or "", DAY: self.day.text, **texts}

    def show_kept(self, kept: Mapping[str, str]) -> None:
        """Show what was kept, under the kind that is shown. What earlier versions kept as a text for the sender stands in the box of its kind."""
        words = dict(kept)
        name = _BOX_OF.get(self.kind, REASON)
        words[name] = "\n\n".join(filter(None, (kept.get(name, ""), kept.get(TEXT, ""))))
        self.outcome.set_value(kept.get(OUTCOME, ""))
        self.day.set_text(kept.get(DAY, ""))
        for area_name, area in self.areas.items():
            area.setPlainText(words.get(area_name, ""))

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say beside each box what has to be mended there."""
        found = {self._field_of(name): sentence for name, sentence in problems}
        for name, field in self.fields.items():
            field.set_error(found.get(name, ""))
        self.day.set_invalid(DAY in found)


def _tab_words(kind: AnswerKind) -> str:
    return {
        AnswerKind.DECISION: _("Decide"),
        AnswerKind.OUTCOME: _("Tell the outcome"),
        AnswerKind.QUESTION: _("Ask a question"),
        AnswerKind.FEEDBACK: _("Give feedback"),
    }[kind]
