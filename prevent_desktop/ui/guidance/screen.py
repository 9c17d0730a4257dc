"""The guidance screen: search and list at the left, the page at the right; where it is narrow, one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.guidance.found_list import TARGET, Entry, FoundList
from prevent_desktop.ui.guidance.page_pane import PagePane
from prevent_desktop.ui.guidance.pages import GuidancePage, split_target
from prevent_desktop.ui.guidance.paper import page_pdf
from prevent_desktop.ui.guidance.search import Findings, Found, GuidanceIndex
from prevent_desktop.ui.widgets import Field, HBox, LinkButton, PageHead, Text, VBox, announce
from prevent_desktop.workflows.printing.to_print import ToPrint

_BOTH_EMS = 50
"""The least width for the list with the page beside it, in sizes of the text."""


class GuidanceScreen(QWidget):
    """Shows `pages`, found by words. `today` tells the present day: a page that is old says so. Signal `print_wanted(ToPrint)`."""

    print_wanted = Signal(object)

    def __init__(
        self, pages: Sequence[GuidancePage], today: Callable[[], date], support: Callable[[], str]
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Guidance"))
        self._pages = {page.id: page for page in pages}
        self._index = GuidanceIndex(pages)
        self._reading = False
        self.search_line = QLineEdit()
        self.search_line.setClearButtonEnabled(True)
        self.search_line.textChanged.connect(self._search)
        self.search_line.installEventFilter(self)
        self.found = Text("", "small")
        self.show_all = LinkButton(_("Show all pages"), self._leave_search, colour="link")
        self.list = FoundList()
        self.list.currentItemChanged.connect(self._chosen)
        self.list.opened.connect(self._open)
        self.list.left_on_top.connect(self.focus_search)
        self.to_list = LinkButton(_("Back to the list"), self._leave_page)
        self.pane = PagePane(self._pages, today, support, self.to_list)
        self.view = self.pane.view
        self.view.page_wanted.connect(self._follow)
        self.view.print_link.clicked.connect(self.print_shown)
        self.view.print_link.show()
        self._left = self._build()
        self._search("")
        self.show_page(pages[0].id)
        self._reading = False

    def _build(self) -> QWidget:
        left = QWidget()
        column = VBox(left, spacing=12, margins=(32, 26, 20, 20))
        column.add(PageHead(_("Guidance")), Field(_("Search guidance"), self.search_line), self.found)
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        row = HBox(self, spacing=0)
        row.addWidget(left, 3)
        row.addWidget(self.pane, 7)
        return left

    @property
    def _fits_both(self) -> bool:
        return self.width() >= _BOTH_EMS * self.fontInfo().pixelSize()

    def _arrange(self) -> None:
        both = self._fits_both
        self._left.setVisible(both or not self._reading)
        self.pane.setVisible(both or self._reading)
        self.to_list.setVisible(not both)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._reading = False
        self._arrange()
        self.search_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_line.selectAll()

    def print_shown(self) -> None:
        """Print the page that is shown (Ctrl+P); it says nothing about anybody."""
        page, source = self._pages[self.view.page_id], self.view.source.text()
        self.print_wanted.emit(
            ToPrint(
                question=_("Print “{title}”?").format(title=page.title),
                pages=partial(page_pdf, page, source),
            )
        )

    def show_page(self, target: str) -> None:
        """Show ``page`` or ``page#heading``, and mark the page in the list if it is there."""
        page_id = split_target(target)[0]
        self._reading = True
        self._show(target)
        for row in range(self.list.count()):
            if split_target(self.list.item(row).data(TARGET))[0] == page_id:
                self.list.choose(row)

    def read(self, target: str) -> None:
        """Show ``page`` or ``page#heading`` with the keyboard on it, as after choosing it from the list."""
        if self.view.has(target):
            self.search_line.clear()
            self.show_page(target)
            self._open()

    def place_within(self) -> str:
        """What is being looked for, the page that is shown, and whether it is being read where there is no room for both."""
        return json.dumps([self.search_line.text(), self.view.page_id, self._reading])

    def return_within(self, untrusted_place: str) -> None:
        """Show that again."""
        words, page_id, reading = json.loads(untrusted_place)
        self.search_line.setText(words)
        if self.view.has(page_id):
            self.show_page(page_id)
        self._reading = bool(reading)
        self._arrange()

    def _show(self, target: str) -> None:
        self.pane.show_target(target, words=self.search_line.text())
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "_left") and event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._reading:
            self._leave_page()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field, the arrow down leads into the list, and Enter opens the best page."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.list.count():
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                self.list.setCurrentRow(max(0, self.list.currentRow()))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.list.setCurrentRow(max(0, self.list.currentRow()))
                self._open()
                return True
        return super().eventFilter(watched, event)

    def _search(self, words: str) -> None:
        wanted = words.strip()
        findings = self._index.search(wanted) if wanted else Findings(())
        if wanted:
            self.list.show_entries([_entry(one) for one in findings.found], wanted)
        else:
            self.list.show_entries([Entry(page.id, page.title) for page in self._pages.values()])
        self._tell(findings, wanted)
        self.view.reader.mark(wanted)

    def _tell(self, findings: Findings, wanted: str) -> None:
        told = _told(findings) if wanted else ""
        self.found.say(told)
        self.show_all.setVisible(bool(wanted))
        if told:
            announce(self.list, told)

    def _leave_search(self) -> None:
        self.search_line.clear()
        self.show_page(self.view.page_id)
        self.focus_search()

    def _chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._show(item.data(TARGET))

    def _open(self) -> None:
        """Put the keyboard on the page itself."""
        self._reading = True
        self._arrange()
        self.view.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_page(self) -> None:
        """Back to the list, to the page that was read."""
        self._reading = False
        self._arrange()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, target: str) -> None:
        if self.view.has(target):
            self.show_page(target)
            self._open()


def _entry(one: Found) -> Entry:
    first = one.section == one.page.sections[0]
    found = one.snippet if first else f"{one.section.heading}: {one.snippet}"
    return Entry(f"{one.page.id}#{one.section.anchor}", one.page.title, found)


def _told(findings: Findings) -> str:
    number = len(findings.found)
    if not number:
        return _("No page has these words. Try fewer words, or only the beginning of one.")
    if not findings.all_words:
        return ngettext(
            "No page has all of these words. {number} page has some of them.",
            "No page has all of these words. {number} pages have some of them.",
            number,
        ).format(number=number)
    return ngettext("{number} page found", "{number} pages found", number).format(number=number)
