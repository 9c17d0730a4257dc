"""What is imported after the first screen is painted, and in which order, so that neither a key nor another import waits."""

from __future__ import annotations

import importlib
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.tasks import Tasks

_COURIER = "prevent_desktop.workflows.sending.deliver"
BESIDE_THE_WINDOW = ("prevent_desktop.workflows.vault_admin.unlock", _COURIER)
"""What is imported on another thread once the first screen is painted: nothing of Qt's (see `Tasks.import_first`)."""
FOR_SOMEBODY = (
    "prevent_desktop.workflows.vault_admin.back_up",
    "prevent_desktop.workflows.record.writing_aids",
    "prevent_desktop.workflows.forms.look_at_form",
    "prevent_desktop.workflows.packs.prepare_pack",
    "prevent_desktop.workflows.sending.follow_up",
    "prevent_desktop.workflows.team.rounds.round",
)
"""The same for whoever unlocks, from the first key on, while the passphrase is typed: half a second (1 December), for which unlocking waits."""
IN_THE_WINDOW = (
    "prevent_desktop.ui.writing.box",
    "prevent_desktop.ui.settings.forms_section",
    "prevent_desktop.ui.settings.receivers_section",
    "prevent_desktop.ui.settings.merge_section",
    "prevent_desktop.ui.settings.organisation_section",
    "prevent_desktop.ui.settings.signing_section",
    "prevent_desktop.ui.settings.screen",
    "prevent_desktop.ui.forms.filling.layout",
    "prevent_desktop.ui.forms.filling.controller",
    "prevent_desktop.ui.record.page",
    "prevent_desktop.ui.packs.page",
    "prevent_desktop.ui.guidance.beside",
    "prevent_desktop.ui.home.page",
    "prevent_desktop.ui.page_registry.registry",
    "prevent_desktop.ui.window.unlocked_window",
)
"""What has Qt's classes is imported after that on the GUI thread, a piece at a time, so that no key waits for it."""


class PagesImport(QObject):
    """Imports `FOR_SOMEBODY`, then `IN_THE_WINDOW`, and loads what is known of the language, from the first key or click in `window` on.

    A window that stands locked, for hours in many a staff room, needs none of it.
    """

    def __init__(self, window: QWidget, tasks: Tasks) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._names = iter(IN_THE_WINDOW)
        self._place = window.windowHandle()
        self._place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}:
            self._place.removeEventFilter(self)
            QTimer.singleShot(0, self, self._begin)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._tasks.import_first(_import_for_somebody, self._go_on)

    def _go_on(self, _none: object) -> None:
        QTimer.singleShot(0, self, self._import_next)

    def _import_next(self) -> None:
        name = next(self._names, None)
        if name is not None:
            _import_if_there(name)
            QTimer.singleShot(0, self, self._import_next)
            return
        with suppress(ImportError):
            from prevent_desktop.formatting import make_ready

            make_ready()


def _import_for_somebody() -> None:
    for name in FOR_SOMEBODY:
        _import_if_there(name)


def _import_if_there(name: str) -> None:
    """An upgrade takes modules away: what is missing is told where it is wanted."""
    with suppress(ImportError):
        importlib.import_module(name)


def import_courier() -> None:
    """The courier alone, for a start in the tray."""
    importlib.import_module(_COURIER)


def import_beside() -> None:
    """All of `BESIDE_THE_WINDOW`."""
    for name in BESIDE_THE_WINDOW:
        importlib.import_module(name)


def read_ahead(vault: Path) -> None:
    """What unlocking `vault` reads, once what reads it is imported; on another thread."""
    from prevent_desktop.workflows.vault_admin import unlock

    unlock.read_ahead(vault)
