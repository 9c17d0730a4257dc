"""Theme and text size."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.widgets import Columns, Field, RadioGroup

SCALES = (100, 110, 125, 150, 175, 200)


class LookSection(Section):
    """Signal `look_chosen(Appearance, int)`: dress the app so, at once, and keep it for the next start."""

    look_chosen = Signal(object, int)

    def __init__(self, tasks: Tasks, appearance: Appearance, scale: int) -> None:
        super().__init__(
            tasks, _("Appearance"), _("Kept on this laptop, for everybody who uses the app here.")
        )
        self.theme = RadioGroup([(one.value, one.label) for one in Appearance])
        self.theme.set_value(appearance.value)
        self.scale = RadioGroup([(str(n), _("{number} %").format(number=n)) for n in SCALES])
        self.scale.set_value(str(min(SCALES, key=lambda n: abs(n - scale))))
        self.theme.chosen.connect(self._tell)
        self.scale.chosen.connect(self._tell)
        columns = Columns(shares=(1, 1), least=24)
        columns.main.addWidget(Field(_("Colours"), self.theme))
        columns.side.addWidget(Field(_("Text size"), self.scale))
        self.card.body.addWidget(columns)

    def _tell(self, _key: str) -> None:
        self.look_chosen.emit(
            Appearance(self.theme.value or Appearance.SYSTEM), int(self.scale.value or SCALES[0])
        )
