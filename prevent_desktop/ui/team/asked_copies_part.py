"""Whose laptops ask a lead for a copy of the shared cases, with a yes and a no; and how far the copies are that go by the mailbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.team.view import as_sentence
from prevent_desktop.ui.widgets import FlowRow, Notice, PrimaryButton, SecondaryButton, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copies_made import say_no, say_yes
from prevent_desktop.workflows.team.change_sets.copies_told import Asking


class AskedCopiesPart(QWidget):
    """Signals `answered()` once a lead said yes or no, `failed(error)` where that could not be kept."""

    answered = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._column = VBox(self, spacing=12)
        self.buttons: list[PrimaryButton | SecondaryButton] = []
        self._shown: tuple[tuple[Asking, ...], str] = ((), "")

    def show_asked(self, asked: tuple[Asking, ...], words: str) -> None:
        """Show who asks, and in a sentence how far a copy is; where that is there already, the keyboard stays in it."""
        if (asked, words) == self._shown:
            return
        self._shown = asked, words
        take_all_out(self._column)
        self.buttons = []
        for one in asked:
            self._column.addWidget(self._asking(one))
        if words:
            self._column.addWidget(Notice(words))
        self.setVisible(bool(asked or words))

    def _asking(self, one: Asking) -> Notice:
        if one.waits:
            answers: list[PrimaryButton | SecondaryButton] = [
                PrimaryButton(_("Make it"), partial(self._answer, say_yes, one)),
                SecondaryButton(_("Not now"), partial(self._answer, say_no, one)),
            ]
            about = _about(one)
        else:
            answers = [SecondaryButton(_("Take it back"), partial(self._answer, say_no, one))]
            about = _("It goes by itself. Nothing has to be done.")
        for button in answers:
            button.setProperty("writes", True)
            button.setAccessibleDescription(one.words)
        self.buttons += answers
        return Notice(about, title=as_sentence(one.words), action=FlowRow(*answers))

    def _answer(self, say: Callable[[Vault, str], None], one: Asking) -> None:
        self._tasks.in_vault(
            lambda vault: say(vault, one.vault_id), lambda _none: self.answered.emit(), self._could_not
        )

    def _could_not(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)


def _about(one: Asking) -> str:
    why = _(
        "They joined later, or were away for long, and the mailbox gives the old changes no more. The copy goes there sealed, for that laptop alone. It can be large."
    )
    unsigned = _(
        "That laptop has not signed this. Its program may be older, or a colleague may have asked in its name. Ask {name} first. A copy goes to the mailbox sealed, for that laptop alone. It can be large."
    )
    return why if one.is_signed else unsigned.format(name=one.name)
