"""A page that shows a file: its pages, its picture or its words, drawn apart from this program and shown here alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.words import group_words
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages, Watch
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.text_pages_view import TextPagesView
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import BusyLine, Card, EmptyState, LinkButton, Notice, ScrollPage, Tone
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.record.attachments import FileFacts
from prevent_desktop.workflows.record.preview_file import (
    NoPages,
    PdfPages,
    PicturePages,
    Preview,
    TextPages,
)

_WIDEST = 664


class PreviewPage(ScrollPage):
    """What it shows was made in a confined process, lies in memory alone, and goes with the page.

    A subclass makes its head, calls `lay_out` with it, and `look` once it knows where the file is.
    """

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(widest=_WIDEST)
        self._tasks = tasks
        self._name = ""
        self._look: Callable[[], tuple[FileFacts, Preview]] | None = None
        self._job: Job | None = None
        self._source: PdfPages | PicturePages | None = None
        self._drawn: DrawnPages | None = None
        self._wanted_page = 0
        self.watch = Watch(self)
        self.watch.begins.connect(self._begin_page)
        self.watch.failed.connect(self._fail)
        self.remarks = Notice()
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.stop)
        self.watch.ends.connect(self.busy.stop)
        self.again = LinkButton(_("Try again"), self.show_again)
        self.not_shown = Notice(action=self.again)
        self.pages, self.text = PagesView(), TextPagesView()
        self.nothing = EmptyState(_("This file is not shown here"), "")

    def lay_out(self, *head: QWidget) -> None:
        """Put `head` on the page, and below it what is shown."""
        self.card = Card(kind="preview")
        for view in (self.pages, self.text):
            self.card.body.addWidget(view)
            view.hide()
        self.nothing_card = Card()
        self.nothing_card.body.addWidget(self.nothing)
        self.column.setSpacing(12)
        for part in (*head, self.remarks, self.not_shown, self.busy, self.nothing_card, self.card):
            self.column.addWidget(part)
        self.nothing_card.hide()
        self.card.hide()
        FirstFocus(self, self)

    def tell_kind(self, kind: str) -> None:
        """What kind of file it is, in words; nothing unless a subclass says it."""

    def look(self, name: str, preview: Callable[[], tuple[FileFacts, Preview]]) -> None:
        """Show the file called `name`; `preview` is slow, and needs no vault."""
        self._name, self._look = name, preview
        self.text.sheet.setAccessibleDescription(name)
        self.show_again()

    def show_again(self) -> None:
        """Look at it from the beginning, or draw the page again that was stopped."""
        self.not_shown.clear()
        if self._look is None:
            return
        if self._drawn is not None:
            self.pages.draw_again()
            return
        self.busy.start(_("Opening {file}…").format(file=self._name))
        self._job = self._tasks.in_background(self._look, self._take, self._fail)

    def _take(self, found: tuple[FileFacts, Preview]) -> None:
        facts, preview = found
        kind = group_words(facts.kind.group)
        self.tell_kind(f"{kind[:1].upper()}{kind[1:]}")
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
        """Show no more of it than there is; "Try again" goes on."""
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
