"""What a receiver answers is an entry in the record: a case is kept so long after it, too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.retention import From, RetentionCategory, RetentionRule
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention import keeping
from tests.made_vaults import copied_vault
from tests.unit.workflows.subject_access.full_person import keep_full_person

RULE = RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=12, from_what=From.LAST_ENTRY)
CAME = datetime.now(UTC).replace(microsecond=0) + timedelta(days=500)
"""When the answer came, by this computer's clock: later than all else in the record."""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.open(tmp_path / "vault", copied_vault(tmp_path / "vault").key) as opened:
        settings.save_retention_rules(opened, (RULE,))
        yield opened


@pytest.fixture
def case(vault: Vault) -> Case:
    return keep_full_person(vault, random.Random(3), drafts=False).cases[0]


def due(vault: Vault, case: Case) -> date:
    found = keeping.case_keeping(vault, case.id).clock.clock.due
    assert found is not None
    return found


def take_answer(vault: Vault, case: Case, kind: AnswerKind, direction: Direction) -> None:
    answer = Answer(
        kind=kind, number=1, at=CAME - timedelta(days=400), text="We have spoken with the school.", outcome=None,
        reason="", reference="", receiver="The police",
    )  # fmt: skip
    vault.answers.add(
        AnswerRecord(
            case_id=case.id,
            pack_id="P-7E1H",
            direction=direction,
            answer=answer,
            jws="words",
            recorded_at=CAME,
        )
    )


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("kind", [AnswerKind.FEEDBACK, AnswerKind.QUESTION])
def test_a_case_is_kept_from_the_day_on_which_an_answer_came_whatever_day_stands_in_it(
    vault: Vault, case: Case, kind: AnswerKind, direction: Direction
) -> None:
    before = due(vault, case)
    take_answer(vault, case, kind, direction)
    assert before < CAME.date() < due(vault, case)


def test_a_vault_of_before_works_its_clocks_out_anew_once(vault: Vault, case: Case) -> None:
    """An earlier version counted no answers."""
    before = due(vault, case)
    take_answer(vault, case, AnswerKind.FEEDBACK, Direction.RECEIVED)
    after = due(vault, case)
    vault.database.run("UPDATE clocks SET due = ?", (before.isoformat(),))
    assert due(vault, case) == before, "nothing has changed about it"
    vault.settings.set("clocks-count", "what counted before")
    assert due(vault, case) == after
    assert not vault.clocks.any_to_set()
