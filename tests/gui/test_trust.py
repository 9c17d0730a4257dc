"""An older copy at unlock, what the quiet check finds, and who has seen a record: as a person meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.errors import AuditChainError, PreventDesktopError
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.settings.checks_section import ChecksSection
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.window.older_copy import OlderCopyDialog
from prevent_desktop.ui.window.quiet_watch import QuietWatch
from prevent_desktop.ui.window.unlocked_window import TroubleBanner
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.vault.quiet_check import QuietCheck
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin.audit_export import check_export
from tests.gui.running_app import PASSPHRASE, App, read_vault
from tests.gui.screens import Screens, nameless, shown_texts, table_texts, too_wide, wait_for
from tests.gui.stepping_up import step_up, type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def put_older_copy_back(app: App) -> None:
    """As a restore of the database file alone does."""
    [folder] = [path for path in Places.of(app.data).vaults.iterdir() if path.is_dir()]
    older = (folder / DATABASE_NAME).read_bytes()
    read_vault(app.data, lambda vault: vault.audit.append("pack.signed", "P-1"))
    (folder / DATABASE_NAME).write_bytes(older)


def dialog_of(app: App) -> OlderCopyDialog:
    app.wait(lambda: bool(app.window.findChildren(OlderCopyDialog)))
    return app.window.findChildren(OlderCopyDialog)[0]


def begin_unlocking(app: App) -> None:
    pane = app.desktop.unlock_screen.pane
    assert isinstance(pane, UnlockPane)
    QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)


def test_an_older_copy_opens_once_somebody_says_why(app: App) -> None:
    put_older_copy_back(app)
    begin_unlocking(app)
    dialog = dialog_of(app)
    assert dialog.leave.hasFocus()
    assert not dialog.go_on.isEnabled()
    assert nameless(dialog) == []
    QTest.keyClick(dialog.reasons.buttons["restored"], Qt.Key.Key_Space)
    QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    app.wait(lambda: isinstance(app.page, HomePage))
    app.unlocked.locker.lock()
    accepted = read_vault(
        app.data, lambda vault: [e.detail for e in vault.audit.entries() if e.action == "rollback.accepted"]
    )
    assert accepted == ["restored"]


def test_an_older_copy_stays_shut_where_nobody_knows(app: App) -> None:
    put_older_copy_back(app)
    begin_unlocking(app)
    dialog = dialog_of(app)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert app.desktop.unlocked is None
    assert any("older copy" in text for text in shown_texts(app.desktop.unlock_screen))


def watch(screens: Screens) -> QuietWatch:
    return QuietWatch(screens.tasks, screens.clock)


def test_a_whole_vault_is_checked_once_a_day_and_nothing_is_said(demo: Screens) -> None:
    quiet = watch(demo)
    with demo.qtbot.waitSignal(quiet.whole):
        quiet.look()
    checked: list[object] = []
    quiet.whole.connect(lambda: checked.append(1))
    quiet.look()
    demo.settle()
    assert checked == []
    quiet.stop()


def test_what_the_quiet_check_finds_is_told(demo: Screens) -> None:
    def edit(vault: Vault) -> None:
        vault.database.run("DROP TRIGGER audit_is_never_changed")
        vault.database.run("UPDATE audit SET detail = 'x' WHERE position = 3")

    demo.read(edit)
    quiet = watch(demo)
    with demo.qtbot.waitSignal(quiet.trouble) as told:
        quiet.look()
    assert isinstance(told.args[0], AuditChainError)
    quiet.stop()


def test_trouble_stands_across_the_window_with_what_to_do(app: App) -> None:
    app.unlock()
    error: PreventDesktopError = AuditChainError("Broken", "Entry 3 is.", "Tell your IT team.")
    app.unlocked.quiet.trouble.emit(error)
    banner = app.window.findChild(TroubleBanner)
    assert isinstance(banner, TroubleBanner)
    assert banner.isVisible()
    assert banner.text.text() == "Broken. Entry 3 is. Tell your IT team."


def seen_page(screens: Screens, size: tuple[int, int] = (1150, 700)) -> RecordPage:
    page = screens.show(
        RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person("AB")),
        size,
    )
    page.show_tab(Tab.SEEN)
    screens.settle()
    return page


def test_who_has_seen_narrows_to_a_kind_and_says_where_there_is_nothing(demo: Screens) -> None:
    seen = seen_page(demo).panels.seen
    seen.kind.setCurrentIndex(seen.kind.findData(SeenKind.LOOKED))
    demo.settle()
    assert {row[1] for row in table_texts(seen.table)} == {"Looked at"}
    seen.kind.setCurrentIndex(seen.kind.findData(SeenKind.KEEPING))
    demo.settle()
    assert seen.empty.isVisible()
    assert not seen.table.isVisible()


def test_hundreds_of_lines_come_a_hundred_at_a_time(demo: Screens) -> None:
    person_id = demo.person("AB")

    def write(vault: Vault) -> None:
        with vault.transaction():
            for number in range(450):
                vault.audit.append("person.changed", person_id, str(number))

    demo.read(write)
    seen = seen_page(demo).panels.seen
    assert len(seen.table.rows_model.rows) == 100
    for count in (200, 300):
        seen.more.click()
        demo.settle()
        assert len(seen.table.rows_model.rows) == count
    assert seen.table.hasFocus()


def test_the_list_is_saved_signed_after_the_passphrase(demo: Screens, tmp_path: Path) -> None:
    target = tmp_path / "seen.audit.jsonl"
    seen = seen_page(demo).panels.seen
    seen.ask_target = lambda _parent, _name: target
    seen.export.click()
    assert "not encrypted" in " ".join(shown_texts(step_up(seen)))
    assert not target.exists()
    with demo.qtbot.waitSignal(seen.controller.saved):
        type_passphrase(demo, seen)
    with target.open("rb") as file:
        assert check_export(file).person_id == demo.person("AB")
    demo.settle()
    assert table_texts(seen.table)[0][2] == "This list saved as a signed file"
    assert "Signed and saved" in seen.notice.text.text()


def test_who_has_seen_is_named_throughout_and_fits_the_smallest_window(demo: Screens) -> None:
    page = seen_page(demo, (760, 520))
    assert nameless(page) == []
    assert too_wide(page) == 0


def test_a_lost_anchor_is_told_in_words(app: App) -> None:
    [folder] = [path for path in Places.of(app.data).vaults.iterdir() if path.is_dir()]
    (folder / ANCHOR_NAME).unlink()
    begin_unlocking(app)
    assert "anchor cannot be trusted" in dialog_of(app).windowTitle()


class StoppedAtOnce(ChecksSection):
    def _run(self, check: QuietCheck) -> None:
        self._check = check
        self.stop()
        super()._run(check)


class TestChecks:
    def section(self, screens: Screens) -> ChecksSection:
        section = ChecksSection(screens.tasks, screens.clock)
        screens.qtbot.addWidget(section)
        section.show()
        return section

    def test_everything_is_read_through_and_the_time_is_told(self, demo: Screens) -> None:
        section = self.section(demo)
        section.start.click()
        wait_for(demo.qtbot, lambda: section.notice.text.text() == "Everything is whole.")
        section.show_state(demo.read(lambda vault: read_state(vault, demo.library)))
        demo.settle()
        assert section.last.text().startswith("All of it was last found whole: ")
        assert section.start.isEnabled()

    def test_what_is_damaged_is_told_with_what_to_do(self, demo: Screens) -> None:
        def harm(vault: Vault) -> None:
            path = vault.attachments.files.path(vault.attachments.all()[0].id)
            path.write_bytes(path.read_bytes()[:-1])

        demo.read(harm)
        section = self.section(demo)
        section.start.click()
        wait_for(demo.qtbot, lambda: section.start.isEnabled() and bool(section.notice.text.text()))
        assert "attachment is damaged" in section.notice.text.text()

    def test_it_can_be_stopped(self, demo: Screens) -> None:
        section = StoppedAtOnce(demo.tasks, demo.clock)
        demo.qtbot.addWidget(section)
        section.start.click()
        wait_for(demo.qtbot, lambda: section.notice.text.text().startswith("Stopped"))
        assert section.start.isEnabled()
