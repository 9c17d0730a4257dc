"""The frame: blank, lock, idle, side bar, keys, what is flushed when, what is kept of the window."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import DiskFullError, PreventDesktopError
from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.navigation.side_bar import SideBar
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import section_route
from prevent_desktop.ui.system.idle import IdleWatch, seconds_since_start
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets import Heading
from prevent_desktop.ui.window import locking
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.failure_dialog import FailureDialog
from prevent_desktop.ui.window.failures import Failures
from prevent_desktop.ui.window.locking import Locker
from prevent_desktop.ui.window.outbox_watch import words_while_locked, words_while_open
from prevent_desktop.ui.window.status_line import StatusLine
from prevent_desktop.ui.window.window_settings import (
    WindowSettings,
    read_window_settings,
    write_window_settings,
)
from prevent_desktop.workflows.sending.outbox_state import OutboxState
from tests.gui.cut_off import cut_off
from tests.gui.screens import passed_by_tab

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Page(QWidget):
    """A page with a line; it counts what the window asks of it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.flushed = self.refreshed = self.searched = self.begun = 0
        self.settled = True
        self.line = QLineEdit(words)
        QVBoxLayout(self).addWidget(self.line)

    def flush(self) -> None:
        self.flushed += 1

    def refresh(self) -> None:
        self.refreshed += 1

    def focus_search(self) -> None:
        self.searched += 1

    def start_new(self) -> None:
        self.begun += 1


@pytest.fixture
def pages() -> dict[NavSection, Page]:
    return {place: Page(place.value) for place in NavSection}


@pytest.fixture
def window(qtbot: QtBot, pages: dict[NavSection, Page]) -> AppWindow:
    made = AppWindow()
    qtbot.addWidget(made)
    made.show_main_view(MainView({place: lambda page=page: page for place, page in pages.items()}))  # type: ignore[misc]  # a default binds page
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    assert made.main_view is not None
    made.main_view.go(NavSection.MY_WORK)
    return made


def main_view_of(window: AppWindow) -> MainView:
    assert window.main_view is not None
    return window.main_view


# -- blank


