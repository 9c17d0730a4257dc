"""Whom the practitioner asks: their safeguarding lead, by name and number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.organisation import settings


class LeadSection(TextSection):
    """Name and phone of the lead; for a lead, of their deputy."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.LEAD,
            _("Whom you ask before you share. If you are the lead yourself: your deputy."),
        )
        self.name, self.phone = QLineEdit(), QLineEdit()
        self.lines = {"name": self.name, "phone": self.phone}
        self.name_field = Field(_("Name of your lead"), self.name)
        self.card.body.addWidget(self.name_field)
        self.card.body.addWidget(
            Field(
                _("Phone (optional)"), self.phone, hint=_("The number that you call to tell them a password")
            )
        )
        save = PrimaryButton(_("&Save"), self.save)
        self.card.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, save)

    def show_state(self, state: SettingsState) -> None:
        """Show who it is, as they were named or as the organisation's profile names them."""
        if (lead := state.lead) is not None:
            self.show_texts({"name": lead.name, "phone": lead.phone})

    def save(self) -> None:
        """Keep the name, once it is there, and the number."""
        name = self.name.text().strip()
        self.name_field.set_error("" if name else _("Enter the name of your lead"))
        if not name:
            self.name.setFocus()
            return
        value = NamedLead(name=name, phone=self.phone.text().strip())
        self.keep(lambda vault: settings.save_named_lead(vault, value), _("Saved."))
