"""Give a case to somebody, by name and with the reason: to oneself, to a colleague of the team, or without a team to anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Field, RadioGroup
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.writing import Writing
from prevent_desktop.workflows.team.cases.handing_over import ToHandOver, hand_over

TO, NAME, WHY = "to", "name", "reason"
_ME, _BY_NAME = "me", "by-name"


class HandOverPage(WritingPage):
    """Who owns a case from now on. Nobody is chosen for anybody but the member `to`, whom somebody chose before."""

    kind = Writing.HAND_OVER

    def __init__(
        self, tasks: Tasks, navigator: Navigator, found: ToHandOver, clock: Clock, *, to: str = ""
    ) -> None:
        super().__init__(tasks, navigator, found.case_id, clock)
        self._found = found
        box = WritingBox(lines=3)
        self.why, self.areas = box.area, {WHY: box.area}
        self.to = RadioGroup(_choices(found))
        self.name = QLineEdit()
        self.fields = {
            TO: Field(_("Who takes care of it from now on"), self.to, hint=_stands(found)),
            NAME: Field(_("Their name"), self.name),
            WHY: Field(_why(found), box, hint=_("Whoever takes it over reads this. It stays in the record.")),
        }
        for field in self.fields.values():
            self.card.body.addWidget(field)
        self.to.chosen.connect(self._choose)
        self.name.textEdited.connect(lambda _text: self.keeper.touch())
        self.why.textChanged.connect(self.keeper.touch)
        own = "" if found.own is None else found.own.member
        self._chosen_before = _ME if to and own == to else to
        self._show_name()
        self.lay_out(
            _("Change who owns this case"),
            _("Each case has one owner, by name, who sees that it goes on."),
            _("&Change the owner"),
        )
        FirstFocus(self, self.to)

    def _choose(self, _key: str) -> None:
        self._show_name()
        self.keeper.touch()

    def _show_name(self) -> None:
        self.fields[NAME].setVisible(self.to.value == _BY_NAME)

    def read_fields(self) -> Mapping[str, str]:
        return {TO: self.to.value or "", NAME: self.name.text(), WHY: self.why.toPlainText()}

    def show_fields(self, kept: Mapping[str, str]) -> None:
        self.to.set_value(kept.get(TO))
        self.name.setText(kept.get(NAME, ""))
        self.why.setPlainText(kept.get(WHY, ""))
        self._show_name()

    def show_found(self, person: Person, kept: Mapping[str, str]) -> None:
        """What was typed before, with whoever was chosen now."""
        super().show_found(person, kept)
        if self._chosen_before:
            self.to.set_value(self._chosen_before)
            self._show_name()

    def problems(self) -> Sequence[tuple[str, str]]:
        found = []
        if self.to.value is None:
            found.append((TO, _("Choose who takes care of it.")))
        if self.to.value == _BY_NAME and not self.name.text().strip():
            found.append((NAME, _("Write their name.")))
        if self._found.needs_reason and not self.why.toPlainText().strip():
            found.append((WHY, _("Write why, for whoever takes it over.")))
        return found

    def after_keeping(self) -> None:
        someone = self._someone()
        self.navigator.told.emit(_("{name} owns this case now").format(name=someone.name))

    def writer(self) -> Callable[[Vault], object]:
        to, why, now, case_id = self._someone(), self.why.toPlainText(), self.clock(), self.case_id
        return lambda vault: hand_over(vault, case_id, to, why=why, now=now)

    def _someone(self) -> Someone:
        chosen, own = self.to.value, self._found.own
        if chosen == _ME and own is not None:
            return own
        member = next((one for one in self._found.colleagues if one.id == chosen), None)
        return (
            Someone(name=self.name.text()) if member is None else Someone(name=member.name, member=member.id)
        )


def _choices(found: ToHandOver) -> list[tuple[str, str]]:
    choices = [] if found.own is None else [(_ME, _("Me ({name})").format(name=found.own.name))]
    choices += [
        (one.id, _("{name}, {role}").format(name=one.name, role=one.role.label.lower()))
        for one in found.colleagues
    ]
    return [*choices, (_BY_NAME, _("Somebody else"))] if found.by_name else choices


def _stands(found: ToHandOver) -> str:
    """Who owns it now."""
    if found.cared.set_apart:
        return _("Two people took it at once: {names}. The one you choose counts for all.").format(
            names=all_of(found.cared.set_apart)
        )
    owner = found.cared.owner
    if not found.by_name and not found.shared:
        return _(
            "Nobody else sees this case yet. Share it first, on the Team page, to give it to a colleague."
        )
    if owner is None:
        return _("Nobody is named as its owner yet.")
    return _("Until now: {name}").format(name=owner.name)


def _why(found: ToHandOver) -> str:
    return _("Why") if found.needs_reason else _("Why (optional)")
