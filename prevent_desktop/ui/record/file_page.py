"""A file of a record: its pages, its picture or its words, drawn apart from this program and shown here alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.words import group_words
from prevent_desktop.formatting import short_moment_near, size_in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages, Watch
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget, ask_for_file, ask_for_target
from prevent_desktop.ui.components.next_steps import ATTACHMENTS_ENTRY
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.record.files import RecordFiles
from prevent_desktop.ui.record.text_pages_view import TextPagesView
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    EmptyState,
    FlowRow,
    LinkButton,
    Notice,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.record.attachments import FileFacts
from prevent_desktop.workflows.record.preview_file import (
    NoPages,
    PdfPages,
    PicturePages,
    Preview,
    ShownFile,
    TextPages,
    preview_of,
    show_file,
)

_RECORD = "record"
_WIDEST = 664


class FilePage(ScrollPage):
    """The file with `attachment_id`. What it shows was made in a confined process, lies in memory alone, and goes with the page."""

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
        super().__init__(widest=_WIDEST)
        self.setAccessibleName(_("File in a record"))
        self._tasks, self._navigator, self._clock, self._id = tasks, navigator, clock, attachment_id
        self._shown: ShownFile | None = None
        self._kind = ""
        self._job: Job | None = None
        self._source: PdfPages | PicturePages | None = None
        self._drawn: DrawnPages | None = None
        self._wanted_page = 0
        self.watch = Watch(self)
        self.watch.begins.connect(self._begin_page)
        self.watch.failed.connect(self._fail)
        self.way = Breadcrumb([(_RECORD, ""), ("", _("File"))])
        self.way.chosen.connect(self._to_record)
        self.head = PageHead(_("File"))
        self.files = RecordFiles(tasks, clock, self, (ask_file, ask_target))
        self.files.changed.connect(self._read)
        self.copy = SecondaryButton(_("&Save a copy…"), self._copy)
        self.about = SecondaryButton(_("&Description and hidden data…"), self._tell_about)
        self.remarks = Notice()
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.stop)
        self.watch.ends.connect(self.busy.stop)
        self.again = LinkButton(_("Show it again"), self.show_again)
        self.not_shown = Notice(action=self.again)
        self.pages, self.text = PagesView(), TextPagesView()
        self.nothing = EmptyState(_("This file is not shown here"), "")
        self._lay_out()
        self._read()

    def _lay_out(self) -> None:
        self.card = Card(kind="preview")
        for view in (self.pages, self.text):
            self.card.body.addWidget(view)
            view.hide()
        self.nothing_card = Card()
        self.nothing_card.body.addWidget(self.nothing)
        self.column.setSpacing(12)
        parts: tuple[QWidget, ...] = (
            self.way, self.head, FlowRow(self.copy, self.about), self.files.notice, self.files.busy, self.remarks,
            self.not_shown, self.busy, self.nothing_card, self.card,
        )  # fmt: skip
        for part in parts:
            self.column.addWidget(part)
        for part in (self.copy, self.about):
            part.setEnabled(False)
        self.nothing_card.hide()
        self.card.hide()
        FirstFocus(self, self)

    # -- what is known of it

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
            self.show_again()

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

    # -- what is seen of it

    def show_again(self) -> None:
        """Look at it from the beginning, or draw the page again that was stopped."""
        shown = self._shown
        self.not_shown.clear()
        if shown is None:
            return
        if self._drawn is not None:
            self.pages.draw_again()
            return
        self.busy.start(_("Opening {file}…").format(file=shown.attachment.file_name))
        self._job = self._tasks.in_background(lambda: preview_of(shown), self._take, self._fail)

    def _take(self, found: tuple[FileFacts, Preview]) -> None:
        facts, preview = found
        kind = group_words(facts.kind.group)
        self._kind = f"{kind[:1].upper()}{kind[1:]}"
        self._tell_head()
        self.remarks.say(" ".join(facts.remarks), Tone.WARNING)
        if isinstance(preview, NoPages):
            self._end()
            self.nothing.say(_("This file is not shown here"), preview.why)
            self.nothing_card.show()
        elif isinstance(preview, TextPages):
            self._job = self._tasks.in_background(preview.read, self._show_text, self._fail)
        else:
            self._source = source = preview
            self.destroyed.connect(lambda _page: source.stop())
            self._job = self._tasks.in_background(lambda: source.count, self._show_pages, self._fail)

    def _show_text(self, pages: tuple[str, ...]) -> None:
        self._end()
        self._show_view(self.text)
        self.text.number = self._wanted_page
        self.text.show_pages(pages)

    def _show_pages(self, count: int) -> None:
        self._end()
        if self._source is None or not count:
            self._say_not_shown(_("It has no pages."))
            return
        self._drawn = DrawnPages(self._tasks, self._source, count, self.watch)
        if self._source.proportion is not None:
            self.pages.expect(self._source.proportion)
        self._show_view(self.pages)
        self.pages.number = self._wanted_page
        self.pages.show_pages(self._drawn)

    def _show_view(self, view: QWidget) -> None:
        self.card.show()
        view.show()
        if self.isVisible() and (self.hasFocus() or self.focusWidget() is None):
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_page(self, number: int) -> None:
        self.not_shown.clear()
        self.busy.start(_("Drawing page {number}…").format(number=number + 1))

    def _end(self) -> None:
        self._job = None
        self.busy.stop()

    def stop(self) -> None:
        """Show no more of it than there is; "Show it again" goes on."""
        if self._job is not None:
            self._job.cancel()
        if self._source is not None:
            self._source.stop()
        if self._drawn is not None:
            self._drawn.stop()
        self._end()
        self._say_not_shown(_("Stopped. This is not shown."))

    def _fail(self, error: PreventDesktopError) -> None:
        self._end()
        self._say_not_shown(str(error))

    def _say_not_shown(self, words: str) -> None:
        self.pages.sheet.clear_page()
        self.not_shown.say(words, Tone.WARNING)

    @property
    def is_settled(self) -> bool:
        """Whether all that can be seen of it is there, or what is wrong is said."""
        is_drawn = self.pages.sheet.page is not None or not self.pages.isVisibleTo(self)
        is_told = any(not each.isHidden() for each in (self.card, self.nothing_card, self.not_shown))
        return self._job is None and is_told and (is_drawn or not self.not_shown.isHidden())

    # -- coming back after a lock

    def place_within(self) -> str:
        """The page that is open."""
        view = self.text if self.text.isVisibleTo(self) else self.pages
        return str(view.number)

    def return_within(self, untrusted_place: str) -> None:
        """Open that page, once there are pages."""
        self._wanted_page = max(0, int(untrusted_place))
