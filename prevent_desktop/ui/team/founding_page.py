"""Beginning a team, or joining one: what this laptop's records have to do with a team, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.team.roster import Member
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Guidance, InviteToTeam, Team
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.begin_card import BeginCard
from prevent_desktop.ui.team.join_card import JoinCard, WaitingCard
from prevent_desktop.ui.team.second_key_card import SecondKeyCard
from prevent_desktop.ui.team.take_over_card import TakeOverCard
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.joining.founding import Founding, Stage, founding
from prevent_desktop.workflows.team.joining.joining_team import Joining, joining
from prevent_desktop.workflows.team.joining.taking_over import may_take_over

_WIDEST = 760


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingReading:
    """What the page reads: how far the team is, whether one waits to join, and the leads who may have left."""

    found: Founding
    joining: Joining | None = None
    may_have_left: tuple[Member, ...] = ()


class FoundingPage(ScrollPage):
    """Signal `round_wanted()`: something is to be put into the team's mailbox now."""

    round_wanted = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__(widest=_WIDEST)
        title = _("Begin or join a team")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        self.head = PageHead(title, "")
        self.notice = PageNotice(parent=self)
        self.begin, self.join = BeginCard(tasks, clock), JoinCard(tasks, clock)
        self.waiting, self.second_key = WaitingCard(tasks, clock), SecondKeyCard(tasks, clock)
        self.take_over = TakeOverCard(tasks, clock)
        self.ready, self.by_organisation, self.member = self._ready(), self._by_organisation(), self._member()
        self._parts = (
            self.waiting, self.begin, self.by_organisation, self.member, self.ready, self.second_key, self.take_over, self.join,
        )  # fmt: skip
        self.column.add(crumbs, self.head, self.notice, *self._parts)
        for part in self._parts:
            part.hide()
        self.begin.begun.connect(self._tell_begun)
        self.second_key.tried.connect(self.refresh)
        self.second_key.changed.connect(self._moved)
        self.take_over.taken.connect(self._tell_taken)
        self.join.asked.connect(self._show_waiting)
        for signal in (self.waiting.joined, self.waiting.left):
            signal.connect(self._moved)

    def _ready(self) -> Card:
        card = Card(_("The team is begun"))
        self.ready_words = Text("")
        self.invite = PrimaryButton(_("&Invite people"), partial(self._navigator.open, InviteToTeam()))
        card.body.addWidget(self.ready_words)
        card.body.addWidget(FlowRow(self.invite))
        return card

    def _by_organisation(self) -> Card:
        card = Card(_("Your organisation’s file comes from somebody else"))
        self.organisation_words = Text("")
        read = LinkButton(
            _("Read how a team is started"), partial(self._navigator.open, Guidance("starting-a-team"))
        )
        card.body.add(self.organisation_words, read)
        return card

    def _member(self) -> Card:
        card = Card(_("You are in a team"))
        self.member_words = Text("")
        go = SecondaryButton(_("Go to the &team"), partial(self._navigator.open, Team()))
        card.body.add(self.member_words, FlowRow(go))
        return card

    def refresh(self) -> None:
        """Read it again."""
        now = self._clock()

        def read(vault: Vault) -> FoundingReading:
            found = founding(vault, now=now)
            return FoundingReading(found=found, joining=joining(vault), may_have_left=may_take_over(vault))

        self._tasks.in_vault(read, self.show_reading)

    def show_reading(self, reading: FoundingReading) -> None:
        """Show what there is to do."""
        found, waits = reading.found, reading.joining is not None
        stage = found.stage
        own = stage in {Stage.NOT_TRIED, Stage.STARTED}
        shown = {
            self.waiting: waits,
            self.begin: stage is Stage.NONE and not waits,
            self.by_organisation: stage is Stage.ORGANISATION and not waits,
            self.member: stage is Stage.MEMBER,
            self.ready: stage is Stage.STARTED,
            self.second_key: own,
            self.take_over: bool(reading.may_have_left),
            self.join: stage is not Stage.NOT_TRIED and not waits,
        }
        for part, visible in shown.items():
            part.setVisible(visible)
        if reading.joining is not None:
            self.waiting.show_joining(reading.joining)
        self.second_key.show_founding(found)
        self.join.show_merging(merges=own)
        self.take_over.show_leads(reading.may_have_left)
        self._say(found)

    def _say(self, found: Founding) -> None:
        name = found.organisation
        self.head.show_words(_("Begin or join a team"), name)
        self.organisation_words.setText(
            _("The file of {organisation} is signed by somebody else, so a team cannot be begun here: only they can put one into it. Ask them: “prevent-desktop profile team” does it.").format(organisation=name)
        )  # fmt: skip
        self.member_words.setText(
            _("These records belong to the team of {organisation}.").format(organisation=name)
        )
        words = _("Now invite the others: from a list of staff, or one by one.")
        if not found.second_joined and found.second_holder:
            words += " " + _("Let {holder} join first: the second key works only for somebody who is in the team.").format(holder=found.second_holder)  # fmt: skip
        self.ready_words.setText(words)

    def _tell_begun(self) -> None:
        self.notice.say(
            _("The team is there, with you alone in it. Now the second key: without it the team would end with this laptop."),
            Tone.SUCCESS,
        )  # fmt: skip
        self._moved()
        self._go_on_at(self.second_key.make)

    def _show_waiting(self) -> None:
        self._moved()
        self._go_on_at(self.waiting.save)

    def _go_on_at(self, control: QWidget) -> None:
        """From the top of the page, once what was read is shown: a button that is still hidden takes no keyboard."""

        def go(_none: None) -> None:
            self.verticalScrollBar().setValue(0)
            control.setFocus(Qt.FocusReason.OtherFocusReason)

        self._tasks.in_vault(lambda _vault: None, go)

    def _tell_taken(self) -> None:
        self.notice.say(
            _("Your laptop signs the organisation’s file now. Name somebody for the second key next."),
            Tone.SUCCESS,
        )
        self._moved()
        self._go_on_at(self.invite)

    def _moved(self) -> None:
        self.round_wanted.emit()
        self.refresh()
