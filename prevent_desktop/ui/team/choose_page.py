"""Choose the cases that the team shares."""

from __future__ import annotations

from datetime import date, datetime

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.sharing_words import in_short
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Team, WhoMaySee
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.ask_to_share import ask_to_share
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    Row,
    ScrollPage,
    Text,
    TickGroup,
)
from prevent_desktop.ui.widgets.keyboard import hand_keyboard_on
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.sharing import Sharing, may_share, open_cases, others_of_team, share

_MOST = 200
"""Cases that are offered at once, the newest first."""


class ChooseCasesPage(ScrollPage):
    """The open cases that are not shared, to tick; below them those that are, which open on who may see them."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        title = _("Choose the cases that you share")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._read: tuple[Sharing, ...] | None = None
        self._others: tuple[str, ...] = ()
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        line = _(
            "A shared case goes to every lead and deputy, with all that stands in it. That cannot be taken back."
        )
        self.notice = PageNotice(parent=self)
        self.column.add(crumbs, PageHead(title, line), self.notice, self._here_card(), self._shared_card())

    def _here_card(self) -> Card:
        card = Card(_("On this laptop alone"))
        self.nothing = EmptyState(_("Every open case is shared"), _("A new case is listed here."))
        self.ticks = TickGroup(())
        self.more = Text("", "muted")
        self.all = LinkButton(_("Tick all"), self._tick_all)
        self.share = PrimaryButton(_("&Share the ticked cases"), self.share_ticked)
        self._one = Text(
            _("One of them is about a child, a friend or a colleague of a lead or deputy? Leave it, and open its record: “Who may see this” keeps it from them."),
            "small",
        )  # fmt: skip
        card.body.add(self.nothing, self.ticks, self.more, self._one, FlowRow(self.share, self.all))
        self._here = card
        return card

    def _shared_card(self) -> Card:
        self._shared = Card(_("Shared"))
        self.table = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("Case"), share=4),
                Column(title=_("Who sees it"), share=4),
            ),
            name=_("Shared cases"),
            known_as="team-shared-cases",
        )
        self.table.opened.connect(lambda case_id: self._navigator.open(WhoMaySee(case_id)))
        self._shared.body.addWidget(self.table)
        return self._shared

    def refresh(self) -> None:
        """Read the cases again."""

        def read(vault: Vault) -> tuple[tuple[Sharing, ...], tuple[str, ...]] | None:
            others = tuple(one.name for one in others_of_team(vault))
            return (open_cases(vault), others) if may_share(vault) else None

        def show(found: tuple[tuple[Sharing, ...], tuple[str, ...]] | None) -> None:
            if found is None:  # the Team page says what there is to do first
                self._navigator.open(Team())
            else:
                self.show_cases(*found)

        self._tasks.in_vault(read, show)

    def show_cases(self, cases: tuple[Sharing, ...], others: tuple[str, ...]) -> None:
        """Show them; what is ticked stays ticked where nothing has changed. `others` are those who get what is shared."""
        self._others = others
        if cases == self._read:
            return
        self._read = cases
        now = self._clock()
        today = now.astimezone().date()
        here = [one for one in cases if not one.shared]
        self._show_ticks([(one.case.id, _said(one, now, today)) for one in here[:_MOST]])
        words = ngettext(
            "{number} more once these are shared", "{number} more once these are shared", len(here) - _MOST
        )
        self.more.say(words.format(number=len(here) - _MOST) if len(here) > _MOST else "")
        for part in (self.ticks, self._one, self.share, self.all):
            part.setVisible(bool(here))
        self.nothing.setVisible(not here)
        shared = [one for one in cases if one.shared]
        self._shared.setVisible(bool(shared))
        self.table.show_rows([_row(one, now, today) for one in shared])

    def _show_ticks(self, options: list[tuple[str, str]]) -> None:
        chosen, old = self.ticks.values, self.ticks
        self.ticks = TickGroup(options)
        self.ticks.setAccessibleName(_("On this laptop alone"))
        self.ticks.set_values(chosen)
        self._here.body.replaceWidget(old, self.ticks)
        chain_behind(stop_before(self.share), self.ticks)
        self.ticks.show()
        hand_keyboard_on([old], [self.ticks])
        old.hide()
        old.deleteLater()

    def _tick_all(self) -> None:
        self.ticks.set_values(self.ticks.buttons)

    def share_ticked(self) -> None:
        """Share what is ticked with all leads and deputies, once that was confirmed: it cannot be taken back."""
        chosen = self.ticks.values
        if not chosen:
            self.notice.say(_("Tick the cases first."))
            return
        self.dialog = ask_to_share(len(chosen), self._others, self)
        self.dialog.accepted.connect(lambda: self._share(chosen))
        self.dialog.open()

    def _share(self, chosen: tuple[str, ...]) -> None:
        now = self._clock()
        self.share.setEnabled(False)
        self._tasks.in_vault(lambda vault: share(vault, chosen, now=now), self._was_shared, self._failed)

    def _was_shared(self, number: int) -> None:
        self.share.setEnabled(True)
        words = ngettext("{number} case is shared now", "{number} cases are shared now", number)
        self._navigator.told.emit(words.format(number=number))
        self._navigator.open(Team())

    def _failed(self, error: PreventDesktopError) -> None:
        self.share.setEnabled(True)
        self.notice.say_failure(error)


def _said(one: Sharing, now: datetime, today: date) -> str:
    said = f"{one.person.label_on(today)} · {_case(one, today)}"
    return f"{said} · {in_short(one, now)}" if one.soon is not None else said


def _case(one: Sharing, today: date) -> str:
    day = short_day_near(one.case.opened_at.astimezone().date(), today)
    return _("{status}, opened {day}").format(status=one.case.status.label, day=day)


def _row(one: Sharing, now: datetime, today: date) -> Row:
    person = Cell(one.person.label_on(today), strong_start=len(one.person.initials_in_line))
    return Row(key=one.case.id, cells=(person, Cell(_case(one, today)), Cell(in_short(one, now))))
