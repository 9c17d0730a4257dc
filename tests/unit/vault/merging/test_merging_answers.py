"""Answers that came to one of two laptops are on both after a joining, once, and can be opened on both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import (
    Answer,
    AnswerKind,
    AnswerRecord,
    AnswerSetAside,
    Chase,
    Direction,
)
from prevent_desktop.sealing import open_bytes, parse_recipient, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.answer_key import answer_identities, answer_recipient
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import keep_case, later
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop

PACK = "P-ABCDEFGHJKMN"


@pytest.fixture
def laptops(made: Made, tmp_path: Path) -> tuple[Laptop, Laptop]:
    here = Laptop(made.folder, made.key)
    with here.opened() as vault:
        vault.audit.append("note.written", keep_case(vault).id)
    return here, second_laptop(here, tmp_path / "other" / "vault")


def an_answer(case_id: str, number: int, minute: int) -> AnswerRecord:
    said = Answer(kind=AnswerKind.FEEDBACK, number=number, at=later(number), text=f"word{number}")
    return AnswerRecord(
        case_id=case_id, pack_id=PACK, direction=Direction.RECEIVED, answer=said, jws=f"jws{number}",
        recorded_at=later(minute),
    )  # fmt: skip


def keep(vault: Vault, *numbers: int, minute: int) -> None:
    (case,) = vault.cases.open_cases()
    for number in numbers:
        vault.answers.add(an_answer(case.id, number, minute))
    vault.answers.set_chase(
        Chase(id=f"chase{minute}", case_id=case.id, pack_id=PACK, day=date(2026, 12, minute), set_at=later(minute))
    )  # fmt: skip
    one = AnswerSetAside(
        case_id=case.id, pack_id=PACK, number=9, digest="ab" * 32, reason="No", found_at=later(minute)
    )
    vault.answers.set_aside(one)
    vault.audit.append("answer.received", PACK)


def test_what_came_to_both_is_there_once_and_what_came_to_one_is_on_both(
    laptops: tuple[Laptop, Laptop],
) -> None:
    here, there = laptops
    with here.opened() as vault:
        keep(vault, 1, minute=5)
    with there.opened() as vault:
        keep(vault, 1, 2, minute=8)
    report = here.join(there)
    assert report.news["answers"] == 1
    assert there.join(here).news.get("answers") is None
    for laptop in laptops:
        with laptop.opened() as vault:
            (case,) = vault.cases.open_cases()
            answers = vault.answers.of_case(case.id)
            assert sorted(record.answer.number for record in answers) == [1, 2]
            assert vault.answers.chases([case.id])[PACK].day == date(2026, 12, 8)
            assert len(vault.answers.set_aside_in(case.id)) == 1
            assert [hit.record_id for hit in vault.search("word2")] == [f"received.{PACK}.2"]


def test_an_answer_that_is_sealed_to_either_laptop_opens_on_both(laptops: tuple[Laptop, Laptop]) -> None:
    here, there = laptops
    sealed = []
    for laptop in laptops:
        with laptop.opened() as vault:
            sealed.append(seal_bytes(b"said", [parse_recipient(answer_recipient(vault))]))
    here.join(there)
    there.join(here)
    for laptop in laptops:
        with laptop.opened() as vault:
            before = answer_recipient(vault)
            assert [open_bytes(one, answer_identities(vault)) for one in sealed] == [b"said"] * 2
            assert answer_recipient(vault) == before
