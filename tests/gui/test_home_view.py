"""The words of the first screen, without Qt."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.ui.home.view import greeting, home_view, opens, where_left_off
from prevent_desktop.ui.routing.routes import Form, NewPerson, write_out
from prevent_desktop.workflows.home.my_work import MyWork

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)


def filled(done: int, total: int) -> FilledForm:
    return FilledForm(
        id="r", case_id="c", form_id="screening-tool", questionnaire_url="u", questionnaire_version="1",
        questionnaire_digest="d", title="Screening tool", content="{}", sections_done=done, sections_total=total,
        author="Lead", started_at=NOW, changed_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_goes_by_the_hour_here(hour: int, words: str) -> None:
    assert greeting(datetime(2026, 11, 24, hour, 59).astimezone()) == words


@pytest.mark.parametrize(
    ("done", "total", "section", "words"),
    [
        (3, 7, "What was seen", "What was seen · 3 of 7 sections"),
        (3, 7, "", "3 of 7 sections"),
        (7, 7, "What was seen", "Waits for your check and signature"),
        (0, 0, "", "Begun, not finished yet"),
        (0, 1, "Record a concern", "Begun, not finished yet"),
    ],
)
def test_a_draft_says_where_it_was_left(done: int, total: int, section: str, words: str) -> None:
    assert where_left_off(filled(done, total), section) == words


def test_a_key_tells_what_it_opens() -> None:
    for route in (Form("12"), NewPerson()):
        assert opens(json.dumps(write_out(route))) == route


def test_without_an_owner_nobody_is_named() -> None:
    view = home_view(MyWork(practitioner=None, items={}, receivers={}, led_by={}), {}, NOW)
    assert view.who == ""
    assert not view.knows_who
