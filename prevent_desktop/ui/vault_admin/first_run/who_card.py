"""The first step: name, organisation and role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.roles import Role
from prevent_desktop.translation import _
from prevent_desktop.ui.components.role_choice import RoleChoice
from prevent_desktop.ui.vault_admin.first_run.step_card import StepCard
from prevent_desktop.ui.widgets import Field, Text
from prevent_desktop.ui.widgets.beside_or_below import BesideOrBelow


class WhoCard(StepCard):
    """`name`, `organisation` and `roles` tell what was said, once it is `done`."""

    def __init__(self) -> None:
        super().__init__(_("Who you are"))
        self._name, self._organisation = QLineEdit(), QLineEdit()
        self.name_field = Field(_("Your name"), self._name)
        self.organisation_field = Field(_("Your organisation"), self._organisation)
        self.role_choice = RoleChoice()
        self.role_label = Text(_("Your role. Tick all that fit"), "strong")
        self.role_error = Text("", "error", parent=self)
        self.role_error.hide()
        self.body.addWidget(BesideOrBelow(self.name_field, self.organisation_field))
        self.body.addSpacing(6)
        self.body.add(self.role_label, self.role_error, self.role_choice)
        self.body.addSpacing(4)
        self.body.addWidget(
            Text(_("It sets what you see first. Nothing is taken away, and you can change it."), "small")
        )
        self.add_buttons(_("C&ontinue"), self._go_on, back=False)
        self._name.returnPressed.connect(self._organisation.setFocus)
        self._organisation.returnPressed.connect(self._enter_roles)
        self._name.textEdited.connect(lambda _text: self.name_field.set_error(""))
        self._organisation.textEdited.connect(lambda _text: self.organisation_field.set_error(""))
        self.role_choice.changed.connect(lambda: self._say_role(""))

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches in this card, in reading order."""
        return [self._name, self._organisation, *self.role_choice.tab_stops, self.go_on]

    @property
    def name(self) -> str:
        """Their name."""
        return self._name.text().strip()

    @property
    def organisation(self) -> str:
        """Whom they work for."""
        return self._organisation.text().strip()

    @property
    def roles(self) -> frozenset[Role]:
        """What their part is."""
        return self.role_choice.chosen

    def _go_on(self) -> None:
        wrong: list[QWidget] = []
        for field, words, text in (
            (self.name_field, _("Enter your name"), self.name),
            (self.organisation_field, _("Enter your organisation"), self.organisation),
        ):
            field.set_error("" if text else words)
            if not text:
                wrong.append(field.control)
        self._say_role("" if self.roles else _("Tick at least one role"))
        if not self.roles:
            wrong.append(self.role_choice.tab_stops[0])
        if wrong:
            wrong[0].setFocus()
        else:
            self.done.emit()

    def _enter_roles(self) -> None:
        self.role_choice.tab_stops[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _say_role(self, words: str) -> None:
        self.role_error.say(words)
        first = self.role_choice.parts[Role.REPORTER].button
        first.setAccessibleDescription(words or Role.REPORTER.hint)
