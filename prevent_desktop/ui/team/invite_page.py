"""Inviting people into the team: from a list of staff or one by one, slips for all, and how each slip stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_file, ask_for_target, read_chosen
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import FoundTeam, Team
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.asking import asking_for_slips
from prevent_desktop.ui.team.slips_card import SlipsCard
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Column,
    DataTable,
    Field,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    RadioGroup,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.joining.founding import Founding, Stage, founding
from prevent_desktop.workflows.team.joining.invitation_round import HandAnswer, answer_by_hand
from prevent_desktop.workflows.team.joining.inviting import (
    Invitation,
    Invitations,
    State,
    cancel,
    invitations,
    invite,
    make_again,
)
from prevent_desktop.workflows.team.joining.join_messages import (
    ANSWER_SUFFIX,
    LARGEST_REQUEST,
    REQUEST_SUFFIX,
)
from prevent_desktop.workflows.team.joining.people_file import Invitee, PeopleFile, read_people_file

_WIDEST = 760
_NEW = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteReading:
    """What the page reads: how far the team is, and each slip."""

    found: Founding
    slips: tuple[Invitation, ...] = ()


def read_invitations(vault: Vault, clock: Clock) -> InviteReading:
    """Read it, in the vault's lane."""
    return InviteReading(found=founding(vault, now=clock()), slips=invitations(vault))


