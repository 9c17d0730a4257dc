"""The Team page: who belongs to it, what is shared with whom, what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route, Settings, TeamMember
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.alone_card import AloneCard
from prevent_desktop.ui.team.asked_copies_part import AskedCopiesPart
from prevent_desktop.ui.team.asking import asking_to_change_team
from prevent_desktop.ui.team.by_words_card import ByWordsCard
from prevent_desktop.ui.team.copy_card import CopyCard
from prevent_desktop.ui.team.not_whole_part import NotWholePart
from prevent_desktop.ui.team.own_card import OwnCardPart
from prevent_desktop.ui.team.reporter_card import ReporterCard
from prevent_desktop.ui.team.share_card import ShareCard
from prevent_desktop.ui.team.view import LeaverWords, TeamWords, team_words
from prevent_desktop.ui.team.waits_part import WaitsPart
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    Columns,
    DataTable,
    LinkButton,
    Notice,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.not_whole import NotWhole, cases_not_whole
from prevent_desktop.workflows.team.cases.reported import Reported, reported
from prevent_desktop.workflows.team.change_sets.copies_told import Asking, asking
from prevent_desktop.workflows.team.change_sets.giving_up import ended_waits
from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.change_sets.waits import Wait, waits
from prevent_desktop.workflows.team.joining.asked_admissions import Admission, asked, signed
from prevent_desktop.workflows.team.joining.by_words import may_admit
from prevent_desktop.workflows.team.joining.changing_members import may_change, remove_laptop
from prevent_desktop.workflows.team.joining.joining_team import Joining, joining
from prevent_desktop.workflows.team.joining.members import TeamFacts, team_facts
from prevent_desktop.workflows.team.joining.taking_over import may_take_over

_SHARES = (726, 340)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReading:
    """What the page reads: `may_change` whether this vault holds the organisation's key, `reported` what a reporter gave away.

    `may_admit` whether its owner lets people in, whoever signs it; `asked` whom they let in that is not signed yet, `signed` whom that is.

    `may_take_over` whether its owner goes on where the lead has left; `joining` is a slip that was used, whose answer has not come.
    `waits` are for changes that its owner may give up, `ended_waits` says what was given up. `asked_copies` are colleagues' laptops that ask for a copy, where a lead's vault can make one.
    `not_whole` are entries of cases of which nobody has how they were begun.
    """

    facts: TeamFacts | None
    may_change: bool = False
    may_admit: bool = False
    asked: tuple[Admission, ...] = ()
    signed: tuple[Admission, ...] = ()
    may_take_over: bool = False
    joining: Joining | None = None
    reported: tuple[Reported, ...] = ()
    waits: tuple[Wait, ...] = ()
    ended_waits: tuple[str, ...] = ()
    asked_copies: tuple[Asking, ...] = ()
    not_whole: tuple[NotWhole, ...] = ()


def read_team(vault: Vault, *, now: datetime) -> TeamReading:
    """Read it, in the vault's lane."""
    facts = team_facts(vault)
    given = reported(vault) if facts is not None and facts.is_reporter else ()
    return TeamReading(
        facts=facts, may_change=may_change(vault), may_admit=may_admit(vault), asked=asked(vault), signed=signed(vault), may_take_over=bool(may_take_over(vault)), joining=joining(vault),
        reported=given, waits=waits(vault, now=now), ended_waits=ended_waits(vault, now=now), asked_copies=asking(vault), not_whole=cases_not_whole(vault),
    )  # fmt: skip


