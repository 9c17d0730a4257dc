"""A form that says that somebody is in danger, and names no call, is found among all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.danger import open_dangers
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from tests.unit.workflows.conftest import Office, now


def begun(office: Office, *, danger: bool | None, called: str = "") -> FilledForm:
    """A concern with these answers, as a draft."""
    form = fill_form.start_form(
        office.vault, office.library, form_id=CONCERN, case_id=office.case.id, now=now()
    )
    response = fill_form.open_form(office.vault, office.library, form.id).response
    if danger is not None:
        response.set_answers((("concern", 0), ("noticed.danger", 0)), [danger])
        response.catch_up()
    if called:
        response.set_answers((("concern", 0), ("noticed.danger.done", 0)), [called])
    fill_form.save_draft(
        office.vault, form.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    return office.vault.responses.get(form.id)


@pytest.mark.parametrize(
    ("danger", "called", "found"),
    [(None, "", False), (False, "", False), (True, "", True), (True, "999 at 14:32", False)],
)
def test_danger_without_a_call_is_found(
    office: Office, danger: bool | None, called: str, found: bool
) -> None:
    form = begun(office, danger=danger, called=called)
    outlines = office.vault.responses.outlines([office.case.id])
    assert [one.id for one in open_dangers(office.vault, office.library, outlines)] == [form.id] * found


def test_a_form_that_cannot_be_read_hides_no_other(office: Office) -> None:
    form = begun(office, danger=True)
    unreadable = replace(form, id="unreadable", questionnaire_digest="nothing")
    office.vault.questionnaires.keep("nothing", "u", "1", "{}")
    found = open_dangers(office.vault, FormLibrary(office.library._folder), [unreadable, form])
    assert [one.id for one in found] == [form.id]
