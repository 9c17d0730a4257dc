"""The team's copies beside the window: rounds come one after the other, what they tell is shown, and nothing is written over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Details, Form, Record
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.status_line import StatusLine
from prevent_desktop.ui.window.team_service import AskVault, TeamService
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.round_state import (
    CaseChanged,
    NotCome,
    Pace,
    RoundResult,
    TeamState,
)
from tests.made_vaults import copied_vault

AT = datetime(2026, 11, 29, 14, 2, tzinfo=UTC)
CHANGED = CaseChanged(case_id="c1", person_id="p1", who=("PL",))


class Page(QWidget):
    """Shows something of the vault."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def refresh(self) -> None:
        self.read += 1


class WrittenPage(Page):
    """Somebody writes in it."""

    def flush(self) -> None:
        pass


class FakeRounds:
    """Gives what it is told to, and notes how it was asked; the vault it asks is a real one."""

    def __init__(self) -> None:
        self.results: list[RoundResult] = []
        self.open_drafts: list[frozenset[str]] = []
        self.fails: Exception | None = None
        self.was_cut = threading.Event()
        self.asked_for_all = 0
        self.closed = 0

    def once(self, ask: AskVault, *, open_drafts: frozenset[str] = frozenset()) -> RoundResult:
        if self.fails is not None:
            raise self.fails
        assert ask(lambda vault: vault.people.count()) == 0
        self.open_drafts.append(open_drafts)
        return self.results.pop(0) if self.results else RoundResult(state=TeamState())

    def ask_for_all(self) -> None:
        self.asked_for_all += 1

    def close(self) -> None:
        self.closed += 1

    def cut(self) -> None:
        self.was_cut.set()


class Scene:
    """A service over a main view with nothing in it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        created = copied_vault(folder)
        self.qtbot = qtbot
        self.failures: list[PreventDesktopError] = []
        self.tasks = Tasks(self.failures.append)
        self.tasks.open_vault(lambda: Vault.open(folder, created.key))
        self.rounds, self.navigator, self.status = FakeRounds(), Navigator(), StatusLine()
        self.main_view = MainView(dict.fromkeys(NavSection, Page))
        for widget in (self.status, self.main_view):
            qtbot.addWidget(widget)
        self.main_view.go(NavSection.MY_WORK)
        self.told: list[str] = []
        self.navigator.told.connect(self.told.append)
        self.service = TeamService(self.tasks, lambda: self.rounds, self.status, self, lambda: AT)
        self.ended: list[TeamState] = []
        self.service.told.connect(self.ended.append)
        self.service.start()
        qtbot.waitUntil(lambda: bool(self.ended))

    def round(self, result: RoundResult | None = None) -> None:
        """Have one made now, and wait until it was told."""
        before = len(self.ended)
        if result is not None:
            self.rounds.results.append(result)
        self.service.bring_up_to_date()
        self.qtbot.waitUntil(lambda: len(self.ended) > before)


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(qtbot, tmp_path / "vault")
    yield made
    made.service.stop()
    made.tasks.close()


def test_the_line_at_the_bottom_says_how_the_copies_stand(scene: Scene) -> None:
    scene.round(RoundResult(state=TeamState(up_to_date_at=AT)))
    assert scene.status.team.text() == "Team copies up to date at 14:02"
    scene.round(RoundResult(state=TeamState(waiting=3, trouble="no connection")))
    assert scene.status.team.text() == "3 changes wait for a connection"
    scene.round(RoundResult(state=TeamState(up_to_date_at=AT, not_come=(NotCome(who="PL", number=2),))))
    assert scene.status.team.text() == "2 changes of PL have not come"


def test_the_record_that_is_open_is_read_again_and_says_who_changed_it(scene: Scene) -> None:
    page = Page()
    scene.main_view.enter(page, Record("p1"))
    before = page.read
    scene.round(RoundResult(state=TeamState(), came=(CHANGED,), busy=True))
    assert page.read == before + 1
    assert scene.told == ["PL changed this case"]


def test_bring_up_to_date_asks_for_everything_and_other_rounds_do_not(scene: Scene) -> None:
    assert scene.rounds.asked_for_all == 0
    scene.round()
    assert scene.rounds.asked_for_all == 1


def test_another_record_stays_as_it_is(scene: Scene) -> None:
    page = Page()
    scene.main_view.enter(page, Record("p2"))
    before = page.read
    scene.round(RoundResult(state=TeamState(), came=(CHANGED,), busy=True))
    assert page.read == before
    assert scene.told == []


def test_where_somebody_writes_it_is_told_and_nothing_is_taken_away(scene: Scene) -> None:
    page = WrittenPage()
    scene.main_view.enter(page, Details("c1"))
    before = page.read
    scene.round(RoundResult(state=TeamState(), came=(CHANGED,), busy=True))
    assert page.read == before
    assert scene.told == ["PL changed this case"]


def test_the_form_that_is_open_is_named_to_the_round_and_joined_once_it_is_left(scene: Scene) -> None:
    scene.main_view.enter(WrittenPage(), Form("r1"))
    scene.round()
    assert scene.rounds.open_drafts[-1] == {"r1"}
    scene.main_view.go(NavSection.MY_WORK)
    scene.qtbot.waitUntil(lambda: scene.rounds.open_drafts[-1] == frozenset())


def test_rounds_come_soon_while_somebody_works_and_up_to_a_minute_apart_while_nobody_does(
    scene: Scene,
) -> None:
    pace = Pace()
    waits = []
    for _ in range(6):
        pace = pace.after(busy=False)
        waits.append(pace.seconds)
    assert waits == [10, 20, 40, 60, 60, 60]
    assert pace.after(busy=True).seconds == 5
    assert scene.service.thread_.pace.is_slow
    before = len(scene.ended)
    scene.service.worked()  # one comes at once, and the next is soon
    scene.qtbot.waitUntil(lambda: len(scene.ended) > before)
    assert scene.service.thread_.pace.seconds == 5


@pytest.mark.expects_log
def test_a_fault_of_ours_is_shown_once_and_asking_again_goes_on(scene: Scene) -> None:
    scene.rounds.fails = ValueError("ours")
    scene.service.bring_up_to_date()
    scene.qtbot.waitUntil(lambda: bool(scene.failures))
    scene.rounds.fails = None
    scene.qtbot.waitUntil(_has_ended)
    scene.round()
    assert len(scene.failures) == 1


def test_stopping_cuts_what_is_under_way_and_lets_go_of_the_store(scene: Scene) -> None:
    scene.service.stop()
    assert scene.rounds.was_cut.is_set()
    scene.qtbot.waitUntil(_has_ended)
    assert scene.rounds.closed == 1, "a connection, and what signs in there, would outlive the lock"


def _has_ended() -> bool:
    return not any(one.name == "team" for one in threading.enumerate())
