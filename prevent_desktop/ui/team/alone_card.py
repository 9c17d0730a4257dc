"""What a team is, where there is none, and how it begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Guidance, Route, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.widgets import Card, EmptyState, FlowRow, LinkButton, PrimaryButton, SecondaryButton


class AloneCard(Card):
    """`found` is where a team is begun; None where that cannot be done."""

    def __init__(self, navigator: Navigator, found: Route | None) -> None:
        super().__init__(_("You have no team yet"))
        begin: Callable[[], object] | None = None if found is None else partial(navigator.open, found)
        self.found = PrimaryButton(_("&Begin or join a team…"), begin)
        self._can_begin = found is not None
        self.profile = SecondaryButton(
            _("Add your organisation’s &file"),
            partial(navigator.open, Settings(SettingsPart.ORGANISATION)),
        )
        self.read = LinkButton(
            _("Read how a team works"), partial(navigator.open, Guidance("working-as-a-team"))
        )
        self.words = EmptyState("", "")
        self.body.add(self.words, FlowRow(self.found, self.profile), self.read)
        self.say_none()

    def say_none(self) -> None:
        """There is no team."""
        self.heading.setText(_("You have no team yet"))
        self.setAccessibleName(self.heading.text())
        self.words.say(
            _("In a team, the lead and the deputies keep cases together"),
            _(
                "Each has a laptop and a passphrase of their own. What one of them writes in a shared case comes to the others, signed "
                "and sealed, so that nobody in between can read it. Until then your cases stay on this laptop alone."
            ),
        )  # fmt: skip
        self.found.setVisible(self._can_begin)

    def say_waiting(self, title: str, words: str) -> None:
        """There is one, and this laptop has asked to join it."""
        self.heading.setText(title)
        self.setAccessibleName(title)
        self.words.say(_("You have used your slip"), words)
        self.found.setVisible(self._can_begin)

    def say_not_in_it(self, organisation: str) -> None:
        """There is one, and this laptop is not in it."""
        self.heading.setText(_("This laptop is not in the team"))
        self.setAccessibleName(self.heading.text())
        self.words.say(
            _("{organisation} has a team").format(organisation=organisation),
            _("To share its cases, ask your lead to invite you. Until then your cases stay on this laptop alone."),
        )  # fmt: skip
        self.found.hide()

    def say_left(self, organisation: str, day: date) -> None:
        """Whoever this vault belongs to has left the team."""
        self.heading.setText(_("You have left the team"))
        self.setAccessibleName(self.heading.text())
        self.words.say(
            _("{organisation} says that you left on {day}").format(
                organisation=organisation, day=long_day(day)
            ),
            _(
                "What stands here stays: you can read it, search it and print it. Nothing new comes, and nothing that you write goes to the team. "
                "Your organisation may ask for this laptop, or ask you to have it wiped: what is kept, and for how long, is its decision. At another "
                "school, join its team by a slip."
            ),
        )
        self.found.setVisible(self._can_begin)
