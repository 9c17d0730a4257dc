"""A child's file moves to the new school: who gets it, word ahead, the whole file, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.identifiers import new_pack_id, short_pack_id
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import (
    AskForFile,
    AskForFolder,
    ask_for_file,
    ask_for_folder,
)
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.components.step_up_dialog import require_step_up_to_sign
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.packs.asking import asking_to_sign
from prevent_desktop.ui.packs.move_view import (
    became,
    by_when,
    may_ask_back,
    title_of,
    what_goes,
    what_it_needs,
)
from prevent_desktop.ui.packs.orders import Order, Orders
from prevent_desktop.ui.packs.school_choice import SchoolChoice, ask_all_the_same, directory_words
from prevent_desktop.ui.packs.signing_controller import SigningController, stopped_words
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Pack, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    DateBoxes,
    Field,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    TextArea,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.while_shown import WhileShown
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.prepare_pack import Choice
from prevent_desktop.workflows.record.writing import Writing, writing
from prevent_desktop.workflows.school_move.file_contents import FileContents
from prevent_desktop.workflows.school_move.moving import (
    Leaving,
    Move,
    Went,
    choice_for,
    note_move,
    read_move,
)
from prevent_desktop.workflows.school_move.slip import slip_to_print
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_LOOK_EVERY_MS = 2_000
_RECORD = "record"


class WentRow(QWidget):
    """Something that went. Its buttons are the page's to listen to."""

    def __init__(self, went: Went) -> None:
        super().__init__()
        self.open = LinkButton(
            _("Open the pack"), name=_("Open the pack: {what}").format(what=title_of(went))
        )
        self.slip = LinkButton(_("Print the receipt slip…"))
        self.wrong = LinkButton(
            _("It went to a wrong school…"),
            name=_("It went to a wrong school: {what}").format(what=title_of(went)),
        )
        self.slip.setVisible(went.kind is FileMoveKind.FILE and went.pack.status is PackStatus.SAVED)
        self.wrong.setVisible(may_ask_back(went))
        column = VBox(self, spacing=4)
        column.add(
            Text(title_of(went), "strong"), Text(became(went)), FlowRow(self.open, self.slip, self.wrong)
        )


