"""What goes back by email, at a desk that gets its packs so."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForTarget, ask_for_target
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, Notice, SecondaryButton, Text
from prevent_desktop.workflows.receiving.inbox import reply_for

_Draft = tuple[str, bytes]


class ReplyCard(Card):
    """About the received pack with our id `received_id`; hidden where the desk gets no packs by mail."""

    def __init__(self, tasks: Tasks, received_id: str, *, ask_target: AskForTarget = ask_for_target) -> None:
        super().__init__(_("Send it back by email"))
        self._tasks, self._id, self._ask_target = tasks, received_id, ask_target
        self.save = SecondaryButton(_("Sa&ve the email…"), self._save)
        self.notice = Notice()
        words = _(
            "Your desk gets packs by email, so the receipt and your answers go back by email. Save the email with them, open it in your email program and send it to the sender; save it again after you have answered."
        )
        self.body.add(Text(words), FlowRow(self.save), self.notice)
        self.hide()

    def look(self) -> None:
        """Show it where there is something to send back."""
        received_id = self._id
        self._tasks.in_vault(
            lambda vault: reply_for(vault, received_id) is not None, self.setVisible, self._failed
        )

    def _save(self) -> None:
        received_id = self._id
        self._tasks.in_vault(lambda vault: reply_for(vault, received_id), self._save_as, self._failed)

    def _save_as(self, draft: _Draft | None) -> None:
        target = None if draft is None else self._ask_target(self, draft[0])
        if draft is not None and target is not None:
            content = draft[1]
            self._tasks.in_background(
                lambda: _write(target, content),
                lambda _done: self.notice.say(_("Saved as {file}.").format(file=target.name)),
                self._failed,
            )

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)


def _write(target: Path, content: bytes) -> None:
    with saving(target, _("The email could not be saved")):
        write_for_person(target, content)
