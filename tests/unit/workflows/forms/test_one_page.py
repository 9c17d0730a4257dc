"""Which forms stand on one page by themselves, and what a person chose instead."""

from __future__ import annotations

import pytest

from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.workflows.forms.form_library import (
    ASSESSMENT,
    CONCERN,
    HEALTH_CONCERN,
    REFERRAL,
    SCREENING,
    SHARING_DECISION,
    SUPPORT_REQUEST,
    FormLibrary,
)
from prevent_desktop.workflows.forms.one_page import (
    MOST_ASKED,
    MOST_REQUIRED,
    choose_one_page,
    is_on_one_page,
    is_short,
)
from tests.unit.workflows.conftest import Office

LIBRARY = FormLibrary(forms())


def asking(required: int, optional: int) -> Questionnaire:
    items = [
        {"linkId": f"q{number}", "type": "string", "text": "A question", "required": number < required}
        for number in range(required + optional)
    ]
    hidden_behind = {
        "linkId": "behind", "type": "group", "text": "More", "item": [{**items[0], "linkId": "later"}],
        "enableWhen": [{"question": "q0", "operator": "exists", "answerBoolean": True}],
    }  # fmt: skip
    return load_questionnaire(
        {
            "resourceType": "Questionnaire", "url": "https://example.org/form", "version": "1", "status": "active",
            "title": "A form", "item": [*items, hidden_behind],
        }
    )  # fmt: skip


def test_so_much_and_no_more_stands_on_one_page() -> None:
    assert is_short(asking(MOST_REQUIRED, MOST_ASKED - MOST_REQUIRED))
    assert not is_short(asking(MOST_REQUIRED + 1, 0))
    assert not is_short(asking(1, MOST_ASKED))


@pytest.mark.parametrize(
    ("form_id", "short"),
    [
        (CONCERN, True),
        (SCREENING, True),
        (HEALTH_CONCERN, True),
        (SHARING_DECISION, True),
        (REFERRAL, False),
        (ASSESSMENT, False),
        (SUPPORT_REQUEST, False),
    ],
)
def test_a_choice_goes_before_the_rule_but_for_a_concern(office: Office, form_id: str, short: bool) -> None:
    form = LIBRARY.newest(form_id)
    assert is_on_one_page(office.vault, form_id, form) is short
    choose_one_page(office.vault, on=True)
    assert is_on_one_page(office.vault, form_id, form)
    choose_one_page(office.vault, on=False)
    assert is_on_one_page(office.vault, form_id, form) is (form_id == CONCERN)
