"""Where IT has named a folder of releases, the window tells of a newer version once, and never anything of a forged one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop import event_log
from prevent_desktop.app.desktop import present_time
from prevent_desktop.policies.schema import UPDATE_SOURCE
from prevent_desktop.ui.window.newer_release import NewerReleaseBanner, NewerReleaseWatch, watch_for_newer
from tests.gui.running_app import App
from tests.made_releases import Makers
from tests.managed import managed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that IT has named, with a release in it."""
    release = Makers().made(tmp_path / "release", "9.0.0").folder
    with managed({UPDATE_SOURCE.name: str(release)}):
        yield release


class Heard(logging.Handler):
    """What is written down for support."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def told(app: App) -> list[NewerReleaseBanner]:
    return [each for each in app.window.findChildren(NewerReleaseBanner) if each.isVisible()]


def look(app: App) -> NewerReleaseWatch:
    watch = watch_for_newer(
        app.window, app.desktop.tasks, app.desktop.places, app.desktop.spool.get, present_time
    )
    assert watch is not None
    return watch


def test_a_newer_version_is_told_once_and_can_be_put_away(app: App, folder: Path) -> None:
    look(app)
    app.wait(lambda: len(told(app)) == 1)
    (banner,) = told(app)
    assert "9.0.0" in banner.text.text()
    banner.put_away.click()
    assert told(app) == []
    assert folder.is_dir()


def written_down(app: App, wanted: str) -> None:
    """Look, and wait until support would read that."""
    heard = Heard()
    event_log.listen(heard)
    look(app)
    app.wait(lambda: any(wanted in line for line in heard.lines))
    event_log.stop_listening(heard)


def test_a_forged_one_is_written_down_for_support_and_told_to_nobody(app: App, folder: Path) -> None:
    newest = folder / "metadata" / "timestamp.json"
    newest.write_bytes(newest.read_bytes().replace(b'"version":1}}', b'"version":2}}'))
    written_down(app, "release-refused")
    assert told(app) == []
    assert not (app.desktop.places.data / "releases").exists()


def test_a_server_that_is_not_reached_is_written_down_as_that(app: App) -> None:
    with managed({UPDATE_SOURCE.name: "https://127.0.0.1:1/prevent"}):
        written_down(app, "release-not-seen")
    assert told(app) == []


def test_nothing_is_looked_for_where_nobody_has_named_a_place(app: App) -> None:
    assert (
        watch_for_newer(
            app.window, app.desktop.tasks, app.desktop.places, app.desktop.spool.get, present_time
        )
        is None
    )
