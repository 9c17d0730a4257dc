"""Asks for the passphrase before one act; the page below stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.errors import PreventDesktopError, WrongSecretError
from prevent_desktop.packs.tokens.cards import CardKey
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    Heading,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Text,
    announce,
)
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.workflows.demo.practice import practice_passphrase
from prevent_desktop.workflows.organisation.signing_identity import card_key
from prevent_desktop.workflows.vault_admin.step_up import (
    Purpose,
    StepUp,
    note_passed,
    note_refused,
    require_passphrase,
    step_up_for,
)

_WIDTH = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the passphrase is asked for, in words: `heading` ("Sign 2 packs"), `reason`, and `act` on the button.

    `purpose` and `subject` (an opaque id) stand in the audit. `signs`: the PIN of a card is asked for too, where the
    vault's owner signs with one.
    """

    purpose: Purpose
    heading: str
    reason: str
    act: str
    subject: str = ""
    signs: bool = False


class StepUpDialog(FittingDialog):
    """Enter goes on, Escape changes nothing. It is accepted once the passphrase fits and that is written down.

    Nothing of what is typed is kept: it is gone with a wrong try, with Escape, and when the screen is blanked.
    """

    def __init__(self, tasks: Tasks, asking: Asking, *, parent: QWidget) -> None:
        super().__init__(base_width=_WIDTH, parent=parent)
        self._tasks, self._asking = tasks, asking
        self._job: Job | None = None
        self._pin = ""
        self._focus_before: QWidget | None = parent.window().focusWidget()
        self.setWindowTitle(asking.heading)
        self.setAccessibleName(asking.heading)
        self.setAccessibleDescription(asking.reason)
        self.passphrase = PassphraseEdit()
        self.field = Field(_("Your passphrase"), self.passphrase)
        self.pin = PassphraseEdit()
        self.pin_field = Field(
            _("PIN of your card"), self.pin, hint=_("It goes to the card, and is kept nowhere.")
        )
        self.pin_field.hide()
        self.act = PrimaryButton(asking.act)
        self.cancel = SecondaryButton(_("Cancel"))
        self.busy = BusyLine()
        self._lay_out()
        self.passphrase.entered.connect(self.check)
        self.act.clicked.connect(self.check)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self._give_back)
        self.pin.entered.connect(self.check)
        self.passphrase.setFocus()
        tasks.in_vault(practice_passphrase, self._show_practice)
        if asking.signs:
            tasks.in_vault(card_key, self._ask_for_pin)

    def _lay_out(self) -> None:
        heading, reason = Heading(self._asking.heading, 2), Text(self._asking.reason)
        self.column.add(heading, reason, self.field, self.pin_field, self.busy)
        for button in (self.act, self.cancel):
            button.setAutoDefault(False)  # Enter in the line asks by itself
        self.column.addWidget(FlowRow(self.act, self.cancel))

    def _show_practice(self, passphrase: str) -> None:
        """Where nobody is real, nobody has to remember it."""
        if passphrase:
            self.field.set_hint(_("In practice it is: {passphrase}").format(passphrase=passphrase))

    def _ask_for_pin(self, card: CardKey | None) -> None:
        """Where a card signs: its PIN, unless the card has keys of its own for that."""
        if card is not None and not card.own_pad:
            self.pin_field.show()

    def take_pin(self) -> str:
        """The PIN that was typed, once; empty where no card signs."""
        pin, self._pin = self._pin, ""
        return pin

    # -- the check

    def check(self) -> None:
        """Judge what was typed, beside the window."""
        if self._job is not None:
            return
        if not self.passphrase.text:
            self._refuse(_("Type the passphrase with which you unlock"))
            return
        self.field.set_error("")
        if not self.pin_field.isHidden() and not self.pin.text:
            self.pin_field.set_error(_("Type the PIN of your card"))
            self.pin.setFocus()
            return
        self.pin_field.set_error("")
        self.act.setEnabled(False)
        self.busy.start(_("Checking your passphrase…"))
        self._job = self._tasks.in_vault(step_up_for, self._derive, self._fail)

    def _derive(self, step_up: StepUp) -> None:
        passphrase = self.passphrase.text
        self._job = self._tasks.in_background(
            lambda: require_passphrase(step_up, passphrase), self._fits, self._fail
        )

    def _fits(self, _none: None) -> None:
        purpose, subject = self._asking.purpose, self._asking.subject
        self._job = self._tasks.in_vault(
            lambda vault: note_passed(vault, purpose, subject), lambda _none: self._pass(), self._fail
        )

    def _pass(self) -> None:
        self._pin = self.pin.text
        self.accept()

    def _fail(self, error: PreventDesktopError) -> None:
        self._job = None
        self.busy.stop()
        self.act.setEnabled(True)
        if isinstance(error, WrongSecretError):
            purpose, subject = self._asking.purpose, self._asking.subject
            self._tasks.in_vault(lambda vault: note_refused(vault, purpose, subject))
            self._refuse(
                _("This is not the passphrase of this vault. Check Caps Lock and the keyboard language.")
            )
        else:
            self._refuse(f"{error.title}. {error.next_step}")

    def _refuse(self, words: str) -> None:
        self.field.set_error(words)
        announce(self.field, words)
        self.passphrase.clear()
        self.passphrase.setFocus()

    # -- its end

    def hideEvent(self, event: QHideEvent) -> None:
        """Ended, or put away with the blanked screen: whoever brings that back types the passphrase anew."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.passphrase.clear()
        self.pin.clear()
        self.busy.stop()
        self.act.setEnabled(True)
        super().hideEvent(event)

    def _give_back(self) -> None:
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)


def require_step_up(
    parent: QWidget, tasks: Tasks, asking: Asking, then: Callable[[], object]
) -> StepUpDialog:
    """Ask for the passphrase above `parent`; `then` is called once, when it fits. Otherwise nothing happens."""
    dialog = StepUpDialog(tasks, asking, parent=parent)
    dialog.finished.connect(lambda result: then() if result else None)
    dialog.open()
    return dialog


def require_step_up_to_sign(
    parent: QWidget, tasks: Tasks, asking: Asking, then: Callable[[str], object]
) -> StepUpDialog:
    """As `require_step_up`; `then` is called with the PIN of the card that signs, empty where none does."""
    dialog = StepUpDialog(tasks, replace(asking, signs=True), parent=parent)
    dialog.finished.connect(lambda result: then(dialog.take_pin()) if result else None)
    dialog.open()
    return dialog
