"""A vault on two laptops and a colleague's work by chance in a shared case; the laptops are joined now and then, or hear of the team.

In whatever order that happens, all three end with one record, and each word that was written in a note stands in it.
"""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

import pytest

from prevent_desktop.errors import RecordError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.team.conflicts import differences
from tests.faults.team_work import Desk, open_case, work
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import later
from tests.unit.vault.merging.laptops_in_team import Copied, Team
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop
from tests.unit.vault.team.members import Member, exchange, opened, record
from tests.unit.workflows.subject_access.full_person import Words

STEPS = int(os.environ.get("SHARED_MERGE_STEPS", "12"))


@pytest.mark.parametrize("seed", range(int(os.environ.get("SHARED_MERGE_SEEDS", "3"))))
def test_in_whatever_order_they_are_joined_all_end_with_one_record(
    made: Made, tmp_path: Path, seed: int
) -> None:
    pat = opened(tmp_path, "pat", 1)
    try:
        play = Play(made, tmp_path, pat, random.Random(seed))
        for _step in range(STEPS):
            play.step()
        play.come_together()
        found, told = [record(pat, play.case_id)], [sorted(one.id for one in differences(pat.vault))]
        for laptop in play.laptops:
            with play.team.on(laptop) as sam:
                integrity.check(sam.vault)
                assert sam.vault.merge_conflicts.open() == ()
                found.append(record(sam, play.case_id))
                told.append(sorted(one.id for one in differences(sam.vault)))
                assert {note.text for note in sam.vault.notes.of_case(play.case_id)} == play.notes
        assert found[1] == found[0]
        assert found[2] == found[0]
        assert told[1] == told[0] == told[2]
    finally:
        pat.vault.close()


class Play:
    """What happens, by chance."""

    def __init__(self, made: Made, folder: Path, pat: Member, chance: random.Random) -> None:
        self.chance, self.word, self.pat, self.minute = chance, Words(chance), pat, 0
        self.notes: set[str] = set()
        here = Laptop(made.folder, made.key)
        with here.opened() as vault:
            sam = Copied("sam", vault)
            self.case_id = open_case(vault, self.word, later(0)).id
            self._work(sam)
            sam.share(self.case_id)
            exchange(sam, pat)
            vault.audit.append("case.shared", self.case_id)
        self.laptops = (here, second_laptop(here, folder / "there"))
        self.team = Team(*self.laptops, pat)

    def step(self) -> None:
        self.minute += 10
        turn, laptop = self.chance.random(), self.chance.choice(self.laptops)
        if turn < 0.2:
            self._work(self.pat)
        elif turn < 0.6:
            with self.team.on(laptop, self.minute) as sam:
                self._work(sam)
                sam.vault.audit.append("note.written", self.case_id)
                if self.chance.random() < 0.5:
                    sam.written()
        elif turn < 0.7:
            self._settle(laptop)
        elif turn < 0.85:
            self._join(laptop)
        else:
            with self.team.on(laptop, self.minute) as sam:
                exchange(sam, self.pat)

    def come_together(self) -> None:
        for _round in range(3):
            for laptop in self.laptops:
                self._join(laptop)
                self.team.meet(laptop)

    def _join(self, laptop: Laptop) -> None:
        self.minute += 10
        here, there = self.laptops
        self.team.join(laptop, there if laptop is here else here, self.minute)

    def _work(self, member: Member) -> None:
        times = self.chance.randint(1, 3)
        work(Desk(member.vault, self.case_id, self.chance, self.word, member.now(), member.name), times)
        self._note(member)

    def _note(self, member: Member) -> None:
        self.notes |= {note.text for note in member.vault.notes.of_case(self.case_id)}

    def _settle(self, laptop: Laptop) -> None:
        with self.team.on(laptop, self.minute) as sam:
            told = differences(sam.vault)
            if told:
                side = 0 if told[0].finished else self.chance.randrange(len(told[0].sides))
                with contextlib.suppress(
                    RecordError
                ):  # what was written meanwhile makes another difference of it
                    sam.settle(told[0].id, side)
