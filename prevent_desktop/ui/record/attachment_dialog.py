"""One file of a record: what it is and what it hides, its description, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.evidence.answers import LARGEST_PICTURE
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.words import group_words
from prevent_desktop.formatting import size_in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    Heading,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.workflows.record.attachments import FileFacts


class AttachmentDialog(FittingDialog):
    """Signals: `described(words)`, `bare_wanted()` and `copy_wanted()`, after which it closes. Escape changes nothing.

    What the file is and hides is told once it is known (`show_facts`).
    """

    described = Signal(str)
    bare_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, attachment: Attachment, *, parent: QWidget) -> None:
        super().__init__(base_width=690, parent=parent)
        self._attachment = attachment
        self.setWindowTitle(attachment.file_name)
        self.setAccessibleName(attachment.file_name)
        self.facts = Text(size_in_words(attachment.size), "muted")
        self.remarks, self.hidden = Notice(), Notice()
        self.words = QLineEdit(attachment.description)
        self.field = Field(
            _("What is it?"),
            self.words,
            hint=_("Packs print it. For a picture, say what is seen: not every receiver can see it."),
        )
        self.keep = PrimaryButton(_("&Keep the description"), self._describe)
        self.bare = SecondaryButton(_("&Remove hidden data"), lambda: self._leave(self.bare_wanted.emit))
        self.copy = SecondaryButton(_("&Save a copy…"), lambda: self._leave(self.copy_wanted.emit))
        self.cancel = SecondaryButton(_("Cancel"), self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        self.column.addWidget(Heading(self._attachment.file_name, 2))
        for widget in (self.facts, self.remarks, self.hidden, self.field):
            self.column.addWidget(widget)
        self.column.addWidget(FlowRow(self.keep, self.bare, self.copy, self.cancel))
        self.bare.setEnabled(False)
        self.keep.setDefault(True)
        self.words.setFocus()

    def show_facts(self, facts: FileFacts, has_copy: bool) -> None:
        """Tell what was seen of the file, and offer to remove what it hides unless that was done."""
        kind = group_words(facts.kind.group)
        self.facts.setText(f"{kind[:1].upper()}{kind[1:]} · {size_in_words(self._attachment.size)}")
        self.remarks.say(" ".join(facts.remarks), Tone.WARNING)
        is_picture = facts.kind.group is Group.PICTURE
        self.bare.setEnabled(is_picture and not has_copy and self._attachment.size <= LARGEST_PICTURE)
        if is_picture:
            self.hidden.say(_hidden_words(facts, has_copy=has_copy))

    def _describe(self) -> None:
        self.described.emit(self.words.text())
        self.accept()

    def _leave(self, go_on: Callable[[], object]) -> None:
        """Keep what was typed, too."""
        if self.words.text() != self._attachment.description:
            self.described.emit(self.words.text())
        self.accept()
        go_on()


def _hidden_words(facts: FileFacts, *, has_copy: bool) -> str:
    if has_copy:
        return _("There is a copy without hidden data. Packs carry that copy; this original stays here.")
    if not facts.hidden:
        return _("Nothing hidden was found in it, such as where it was taken.")
    return _(
        "It tells more than is seen: {hidden}. “Remove hidden data” makes a copy without it for packs; this original "
        "stays here."
    ).format(hidden=facts.hidden_words)
