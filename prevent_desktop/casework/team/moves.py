"""A shared case that goes on in a smaller circle: who said so, who goes along, and who is left out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.ownership_kinds import TEAM_LOOKS
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.casework.team.roster import Member, Role, Team

QUIET: Final = frozenset({DISPOSAL_STEPS.table, TEAM_LOOKS.table})
"""What is written of these is nothing newer of the record."""


@dataclass(frozen=True, slots=True)
class Move:
    """That a case goes on elsewhere. Whoever knows the circle finds it by `leads_to`; to anybody else it tells nothing of it.

    `is_withdrawn` where the vault that said so lost it with a disk, and says that.
    """

    step: DisposalStep
    is_withdrawn: bool = False

    def leads_to(self, circle: str) -> bool:
        """Whether the case goes on in this one."""
        return self.step.announcement == sign_of(circle, self.step.case_id)

    def leaves_out(self, vault: str, team: Team) -> bool:
        """Whether the vault with this listed id is one that it is kept from: itself, or by whom it belongs to."""
        out = tuple(self.step.reason.split())
        owner = team.owner(vault)
        return vault in out or (owner is not None and owner in {team.owner(one) for one in out})

    def is_without_its_vault(self, team: Team) -> bool:
        """Whether nobody is there who could bring what it goes on with: its vault went, or has it no more."""
        return self.is_withdrawn or team.went(self.step.vault) is not None

    def left_out(self, team: Team) -> tuple[Member, ...]:
        """Whom the case is kept from by it, each once."""
        owners = (team.owner(one) for one in self.step.reason.split())
        return tuple(dict.fromkeys(one for one in owners if one is not None))

    @property
    def said_at(self) -> datetime:
        """When."""
        return self.step.said_at


def sign_of(circle: str, case_id: str) -> str:
    """What names a circle to those alone who know it."""
    return derived_id("moved-to", circle, case_id)


def moves_out_of(circle: str, steps: Iterable[DisposalStep], team: Team) -> tuple[Move, ...]:
    """How a case leaves this circle, the one that counts first: of two who moved it at once a lead's, then that of the smaller id.

    One whose vault went, or has it no more, comes last where somebody did it anew whom it does not leave out. Whoever has followed one stays with it:
    somebody who is left out cannot take the case back by a line that they write later.
    """
    every = tuple(steps)
    withdrawn = {(one.announcement, one.vault) for one in every if one.step is Step.WITHDRAWN}
    found = [
        Move(one, is_withdrawn=(one.id, one.vault) in withdrawn)
        for one in every
        if one.step is Step.MOVED and one.reference == circle
    ]
    there = [one.step.vault for one in found if not one.is_without_its_vault(team)]

    def rank(one: Move) -> tuple[bool, bool, str]:
        owner = team.owner(one.step.vault)
        is_done_anew = one.is_without_its_vault(team) and not all(
            one.leaves_out(each, team) for each in there
        )
        return is_done_anew, owner is None or owner.role is not Role.LEAD, one.step.id

    return tuple(sorted(found, key=rank))
