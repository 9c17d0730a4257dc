"""A pack with a mistake: who got it, take back what still waits, and write the correction that they all get."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.packs.mistake_view import GotLine, got_line
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Addendum, Pack, PreparePack, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Field,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    RadioGroup,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.packs.pack_mistake import Mistake, look_for_mistake, withdraw
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_RECORD, _PACK = "record", "pack"


class GotRow(QWidget):
    """One who got it. Signal `withdraw_wanted()` where nothing of it has left yet."""

    withdraw_wanted = Signal()

    def __init__(self, line: GotLine, *, parent: QWidget) -> None:
        super().__init__(parent)
        column = VBox(self, spacing=4)
        column.add(Text(line.receiver, "strong"), Text(line.where))
        self.withdraw = SecondaryButton(_("Withdraw it"), self.withdraw_wanted, parent=self)
        self.withdraw.setAccessibleName(
            _("Withdraw it: the pack to {receiver}").format(receiver=line.receiver)
        )
        self.withdraw.setVisible(line.may_withdraw)
        column.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignLeft)


class MistakePage(ScrollPage):
    """About the pack with `pack_id`. `spool` is asked for in the vault's lane."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, spool: SpoolSource, clock: Clock, pack_id: str
    ) -> None:
        super().__init__(widest=760)
        self.setAccessibleName(_("A pack with a mistake"))
        self._tasks, self._spool, self._clock, self._pack_id = tasks, spool, clock, pack_id
        self._navigator = navigator
        self._mistake: Mistake | None = None
        short = _("Pack {pack}").format(pack=short_pack_id(pack_id))
        self.way = Breadcrumb([(_RECORD, ""), (_PACK, short), ("", _("A mistake in it"))])
        self.way.chosen.connect(self._leave)
        self.head = PageHead(
            _("{pack} has a mistake").format(pack=short),
            _(
                "What was sent never changes. A correction goes to everybody who got it, and both stay linked."
            ),
        )
        self.notice = PageNotice()
        self.got = Card(_("Who got it"))
        self.rows: list[GotRow] = []
        self.forms: RadioGroup | None = None
        self.which = Card(_("What is wrong"))
        self.write = PrimaryButton(_("&Write the correction"), self._write)
        self.prepare = SecondaryButton(_("&Prepare the correction packs"), self._prepare)
        self._lay_out()

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        for widget in (self.way, self.head, self.notice, self.got, self.which):
            self.column.addWidget(widget)
        self.column.addWidget(FlowRow(self.write, self.prepare))
        self.column.addStretch(1)
        self.write.setEnabled(False)
        self.prepare.hide()
        FirstFocus(self, self)

    # -- what is shown

    def refresh(self) -> None:
        """Read again who got it and where each pack is."""
        self._tasks.in_vault(
            lambda vault: look_for_mistake(vault, self._spool(), self._pack_id), self._show, self._failed
        )

    def _show(self, mistake: Mistake) -> None:
        if mistake == self._mistake:
            return
        self._mistake = mistake
        now = self._clock()
        self.way.name_step(_RECORD, mistake.person.label_on(now.astimezone().date()))
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for got in mistake.got:
            row = GotRow(got_line(got, now), parent=self.got)
            row.withdraw_wanted.connect(partial(self._ask_to_withdraw, got.pack.id, got.pack.recipient_name))
            self.got.body.addWidget(row)
            self.rows.append(row)
        self._show_forms(mistake)
        self.prepare.setVisible(mistake.owed > 0)
        if mistake.owed:
            words = ngettext(
                "{number} correction is written and not sent yet.",
                "{number} corrections are written and not sent yet.",
                mistake.owed,
            )
            self.notice.stand(words.format(number=mistake.owed), Tone.WARNING)

    def _show_forms(self, mistake: Mistake) -> None:
        if self.forms is not None:
            return
        self.forms = RadioGroup([(form.id, form.title) for form in mistake.forms])
        self.forms.chosen.connect(lambda _key: self.write.setEnabled(True))
        if len(mistake.forms) == 1:
            self.forms.set_value(mistake.forms[0].id)
            self.write.setEnabled(True)
        hint = _("You then say what is wrong, what is right and why, in a form of its own: the addendum.")
        self.which.body.addWidget(Field(_("In which form of the pack is it?"), self.forms, hint=hint))

    # -- what can be done

    def _leave(self, key: str) -> None:
        if key == _PACK:
            self._navigator.open(Pack(self._pack_id))
        elif self._mistake is not None:
            self._navigator.open(Record(self._mistake.person.id))

    def _write(self) -> None:
        if self._mistake is not None and self.forms is not None and self.forms.value:
            self._navigator.open(Addendum(self._mistake.pack.case_id, self.forms.value, self._pack_id))

    def _prepare(self) -> None:
        if self._mistake is not None:
            self._navigator.open(PreparePack(self._mistake.pack.case_id))

    def _ask_to_withdraw(self, pack_id: str, receiver: str) -> None:
        dialog = ConfirmDialog(
            _("Withdraw this pack?"),
            _(
                "Pack {pack} to {receiver} is taken out of the outbox, and will not be sent. The signed pack stays "
                "in the record as withdrawn."
            ).format(pack=short_pack_id(pack_id), receiver=receiver),
            _("Withdraw it"),
            parent=self,
        )
        dialog.accepted.connect(lambda: self._withdraw(pack_id))
        dialog.open()

    def _withdraw(self, pack_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: withdraw(vault, self._spool(), pack_id, now=now),
            lambda _none: self._withdrawn(pack_id),
            self._failed,
        )

    def _withdrawn(self, pack_id: str) -> None:
        words = _("Pack {pack} is withdrawn. Nothing of it was sent.")
        self.notice.say(words.format(pack=short_pack_id(pack_id)), Tone.SUCCESS)
        self.refresh()

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
        if self._mistake is not None:
            self.refresh()
