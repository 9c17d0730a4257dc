"""Packs with a person and real answers, whose data is linked; and a server's conditional create, simulated."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.data_files import forms as forms_folder
from prevent_desktop.data_files import resources
from prevent_desktop.packs.content import PackAttachment, PackContent, PackForm
from prevent_desktop.packs.document.data import data_files
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.extensions import QUESTIONNAIRE_DIGEST
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people.person_resource import packed_person
from tests.unit.packs.examples import SENDER, SIGNED_AT, pack_content

Json = dict[str, Any]

ABOUT = Person(
    id="", forenames="Ali", surname="Bexample", birth_date=PartialDate(2012, 5, 3), nhs_number="943 476 5919",
    household=(
        HouseholdMember(name="Zoë Bexample", relationship="Mother"),
        HouseholdMember(name="", relationship="Brother"),
        HouseholdMember(name="", relationship="Brother"),
    ),
    created_at=SIGNED_AT, changed_at=SIGNED_AT,
)  # fmt: skip


def linked_pack(**changes: object) -> PackContent:
    """The forms of one of the demonstration's cases, one of them by a colleague, about somebody with a household."""
    values = {
        "about_key": "3f/front-door",
        "record_json": packed_person(ABOUT),
        "forms": demo_forms(0),
        "decision": None,
    }
    return pack_content(**{**values, **changes})


def demo_forms(case: int) -> tuple[PackForm, ...]:
    """The answers of a demonstration's case, as packs hold them."""
    library = FormLibrary(forms_folder())
    cases = json.loads((resources() / "demo" / "cases.json").read_text("utf-8"))["cases"]
    made = [_form(library, filled) for filled in cases[case]["forms"]]
    return (*made[:-1], *(replace(last, author="Form tutor") for last in made[-1:]))


def _form(library: FormLibrary, filled: Json) -> PackForm:
    questionnaire = library.version(filled["form"], filled["version"])
    digest = {"url": QUESTIONNAIRE_DIGEST, "valueString": questionnaire.digest}
    response = {**filled["response"], "extension": [digest]}
    return PackForm(
        title=questionnaire.title,
        version=questionnaire.version,
        sections=(),
        data_name=f"{filled['form']}.json",
        data_json=Response.read(questionnaire, response).to_json(),
        response_id=filled["form"],
        author=SENDER.role,
        questionnaire_json=questionnaire.canonical_json,
    )


def data_of(content: PackContent) -> dict[str, str]:
    """The files of data by name, as text."""
    return {file.file_name: _text(file) for file in data_files(content)}


def _text(file: PackAttachment) -> str:
    return file.source.open().read().decode("utf-8")


class SimulatedServer:
    """What the standard asks of a server for a transaction of conditional creates (FHIR R4, 3.1.0.8.1 and 3.1.0.11.2).

    Resources lie in a dictionary: it is no FHIR server, and shows only that the Bundle asks for the right things.
    """

    def __init__(self) -> None:
        self.stored: dict[str, Json] = {}

    def load(self, bundle: str) -> int:
        """Load it; how many resources it made."""
        entries, places = json.loads(bundle)["entry"], {}
        fresh: list[Json] = []
        for entry in entries:
            kind, search = entry["request"]["url"], entry["request"]["ifNoneExist"]
            there = [
                where
                for where, held in self.stored.items()
                if where.startswith(f"{kind}/") and found_by(held, search)
            ]
            assert len(there) < 2, "412: several are there"
            places[entry["fullUrl"]] = there[0] if there else f"{kind}/{len(self.stored) + len(fresh)}"
            if not there:
                fresh.append(entry)
        for entry in fresh:
            self.stored[places[entry["fullUrl"]]] = _with_places(entry["resource"], places)
        return len(fresh)


def found_by(resource: Json, search: str) -> bool:
    """Whether a search by one token (`identifier`, `_tag`) finds it."""
    name, _equals, token = search.partition("=")
    wanted = tuple(unquote(part) for part in token.split("|"))
    if name == "_tag":
        return wanted in {(tag["system"], tag["code"]) for tag in resource.get("meta", {}).get("tag", ())}
    held = resource.get("identifier", ())
    several = [held] if isinstance(held, dict) else held
    return wanted in {(one["system"], one.get("value")) for one in several}


def _with_places(part: Any, places: dict[str, str]) -> Any:
    if isinstance(part, dict):
        told = {name: _with_places(each, places) for name, each in part.items()}
        return told | {"reference": places[part["reference"]]} if "reference" in part else told
    return [_with_places(each, places) for each in part] if isinstance(part, list) else part
