"""What can be added to a record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import without_mnemonics
from prevent_desktop.ui.widgets.menus import add_entry


class AddMenu(QMenu):
    """The actions `note`, `event_`, `file`, `all_forms`, `pack` and `keep_from` are the record's to listen to. Signal `form_chosen(form id)`."""

    form_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Add"))
        self.note = add_entry(self, _("&Note"))
        self.event_ = add_entry(self, _("&Event"))
        self.file = add_entry(self, _("&File"))
        self.addSeparator()
        self.form_actions: dict[str, QAction] = {}
        self.all_forms = add_entry(self, _("&All forms…"))
        self.addSeparator()
        self.pack = add_entry(self, _("&Prepare a pack"))
        self.keep_from = add_entry(self, _("&Keep this case from…"))

    def show_forms(self, forms: Sequence[tuple[str, str]]) -> None:
        """Offer `forms`: id and title of each."""
        for action in self.form_actions.values():
            self.removeAction(action)
        self.form_actions = {form_id: self._form(form_id, title) for form_id, title in forms}

    def _form(self, form_id: str, title: str) -> QAction:
        action = QAction(without_mnemonics(_("Form: {title}").format(title=title)), self)
        self.insertAction(self.all_forms, action)
        action.triggered.connect(lambda: self.form_chosen.emit(form_id))
        return action
