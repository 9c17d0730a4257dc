"""What is asked before a way in is added or rehearsed: a recovery code, one more passphrase, a PIN."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.new_passphrase import NewPassphrase
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    Heading,
    Notice,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.widgets.secret_line import SecretLine
from prevent_desktop.ui.widgets.tab_order import chain_tabs


class AskDialog(FittingDialog):
    """A heading, what it is about, fields in `body`, and the button that goes on. Escape changes nothing.

    A subclass puts its fields into `body` and its signal behind `act`. What is typed is gone with the dialog.
    """

    def __init__(self, heading: str, about: str, act: str, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(about)
        self.notice = Notice()
        self.busy = BusyLine()
        self.act = PrimaryButton(act, self.submit)
        self.cancel = SecondaryButton(_("Cancel"), self.reject)
        self.body = VBox(spacing=10)
        self.column.add(Heading(heading, 2), Text(about), self.notice)
        self.column.addLayout(self.body)
        self.column.add(self.busy, FlowRow(self.act, self.cancel))

    def walk_by_tab(self, *fields: QWidget) -> None:
        """Tab goes through `fields`, then to the buttons: they were made before the fields."""
        chain_tabs([*fields, self.act, self.cancel])

    def submit(self) -> None:
        """Judge what was typed, and tell it."""
        raise NotImplementedError

    def wait(self, words: str) -> None:
        """Work goes on."""
        self.notice.clear()
        self.busy.start(words)
        self.act.setEnabled(False)

    def go_on(self) -> None:
        """Work is over."""
        self.busy.stop()
        self.act.setEnabled(True)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why nothing came of it; what was typed can be mended."""
        self.go_on()
        self.notice.say_failure(error)


class TryCodeDialog(AskDialog):
    """Rehearse the recovery code. Signal `submitted(code)`."""

    submitted = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            _("Try my recovery code"),
            _("Type it from your copy. You hear whether it opens your records; nothing changes."),
            _("&Try it"),
            parent=parent,
        )
        self.line = SecretLine(shown=True)
        self.line.returnPressed.connect(self.submit)
        self.field = Field(_("Recovery code"), self.line)
        self.body.addWidget(self.field)
        self.walk_by_tab(self.line)
        self.line.setFocus()

    def submit(self) -> None:
        """Tell what was typed."""
        if not self.act.isEnabled():
            return
        self.field.set_error("" if self.line.text().strip() else _("Type the recovery code"))
        if self.line.text().strip():
            self.wait(_("Checking the code…"))
            self.submitted.emit(self.line.text())

    def show_opens(self) -> None:
        """It opens the records."""
        self.go_on()
        self.line.clear()
        self.notice.say(
            _("This code opens your records. Keep it locked away, not with the computer."), Tone.SUCCESS
        )
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()


class MorePassphraseDialog(AskDialog):
    """One more passphrase, with a name to tell it by. Signal `submitted(passphrase, label)`."""

    submitted = Signal(str, str)

    def __init__(self, known_words: tuple[str, ...], *, parent: QWidget) -> None:
        super().__init__(
            _("Add a passphrase"),
            _("It opens your records beside the one that you use, for instance one that is kept in a safe."),
            _("&Add"),
            parent=parent,
        )
        self.label = QLineEdit()
        self.label.setMaxLength(60)
        self.new_passphrase = NewPassphrase(known_words=known_words)
        self.new_passphrase.entered.connect(self.submit)
        self.label.returnPressed.connect(self.submit)
        self.body.add(Field(_("What it is for"), self.label, hint=_("Only you see it.")), self.new_passphrase)
        self.walk_by_tab(self.label, *self.new_passphrase.tab_stops)
        self.label.setFocus()

    def submit(self) -> None:
        """Tell the passphrase once it is strong enough and was typed the same twice."""
        passphrase = self.new_passphrase.chosen() if self.act.isEnabled() else None
        if passphrase is not None:
            self.wait(_("Making the way in…"))
            self.submitted.emit(passphrase, self.label.text().strip())


class NewPinDialog(AskDialog):
    """A PIN for this computer's security chip, typed twice. Signal `submitted(pin)`."""

    submitted = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            _("Add a PIN on this computer"),
            _(
                "This computer’s security chip checks it, counts wrong ones, and takes none for a while after too many. It opens your records on this computer only. Your passphrase stays."
            ),
            _("&Add"),
            parent=parent,
        )
        self.first, self.second = PassphraseEdit(with_show=False), PassphraseEdit()
        self.second.show_box.toggled.connect(self.first.show_typing)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.submit)
        self.first_field = Field(_("New PIN"), self.first, hint=_("At least 6 digits or letters."))
        self.second_field = Field(_("The same PIN again"), self.second)
        self.body.add(self.first_field, self.second_field)
        self.walk_by_tab(self.first.line, self.second.line, self.second.show_box)
        self.first.setFocus()

    def submit(self) -> None:
        """Tell the PIN once it was typed the same twice."""
        if not self.act.isEnabled():
            return
        self.first_field.set_error("" if self.first.text else _("Type a PIN"))
        same = self.first.text == self.second.text
        self.second_field.set_error("" if same else _("The two are not the same. Type the second one again."))
        if self.first.text and same:
            self.wait(_("Asking the security chip…"))
            self.submitted.emit(self.first.text)
        elif self.first.text:
            self.second.type_again()
        else:
            self.first.setFocus()
