"""A new recovery code: shown, kept by the person, typed back; only then it takes the place of the old one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_target
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.pane import Pane
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ShowCodePane, TypeCodePane
from prevent_desktop.ui.vault_admin.unlock.saving_code import save_code
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.vault.vault import Vault, utc_now
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.printing.to_print import ToPrint, code_to_print, require_printing


class NewCodeDialog(FittingDialog):
    """Signal `rehearsed()` once the code was typed back. Until then, and after Escape, the old code is the one.

    Whoever hears it keeps the slot, and then accepts the dialog or shows the failure on `pane`.
    """

    rehearsed = Signal()

    def __init__(self, tasks: Tasks, code: str, *, parent: QWidget) -> None:
        super().__init__(base_width=600, parent=parent)
        self._tasks, self._code = tasks, code
        self.setWindowTitle(_("A new recovery code"))
        self.column.setContentsMargins(0, 0, 0, 0)
        self.pane: Pane = self._show(self._first_pane())

    def _first_pane(self) -> ShowCodePane:
        pane = ShowCodePane(self._code)
        pane.noted.connect(self._ask_back)
        pane.pdf_wanted.connect(lambda: self._save(pane))
        pane.print_wanted.connect(lambda: self._print(pane))
        return pane

    def _print(self, pane: ShowCodePane) -> None:
        code, now = self._code, utc_now()

        def read(vault: Vault) -> ToPrint:
            require_printing(vault)
            return code_to_print(code, now=now, remark=settings.practice_words(vault))

        Printing(self._tasks, pane, pane.tell, failed=pane.show_failure).begin(read)

    def _save(self, pane: ShowCodePane) -> None:
        path = ask_for_target(self, "recovery-code.pdf", title=_("Save the recovery code"))
        if path is not None:
            save_code(self._tasks, self._code, path, pane)

    def _ask_back(self) -> None:
        pane = TypeCodePane(
            _("Type the code back"), _("From your copy. The old code ends with it."), _("&Confirm")
        )
        pane.submitted.connect(lambda typed: self._compare(typed, pane))
        pane.back_wanted.connect(self._show_again)
        self._show(pane)

    def _show_again(self) -> None:
        self._show(self._first_pane())

    def _compare(self, typed: str, pane: TypeCodePane) -> None:
        from prevent_desktop.vault.keys.recovery_code import read_recovery_code

        try:
            same = read_recovery_code(typed) == self._code
        except PreventDesktopError as error:
            pane.show_failure(error)
            return
        if same:
            self.rehearsed.emit()
        else:
            pane.say_wrong(_("This is another code. Compare it with your copy and type it again."))

    def _show(self, pane: Pane) -> Pane:
        old: Pane | None = getattr(self, "pane", None)
        self.pane = pane
        self.column.addWidget(pane)
        if old is not None:
            old.hide()
            old.deleteLater()
        pane.setFocus(Qt.FocusReason.OtherFocusReason)
        return pane
