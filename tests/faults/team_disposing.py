"""At the end of a run a deputy wants a shared case to go, and clocks jump: it stays until a lead agrees and the fortnight is over, and goes at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish
from prevent_desktop.workflows.team.cases.team_disposal import agree, dispose_or_announce, tend_disposals
from tests.faults.team_laptops import Founded, Laptop
from tests.faults.team_ledger import rows_of
from tests.faults.team_work import open_case
from tests.unit.workflows.subject_access.full_person import Words

_JUMP = timedelta(days=400)
_LOOK = timedelta(days=4)


@dataclass
class Disposing:
    """The laptops are those that nobody removed; they have come to rest."""

    founded: Founded
    present: list[Laptop]
    chance: random.Random

    def wrong(self) -> Iterator[str]:
        """What is wrong with it; nothing is tried where the lead is alone."""
        lead = self.founded.laptops["sf-1"]
        deputies = [one for one in self.present if one.member != lead.member]
        if not deputies:
            return
        case_id = self._announce(self.chance.choice(deputies))
        self._look_all(turns=3)
        yield from self._gone_too_early(case_id, "before anybody looked twice")
        self._look_all(_JUMP)
        for _look in range(4):
            self._look_all(_LOOK)
        yield from self._gone_too_early(case_id, "though one person alone wants it")
        for laptop in self.present:
            laptop.set_right()
        self._look_all()
        with lead.opened() as vault:
            agree(vault, case_id, now=lead.now())
        self._look_all(turns=2)
        self._look_all(_JUMP, turns=2)
        yield from self._gone_too_early(case_id, "since the clocks jumped")
        for _look in range(3):
            self._look_all(_LOOK)
        self._look_all(turns=3)
        yield from self._still_there(case_id)

    def _announce(self, deputy: Laptop) -> str:
        with deputy.opened() as vault:
            case = open_case(vault, Words(self.chance), deputy.now())
            vault.cases.set_status(case.id, CaseStatus.CLOSED, deputy.now())
            deputy.share(vault, case.id, self.founded.main)
            deputy.round(vault, self.founded.journal, self.chance)
        self._look_all(turns=2)
        with deputy.opened() as vault:
            target = Target(person_id=case.person_id, case_id=case.id)
            wish = Wish(ground=Ground.MOVED, date_is_right=True)
            dispose_or_announce(vault, None, target, wish, now=deputy.now())
        return case.id

    def _look_all(self, later: timedelta = timedelta(), *, turns: int = 1) -> None:
        """So much later, by their own clocks, all are opened, and make a round."""
        for laptop in self.present:
            laptop.drift += later
        for _turn in range(turns):
            for laptop in self.present:
                with laptop.opened() as vault:
                    laptop.round(vault, self.founded.journal, self.chance)
                    tend_disposals(vault, None, now=laptop.now())

    def _gone_too_early(self, case_id: str, why: str) -> Iterator[str]:
        for laptop in self.present:
            with laptop.opened() as vault:
                if vault.disposals.is_disposed(case_id):
                    yield f"a shared case was disposed of at {laptop.name}, {why}"

    def _still_there(self, case_id: str) -> Iterator[str]:
        for laptop in self.present:
            with laptop.opened() as vault:
                if not vault.disposals.is_disposed(case_id) or rows_of(vault, case_id):
                    yield f"a shared case that two people wanted to go is still at {laptop.name}"
