"""Who gets a concern: the lead, with the number to call."""

from __future__ import annotations

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, LinkButton, Text
from prevent_desktop.ui.widgets.buttons import Does
from prevent_desktop.workflows.organisation.own_lead import GetsConcern


class LeadCard(Card):
    """Shows the lead once it is known who that is. `name_them` leads to where that is said; without it, it is said later."""

    def __init__(self, name_them: Does = None) -> None:
        super().__init__(_("Who gets it"), kind="help")
        self.body.setContentsMargins(16, 14, 16, 14)
        self._can_be_named = name_them is not None
        self._who = Text(_("Your safeguarding lead."))
        self._number = Text("", "strong", selectable=True)
        self._number.hide()
        self._how = Text("", "small")
        self.name_them = LinkButton(_("Name your lead"), name_them)
        self.name_them.hide()
        self.body.add(self._who, self._number, self._how, self.name_them)
        self.is_named = False

    def show_known(self, found: GetsConcern) -> None:
        """Name them. Where the organisation's file says whose desk it is, nobody is asked to name them."""
        self.is_named = found.lead is not None and not found.own
        nobody = not found.own and found.lead is None and found.desk is None
        self.name_them.setVisible(nobody and self._can_be_named)
        if found.own:
            self._say_own(found)
        elif found.lead is not None:
            self._say(_("{name}, your safeguarding lead.").format(name=found.lead.name), found.lead.phone)
        elif found.desk is not None:
            self._say(found.desk.name, found.desk.phone)
        else:
            self._how.setText(_("Their name and number stand here once you have named them."))

    def _say_own(self, found: GetsConcern) -> None:
        """Whoever leads tells nobody but themselves, and a deputy where there is one."""
        self._who.setText(_("You: you lead on safeguarding."))
        if found.lead is not None:
            self._number.say(found.lead.phone)
            self._how.setText(_("Your deputy is {name}.").format(name=found.lead.name))

    def _say(self, who: str, phone: str) -> None:
        self._who.setText(who)
        self._number.say(phone)
        self._how.setText(_("Tell them by phone as well where it cannot wait: do not wait for this form."))
