"""What a pack says about each answer: whose words, why there is none, since when it differs; and about the household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.packs.content import Absence, PackForm, PackLine
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Value
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import CONCERN, SCREENING, FormLibrary
from prevent_desktop.workflows.forms.start_as_copy import since_model, start_as_copy
from prevent_desktop.workflows.packs.danger_words import danger_words, stated_danger
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.pack_lines import pack_form
from prevent_desktop.workflows.packs.pack_person import household_of, person_facts
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.packs.withholding.applying import cutter_for
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.small_forms import group, keep_form, question

HOW = [{"valueCoding": {"system": "s", "code": source.value}} for source in Source]
PACK_TEXT = {"url": OUR + "pack-text", "valueString": "The referrer’s judgement"}
OPINION = {"url": OUR + "opinion", "valueBoolean": True}
FORM = (
    group(
        "event",
        question("what", "text", record="event.what"),
        question("how", "choice", record="event.source", answerOption=HOW),
        repeats=True,
        record="event",
    ),
    question("judgement", "text", extension=[OPINION, PACK_TEXT]),
    question("asked"),
    question("known"),
    question("declined"),
    question(
        "witness",
        "choice",
        answerOption=[
            {
                "extension": [{"url": OUR + "pack-text", "valueString": "The person who wrote this"}],
                "valueCoding": {"system": "s", "code": "direct", "display": "I did"},
            },
            {"valueCoding": {"system": "s", "code": "not-known", "display": "Not known"}},
        ],
    ),
)
Answers = dict[tuple[tuple[str, int], ...], Value]


@pytest.fixture
def forms(tmp_path: Path) -> FormLibrary:
    return keep_form(tmp_path / "forms", "assess", *FORM, marks={"starts-as-copy": True})


def _fill(office: Office, forms: FormLibrary, form_id: str, answers: Answers) -> None:
    opened = fill_form.open_form(office.vault, forms, form_id)
    for path, value in answers.items():
        if path[0] == ("event", 1) and len(opened.response.children()) < 7:
            opened.response.add_occurrence((), "event")
        opened.response.set_answers(path, [value])
    fill_form.save_draft(
        office.vault, form_id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(office.vault, forms, form_id, now=now())


def _packed(office: Office, forms: FormLibrary, form_id: str) -> PackForm:
    opened = fill_form.open_form(office.vault, forms, form_id)
    since = since_model(office.vault, forms, opened.filled, opened.response)
    return pack_form(opened.filled, opened.response, since=since)


def _line(form: PackForm, question: str, at: int = 0) -> PackLine:
    return [line for section in form.sections for line in section.lines if line.question == question][at]


@pytest.fixture
def first(office: Office, forms: FormLibrary) -> str:
    form = fill_form.start_form(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    _fill(
        office,
        forms,
        form.id,
        {
            (("event", 0), ("what", 0)): "He shouted",
            (("event", 0), ("how", 0)): Coding("s", Source.DIRECT),
            (("event", 1), ("what", 0)): "He seems lonely",
            (("event", 1), ("how", 0)): Coding("s", Source.OPINION),
            (("judgement", 0),): "It will pass",
            (("asked", 0),): Absent(AbsentReason.NOT_ASKED, "she was not at home"),
            (("known", 0),): Absent(AbsentReason.ASKED_UNKNOWN),
            (("declined", 0),): Absent(AbsentReason.DECLINED),
            (("witness", 0),): Coding("s", "direct", "I did"),
        },
    )
    return form.id


def test_a_judgement_is_marked_by_the_form_or_by_how_the_event_is_known(
    office: Office, forms: FormLibrary, first: str
) -> None:
    form = _packed(office, forms, first)
    assert [_line(form, "What", at).opinion for at in (0, 1)] == [False, True]
    assert _line(form, "The referrer’s judgement").opinion
    assert not _line(form, "Known").opinion


def test_whoever_gets_the_pack_reads_the_question_in_words_for_them(
    office: Office, forms: FormLibrary, first: str
) -> None:
    opened = fill_form.open_form(office.vault, forms, first)
    (asked,) = [
        line for part in reading(opened.response) for line in part.lines if line.link_id == "judgement"
    ]
    assert (asked.question, asked.for_receiver) == ("Judgement", "The referrer’s judgement")
    packed = [line.question for part in _packed(office, forms, first).sections for line in part.lines]
    assert "The referrer’s judgement" in packed
    assert "Judgement" not in packed


def test_whoever_gets_the_pack_reads_the_answer_in_words_for_them(
    office: Office, forms: FormLibrary, first: str
) -> None:
    opened = fill_form.open_form(office.vault, forms, first)
    (asked,) = [line for part in reading(opened.response) for line in part.lines if line.link_id == "witness"]
    assert (asked.answers, asked.answers_for_receiver) == (("I did",), ("The person who wrote this",))
    assert _line(_packed(office, forms, first), "Witness").answers == ("The person who wrote this",)


def test_why_there_is_no_answer_is_told_apart(office: Office, forms: FormLibrary, first: str) -> None:
    form = _packed(office, forms, first)
    told = {name: _line(form, name) for name in ("Asked", "Known", "Declined", "The referrer’s judgement")}
    assert [line.absence for line in told.values()] == [
        Absence.NOT_ASKED, Absence.NOT_KNOWN, Absence.OTHER, None,
    ]  # fmt: skip
    assert told["Asked"].answers == ("Not asked, because: she was not at home",)
    assert told["Known"].answers == ("Not known",)


def test_a_follow_up_says_what_is_new_or_changed_and_not_what_it_was(
    office: Office, forms: FormLibrary, first: str
) -> None:
    assert _packed(office, forms, first).since == ()
    copied = start_as_copy(office.vault, forms, form_id="assess", case_id=office.case.id, now=now())
    opened = fill_form.open_form(office.vault, forms, copied.id)
    opened.response.set_answers((("judgement", 0),), ["It has grown"])
    opened.response.set_answers((("known", 0),), ["An uncle"])
    opened.response.set_answers((("declined", 0),), [])
    since = since_model(office.vault, forms, opened.filled, opened.response)
    assert since is not None
    finished_on = (since.model.finalised_at or since.model.changed_at).astimezone().date()
    form = pack_form(opened.filled, opened.response, since=since)
    day = f"{finished_on.day} {finished_on:%B %Y}"
    assert _line(form, "The referrer’s judgement").changed == f"Changed since {day}"
    assert _line(form, "Asked").changed == ""
    assert "It will pass" not in repr(form.sections)
    assert form.since == (
        f"This form follows the one that was finished on {day}. What is new or changed is marked.",
        "Not answered any more: Declined",
    )


MEMBERS = (
    HouseholdMember(name="Zoë", relationship="Mother"),
    HouseholdMember(
        name="Tariq", relationship="Brother", birth_date=PartialDate(2017, 2, 3), school="Primary"
    ),
    HouseholdMember(name="Omar", relationship="Father", birth_date=PartialDate(1985), lives_with=False),
)


def test_the_household_tells_ages_as_far_as_known_and_who_is_a_child(office: Office) -> None:
    person = replace(office.person, household=MEMBERS, birth_date=PartialDate(2012, 5))
    household = household_of(person, date(2026, 11, 24))
    assert household is not None
    assert (household.person, household.age) == (person.full_name, "about 14")
    assert [(m.age, m.child, m.lives_with) for m in household.members] == [
        ("", False, True), ("9", True, True), ("about 41", False, False),
    ]  # fmt: skip
    assert household_of(replace(person, household=()), date(2026, 11, 24)) is None
    assert "Household" not in dict(person_facts(person))


def _of_danger(office: Office, *forms: tuple[str, Answers]) -> str:
    """What page one says of danger where these forms were begun with these answers; a program reads the same."""
    opened = []
    for form_id, answers in forms:
        form = fill_form.start_form(
            office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now()
        )
        response = fill_form.open_form(office.vault, office.library, form.id).response
        for path, value in answers.items():
            response.set_answers(path, [value])
            response.catch_up()
        opened.append((form, response))
    cutter = cutter_for(office.vault, office.case.id, "anybody")
    words, stated = danger_words(opened, cutter), stated_danger(opened, cutter)
    assert (stated.answer is DangerAnswer.YES) == words.startswith("Yes")
    called = (
        time(int(one[-5:-3]), int(one[-2:]))
        for one in words.splitlines()
        if one.startswith("Time of the call")
    )
    assert stated.called_at == next(called, None)
    return words


def _in_concern(part: str) -> tuple[tuple[str, int], ...]:
    return (("concern", 0), (f"noticed.danger{part}", 0))


def test_page_one_says_what_was_answered_about_danger(office: Office) -> None:
    finished(office, SCREENING)
    choice = prepare(office.vault, office.library, office.case.id, now=now()).choices[0]
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id="P-0123456789AB", now=now()
    )
    assert (content.danger, content.stated_danger) == ("No", StatedDanger(DangerAnswer.NO))


def test_page_one_says_when_the_call_was_and_what_was_said(office: Office) -> None:
    called: Answers = {
        _in_concern(""): True,
        _in_concern(".time"): time(14, 32),
        _in_concern(".done"): "999, police",
    }
    assert _of_danger(office, (CONCERN, called)) == "Yes\nTime of the call: 14:32\n999, police"


def test_a_form_that_says_no_hides_no_danger_of_another(office: Office) -> None:
    safe: Answers = {(("noticed", 0), ("noticed.danger", 0)): False}
    assert _of_danger(office, (SCREENING, safe), (CONCERN, {_in_concern(""): True})) == "Yes"


def test_where_no_form_asks_danger_is_not_known(office: Office) -> None:
    cutter = cutter_for(office.vault, office.case.id, "anybody")
    assert stated_danger([], cutter) == StatedDanger()
