"""Theme and text size."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.formatting import percent
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.theme.appearance import SCALES
from prevent_desktop.ui.widgets import Columns, Field, RadioGroup


class LookSection(Section):
    """Signal `look_chosen(Appearance, int)`: dress the app so, at once, and keep it for the next start."""

    look_chosen = Signal(object, int)

    def __init__(self, tasks: Tasks, theme: Theme) -> None:
        super().__init__(
            tasks, SettingsPart.LOOK, _("Kept on this computer, for everybody who uses the app here.")
        )
        self._dressed_by = theme
        self.theme = RadioGroup([(one.value, one.label) for one in Appearance])
        self.scale = RadioGroup([(str(n), percent(n)) for n in SCALES])
        self._show()
        theme.changed.connect(self._show)
        self.theme.chosen.connect(self._tell)
        self.scale.chosen.connect(self._tell)
        columns = Columns(shares=(1, 1), least=24)
        columns.main.addWidget(Field(_("Colours"), self.theme))
        columns.side.addWidget(Field(_("Text size"), self.scale))
        self.card.body.addWidget(columns)

    def _show(self) -> None:
        """Show how the app is dressed, whoever dressed it: the keys change the size as well."""
        dressed = self._dressed_by
        self.theme.set_value(dressed.appearance.value)
        self.scale.set_value(str(min(SCALES, key=lambda n: abs(n - dressed.scale))))

    def _tell(self, _key: str) -> None:
        self.look_chosen.emit(
            Appearance(self.theme.value or Appearance.SYSTEM), int(self.scale.value or SCALES[0])
        )
