from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.outcomes import Outcome

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_what_follows_from_each_kind() -> None:
    assert {kind: kind.follows for kind in AnswerKind} == {
        AnswerKind.QUESTION: CaseStatus.MORE_ASKED,
        AnswerKind.DECISION: CaseStatus.OUTCOME,
        AnswerKind.OUTCOME: CaseStatus.OUTCOME,
        AnswerKind.FEEDBACK: None,
    }
    assert [kind for kind in AnswerKind if kind.settles] == [AnswerKind.DECISION, AnswerKind.OUTCOME]


@pytest.mark.parametrize("kind", [AnswerKind.DECISION, AnswerKind.OUTCOME])
def test_a_decision_has_an_outcome_and_a_reason(kind: AnswerKind) -> None:
    Answer(kind=kind, number=1, at=AT, outcome=Outcome.SIGNPOSTED, reason="A youth club is near.")
    with pytest.raises(ValueError, match="outcome and a reason"):
        Answer(kind=kind, number=1, at=AT, outcome=Outcome.SIGNPOSTED, reason=" ")
    with pytest.raises(ValueError, match="outcome and a reason"):
        Answer(kind=kind, number=1, at=AT, reason="because")


def test_a_question_and_feedback_say_something() -> None:
    for kind in (AnswerKind.QUESTION, AnswerKind.FEEDBACK):
        with pytest.raises(ValueError, match="says nothing"):
            Answer(kind=kind, number=1, at=AT, text=" \n")
    with pytest.raises(ValueError, match="only a question"):
        Answer(kind=AnswerKind.FEEDBACK, number=1, at=AT, text="Thank you", answer_by=date(2026, 12, 1))
