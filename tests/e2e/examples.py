"""The example answers that the walks type."""

from __future__ import annotations

from prevent_desktop import data_files
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary


def example_of(form_id: str) -> Response:
    """The finished example of a form."""
    library = FormLibrary(data_files.forms())
    cases = read_cases(data_files.resources())["cases"]
    finished = (
        form["response"]
        for case in cases
        for form in case["forms"]
        if form["form"] == form_id and form["status"] == "completed"
    )
    return Response.read(library.newest(form_id), next(finished))
