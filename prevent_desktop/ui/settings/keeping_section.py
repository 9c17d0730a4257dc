"""How long records are kept: the organisation's rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.retention_words import rule_head, rule_length
from prevent_desktop.translation import _
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import EmptyState, KeyValue, KeyValueTable, SecondaryButton


class KeepingSection(Section):
    """Shows the rules as they came from the organisation. Signal `list_wanted()`."""

    list_wanted = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            _("How long records are kept"),
            _("As your organisation decided. Of several rules that fit a record, the longest counts."),
        )
        self.rules = KeyValueTable()
        self.none = EmptyState(
            _("Your organisation has set no rules"),
            _("Until it does, nothing is ever due, and every record stays until somebody decides."),
        )
        self.open_list = SecondaryButton(_("&Open the list: keeping and disposing"))
        self.open_list.clicked.connect(self.list_wanted)
        self.card.body.addWidget(self.none)
        self.card.body.addWidget(self.rules)
        self.card.body.addWidget(self.open_list, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        rules = state.retention_rules
        self.rules.show_rows(
            [
                KeyValue(key=str(number), label=rule_head(rule), values=(rule_length(rule), rule.source))
                for number, rule in enumerate(rules)
            ]
        )
        self.rules.setVisible(bool(rules))
        self.none.setVisible(not rules)
