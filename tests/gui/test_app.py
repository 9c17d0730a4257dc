"""The whole app in one process: unlocking, moving, the lock in the middle of a word, closing, what is left on disk."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea
from pytestqt.qtbot import QtBot

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import DiskFullError
from prevent_desktop.event_log import stop_listening
from prevent_desktop.ui import tasks
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.people.pages import ChoosePersonPage, PeoplePage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import StartForm
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.window.failure_dialog import FailureDialog
from prevent_desktop.ui.window.later_imports import BESIDE_THE_WINDOW, FOR_SOMEBODY
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.record.writing import Writing, writing
from prevent_desktop.workflows.support import keep_events, last_events
from tests.gui.running_app import PASSPHRASE, App, case_id, open_note, read_vault
from tests.gui.screens import nameless, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_passphrase_leads_to_my_work(app: App) -> None:
    app.unlock()
    assert isinstance(app.page, HomePage)
    assert app.window.emergency.lock.isVisible()
    app.wait(lambda: app.window.status.marking.text() == "OFFICIAL-SENSITIVE")
    assert app.window.status.locks.text() == "Locks in 10 min"


def test_a_lock_in_the_middle_of_a_word_loses_no_letter(app: App) -> None:
    app.unlock()
    note = open_note(app)
    QTest.keyClicks(note.text, "He said that a named gro")
    QTest.keyClick(app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    app.see_fresh_process()
    assert app.window.blank.isVisible()
    kept = read_vault(app.data, lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
    assert "He said that a named gro" in str(kept)


def test_a_lock_in_the_middle_of_an_answer_loses_no_letter(app: App) -> None:
    app.unlock()
    found: list[str] = []
    app.desktop.tasks.in_vault(case_id, found.append)
    app.wait(lambda: bool(found))
    app.unlocked.pages.navigator.open(StartForm(found[0], SCREENING))
    app.wait(lambda: isinstance(app.page, FormScreen))
    app.wait(lambda: bool(app.page.findChildren(QLineEdit)))
    line = next(one for one in app.page.findChildren(QLineEdit) if one.isVisible() and not one.text())
    line.setFocus()
    QTest.keyClicks(line, "Zebedee")
    app.unlocked.locker.lock()
    app.see_fresh_process()
    drafts = read_vault(app.data, lambda vault: [form.content for form in vault.responses.drafts()])
    assert "Zebedee" in str(drafts)


def test_the_idle_time_locks(app: App) -> None:
    app.unlock()
    app.unlocked.idle._clock = lambda: time.monotonic() + 601
    app.unlocked.idle.look()
    app.see_fresh_process()


def test_sleep_locks(app: App) -> None:
    app.unlock()
    app.unlocked.session.lock_wanted.emit()
    app.see_fresh_process()


def test_closing_loses_no_letter(app: App) -> None:
    app.unlock()
    note = open_note(app)
    QTest.keyClicks(note.text, "half a sen")
    app.window.close()
    kept = read_vault(app.data, lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
    assert "half a sen" in str(kept)


def test_what_the_vault_was_asked_for_still_reaches_the_outbox_when_the_window_closes(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: the outbox was closed first, so that a pack that was being signed just then was not queued."""
    began, goes_on = threading.Event(), threading.Event()

    def work(_vault: Vault) -> None:
        spool = app.desktop.spool.get()
        began.set()
        goes_on.wait()
        spool.pause()

    close = app.desktop.tasks.close

    def finish() -> bool:
        goes_on.set()
        return close()

    app.unlock()
    app.desktop.tasks.in_vault(work)
    app.wait(began.is_set)
    monkeypatch.setattr(tasks, "SHUTDOWN_SECONDS", 60)
    monkeypatch.setattr(app.desktop.tasks, "close", finish)
    app.window.close()
    with Spool.open(Places.of(app.data).spool) as spool:
        assert spool.paused


def test_the_end_of_the_session_keeps_every_letter(app: App) -> None:
    app.unlock()
    note = open_note(app)
    QTest.keyClicks(note.text, "the laptop shuts do")
    app.unlocked.session.ending.emit()
    found: list[str] = []
    app.desktop.tasks.in_vault(lambda vault: str(writing(vault, Writing.NOTE, case_id(vault))), found.append)
    app.wait(lambda: bool(found))
    assert "the laptop shuts do" in found[0]


def test_the_same_vault_is_offered_again_and_the_window_comes_back(
    app: App, qapp: QApplication, qtbot: QtBot
) -> None:
    app.unlock()
    app.window.resize(790, 640)
    app.unlocked.pages.look_chosen.emit(Appearance.DARK, 125)
    app.unlocked.locker.lock()
    again = Desktop(qapp, AppOptions(data=app.data), fresh_process=lambda: None)
    qtbot.addWidget(again.window)
    assert (again.look.theme.appearance, again.look.theme.scale) == (Appearance.DARK, 125)
    assert again.window.size().toTuple() == (790, 640)
    assert again.look.vault == Places.of(app.data).vaults / "a1b2c3"
    again.tasks.close()
    again.look.theme.choose(Appearance.LIGHT, 100)


def test_nothing_about_people_is_in_the_windows_settings(app: App) -> None:
    app.unlock()
    QTest.keyClicks(open_note(app).text, "Alex Brook said so")
    app.unlocked.locker.lock()
    text = Places.of(app.data).window_settings.read_text()
    for word in ("Alex", "Brook", "said", PASSPHRASE):
        assert word not in text