class TeamPage(ScrollPage):
    """Signals: `round_wanted()`, the copies are to be brought up to date now; `was_read()` once the team was read anew.

    `side` is the column at the right, or below where there is no room: what others hang into the page stands there.
    `invite` and `found` are where somebody is invited and where a team is begun.
    """

    round_wanted = Signal()
    was_read = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        *,
        invite: Route | None = None,
        found: Route | None = None,
    ) -> None:
        super().__init__()
        title = _("Team")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._invite = invite
        self._reading: TeamReading | None = None
        self._state = TeamState()
        self.bring = SecondaryButton(_("&Bring up to date now"), self._bring_up_to_date)
        self.invite = PrimaryButton(_("&Invite somebody…"), self._go_to_invite)
        self.head = PageHead(title, "", self.bring, self.invite)
        self.mailbox = LinkButton(
            _("Look at it in settings"), partial(navigator.open, Settings(SettingsPart.TEAM_MAILBOX))
        )
        self.mailbox.hide()
        self.notice = PageNotice(action=self.mailbox, parent=self)
        self.missing = Notice(tone=Tone.WARNING, parent=self)
        self.waits = WaitsPart(tasks, clock)
        self.waits.ended.connect(self._ended_wait)
        self.waits.failed.connect(self._failed)
        self.asked_copies = AskedCopiesPart(tasks)
        self.asked_copies.answered.connect(self._ended_wait)
        self.asked_copies.failed.connect(self._failed)
        self.take_copy = LinkButton(_("Take a lead’s copy…"), self._go_to_copy)
        self.copy_wanted = Notice(tone=Tone.WARNING, action=self.take_copy, parent=self)
        self.share = ShareCard(tasks, navigator, clock)
        self.share.changed.connect(self.refresh)
        self.share.failed.connect(self.notice.say_failure)
        self.copies = CopyCard(tasks, clock)
        self.copies.taken.connect(self._took_copy)
        self._columns = Columns(shares=_SHARES)
        main = self._columns.main
        main.setSpacing(16)
        self._leavers = VBox(spacing=16)
        self.leavers: list[SecondaryButton] = []
        main.addWidget(self._members_card())
        main.addLayout(self._leavers)
        self.second_key = LinkButton(
            _("The second key"), None if found is None else partial(navigator.open, found)
        )
        self.not_whole = NotWholePart()
        main.add(self.share, self.copies, self.not_whole, self.second_key)
        main.addStretch(1)
        self.side = self._columns.side
        self.side.setSpacing(16)
        self.by_words = ByWordsCard(tasks, clock)
        self.by_words.admitted.connect(self.refresh)
        self.side.addWidget(self.by_words)
        self.side.addStretch(1)
        self.own_card = OwnCardPart(tasks)
        self.reporter = ReporterCard(navigator)
        self.alone = AloneCard(navigator, found)
        self._lay_out()

    def _lay_out(self) -> None:
        self.column.add(self.head, self.notice, self.asked_copies, self.missing, self.waits)
        self.column.add(self.copy_wanted, self._columns)
        self.column.add(self.reporter, self.alone)
        self.column.addWidget(self.own_card)
        for part in (
            self.bring,
            self.invite,
            self.waits,
            self.asked_copies,
            self._columns,
            self.reporter,
            self.alone,
            self.own_card,
        ):
            part.hide()

    def _go_to_invite(self) -> None:
        if self._invite is not None:
            self._navigator.open(self._invite)

    def _members_card(self) -> Card:
        card = Card(_("Members"))
        self.table = DataTable(
            (
                Column(title=_("Who"), share=0, ems=5),
                Column(title=_("Role"), share=0, ems=5),
                Column(title=_("What they can see"), share=5),
                Column(title=_("Laptop, last heard of"), share=4),
                Column(title="", share=0),
            ),
            name=_("Members"),
            known_as="team-members",
        )
        self.table.opened.connect(self._open_member)
        card.body.addWidget(self.table)
        return card

    def _open_member(self, member: str) -> None:
        """There is nothing to change about oneself."""
        facts = None if self._reading is None else self._reading.facts
        if facts is not None and (facts.own is None or facts.own.member.id != member):
            self._navigator.open(TeamMember(member))

    def _bring_up_to_date(self) -> None:
        self.notice.say(_("Asking the team’s mailbox…"))
        self.round_wanted.emit()

    def _go_to_copy(self) -> None:
        """The card below says what a copy is."""
        self.copies.take.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self.copies)
        self.ensureWidgetVisible(self.copies.take)

    def _ended_wait(self) -> None:
        """The others hear of it with the next round. The button that had the keyboard goes."""
        self.bring.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
        self.round_wanted.emit()

    def _took_copy(self) -> None:
        self._state = replace(self._state, copy_wanted=False)  # until the next round finds otherwise
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: read_team(vault, now=now), self.show_reading)

    def show_state(self, state: TeamState) -> None:
        """After a round: say how the copies stand, and read again what came."""
        self._state = state
        trouble = state.trouble_in_full or state.trouble
        self.mailbox.setVisible(bool(trouble))
        self.notice.hold(trouble, Tone.WARNING) if trouble else self.notice.clear()
        if self.isVisible():  # else it is read once somebody comes here
            self.refresh()

    def show_reading(self, reading: TeamReading) -> None:
        """Show the team, or how one begins."""
        self._reading = reading
        self.was_read.emit()
        self.copies.refresh()
        facts = reading.facts
        left = None if facts is None or facts.own is None else facts.own.member.left
        is_in = facts is not None and facts.own is not None and left is None
        shares = is_in and facts is not None and not facts.is_reporter
        for part in (self.bring, self._columns):
            part.setVisible(shares)
        self.invite.setVisible(shares and reading.may_change and self._invite is not None)
        self.reporter.setVisible(is_in and facts is not None and facts.is_reporter)
        self.by_words.setVisible(reading.may_admit)
        self.by_words.show_asked(reading.asked, reading.signed, signs_here=reading.may_change)
        self.alone.setVisible(not is_in)
        self.own_card.setVisible(not is_in and left is None)
        self.second_key.setVisible(reading.may_change or reading.may_take_over)
        self.second_key.setText(_("The second key") if reading.may_change else _("The lead has left"))
        if reading.joining is not None:
            self.alone.say_waiting(reading.joining.title, reading.joining.words)
        elif facts is None:
            self.alone.say_none()
        if facts is None:
            self.head.show_words(_("Team"))
            return
        if left is not None and reading.joining is None:
            self.alone.say_left(facts.organisation, left)
        elif facts.own is None and reading.joining is None:
            self.alone.say_not_in_it(facts.organisation)
        words = team_words(facts, self._state, self._clock(), may_change=reading.may_change)
        self.head.show_words(_("Team"), words.subtitle)
        self.reporter.show_words(words.reporter, reading.reported, self._clock())
        self.missing.say(words.missing if shares else "", Tone.WARNING)
        self.waits.show_waits(*((reading.waits, reading.ended_waits) if shares else ((), ())))
        self.asked_copies.show_asked(*((reading.asked_copies, words.copies) if shares else ((), "")))
        chain_tabs(
            [
                self.bring,
                self.invite,
                self.mailbox,
                *self.asked_copies.buttons,
                *self.waits.buttons,
                self.take_copy,
            ]
        )
        self.copy_wanted.say(words.copy_wanted if shares else "", Tone.WARNING)
        self.not_whole.show_entries(reading.not_whole, self._clock())
        self._show_members(words, may_change=reading.may_change)
        self.share.show_words(words, shares_new=facts.shares_new)

    def _show_members(self, words: TeamWords, *, may_change: bool) -> None:
        self.table.show_rows(words.rows)
        take_all_out(self._leavers)
        self.leavers = []
        for leaver in words.leavers:
            self._leavers.addWidget(self._leaver_notice(leaver, may_change=may_change))
        chain_tabs([self.table, *self.leavers])

    def _leaver_notice(self, words: LeaverWords, *, may_change: bool) -> QWidget:
        if not may_change:
            return Notice(words.text, Tone.WARNING, title=words.title)
        button = SecondaryButton(words.button, partial(self._ask_whether_wiped, words))
        button.setProperty("writes", True)
        self.leavers.append(button)
        return Notice(words.text, Tone.WARNING, title=words.title, action=button)

    def _ask_whether_wiped(self, words: LeaverWords) -> None:
        now = self._clock()
        self.dialog = ConfirmDialog(
            _("Was that laptop handed in or wiped?"),
            _("It then goes off this page. If it was not, whoever has it and its passphrase can still read those cases."),
            _("It &was"),
            parent=self,
        )  # fmt: skip
        self.dialog.accepted.connect(
            lambda: require_step_up(
                self,
                self._tasks,
                asking_to_change_team(_("Remove a laptop")),
                lambda: self._tasks.in_vault(
                    lambda vault: remove_laptop(vault, words.vault_id, now=now),
                    lambda _none: self.refresh(),
                    self._failed,
                ),
            )
        )
        self.dialog.open()

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
