"""What a team says of a disposal that was announced to it: who has confirmed, who is waited for, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from prevent_desktop.casework.team.disposal_steps import Objection
from prevent_desktop.formatting import each_of, short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, FlowRow, Heading, SecondaryButton, Text
from prevent_desktop.workflows.team.cases.team_disposal import TeamDisposal, decide, withdraw

TeamAnswer = Callable[..., Any]
"""`withdraw` or `decide`."""


class TeamDisposalCard(Card):
    """Shown only where something was announced. `answer` hears what was pressed."""

    def __init__(self, answer: Callable[[TeamAnswer], None]) -> None:
        super().__init__()
        self.words = Text("")
        self.withdraw = SecondaryButton(_("&Withdraw it"), partial(answer, withdraw))
        self.decide = SecondaryButton(_("Dispose of it &without waiting"), partial(answer, decide))
        self.row = FlowRow(self.withdraw, self.decide)
        self.body.add(Heading(_("Disposal of this shared case"), 2), self.words, self.row)
        self.hide()

    def show_standing(self, standing: TeamDisposal | None) -> None:
        """How it stands; nothing where nobody announced anything."""
        self.setVisible(standing is not None)
        if standing is not None:
            self.words.setText(" ".join(standing_words(standing)))
            self.withdraw.setVisible(not standing.announced.is_over)
            self.decide.setVisible(standing.may_decide)


def standing_words(standing: TeamDisposal) -> list[str]:
    """How it stands, in sentences."""
    first = standing.announced.first
    day = short_day(first.said_at.astimezone().date())
    lines = [_("{name} announced it on {day}.").format(name=first.said_by, day=day)]
    objection = standing.announced.objection
    if objection is not None:
        by = objection.said_by
        lines.append(_("The vault of {name} objected.").format(name=by))
        lines += [Objection(objection.reason).words] if objection.reason in set(Objection) else []
    elif standing.announced.is_over:
        lines.append(_("It was withdrawn."))
    elif standing.announced.decided is not None:
        lines.append(_("A lead decided not to wait. It goes with the next connection."))
    elif standing.waits_for:
        waits = each_of(standing.waits_for)
        lines.append(
            _("It goes once these have confirmed, each by itself when it is open: {vaults}.").format(
                vaults=waits
            )
        )
    else:
        lines.append(_("All have confirmed. It goes with the next connection."))
    return lines
