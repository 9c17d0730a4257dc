"""Every kind of FHIR resource that the program writes, with the oddest contents that a record may have, as files.

For reference validators: all of them must accept all of these, and refuse those of `harmed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people.person_resource import packed_person

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ODD_TEXTS = (
    "",
    " ",
    "\n",
    "\n\n",
    "a",
    " a\n\n\nb ",
    "\x0b",
    "a\x00\x1f b",
    "\u200f",
    "\t\u00a0",
    "é\u2028x",
    "😀",
)
"""Nothing, white space alone, blank lines inside, control characters, marks of direction, other white space."""
NOBODY = Person(id="", forenames="", surname="", created_at=NOW, changed_at=NOW)


def odd_people() -> Iterator[Person]:
    """One odd text in every field, and each pair of odd names."""
    for text in ODD_TEXTS:
        yield replace(
            NOBODY, forenames=text, surname=text, known_as=text, aliases=text, gender=text, address=text, postcode=text,
            phone=text, email=text, language=text, nhs_number=text, upn=text, school=text, school_urn=text, year_group=text,
            household=(HouseholdMember(name=text, relationship=text), HouseholdMember(name=text, relationship="mother")),
            agencies=(Agency(name=text),),
        )  # fmt: skip
        yield replace(NOBODY, address=f"Flat 2{text}\n\n{text}1 High Street", birth_date=PartialDate(2012))
    for forenames, surname in product(("", "Mary Ann", " "), ("", "Bell", "\n")):
        yield replace(NOBODY, forenames=forenames, surname=surname)


def odd_responses() -> Iterator[tuple[str, str]]:
    """The version of a bundled form, and a response to it in which every text is odd."""
    library = FormLibrary(data_files.forms())
    for case in read_cases(data_files.resources())["cases"]:
        for form in case["forms"]:
            questionnaire = library.version(form["form"], form["version"])
            yield (
                f"{form['form']}/{form['version']}",
                Response.read(questionnaire, form["response"]).to_json(),
            )
    questionnaire = library.newest("screening-tool")
    for text in ODD_TEXTS:
        response = Response.start(questionnaire)
        for path in ((("noticed", 0), ("noticed.what", 0)), (("judgement", 0), ("ask", 0), ("ask.what", 0))):
            if path[0][0] in {node.item.link_id for node in response.children()}:
                response.set_answers(path, [text])
        yield f"screening-tool/{questionnaire.version}", response.to_json()


def write_resources(folder: Path) -> list[tuple[Path, Path | None]]:
    """Write all of them into `folder`: each file, and the questionnaire that it answers (None for a Patient)."""
    written: list[tuple[Path, Path | None]] = []
    for number, person in enumerate(odd_people()):
        written.append((_written(folder / f"patient-{number}.json", packed_person(person)), None))
    for number, (edition, text) in enumerate(odd_responses()):
        written.append(
            (_written(folder / f"response-{number}.json", text), data_files.forms() / f"{edition}.json")
        )
    return written


def harmed(folder: Path) -> Path:
    """What a strict reader must refuse: the Patient that was written before blank lines and empty names were left out."""
    patient = {
        "resourceType": "Patient",
        "name": [{"use": "official"}],
        "address": [{"line": ["Flat 2", "", "1 High Street"]}],
        "contact": [{"name": {"text": ""}}],
    }
    return _written(folder / "harmed.json", json.dumps(patient))


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
