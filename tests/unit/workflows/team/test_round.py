"""What a round costs and how soon a change is at others, counted in rounds and requests; and what is put again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.vault.team.case_writing import Forms
from prevent_desktop.vault.team.files import FileState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.team.cases.shipped_forms import ShippedForms
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.circles.circle_book import DEPUTIES_WAIT, EPOCH_LIFE
from prevent_desktop.workflows.team.circles.spare_circles import HEADS
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.faults.team_laptops import Founded, Laptop, found
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words


class Open:
    """A vault that stays open, and its rounds: the first asks for all, the others for the heads alone."""

    def __init__(self, founded: Founded, laptop: Laptop, vault: Vault) -> None:
        self.founded, self.laptop, self.vault = founded, laptop, vault
        self.seconds = 0.0
        store = laptop.store(founded.journal, random.Random(1))
        self.store = store
        self.go_on_with()

    def go_on_with(self, forms: Forms = lambda _digest: None) -> None:
        """Rounds of a program that has these forms; the first of them asks for all."""
        self.rounds = TeamRounds(
            lambda _vault: lambda _address: self.store,
            now=self.laptop.now,
            forms=forms,
            tick=lambda: self.seconds,
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
    assert (
        lead.requests() == 2 + HEADS - 1
    )  # the circle of all, the restricted one, and those that stand for none
    assert deputy.requests() == 2 + HEADS


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
    assert costs[-1] <= 3 + HEADS  # two heads and those that stand for none, and the one change


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


def test_what_is_asked_for_under_a_newer_key_outlives_whoever_writes_over_it_without_that_key(
    two: tuple[Open, Open],
) -> None:
    """The deputy made a key, asks for a note that the store lost, and closes; the lead has not got the key when the lead writes."""
    lead, deputy = two
    word, journal = Words(random.Random(6)), lead.founded.journal
    case_id = share(lead, word)
    lead.round()
    deputy.round()
    third = lead.founded.laptops["kb-1"]
    lead.write(case_id, word)
    lead.round()
    (lost,) = journal.names_of("sf-1")[-1:]
    with third.opened() as vault:
        third.round(vault, journal, random.Random(5))
    journal.take_away(lost)
    deputy.laptop.drift += EPOCH_LIFE + DEPUTIES_WAIT
    deputy.go_on_with()
    assert deputy.notes(case_id) == []
    lead.write(case_id, word)
    lead.round()
    with third.opened() as vault:
        third.round(vault, journal, random.Random(5))
    deputy.go_on_with()
    assert sorted(deputy.notes(case_id)) == sorted(lead.notes(case_id))


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


def start_screening(one: Open, case_id: str) -> FilledForm:
    return start_form(
        one.vault, FormLibrary(data_files.forms()), form_id=SCREENING, case_id=case_id, now=one.laptop.now()
    )


def put_since(one: Open, before: int) -> list[bytes]:
    return [content for _name, content, who in one.founded.journal.put[before:] if who == one.laptop.name]


def test_a_form_of_the_program_does_not_travel_with_what_is_written_on_it(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    shipped = ShippedForms(data_files.forms())
    lead.go_on_with(shipped)
    deputy.go_on_with(shipped)
    case_id = share(lead, Words(random.Random(8)))
    for one in (lead, deputy):
        one.round()
    before = len(lead.founded.journal.put)
    filled = start_screening(lead, case_id)
    for one in (lead, deputy):
        one.round()
    (change_set,) = put_since(lead, before)
    form = lead.vault.questionnaires.get(filled.questionnaire_digest)
    assert len(change_set) < 8192 < len(form)
    assert deputy.vault.responses.get(filled.id).content == filled.content
    assert deputy.vault.questionnaires.get(filled.questionnaire_digest) == form


def test_whoever_has_not_that_version_of_a_form_is_given_it(two: tuple[Open, Open]) -> None:
    lead, deputy = two  # the deputy's program is older, and has none of them
    lead.go_on_with(ShippedForms(data_files.forms()))
    case_id = share(lead, Words(random.Random(9)))
    filled = start_screening(lead, case_id)
    lead.round()
    for one in (deputy, deputy, lead, deputy):  # it comes to know of the form, then says that it lacks it
        one.rounds.ask_for_all()
        one.round()
    assert deputy.vault.responses.get(filled.id).content == filled.content
    assert lead.vault.team.files.in_state(FileState.TO_PUT) == ()


def test_whoever_else_has_the_form_gives_it_where_its_writer_has_gone(two: tuple[Open, Open]) -> None:
    lead, deputy = two
    shipped = ShippedForms(data_files.forms())
    lead.go_on_with(shipped)
    deputy.go_on_with(shipped)
    filled = start_screening(lead, share(lead, Words(random.Random(10))))
    for one in (lead, deputy):
        one.round()
    third = lead.founded.laptops["kb-1"]
    with third.opened() as vault:
        for _ in range(2):
            third.round(vault, lead.founded.journal, random.Random(5))
        deputy.round()  # who got the form with the program, and put nothing
        third.round(vault, lead.founded.journal, random.Random(5))
        assert vault.responses.get(filled.id).content == filled.content


def test_a_form_of_ones_own_travels_once(two: tuple[Open, Open]) -> None:
    from tests.faults.team_work import begin_form

    lead, deputy = two
    word = Words(random.Random(11))
    case_id = share(lead, word)
    lead.go_on_with(ShippedForms(data_files.forms()))
    lead.round()
    before = len(lead.founded.journal.put)
    begin_form(Desk(lead.vault, case_id, random.Random(1), word, lead.laptop.now(), "SF"))
    for one in (lead, deputy, deputy):
        one.round()
    assert len(put_since(lead, before)) == 2  # the change-set, and the form
    assert len(deputy.vault.responses.drafts()) == 1
