"""Check, sign and queue: the last screen before a pack leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.decision import Decision
from prevent_desktop.casework.organisation import Colleague, SealingWay
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import (
    AskForFolder,
    AskForTarget,
    ask_for_folder,
    ask_for_target,
)
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.components.step_up_dialog import require_step_up_to_sign
from prevent_desktop.ui.packs.asking import asking_to_sign
from prevent_desktop.ui.packs.before_signing_card import BeforeSigningCard
from prevent_desktop.ui.packs.how_to_controller import HowToController
from prevent_desktop.ui.packs.lists import ReceiverList
from prevent_desktop.ui.packs.missing import route_to
from prevent_desktop.ui.packs.orders import Order, Orders, needs_folder
from prevent_desktop.ui.packs.preview_card import PreviewCard
from prevent_desktop.ui.packs.sign_buttons import SignButtons
from prevent_desktop.ui.packs.signing_controller import SigningController, stopped_words
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.packs.view import (
    CheckLine,
    PackWords,
    done_in_words,
    pack_words,
    why_not,
)
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import (
    Outbox,
    Record,
    WhoSeesWhat,
)
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Heading,
    LinkButton,
    PageNotice,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.columns import Columns
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.packs.countersign import lead_in_words
from prevent_desktop.workflows.packs.lead_not_asked import say_why_not
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation, prepare
from prevent_desktop.workflows.printing.parts import pack_to_print
from prevent_desktop.workflows.printing.to_print import require_printing
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_RECORD = "record"


class PackPage(ScrollPage):
    """Prepare packs for the case with `case_id`. `spool` is asked for in the vault's lane; `wake` tells the courier.

    Signal `passwords_made(passwords to tell)` once those packs are saved that are under one.
    """

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
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Prepare a pack"))
        self._tasks, self._library, self._clock = tasks, library, clock
        self._navigator = navigator
        self._case_id, self._ask_folder, self._ask_target = case_id, ask_folder, ask_target
        self._preparation: Preparation | None = None
        self._words: PackWords | None = None
        self._orders = Orders(())
        self._to_tell: list[PasswordToTell] = []
        self._remarks: list[str] = []
        self._lead = lead_in_words(())
        self.preview = PreviewCard(tasks, library, clock, case_id)
        self.signing_controller = SigningController(tasks, library, spool, clock, wake, self)
        self.how_to_controller = HowToController(tasks, clock, self)
        self._make_parts()
        self._lay_out()
        self._listen()
        FirstFocus(self, self)  # and not on what signs

    def _make_parts(self) -> None:
        self.way = Breadcrumb([(_RECORD, ""), ("", _("Prepare a pack"))])
        self.title = Heading(_("Check, sign and queue"), 1)
        self.notice = PageNotice()
        self.to_outbox = SecondaryButton(_("See it in the &outbox"), partial(self._navigator.open, Outbox()))
        self.to_outbox.hide()
        self.receiver_list = ReceiverList()
        self.differences = LinkButton(_("What each of them sees, and what you withhold"))
        self.basis = Text("")
        self.decision = Text("")
        self.recorded = Text("", "small")
        self.before_signing = BeforeSigningCard()
        self.buttons = SignButtons()
        self.sign, self.save = self.buttons.sign, self.buttons.save
        self.readable, self.on_paper = self.buttons.readable, self.buttons.on_paper
        self.why_not, self.busy = self.buttons.why_not, self.buttons.busy
        self.printing = Printing(self._tasks, self, self._navigator.told.emit)

    def _lay_out(self) -> None:
        self.column.setSpacing(10)
        self.column.addWidget(self.way)
        columns = Columns()
        columns.main.add(self.title, self.notice)
        columns.main.addWidget(self.to_outbox, 0, Qt.AlignmentFlag.AlignLeft)
        columns.main.add(*self._cards(), self.before_signing)
        columns.main.setSpacing(13)
        columns.main.addWidget(self.buttons)
        columns.main.addStretch(1)
        columns.side.addWidget(self.preview)
        columns.side.addStretch(1)
        self.column.addWidget(columns)

    def _cards(self) -> tuple[Card, Card]:
        who, why = Card(_("Who receives it")), Card(_("Why you may share"))
        who.body.addWidget(self.receiver_list)
        who.body.addWidget(self.differences, 0, Qt.AlignmentFlag.AlignLeft)
        why.body.add(self.basis, self.decision, self.recorded)
        return who, why

    def _listen(self) -> None:
        self.way.chosen.connect(lambda _key: self._leave())
        self.receiver_list.changed.connect(self._tell_buttons)
        self.before_signing.countersigned.toggled.connect(self._await_lead)
        self.before_signing.changed.connect(lambda: self.preview.offer(self._choices()))
        self.signing_controller.remarked.connect(self._remark)
        self.receiver_list.how_to_wanted.connect(self._save_how_to)
        self.differences.clicked.connect(partial(self._navigator.open, WhoSeesWhat(self._case_id)))
        self.how_to_controller.told.connect(self.notice.say)
        self.before_signing.checks.chosen.connect(self._go_to)
        self.before_signing.why_not_asked.said.connect(self._say_why_not)
        self.sign.clicked.connect(self.sign_and_queue)
        self.save.clicked.connect(self.save_to_folder)
        self.readable.clicked.connect(self.save_readable)
        self.on_paper.clicked.connect(self.print_shown)
        self.signing_controller.show_in(self.busy)
        self.signing_controller.kept.connect(self._one_kept)
        self.signing_controller.made.connect(self._made)
        self.signing_controller.finished.connect(self._finished)
        self.signing_controller.stopped.connect(self._stopped)
        self.signing_controller.failed.connect(self._failed)

    # -- what is shown

    def refresh(self) -> None:
        """Read again what each receiver gets and what is missing."""
        ids = frozenset(self._library.form_ids())
        now = self._clock()

        def read(vault: Vault) -> tuple[Preparation, PackWords]:
            preparation = prepare(vault, self._library, self._case_id, now=now)
            return preparation, pack_words(preparation, ids, now)

        self._tasks.in_vault(read, self._show)
        self._tasks.in_vault(terms.colleagues, self._know_lead)

    def _know_lead(self, colleagues: Sequence[Colleague]) -> None:
        self._lead = lead_in_words(colleagues)

    def _show(self, found: tuple[Preparation, PackWords]) -> None:
        preparation, words = found
        if preparation == self._preparation:
            return
        self._preparation, self._words = preparation, words
        self.way.name_step(_RECORD, words.about)
        self.receiver_list.show_lines(words.receivers)
        self.basis.setText(words.basis)
        self.decision.say(words.decision)
        self.recorded.say(words.recorded)
        self.before_signing.checks.show_lines(words.lines)
        boxes = (box.button for box in self.receiver_list.boxes.values())
        within = [control for pair in zip(boxes, self.receiver_list.links, strict=True) for control in pair]
        chain_tabs(
            [
                *self.way.links.values(),
                self.to_outbox,
                *within,
                self.differences,
                *self.before_signing.tab_stops,
                self.sign,
            ]
        )
        if preparation.choices and all(
            choice.receiver.way is not SealingWay.AGE for choice in preparation.choices
        ):
            self.title.setText(_("Check, sign and save"))
        self.before_signing.offer_countersigning(
            any(choice.may_be_countersigned for choice in preparation.choices)
        )
        came_in = any(one.may_go for choice in preparation.choices for one in choice.came_in)
        self.before_signing.along.setVisible(came_in)
        self._tell_buttons()
        self.preview.offer(self._choices())

    def place_within(self) -> str:
        """Who and what was ticked or unticked by hand: a lock must change none of it."""
        return json.dumps([self.receiver_list.chosen_by_hand, *self.before_signing.ticked])

    def return_within(self, untrusted_place: str) -> None:
        """Tick and untick them again, before the receivers are shown."""
        chosen, *ticked = json.loads(untrusted_place)
        self.receiver_list.choose_by_hand({str(key): bool(on) for key, on in chosen.items()})
        self.before_signing.tick_again(ticked)

    def _leave(self) -> None:
        if self._preparation is not None:
            self._navigator.open(Record(self._preparation.person.id))

    def _tell_buttons(self) -> None:
        if self._words is None:
            return
        self.buttons.offer(
            self._ticked(),
            reason=why_not(self._words, self.receiver_list.chosen),
            waits=self.before_signing.countersigned.checked,
            busy=self.signing_controller.busy,
        )

    def _await_lead(self, on: bool) -> None:
        self.preview.await_countersignature(self._lead if on else "")
        self._tell_buttons()

    def _go_to(self, line: CheckLine) -> None:
        self._navigator.open(route_to(line, self._case_id))

    def _say_why_not(self, reason: str) -> None:
        """Keep why the lead was not asked, and check again."""
        now = self._clock()

        def kept(_decision: Decision) -> None:
            self.before_signing.why_not_asked.end()
            self.refresh()

        self._tasks.in_vault(lambda vault: say_why_not(vault, self._case_id, reason, now=now), kept)

    def _save_how_to(self, recipient_id: str) -> None:
        """Save the page that tells one receiver how to open packs, to be printed."""
        receiver = next(
            choice.receiver
            for choice in (() if self._preparation is None else self._preparation.choices)
            if choice.receiver.id == recipient_id
        )
        target = self._ask_target(self, _("how-to-open-packs.pdf"))
        if target is not None:
            self.how_to_controller.save(receiver, target)

    def _choices(self) -> dict[str, Choice]:
        """Those who may receive a pack now, by id."""
        choices = () if self._preparation is None else self._preparation.choices
        return {
            choice.receiver.id: self.before_signing.as_ticked(choice) for choice in choices if choice.forms
        }

    # -- signing

    def sign_and_queue(self) -> None:
        """Sign a pack for each receiver that is ticked, once the passphrase is given again.

        It goes into the outbox where it is sealed to a key, into a folder where it is closed in a weaker way.
        """
        chosen = self._ticked()
        folder = self._ask_folder(self) if needs_folder(chosen) else None
        if chosen and (folder is not None or not needs_folder(chosen)):
            self._ask_first(
                [
                    self._order(choice, None if choice.receiver.way is SealingWay.AGE else folder)
                    for choice in chosen
                ]
            )

    def save_to_folder(self) -> None:
        """Sign a pack for each receiver that is ticked, into a folder that the person chooses."""
        folder, chosen = self._ask_folder(self), self._ticked()
        if folder is not None and chosen:
            self._ask_first([self._order(choice, folder) for choice in chosen])

    def save_readable(self) -> None:
        """Sign a copy that anybody can read for each that is ticked, into a folder, after a warning and the passphrase."""
        folder, chosen = self._ask_folder(self), self._ticked()
        if folder is not None and chosen and all(choice.may_be_readable for choice in chosen):
            self._ask_first([replace(self._order(choice, folder), readable=True) for choice in chosen])

    def print_shown(self) -> None:
        """Sign a copy for the one that is ticked and print it (Ctrl+P), after a warning and the passphrase."""
        chosen = self._ticked()
        if self.on_paper.isHidden() or not self.on_paper.isEnabled():
            self.notice.say(_("Sign the pack first: its page in the record prints it."), Tone.INFO)
            return
        orders = [replace(self._order(chosen[0]), readable=True)]
        self._tasks.in_vault(require_printing, lambda _none: self._ask_first(orders), self.notice.say_failure)

    def _ask_first(self, orders: list[Order]) -> None:
        if not self.signing_controller.busy:
            asking = asking_to_sign(Orders(orders), self._case_id)
            require_step_up_to_sign(self, self._tasks, asking, lambda pin: self._work(orders, pin))

    def _ticked(self) -> list[Choice]:
        choices = self._choices()
        return [
            choices[recipient_id] for recipient_id in self.receiver_list.chosen if recipient_id in choices
        ]

    def _order(self, choice: Choice, folder: Path | None = None) -> Order:
        pack_id = self.preview.pack_id_for(choice.receiver.id)
        waits = self.before_signing.countersigned.checked and folder is None
        return Order(
            choice=choice,
            pack_id=pack_id,
            case_id=self._case_id,
            folder=folder,
            countersigner=self._lead if waits else "",
        )

    def _work(self, orders: list[Order], pin: str) -> None:
        self.notice.clear()
        self.to_outbox.hide()
        self._orders, self._to_tell, self._remarks = Orders(orders), [], []
        self.signing_controller.work([replace(order, pin=pin) for order in orders])
        self._tell_buttons()

    def _remark(self, no_timestamp: str) -> None:
        self._remarks.append(no_timestamp)

    def _made(self, to_tell: PasswordToTell) -> None:
        self._to_tell.append(to_tell)

    def _one_kept(self, recipient_id: str) -> None:
        self.preview.used(recipient_id)
        self.receiver_list.mark_done(recipient_id)

    def _finished(self) -> None:
        self._tell_buttons()
        self.notice.say(done_in_words(self._orders, self._remarks), Tone.SUCCESS)
        to_tell, self._to_tell = tuple(self._to_tell), []
        for order in self._orders.printed:
            self.printing.begin(partial(pack_to_print, pack_id=order.pack_id))
        if to_tell:
            self.passwords_made.emit(to_tell)
        elif self._orders.queued:
            self.to_outbox.show()
            self.to_outbox.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stopped(self) -> None:
        self._tell_buttons()
        self.notice.say(stopped_words(), Tone.INFO)

    def _failed(self, recipient_id: str, error: PreventDesktopError) -> None:
        self.preview.used(recipient_id)
        self._tell_buttons()
        self.notice.say_failure(error)
        self.refresh()
