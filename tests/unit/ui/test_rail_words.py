"""What the rail says of each step."""

from dataclasses import replace

from prevent_desktop.casework.answer import AnswerKind, Direction
from prevent_desktop.casework.pathway import CaseFacts
from prevent_desktop.ui.record.rail_words import rail_words
from tests.unit.casework.case_states import CASE, NOW, a_pack, an_answer


def test_a_desk_that_answered_with_a_decision_is_not_told_that_none_is_recorded() -> None:
    said = an_answer(a_pack(days=1, receipt=True), AnswerKind.DECISION, days=2)
    states = {}
    for direction in Direction:
        facts = CaseFacts(case=CASE, answers=(replace(said, direction=direction),))
        cells = rail_words(facts, author="Robin Desk", now=NOW).cells
        states[direction] = next(cell.state for cell in cells if cell.title == "Decided")
    assert states[Direction.GIVEN] == "In your answer"
    assert states[Direction.RECEIVED] == "No decision is recorded"
