"""A pack that was signed, as it was sealed: to be read, never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.packs.preview import page_count
from prevent_desktop.translation import _
from prevent_desktop.ui.moments import moment_in_words
from prevent_desktop.ui.pack.drawn_pages import DrawnPages
from prevent_desktop.ui.pack.pages_view import PagesView
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Breadcrumb, BusyLine, Card, PageHead, ScrollPage
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.show_pack import ShownPack, show_pack

_RECORD = "record"


class SignedPackPage(ScrollPage):
    """The pages of the pack with `pack_id`. Signal `left(person id)`."""

    left = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        clock: Callable[[], datetime],
        pack_id: str,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(widest=664, parent=parent)
        short = short_pack_id(pack_id)
        self.setAccessibleName(_("Pack {pack}").format(pack=short))
        self._tasks = tasks
        self._clock = clock
        self.way = Breadcrumb([(_RECORD, ""), ("", _("Pack {pack}").format(pack=short))])
        self.head = PageHead(_("Pack {pack}").format(pack=short))
        self.busy = BusyLine()
        self.pages = PagesView()
        card = Card(kind="preview")
        card.body.addWidget(self.pages)
        self.column.setSpacing(10)
        for widget in (self.way, self.head, self.busy, card):
            self.column.addWidget(widget)
        FirstFocus(self, self.pages.sheet)
        self.busy.start(_("Opening the pack…"))
        tasks.in_vault(lambda vault: show_pack(vault, pack_id), self._show)

    def _show(self, shown: ShownPack) -> None:
        now = self._clock()
        record = shown.record
        words = _("Signed {when} for {recipient}. {state}.").format(
            when=moment_in_words(record.signed_at, now),
            recipient=record.recipient_name,
            state=record.status.label,
        )
        title = _("Pack {pack}").format(pack=short_pack_id(record.id))
        self.head.show_words(title, words)
        self.way.name_step(_RECORD, shown.person.label_on(now.astimezone().date()))
        self.way.chosen.connect(lambda _key: self.left.emit(shown.person.id))
        self._tasks.in_background(
            lambda: page_count(shown.pdf), lambda count: self._show_pages(shown.pdf, count)
        )

    def _show_pages(self, pdf: bytes, count: int) -> None:
        self.busy.stop()
        self.pages.show_pages(DrawnPages(self._tasks, pdf, count))
