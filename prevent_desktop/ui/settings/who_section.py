"""Who I am: what packs and notes say about their writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton, Text
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.forms.form_choice import Audience, audiences_for
from prevent_desktop.workflows.organisation import settings

_KINDS = "kinds"


class WhoSection(TextSection):
    """Name, role, organisation, phone, e-mail."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, SettingsPart.WHO.label, _("Packs name you as their writer."))
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
        self._add_kinds()
        save = PrimaryButton(_("&Save"), self.save)
        self.card.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, save)

    def _add_kinds(self) -> None:
        """Which forms are offered first."""
        words = {
            Audience.PRACTITIONER: _("I work with people and write about them"),
            Audience.LEAD: _("I am a safeguarding lead"),
            Audience.RECEIVER: _("I receive referrals"),
            Audience.PANEL: _("I sit on or work for a Channel panel"),
        }
        self.kinds = {audience: QCheckBox(text) for audience, text in words.items()}
        self._shown_kinds: frozenset[Audience] = frozenset()
        self.card.body.addWidget(
            Text(_("Your part. Its forms are offered first; you can choose all of them."), "strong")
        )
        for tick in self.kinds.values():
            self.card.body.addWidget(tick)
        self._tick(audiences_for(None))

    def _tick(self, audiences: frozenset[Audience]) -> None:
        if self._ticked() == self._shown_kinds:
            for audience, tick in self.kinds.items():
                tick.setChecked(audience in audiences)
        self._shown_kinds = audiences

    def _ticked(self) -> frozenset[Audience]:
        return frozenset(audience for audience, tick in self.kinds.items() if tick.isChecked())

    def unsaved(self) -> dict[str, Any]:
        """What is typed and not kept yet, and the ticks."""
        typed = super().unsaved()
        if not typed and self._ticked() == self._shown_kinds:
            return {}
        return {**(typed or self.typed()), _KINDS: sorted(self._ticked())}

    def tell_kept(self, words: str) -> None:
        """What stands there now is what the vault holds."""
        self._shown_kinds = self._ticked()
        super().tell_kept(words)

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        """Bring back what was typed, and the ticks."""
        super().restore(unsaved)
        if _KINDS in unsaved:
            for audience, tick in self.kinds.items():
                tick.setChecked(audience in unsaved[_KINDS])

    def show_state(self, state: SettingsState) -> None:
        """Show who the vault belongs to."""
        if (known := state.practitioner) is not None:
            self.show_texts({name: getattr(known, name) for name in self.lines})
            self._tick(audiences_for(known))

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
            email=self.email.text().strip(), kinds=tuple(audience.value for audience in Audience if audience in self._ticked()),
        )  # fmt: skip
        self.keep(lambda vault: settings.save_practitioner(vault, value), _("Saved."))
