"""What a team says of a disposal that was announced to it: who has confirmed, who is waited for, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from prevent_desktop.casework.team.disposal_steps import Objection
from prevent_desktop.formatting import all_of, long_day, one_of, short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, FlowRow, Heading, SecondaryButton, Text
from prevent_desktop.workflows.team.cases.team_disposal import (
    TeamDisposal,
    agree,
    decide,
    say_no,
    withdraw,
)

TeamAnswer = Callable[..., Any]
"""`withdraw`, `agree`, `say_no` or `decide`."""


class TeamDisposalCard(Card):
    """Shown only where something was announced. `answer` hears what was pressed."""

    def __init__(self, answer: Callable[[TeamAnswer], None]) -> None:
        super().__init__()
        self.words = Text("")
        self.withdraw = SecondaryButton(_("&Withdraw it"), partial(answer, withdraw))
        self.decide = SecondaryButton(_("Dispose of it &without waiting"), partial(answer, decide))
        self.agree = SecondaryButton(_("&Agree that it goes"), partial(answer, agree))
        self.say_no = SecondaryButton(_("Say &no: it stays"), partial(answer, say_no))
        self.row = FlowRow(self.withdraw, self.say_no, self.agree, self.decide)
        self.body.add(Heading(_("Disposal of this shared case"), 2), self.words, self.row)
        self.hide()

    def show_standing(self, standing: TeamDisposal | None) -> None:
        """How it stands; nothing where nobody announced anything."""
        self.setVisible(standing is not None)
        if standing is not None:
            self.words.setText(" ".join(standing_words(standing)))
            self.withdraw.setVisible(standing.is_own and not standing.announced.is_over)
            self.say_no.setVisible(not standing.is_own and standing.may_say_no)
            self.agree.setVisible(standing.may_agree)
            self.decide.setVisible(standing.may_decide)


def standing_words(standing: TeamDisposal) -> list[str]:
    """How it stands, in sentences."""
    first = standing.announced.first
    lines = [
        _("{name} announced on {day} that this record be disposed of: “{why}”.").format(
            name=first.said_by, day=_day(first.said_at), why=standing.announced.ground.label
        )
    ]
    objection = standing.announced.objection
    if objection is not None and standing.announced.is_over:
        lines.append(_("The vault of {name} objected.").format(name=objection.said_by))
        lines += [Objection(objection.reason).words] if objection.reason in set(Objection) else []
    elif standing.announced.is_over:
        lines.append(_("It was withdrawn."))
    elif standing.announced.decided is not None:
        lines += [_("A lead decided not to wait."), _goes_on(standing)]
    else:
        lines += _waiting_words(standing)
    return lines


def _waiting_words(standing: TeamDisposal) -> Iterator[str]:
    """What it still waits for: a second person, the fortnight, vaults."""
    if standing.seconders:
        words = _(
            "As far as this laptop knows, its time is not over. It stays until a second person agrees: {names}."
        )
        yield words.format(names=one_of(standing.seconders))
    yield _("It stays on this laptop until {day} at least, so that each of you can say no.").format(
        day=long_day(standing.stays_until)
    )
    yield _("Confirmed so far: {vaults}.").format(vaults=all_of(standing.confirmed))
    if standing.waits_for:
        waits = all_of(standing.waits_for)
        yield _(
            "Each laptop confirms by itself after its fortnight, when it is open. Not yet: {vaults}."
        ).format(vaults=waits)
    else:
        yield _goes_on(standing)


def _goes_on(standing: TeamDisposal) -> str:
    day = long_day(standing.stays_until)
    return _("It goes from this laptop with the first connection from {day} on.").format(day=day)


def _day(moment: datetime) -> str:
    return short_day(moment.astimezone().date())
