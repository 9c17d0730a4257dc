"""Is the vault whole: when all of it was last read through, and a way to do so now."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import BusyLine, PrimaryButton, Text, Tone
from prevent_desktop.vault.quiet_check import QuietCheck, QuietResult
from prevent_desktop.workflows.vault_admin.quiet_check import checked_at, take_result, whole_check


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class ChecksSection(Section):
    """The check runs beside the work, and can be stopped."""

    def __init__(self, tasks: Tasks, clock: Clock = _now) -> None:
        super().__init__(
            tasks,
            SettingsPart.CHECKS,
            _(
                "Are your records whole? They are looked at each time you unlock, and once a day all of it is read through."
            ),
        )
        self._clock = clock
        self._check: QuietCheck | None = None
        self.last = Text("", "strong")
        self.start = PrimaryButton(_("Read &everything through now"), self.begin)
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.stop)
        told = Text(
            _(
                "Every page, every finished form, every attached file and the list of who did what are compared with what "
                "was noted of them. You can go on working meanwhile."
            )
        )
        self.card.body.add(self.last, told)
        self.card.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(self.busy)

    def show_state(self, state: SettingsState) -> None:
        """Ask for the day of the last check."""
        del state
        self.tasks.in_vault(checked_at, self._show_last)

    def _show_last(self, at: datetime | None) -> None:
        if at is None:
            self.last.setText(_("It has not been read through yet."))
        else:
            when = short_moment_near(at.astimezone(), self._clock())
            self.last.setText(_("All of it was last found whole: {when}").format(when=when))

    def begin(self) -> None:
        """Read everything through."""
        self.start.setEnabled(False)
        self.notice.clear()
        self.busy.start(_("Reading everything through…"))
        self.tasks.in_vault(whole_check, self._run, self._failed)

    def stop(self) -> None:
        """End it; nothing is changed by that."""
        if self._check is not None:
            self._check.stop(0)

    def _run(self, check: QuietCheck) -> None:
        self._check = check
        self.tasks.in_background(check.run, self._checked, self._failed)

    def _checked(self, result: QuietResult | None) -> None:
        self._rest()
        if result is None:
            self.notice.say(_("Stopped. What was read so far is whole."), Tone.INFO)
        else:
            self.keep(lambda vault: take_result(vault, result), _("Everything is whole."))

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        self.show_failure(error)

    def _rest(self) -> None:
        self._check = None
        self.start.setEnabled(True)
        self.busy.stop()
