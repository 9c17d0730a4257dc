"""The files of a record: added, described, copied without what they hide, and saved outside; each told on the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.answers import LARGEST_PICTURE
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.evidence.words import group_words
from prevent_desktop.formatting import size_in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.components.adding_files import FileAdder
from prevent_desktop.ui.components.adding_words import Outcome, outcome_words
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.record.attachment_controller import AttachmentController
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    Heading,
    Notice,
    PageNotice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.workflows.record.attachments import FileFacts
from prevent_desktop.workflows.vault_admin.step_up import Purpose


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
        enter_sends(self, self.keep)
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


class RecordFiles(QObject):
    """Works through `controller`, tells in `notice` and `busy`. Signals: `added()`; `changed()` when the record is to be read."""

    added = Signal()
    changed = Signal()

    def __init__(
        self, tasks: Tasks, clock: Clock, page: QWidget, asks: tuple[AskForFile, AskForTarget]
    ) -> None:
        super().__init__(page)
        self._tasks = tasks
        self._ask_file, self._ask_target = asks
        self.notice, self.busy = PageNotice(), BusyLine(can_stop=True)
        self.dialog: AttachmentDialog | None = None
        self.controller, self.adder = AttachmentController(tasks, clock, page), FileAdder(tasks, clock, page)
        self.busy.stop_wanted.connect(self.controller.stop)
        self.busy.stop_wanted.connect(self.adder.stop)
        self.adder.began.connect(self._begin_to_add)
        self.adder.moved.connect(self.busy.tell)
        self.adder.ended.connect(self._ended_adding)
        self.controller.began.connect(self.busy.start)
        self.controller.described.connect(self._described)
        self.controller.copied.connect(self._bare_copy_made)
        self.controller.saved.connect(self._copy_saved)
        self.controller.stopped.connect(self.busy.stop)
        self.controller.failed.connect(self._failed)

    def _page(self) -> QWidget:
        """Asked for each time: kept here, it would keep the page alive for as long as it keeps this."""
        return cast("QWidget", self.parent())

    def add(self, case_id: str) -> None:
        """Ask for a file, and seal it into the record of the case."""
        path = self._ask_file(self._page())
        if path is not None:
            self.adder.add(path, case_id)

    def open(self, attachment: Attachment, case_id: str) -> None:
        """Show what a file is, and what can be done with it."""
        dialog = self.dialog = AttachmentDialog(attachment, parent=self._page())
        dialog.described.connect(partial(self.controller.describe, attachment))
        dialog.bare_wanted.connect(partial(self.controller.copy_bare, attachment, case_id))
        dialog.copy_wanted.connect(partial(self.ask_to_copy, attachment))
        self.controller.look(attachment, dialog.show_facts)
        dialog.open()

    def ask_to_copy(self, attachment: Attachment) -> None:
        """Ask where a readable copy goes, then for the passphrase."""
        target = self._ask_target(self._page(), safe_name(attachment.file_name))
        if target is None:
            return
        asking = Asking(
            purpose=Purpose.SAVE_COPY,
            subject=attachment.id,
            heading=_("Save a copy outside the record?"),
            reason=_(
                "The copy of {file} will not be encrypted: whoever has the folder or stick can read it. "
                "That a copy was saved is written down in the record."
            ).format(file=attachment.file_name),
            act=_("&Save a copy"),
        )
        require_step_up(self._page(), self._tasks, asking, lambda: self.controller.copy(attachment, target))

    def _begin_to_add(self, words: str) -> None:
        """The line that is there stays there from file to file."""
        if self.busy.isHidden():
            self.busy.start(words)
        else:
            self.busy.tell(words)

    def _ended_adding(self, outcome: Outcome) -> None:
        self.busy.stop()
        self.notice.say(*outcome_words(outcome))
        if outcome.added:
            self.added.emit()
            self.changed.emit()

    def _described(self, _attachment: Attachment) -> None:
        self.busy.stop()
        self.changed.emit()

    def _bare_copy_made(self, copy: Attachment) -> None:
        self.busy.stop()
        told = _("{file} is in the record now. Packs carry it in place of the original, which stays here.")
        self.notice.say(told.format(file=copy.file_name), Tone.SUCCESS)
        self.changed.emit()

    def _copy_saved(self, path: Path) -> None:
        self.busy.stop()
        self.notice.say(_("Copy saved: {path}. It is not encrypted.").format(path=path), Tone.WARNING)
        self.changed.emit()

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.notice.say_failure(error)
