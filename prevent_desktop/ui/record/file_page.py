"""A file of a record: what is seen of it, what it is called, and what can be done with it."""

from __future__ import annotations

from functools import partial

from prevent_desktop.formatting import short_moment_near, size_in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget, ask_for_file, ask_for_target
from prevent_desktop.ui.components.next_steps import ATTACHMENTS_ENTRY
from prevent_desktop.ui.components.preview_page import PreviewPage
from prevent_desktop.ui.record.files import RecordFiles
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Breadcrumb, FlowRow, PageHead, SecondaryButton
from prevent_desktop.workflows.record.preview_file import ShownFile, preview_of, show_file

_RECORD = "record"


class FilePage(PreviewPage):
    """The file with `attachment_id`."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        attachment_id: str,
        *,
        ask_file: AskForFile = ask_for_file,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__(tasks)
        self.setAccessibleName(_("File in a record"))
        self._navigator, self._clock, self._id = navigator, clock, attachment_id
        self._shown: ShownFile | None = None
        self._kind = ""
        self.way = Breadcrumb([(_RECORD, ""), ("", _("File"))])
        self.way.chosen.connect(self._to_record)
        self.head = PageHead(_("File"))
        self.files = RecordFiles(tasks, clock, self, (ask_file, ask_target))
        self.files.changed.connect(self._read)
        self.copy = SecondaryButton(_("&Save a copy…"), self._copy)
        self.about = SecondaryButton(_("&Description and hidden data…"), self._tell_about)
        for part in (self.copy, self.about):
            part.setEnabled(False)
        self.lay_out(self.way, self.head, FlowRow(self.copy, self.about), self.files.notice, self.files.busy)
        self._read()

    def _read(self) -> None:
        file_id = self._id
        self._tasks.in_vault(lambda vault: show_file(vault, file_id), self._show)

    def _show(self, shown: ShownFile) -> None:
        first, self._shown = self._shown is None, shown
        for part in (self.copy, self.about):
            part.setEnabled(True)
        self.setAccessibleName(_("File {file}").format(file=shown.attachment.file_name))
        self.way.name_step(_RECORD, shown.person.label_on(self._clock().astimezone().date()))
        self._tell_head()
        if first:
            self.look(shown.attachment.file_name, partial(preview_of, shown))

    def tell_kind(self, kind: str) -> None:
        """It stands in the line below the name."""
        self._kind = kind
        self._tell_head()

    def _tell_head(self) -> None:
        if self._shown is None:
            return
        attachment = self._shown.attachment
        added = _("added {when}").format(when=short_moment_near(attachment.added_at, self._clock()))
        facts = [self._kind, size_in_words(attachment.size), added]
        line = " · ".join(one for one in facts if one)
        self.head.show_words(
            attachment.file_name, f"{attachment.description}\n{line}" if attachment.description else line
        )

    def _to_record(self, _key: str) -> None:
        if self._shown is not None:
            self._navigator.open(Record(self._shown.person.id, ATTACHMENTS_ENTRY))

    def _copy(self) -> None:
        if self._shown is not None:
            self.files.ask_to_copy(self._shown.attachment)

    def _tell_about(self) -> None:
        if self._shown is not None:
            self.files.open(self._shown.attachment, self._shown.case_id)
