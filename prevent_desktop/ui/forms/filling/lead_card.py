"""Who gets a concern: the lead, with the number to call."""

from __future__ import annotations

from prevent_desktop.casework.organisation import NamedLead, Receiver
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Text


class LeadCard(Card):
    """Shows the lead once it is known who that is."""

    def __init__(self) -> None:
        super().__init__(_("Who gets it"), kind="help")
        self.body.setContentsMargins(16, 14, 16, 14)
        self._who = Text(_("Your safeguarding lead."))
        self._number = Text("", "strong", selectable=True)
        self._number.hide()
        self._how = Text("", "small")
        self.body.add(self._who, self._number, self._how)
        self.show_lead(None)

    def show_lead(self, lead: NamedLead | None) -> None:
        """Name them; where nobody is named, say where that is done."""
        self.is_named = lead is not None
        if lead is None:
            self._how.setText(_("Name them in the settings, and their number stands here."))
            return
        self._say(_("{name}, your safeguarding lead.").format(name=lead.name), lead.phone)

    def show_desk(self, desk: Receiver | None) -> None:
        """Where nobody is named, the organisation's file may still say whose desk it goes to."""
        if desk is not None and not self.is_named:
            self._say(desk.name, desk.phone)

    def _say(self, who: str, phone: str) -> None:
        self._who.setText(who)
        self._number.say(phone)
        self._how.setText(_("Tell them by phone as well where it cannot wait: do not wait for this form."))
