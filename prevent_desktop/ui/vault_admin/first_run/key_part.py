"""The signing key that an organisation gives with its file, where it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, HBox, PassphraseEdit, SecondaryButton, Text, VBox

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey

_INDENT = 27


class KeyPart(QWidget):
    """The password of a key file, and the button that takes it; `key` once it was opened. It can all stay empty."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.key: SigningKey | None = None
        self.password = PassphraseEdit(with_show=False)
        self.field = Field(
            _("Password of your signing key (optional)"),
            self.password,
            hint=_("If a .p12 or .pfx file came with it. It can follow later."),
        )
        self.choose = SecondaryButton(_("Choose &key file…"), self.ask_file)
        self.kept = Text("", "success")
        self.kept.hide()
        row = HBox(spacing=12)
        row.addWidget(self.choose)
        row.addWidget(self.kept, 1)
        row.addStretch(0)
        column = VBox(self, spacing=8, margins=(_INDENT, 4, 0, 8))
        column.addWidget(self.field)
        column.addLayout(row)
        self.password.entered.connect(self.ask_file)

    @property
    def settled(self) -> bool:
        """Whether no password waits for its file; else the reason stands next to it."""
        waits = bool(self.password.text) and self.key is None
        if waits:
            self.field.set_error(_("Choose the key file, or take the password away"))
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        return not waits

    def ask_file(self) -> None:
        """Have the file chosen."""
        from prevent_desktop.ui.components.file_dialogs import ask_for_key_file

        path = ask_for_key_file(self)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Open a PKCS#12 file with the password that was typed."""
        password = self.password.text

        def work() -> SigningKey:
            from prevent_desktop.packs.signing_keys import SigningKey
            from prevent_desktop.ui.components.file_dialogs import read_chosen

            return SigningKey.load_pkcs12(read_chosen(path), password)

        self._tasks.in_background(work, self._keep, self._fail)

    def _keep(self, key: SigningKey) -> None:
        self.key = key
        self.password.clear()
        self.field.set_error("")
        self.kept.say(_("✓ Key of {name}").format(name=key.name))
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, error: PreventDesktopError) -> None:
        self.key = None
        self.kept.say("")
        self.field.set_error(f"{error.what_happened} {error.next_step}")
        self.password.type_again()
