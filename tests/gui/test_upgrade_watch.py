"""Another version that was installed under the running one is told, and the next process is of that version."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.data_files import installed
from prevent_desktop.ui.window.upgrade_watch import UpgradeBanner, UpgradeWatch
from tests.gui.running_app import App

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The first file of an installation that an installer may replace."""
    folder = tmp_path / "installed"
    folder.mkdir()
    (folder / "__init__.py").write_text('__version__ = "0.1.0"\n')
    return folder / "__init__.py"


def banners(app: App) -> list[UpgradeBanner]:
    return [banner for banner in app.window.findChildren(UpgradeBanner) if banner.isVisible()]


def watch(app: App, package: Path) -> UpgradeWatch:
    """As the program makes it, over this installation."""

    def look() -> tuple[int, ...]:
        return installed(package.parent)

    return UpgradeWatch(app.window, look(), app.desktop._go_on_anew, look)


def test_it_is_told_once_and_a_press_starts_the_new_version(app: App, package: Path) -> None:
    app.unlock()
    upgrade = watch(app, package)
    upgrade.look()
    assert banners(app) == []
    package.unlink()  # a folder for each version, as on Windows
    upgrade.look()
    assert banners(app) == []  # an installer may be at it
    upgrade.look()
    (banner,) = banners(app)
    assert "was updated" in banner.text.text()
    banner.go_on.click()
    app.see_fresh_process()


def test_a_file_that_was_put_in_its_place_is_another_version(app: App, package: Path) -> None:
    upgrade = watch(app, package)
    newer = package.with_name("newer")
    newer.write_text('__version__ = "0.1.1"\n')
    newer.replace(package)
    upgrade.look()
    upgrade.look()
    (banner,) = banners(app)
    banner.go_on.click()
    app.see_fresh_process()  # also where nobody has unlocked yet


def test_what_waits_in_the_tray_starts_anew_by_itself(app: App, package: Path) -> None:
    upgrade = watch(app, package)
    app.qapp.setQuitOnLastWindowClosed(False)
    app.window.hide()
    package.unlink()
    upgrade.look()
    upgrade.look()
    app.see_fresh_process()
    app.qapp.setQuitOnLastWindowClosed(True)
