"""A guidance page that scrolls, below a line of links that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from prevent_desktop.formatting import short_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.pages import GuidancePage, split_target
from prevent_desktop.ui.guidance.reader import Reader
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Heading,
    LinkButton,
    Notice,
    ScrollPage,
    SecondaryButton,
    Text,
    TextArea,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before

_ABOVE = 10
"""Pixels that are left free above the heading that was asked for."""
_STEPS: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
    Qt.Key.Key_Space: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


PAGE = "what-to-tell-support"
"""The page that it stands below."""


class SupportCard(Card):
    """Shows what `report` tells each time the page is opened."""

    def __init__(self, report: Callable[[], str]) -> None:
        super().__init__()
        self._report = report
        self.text = TextArea("", lines=6, most=14)
        self.text.setReadOnly(True)
        self.copy = SecondaryButton(_("&Copy all of it"), self._copy)
        self.notice = Notice()
        hint = _("The versions, and what happened last, the newest at the end. Times are in UTC.")
        self.body.add(Field(_("For support"), self.text, hint=hint), FlowRow(self.copy), self.notice)
        self.hide()

    def show_on(self, page_id: str) -> None:
        """Show it anew on its page, and on no other."""
        if page_id == PAGE:
            self.text.setPlainText(self._report())
            self.notice.clear()
        self.setVisible(page_id == PAGE)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.notice.say(_("It is on the clipboard. Paste it into a message to support."), Tone.SUCCESS)


class PageView(QWidget):
    """Shows one of `pages`; `today` tells the present day, `support` what to tell support. Signal `page_wanted(target)`: somebody followed a link.

    `print_link` is hidden until somebody listens to it.
    """

    page_wanted = Signal(str)

    def __init__(
        self, pages: Mapping[str, GuidancePage], today: Callable[[], date], support: Callable[[], str]
    ) -> None:
        super().__init__()
        self._pages = pages
        self._today = today
        self.page_id = ""
        self.source = Text("", "small", selectable=True)
        self.source.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.print_link = LinkButton(_("Print…"), name=_("Print this page"))
        self.print_link.hide()
        self.old = Notice(tone=Tone.WARNING)
        self.reader = Reader(pages)
        self.reader.link_chosen.connect(self.page_wanted)
        self._related_heading = Heading(_("Related pages"), 3)
        related = (
            QWidget()
        )  # of its own, so that a screen reader comes to what is made later before what stands below
        self._related = VBox(related, spacing=4)
        self.links: list[LinkButton] = []
        column = VBox(self, spacing=12)
        self.support = SupportCard(support)
        column.add(self.old, self.reader, self.support, self._related_heading, related, self.source)
        column.addWidget(self.print_link, 0, Qt.AlignmentFlag.AlignLeft)

    def has(self, target: str) -> bool:
        """Whether there is a page for ``page`` or ``page#heading``."""
        return split_target(target)[0] in self._pages

    def show_target(self, target: str, *, words: str = "") -> None:
        """Show ``page`` or ``page#heading``, the cursor at that heading; `words` that were looked for are marked."""
        page_id, anchor = split_target(target)
        page = self._pages[page_id]
        self.page_id = page_id
        heading = page.anchors.index(anchor) if anchor in page.anchors else 0
        self._show_origin(page)
        self.reader.show_text(page.text, heading=heading, words=words)
        self.support.show_on(page_id)
        self._show_related(page)
        settle(self)

    @property
    def heading_top(self) -> int:
        """How many pixels below the top of this widget the heading stands that was asked for; 0 for the page's top."""
        down = self.reader.heading_top
        return self.reader.y() + down if down else 0

    def _show_origin(self, page: GuidancePage) -> None:
        day = short_day(PartialDate.parse(page.last_checked))
        self.source.setText(_("Source: {source}. Last checked {day}.").format(source=page.source, day=day))
        if page.is_old(self._today()):
            self.old.say(
                _(
                    "Nobody has checked this page for more than 12 months. Ask your organisation whether it still holds."
                ),
                Tone.WARNING,
            )
        else:
            self.old.clear()

    def _show_related(self, page: GuidancePage) -> None:
        for link in self.links:
            link.hide()
            self._related.removeWidget(link)
            link.deleteLater()
        self.links = [self._link(self._pages[name]) for name in page.related if name in self._pages]
        chain_tabs([stop_before(self.print_link), *self.links])
        self._related_heading.setVisible(bool(self.links))

    def _link(self, page: GuidancePage) -> LinkButton:
        link = LinkButton(page.title, lambda: self.page_wanted.emit(page.id), colour="link")
        self._related.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return link


def settle(widget: QWidget) -> None:
    """Have what is in `widget` take its place at once, so that it can be measured."""
    layout = widget.layout()
    if layout is not None:
        layout.activate()


class PagePane(QWidget):
    """Shows one of `pages` at a time, with its heading in sight. `links` stand above and do not scroll."""

    def __init__(
        self,
        pages: Mapping[str, GuidancePage],
        today: Callable[[], date],
        support: Callable[[], str],
        *links: QWidget,
    ) -> None:
        super().__init__()
        self._seeking = False
        self.view = PageView(pages, today, support)
        self._scroll = ScrollPage()
        card = Card()
        card.body.addWidget(self.view)
        self._scroll.column.addWidget(card)
        column = VBox(self, spacing=0, margins=(0, 20, 0, 0))
        line = FlowRow(*links)
        line.setContentsMargins(32, 0, 32, 0)
        column.addWidget(line)
        column.addWidget(self._scroll, 1)
        self.view.reader.cursor_moved.connect(self._follow)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(self._seek)
        bar.actionTriggered.connect(self._leave_it)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to what is read. Qt’s focus proxy would have Tab pass by the links above."""
        self.view.reader.setFocus(reason)

    def show_target(self, target: str, *, words: str = "") -> None:
        """Show ``page`` or ``page#heading``; `words` that were looked for are marked."""
        self.view.show_target(target, words=words)
        self._seeking = True
        self._seek()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home, End and the space bar; the scrolling page itself takes the arrows and the page keys."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._scroll.verticalScrollBar().triggerAction(step)

    def _follow(self, place: QRect) -> None:
        """The cursor went there by a key."""
        at = self.view.reader.mapTo(self._scroll.content, place.center())
        self._seeking = False
        self._scroll.ensureVisible(at.x(), at.y(), 0, 4 * place.height())

    def _seek(self) -> None:
        """Bring the heading into sight, and again whenever the room changes, until somebody scrolls."""
        if self._seeking:
            settle(self._scroll.content)
            top = self.view.mapTo(self._scroll.content, QPoint(0, 0)).y()
            down = self.view.heading_top
            self._scroll.verticalScrollBar().setValue(top + down - _ABOVE if down else 0)

    def _leave_it(self) -> None:
        self._seeking = False
