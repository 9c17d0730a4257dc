"""When the app locks, and whether its window may be in screenshots and shared screens."""

from __future__ import annotations

from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import LONGEST_MINUTES_TO_LOCK, SCREEN_CAPTURE
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.system.capture import can_keep_out
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, HairLine, Heading, RadioGroup, Text, TickBox
from prevent_desktop.workflows.organisation import settings


class LockSection(Section):
    """A choice is kept at once. `keeps_out`: this system lets a program keep its window out of recordings."""

    def __init__(self, tasks: Tasks, *, keeps_out: bool | None = None) -> None:
        super().__init__(
            tasks,
            SettingsPart.LOCKING,
            _(
                "The app also locks when the computer sleeps, its lid is closed, its screen locks or somebody else logs in, "
                "and with Ctrl+L. Ctrl+Shift+L locks and makes room for another user."
            ),
        )
        longest = in_force().value(LONGEST_MINUTES_TO_LOCK)
        choices = sorted({*settings.LOCK_MINUTES_CHOICES, *(() if longest is None else (longest,))})
        options = [
            (str(n), ngettext("{number} minute", "{number} minutes", n).format(number=n)) for n in choices
        ]
        self.minutes = RadioGroup(options)
        self.minutes.chosen.connect(self._keep)
        self.capture = TickBox(
            _("Let this window be seen in screenshots and shared screens"),
            detail=_("For training with example records only. Untick it afterwards."),
        )
        self.capture.toggled.connect(self._keep_capture)
        body = self.card.body
        body.addWidget(Field(_("Lock when nobody has touched the app for"), self.minutes))
        shorter = [
            button for key, button in self.minutes.buttons.items() if int(key) <= (longest or int(key))
        ]
        self.minutes_set = ManagedLine(
            LONGEST_MINUTES_TO_LOCK, [self.minutes], stays=shorter, more=_longest_in_words()
        )
        body.addWidget(self.minutes_set)
        body.addWidget(HairLine())
        body.addWidget(Heading(_("Shared screens and recordings"), 3))
        body.addWidget(Text(_what_is_seen(can_keep_out() if keeps_out is None else keeps_out)))
        body.addWidget(self.capture)
        self.capture_set = ManagedLine(SCREEN_CAPTURE, [self.capture])
        body.addWidget(self.capture_set)
        is_there = can_keep_out() if keeps_out is None else keeps_out
        self.capture.setVisible(is_there)
        self.capture_set.setVisible(is_there and bool(self.capture_set.text()))

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        self.minutes.set_value(str(state.lock_minutes))
        if self.capture.checked != state.capture_allowed:
            self.capture.button.blockSignals(True)
            self.capture.set_checked(state.capture_allowed)
            self.capture.button.blockSignals(False)

    def _keep(self, key: str) -> None:
        minutes = int(key)
        self.keep(lambda vault: settings.save_lock_minutes(vault, minutes), _("Saved."))

    def _keep_capture(self, allowed: bool) -> None:
        self.keep(lambda vault: settings.save_capture_allowed(vault, allowed), _("Saved."))


def _longest_in_words() -> str:
    return "" if in_force().locked(LONGEST_MINUTES_TO_LOCK) is None else _("A shorter time can be chosen.")


def _what_is_seen(keeps_out: bool) -> str:
    if keeps_out:
        return _(
            "This window is left out of screenshots, shared screens and recordings. A camera still sees it."
        )
    return _(
        "This system does not let a program leave its window out of screenshots and shared screens. "
        "Press F9 before you share your screen: it blanks this window."
    )
