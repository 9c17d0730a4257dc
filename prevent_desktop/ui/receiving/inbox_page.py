"""The inbox: what came in, and what was set aside."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import DeliveryError, PreventDesktopError, reason_of
from prevent_desktop.formatting import each_of, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.receiving.inbox_controller import InboxController, Looked
from prevent_desktop.ui.receiving.inbox_head import InboxHead
from prevent_desktop.ui.receiving.inbox_letters import InboxLetters
from prevent_desktop.ui.receiving.inbox_view import (
    certificate_in_words,
    columns,
    inbox_rows,
    looked_in_words,
    nothing_in,
)
from prevent_desktop.ui.receiving.mail_rows import mail_columns, mail_rows
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Answer, CheckFile, ReceivedPack, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    DataTable,
    EmptyState,
    FlowRow,
    HairLine,
    Heading,
    LinkButton,
    Notice,
    PageNotice,
    ScrollPage,
    SecondaryButton,
    Text,
    TickBox,
    Tone,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.keyboard import hand_keyboard_on
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk import Desk
from prevent_desktop.workflows.receiving.desk_places import DeskPlace, Mailbox
from prevent_desktop.workflows.receiving.inbox import Inbox, InboxPart, read_inbox
from prevent_desktop.workflows.receiving.quarantine import Quarantined, dismiss, quarantined, try_again

Aside = tuple[Mailbox, Quarantined]
_WIDE, _NARROW = (20, 18, 20, 18), (6, 4, 6, 6)
"""What the card of the table leaves free around it, in px."""


class AsideCard(Card):
    """Hidden while nothing stands aside. Signals `retry_wanted(aside)` and `dismiss_wanted(aside)`."""

    retry_wanted = Signal(object)
    dismiss_wanted = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__(_("Set aside"))
        self._clock = clock
        self._shown: tuple[Aside, ...] = ()
        self._rows: list[QWidget] = []
        self.retries: list[SecondaryButton] = []
        self.dismissals: list[SecondaryButton] = []
        self.body.addWidget(
            Text(
                _("These files did not pass a check, so nothing of them is shown and no receipt was given."),
                "muted",
            )
        )
        self.hide()

    def show_files(self, files: tuple[Aside, ...]) -> None:
        """Show what stands aside; what has not changed is left alone."""
        if files != self._shown:
            self._shown = files
            old, self._rows, self.retries, self.dismissals = self._rows, [], [], []
            for aside in files:
                self._add(aside)
            hand_keyboard_on(old, self._rows)
            for row in old:
                row.hide()
                self.body.removeWidget(row)
                row.deleteLater()
        self.setVisible(bool(files))

    def _add(self, aside: Aside) -> None:
        one = aside[1]
        retry, dismiss = SecondaryButton(_("&Check it again")), SecondaryButton(_("&Remove it…"))
        for button in (retry, dismiss):
            button.setAccessibleDescription(f"{one.name}: {one.title}")
        retry.clicked.connect(lambda: self.retry_wanted.emit(aside))
        dismiss.clicked.connect(lambda: self.dismiss_wanted.emit(aside))
        when = short_moment_near(one.set_aside_at, self._clock())
        name = one.untrusted_pack_id or one.name
        for row in (
            HairLine(),
            Heading(one.title, 3),
            Text(f"{one.what_happened} {one.next_step}", selectable=True),
            Text(_("File {name}, set aside {when}").format(name=name, when=when), "small", selectable=True),
        ):
            self._rows.append(row)
            self.body.addWidget(row)
        actions = FlowRow(retry, dismiss)
        self._rows.append(actions)
        self.body.addWidget(actions, 0, Qt.AlignmentFlag.AlignLeft)
        actions.show()
        self.retries.append(retry)
        self.dismissals.append(dismiss)


class InboxPage(ScrollPage):
    """What was received, and what stands aside. Beside the pack that is open it is a list of mail, which `marks` that pack.

    Its `shared_head` stands above both then.
    """

    right_beside = 0

    def __init__(self, tasks: Tasks, navigator: Navigator, controller: InboxController, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(_("Inbox"))
        self._tasks, self._controller, self._clock = tasks, controller, clock
        self._navigator = navigator
        self.shared_head = InboxHead()
        self.shared_head.check_wanted.connect(partial(controller.check, asked=True))
        self.shared_head.file_wanted.connect(partial(navigator.open, CheckFile()))
        self.shared_head.turned.connect(self._turn_part)
        self.check, self.parts = self.shared_head.check, self.shared_head.parts
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(controller.stop)
        self.notice = PageNotice()
        self.change_key = LinkButton(_("Our desk"))
        self.change_key.clicked.connect(partial(navigator.open, Settings(SettingsPart.RECEIVING)))
        self.certificate = Notice(title=_("Receipts and answers"), action=self.change_key)
        self.table = DataTable(columns(), name=_("Inbox"), known_as="inbox")
        self.table.opened.connect(lambda received_id: navigator.open(ReceivedPack(received_id)))
        self.letters = InboxLetters(self.table)
        self.letters.answer_wanted.connect(
            lambda received_id, kind: navigator.open(Answer(received_id, kind))
        )
        self.letters_box = TickBox(
            _("Single letters in this list: J and K go down and up, D decides, Q asks")
        )
        self.letters_box.toggled.connect(self._switch_letters)
        self.empty = EmptyState("", "")
        self._shown = Inbox(desk=None, lines=())
        self._beside = False
        self._marked: tuple[str, InboxPart | None] = "", None
        self._chosen_part = InboxPart.NEW
        self.none_here = Text("", "muted")
        self.make_desk = LinkButton(_("Make this vault a receiving desk"))
        self.make_desk.clicked.connect(partial(navigator.open, Settings(SettingsPart.RECEIVING)))
        self.aside = AsideCard(clock)
        self.aside.retry_wanted.connect(self._try_again)
        self.aside.dismiss_wanted.connect(self._ask_to_dismiss)
        self._lay_out()
        controller.begun.connect(self._begun)
        controller.moved.connect(self.busy.tell)
        controller.finished.connect(self._finished)
        controller.failed.connect(self._not_looked)
        controller.changed.connect(self.refresh)
        FirstFocus(self, self)

    def _lay_out(self) -> None:
        self.column.addWidget(self.shared_head)
        self._card = card = Card()
        for part in (self.empty, self.make_desk, self.none_here, self.table, self.letters_box):
            card.body.addWidget(part)
            part.hide()
        self.column.add(self.certificate, self.busy, self.notice, card, self.aside)

    def stand_beside(self, beside: bool) -> None:
        """Be a list of mail, which fills by itself; or the whole page again, whose table has a column for each thing."""
        super().stand_beside(beside)
        if beside != self._beside:
            self._beside = beside
            self._card.body.setContentsMargins(*(_NARROW if beside else _WIDE))
            self.shared_head.stand_above(beside)
            self.table.take_columns(mail_columns() if beside else columns(), stacked=beside)
            if not beside:
                self.column.insertWidget(0, self.shared_head)
                self._go_to_part(self._chosen_part)
            self._show_part()
            self._marked = self._marked[0], None
            self._follow()

    def mark(self, received_id: str) -> None:
        """Choose the row of the pack that is open, wherever it stands."""
        if received_id != self._marked[0]:
            self._marked = received_id, None
            self._follow()

    def _follow(self) -> None:
        """Go to the part that the open pack is in now, unless it was there before and somebody looks at another."""
        received_id, before = self._marked
        line = next((one for one in self._shown.lines if one.pack.id == received_id), None)
        if line is None or not self._beside:
            return
        self._marked = received_id, line.part
        if line.part is not before and not line.is_in(self.shared_head.part):
            self._go_to_part(line.part)
        keys = [row.key for row in self.table.rows_model.rows]
        if received_id in keys and line.part is not before:
            self.table.selectRow(keys.index(received_id))

    def _go_to_part(self, part: InboxPart) -> None:
        """Show a part that nobody chose: whoever comes back to the whole inbox is where they were."""
        chosen = self._chosen_part
        self.shared_head.go_to(part)
        self._chosen_part = chosen

    def _turn_part(self) -> None:
        self._chosen_part = self.shared_head.part
        self._show_part()

    def refresh(self) -> None:
        """Read what was received, and what stands aside."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: read_inbox(vault, now=now), self.show_inbox)

    def show_inbox(self, inbox: Inbox) -> None:
        """Show it; what has not changed is left alone."""
        self._shown = inbox
        self.letters.on = inbox.letters
        self.letters_box.set_checked(inbox.letters)
        self.shared_head.show_numbers(inbox)
        self._show_part()
        self._follow()
        self.empty.setVisible(not inbox.lines)
        self.make_desk.setVisible(inbox.desk is None)
        self.check.setEnabled(inbox.desk is not None)
        self._say_empty(inbox.desk)
        self._say_certificate(inbox.ends_at)
        if inbox.desk is not None:
            self._tasks.in_vault(self._controller.reach.places, self._read_aside)

    def _show_part(self) -> None:
        part, lines = self.shared_head.part, self._shown.lines
        here = (line for line in lines if line.is_in(part))
        rows_of = mail_rows if self._beside else inbox_rows
        rows = rows_of(here, self._clock(), in_team=self._shown.in_team)
        if rows != self.table.rows_model.rows:
            self.table.show_rows(rows)
        self.letters_box.setVisible(bool(rows) and not self._beside)
        self.table.setVisible(bool(rows))
        self.none_here.setText(nothing_in(part))
        self.none_here.setVisible(bool(lines) and not rows)

    def _switch_letters(self, on: bool) -> None:
        if on != self._shown.letters:
            self._tasks.in_vault(
                lambda vault: settings.save_inbox_letters(vault, on), lambda _none: self.refresh()
            )

    def _say_empty(self, desk: Desk | None) -> None:
        if desk is None:
            self.empty.say(
                _("This vault is not a receiving desk"),
                _(
                    "A receiving desk has a key of its own, which senders’ packs are sealed to, and a folder that they come into."
                ),
            )
        else:
            folders = each_of(desk.watched)
            self.empty.say(
                _("Nothing has come in yet"),
                _(
                    "Packs come into {folders}. They are looked for every minute while the vault is open."
                ).format(folders=folders),
            )

    def _say_certificate(self, ends_at: datetime | None) -> None:
        """That the desk's certificate ends soon, or has ended: read out once."""
        words = "" if ends_at is None else certificate_in_words(ends_at, self._clock())
        if words != self.certificate.text.text():
            self.certificate.say(words, Tone.WARNING)

    def _read_aside(self, places: tuple[DeskPlace, ...]) -> None:
        def read() -> tuple[Aside, ...]:
            found: list[Aside] = []
            for place in places:
                with suppress(OSError, DeliveryError):  # what is away is told by the check
                    found += [(place.mailbox, one) for one in quarantined(place.mailbox)]
            return tuple(found)

        self._tasks.in_background(read, self.aside.show_files)

    def _try_again(self, aside: Aside) -> None:
        mailbox, one = aside

        def put_back() -> None:
            try:
                try_again(mailbox, one)
            except FileNotFoundError:
                return  # somebody was faster
            except OSError as error:
                raise _not_moved(error) from error

        self._tasks.in_background(put_back, lambda _none: self._controller.check(), self._failed)

    def _ask_to_dismiss(self, aside: Aside) -> None:
        question = ConfirmDialog(
            _("Remove this file?"),
            _(
                "It is removed from the folder for good. Ask the sender first whether they will send the pack again."
            ),
            _("&Remove it"),
            parent=self,
        )
        question.accepted.connect(lambda: self._dismiss(aside))
        question.open()

    def _dismiss(self, aside: Aside) -> None:
        def remove() -> None:
            try:
                dismiss(*aside)
            except OSError as error:
                raise _not_moved(error) from error

        self._tasks.in_background(remove, lambda _none: self._dismissed(), self._failed)

    def _dismissed(self) -> None:
        self.notice.say(_("The file is removed."), Tone.SUCCESS)
        self.refresh()

    def _begun(self) -> None:
        """The button stays: a round that nobody asked for takes no keyboard away, and whoever asks now is served by it."""
        self.busy.start(_("Checking what has come in…"))

    def _finished(self, looked: Looked) -> None:
        self.busy.stop()
        if self.isVisible() or looked.kept or looked.aside:
            self.notice.stand(*looked_in_words(looked))  # a round may be one that nobody asked for
        self.refresh()

    def _not_looked(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.notice.stand(str(error), Tone.DANGER)

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.notice.say_failure(error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._controller.busy:
            self._begun()


def _not_moved(error: OSError) -> PreventDesktopError:
    from prevent_desktop.errors import DeliveryError

    return DeliveryError(
        _("The file could not be moved"),
        _("The folder did not allow it: {reason}.").format(reason=reason_of(error)),
        _("See that the folder is there and may be written, then try again."),
    )
