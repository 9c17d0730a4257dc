"""The data of a pack is linked: whom answers are about, who wrote them, which form they answer, where they come from."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.data_files import resources
from prevent_desktop.packs import linked_resources, transaction_bundle
from prevent_desktop.packs.content import PackCorrection
from prevent_desktop.packs.document.data import FHIR_MEDIA_TYPE
from prevent_desktop.packs.pack_facts import ANSWER_TO_NAME, BUNDLE_NAME, RECORD_NAME, read_facts
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.extensions import QUESTIONNAIRE_DIGEST
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.people.person_resource import read_person
from tests.unit.packs.examples import SENDER, SIGNED_AT, pack_content
from tests.unit.packs.linked import ABOUT, SimulatedServer, data_of, linked_pack
from tests.unit.packs.making import make_signed

Json = dict[str, Any]


@pytest.fixture(scope="module")
def data() -> dict[str, str]:
    return data_of(linked_pack())


def _responses(data: dict[str, str]) -> dict[str, Json]:
    read = {name: json.loads(text) for name, text in data.items()}
    return {name: each for name, each in read.items() if each["resourceType"] == "QuestionnaireResponse"}


def _in_bundle(data: dict[str, str]) -> list[Json]:
    return [entry["resource"] for entry in json.loads(data[BUNDLE_NAME])["entry"]]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["reference"]] if isinstance(part.get("reference"), str) else [])
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)


def test_each_response_has_an_id_an_identifier_a_subject_and_an_author(data: dict[str, str]) -> None:
    responses = _responses(data)
    assert len(responses) >= 2
    assert len({each["id"] for each in responses.values()}) == len(responses)
    patient = json.loads(data[RECORD_NAME])
    for name, each in responses.items():
        assert each["identifier"] == {
            "system": linked_resources.FORM_IN_PACK,
            "value": f"P-7QF2K8M4T9XW/{name}",
        }
        assert each["subject"]["reference"] == f"urn:uuid:{patient['id']}"
        assert each["subject"]["display"] == "AB, 14", "the initials and the age of page one, not the name"
        assert each["author"]["type"] == "PractitionerRole"


def test_a_form_that_somebody_else_wrote_names_them_and_not_the_signer(data: dict[str, str]) -> None:
    authors = Counter(each["author"]["display"] for each in _responses(data).values())
    assert authors.pop("Form tutor") == 1
    assert set(authors) == {"Sam Example, designated safeguarding lead, Example Primary School"}
    roles = [
        each["code"][0]["text"] for each in _in_bundle(data) if each["resourceType"] == "PractitionerRole"
    ]
    assert roles == ["designated safeguarding lead", "Form tutor"]


def test_a_form_of_a_colleague_with_the_signers_own_role_names_the_colleague() -> None:
    content = linked_pack()
    theirs = replace(content.forms[0], author=content.sender.role, colleague="Pat Lee")
    data = data_of(replace(content, forms=(theirs, *content.forms[1:])))
    words = f"Pat Lee, {content.sender.role}"
    assert Counter(each["author"]["display"] for each in _responses(data).values())[words] == 1
    [role] = [each for each in _in_bundle(data) if each.get("practitioner") == {"display": "Pat Lee"}]
    assert role["code"] == [{"text": content.sender.role}]


def test_the_form_of_each_response_lies_beside_it_with_the_digest_that_the_answers_name(
    data: dict[str, str],
) -> None:
    forms = {hashlib.sha256(text.encode()).hexdigest(): text for name, text in data.items() if name.startswith("questionnaire-")}  # fmt: skip
    for each in _responses(data).values():
        (digest,) = [one["valueString"] for one in each["extension"] if one["url"] == QUESTIONNAIRE_DIGEST]
        form = json.loads(forms[digest])
        assert each["questionnaire"] == f"{form['url']}|{form['version']}"
    assert len(forms) == len({each["questionnaire"] for each in _responses(data).values()}), "each form once"


def test_the_answers_still_open_with_their_form(data: dict[str, str]) -> None:
    forms = [load_questionnaire(text) for name, text in data.items() if name.startswith("questionnaire-")]
    by_address = {form.canonical: form for form in forms}
    for name, each in _responses(data).items():
        assert Response.read(by_address[each["questionnaire"]], data[name]).status == each["status"]


def test_older_readers_still_find_the_person(data: dict[str, str]) -> None:
    told = read_person(data[RECORD_NAME], now=SIGNED_AT)
    assert told is not None
    assert (told.full_name, told.nhs_number, told.household[0]) == (
        "Ali Bexample",
        "9434765919",
        ABOUT.household[0],
    )


def test_whoever_reads_a_pack_as_before_finds_the_person_and_the_answers_and_nothing_else(
    data: dict[str, str],
) -> None:
    """`fact_reading` has not changed: this is what versions before this one read of the new files."""
    facts = read_facts(BytesIO(make_signed(linked_pack()).pdf))
    assert facts.person == data[RECORD_NAME]
    assert sorted(facts.forms) == sorted(data[name] for name in _responses(data))


def test_every_reference_leads_to_a_resource_of_the_bundle(data: dict[str, str]) -> None:
    bundle = json.loads(data[BUNDLE_NAME])
    places = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(places) == len(set(places))
    assert set(_references(bundle)) <= set(places)
    kinds = Counter(each["resourceType"] for each in _in_bundle(data))
    assert kinds == {
        "Patient": 1, "RelatedPerson": 3, "Organization": 1, "Practitioner": 1, "PractitionerRole": 2,
        "QuestionnaireResponse": len(_responses(data)), "Provenance": 1,
    }  # fmt: skip
    assert bundle["meta"]["tag"] == [{"system": transaction_bundle.DATA_VERSION, "code": "1"}]


def test_the_bundle_and_the_single_files_say_the_same(data: dict[str, str]) -> None:
    inside = {each["id"]: each for each in _in_bundle(data)}
    for text in (*_responses(data).values(), json.loads(data[RECORD_NAME])):
        assert inside[text["id"]] == text


def test_the_provenance_names_the_signer_the_pack_and_what_it_corrects() -> None:
    correction = PackCorrection(pack_id="P-0LDER", signed_on=date(2026, 11, 1), changes=(), reasons=())
    provenance = _in_bundle(data_of(linked_pack(correction=correction)))[-1]
    assert provenance["recorded"] == "2026-11-23T16:40:00+00:00"
    assert provenance["agent"][0]["who"]["display"] == SENDER.name
    assert provenance["agent"][0]["onBehalfOf"]["display"] == SENDER.organisation
    assert [(each["role"], each["what"]["identifier"]["value"]) for each in provenance["entity"]] == [
        ("source", "P-7QF2K8M4T9XW"), ("revision", "P-0LDER"),
    ]  # fmt: skip


def test_a_second_load_makes_nothing_on_a_simulated_server(data: dict[str, str]) -> None:
    server = SimulatedServer()
    assert server.load(data[BUNDLE_NAME]) == len(_in_bundle(data))
    before = json.dumps(server.stored)
    assert server.load(data[BUNDLE_NAME]) == 0
    assert json.dumps(server.stored) == before


def test_a_later_pack_for_the_same_receiver_meets_the_same_person_and_sender() -> None:
    server = SimulatedServer()
    server.load(data_of(linked_pack())[BUNDLE_NAME])
    later = linked_pack(pack_id="P-LATER")
    made = server.load(data_of(later)[BUNDLE_NAME])
    assert made == len(later.forms) + 1, "its answers and its provenance"


def test_the_same_pack_has_the_same_ids_and_another_receiver_gets_others(data: dict[str, str]) -> None:
    assert data_of(linked_pack()) == data
    other = data_of(linked_pack(about_key="3f/police", pack_id="P-0THER"))
    ids = {each["id"] for each in _in_bundle(data) if each["resourceType"] in {"Patient", "RelatedPerson", "QuestionnaireResponse"}}  # fmt: skip
    assert ids.isdisjoint(each["id"] for each in _in_bundle(other))


def test_no_id_can_be_worked_out_from_what_is_known_of_a_person() -> None:
    """Two people of one name and birth date have different ones; without a key, the pack's random id stands for it."""
    one, other, third = (json.loads(data_of(linked_pack(about_key=key))[RECORD_NAME])["id"] for key in ("a/x", "b/x", ""))  # fmt: skip
    assert len({one, other, third}) == 3


