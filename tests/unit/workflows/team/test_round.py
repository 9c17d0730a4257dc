"""What a round costs and how soon a change is at others, counted in rounds and requests; and what is put again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.round import TeamRounds
from prevent_desktop.workflows.team.round_state import RoundResult
from tests.faults.team_laptops import Founded, Laptop, found
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words


class Open:
    """A vault that stays open, and its rounds: the first asks for all, the others for the heads alone."""

    def __init__(self, founded: Founded, laptop: Laptop, vault: Vault) -> None:
        self.founded, self.laptop, self.vault = founded, laptop, vault
        self.seconds = 0.0
        store = laptop.store(founded.journal, random.Random(1))
        self.rounds = TeamRounds(
            lambda _vault: lambda _address: store, now=laptop.now, tick=lambda: self.seconds
        )
        self.round()

    def round(self) -> RoundResult:
        return self.laptop.round_by(self.rounds, self.vault)

    def requests(self) -> int:
        """How many one round takes."""
        before = self.founded.journal.requests
        self.round()
        return self.founded.journal.requests - before

    def write(self, case_id: str, word: Words) -> None:
        write_note(Desk(self.vault, case_id, random.Random(1), word, self.laptop.now(), self.laptop.member))

    def notes(self, case_id: str) -> list[str]:
        return [one.text for one in self.vault.notes.of_case(case_id)]


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def two(founded_once: Founded, tmp_path: Path) -> Iterator[tuple[Open, Open]]:
    """A lead and a deputy, both at work."""
    founded = founded_once.copy(tmp_path / "team")
    with ExitStack() as stack:
        lead, deputy = (
            Open(founded, laptop, stack.enter_context(laptop.opened()))
            for laptop in (founded.laptops["sf-1"], founded.laptops["pl-1"])
        )
        yield lead, deputy


def share(lead: Open, word: Words) -> str:
    case = open_case(lead.vault, word, lead.laptop.now())
    lead.laptop.share(lead.vault, case.id, lead.founded.main)
    return case.id


def test_a_change_is_at_another_open_vault_with_the_next_round_of_each(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    word = Words(random.Random(2))
    case_id = share(lead, word)
    lead.round()
    came = deputy.round().came
    assert [one.case_id for one in came] == [case_id]
    assert came[0].who == ("SF",)
    deputy.write(case_id, word)
    deputy.round()
    assert lead.round().came[0].words == "PL changed this case"
    assert lead.notes(case_id) == deputy.notes(case_id)


def test_a_round_in_which_nothing_happens_asks_for_each_circles_head_alone(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    for _ in range(2):
        lead.round()
        deputy.round()
    assert lead.requests() == 2  # the circle of all, and the restricted one
    assert deputy.requests() == 2


def test_fetching_stays_flat_however_much_was_written_before(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    word = Words(random.Random(3))
    case_id = share(lead, word)
    lead.round()
    deputy.round()
    costs = []
    for _day in range(12):
        lead.write(case_id, word)
        lead.round()
        costs.append(deputy.requests())
    assert len(deputy.notes(case_id)) == 12
    assert len(set(costs[1:])) == 1
    assert costs[-1] <= 3  # two heads, and the one change


def test_what_the_store_lost_is_put_there_again_by_whoever_has_it(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    word = Words(random.Random(4))
    case_id = share(lead, word)
    lead.round()
    deputy.round()
    lead.founded.journal.empty()
    told = deputy.round().state.doubts
    assert any("Everything in the mailbox is gone" in one for one in told)
    third = lead.founded.laptops["kb-1"]
    for _ in range(2):
        for one in (lead, deputy):
            one.round()
        with third.opened() as vault:
            third.round(vault, lead.founded.journal, random.Random(5))
    with third.opened() as vault:
        assert vault.cases.get(case_id).id == case_id


def test_a_note_costs_less_than_4_kilobytes(two: tuple[Open, Open]) -> None:
    lead, _deputy = two
    word = Words(random.Random(6))
    case_id = share(lead, word)
    lead.round()
    before = len(lead.founded.journal.put)
    lead.write(case_id, word)
    lead.round()
    (note,) = [content for _name, content, _who in lead.founded.journal.put[before:]]
    assert len(note) < 4096


def test_what_somebody_writes_in_is_not_written_over_and_joined_once_they_left(
    two: tuple[Open, Open],
) -> None:
    from tests.faults.team_work import begin_form, save_draft

    lead, deputy = two
    word = Words(random.Random(7))
    case_id = share(lead, word)
    begin_form(Desk(lead.vault, case_id, random.Random(1), word, lead.laptop.now(), "SF"))
    for one in (lead, deputy, deputy):
        one.round()
    (draft,) = deputy.vault.responses.drafts()
    open_drafts = frozenset({draft.id})
    save_draft(Desk(lead.vault, case_id, random.Random(1), word, lead.laptop.now(), "SF"))
    lead.round()
    deputy.rounds.once(lambda work: work(deputy.vault), open_drafts=open_drafts)
    assert deputy.vault.responses.get(draft.id) == draft
    save_draft(Desk(deputy.vault, case_id, random.Random(2), word, deputy.laptop.now(), "PL"))
    deputy.rounds.once(lambda work: work(deputy.vault), open_drafts=open_drafts)
    state = deputy.round().state
    lead.round()
    assert state.differing == 1
    assert lead.round().state.differing == 1
    assert lead.vault.responses.get(draft.id).content == deputy.vault.responses.get(draft.id).content