class MoveFilePage(ScrollPage):
    """About the person with `person_id`. `spool` is asked for in the vault's lane; `wake` tells the courier.

    Signal `passwords_made(passwords to tell)` where the school gets the file under one.
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
        person_id: str,
        *,
        ask_file: AskForFile = ask_for_file,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=760)
        self.setAccessibleName(_("Move the file to another school"))
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._person_id, self._ask_folder = person_id, ask_folder
        self._move: Move | None = None
        self._leaving: tuple[Leaving, Receiver] | None = None
        self._to_tell: list[PasswordToTell] = []
        self.keeper: WritingKeeper | None = None
        self.controller = SigningController(tasks, library, spool, clock, wake, self)
        self.printing = Printing(tasks, self, navigator.told.emit)
        self.choice = SchoolChoice(tasks, ask_file)
        self._looking = WhileShown(self, _LOOK_EVERY_MS, self.refresh, self._waits)
        self._make_parts()
        self._lay_out()
        self._listen()

    def _make_parts(self) -> None:
        self.way = Breadcrumb([(_RECORD, ""), ("", _("Move the file"))])
        self.head = PageHead(
            _("Move the file to another school"),
            _(
                "The whole file goes to the new school’s lead, sealed to them alone. A signed receipt says that it came."
            ),
        )
        self.notice, self.busy = PageNotice(), BusyLine(can_stop=True)
        self.left_on = DateBoxes()
        self.last_day = Field(_("Last day at your school"), self.left_on, stretch=False)
        self.words = TextArea(lines=3)
        self.due, self.amount = Text(""), Text("")
        self.ahead = SecondaryButton(_("&Tell them ahead…"), partial(self._ask, FileMoveKind.AHEAD))
        self.send = PrimaryButton(_("&Send the whole file…"), partial(self._ask, FileMoveKind.FILE))
        self.in_the_way, self.needs = Text("", "warning"), Text("", "small")
        self.in_the_way.hide()
        self.what = Card(_("What goes"))
        self.gone = Card(_("What went"))
        self.rows: list[WentRow] = []

    def _lay_out(self) -> None:
        self.what.body.add(
            self.amount,
            self.last_day,
            self.due,
            Field(
                _("What should they know first?"),
                self.words,
                hint=_("For example: Channel support goes on, and who to call. It stands on the first page."),
            ),
            Text(_("Tell them ahead where they need to act before the file is read. That page has your words and who it is about, and no form."), "small"),
            self.in_the_way,
            FlowRow(self.send, self.ahead),
            self.needs,
            self.busy,
        )  # fmt: skip
        self.column.setSpacing(14)
        for part in (self.way, self.head, self.notice, self.choice, self.what, self.gone):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.gone.hide()
        FirstFocus(self, self)

    def _listen(self) -> None:
        self.way.chosen.connect(lambda _key: self._navigator.open(Record(self._person_id)))
        self.choice.changed.connect(self._tell_buttons)
        self.left_on.edited.connect(lambda _text: self._typed_something())
        self.words.textChanged.connect(self._typed_something)
        self.controller.show_in(self.busy)
        self.controller.made.connect(self._to_tell.append)
        self.controller.finished.connect(self._finished)
        self.controller.stopped.connect(self._stopped)
        self.controller.failed.connect(self._failed)

    # -- what is shown

    def refresh(self) -> None:
        """Read what goes, and what became of what went."""
        now, first = self._clock(), self._move is None

        def read(vault: Vault) -> tuple[Move, Mapping[str, str]]:
            move = read_move(vault, self._person_id, now=now)
            return move, writing(vault, Writing.MOVE_FILE, move.case_id) if first else {}

        self._tasks.in_vault(read, self._show, self.notice.say_failure)

    def _show(self, found: tuple[Move, Mapping[str, str]]) -> None:
        move, kept = found
        if self.keeper is None:
            self._begin_writing(move, kept)
        if move == self._move:
            return
        self._move = move
        self.way.name_step(_RECORD, move.person.label_on(self._clock().astimezone().date()))
        self.choice.show_schools(move.schools)
        self.amount.setText(what_goes(move))
        self.in_the_way.say(move.in_the_way)
        self._show_what_went(move)
        self._tell_buttons()
        self._looking.settle()

    def _begin_writing(self, move: Move, kept: Mapping[str, str]) -> None:
        self.left_on.set_text(kept.get("left_on", ""))
        self.words.setPlainText(kept.get("text", ""))
        self.keeper = WritingKeeper(
            self._tasks, Writing.MOVE_FILE, move.case_id, self._typed, self._clock, self
        )
        self.keeper.told.connect(self._navigator.told)
        self.keeper.unsaved.connect(self._navigator.unsaved)

    def _typed(self) -> Mapping[str, str]:
        fields = {"text": self.words.toPlainText(), "left_on": self.left_on.text}
        return {**fields, "person": self._person_id} if any(map(str.strip, fields.values())) else {}

    def _typed_something(self) -> None:
        if self.keeper is not None:
            self.keeper.touch()
        self._tell_buttons()

    def _show_what_went(self, move: Move) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [WentRow(went) for went in move.went]
        for row, went in zip(self.rows, move.went, strict=True):
            self.gone.body.addWidget(row)
            row.open.clicked.connect(partial(self._navigator.open, Pack(went.pack.id)))
            row.slip.clicked.connect(partial(self._print_slip, went.pack.id))
            row.wrong.clicked.connect(partial(self._ask_to_delete, went))
        self.gone.setVisible(bool(self.rows))

    @property
    def last_day_here(self) -> date | None:
        """The last day at this school, where it is a whole date."""
        try:
            day = PartialDate.parse(self.left_on.text)
        except ValueError:
            return None
        return day.earliest if day.earliest == day.latest else None

    def _tell_buttons(self) -> None:
        move = self._move
        self.due.say("" if move is None else by_when(move, self.last_day_here))
        may = move is not None and not move.in_the_way and not self.controller.busy
        chosen, written = self.choice.school is not None, bool(self.words.toPlainText().strip())
        self.send.setEnabled(may and chosen)
        self.ahead.setEnabled(may and chosen and written)
        self.needs.say(what_it_needs(chosen=chosen, written=written) if may else "")

    def _waits(self) -> bool:
        return self._move is not None and any(not one.arrived for one in self._move.went)

    def flush(self) -> None:
        """Keep at once what is typed: the page goes, or the vault is locked."""
        if self.keeper is not None:
            self.keeper.flush()

    # -- what can be done

    def _ask(self, kind: FileMoveKind) -> None:
        if self.left_on.text and self.last_day_here is None:
            self.last_day.set_error(_("Type the day, the month and the year, or leave all three empty"))
            self.left_on.setFocus()
            return
        self.last_day.set_error("")
        school = self.choice.school
        if school is not None:
            words = self.words.toPlainText().strip()
            self._sign(Leaving(kind=kind, left_on=self.last_day_here, words=words), school)

    def _ask_to_delete(self, went: Went) -> None:
        words = _(
            "{school} is asked, under your signature, to delete pack {pack} and to answer. Nothing can force it: an answer that does not come stays on My work."
        )
        dialog = ConfirmDialog(
            _("Ask {school} to delete it?").format(school=went.school),
            words.format(school=went.school, pack=short_pack_id(went.pack.id)),
            _("Ask them"),
            parent=self,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._delete(went))
        dialog.open()

    def _delete(self, went: Went) -> None:
        known = () if self._move is None else self._move.schools
        school = next((one for one in known if one.id == went.pack.recipient_id), None)
        if school is None:
            self.notice.say(
                _("{school} has no key here. Phone them, and write the call down as a note.").format(school=went.school),
                Tone.WARNING,
            )  # fmt: skip
            return
        words = self.words.toPlainText().strip()
        self._sign(Leaving(kind=FileMoveKind.DELETE, words=words, pack_id=went.pack.id), school)

    def _sign(self, leaving: Leaving, school: Receiver) -> None:
        move = self._move
        folder = None if school.way is SealingWay.AGE else self._ask_folder(self)
        if move is None or self.controller.busy or (folder is None and school.way is not SealingWay.AGE):
            return
        now = self._clock()

        def go_on(choice: Choice) -> None:
            order = Order(
                choice=choice,
                pack_id=new_pack_id(),
                case_id=move.case_id,
                folder=folder,
                contents=FileContents(leaving),
                also=partial(note_move, leaving, school),
            )
            asking = asking_to_sign(Orders([order]), move.case_id)
            require_step_up_to_sign(self, self._tasks, asking, lambda pin: self._work(order, leaving, pin))

        def read(vault: Vault) -> tuple[Choice, str]:
            return choice_for(vault, school, now=now), directory_words(vault, school)

        def ask(found: tuple[Choice, str]) -> None:
            choice, otherwise = found
            if otherwise:
                ask_all_the_same(self, school, otherwise, lambda: go_on(choice))
            else:
                go_on(choice)

        self._tasks.in_vault(read, ask, self.notice.say_failure)

    def _work(self, order: Order, leaving: Leaving, pin: str) -> None:
        self.notice.clear()
        self._to_tell.clear()
        self._leaving = (leaving, order.choice.receiver)
        self.controller.work([replace(order, pin=pin)])
        self._tell_buttons()

    def _finished(self) -> None:
        if self._leaving is None:
            return
        leaving, school = self._leaving
        self.notice.say(
            _("{what} is signed for {school}.").format(what=leaving.kind.label, school=school.name),
            Tone.SUCCESS,
        )
        self.refresh()
        if self._to_tell:
            self.passwords_made.emit(tuple(self._to_tell))

    def _stopped(self) -> None:
        self._tell_buttons()
        self.notice.say(stopped_words(), Tone.INFO)

    def _failed(self, _recipient_id: str, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
        self._tell_buttons()

    def _print_slip(self, pack_id: str) -> None:
        now = self._clock()
        self.printing.begin(lambda vault: slip_to_print(vault, pack_id, now=now))