def test_f9_covers_everything_at_once_and_brings_it_back(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    pages[NavSection.MY_WORK].line.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.blank.isVisible()
    assert window.blank.geometry() == window.rect()
    colours = {window.grab().toImage().pixelColor(x, y).name() for x in (5, 400, 900) for y in (5, 300, 700)}
    assert len(colours) == 1
    QTest.keyClick(window.blank, Qt.Key.Key_F9)
    assert not window.blank.isVisible()
    assert window.focusWidget() is pages[NavSection.MY_WORK].line


def test_the_blank_grows_with_the_window(window: AppWindow) -> None:
    window.blank.blank()
    window.resize(1300, 760)
    QApplication.processEvents()
    assert window.blank.geometry() == window.rect()


def test_no_key_moves_the_pages_behind_the_blank(window: AppWindow) -> None:
    window.blank.blank()
    QTest.keyClick(window.blank, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert main_view_of(window).section is NavSection.MY_WORK


def test_the_blank_of_a_lock_does_not_go_away(window: AppWindow) -> None:
    window.blank.blank_for_lock("Locking…")
    QTest.keyClick(window.blank, Qt.Key.Key_F9)
    assert window.blank.isVisible()


# -- the urgent keys, whatever is open


def press_in(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """A key as the window system brings it, once the window of `widget` has the keyboard."""
    window = widget.window().windowHandle()
    assert window is not None
    wait_until(lambda: QGuiApplication.focusWindow() is window)
    QTest.keyClick(window, key, modifier)


def wait_until(holds: Callable[[], bool]) -> None:
    for _step in range(200):
        if holds():
            return
        QTest.qWait(10)
    raise AssertionError("it did not come to that")


def open_dialog(window: AppWindow) -> FailureDialog:
    dialog = FailureDialog(full_disk(), window)
    dialog.open()
    return dialog


def test_f9_in_a_dialog_covers_the_window_and_puts_the_dialog_away(window: AppWindow) -> None:
    dialog = open_dialog(window)
    press_in(dialog, Qt.Key.Key_F9)
    assert window.blank.isVisible()
    assert not dialog.isVisible()
    press_in(window, Qt.Key.Key_F9)
    assert not window.blank.isVisible()
    assert dialog.isVisible()


def test_control_l_in_a_dialog_locks(window: AppWindow, qtbot: QtBot) -> None:
    dialog = open_dialog(window)
    with qtbot.waitSignal(window.lock_wanted):
        press_in(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_key_is_taken_once_where_no_dialog_is(window: AppWindow) -> None:
    locked: list[bool] = []
    window.lock_wanted.connect(lambda: locked.append(True))
    press_in(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    press_in(window, Qt.Key.Key_F9)
    assert locked == [True]
    assert window.blank.isVisible()


def test_f9_while_a_file_is_asked_for_ends_the_asking(window: AppWindow) -> None:
    def press() -> None:
        (dialog,) = window.findChildren(QFileDialog)
        press_in(dialog, Qt.Key.Key_F9)

    QTimer.singleShot(100, press)
    assert ask_for_folder(window) is None
    assert window.blank.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.blank.uncover()
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))


def test_f9_while_a_menu_hangs_down_closes_it_and_covers(window: AppWindow) -> None:
    menu = QMenu(window)
    menu.addAction("A note")
    menu.popup(window.mapToGlobal(window.rect().center()))
    press_in(menu, Qt.Key.Key_F9)
    assert not menu.isVisible()
    assert window.blank.isVisible()


# -- moving


def test_control_and_a_number_go_to_each_section(window: AppWindow) -> None:
    assert sorted(place.number for place in NavSection) == [1, 2, 3, 4, 5, 6, 7]
    assert (NavSection.OUTBOX.number, NavSection.SETTINGS.number, NavSection.INBOX.number) == (3, 5, 6)
    assert NavSection.TEAM.number == 7, "what came later takes no key away"
    for place in NavSection:
        key = Qt.Key(Qt.Key.Key_0 + place.number)
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert main_view_of(window).section is place
        assert main_view_of(window).side_bar.entries[place].isChecked()


def test_a_page_is_flushed_when_it_is_left_and_read_again_when_it_comes(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    main_view = main_view_of(window)
    first = pages[NavSection.MY_WORK]
    refreshed = first.refreshed
    main_view.go(NavSection.PEOPLE)
    assert first.flushed == 1
    main_view.go(NavSection.MY_WORK)
    assert first.refreshed == refreshed + 1


def test_a_page_that_leads_on_is_dropped_when_the_next_comes(window: AppWindow, qtbot: QtBot) -> None:
    main_view = main_view_of(window)
    record, form = Page("record"), Page("form")
    main_view.enter(record, section_route(NavSection.PEOPLE))
    assert (main_view.page, main_view.section) == (record, NavSection.PEOPLE)
    with qtbot.waitSignal(record.destroyed):
        main_view.enter(form, section_route(NavSection.MY_WORK))
    with qtbot.waitSignal(form.destroyed):
        main_view.go(NavSection.OUTBOX)


def test_flushing_the_main_view_reaches_every_page(window: AppWindow, pages: dict[NavSection, Page]) -> None:
    main_view = main_view_of(window)
    main_view.go(NavSection.PEOPLE)
    guest = Page("form")
    main_view.enter(guest, section_route(NavSection.PEOPLE))
    before = (pages[NavSection.MY_WORK].flushed, pages[NavSection.PEOPLE].flushed, guest.flushed)
    main_view.flush()
    after = (pages[NavSection.MY_WORK].flushed, pages[NavSection.PEOPLE].flushed, guest.flushed)
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1]


def test_the_main_view_is_settled_only_when_every_page_is(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    assert main_view_of(window).settled
    pages[NavSection.MY_WORK].settled = False
    assert not main_view_of(window).settled


def test_search_and_new_reach_the_page_that_has_them(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert (pages[NavSection.MY_WORK].searched, pages[NavSection.MY_WORK].begun) == (1, 1)


def test_search_goes_to_people_where_the_page_has_none(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    main_view_of(window).enter(QLabel("nothing to search"), section_route(NavSection.MY_WORK))
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert main_view_of(window).section is NavSection.PEOPLE
    assert pages[NavSection.PEOPLE].searched == 1


def test_f6_goes_round_the_regions_and_back(window: AppWindow, pages: dict[NavSection, Page]) -> None:
    pages[NavSection.MY_WORK].line.setFocus()
    places = []
    for _press in range(3):
        QTest.keyClick(window, Qt.Key.Key_F6)
        places.append(window.focusWidget())
    assert places[0] is window.emergency.blank
    assert places[1] is main_view_of(window).side_bar.entries[NavSection.MY_WORK]
    assert places[2] is pages[NavSection.MY_WORK].line
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is places[1]


def test_tab_and_f6_come_to_the_side_bar_from_a_section_that_it_does_not_offer(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    """A colleague's pack is in the inbox, which is offered only where a desk receives."""
    main_view = main_view_of(window)
    main_view.offer(NavSection.INBOX, offered=False)
    main_view.go(NavSection.INBOX)
    first = main_view.side_bar.entries[NavSection.MY_WORK]
    line = pages[NavSection.INBOX].line
    assert first in passed_by_tab(line)
    line.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is first
    main_view.offer(NavSection.INBOX, offered=True)
    assert main_view.side_bar.entries[NavSection.INBOX] in passed_by_tab(line)


def test_the_badge_says_what_it_counts(window: AppWindow) -> None:
    entry = main_view_of(window).side_bar.entries[NavSection.OUTBOX]
    entry.count(2, "2 packs wait for a connection")
    assert entry.badge.isVisible()
    assert entry.badge.text() == "2"
    assert entry.accessibleDescription() == "2 packs wait for a connection"
    entry.count(0, "")
    assert not entry.badge.isVisible()


def test_the_main_view_shows_no_section_that_it_does_not_have(qtbot: QtBot) -> None:
    main_view = MainView({NavSection.GUIDANCE: lambda: QLabel("guidance")})
    qtbot.addWidget(main_view)
    assert list(main_view.side_bar.entries) == [NavSection.GUIDANCE]


def test_while_locked_neither_blank_nor_lock_is_offered(qtbot: QtBot) -> None:
    made = AppWindow()
    qtbot.addWidget(made)
    made.show_first(QLabel("unlock"))
    made.show()
    assert not made.emergency.blank.isVisible()
    with qtbot.assertNotEmitted(made.lock_wanted):
        QTest.keyClick(made, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


# -- idle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_idle_comes_after_the_minutes_and_not_before(qtbot: QtBot, qapp: QApplication) -> None:
    clock = Clock()
    watch = IdleWatch(qapp, minutes=10, clock=clock)
    told: list[int] = []
    watch.minutes_left.connect(told.append)
    with qtbot.assertNotEmitted(watch.idle):
        watch.start()
        clock.now += 599
        watch.look()
    with qtbot.waitSignal(watch.idle):
        clock.now += 2
        watch.look()
    assert told == [10, 1]


def test_a_key_or_the_mouse_begins_the_minutes_anew(
    qapp: QApplication, window: AppWindow, qtbot: QtBot
) -> None:
    clock = Clock()
    watch = IdleWatch(qapp, minutes=10, clock=clock)
    watch.start()
    clock.now += 590
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    clock.now += 590
    QTest.mouseMove(window.windowHandle(), window.rect().center())
    QApplication.processEvents()
    clock.now += 590
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    watch.stop()


def test_fewer_minutes_hold_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    clock = Clock()
    watch = IdleWatch(qapp, minutes=10, clock=clock)
    watch.start()
    clock.now += 200
    with qtbot.waitSignal(watch.idle):
        watch.set_minutes(2)


# -- lock


class FakeVault:
    def close(self) -> None:
        """Nothing to close."""


def make_locker(window: AppWindow, steps: list[str]) -> tuple[Locker, Tasks]:
    tasks = Tasks(lambda error: steps.append(error.title))
    tasks.open_vault(FakeVault)  # type: ignore[arg-type]  # a stand-in for a Vault

    def before() -> None:
        steps.append("closed")
        tasks.close()

    locker = Locker(window, tasks, before=before, replace=lambda: steps.append("fresh process"))
    return locker, tasks


def test_a_lock_saves_then_closes_then_starts_afresh(
    window: AppWindow, pages: dict[NavSection, Page]
) -> None:
    steps: list[str] = []
    locker, tasks = make_locker(window, steps)
    page = pages[NavSection.MY_WORK]

    def save() -> None:
        tasks.in_vault(lambda _vault: steps.append("saved"))

    page.flush = save  # type: ignore[method-assign]  # this page saves
    locker.lock()
    locker.lock()
    assert steps == ["saved", "closed", "fresh process"]
    assert window.blank.isVisible()


def test_words_that_cannot_be_saved_are_not_thrown_away(
    window: AppWindow, pages: dict[NavSection, Page], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "AGAIN_MS", 30)
    steps: list[str] = []
    locker, _tasks = make_locker(window, steps)
    page = pages[NavSection.MY_WORK]
    page.settled = False
    locker.lock()
    assert steps == []
    assert window.blank.isVisible()
    assert window.blank.words.text().startswith("Not locked yet")
    flushed = page.flushed
    qtbot.waitUntil(lambda: page.flushed > flushed)
    page.settled = True
    qtbot.waitUntil(lambda: steps == ["closed", "fresh process"])


def test_closing_the_window_covers_it_and_says_so_first(window: AppWindow, qtbot: QtBot) -> None:
    covered: list[bool] = []
    window.closing.connect(lambda: covered.append(window.blank.isVisible()))
    with qtbot.waitSignal(window.closing):
        window.close()
    assert covered == [True]


def test_the_fresh_process_runs_the_window() -> None:
    assert own_command() == [sys.executable, "-I", "-m", "prevent_desktop"]


def test_a_process_is_replaced_and_keeps_nothing() -> None:
    script = (
        "import sys\n"
        "from prevent_desktop.confined.dumps import forbid_dumps\n"
        "from prevent_desktop.confined.spawn import replace_process\n"
        "forbid_dumps()\n"
        "secret = 'a passphrase'\n"
        "replace_process([sys.executable, '-c', \"print('secret' in globals())\"])\n"
        "print('not reached')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_the_process_leaves_no_core_and_cannot_be_read() -> None:
    script = (
        "import ctypes, resource\n"
        "from prevent_desktop.confined.dumps import forbid_dumps\n"
        "before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "forbid_dumps()\n"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1 0 (0, 0)\n"


# -- failures


def full_disk() -> PreventDesktopError:
    return DiskFullError("The disk is full", "Nothing more can be kept.", "Make room, then try again.")


def test_a_failure_is_shown_with_what_happened_and_what_to_do(window: AppWindow) -> None:
    Failures(window).show(full_disk())
    dialog = next(iter(window.findChildren(FailureDialog)))
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "The disk is full" in texts
    assert "Nothing more can be kept." in texts
    assert "Make room, then try again." in texts
    assert dialog.isVisible()
    dialog.accept()


def test_the_same_failure_is_not_shown_twice_at_once(window: AppWindow) -> None:
    failures = Failures(window)
    failures.show(full_disk())
    failures.show(full_disk())
    dialogs = [dialog for dialog in window.findChildren(FailureDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].accept()
    failures.show(full_disk())
    assert any(dialog.isVisible() for dialog in window.findChildren(FailureDialog))


def test_a_failure_is_read_whole_in_large_text(window: AppWindow, dressed: Theme) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    words = (
        "The folder that your organisation chose is not there. Is its drive not connected? Nothing was begun."
    )
    dialog = FailureDialog(
        PreventDesktopError("Your records’ folder is not there", words, f"{words} {words}"), window
    )
    dialog.open()
    QTest.qWaitForWindowExposed(dialog)
    for text in dialog.findChildren(QLabel):
        assert text.height() >= text.heightForWidth(text.width())
    dialog.accept()


# -- how much room the bars take


def test_at_twice_the_size_on_a_small_screen_the_bars_take_no_more_than_a_quarter_of_the_height(
    window: AppWindow, dressed: Theme, qtbot: QtBot
) -> None:
    status = window.status
    status.tell_saved("Saved 14:03:22")
    status.tell(status.delivery, "2 packs wait to be sent. Next try 14:10.")
    status.tell(status.marking, "OFFICIAL-SENSITIVE")
    status.tell(status.locks, "Locks after 10 minutes")
    dressed.choose(Appearance.LIGHT, 200)
    try:
        window.resize(1024, 700)
        qtbot.waitUntil(lambda: (window.width(), window.height()) == (1024, 700))
        bars = (window.emergency, status)
        qtbot.waitUntil(lambda: sum(bar.height() for bar in bars) <= window.height() // 4)
        assert all(text.width() > 0 for text in (status.saved, status.delivery, status.marking, status.locks))
        assert status.minimumSizeHint().height() > status.saved.fontMetrics().height(), (
            "no page takes its height"
        )
    finally:
        dressed.choose(Appearance.LIGHT, 100)


# -- words of the status line


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OutboxState(), ""),
        (OutboxState(to_send=1), "1 pack waits for a connection"),
        (OutboxState(to_send=2, offline=True), "Offline: 2 packs wait for a connection"),
        (OutboxState(for_receipt=1), "1 pack waits for its receipt"),
        (OutboxState(to_send=2, need_you=1), "1 pack needs you"),
    ],
)
def test_the_status_line_tells_what_matters_most(state: OutboxState, words: str) -> None:
    assert words_while_open(state) == words


def test_while_locked_it_tells_what_will_go() -> None:
    assert words_while_locked(OutboxState(to_send=2)) == (
        "2 packs wait for a connection and will go while this is locked"
    )
    assert words_while_locked(OutboxState(for_receipt=2, need_you=1)) == ""
    answered = OutboxState(to_send=2, answers=1)
    assert words_while_locked(answered) == "1 answer has come: unlock to read it"


# -- what is kept of the window


def test_window_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = WindowSettings(appearance=Appearance.DARK, scale=150, geometry="AdnQ", last_vault="/a/b")
    write_window_settings(tmp_path / "data" / "window.json", kept)
    assert read_window_settings(tmp_path / "data" / "window.json") == kept


def test_no_settings_are_the_usual_ones(tmp_path: Path) -> None:
    assert read_window_settings(tmp_path / "window.json") == WindowSettings()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["appearance", "scale", "geometry", "last_vault"]), _JSON) | _JSON)
def test_nonsense_in_the_settings_file_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, found: object
) -> None:
    path = tmp_path_factory.mktemp("settings") / "window.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    settings = read_window_settings(path)
    assert settings.appearance in set(Appearance)
    assert isinstance(settings.scale, int)


def test_a_disk_that_refuses_the_settings_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    write_window_settings(tmp_path / "file" / "window.json", WindowSettings())
    assert read_window_settings(tmp_path / "file" / "window.json") == WindowSettings()


def test_nonsense_as_size_and_place_changes_nothing(window: AppWindow) -> None:
    window.resize(770, 600)  # the offscreen screen has 800 pixels
    before = window.geometry()
    window.restore_geometry_text("no such thing ☃")
    assert window.geometry() == before
    window.restore_geometry_text(window.geometry_text())
    assert window.size() == before.size()


def test_the_idle_clock_goes_forwards() -> None:
    began = time.monotonic()
    first, second = seconds_since_start(), seconds_since_start()
    assert 0 <= second - first <= time.monotonic() - began


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
@pytest.mark.parametrize("words", [["--version"], ["doctor", "--help"], ["reader-process"]])
def test_every_command_forbids_core_files(words: list[str]) -> None:
    script = (
        "import ctypes, os, resource, sys\n"
        "from prevent_desktop.__main__ import main\n"
        f"sys.argv = ['prevent-desktop', *{words!r}]\n"
        "told = os.dup(1)\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "limits = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "os.write(told, repr((ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), limits)).encode())\n"
        "os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("(0, (0, 0))")


def test_the_marking_and_the_minutes_until_it_locks_are_never_cut_short(qtbot: QtBot, dressed: Theme) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    line = StatusLine()
    qtbot.addWidget(line)
    line.tell_saved("Finished and frozen 09:52:04")
    line.tell(line.team, "1 change waits for a connection")
    line.tell(line.delivery, "1 pack waits for its receipt")
    line.tell(line.marking, "OFFICIAL-SENSITIVE")
    line.tell(line.locks, "Locks in 10 min")
    line.resize(1024, 44)
    with qtbot.waitExposed(line):
        line.show()
    assert line.width() == 1024
    assert line.locks.width() >= line.locks.fontMetrics().horizontalAdvance("Locks in 10 min")
    assert line.marking.width() >= line.marking.fontMetrics().horizontalAdvance("OFFICIAL-SENSITIVE")
    assert line.saved.width() < line.saved.sizeHint().width(), "others give way"


def test_where_the_height_is_little_the_side_bar_leaves_out_the_programs_name_before_it_cuts_anything(
    qtbot: QtBot, dressed: Theme
) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    holder, bar = QWidget(), SideBar(tuple(NavSection))
    qtbot.addWidget(holder)
    bar.setParent(holder)
    with qtbot.waitExposed(holder):
        holder.show()
        bar.show()
    name = bar.findChildren(Heading)[0]
    for height, stands in ((700, True), (440, False), (700, True)):
        bar.resize(bar.width(), height)
        assert name.isVisible() is stands
        qtbot.waitUntil(lambda: not list(cut_off(bar)))
    dressed.choose(Appearance.LIGHT, 100)
