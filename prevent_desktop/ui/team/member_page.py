"""One member of the team: their laptops, their role, and what happens when they leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Team
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.asking import asking_to_change_team
from prevent_desktop.ui.team.view import checked_words, role_says, when_heard
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    KeyValue,
    KeyValueTable,
    PageHead,
    PageNotice,
    RadioGroup,
    ScrollPage,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.joining.changing_members import (
    change_role,
    may_change,
    member_left,
    remove_laptop,
)
from prevent_desktop.workflows.team.joining.members import MemberFacts, TeamFacts, team_facts
from prevent_desktop.workflows.team.rounds.copies import Checked, checked_of


class MemberPage(ScrollPage):
    """What can be changed only where this vault holds the authority's key; else it says who does."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, member: str) -> None:
        super().__init__()
        title = _("Somebody of the team")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock, self._id = tasks, navigator, clock, member
        self._facts: MemberFacts | None = None
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        self.head = PageHead(title, "")
        self.notice = PageNotice(parent=self)
        self.who_changes = Text("", "muted")
        self.who_changes.hide()
        self.column.add(crumbs, self.head, self.notice, self.who_changes)
        self.column.add(self._laptops_card(), self._checked_card(), self._role_card(), self._left_card())
        self.column.addStretch(1)

    def _laptops_card(self) -> Card:
        card = Card(_("Laptops"))
        self.laptops = KeyValueTable()
        self.laptops.chosen.connect(self._ask_to_remove)
        self.no_laptop = Text(_("None yet: the invitation was not taken up."), "muted")
        card.body.add(self.laptops, self.no_laptop)
        return card

    def _checked_card(self) -> Card:
        """By whom their history was found valid: it counts though their keys may not any more."""
        card = Card(_("What they wrote"))
        self.checked = VBox(spacing=6)
        card.body.addLayout(self.checked)
        self._checked = card
        return card

    def _role_card(self) -> Card:
        card = Card(_("Role"))
        self.roles = RadioGroup(
            [(role.value, role.label) for role in (Role.REPORTER, Role.DEPUTY, Role.LEAD)]
        )
        self.roles.setAccessibleName(_("Role"))
        self.roles.chosen.connect(self._say_role)
        self.role_says = Text("", "small")
        self.save_role = SecondaryButton(_("&Save the role"), self._keep_role)
        card.body.add(self.roles, self.role_says)
        card.body.addWidget(self.save_role, 0, Qt.AlignmentFlag.AlignLeft)
        self.save_role.setProperty("writes", True)
        self._role = card
        return card

    def _left_card(self) -> Card:
        card = Card(_("When they leave"))
        words = _(
            "Nothing new goes to their laptops then. What these hold stays readable there until they are handed in or wiped."
        )
        self.left = SecondaryButton("", self._ask_whether_left)
        card.body.add(Text(words))
        card.body.addWidget(self.left, 0, Qt.AlignmentFlag.AlignLeft)
        self.left.setProperty("writes", True)
        self._left = card
        return card

    def refresh(self) -> None:
        """Read it again."""

        def read(vault: Vault) -> tuple[TeamFacts | None, bool, tuple[Checked, ...]]:
            return team_facts(vault), may_change(vault), checked_of(vault, self._id)

        self._tasks.in_vault(read, lambda found: self.show_facts(*found))

    def show_facts(self, facts: TeamFacts | None, changes: bool, checked: Sequence[Checked] = ()) -> None:
        """Show the member; back to the team where there is none of this id."""
        one = next((each for each in facts.members if each.member.id == self._id), None) if facts else None
        if facts is None or one is None:
            self._navigator.open(Team())
            return
        self._facts = one
        member = one.member
        self.head.show_words(member.name, member.role.label)
        self.setAccessibleName(member.name)
        self.who_changes.say("" if changes else _(
            "Only whoever keeps your organisation’s key can change this. Ask {organisation} for a new version of its file."
        ).format(organisation=facts.organisation))  # fmt: skip
        self._show_laptops(one, changes=changes)
        self._show_checked(checked)
        self.roles.set_value(member.role.value)
        self._say_role(member.role.value)
        self._role.setVisible(changes and member.left is None)
        self.left.setText(_("{name} has &left…").format(name=member.name))
        self._left.setVisible(changes and member.left is None)

    def _show_laptops(self, one: MemberFacts, *, changes: bool) -> None:
        now = self._clock()
        self.laptops.show_rows(
            [
                KeyValue(
                    key=laptop.vault_id,
                    label=_("This laptop") if laptop.here else laptop.name,
                    values=(
                        _("Last heard of: {when}").format(when=when_heard(laptop.heard, now))
                        if laptop.heard
                        else _("Not heard of yet"),
                    ),
                    link=_("Remove this laptop…") if changes and not laptop.here else "",
                )
                for laptop in one.laptops
            ]
        )
        self.no_laptop.setVisible(not one.laptops)

    def _show_checked(self, checked: Sequence[Checked]) -> None:
        take_all_out(self.checked)
        for one in checked:
            self.checked.add(Text(checked_words(one)))
        self._checked.setVisible(bool(checked))

    def _say_role(self, key: str) -> None:
        self.role_says.setText(role_says(Role(key)))
        self.save_role.setEnabled(self._facts is not None and self._facts.member.role.value != key)

    def _keep_role(self) -> None:
        role, member, now = Role(self.roles.value or Role.REPORTER), self._id, self._clock()
        self._sign(
            _("Change the role"),
            lambda vault: change_role(vault, member, role, now=now),
            _("The role is changed."),
        )

    def _ask_to_remove(self, vault_id: str) -> None:
        name = (
            next((one.name for one in self._facts.laptops if one.vault_id == vault_id), "")
            if self._facts
            else ""
        )
        now = self._clock()
        self._ask(
            _("Remove “{laptop}”?").format(laptop=name),
            _(
                "Such as a lost laptop. It gets nothing new, and what it still writes is set aside. What it holds stays readable there for "
                "whoever has its passphrase. Its owner goes on with another laptop."
            ),
            _("&Remove it"),
            partial(self._sign, _("Remove a laptop"), lambda vault: remove_laptop(vault, vault_id, now=now), _("The laptop is removed.")),
        )  # fmt: skip

    def _ask_whether_left(self) -> None:
        name, member, now = self.head.heading.text(), self._id, self._clock()
        self._ask(
            _("Has {name} left?").format(name=name),
            _(
                "Nothing new goes to their laptops, and what they still write is set aside. Their name stays in the history. "
                "What their laptops hold stays readable there until they are handed in or wiped."
            ),
            _("&They have left"),
            partial(self._sign, _("Take somebody out of the team"), lambda vault: member_left(vault, member, now=now), _("They are no longer in the team.")),
        )  # fmt: skip

    def _ask(self, question: str, consequences: str, yes: str, does: Callable[[], object]) -> None:
        self.dialog = ConfirmDialog(question, consequences, yes, parent=self)
        self.dialog.accepted.connect(does)
        self.dialog.open()

    def _sign(self, act: str, work: Callable[[Vault], object], words: str) -> None:
        require_step_up(self, self._tasks, asking_to_change_team(act), partial(self._do, work, words))

    def _do(self, work: Callable[[Vault], object], words: str) -> None:
        self._tasks.in_vault(work, lambda _none: self._done(words), self._failed)

    def _done(self, words: str) -> None:
        self._navigator.told.emit(words)
        self.notice.clear()
        self.refresh()

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
