"""Says across the window that what IT has set cannot be read, so that nobody wonders why things are stricter than before."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from prevent_desktop.policies.in_force import Policies, in_force
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Notice, Tone
from prevent_desktop.ui.window.app_window import AppWindow


class PolicyBanner(Notice):
    """What cannot be read, and what to do."""

    def __init__(self, counted: Policies, parent: QWidget) -> None:
        title = _("Some settings by your IT team cannot be read")
        words = _(
            "Until they are fixed, the strict ones count. Ask your IT team to run “prevent-desktop policy check”."
        )
        super().__init__(words, Tone.WARNING, title=title, parent=parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join((words, *counted.problems)))


def tell_policy_trouble(window: AppWindow) -> None:
    """Show the banner where something cannot be read."""
    if in_force().problems:
        window.show_banner(PolicyBanner(in_force(), window))
