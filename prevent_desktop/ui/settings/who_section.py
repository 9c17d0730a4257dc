"""Who I am: what packs and notes say about their writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role, in_order, roles_of
from prevent_desktop.translation import _
from prevent_desktop.ui.components.role_choice import RoleChoice
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton, Text
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.organisation import settings

_KINDS = "kinds"


class WhoSection(TextSection):
    """Name, role, organisation, phone, e-mail."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, SettingsPart.WHO, _("Packs name you as their writer."))
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
            "email": Field(_("Email"), self.email),
        }
        for field in self.fields.values():
            self.card.body.addWidget(field)
        self._add_roles()
        save = PrimaryButton(_("&Save"), self.save)
        self.card.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, save)

    def _add_roles(self) -> None:
        """What their part is: its forms are offered first."""
        self.roles = RoleChoice()
        self._shown_roles: frozenset[Role] = frozenset()
        self.card.body.addWidget(
            Text(_("Your part. Its forms are offered first; you can choose all of them."), "strong")
        )
        self.card.body.addWidget(self.roles)

    def _choose(self, roles: frozenset[Role]) -> None:
        if self.roles.chosen == self._shown_roles:
            self.roles.choose(roles)
        self._shown_roles = roles

    def unsaved(self) -> dict[str, Any]:
        """What is typed and not kept yet, and the ticks."""
        typed = super().unsaved()
        if not typed and self.roles.chosen == self._shown_roles:
            return {}
        return {**(typed or self.typed()), _KINDS: [role.value for role in in_order(self.roles.chosen)]}

    def tell_kept(self, words: str) -> None:
        """What stands there now is what the vault holds."""
        self._shown_roles = self.roles.chosen
        super().tell_kept(words)

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        """Bring back what was typed, and the ticks."""
        super().restore(unsaved)
        if _KINDS in unsaved:
            self.roles.choose(role for role in Role if role.value in unsaved[_KINDS])

    def show_state(self, state: SettingsState) -> None:
        """Show who the vault belongs to."""
        if (known := state.practitioner) is not None:
            self.show_texts({name: getattr(known, name) for name in self.lines})
            self._choose(roles_of(known))

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
            email=self.email.text().strip(), kinds=tuple(role.value for role in in_order(self.roles.chosen)),
        )  # fmt: skip
        self.keep(lambda vault: settings.save_practitioner(vault, value), _("Saved."))
