"""Nothing that one person wrote is filled in as another's view: it stands beside the question, with its writer's name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop import data_files
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, REFERRAL, SCREENING, FormLibrary
from prevent_desktop.workflows.forms.words_of_others import words_of_others
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs.pack_lines import pack_form
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import example, finished
from tests.unit.workflows.forms.test_fill_form import answers

ASKED = (("asked", 0), ("asked.name", 0))
VIEW = (("view", 0), ("view.what", 0))


def begun(office: Office, form_id: str) -> fill_form.OpenForm:
    filled = fill_form.start_form(
        office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now()
    )
    return fill_form.open_form(office.vault, office.library, filled.id)


def test_the_lead_check_begins_without_a_view_and_what_was_written_stands_beside_it(office: Office) -> None:
    screening = answers(finished(office, SCREENING).content)
    opened = begun(office, LEAD_CHECK)
    known = answers(opened.filled.content)
    views = {item.link_id for item in opened.questionnaire.by_link_id.values() if item.view_of}
    assert views == {
        "view.what", "explain.other", "strengths.what", "view.earlier", "decision.choice", "decision.reason",
        "judgement.proportion", "judgement.level", "judgement.why", "decision.strategy", "decision.late",
        "decision.disagree",
    }  # fmt: skip
    assert views & known.keys() == set()
    assert known["asked.name"] == ["Robin Hale"]
    beside = {one.path[-1][0]: one for one in words_of_others(office.vault, office.library, opened)}
    assert beside.keys() == {
        "view.what",
        "explain.other",
        "strengths.what",
    }
    assert list(beside["view.what"].values) == screening["lead.view"]
    assert {one.writer for one in beside.values()} == {"Sam Field, Lead"}
    assert {(one.is_view, one.name) for one in beside.values()} == {(True, "Robin Hale")}


def test_another_persons_judgement_is_not_filled_in_as_the_writers_own_and_ones_own_is(
    office: Office,
) -> None:
    screening = answers(finished(office, SCREENING).content)
    assert answers(begun(office, REFERRAL).filled.content)["explain.other"] == screening["explain.other"]
    owner = settings.practitioner(office.vault)
    assert owner is not None
    settings.save_practitioner(office.vault, replace(owner, name="Pat Lane", role="Head of year"))
    opened = begun(office, REFERRAL)
    known = answers(opened.filled.content)
    assert "explain.other" not in known
    assert known["strengths.what"] == screening["strengths.what"]
    beside = {one.path[-1][0]: one for one in words_of_others(office.vault, office.library, opened)}
    assert list(beside["explain.other"].values) == screening["explain.other"]
    assert not beside["explain.other"].is_view


def test_nothing_stands_beside_a_finished_form(office: Office) -> None:
    finished(office, SCREENING)
    done = finished(office, LEAD_CHECK)
    opened = fill_form.open_form(office.vault, office.library, done.id)
    assert words_of_others(office.vault, office.library, opened) == ()


def test_the_pack_says_whose_view_it_is_and_who_wrote_it_down(office: Office) -> None:
    response = example(office, LEAD_CHECK)
    done = finished(office, LEAD_CHECK)
    lines = {line.question: line for section in pack_form(done, response).sections for line in section.lines}
    assert lines["What is their view?"].view == "The view of Robin Hale, written down by Sam Field"
    assert lines["Who was asked?"].view == ""


@pytest.mark.parametrize("name", ["Sam Field", " sam field "])
def test_nobody_consults_themselves(office: Office, name: str) -> None:
    response = example(office, LEAD_CHECK)
    response.set_answers(ASKED, [name])
    filled = begun(office, LEAD_CHECK).filled
    fill_form.save_draft(
        office.vault, filled.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    with pytest.raises(fill_form.NotReadyToFinaliseError) as told:
        fill_form.finalise(office.vault, office.library, filled.id, now=now())
    [problem] = told.value.problems
    assert problem.path == ASKED
    assert "You cannot ask yourself. Ask somebody else" in problem.message


def test_in_no_form_of_ours_is_a_view_without_a_question_that_says_whose_it_is() -> None:
    library = FormLibrary(data_files.forms())
    for form_id in (path.name for path in data_files.forms().iterdir()):
        form = library.newest(form_id)
        for item in form.by_link_id.values():
            assert not item.view_of or item.view_of in form.by_link_id
            assert not fact_of(item).endswith("/lead.view") or item.view_of or item.opinion, item.link_id
