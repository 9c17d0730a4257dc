"""One pack of the outbox in full."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.outbox.view import PackDetails
from prevent_desktop.ui.widgets import Card, FlowRow, Heading, SecondaryButton, Text


class PackDetailsCard(Card):
    """What happened, what to do, and the facts. Signals `retry_wanted(pack id)`, `record_wanted(case id)`, `mistake_wanted(pack id)`."""

    retry_wanted = Signal(str)
    record_wanted = Signal(str)
    mistake_wanted = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._details: PackDetails | None = None
        self.title = Heading("", 2)
        self.what = Text("", selectable=True)
        self.retry = SecondaryButton(_("&Try again"))
        self.retry.clicked.connect(self._retry)
        self.record = SecondaryButton(_("Open the &record"))
        self.record.clicked.connect(self._record)
        self.mistake = SecondaryButton(_("This pack has a &mistake…"))
        self.mistake.clicked.connect(self._mistake)
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(1, 1)
        for widget in (self.title, self.what, FlowRow(self.retry, self.record, self.mistake), self._facts):
            self.body.addWidget(widget)

    def show_details(self, details: PackDetails) -> None:
        """Show a pack; nothing is touched where nothing has changed."""
        if details == self._details:
            return
        self._details = details
        self.title.setText(details.title)
        self.what.setText(details.what_happened)
        self.setAccessibleName(_("Pack {pack}: {state}").format(pack=details.pack_id, state=details.title))
        self.setAccessibleDescription(details.what_happened)
        self.retry.setVisible(details.may_retry)
        self.record.setVisible(bool(details.case_id))
        self.mistake.setVisible(bool(details.case_id))
        self._show_facts(details.facts)

    def take_focus(self) -> None:
        """Put the keyboard on what can be done."""
        button = self.retry if not self.retry.isHidden() else self.record
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, (label, text) in enumerate(facts):
            shown = Text(text, selectable=True)
            shown.setAccessibleName(f"{label}: {text}")
            self._grid.addWidget(Text(label, "small"), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, number, 1)

    def _retry(self) -> None:
        if self._details is not None:
            self.retry_wanted.emit(self._details.pack_id)

    def _mistake(self) -> None:
        if self._details is not None:
            self.mistake_wanted.emit(self._details.pack_id)

    def _record(self) -> None:
        if self._details is not None:
            self.record_wanted.emit(self._details.case_id)
