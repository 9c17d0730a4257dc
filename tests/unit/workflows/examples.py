"""Fill forms with the finished examples of the demo cases."""

from __future__ import annotations

from prevent_desktop import data_files
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.example_answers import type_answers
from prevent_desktop.workflows.forms.form_library import FormLibrary
from tests.unit.workflows.conftest import Office, now


def example(office: Office, form_id: str) -> Response:
    """The first finished example of a form."""
    return _example(office.library, form_id)


def _example(library: FormLibrary, form_id: str) -> Response:
    forms = [form for case in read_cases(data_files.resources())["cases"] for form in case["forms"]]
    found = next(form for form in forms if form["form"] == form_id and form["status"] == "completed")
    return Response.read(library.newest(form_id), found["response"])


def draft(office: Office, form_id: str) -> FilledForm:
    """A draft with every answer of the example, saved."""
    return draft_in(office.vault, office.library, office.case.id, form_id)


def draft_in(vault: Vault, library: FormLibrary, case_id: str, form_id: str) -> FilledForm:
    """The same in any vault."""
    started = fill_form.start_form(vault, library, form_id=form_id, case_id=case_id, now=now())
    response = fill_form.open_form(vault, library, started.id).response
    for _changes in type_answers(response, _example(library, form_id)):
        pass
    fill_form.save_draft(
        vault,
        started.id,
        content=response.to_json(keep_disabled=True),
        place="seen",
        sections_done=1,
        sections_total=9,
        now=now(),
    )
    return vault.responses.get(started.id)


def finished(office: Office, form_id: str) -> FilledForm:
    """A finalised form."""
    return finished_in(office.vault, office.library, office.case.id, form_id)


def finished_in(vault: Vault, library: FormLibrary, case_id: str, form_id: str) -> FilledForm:
    """The same in any vault."""
    return fill_form.finalise(vault, library, draft_in(vault, library, case_id, form_id).id, now=now())