def test_a_vault_that_another_window_holds_is_told_next_to_the_field(app: App) -> None:
    folder = Places.of(app.data).vaults / "a1b2c3"
    with Vault.open(folder, unlock_key(folder, PASSPHRASE)):
        pane = app.desktop.unlock_screen.pane
        assert isinstance(pane, UnlockPane)
        QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
        pane.unlock.click()
        app.wait(pane.field.error.isVisible)
    assert app.desktop.unlocked is None
    assert pane.unlock.isEnabled()


@pytest.mark.expects_log
def test_a_fault_that_nobody_caught_is_shown(app: App) -> None:
    error = ValueError("what Alex said")
    app.desktop.show_fault(ValueError, error, None)
    dialog = next(iter(app.window.findChildren(FailureDialog)))
    assert "Alex" not in dialog.accessibleDescription()
    dialog.accept()


@pytest.mark.expects_log
def test_what_happens_is_kept_for_support_and_no_word_of_it(app: App) -> None:
    places = app.desktop.places
    kept = keep_events(places)
    try:
        app.unlock()
        app.desktop.show_fault(ValueError, ValueError("what Alex said"), None)
        app.desktop.failures.show(DiskFullError("No room", "Of Alex.", "Free some."))
    finally:
        stop_listening(kept)
    told = [line.partition(" ")[2] for line in last_events(places.events)]
    assert told == ["unlocked", "fault ValueError", "failure-shown DiskFullError"]
    assert "Alex" not in places.events.read_text(encoding="ascii")
    for dialog in app.window.findChildren(FailureDialog):
        dialog.accept()


def test_the_record_of_a_person_is_reached_by_keyboard_alone(app: App) -> None:
    app.unlock()
    QTest.keyClick(app.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert app.unlocked.pages.main_view.section is NavSection.PEOPLE
    focus = app.window.focusWidget()
    assert isinstance(focus, QLineEdit)
    QTest.keyClicks(focus, "Brook")
    people = app.page
    assert isinstance(people, PeoplePage)
    app.wait(lambda: people.search.people.isVisible() and bool(people.search.people.rows_model.rows))
    QTest.keyClick(focus, Qt.Key.Key_Down)
    QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Return)
    app.wait(lambda: isinstance(app.page, RecordPage))


def test_what_was_typed_is_gone_from_the_screen_behind_the_blank(app: App) -> None:
    app.unlock()
    note = open_note(app)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    before = app.window.grab().toImage()
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    QTest.keyClicks(note.text, "WWWWWWWWWWWWWW")
    assert app.window.grab().toImage() != before
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    assert app.window.grab().toImage() == before, "the same screen, whatever is behind it"
    assert isinstance(note.text, QPlainTextEdit)


def test_everything_that_can_be_reached_has_a_name_in_every_section(app: App) -> None:
    app.unlock()
    for place in NavSection:
        app.unlocked.pages.main_view.go(place)
        app.see_page()
        assert not nameless(app.window), place


@pytest.mark.parametrize("scale", [100, 200])
def test_no_section_is_wider_than_the_smallest_window(app: App, scale: int) -> None:
    app.unlock()
    app.unlocked.pages.look_chosen.emit(Appearance.LIGHT, scale)
    app.window.resize(1024, 700)
    for place in NavSection:
        page = app.unlocked.pages.main_view.go(place)
        app.see_page()
        areas = [page] if isinstance(page, QScrollArea) else page.findChildren(QScrollArea)
        assert areas
        assert not any(too_wide(area) for area in areas if area.isVisible()), place
        assert app.window.width() == 1024, place
    app.unlocked.pages.look_chosen.emit(Appearance.LIGHT, 100)


def test_a_note_from_the_first_screen_takes_six_strokes_beside_its_words(app: App) -> None:
    """Alt+W, three letters of a name, Enter; the words; Ctrl+Enter."""
    app.unlock()
    app.wait(lambda: isinstance(app.page, HomePage) and app.has_keyboard(app.page))
    strokes = 0

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal strokes
        strokes += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)

    press(Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    app.wait(lambda: isinstance(app.page, ChoosePersonPage))
    for key in (Qt.Key.Key_B, Qt.Key.Key_R, Qt.Key.Key_O, Qt.Key.Key_Return):
        press(key)
    app.wait(lambda: isinstance(app.page, NotePage))
    page = app.page
    assert isinstance(page, NotePage)
    app.wait(page.text.hasFocus)
    QTest.keyClicks(page.text, "She was quiet.")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    app.wait(lambda: isinstance(app.page, RecordPage))
    assert strokes == 6
    app.unlocked.locker.lock()
    notes = read_vault(app.data, lambda vault: [note.text for note in vault.notes.of_case(case_id(vault))])
    assert notes == ["She was quiet."]


def test_what_is_imported_beside_the_window_makes_no_class_of_qts() -> None:
    """A process died inside PySide 6.11 once, in some 250 starts on a busy machine, while another thread made such classes."""
    code = (
        "import importlib, sys\n"
        f"for name in {BESIDE_THE_WINDOW + FOR_SOMEBODY!r}: importlib.import_module(name)\n"
        "sys.exit(any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