def test_a_form_named_as_one_of_our_files_leaves_them_their_names() -> None:
    first, *_others = linked_pack().forms
    data = data_of(
        linked_pack(forms=tuple(replace(first, data_name=name) for name in (RECORD_NAME, BUNDLE_NAME)))
    )
    assert json.loads(data[BUNDLE_NAME])["resourceType"] == "Bundle"
    assert json.loads(data[RECORD_NAME])["resourceType"] == "Patient"
    assert {"record (2).json", "bundle (2).json"} <= set(data)


def test_without_a_person_the_answers_stand_alone() -> None:
    content = pack_content()
    assert data_of(content) == {form.data_name: form.data_json for form in content.all_forms}


def test_a_sender_without_role_and_organisation_is_told_with_what_is_known() -> None:
    sender = Practitioner(name="Sam Example", role="", organisation="")
    resources_told = {
        each["resourceType"]: each for each in _in_bundle(data_of(linked_pack(sender=sender, forms=())))
    }
    assert "code" not in resources_told["PractitionerRole"]
    assert "name" not in resources_told["Organization"]


def test_the_page_names_every_file_system_and_the_version() -> None:
    text = (resources() / "specification" / "pack-data.md").read_text("utf-8")
    told = set(re.findall(r"`([^`]+)`", text))
    systems = {linked_resources.PACK, linked_resources.FORM_IN_PACK, linked_resources.OPAQUE, transaction_bundle.DATA_VERSION}  # fmt: skip
    assert told >= systems | {RECORD_NAME, BUNDLE_NAME, ANSWER_TO_NAME, FHIR_MEDIA_TYPE}
    assert f"Version {transaction_bundle.VERSION}," in text
    kinds = {each["resourceType"] for each in _in_bundle(data_of(linked_pack()))}
    assert told >= kinds
