"""How long records are kept: the organisation's rules."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.casework.retention_words import rule_head, rule_length_alone
from prevent_desktop.errors import UsageError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, ask_for_file
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Keeping
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import EmptyState, FlowRow, KeyValue, KeyValueTable, SecondaryButton
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention.rules_file import LARGEST, rules_from_file


class KeepingSection(Section):
    """Shows the rules as they came from the organisation."""

    def __init__(self, tasks: Tasks, navigator: Navigator, *, ask_file: AskForFile = ask_for_file) -> None:
        super().__init__(
            tasks,
            SettingsPart.KEEPING,
            _("As your organisation decided. Of several rules that fit a record, the longest counts."),
        )
        self._choose_file = ask_file
        self.rules = KeyValueTable()
        self.none = EmptyState(
            _("Your organisation has set no rules"),
            _("Until it does, nothing is ever due, and every record stays until somebody decides."),
        )
        self.open_list = SecondaryButton(_("&Open the list: keeping and disposing"))
        self.open_list.clicked.connect(partial(navigator.open, Keeping()))
        self.card.body.add(self.none, self.rules)
        self.take = SecondaryButton(_("&Take the rules from a file…"), self._ask_file)
        self.take.setAccessibleDescription(_("As your organisation gave it to you, in place of those here."))
        self.card.body.addWidget(FlowRow(self.open_list, self.take), 0, Qt.AlignmentFlag(0))

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        self.take.setVisible(not self.show_source(state))
        rules = state.retention_rules
        self.rules.show_rows(
            [
                KeyValue(
                    key=str(number), label=rule_head(rule), values=(rule_length_alone(rule), rule.source)
                )
                for number, rule in enumerate(rules)
            ]
        )
        self.rules.setVisible(bool(rules))
        self.none.setVisible(not rules)

    def _ask_file(self) -> None:
        path = self._choose_file(self)
        if path is not None:
            self.keep(lambda vault: _take(vault, path), _("These rules count from now on."))


def _take(vault: Vault, path: Path) -> None:
    try:
        with open_chosen(path) as file:
            untrusted = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            _("That file cannot be used"),
            f"{path.name}: {reason_of(error)}.",
            _("Choose another file."),
        ) from error
    settings.save_retention_rules(vault, rules_from_file(untrusted))
