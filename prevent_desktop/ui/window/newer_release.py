"""Tells once that a newer version of the program is there; installing it is for whoever looks after the computer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from prevent_desktop import __version__
from prevent_desktop.errors import DeliveryError, PreventDesktopError
from prevent_desktop.event_log import Event, record
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import UPDATE_SOURCE
from prevent_desktop.translation import _
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_EVERY_MS = 24 * 60 * 60 * 1000


class NewerReleaseBanner(Notice):
    """Which version is there; `put_away` hides it until the next start."""

    def __init__(self, version: str, parent: QWidget) -> None:
        words = _(
            "A newer version of Prevent Desktop is there ({version}). Your IT team can install it."
        ).format(version=version)
        self.put_away = SecondaryButton(_("Hide"), self.hide)
        super().__init__(words, Tone.INFO, action=self.put_away, parent=parent)
        self.setAccessibleName(words)


class NewerReleaseWatch(Watch):
    """Has `find` look once a day. What is refused is told to nobody here: `release check` says why."""

    def __init__(self, window: AppWindow, tasks: Tasks, find: Callable[[], str | None]) -> None:
        super().__init__(_EVERY_MS, window)
        self._window, self._tasks, self._find = window, tasks, find

    def look(self) -> None:
        """Look beside the window."""
        self._tasks.in_background(self._find, self._tell, _write_down)

    def _tell(self, version: str | None) -> None:
        if version is not None:
            self.stop()
            self._window.show_banner(NewerReleaseBanner(version, self._window))


def _write_down(error: PreventDesktopError) -> None:
    """A place that was not reached is told apart from one whose release is refused."""
    not_seen = isinstance(error, DeliveryError)
    record(Event.RELEASE_NOT_SEEN if not_seen else Event.RELEASE_REFUSED, error=error)


def watch_for_newer(
    window: AppWindow, tasks: Tasks, places: Places, spool: SpoolSource, clock: Clock
) -> NewerReleaseWatch | None:
    """Look from now on where IT has said that releases are; None where nothing is looked for."""
    place = in_force().value(UPDATE_SOURCE)
    if not place:
        return None

    def find() -> str | None:
        from prevent_desktop.workflows.releases.newer import UpdateSource

        return UpdateSource(place, spool).newer_release(places, own_version=__version__, now=clock())

    watch = NewerReleaseWatch(window, tasks, find)
    watch.start()
    return watch
