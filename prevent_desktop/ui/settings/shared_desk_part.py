"""A desk of several: give its keys to colleagues, or take them from one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, ask_for_target, read_chosen
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    KeyValue,
    KeyValueTable,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.workflows.receiving.shared_desk import (
    LARGEST,
    GivenDesk,
    give_desk,
    look_at_desk,
    take_desk,
)
from prevent_desktop.workflows.vault_admin.step_up import Purpose

FILE_NAME = "shared-desk.age"


class SharedDeskPart(Card):
    """`give` is for whoever has a desk. Signal `taken()` once this vault is the same desk."""

    taken = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(_("Several people at one desk"))
        self._tasks = tasks
        self._offer: GivenDesk | None = None
        self.give = SecondaryButton(_("&Give the desk to colleagues…"), self._ask)
        self.choose = SecondaryButton(_("&Take a desk that a colleague gave…"), self._choose)
        self.table = KeyValueTable()
        self.take = PrimaryButton(_("The words are the same: take &it"), self.take_offered)
        self.notice = Notice()
        words = _(
            "The leads and deputies of your team can receive and answer with the same keys. The file opens in their vaults alone. Compare the words with your colleague, by phone or side by side, before you take it."
        )
        self.body.add(
            Text(words, "small"), FlowRow(self.give, self.choose), self.table, FlowRow(self.take), self.notice
        )
        for part in (self.table, self.take, self.give):
            part.hide()

    def show_desk(self, *, is_desk: bool) -> None:
        """Offer to give it where this vault is a desk."""
        self.give.setVisible(is_desk)

    def _ask(self) -> None:
        asking = Asking(
            purpose=Purpose.GIVE_DESK,
            heading=_("Give the keys of this desk?"),
            reason=_("Every lead and deputy of your team can open what comes to it, and answer in its name."),
            act=_("&Give them"),
        )
        require_step_up(self, self._tasks, asking, self._ask_target)

    def _ask_target(self) -> None:
        target = ask_for_target(self, FILE_NAME, title=_("Save the file for your colleagues"))
        if target is not None:
            self.give_to(target)

    def give_to(self, target: Path) -> None:
        """Write the sealed file."""
        self._tasks.in_vault(give_desk, lambda content: self._write(target, content), self.notice.say_failure)

    def _write(self, target: Path, content: bytes) -> None:
        said = _("Saved to {file}.").format(file=target)
        write_file(
            self._tasks,
            target,
            lambda: content,
            lambda: self.notice.say(said, Tone.SUCCESS),
            self.notice.say_failure,
        )

    def _choose(self) -> None:
        path = ask_for_file(self, title=_("The file from your colleague"))
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Show whose desk it is, and its words."""
        self._tasks.in_background(lambda: read_chosen(path, LARGEST + 1), self._look, self._refuse)

    def _look(self, untrusted: bytes) -> None:
        self._tasks.in_vault(lambda vault: look_at_desk(vault, untrusted), self._show, self._refuse)

    def _show(self, offer: GivenDesk) -> None:
        self._offer = offer
        desk = offer.desk
        rows = (
            (_("Given by"), (offer.giver.name,)),
            (_("Desk"), (desk.name,)),
            (_("Where packs come in"), desk.watched),
            (_("Address that senders send to"), (desk.endpoint,)),
            (_("Key that packs are sealed to, in words"), (offer.seal_words,)),
            (_("Certificate of receipts, in words"), (offer.receipt_words,)),
        )
        self.table.show_rows(
            [KeyValue(key=label, label=label, values=values) for label, values in rows if any(values)]
        )
        for part in (self.table, self.take):
            part.show()
        unlisted = _(
            "Your organisation’s file does not name this desk. Ask whoever makes the organisation’s file "
            "before you take the desk."
        )
        self.notice.say("" if offer.is_listed else unlisted, Tone.WARNING)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_offered(self) -> None:
        """Make this vault the desk that is shown."""
        offer, now = self._offer, datetime.now(UTC)
        if offer is not None:
            self._tasks.in_vault(
                lambda vault: take_desk(vault, offer, now=now), lambda _none: self._taken(), self._refuse
            )

    def _taken(self) -> None:
        self._refuse(None)
        self.notice.say(_("This vault is the same desk now. Check above where packs come in."), Tone.SUCCESS)
        self.taken.emit()

    def _refuse(self, error: PreventDesktopError | None) -> None:
        self._offer = None
        for part in (self.table, self.take):
            part.hide()
        if error is not None:
            self.notice.say_failure(error)
