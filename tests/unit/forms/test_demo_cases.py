"""The example cases: whole, invented, and fit to be read into the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import ResponseStatus
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from tests.unit.forms.bundled import OUR, Json, codes, form, items_of

DAY = date(2026, 11, 24)
DEMO_RECEIVERS = {"front-door", "police-prevent"}


def demo() -> Json:
    loaded: Json = json.loads((data_files.resources() / "demo" / "cases.json").read_text(encoding="utf-8"))
    return loaded


def cases() -> list[Json]:
    return list(demo()["cases"])


def forms() -> list[Json]:
    return [form for case in cases() for form in case["forms"]]


def partial(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    assert read.tzinfo == UTC
    return read


def person(raw: Json) -> Person:
    household = tuple(
        HouseholdMember(**{**member, "birth_date": partial(member["birth_date"])})
        for member in raw["household"]
    )
    typed = {
        "birth_date": partial(raw["birth_date"]),
        "household": household,
        "created_at": moment(raw["created_at"]),
        "changed_at": moment(raw["changed_at"]),
    }
    return Person(**{**raw, **typed})


def answered(items: list[Json]) -> Iterator[tuple[str, Any]]:
    """Each (link id, answer) of a response, in order."""
    for item in items:
        for answer in item.get("answer", []):
            yield item["linkId"], answer
            yield from answered(answer.get("item", []))
        yield from answered(item.get("item", []))


def test_the_file_says_how_it_is_built() -> None:
    assert all(isinstance(line, str) for line in demo()["about"])
    assert demo()["day"] == DAY.isoformat()


def test_people_are_those_of_the_pictures() -> None:
    labels = [person(raw).label_on(DAY) for raw in demo()["people"]]
    assert labels == ["AB, 14", "KM, 9", "JT, 16", "LN, 13", "RS, 15", "DW, 17"]


def test_the_practitioner_is_complete() -> None:
    practitioner = Practitioner(**demo()["practitioner"])
    assert practitioner.role == "Designated safeguarding lead"


def test_phone_numbers_are_from_the_range_kept_for_drama() -> None:
    numbers = [raw["phone"] for raw in demo()["people"]] + [demo()["practitioner"]["phone"]]
    assert numbers
    assert [number for number in numbers if not number.startswith("01632 960 ")] == []


def test_addresses_are_nobodys() -> None:
    for raw in demo()["people"]:
        assert "Example Street" in raw["address"]
        assert raw["postcode"].startswith("AX9 ")
        assert not raw["email"] or raw["email"].endswith("@example.org")


def test_each_case_has_its_person_and_a_status() -> None:
    known = {raw["id"] for raw in demo()["people"]}
    for raw in cases():
        case = Case(
            id=raw["id"], person_id=raw["person"], status=CaseStatus(raw["status"]), opened_at=moment(raw["opened_at"]),
            changed_at=moment(raw["changed_at"]), closed_at=raw["closed_at"] and moment(raw["closed_at"]),
        )  # fmt: skip
        assert case.person_id in known
        assert case.opened_at <= case.changed_at


def test_statuses_differ_so_that_each_list_shows_something() -> None:
    statuses = [raw["status"] for raw in cases()]
    assert {"draft", "checked", "finalised", "not-referred", "closed"} <= set(statuses)


def test_ids_are_unique() -> None:
    found = [raw["id"] for raw in demo()["people"]]
    for case in cases():
        found.append(case["id"])
        found += [
            one["id"]
            for kind in ("events", "notes", "decisions", "forms", "attachments")
            for one in case[kind]
        ]
    assert len(found) == len(set(found))


def in_case(case: Json, raw: Json, **typed: object) -> Json:
    """The arguments of a casework dataclass: the raw fields, some of them typed, and the links as ids."""
    linked = {"case_id": case["id"]} | ({"response_id": raw["response"]} if "response" in raw else {})
    return {key: value for key, value in (raw | linked | typed).items() if key != "response"}


def test_events_notes_and_decisions_fit_the_record() -> None:
    for case in cases():
        form_ids = {form["id"] for form in case["forms"]} | {None}
        for raw in case["events"]:
            typed = {"source": Source(raw["source"]), "written_at": moment(raw["written_at"])}
            assert Event(**in_case(case, raw, when=partial(raw["when"]), **typed)).response_id in form_ids
        for raw in case["notes"]:
            assert Note(
                **in_case(case, raw, source=Source(raw["source"]), written_at=moment(raw["written_at"]))
            ).text
        for raw in case["decisions"]:
            said = raw["decided_at"]
            decided_at = moment(said) if "T" in said else PartialDate.parse(said)
            decision = Decision(**in_case(case, raw, kind=DecisionKind(raw["kind"]), decided_at=decided_at))
            assert decision.response_id in form_ids


def test_the_record_of_ab_has_the_days_of_the_picture() -> None:
    (ab,) = [case for case in cases() if case["id"] == "demo-case-ab"]
    days = [event["when"] for event in ab["events"]]
    assert days == ["2026-11-12", "2026-11-19", "2026-11-20"]
    assert [decision["decided_at"][:10] for decision in ab["decisions"]] == ["2026-11-21", "2026-11-21"]
    assert {pack["signed_at"] for pack in ab["packs"]} == {"2026-11-23T16:40:00Z"}
    assert {form["form"] for form in ab["forms"] if form["status"] == "completed"} == {
        "screening-tool", "lead-check", "sharing-decision",
    }  # fmt: skip


def test_packs_go_to_the_demo_receivers_and_follow_their_forms() -> None:
    for case in cases():
        finished = [moment(form["finalised_at"]) for form in case["forms"] if "finalised_at" in form]
        for pack in case["packs"]:
            assert pack["recipient"] in DEMO_RECEIVERS
            assert pack["state"] in {"queued", "delivered"}
            assert ("receipt_at" in pack) == ("reference" in pack) == (pack["state"] == "delivered")
            assert max(finished) < moment(pack["signed_at"])


def test_nothing_happens_after_the_day_of_the_demo() -> None:
    last = datetime(2026, 11, 25, tzinfo=UTC)
    for case in cases():
        assert moment(case["changed_at"]) < last
        assert all(moment(form["changed_at"]) < last for form in case["forms"])


@pytest.mark.parametrize("raw", forms(), ids=lambda raw: str(raw["id"]))
class TestForm:
    def test_names_the_form_it_is_written_on(self, raw: Json) -> None:
        response = raw["response"]
        assert (data_files.forms() / raw["form"] / f"{raw['version']}.json").is_file()
        assert response["questionnaire"] == f"{OUR}Questionnaire/{raw['form']}|{raw['version']}"
        assert response["status"] == ResponseStatus(raw["status"])
        assert ("finalised_at" in raw) == (raw["status"] == "completed")

    def test_answers_only_what_the_form_asks_with_its_own_codes(self, raw: Json) -> None:
        items = items_of(f"{raw['form']}/{raw['version']}")
        for link_id, answer in answered(raw["response"]["item"]):
            if "valueCoding" in answer:
                assert answer["valueCoding"]["code"] in codes(items[link_id]), link_id

    def test_remembers_a_section_as_the_place_where_it_was_left(self, raw: Json) -> None:
        sections = {section["linkId"] for section in form(f"{raw['form']}/{raw['version']}")["item"]}
        assert raw["place"] in (sections if raw["status"] == "in-progress" else {""})


def test_the_shape_of_a_person_is_that_of_the_record() -> None:
    known = {field.name for field in fields(Person)}
    assert [raw["id"] for raw in demo()["people"] if not set(raw) <= known] == []
