from __future__ import annotations

import json

import pytest

from prevent_desktop.casework.draft_states import is_earlier_state
from tests.unit.vault.examples import answers

GROUP = {"linkId": "g", "item": [{"linkId": "q", "answer": [{"valueCoding": {"code": "a"}}]}]}


@pytest.mark.parametrize(
    ("draft", "later", "earlier"),
    [
        (answers(), answers("one"), True),
        (answers("one"), answers("one and more", "two"), True),
        (answers("one "), answers("one"), True),
        (answers("one"), answers("two"), False),
        (answers("one", "two"), answers("one"), False),
        (json.dumps({"item": [GROUP]}), json.dumps({"item": [GROUP, GROUP]}), True),
        (json.dumps({"item": [GROUP, GROUP]}), json.dumps({"item": [GROUP]}), False),
        (json.dumps({"item": [GROUP]}), json.dumps({"item": [GROUP]}).replace('"a"', '"b"'), False),
        ("not JSON", answers("one"), False),
        (answers("one"), "not JSON", False),
    ],
)
def test_a_draft_is_an_earlier_state_where_all_its_answers_stand_in_the_other(
    draft: str, later: str, earlier: bool
) -> None:
    assert is_earlier_state(draft, later) is earlier
