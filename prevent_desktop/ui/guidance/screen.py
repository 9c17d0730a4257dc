"""The guidance screen: search and list at the left, the page at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.guidance.pages import GuidancePage, search
from prevent_desktop.ui.guidance.reader import Reader
from prevent_desktop.ui.widgets import (
    Card,
    Columns,
    Field,
    Notice,
    PageHead,
    ScrollPage,
    Text,
    Tone,
    announce,
)

_ID = Qt.ItemDataRole.UserRole


class GuidanceScreen(ScrollPage):
    """Shows `pages`. A link to another page goes there; any other address is only told, never opened."""

    def __init__(self, pages: Sequence[GuidancePage], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(_("Guidance"))
        self._pages = {page.id: page for page in pages}
        self.search_line = QLineEdit()
        self.search_line.setClearButtonEnabled(True)
        self.search_line.textChanged.connect(self._search)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Guidance pages"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._chosen)
        self.reader = Reader()
        self.reader.link_chosen.connect(self._follow)
        self.source = Text("", "small")
        self.notice = Notice()
        self._build()
        self._fill([(page.id, page.title, "") for page in pages])
        self.show_page(pages[0].id)

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Field(_("Search guidance"), self.search_line))
        column.addWidget(self.list)
        column.addStretch(1)
        card = Card()
        card.body.addWidget(self.notice)
        card.body.addWidget(self.reader)
        card.body.addWidget(self.source)
        self._columns = Columns(shares=(3, 8))
        self.column.addWidget(PageHead(_("Guidance")))
        self._columns.main.addWidget(left)
        self._columns.side.addWidget(card)
        self.column.addWidget(self._columns)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_line.selectAll()

    def show_page(self, page_id: str) -> None:
        """Show a page and mark it in the list, if it is there."""
        page = self._pages[page_id]
        self.notice.clear()
        self.reader.show_text(page.text)
        self.source.setText(
            _("Source: {source}. Last checked {day}.").format(source=page.source, day=page.last_checked)
        )
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == page_id:
                self.list.setCurrentRow(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _fill(self, entries: Sequence[tuple[str, str, str]]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for page_id, title, snippet in entries:
            item = QListWidgetItem(f"{title}\n{snippet}" if snippet else title)
            item.setData(_ID, page_id)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._fit_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "list") and event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit_list()

    def _fit_list(self) -> None:
        """As tall as its entries: the page scrolls, not the list."""
        self.list.doItemsLayout()
        height = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        self.list.setFixedHeight(height + 8)

    def _search(self, words: str) -> None:
        found = search(tuple(self._pages.values()), words)
        self._fill([(one.page.id, one.page.title, one.snippet if words.strip() else "") for one in found])
        told = ngettext("{number} page found", "{number} pages found", len(found)).format(number=len(found))
        if words.strip():
            announce(self.list, told)
        if not found:
            self.notice.say(_("No page has all of these words."), Tone.NEUTRAL)
        else:
            self.notice.clear()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.show_page(item.data(_ID))
        top = self.reader.mapTo(self.content, QPoint(0, 0)).y() - 40 if self._columns.stacked else 0
        self.verticalScrollBar().setValue(top)

    def _follow(self, target: str) -> None:
        page_id = target.partition("#")[0].removesuffix(".md")
        if page_id in self._pages:
            self.show_page(page_id)
        else:
            self.notice.say(
                _("This app opens no web pages. The address is {address}").format(address=target),
                Tone.NEUTRAL,
            )
