"""One press gives what was recorded to the lead: who gets it, what, signed as whom; then where it is, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFolder, ask_for_folder
from prevent_desktop.ui.components.step_up_dialog import require_step_up_to_sign
from prevent_desktop.ui.packs.asking import asking_to_sign
from prevent_desktop.ui.packs.missing import route_to
from prevent_desktop.ui.packs.orders import Order, Orders
from prevent_desktop.ui.packs.signing_controller import SigningController, stopped_words
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.packs.to_lead_view import (
    card_title,
    confirmation,
    may_move,
    note_words,
    sent_words,
    spoken_rows,
    what_comes_next,
    where_it_is,
)
from prevent_desktop.ui.packs.view import check_line
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Mistake, Outbox, Pack, PreparePack, Route, Settings
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    FlowRow,
    KeyValueTable,
    LinkButton,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.choices import TickBox
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.ui.widgets.while_shown import WhileShown
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.for_lead import ToLead, look_again, to_lead, with_notes
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_LOOK_EVERY_MS = 2_000


class ToLeadCard(Card):
    """About the case with `case_id`. `spool` is asked for in the vault's lane; `wake` tells the courier.

    Signals: `named(words, bool)`: whom it is about, as lists say it, and whether the lead's desk is known, once that is read;
    `passwords_made(tuple of PasswordToTell)` once a file under six words is saved.
    """

    named = Signal(str, bool)
    passwords_made = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        spool: SpoolSource,
        clock: Clock,
        wake: Callable[[], None],
        case_id: str,
        *,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(card_title(None))
        self._tasks, self._navigator, self._library = tasks, navigator, library
        self._spool, self._clock, self._case_id = spool, clock, case_id
        self._found: ToLead | None = None
        self._sent_now = False
        self._ask_folder = ask_folder
        self._to_tell: list[PasswordToTell] = []
        self.controller = SigningController(tasks, library, spool, clock, wake, self)
        self._looking = WhileShown(self, _LOOK_EVERY_MS, self._look_again, self._waits)
        self._make_parts()
        self._lay_out()
        self._listen()

    def _make_parts(self) -> None:
        self.notice = Notice()
        self.table = KeyValueTable()
        self.notes: dict[str, TickBox] = {}
        self._notes_box = QWidget()
        self._notes_column = VBox(self._notes_box, spacing=6)
        self.in_the_way = Text("")
        self.go_to_it = SecondaryButton(_("&Put it right"), self._go_to_it)
        self.send = PrimaryButton(_("&Send to your lead…"), self.ask_to_send)
        self.more = SecondaryButton(
            _("M&ore choices…"), partial(self._navigator.open, PreparePack(self._case_id))
        )
        self.busy = BusyLine(can_stop=True)
        self.before = Text(_("What they have already"), "strong")
        self.where = Notice()
        self.which = Text("", "small")
        self.following = Text("")
        self.outbox = SecondaryButton(_("See it in the outbo&x"), partial(self._navigator.open, Outbox()))
        self.pack = LinkButton(_("Open the pack"), self._open_pack)
        self.mistake = LinkButton(_("This has a mistake…"), self._mend)

    def _lay_out(self) -> None:
        self.acts = FlowRow(self.send, self.go_to_it, self.more, gap=12)
        self.after = FlowRow(self.outbox, self.pack, self.mistake, gap=12)
        parts = (
            self.notice, self.table, self._notes_box, self.in_the_way, self.acts, self.busy,
            self.before, self.where, self.which, self.following, self.after,
        )  # fmt: skip
        self.body.setSpacing(10)
        self.body.add(*parts)
        for part in (
            self.in_the_way,
            self.before,
            self.following,
            self.after,
            self.send,
            self.go_to_it,
            self.which,
        ):
            part.hide()

    def _listen(self) -> None:
        self.controller.show_in(self.busy)
        self.controller.made.connect(self._to_tell.append)
        self.controller.remarked.connect(self._remark)
        self.controller.finished.connect(self._finished)
        self.controller.stopped.connect(self._stopped)
        self.controller.failed.connect(self._failed)

    # -- what is shown

    def refresh(self) -> None:
        """Read again what the lead would get, and where it is."""
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: to_lead(vault, self._library, self._spool(), self._case_id, now=now),
            self._show,
            self.notice.say_failure,
        )

    def _look_again(self) -> None:
        found = self._found
        if found is not None:
            self._tasks.in_vault(
                lambda vault: look_again(vault, self._spool(), found), self._show, self.notice.say_failure
            )

    def _show(self, found: ToLead) -> None:
        begins = self._sent_now or (self._found is None and self._page_has_keyboard())
        self._sent_now = False
        if found != self._found:
            self._found = found
            about = found.person.label_on(self._clock().astimezone().date())
            self.named.emit(about, found.choice is not None and not found.by_hand)
            self._show_sending(found)
            self._show_sent(found)
        self._looking.settle()
        if begins:
            self._begin_here()

    def _show_sending(self, found: ToLead) -> None:
        """What would go, while there is anything that the lead has not got."""
        wanted = found.has_news
        rows = confirmation(found) if wanted else ()
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._show_notes(found if wanted else None)
        line = found.in_the_way if wanted else None
        self.in_the_way.say("" if line is None else line.text)
        self.go_to_it.setAccessibleDescription("" if line is None else line.text)
        self.send.setAccessibleDescription(spoken_rows(rows))
        self.go_to_it.setVisible(line is not None and bool(line.go_to))
        self.send.setVisible(wanted and found.may_send)
        self.send.setText(_("&Save it for your lead…") if found.by_hand else _("&Send to your lead…"))
        self._may_send()
        self.acts.setVisible(wanted)

    def _show_notes(self, found: ToLead | None) -> None:
        """Each note that they have not got, ticked; what somebody unticked stays so."""
        notes = () if found is None else found.notes
        if tuple(self.notes) != tuple(one.id for one in notes):
            unticked = {note_id for note_id, box in self.notes.items() if not box.checked}
            for box in self.notes.values():
                box.hide()
                box.deleteLater()
            now = self._clock()
            self.notes = {
                one.id: TickBox(note_words(one, now), checked=one.id not in unticked) for one in notes
            }
            for box in self.notes.values():
                box.toggled.connect(self._may_send)
                self._notes_column.addWidget(box)
            chain_tabs([*(box.button for box in self.notes.values()), self.send, self.go_to_it, self.more])
        self._notes_box.setVisible(bool(notes))

    def _may_send(self) -> None:
        """Without a note that is ticked there may be nothing to send."""
        found = self._found
        anything = found is not None and (found.forms_are_news or bool(self._ticked))
        self.send.setEnabled(anything and not self.controller.busy)

    @property
    def _ticked(self) -> list[str]:
        return [note_id for note_id, box in self.notes.items() if box.checked]

    def _show_sent(self, found: ToLead) -> None:
        now = self._clock()
        self.retitle(card_title(found))
        words, tone = where_it_is(found, now)
        if words != self.where.text.text():
            self.where.say(words, tone)
        self.which.say(sent_words(found, now))
        self.following.say(what_comes_next(found))
        self.before.setVisible(found.sent is not None and found.has_news)
        self.outbox.setVisible(found.sent is not None and found.sent.status is not PackStatus.SAVED)
        self.after.setVisible(bool(words))

    def _waits(self) -> bool:
        return self._found is not None and may_move(self._found)

    def _page_has_keyboard(self) -> bool:
        """Whether the keyboard is on the page itself, and nothing on it was chosen yet."""
        page: QWidget | None = self.window().focusWidget()
        return page is not None and page.isAncestorOf(self)

    def _begin_here(self) -> None:
        """The keyboard goes to what is to be pressed next; a second Enter after signing must do no harm."""
        buttons = (self.outbox, self.pack) if self.acts.isHidden() else (self.send, self.go_to_it, self.more)
        first = next(button for button in buttons if not button.isHidden())
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what can be done

    def ask_to_send(self) -> None:
        """Sign, seal and queue it, once the passphrase is given again; to a lead without a desk, save it under six words in a folder that is chosen first."""
        found = self._found
        if found is None or found.choice is None or not found.may_send or self.controller.busy:
            return
        folder = self._ask_folder(self) if found.by_hand else None
        if found.by_hand and folder is None:
            return
        order = Order(choice=found.choice, pack_id=new_pack_id(), case_id=self._case_id, folder=folder)
        asking = asking_to_sign(Orders([order]), self._case_id)
        require_step_up_to_sign(self, self._tasks, asking, lambda pin: self._begin(replace(order, pin=pin)))

    def _begin(self, order: Order) -> None:
        """The notes become forms first: what is signed is what stands in the record."""
        self.notice.clear()
        self._to_tell.clear()
        self.send.setEnabled(False)
        notes, now = self._ticked, self._clock()
        self._tasks.in_vault(
            lambda vault: with_notes(vault, self._library, self._case_id, notes, now=now),
            lambda choice: self.controller.work([replace(order, choice=choice)]),
            partial(self._failed, order.choice.receiver.id),
        )

    def _remark(self, no_timestamp: str) -> None:
        words = _("The time is the one of this computer’s clock. {reason}")
        self.notice.say(words.format(reason=no_timestamp), Tone.INFO)

    def _finished(self) -> None:
        self._sent_now = True
        self.refresh()
        if self._to_tell:
            self.passwords_made.emit(tuple(self._to_tell))

    def _stopped(self) -> None:
        self.send.setEnabled(True)
        self.notice.say(stopped_words(), Tone.INFO)

    def _failed(self, _recipient_id: str, error: PreventDesktopError) -> None:
        self.send.setEnabled(True)
        self.notice.say_failure(error)
        self.refresh()

    def _go_to_it(self) -> None:
        line = None if self._found is None else self._found.in_the_way
        if line is not None:
            route = route_to(check_line(line, frozenset(self._library.form_ids())), self._case_id)
            self._navigator.open(self._and_back(route))

    def _and_back(self, route: Route) -> Route:
        """From the settings a link leads back here, and so does what is kept there."""
        return Settings(route.part, back=self._case_id) if isinstance(route, Settings) else route

    def _mend(self) -> None:
        if self._found is not None and self._found.sent is not None:
            self._navigator.open(Mistake(self._found.sent.id))

    def _open_pack(self) -> None:
        if self._found is not None and self._found.sent is not None:
            self._navigator.open(Pack(self._found.sent.id))
