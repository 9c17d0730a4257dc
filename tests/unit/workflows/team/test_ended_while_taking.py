"""The program is ended just as a file or a form came: what waits for it is in the record with the next start, and not with the case's next change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from prevent_desktop.vault.vault import Vault
from tests.faults.team_laptops import Founded, Laptop
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_round import Open, founded_once, share, start_screening
from tests.unit.workflows.team.test_what_comes_along import add_a_file, files, one_round, shared_case

__all__ = ["founded_once"]
T = TypeVar("T")


class EndedError(Exception):
    """Nothing of the program goes on."""


def ended_once(founded: Founded, laptop: Laptop, came: Callable[[Vault], bool]) -> None:
    """The second round ends as soon as this has come into the vault."""
    with laptop.opened() as vault:

        def ask(work: Callable[[Vault], T], /) -> T:
            result = work(vault)
            if came(vault):
                raise EndedError
            return result

        rounds = laptop.rounds(founded.journal, random.Random(1))
        rounds.once(ask)  # what is written comes before what it needs
        with pytest.raises(EndedError):
            rounds.once(ask)


@pytest.fixture
def founded(founded_once: Founded, tmp_path: Path) -> Founded:
    return founded_once.copy(tmp_path / "team")


def test_a_file(founded: Founded) -> None:
    lead, pat = founded.laptops["sf-1"], founded.laptops["pl-1"]
    case_id = shared_case(founded)
    add_a_file(lead, case_id, "letter.txt")
    one_round(founded, lead)
    with lead.opened() as vault:
        (file,) = vault.attachments.of_case(case_id)
    ended_once(founded, pat, lambda vault: vault.attachments.has_file(file.id))
    one_round(founded, pat)
    assert files(pat, case_id) == ["letter.txt"]


@pytest.fixture
def lead_at_work(founded: Founded) -> Iterator[Open]:
    with ExitStack() as stack:
        lead = founded.laptops["sf-1"]
        yield Open(founded, lead, stack.enter_context(lead.opened()))


def test_a_form_of_a_newer_program(founded: Founded, lead_at_work: Open) -> None:
    pat = founded.laptops["pl-1"]
    case_id = share(lead_at_work, Words(random.Random(8)))
    filled = start_screening(lead_at_work, case_id)
    lead_at_work.round()
    lead_at_work.round()
    ended_once(founded, pat, lambda vault: vault.questionnaires.has(filled.questionnaire_digest))
    one_round(founded, pat)
    with pat.opened() as vault:
        assert [one.id for one in vault.responses.of_case(case_id)] == [filled.id]
        assert vault.team.files.count_wanted() == 0
