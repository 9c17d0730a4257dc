"""Told at each unlocking until it was read: the organisation opened this vault with its escrow key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import clock_time, long_day
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.workflows.vault_admin.recover import EscrowUse, escrow_uses_read, unread_escrow_uses


class EscrowBanner(Notice):
    """When and by whom, and a button that says it was read. Signal `was_read()`."""

    was_read = Signal()

    def __init__(self, uses: Sequence[EscrowUse], parent: QWidget) -> None:
        self.read = SecondaryButton(_("I have read this"))
        super().__init__(" ".join(map(_sentence, uses)), Tone.WARNING, action=self.read, parent=parent)
        self.read.clicked.connect(self.was_read)
        self.setAccessibleName(_("Your organisation opened these records"))
        self.setAccessibleDescription(self.text.text())


def tell_escrow_uses(window: AppWindow, tasks: Tasks) -> None:
    """Show the banner where the organisation opened the vault and nobody said yet that they read it."""

    def show(uses: Sequence[EscrowUse]) -> None:
        if not uses:
            return
        banner = EscrowBanner(uses, window)
        banner.was_read.connect(lambda: tasks.in_vault(escrow_uses_read, lambda _none: banner.hide()))
        window.show_banner(banner)

    tasks.in_vault(unread_escrow_uses, show)


def _sentence(use: EscrowUse) -> str:
    at: datetime = use.at.astimezone()
    words = _(
        "{name} opened these records on {day} at {time} with its escrow key and set a new passphrase. "
        "If you did not ask for that, speak to them, or to whoever you report concerns to."
    )
    name = use.by or _("Your organisation")
    return words.format(name=name, day=long_day(at.date()), time=clock_time(at))
