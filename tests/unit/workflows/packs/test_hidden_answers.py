"""An answer that a form works out and shows to nobody leaves in no pack: whoever signs has seen all that goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.packs.content import PackForm
from prevent_desktop.questionnaire.extensions import HIDDEN
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.packs.pack_lines import pack_form
from tests.unit.vault.examples import an_event
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.small_forms import group, keep_form, question

Json = dict[str, Any]
NOT_SHOWN = {"url": HIDDEN, "valueBoolean": True}


def worked_out(link_id: str, expression: str, *more: Json) -> Json:
    calculated = {
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
        "valueExpression": {"language": "text/fhirpath", "expression": expression},
    }
    return question(link_id, "integer", readOnly=True, extension=[calculated, *more])


TIMES = "%resource.item.where(linkId='times').answer.value"
FORM = (
    question("times", "integer", item=[worked_out("under", f"{TIMES} * 3", NOT_SHOWN), question("why")]),
    worked_out("score", f"{TIMES} * 10", NOT_SHOWN),
    group("behind", worked_out("inside", f"{TIMES} + 1"), extension=[NOT_SHOWN]),
    group("only", worked_out("alone", f"{TIMES} + 2", NOT_SHOWN)),
    worked_out("seen", "%resource.item.where(linkId='score').answer.value + 1"),
)


@pytest.fixture
def forms(tmp_path: Path) -> FormLibrary:
    return keep_form(tmp_path / "forms", "assess", *FORM)


@pytest.fixture
def response_id(office: Office, forms: FormLibrary) -> str:
    begun = fill_form.start_form(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    opened = fill_form.open_form(office.vault, forms, begun.id)
    opened.response.set_answers((("times", 0),), [4])
    opened.response.set_answers((("times", 0), ("why", 0)), ["He says so"])
    fill_form.save_draft(
        office.vault, begun.id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    return fill_form.finalise(office.vault, forms, begun.id, now=now()).id


def packed(office: Office, forms: FormLibrary, response_id: str) -> tuple[Response, PackForm]:
    opened = fill_form.open_form(office.vault, forms, response_id)
    return opened.response, pack_form(opened.filled, opened.response)


def answered(items: list[Json]) -> Iterator[str]:
    """The questions that have an answer in the data, each with what is nested under it."""
    for item in items:
        if "answer" in item:
            yield item["linkId"]
        for holder in (item, *item.get("answer", [])):
            yield from answered(holder.get("item", []))


def test_what_nobody_saw_stays_out_of_the_data_and_what_it_led_to_goes(
    office: Office, forms: FormLibrary, response_id: str
) -> None:
    response, form = packed(office, forms, response_id)
    data = json.loads(form.data_json)
    assert list(answered(data["item"])) == ["times", "why", "seen"]
    assert [item["linkId"] for item in data["item"]] == ["times", "seen"]
    assert data["item"][1]["answer"] == [{"valueInteger": 41}]
    shown = [line.link_id for section in reading(response) for line in section.lines]
    assert list(answered(data["item"])) == shown


def test_the_record_keeps_it(office: Office, forms: FormLibrary, response_id: str) -> None:
    response, form = packed(office, forms, response_id)
    kept = office.vault.responses.get(response_id).content
    assert '"score"' in kept
    assert '"score"' not in form.data_json
    read = Response.read(response.questionnaire, form.data_json)
    assert [line.answers for part in reading(read) for line in part.lines] == [
        line.answers for part in reading(response) for line in part.lines
    ]


def test_a_form_that_hides_nothing_goes_letter_by_letter(office: Office, tmp_path: Path) -> None:
    forms = keep_form(tmp_path / "forms", "plain", question("said"))
    begun = fill_form.start_form(office.vault, forms, form_id="plain", case_id=office.case.id, now=now())
    done = fill_form.finalise(office.vault, forms, begun.id, now=now())
    _response, form = packed(office, forms, done.id)
    assert form.data_json == done.content


def test_the_id_of_an_event_of_the_record_leaves_in_no_screening(office: Office) -> None:
    office.vault.events.add(an_event(office.case))
    form = finished(office, SCREENING)
    _response, screening = packed(office, office.library, form.id)
    assert '"seen.id"' in form.content, "the record keeps it: a second form corrects the same event by it"
    assert '"seen.id"' not in screening.data_json
    assert '"seen"' in screening.data_json
