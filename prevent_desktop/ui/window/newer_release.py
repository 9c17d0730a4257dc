"""Tells once that a newer version of the program is there; installing it is for whoever looks after the computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from prevent_desktop import __version__
from prevent_desktop.event_log import Event, record
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import UPDATE_SOURCE
from prevent_desktop.translation import _
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.workflows.places import Places

_EVERY_MS = 24 * 60 * 60 * 1000


class NewerReleaseBanner(Notice):
    """Which version is there; `put_away` hides it until the next start."""

    def __init__(self, version: str, parent: QWidget) -> None:
        words = _(
            "A newer version of Prevent Desktop is there ({version}). Your IT team can install it."
        ).format(version=version)
        self.put_away = SecondaryButton(_("&Hide"), self.hide)
        super().__init__(words, Tone.INFO, action=self.put_away, parent=parent)
        self.setAccessibleName(words)


class NewerReleaseWatch(Watch):
    """Looks once a day in the folder `source`. What is refused there is told to nobody here: `release check` says why."""

    def __init__(self, window: AppWindow, tasks: Tasks, places: Places, source: Path, clock: Clock) -> None:
        super().__init__(_EVERY_MS, window)
        self._window, self._tasks, self._places, self._source, self._clock = (
            window,
            tasks,
            places,
            source,
            clock,
        )

    def look(self) -> None:
        """Look beside the window."""
        self._tasks.in_background(
            self._found, self._tell, lambda error: record(Event.RELEASE_REFUSED, error=error)
        )

    def _found(self) -> str | None:
        from prevent_desktop.workflows.releases.newer import newer_release

        return newer_release(self._places, self._source, own_version=__version__, now=self._clock())

    def _tell(self, version: str | None) -> None:
        if version is not None:
            self.stop()
            self._window.show_banner(NewerReleaseBanner(version, self._window))


def watch_for_newer(
    window: AppWindow, tasks: Tasks, places: Places, clock: Clock
) -> NewerReleaseWatch | None:
    """Look from now on where IT has said that releases are; None where nothing is looked for."""
    named = in_force().value(UPDATE_SOURCE)
    if not named:
        return None
    watch = NewerReleaseWatch(window, tasks, places, Path(named), clock)
    watch.start()
    return watch
