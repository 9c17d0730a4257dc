"""The organisation's own words for why it may share, and its marking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.organisation import SharingBasis
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton, TextArea
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.organisation import settings


class SharingSection(TextSection):
    """Lawful basis and marking, as the organisation's data protection officer words them."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, SettingsPart.SHARING, _("As your organisation words it; councils differ."))
        self.basis = TextArea(lines=3, most=8)
        self.marking = QLineEdit()
        self.lines = {"lawful_basis": self.basis, "marking": self.marking}
        self.card.body.addWidget(Field(_("Why we may share"), self.basis))
        self.card.body.addWidget(Field(_("Marking on each page"), self.marking))
        self.save_button = PrimaryButton(_("&Save"), self.save)
        self.card.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, self.save_button)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds; what comes with the profile is not typed over."""
        given = self.show_source(state)
        self.basis.setReadOnly(given)
        self.marking.setReadOnly(given)
        self.save_button.setVisible(not given)
        texts = {name: getattr(state.sharing, name) for name in self.lines}
        if given:
            self._fill(texts)  # what was being typed gives way
        self.show_texts(texts)

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        if not self.marking.isReadOnly():
            super().restore(unsaved)

    def save(self) -> None:
        """Keep both."""
        value = SharingBasis(
            lawful_basis=self.basis.toPlainText().strip(), marking=self.marking.text().strip()
        )
        self.keep(lambda vault: settings.save_sharing_basis(vault, value), _("Saved."))
