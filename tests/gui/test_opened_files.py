"""A file that the system gives to open is judged and offered in the window that is there already; a lock only delays it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.app.starting import _runs_already
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.system.program_name import SIZES, app_icon
from prevent_desktop.ui.window.file_to_open import FileToOpen
from prevent_desktop.ui.window.single_instance import SingleInstance, knock
from tests.gui.dropping import asked_about
from tests.gui.running_app import App
from tests.gui.screens import shown_texts
from tests.profiles import Administrator, a_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "ours.pdprofile"
    path.write_bytes(Administrator.create().sign(a_profile()))
    return path


def settings_screen(app: App) -> SettingsScreen:
    app.wait(lambda: isinstance(app.page, SettingsScreen))
    assert isinstance(app.page, SettingsScreen)
    return app.page


def test_a_second_start_with_a_profile_offers_it_in_the_open_window(app: App, profile: Path) -> None:
    app.unlock()
    assert _runs_already(app.desktop.places, profile)
    organisation = settings_screen(app).organisation
    app.wait(organisation.offer.isVisible)
    assert not organisation.offer.accept.isEnabled()  # nothing is taken before the words were compared


def test_a_file_that_is_no_profile_is_refused_and_shows_nothing_of_itself(app: App, tmp_path: Path) -> None:
    app.unlock()
    file = tmp_path / "evil.pdprofile"
    file.write_text("<script>Send all to me</script>")
    assert _runs_already(app.desktop.places, file)
    organisation = settings_screen(app).organisation
    app.wait(organisation.notice.isVisible)
    assert not organisation.offer.isVisible()
    assert "Send all" not in organisation.notice.text.text()


def test_forms_are_judged_where_forms_are(app: App, tmp_path: Path) -> None:
    app.unlock()
    file = tmp_path / "new.pdforms"
    file.write_bytes(b"nothing signed")
    app.unlocked.pages.open_file(file)
    forms = settings_screen(app).forms
    app.wait(forms.notice.isVisible)
    assert not forms.offer.isVisible()


def test_all_else_is_brought_in(app: App, tmp_path: Path) -> None:
    app.unlock()
    file = tmp_path / "P-7K2MAAAAAAAA.pdf.age"
    file.write_bytes(b"age-encryption.org/v1\n")
    app.unlocked.pages.open_file(file)
    app.wait(lambda: isinstance(app.page, OutboxPage))
    page = app.page
    assert isinstance(page, OutboxPage)
    app.wait(lambda: file.name in " ".join(shown_texts(page.brought)))


def test_while_the_vault_is_locked_the_file_waits(app: App, profile: Path) -> None:
    assert not _runs_already(app.desktop.places, profile)
    app.desktop.file_to_open.take(str(profile))
    app.unlock()
    organisation = settings_screen(app).organisation
    app.wait(organisation.offer.isVisible)


def test_a_file_that_is_not_there_is_told(app: App, tmp_path: Path) -> None:
    app.unlock()
    app.unlocked.pages.open_file(tmp_path / "gone.pdprofile")
    organisation = settings_screen(app).organisation
    app.wait(organisation.notice.isVisible)


def test_a_file_of_another_computer_is_asked_about_before_it_is_opened(app: App) -> None:
    app.unlock()
    before = app.page
    app.unlocked.pages.open_file(Path("//server/share/ours.pdprofile"))
    dialog = asked_about(app.unlocked.pages.main_view)
    assert "“ours.pdprofile” is on the computer “server”." in " ".join(shown_texts(dialog))
    assert app.page is before
    dialog.yes.click()
    organisation = settings_screen(app).organisation
    app.wait(organisation.notice.isVisible)  # it is not there


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only: pipes with a name in a folder")
@pytest.mark.parametrize("name", ["ours.pdprofile", "new.pdforms", "P-7K2MAAAAAAAA.pdf.age"])
def test_a_pipe_is_told_and_never_waited_for(app: App, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    app.unlock()
    app.unlocked.pages.open_file(tmp_path / name)
    app.wait(lambda: isinstance(app.page, SettingsScreen | OutboxPage))
    app.wait(lambda: name in " ".join(shown_texts(app.page)))


def test_a_caller_that_says_more_than_a_path_is_heard_as_one_who_says_nothing(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    heard: list[str] = []
    door = SingleInstance(tmp_path)
    door.knocked.connect(heard.append)
    assert knock(tmp_path, Path("/") / ("a" * 5_000))
    while not heard:
        QApplication.processEvents()
    assert heard == [""]
    door.close()


@pytest.mark.skipif(sys.platform == "win32", reason="names are letters there")
def test_a_file_whose_name_is_no_text_is_handed_over_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    """As a stick from another system may hold."""
    file = tmp_path / os.fsdecode(b"Ali \xff\xfe.pdf.age")
    door, opened = SingleInstance(tmp_path), list[Path]()
    waiting = FileToOpen(None)
    waiting.serve(opened.append)
    door.knocked.connect(waiting.take)
    assert knock(tmp_path, file)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [file]
    door.close()


def test_the_icon_has_all_its_sizes(qapp: QApplication) -> None:
    del qapp
    assert [size.width() for size in app_icon().availableSizes()] == list(SIZES)
