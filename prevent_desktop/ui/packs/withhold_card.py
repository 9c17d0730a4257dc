"""One passage, of which all or some words are withheld from one receiver or everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.translation import _
from prevent_desktop.ui.packs.differences_view import elsewhere_in_words
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Heading,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Text,
    TextArea,
    announce,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.packs.withholding.passages import Passage, other_places

_EVERYBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person wants to withhold; `words` is empty for all of the passage."""

    passage: Passage
    words: str
    recipient_id: str
    reason: str


class WithholdCard(Card):
    """Hidden until `begin`. Signals `wanted(Wanted)`, `left()`."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(14)
        self.passage: Passage | None = None
        self._among: Sequence[Passage] = ()
        self.title, self.where = Heading("", 2), Text("", "muted")
        self.text = TextArea(lines=2, most=10)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.text_field = Field(
            _("The passage"),
            self.text,
            hint=_(
                "Mark words to withhold only those, with the mouse or with Shift and the arrow keys; mark nothing for all of it."
            ),
        )
        self.marked = Text("", "small")
        self.elsewhere = Text("", "small")
        self.whom = RadioGroup([])
        self.whom_field = Field(_("Who must not see it?"), self.whom)
        self.reason = QLineEdit()
        self.reason_field = Field(
            _("Why?"),
            self.reason,
            hint=_("The receiver reads this in place of the words, so it must not say them."),
        )
        self.act, self.cancel = PrimaryButton(_("&Withhold it")), SecondaryButton(_("&Cancel"))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.act.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.put_away)
        self.text.selectionChanged.connect(self._tell)
        for widget in (
            self.title,
            self.where,
            self.text_field,
            self.marked,
            self.elsewhere,
            self.whom_field,
            self.reason_field,
        ):
            self.body.addWidget(widget)
        self.body.addWidget(FlowRow(self.act, self.cancel))
        enter_sends(self, self.act)

    def begin(self, passage: Passage, among: Sequence[Passage], receivers: Sequence[Receiver]) -> None:
        """Show one passage, with nothing marked and nobody chosen."""
        self.passage, self._among = passage, among
        self.title.setText(_("Withhold: {what}").format(what=passage.label))
        self.setAccessibleName(self.title.text())
        self.where.setText(passage.part if passage.has_parts else f"{passage.part}\n{passage.text}")
        self.text.setPlainText(passage.text)
        self.text_field.setVisible(passage.has_parts)
        self._offer([(_EVERYBODY, _("Everybody")), *((one.id, one.name) for one in receivers)])
        self.reason.clear()
        for field in (self.whom_field, self.reason_field):
            field.set_error("")
        self._tell()
        self.show()
        (self.text if passage.has_parts else self.whom).setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, options: Sequence[tuple[str, str]]) -> None:
        old, self.whom = self.whom_field, RadioGroup(options)
        self.whom_field = Field(_("Who must not see it?"), self.whom)
        self.body.replaceWidget(old, self.whom_field)
        chain_tabs([self.text, *self.whom.buttons.values()])
        old.hide()
        old.deleteLater()

    @property
    def words(self) -> str:
        """The words that are marked; empty for all."""
        if self.passage is None or not self.passage.has_parts:
            return ""
        return self.text.textCursor().selectedText().replace("\u2029", "\n").strip()

    def restore(self, reason: str, recipient_id: str | None) -> None:
        """Show again what was typed before a lock."""
        self.reason.setText(reason)
        if recipient_id is not None:
            self.whom.set_value(recipient_id)

    def put_away(self) -> None:
        """Close it."""
        self.passage = None
        self.hide()
        self.left.emit()

    def say(self, words: str) -> None:
        """Say beside the reason why it is not withheld."""
        self.reason_field.set_error(words)
        announce(self.reason_field, words)

    def _tell(self) -> None:
        if self.passage is None:
            return
        words = self.words
        self.marked.setText(
            _("Withheld will be: “{words}”").format(words=words)
            if words
            else _("All of it will be withheld.")
        )
        others = other_places(self.passage, words, self._among)
        self.elsewhere.setText(elsewhere_in_words(others, taken_out=bool(self.passage.words)))

    def _submit(self) -> None:
        passage, whom, reason = self.passage, self.whom.value, self.reason.text().strip()
        self.whom_field.set_error("" if whom is not None else _("Choose who must not see it"))
        self.reason_field.set_error("" if reason else _("Say why; the receiver reads it"))
        if passage is None or whom is None or not reason:
            return
        self.wanted.emit(Wanted(passage=passage, words=self.words, recipient_id=whom, reason=reason))
