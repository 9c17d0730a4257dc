"""Who I am: what packs and notes say about their writer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.translation import _
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton
from prevent_desktop.workflows import settings


class WhoSection(TextSection):
    """Name, role, organisation, phone, e-mail."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, _("Who I am"), _("Packs name you as their writer."))
        self.name, self.role, self.organisation, self.phone, self.email = (
            QLineEdit() for _number in range(5)
        )
        self.lines = {
            "name": self.name, "role": self.role, "organisation": self.organisation, "phone": self.phone, "email": self.email,
        }  # fmt: skip
        self.fields = {
            "name": Field(_("Name"), self.name),
            "role": Field(_("Role"), self.role, hint=_("For example, designated safeguarding lead")),
            "organisation": Field(_("Organisation"), self.organisation),
            "phone": Field(_("Phone"), self.phone, hint=_("The number that a receiver may call back")),
            "email": Field(_("E-mail"), self.email),
        }
        for field in self.fields.values():
            self.card.body.addWidget(field)
        save = PrimaryButton(_("&Save"))
        save.clicked.connect(self.save)
        self.card.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: SettingsState) -> None:
        """Show who the vault belongs to."""
        if (known := state.practitioner) is not None:
            self.show_texts({name: getattr(known, name) for name in self.lines})

    def save(self) -> None:
        """Keep it, once name, role and organisation are there."""
        needed = {"name": self.name, "role": self.role, "organisation": self.organisation}
        missing = [key for key, line in needed.items() if not line.text().strip()]
        for key in needed:
            words = _("Enter your {what}").format(what=self.fields[key].label.text().lower())
            self.fields[key].set_error(words if key in missing else "")
        if missing:
            needed[missing[0]].setFocus()
            return
        value = Practitioner(
            name=self.name.text().strip(), role=self.role.text().strip(),
            organisation=self.organisation.text().strip(), phone=self.phone.text().strip(),
            email=self.email.text().strip(),
        )  # fmt: skip
        self.keep(lambda vault: settings.save_practitioner(vault, value), _("Saved."))
