"""The recovery code: shown once, printed on request, and typed back."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    LinkButton,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.secret_line import SecretLine
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class ShowCodePane(Pane):
    """Signals `print_wanted()`, `pdf_wanted()` and `noted()`."""

    print_wanted = Signal()
    pdf_wanted = Signal()
    noted = Signal()

    def __init__(self, code: str) -> None:
        super().__init__(_("Your recovery code"), _("Shown only this once"), wide=True)
        self.body.addWidget(
            Text(
                _(
                    "If you forget your passphrase, this code lets you in. "
                    "Write it down or print it, and keep it locked away, not with the computer."
                )
            )
        )
        self.body.addSpacing(8)
        self.code = Text(code, "code", selectable=True)
        self.code.setAccessibleName(_("Recovery code"))
        self.code.setAccessibleDescription(" ".join(code))
        self.body.addWidget(self.code)
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self.body.addSpacing(14)
        go_on = PrimaryButton(_("I have &kept it"), self.noted)
        self.print_button = SecondaryButton(_("&Print it"), self.print_wanted)
        save = SecondaryButton(_("&Save as a PDF"), self.pdf_wanted)
        self.body.addWidget(FlowRow(go_on, self.print_button, save))
        bind(Shortcut.PRINT, self, self.print_wanted.emit)
        self.setFocusProxy(go_on)

    def tell(self, words: str) -> None:
        """Say what became of a print."""
        self.notice.say(words, Tone.SUCCESS)

    def tell_saved(self) -> None:
        """The sheet was written."""
        self.notice.say(_("Saved. Print it, then delete the file."), Tone.SUCCESS)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why the sheet could not be written."""
        self.notice.say(failure_words(error), Tone.DANGER)


class TypeCodePane(Pane):
    """Signals `submitted(text)` and `back_wanted()`. For confirming a new code and for getting in with one."""

    submitted = Signal(str)
    back_wanted = Signal()

    def __init__(self, title: str, line: str, action: str) -> None:
        super().__init__(title, line, wide=True)
        self.line = SecretLine(shown=True)
        self.line.returnPressed.connect(self._submit)
        self.field = Field(
            _("Recovery code"),
            self.line,
            hint=_("Six groups of five letters and digits. Capitals and dashes do not matter."),
        )
        self.submit = PrimaryButton(action, self._submit)
        back = LinkButton(_("Back"), self.back_wanted)
        self.body.addWidget(self.field)
        self.body.addSpacing(14)
        self.body.add(FlowRow(self.submit, back, gap=18), self.busy)
        self.setFocusProxy(self.line)

    def _submit(self) -> None:
        if not self.line.text().strip():
            self.field.set_error(_("Type the recovery code"))
            self.line.setFocus()
            return
        self.field.set_error("")
        self.wait(_("Checking the code…"))
        self.submitted.emit(self.line.text())

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field what does not fit."""
        self.say_wrong(failure_words(error))

    def say_wrong(self, words: str) -> None:
        """Show `words` next to the field."""
        self.go_on()
        self.field.set_error(words)
        self.line.setFocus()


class ChoosePassphrasePane(Pane):
    """After the recovery code, or what stands in for it: a new passphrase. Signals `submitted(passphrase)` and `back_wanted()`."""

    submitted = Signal(str)
    back_wanted = Signal()

    def __init__(self, *, by_code: bool = True) -> None:
        from prevent_desktop.ui.vault_admin.unlock.new_passphrase import NewPassphrase

        line = _("The code fits. It stays valid.") if by_code else _("Your recovery code stays valid.")
        super().__init__(_("Choose a new passphrase"), line, wide=True)
        self.new_passphrase = NewPassphrase()
        self.new_passphrase.entered.connect(self._submit)
        go_on = PrimaryButton(_("&Change and unlock"), self._submit)
        self.back = LinkButton(_("Back"), self.back_wanted)
        self.body.addWidget(self.new_passphrase)
        self.body.addSpacing(14)
        self.body.add(FlowRow(go_on, self.back, gap=18), self.busy)
        self.setFocusProxy(self.new_passphrase)

    def _submit(self) -> None:
        passphrase = self.new_passphrase.chosen()
        if passphrase is not None:
            self.wait(_("Changing your passphrase…"))
            self.submitted.emit(passphrase)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why it could not be changed."""
        self.go_on()
        self.new_passphrase.first_field.set_error(failure_words(error))
