"""After how many idle minutes the app locks."""

from __future__ import annotations

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, RadioGroup
from prevent_desktop.workflows import settings


class LockSection(Section):
    """A choice is kept at once."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            _("Locking"),
            _("The app also locks when the laptop sleeps, when its screen locks, and with Ctrl+L."),
        )
        options = [
            (str(n), ngettext("{number} minute", "{number} minutes", n).format(number=n))
            for n in settings.LOCK_MINUTES_CHOICES
        ]
        self.minutes = RadioGroup(options)
        self.minutes.chosen.connect(self._keep)
        self.card.body.addWidget(Field(_("Lock when nobody has touched the app for"), self.minutes))

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        self.minutes.set_value(str(state.lock_minutes))

    def _keep(self, key: str) -> None:
        minutes = int(key)
        self.keep(lambda vault: settings.save_lock_minutes(vault, minutes), _("Saved."))
