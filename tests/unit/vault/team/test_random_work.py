"""Three members work by chance in shared cases, and hear of each other late and in any order: all end with the same record."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.shared_kinds import shared_kinds
from prevent_desktop.errors import RecordError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.team.conflicts import differences
from tests.faults.team_work import Desk, open_case, work
from tests.unit.vault.team.members import MAIN, Member, files_from, record
from tests.unit.workflows.subject_access.full_person import Words

Three = tuple[Member, Member, Member]


@pytest.mark.parametrize("seed", [14, 25])
def test_whatever_they_do_and_hear_in_whatever_order_all_end_the_same(three: Three, seed: int) -> None:
    play = Play(three, seed)
    for _step in range(25):
        play.step()
    play.come_together()
    records = [record(member, *play.cases) for member in three]
    assert records[1] == records[0]
    assert records[2] == records[0]
    told = [sorted(one.id for one in differences(member.vault)) for member in three]
    assert told[1] == told[0] == told[2]
    written = [len(member.written()) for member in three]
    for member in three:
        assert [member.bring_up(one).waiting for one in play.cases] == [frozenset()] * len(play.cases)
    assert [len(member.written()) for member in three] == written
    for member in three:
        integrity.check(member.vault)
    tables = {name.split()[0] for name, rows in records[0].items() if rows}
    assert len(tables & {kind.table for kind in shared_kinds()}) > 6


class Play:
    """What happens, by chance."""

    def __init__(self, members: Three, seed: int) -> None:
        self.members = members
        self.chance = random.Random(seed)
        self.word = Words(self.chance)
        self.cases: list[str] = []
        for member in members[:2]:
            case = open_case(member.vault, self.word, member.now())
            self.cases.append(case.id)
            self.work(member, case.id, 3)
            member.share(case.id)

    def work(self, member: Member, case_id: str, times: int) -> None:
        work(Desk(member.vault, case_id, self.chance, self.word, member.now(), member.name), times)

    def step(self) -> None:
        member, turn = self.chance.choice(self.members), self.chance.random()
        cases = [one for one in self.cases if member.vault.team.circle_of(one) is not None]
        if turn < 0.55 and cases:
            self.work(member, self.chance.choice(cases), self.chance.randint(1, 3))
        elif turn < 0.6 and cases:
            self._another_case(member, self.chance.choice(cases))
        elif turn < 0.68:
            self._discard(member, cases)
        elif turn < 0.74:
            self._settle(member)
        else:
            self._hear(member, self.chance.choice([None, 3, 6]))

    def come_together(self) -> None:
        """Everybody hears everything, with nothing open, until nobody has anything to say."""
        for _round in range(5):
            for member in self.members:
                member.written()
            for member in self.members:
                self._hear(member, None)
            for member in self.members:
                for case_id in self.cases:
                    member.bring_up(case_id)

    def _another_case(self, member: Member, case_id: str) -> None:
        """A second case of the same person."""
        case = member.vault.cases.get(case_id)
        second = replace(case, id=new_id())
        member.vault.cases.add(second)
        self.cases.append(second.id)
        member.share(second.id)

    def _discard(self, member: Member, cases: list[str]) -> None:
        drafts = [
            form for one in cases for form in member.vault.responses.of_case(one) if not form.is_finalised
        ]
        if drafts:
            draft = self.chance.choice(drafts)
            member.vault.responses.remove_draft(draft.id, draft.content)

    def _settle(self, member: Member) -> None:
        told = differences(member.vault)
        if told:
            one = self.chance.choice(told)
            side = 0 if one.finished else self.chance.randrange(len(one.sides))
            with contextlib.suppress(
                RecordError
            ):  # what was written meanwhile makes another difference of it
                member.settle(one.id, side, keep_others=self.chance.random() < 0.5)

    def _hear(self, member: Member, most: int | None) -> None:
        """Some of what others have written, in any order, while some drafts are open."""
        team = member.vault.team
        has = {one.digest for case_id in self.cases for one in team.sets_of(case_id, MAIN)}
        news = [
            one
            for other in self.members
            if other is not member
            for one in other.written()
            if one.digest not in has
        ]
        self.chance.shuffle(news)
        drafts = [
            form.id
            for case_id in self.cases
            for form in member.vault.responses.of_case(case_id)
            if not form.is_finalised
        ]
        member.take(news[:most], {one for one in drafts if self.chance.random() < 0.3})
        for other in self.members:
            if other is not member:
                files_from(other, member)
