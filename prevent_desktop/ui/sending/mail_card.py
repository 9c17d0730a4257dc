"""A pack that goes by mail: open the mail that is ready, send it, and say that it is sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.errors import PreventDesktopError, UsageError
from prevent_desktop.files.durable import copy_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForTarget, ask_for_target
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, Notice, SecondaryButton, Text
from prevent_desktop.workflows.sending.returned_files import draft_for, say_sent
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

OpenFile = Callable[[Path], bool]


class MailCard(Card):
    """`open_file` has the mail program open a file. Signal `said(words)` after something was done: read the list again."""

    said = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        spool: SpoolSource,
        *,
        open_file: OpenFile | None = None,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__(_("Send it by email"))
        self._tasks, self._spool = tasks, spool
        self._open_file = open_file or _open
        self._ask_target = ask_target
        self._item: SpoolItem | None = None
        self.open = SecondaryButton(_("&Open the email"), self._open_mail)
        self.save = SecondaryButton(_("Sa&ve the email…"), self._save_mail)
        self.sent = SecondaryButton(_("I have s&ent it"), self._say_sent)
        self.notice = Notice()
        words = _(
            "Your email program opens a draft with the sealed file attached; add no words about the person. If it opens as an email that came in, choose “Edit as new message”, or write an email of your own and attach the sealed file. What the receiver sends back, drop on this page."
        )
        self.body.add(Text(words), FlowRow(self.open, self.save, self.sent), self.notice)
        self.hide()

    def show_item(self, item: SpoolItem | None) -> None:
        """Show it for a pack whose mail is ready; for no other."""
        waits = item is not None and item.state is State.NEEDS_YOU and item.reason is not None
        ready = waits and item.reason.kind == FailureReason.MAIL_READY  # type: ignore[union-attr]  # `waits` has looked
        if self._item is not None and (item is None or item.pack_id != self._item.pack_id):
            self.notice.clear()
        self._item = item if ready else None
        self.setVisible(ready)

    def _draft(self) -> Path | None:
        return None if self._item is None else draft_for(self._spool(), self._item).path

    def _open_mail(self) -> None:
        self._tasks.in_background(self._draft, self._opened, self._failed)

    def _opened(self, path: Path | None) -> None:
        if path is not None and not self._open_file(path):
            self._failed(
                UsageError(
                    _("The email could not be opened"),
                    _("This computer has no program that opens emails from files."),
                    _("Choose “Save the email…”, and open it where you write emails."),
                )
            )

    def _save_mail(self) -> None:
        if self._item is None:
            return
        target = self._ask_target(self, f"{self._item.pack_id}.eml")
        if target is not None:
            self._tasks.in_background(
                lambda: _copy(self._draft(), target),
                lambda _done: self.notice.say(_("Saved as {file}.").format(file=target.name)),
                self._failed,
            )

    def _say_sent(self) -> None:
        if self._item is not None:
            pack_id = self._item.pack_id
            self._tasks.in_background(lambda: say_sent(self._spool(), pack_id), self._told, self._failed)

    def _told(self, done: bool) -> None:
        words = _("Its receipt is waited for. When it comes by email, drop the email on this page.")
        self.said.emit(words if done else _("The email is written again; open it and send it first."))

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _copy(source: Path | None, target: Path) -> None:
    if source is not None:
        with saving(target, _("The email could not be saved")):
            copy_for_person(source, target)
