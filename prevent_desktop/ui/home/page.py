"""The first screen after unlocking: needs you today, ready to send, to finish, waiting for others."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QTabBar, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.home.action_rows import PERSON_EMS, ActionRows
from prevent_desktop.ui.home.away_card import AwayCard
from prevent_desktop.ui.home.going_card import GoingCard
from prevent_desktop.ui.home.news_card import NewsCard
from prevent_desktop.ui.home.ready_card import ReadyCard
from prevent_desktop.ui.home.view import MOST_ROWS, HomeView, Which, opens, read_home
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import ConcernAbout, Differences, Drafts, NoteAbout, Settings, Team
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    EmptyState,
    HairLine,
    Heading,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.columns import Columns
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.team.cases.owning import take_case
from prevent_desktop.workflows.team.cases.team_disposal import say_no
from prevent_desktop.workflows.team.change_sets.round_state import TeamState

_SHARES = (740, 326)


class HomePage(ScrollPage):
    """My work. `spool` gives the outbox, asked for in the vault's lane; `clock` gives the present time, aware.

    `beside` is the column at the right, or below where there is no room; what is new stands below what needs somebody today then.
    """

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        spool: SpoolSource,
        library: FormLibrary,
        clock: Clock,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("My work"))
        self._tasks = tasks
        self._navigator = navigator
        self._spool = spool
        self._library = library
        self._clock = clock
        self.write_note = SecondaryButton(_("&Write a note"), partial(navigator.open, NoteAbout()))
        self.record_concern = PrimaryButton(_("&Record a concern"), self.start_new)
        self.head = PageHead("", "", self.write_note, self.record_concern)
        self.parts = self._make_parts()
        self.notice = PageNotice(parent=self)
        self.column.add(self.head, self.notice, self.parts)
        self._columns = columns = Columns(shares=_SHARES)
        columns.main.setSpacing(16)
        self.going = GoingCard(navigator)
        columns.main.add(self._today_card(), self.going, self._work_card())
        columns.main.addStretch(1)
        self.beside = columns.side
        self.beside.setSpacing(16)
        self.news = NewsCard(tasks, navigator, self.refresh)
        self.checklist = ReadyCard(tasks, navigator, clock)
        self.away = AwayCard(navigator)
        self.beside.add(self.away, self.news, self.checklist, self._also_card(), self._came_back_card())
        self.beside.addStretch(1)
        self.column.addWidget(columns)
        columns.hide()  # until something was read: it would say that there is nothing to do
        columns.turned.connect(self._place_news)
        for rows in (self.today, self.ready, self.news, self.going):
            rows.changed.connect(self._order_tabs)
        self.today.take_wanted.connect(self._take)
        self.going.refused.connect(self._refuse)

    def _make_parts(self) -> QTabBar:
        """Whose work is shown; not there where all of it is one's own."""
        parts = QTabBar()
        parts.setAccessibleName(_("Whose work"))
        parts.setDrawBase(False)
        parts.setExpanding(False)
        for which in Which:
            parts.addTab(which.label)
        parts.currentChanged.connect(lambda _index: self.refresh())
        parts.hide()
        return parts

    @property
    def _which(self) -> Which:
        return list(Which)[self.parts.currentIndex()]

    def _take(self, case_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(lambda vault: take_case(vault, case_id, now=now), self._taken)

    def _taken(self, _owner: object) -> None:
        self._navigator.told.emit(_("The case is yours now, and the others see it"))
        self.refresh()

    def _refuse(self, case_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(lambda vault: say_no(vault, case_id, now=now), self._refused)

    def _refused(self, _none: None) -> None:
        self._navigator.told.emit(_("You said no: the record stays, and the others see it"))
        self.refresh()

    def _today_card(self) -> Card:
        card = Card(_("Needs you today"))
        self.today = ActionRows(self._navigator)
        self._nothing_today = Text(
            _("Nothing needs you today. Answers to chase, questions and reviews stand here on their day."),
            "muted",
        )
        card.body.setContentsMargins(20, 14, 20, 8)
        card.body.add(self._nothing_today, self.today)
        return card

    def _work_card(self) -> Card:
        card = Card()
        card.body.setSpacing(0)
        card.body.setContentsMargins(20, 10, 20, 12)
        self.ready = ActionRows(self._navigator)
        self.to_finish = GrowingTable(
            (
                Column(title=_("Person"), share=0, ems=PERSON_EMS),
                Column(title=_("Form"), share=1),
                Column(title=_("Where you left off"), share=2),
                Column(title=_("State"), share=0, at_end=True),
            ),
            name=_("To finish"),
            known_as="to-finish",
            most=MOST_ROWS,
            headed=False,
        )
        self.waiting = GrowingTable(
            (
                Column(title=_("Person"), share=0, ems=PERSON_EMS),
                Column(title=_("What happens next"), share=1),
                Column(title=_("State"), share=0, at_end=True),
            ),
            name=_("Waiting for others"),
            known_as="waiting",
            most=MOST_ROWS,
            headed=False,
        )
        self._nothing_open = EmptyState(
            _("Nothing to finish, and nothing waits for others"),
            _("Record a concern, or write a note: one field is enough, and it is kept as you type."),
        )
        self._groups = {
            _("Ready to send"): self.ready,
            _("To finish"): self.to_finish,
            _("Waiting for others"): self.waiting,
        }
        self._headings: dict[QWidget, QWidget] = {}
        card.body.addWidget(self._nothing_open)
        for title, group in self._groups.items():
            self._headings[group] = _group_heading(title)
            card.body.add(self._headings[group], group)
        for table in (self.to_finish, self.waiting):
            table.opened.connect(lambda key: self._navigator.open(opens(key)))
        return card

    def _also_card(self) -> Card:
        """What to set up or settle; not there where there is nothing of it."""
        navigator = self._navigator
        self.who_missing = LinkButton(
            _("Say who you are in settings, so that receivers can call you back"),
            partial(navigator.open, Settings(SettingsPart.WHO)),
        )
        self.backup_reminder = LinkButton("", partial(navigator.open, Settings(SettingsPart.BACK_UP)))
        self.differences = LinkButton("", partial(navigator.open, Differences()))
        self._also = Card(_("Also to do"))
        self.team = LinkButton("", partial(navigator.open, Team()))
        self.team.hide()
        self._also.body.add(self.who_missing, self.backup_reminder, self.differences, self.team)
        self._also.hide()
        return self._also

    def _came_back_card(self) -> Card:
        card = Card(_("Came back to you"))
        self.drafts = LinkButton("", partial(self._navigator.open, Drafts()))
        words = _("A draft from a colleague, or comments on yours: open the file, and it is listed here.")
        card.body.add(Text(words, "small"), self.drafts)
        return card

    def refresh(self) -> None:
        """Read it again."""
        self.checklist.refresh()
        now, which = self._clock(), self._which
        self._tasks.in_vault(
            lambda vault: read_home(vault, self._spool, self._library, now, which),
            self.show_view,
            lambda error: self.notice.stand(str(error), Tone.DANGER),
        )

    def start_new(self) -> None:
        """Record a concern."""
        self._navigator.open(ConcernAbout())

    def show_view(self, view: HomeView) -> None:
        """Show what there is to do."""
        self._columns.show()
        self.notice.stand(view.trouble, Tone.WARNING)
        self.head.show_words(view.greeting, view.who)
        self.parts.setVisible(bool(view.parts))
        for place, (_which, words) in enumerate(view.parts):
            self.parts.setTabText(place, words)
        self._show_also(view)
        self.away.show_lines(view.away)
        self.news.show_lines(view.news)
        self.going.show_lines(view.going, view.many_going)
        self.drafts.setText(view.drafts)
        self.today.show_lines(view.today)
        self.today.setVisible(bool(view.today))
        self._nothing_today.setVisible(not (view.today or view.trouble))
        self.ready.show_lines(view.ready)
        self.to_finish.show_rows(view.to_finish)
        self.waiting.show_rows(view.waiting)
        there = {self.ready: view.ready, self.to_finish: view.to_finish, self.waiting: view.waiting}
        for group, lines in there.items():
            group.setVisible(bool(lines))
            self._headings[group].setVisible(bool(lines))
        self._nothing_open.setVisible(not any(there.values()))

    def _order_tabs(self) -> None:
        """What needs somebody comes first, by Tab too; what stands beside it comes last."""
        open_work = [*self.ready.tab_stops, *self.to_finish.tab_stops, *self.waiting.tab_stops]
        new = [*self.away.links, *self.news.tab_stops]
        rest = [*new, *open_work] if self._columns.stacked else [*open_work, *new]
        urgent = [*self.today.tab_stops, *self.going.tab_stops]
        chain_tabs([self.write_note, self.record_concern, self.parts, *urgent, *rest])

    def _place_news(self, stacked: bool) -> None:
        """In one column what is new is seen without scrolling past all that is open."""
        if stacked:
            self._columns.main.insertWidget(2, self.away)
            self._columns.main.insertWidget(3, self.news)
        else:
            self._columns.side.insertWidget(0, self.away)
            self._columns.side.insertWidget(1, self.news)
        self._order_tabs()

    def _show_also(self, view: HomeView) -> None:
        self.who_missing.setVisible(not view.knows_who)
        self.backup_reminder.say(view.backup_reminder)
        self.differences.say(view.differences)
        self._show_also_card()

    def show_team_state(self, state: TeamState) -> None:
        """Say what of the team's copies a person should see to; the Team page says the rest."""
        self.team.say(". ".join(state.for_somebody))
        self._show_also_card()

    def _show_also_card(self) -> None:
        links = (self.who_missing, self.backup_reminder, self.differences, self.team)
        self._also.setVisible(any(not link.isHidden() for link in links))


def _group_heading(title: str) -> QWidget:
    """A heading with a line below it, as high in each group."""
    holder = QWidget()
    column = VBox(holder, spacing=6, margins=(0, 15, 0, 0))
    column.add(Heading(title, 2), HairLine())
    return holder
