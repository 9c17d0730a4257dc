"""Look at a pack that waits for its countersignature, and sign it, hand it over, or take it in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForFolder, ask_for_file, ask_for_folder
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up, require_step_up_to_sign
from prevent_desktop.ui.packs.countersign_controller import CountersignController, Looked
from prevent_desktop.ui.packs.countersign_view import rows
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Outbox, Pack
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    FlowRow,
    KeyValueTable,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_BACK = "back"


class CountersignPage(ScrollPage):
    """About the vault's pack with `pack_id`, or, where that is empty, one in a file that was handed over.

    `wake` is called once a pack has both signatures and goes.
    """

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        spool: SpoolSource,
        clock: Clock,
        wake: Callable[[], None],
        pack_id: str = "",
        *,
        ask_file: AskForFile | None = None,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=760)
        self.setAccessibleName(_("Countersign a pack"))
        self._tasks, self._clock, self._pack_id = tasks, clock, pack_id
        self._ask_file, self._ask_folder = ask_file or _ask_for_pack, ask_folder
        self._navigator, self._wake = navigator, wake
        self._looked: Looked | None = None
        self.controller = CountersignController(tasks, spool, clock, self)
        self._make_parts()
        self._lay_out()
        self._listen()
        FirstFocus(self, self)
        if pack_id:
            self._look(None)

    def _make_parts(self) -> None:
        step = _("Pack {pack}").format(pack=short_pack_id(self._pack_id)) if self._pack_id else _("Outbox")
        self.way = Breadcrumb([(_BACK, step), ("", _("Countersign a pack"))])
        self.notice = PageNotice()
        self.choose = PrimaryButton(_("&Choose the pack…"))
        self.choose.setVisible(not self._pack_id)
        self.table = KeyValueTable()
        self.reason = Text("", "warning")
        self.sign = PrimaryButton(_("Counter&sign…"))
        self.take = SecondaryButton(_("&Take in the countersigned pack…"))
        self.hand: list[SecondaryButton] = []
        self.handing = FlowRow()
        self.busy = BusyLine(can_stop=True)
        self.pages = PagesView()
        self.what, self.sheet = Card(_("The pack")), Card(kind="preview")

    def _lay_out(self) -> None:
        words = _(
            "Your signature stands after the author’s, in the same document. It is checked before you see any of it, and you sign what is on the pages below."
        )
        self.column.setSpacing(12)
        self.what.body.addWidget(self.table)
        self.sheet.body.addWidget(self.pages)
        for widget in (
            self.way, PageHead(_("Countersign a pack"), words), self.notice, FlowRow(self.choose), self.what, self.reason,
            FlowRow(self.sign), self.handing, FlowRow(self.take), self.busy, self.sheet,
        ):  # fmt: skip
            self.column.addWidget(widget)
        self._hide_what_was_found()

    def _listen(self) -> None:
        self.way.chosen.connect(
            lambda _key: self._navigator.open(Pack(self._pack_id) if self._pack_id else Outbox())
        )
        self.choose.clicked.connect(self.choose_file)
        self.sign.clicked.connect(self.countersign)
        self.take.clicked.connect(self.take_in)
        self.busy.stop_wanted.connect(self.controller.stop)
        self.controller.looked.connect(self._show)
        self.controller.done.connect(self._done)
        self.controller.queued.connect(self._wake)
        self.controller.failed.connect(self._failed)

    # -- looking

    def choose_file(self) -> None:
        """Choose the file that was handed over, and verify it."""
        path = self._ask_file(self)
        if path is not None:
            self._look(path)

    def _look(self, path: Path | None) -> None:
        self.notice.clear()
        self._forget()
        self.busy.start(_("Checking the pack…"))
        self.controller.look(self._pack_id, path)

    def _forget(self) -> None:
        self._looked = None
        self._hide_what_was_found()

    def _hide_what_was_found(self) -> None:
        for widget in (self.what, self.reason, self.sign, self.take, self.handing, self.sheet):
            widget.hide()

    def _show(self, looked: Looked) -> None:
        self.busy.stop()
        self._looked = looked
        handed = looked.handed
        self.table.show_rows(rows(handed, self._clock()))
        self.reason.say(looked.reason)
        self.sign.setVisible(not looked.reason)
        self.choose.setVisible(not self._pack_id and bool(looked.reason))
        waits = bool(self._pack_id) and handed.pack.awaits_countersignature
        self.take.setVisible(waits)
        self._show_leads(looked.leads if waits else ())
        self.what.show()
        self.sheet.show()
        self.pages.show_pages(DrawnPages(self._tasks, handed.source.open, handed.facts.page_count))

    def _show_leads(self, leads: tuple[Colleague, ...]) -> None:
        for lead in leads if not self.hand else ():
            button = SecondaryButton(_("Save it for {name}…").format(name=lead.name))
            button.clicked.connect(partial(self.save_for, lead))
            self.hand.append(button)
            self.handing.add(button)
        chain_tabs([self.sign, *self.hand])
        self.handing.setVisible(bool(leads))

    # -- what can be done

    def countersign(self) -> None:
        """Sign after the author, once the passphrase is given again."""
        looked = self._looked
        folder = None if self._pack_id else self._ask_folder(self)
        if looked is None or self.controller.busy or (folder is None and not self._pack_id):
            return
        author = looked.handed.pack.author
        asking = Asking(
            purpose=Purpose.COUNTERSIGN,
            heading=_("Countersign this pack"),
            reason=_("Your key signs pack {pack} of {author}, {organisation}, after them.").format(
                pack=looked.handed.pack.pack_id, author=author.name, organisation=author.organisation
            ),
            act=_("&Countersign"),
            subject=looked.handed.pack.pack_id,
        )
        require_step_up_to_sign(self, self._tasks, asking, lambda pin: self._sign(looked, folder, pin))

    def _sign(self, looked: Looked, folder: Path | None, pin: str) -> None:
        self.sign.setEnabled(False)
        self.busy.start(_("Countersigning…"))
        self.controller.sign(looked.handed, folder, pin)

    def save_for(self, lead: Colleague) -> None:
        """Save it for the lead, sealed, once the passphrase is given again."""
        looked, folder = self._looked, self._ask_folder(self)
        if looked is None or folder is None or self.controller.busy:
            return
        asking = Asking(
            purpose=Purpose.SAVE_PACK,
            heading=_("Save this pack for {name}").format(name=lead.name),
            reason=_("It is sealed so that only {name} can open it, and saved in {folder}.").format(
                name=lead.name, folder=folder
            ),
            act=_("&Save"),
            subject=self._pack_id,
        )
        require_step_up(self, self._tasks, asking, lambda: self._hand(looked, lead, folder))

    def _hand(self, looked: Looked, lead: Colleague, folder: Path) -> None:
        self.busy.start(_("Saving the pack…"))
        self.controller.hand(looked.handed, lead, folder)

    def take_in(self) -> None:
        """Take in the file that came back from the lead."""
        path = self._ask_file(self)
        if path is not None and not self.controller.busy:
            self.busy.start(_("Checking the pack…"))
            self.controller.take_in(self._pack_id, path)

    def _done(self, words: str) -> None:
        self.busy.stop()
        self.notice.say(words, Tone.SUCCESS)
        self.sign.setEnabled(True)
        if self._pack_id:
            self.controller.look(self._pack_id)
        else:
            self._forget()
            self.choose.show()

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.sign.setEnabled(True)
        self.notice.say_failure(error)


def _ask_for_pack(parent: QWidget) -> Path | None:
    return ask_for_file(parent, title=_("Pack"), kinds=_("Packs (*.pdf *.age);;All files (*)"))
