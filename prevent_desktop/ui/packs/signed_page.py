"""A pack that was signed, as it was sealed: to be read, never changed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackStatus, corrected_in_words
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.packs.preview import Document, page_count
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.file_dialogs import AskForFolder, ask_for_folder
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.packs.new_password_controller import NewPasswordController
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Countersign, Mistake, Pack, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    ScrollPage,
    SecondaryButton,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.packs.show_pack import ShownPack, show_pack
from prevent_desktop.workflows.printing.parts import pack_to_print
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_RECORD = "record"


class SignedPackPage(ScrollPage):
    """The pages of the pack with `pack_id`.

    Signal `password_made(password to tell)` once it is saved again under a new one.
    """

    password_made = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        pack_id: str,
        *,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=664)
        short = short_pack_id(pack_id)
        self.setAccessibleName(_("Pack {pack}").format(pack=short))
        self._tasks, self._clock, self._ask_folder = tasks, clock, ask_folder
        self._navigator, self._pack_id, self._phone = navigator, pack_id, ""
        self.way = Breadcrumb([(_RECORD, ""), ("", _("Pack {pack}").format(pack=short))])
        self.head = PageHead(_("Pack {pack}").format(pack=short))
        self.busy = BusyLine()
        self.pages = PagesView()
        self.mistake = SecondaryButton(_("This pack has a &mistake…"))
        self.mistake.clicked.connect(partial(navigator.open, Mistake(pack_id)))
        self.mistake.hide()
        self.print_button = SecondaryButton(_("&Print…"), self.print_shown)
        self.printing = Printing(tasks, self, navigator.told.emit)
        self.again = SecondaryButton(_("&New password…"), self.close_again)
        self.again.hide()
        self.countersign = SecondaryButton(_("&Countersignature…"))
        self.countersign.clicked.connect(partial(navigator.open, Countersign(pack_id)))
        self.countersign.hide()
        self.notice = PageNotice()
        self.controller = NewPasswordController(tasks, clock, self)
        self.controller.made.connect(self._made)
        self.controller.failed.connect(self._failed)
        self.links = [LinkButton(""), LinkButton("")]
        self._lay_out()
        self.busy.start(_("Opening the pack…"))
        tasks.in_vault(lambda vault: show_pack(vault, pack_id), self._show)

    def _lay_out(self) -> None:
        self.linked = FlowRow(*self.links)
        for link in self.links:
            link.hide()
        card = Card(kind="preview")
        card.body.addWidget(self.pages)
        self.column.setSpacing(10)
        for widget in (
            self.way, self.head, self.linked, self.notice, FlowRow(self.countersign, self.mistake, self.again, self.print_button), self.busy, card,
        ):  # fmt: skip
            self.column.addWidget(widget)
        FirstFocus(self, self.pages.sheet)

    def _show(self, shown: ShownPack) -> None:
        now = self._clock()
        record = shown.record
        words = _("Signed {when} for {receiver}. {state}.").format(
            when=short_moment_near(record.signed_at, now),
            receiver=record.recipient_name,
            state=record.status.label,
        )
        title = _("Pack {pack}").format(pack=short_pack_id(record.id))
        self.head.show_words(title, words)
        self.way.name_step(_RECORD, shown.person.label_on(now.astimezone().date()))
        self.way.chosen.connect(lambda _key: self._navigator.open(Record(shown.person.id)))
        self.mistake.setVisible(record.status is not PackStatus.WITHDRAWN)
        self.countersign.setVisible(record.status is PackStatus.AWAITING)
        self.again.setVisible(shown.may_be_closed_again)
        self._phone = shown.phone
        self._show_links(shown, now)
        self._tasks.in_background(
            lambda: page_count(shown.pdf), lambda count: self._show_pages(shown.pdf, count)
        )

    def print_shown(self) -> None:
        """Print the pages as they were signed (Ctrl+P)."""
        pack_id = self._pack_id
        self.printing.begin(lambda vault: pack_to_print(vault, pack_id))

    def close_again(self) -> None:
        """Save the same pages under a new password, once the passphrase is given again: the old one is of no use for them."""
        folder = self._ask_folder(self)
        if folder is None:
            return
        asking = Asking(
            purpose=Purpose.SAVE_PACK,
            heading=_("A new password for this pack"),
            reason=_(
                "The same pages are signed again and saved in {folder}, under a new password that is shown once. Whoever has the "
                "earlier file can still open it with the earlier words."
            ).format(folder=folder),
            act=_("&Sign and save"),
            subject=self._pack_id,
        )
        require_step_up(self, self._tasks, asking, lambda: self._begin(folder))

    def _begin(self, folder: Path) -> None:
        self.again.setEnabled(False)
        self.busy.start(_("Closing the pack under a new password…"))
        self.controller.begin(self._pack_id, folder, self._phone)

    def _made(self, to_tell: PasswordToTell) -> None:
        self.busy.stop()
        self.password_made.emit(to_tell)

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.again.setEnabled(True)
        self.notice.say_failure(error)

    def _show_links(self, shown: ShownPack, now: datetime) -> None:
        """The pack that this one corrects, and the one that corrects it: the way there and back."""
        before, after = self.links
        if shown.record.corrects is not None:
            words = _("Takes the place of pack {pack}").format(pack=short_pack_id(shown.record.corrects))
            self._show_link(before, words, shown.record.corrects)
        if shown.corrected_by is not None:
            self._show_link(after, corrected_in_words(shown.corrected_by, now), shown.corrected_by.id)

    def _show_link(self, link: LinkButton, words: str, pack_id: str) -> None:
        link.setText(words)
        link.clicked.connect(lambda: self._navigator.open(Pack(pack_id)))
        link.show()

    def _show_pages(self, pdf: Document, count: int) -> None:
        self.busy.stop()
        self.pages.show_pages(DrawnPages(self._tasks, pdf, count))