class InvitePage(ScrollPage):
    """`look_at(path)` does what the button for a list does. Signal `round_wanted()`: a slip was cancelled or answered."""

    round_wanted = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__(widest=_WIDEST)
        title = _("Invite people")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._people: tuple[Invitee, ...] = ()
        self._members: dict[str, Invitee] = {}
        self._names: dict[str, str] = {}
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        self.head = PageHead(title, _("Each gets a slip with a code, which works once and for 30 days."))
        self.notice = PageNotice(parent=self)
        self.first = self._first_card()
        self.choose_card, self.plan, self.slips = self._choose_card(), self._plan_card(), SlipsCard(tasks)
        self.waiting = self._waiting_card()
        self.column.add(crumbs, self.head, self.notice, self.first, self.choose_card, self.plan, self.slips)
        self.column.addWidget(self.waiting)
        for part in (self.first, self.choose_card, self.plan, self.slips, self.waiting):
            part.hide()
        FirstFocus(self, self.choose)

    # -- the parts

    def _first_card(self) -> Card:
        card = Card(_("Nobody can be invited from here yet"))
        self.begin = PrimaryButton(_("&Begin the team"), partial(self._navigator.open, FoundTeam()))
        self.first_words = Text("")
        card.body.add(self.first_words, FlowRow(self.begin))
        return card

    def _choose_card(self) -> Card:
        card = Card(_("Whom do you invite?"))
        self.choose = SecondaryButton(_("&Choose a list of staff…"), self._ask)
        self.busy = BusyLine()
        self.name, self.known = QLineEdit(), QComboBox()
        self.name_field = Field(_("Or one by one: name"), self.name)
        self.known_field = Field(_("Or one more laptop of"), self.known)
        self.role = RadioGroup([(role.value, role.label) for role in Role])
        self.role.setAccessibleName(_("Role"))
        self.role.set_value(Role.REPORTER.value)
        self.add = SecondaryButton(_("&Add to the slips"), self._add)
        told = Text(_("CSV or Excel, with “Name” and “Role” in the first row. The role is lead, deputy or reporter. If the mailbox is a server and each of you has a sign-in there, add “Mailbox user” and “Mailbox password”."), "small")  # fmt: skip
        card.body.add(FlowRow(self.choose), told, self.busy, self.name_field, self.role, self.known_field)
        card.body.addWidget(FlowRow(self.add))
        self.name.returnPressed.connect(self._add)
        return card

    def _plan_card(self) -> Card:
        card = Card(_("These get a slip"))
        self.plan_words = Text("", "strong")
        self.remarks = Text("", "small")
        self.table = DataTable(
            (Column(title=_("Name"), share=3), Column(title=_("Role"), share=2)),
            name=_("These get a slip"),
            known_as="team-slips-new",
        )
        self.make = PrimaryButton(_("&Make the slips"), self._ask_to_make)
        self.clear = SecondaryButton(_("&Leave it"), self._leave)
        card.body.add(self.plan_words, self.remarks, FlowRow(self.make, self.clear), self.table)
        return card

    def _waiting_card(self) -> Card:
        card = Card(_("Slips"))
        self.slips_table = DataTable(
            (
                Column(title=_("Who"), share=3),
                Column(title=_("Role"), share=2),
                Column(title=_("Made"), share=2),
                Column(title=_("How it stands"), share=3),
                Column(title="", share=0),
            ),
            name=_("Slips"),
            known_as="team-slips",
        )
        self.slips_table.link_opened.connect(self._ask_to_cancel)
        self.bring = SecondaryButton(_("&Bring a request in…"), self._ask_request)
        self.by_hand = Text(_("Requests come by the team’s mailbox by themselves. Without a connection bring them in as files."), "small")  # fmt: skip
        self.again = SecondaryButton(_("Make &new slips for all who wait"), self._ask_again)
        card.body.add(self.slips_table, FlowRow(self.bring, self.again), self.by_hand)
        return card

    # -- what is there

    def refresh(self) -> None:
        """Read it again."""
        clock = self._clock
        self._tasks.in_vault(lambda vault: read_invitations(vault, clock), self.show_reading)

    def show_reading(self, reading: InviteReading) -> None:
        """Show whether anybody can be invited, and how each slip stands."""
        stage = reading.found.stage
        started = stage is Stage.STARTED
        elsewhere = stage in {Stage.MEMBER, Stage.ORGANISATION}
        self.begin.setVisible(not elsewhere)
        self.first_words.setText(
            _(
                "Your organisation’s file is signed on another laptop: slips are made there. A lead, and "
                "whoever holds the second key, lets people in from here too, by the card of their laptop: on "
                "the Team page."
            )
            if elsewhere
            else _("First the team is begun, and its second key is tried.")
        )
        self.first.setVisible(not started)
        self.choose_card.setVisible(started)
        self.waiting.setVisible(bool(reading.slips))
        self.slips_table.show_rows([_slip_row(one) for one in reading.slips])
        self._names = {one.id: one.name for one in reading.slips}
        self.again.setVisible(any(one.state is State.OPEN for one in reading.slips))
        self._show_members(reading.found)

    def _show_members(self, found: Founding) -> None:
        team = found.team
        inside = () if team is None else [one for one in team.members if one.left is None]
        self._members = {one.id: Invitee(name=one.name, role=one.role, member=one.id) for one in inside}
        self.known.clear()
        self.known.addItem(_("– nobody –"), _NEW)
        for member, one in self._members.items():
            self.known.addItem(one.name, member)

    # -- whom

    def _ask(self) -> None:
        kinds = _("Lists of staff (*.csv *.txt *.xlsx);;All files (*)")
        path = ask_for_file(self, title=_("A list of staff"), kinds=kinds)
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Read a list and tell who would get a slip. Nothing is made."""
        self.notice.clear()
        self.busy.start(_("Reading the list…"))
        self._tasks.in_background(lambda: read_people_file(path), self._look, self._fail)

    def _look(self, file: PeopleFile) -> None:
        self.busy.stop()
        if file.problems:
            told = ngettext("Put this right in the file, then choose it again:", "Put these right in the file, then choose it again:", len(file.problems))  # fmt: skip
            self.notice.say("\n".join((told, *(str(one) for one in file.problems[:12]))), Tone.DANGER)
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.remarks.say("\n".join(str(one) for one in file.remarks[:8]))
        self._plan((*self._people, *file.people))

    def _add(self) -> None:
        member, typed = self.known.currentData(), " ".join(self.name.text().split())
        if member:
            found = self._members[member]
        elif typed:
            found = Invitee(name=typed, role=Role(self.role.value or Role.REPORTER.value))
        else:
            self.name_field.set_error(_("Enter a name"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.name_field.set_error("")
        self.name.clear()
        self.known.setCurrentIndex(0)
        self._plan((*self._people, found))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _plan(self, people: Sequence[Invitee]) -> None:
        self._people = tuple(people)
        count = len(self._people)
        words = ngettext("{number} slip", "{number} slips", count).format(number=count)
        self.plan_words.setText(words)
        self.table.show_rows([Row(key=str(at), cells=(Cell(one.name), Cell(one.role.label))) for at, one in enumerate(self._people)])  # fmt: skip
        self.plan.show()
        self.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self._people = ()
        self.plan.hide()
        self.remarks.say("")
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_to_make(self) -> None:
        require_step_up(self, self._tasks, asking_for_slips(), self._make)

    def _make(self) -> None:
        people, now = self._people, self._clock()
        self._tasks.in_vault(lambda vault: invite(vault, people, now=now), self._made, self._fail)

    def _made(self, made: Invitations) -> None:
        self._leave()
        self.notice.clear()
        self.slips.show_slips(made)
        self.refresh()

    # -- slips

    def _ask_to_cancel(self, slip: str) -> None:
        dialog = ConfirmDialog(
            _("Cancel the slip of {name}?").format(name=self._names[slip]),
            _("Its code no longer works. You can make a new slip at any time."),
            _("&Cancel the slip"),
            parent=self,
        )
        dialog.accepted.connect(partial(self.cancel_slip, slip))
        dialog.open()

    def cancel_slip(self, slip: str) -> None:
        """Its code counts no more."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: cancel(vault, slip, now=now), self._cancelled, self._fail)

    def _cancelled(self, cancelled: Invitation | None) -> None:
        if cancelled is not None:
            self.notice.say(
                _("The slip of {name} no longer works.").format(name=cancelled.name), Tone.SUCCESS
            )
        self.round_wanted.emit()
        self.refresh()

    def _ask_again(self) -> None:
        dialog = ConfirmDialog(
            _("Make new slips for all who have not joined?"),
            _("Such as where the slips were not printed, or were lost. The old ones no longer work, and there is a new file for everybody."),
            _("&Make new slips"),
            parent=self,
        )  # fmt: skip
        dialog.accepted.connect(self.ask_to_make_again)
        dialog.open()

    def ask_to_make_again(self) -> None:
        """New slips for all who have not used theirs, once the passphrase was typed."""
        require_step_up(self, self._tasks, asking_for_slips(), self._make_again)

    def _make_again(self) -> None:
        now = self._clock()
        self._tasks.in_vault(lambda vault: make_again(vault, now=now), self._made, self._fail)

    # -- by hand

    def _ask_request(self) -> None:
        kinds = _("Requests (*{suffix});;All files (*)").format(suffix=REQUEST_SUFFIX)
        path = ask_for_file(self, title=_("A request to join"), kinds=kinds)
        if path is not None:
            self.bring_request(path)

    def bring_request(self, path: Path) -> None:
        """Answer a request that came as a file, and have the answer saved."""
        now = self._clock()
        self._tasks.in_background(
            lambda: read_chosen(path, LARGEST_REQUEST + 1),
            lambda content: self._tasks.in_vault(
                lambda vault: answer_by_hand(vault, content, now=now), self._answered, self._fail
            ),
            self._fail,
        )

    def _answered(self, answer: HandAnswer) -> None:
        self.refresh()
        self.round_wanted.emit()
        path = ask_for_target(self, f"answer{ANSWER_SUFFIX}", title=_("Save the answer for {name}").format(name=answer.name))  # fmt: skip
        if path is not None:
            self.save_answer(answer, path)

    def save_answer(self, answer: HandAnswer, path: Path) -> None:
        """Write what the newcomer brings back to their laptop."""
        told: Callable[[], object] = lambda: self.notice.say(  # noqa: E731 -- one line that is told
            _("{name} is in the team. Give them the file {file}.").format(name=answer.name, file=path.name),
            Tone.SUCCESS,
        )
        write_file(self._tasks, path, lambda: answer.content, told, self._fail)

    def _fail(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.notice.say_failure(error)


def _slip_row(one: Invitation) -> Row:
    state = one.state.label
    if one.state is State.OPEN:
        state = _("{state}, until {day}").format(
            state=state, day=short_day(one.expires_at.astimezone().date())
        )
    made = one.made_at.astimezone().date()
    cancel = Cell(_("Cancel"), link=one.id) if one.state is State.OPEN else Cell()
    cells = (
        Cell(one.name),
        Cell(one.role.label),
        Cell(short_day(made), order=made.isoformat()),
        Cell(state),
        cancel,
    )
    return Row(key=one.id, cells=cells)
