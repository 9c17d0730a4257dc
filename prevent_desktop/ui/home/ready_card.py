"""The card that says what is still needed to send: each row leads to where it is set, and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt

from prevent_desktop.translation import _
from prevent_desktop.ui.home.row_button import RowButton
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Card, HairLine, Text, VBox, restyle
from prevent_desktop.workflows.home.ready_to_send import Need, ReadyFact, ready_to_send

_PLACES = {
    Need.PROFILE: SettingsPart.ORGANISATION,
    Need.SIGNING_KEY: SettingsPart.SIGNING,
    Need.LEAD: SettingsPart.LEAD,
    Need.LAWFUL_BASIS: SettingsPart.SHARING,
    Need.BACKUP: SettingsPart.BACK_UP,
}
_MARK_EMS = 1.6
"""The width of the mark, in sizes of the text."""


class ReadyRow(RowButton):
    """One fact, as one button: a mark, its name with a line below, and “Set” where it is not there yet."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self._need = need
        self.mark, self.label = Text("", wrap=False), Text(need.label)
        self.line, self.act = Text("", "small"), Text("", "act", wrap=False)
        words = VBox(spacing=2)
        words.add(self.label, self.line)
        top = Qt.AlignmentFlag.AlignTop
        self.row.addWidget(self.mark, 0, top)
        self.row.addLayout(words, 1)
        self.row.addWidget(self.act, 0, top)
        self.pass_clicks(self.mark, self.label, self.line, self.act)

    def show_fact(self, fact: ReadyFact) -> None:
        """Show whether it is there."""
        self.mark.setText("✓" if fact.done else "–")
        restyle(self.mark, "kind", "success" if fact.done else "strong")
        self.mark.setFixedWidth(round(_MARK_EMS * self.fontInfo().pixelSize()))
        self.line.say(fact.line)
        set_up = _("Set up") if self._need is Need.BACKUP else _("Set")
        self.act.say("" if fact.done else set_up)
        state = _("there") if fact.done else _("not there yet")
        self.setAccessibleName(f"{self._need.label}: {state}")
        self.setAccessibleDescription(fact.line)
        self.updateGeometry()


class ReadyCard(Card):
    """Reads the facts by `refresh`; hidden until they are known, and once all are there."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__(_("Ready to send"))
        self._tasks, self._clock = tasks, clock
        self.body.addSpacing(6)
        self.meanwhile = Text("", "small")
        self.body.addWidget(self.meanwhile)
        self.body.addSpacing(4)
        self.rows = {need: ReadyRow(need) for need in Need}
        for number, (need, row) in enumerate(self.rows.items()):
            if number:
                self.body.addWidget(HairLine())
            self.body.addWidget(row)
            row.clicked.connect(partial(navigator.open, Settings(_PLACES[need], back="ready")))
        self.body.setSpacing(0)
        self.hide()

    def refresh(self) -> None:
        """Read the facts again."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: ready_to_send(vault, now=now), self.show_facts)

    def show_facts(self, facts: Sequence[ReadyFact]) -> None:
        """Show them, with how many are there."""
        done = sum(fact.done for fact in facts)
        title = _("Ready to send: {done} of {all}").format(done=done, all=len(facts))
        self.heading.setText(title)
        self.setAccessibleName(title)
        stopped = any(fact.need.stops_sending and not fact.done for fact in facts)
        self.meanwhile.say(
            _("Until then, you can record and prepare.")
            if stopped
            else _("You can send now. Set the rest when you have time.")
        )
        for fact in facts:
            self.rows[fact.need].show_fact(fact)
        self.setVisible(done < len(facts))
