"""Nothing is signed that asks for an answer by a day that is over; a new day is said in a copy of the finished form."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.ui.packs.view import LeadsTo, pack_words
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import SCREENING, SHARING_DECISION
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.answer_by import say_a_new_day
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import draft, finished

BY = (("judgement", 0), ("ask", 0), ("ask.by", 0))
LATER = timedelta(days=5)
THEIRS = PackRecord(
    id="P-ABCDEFGHJKMN", case_id="c", recipient_id="front-door", recipient_name="Front door", attachment_id="a", page_count=1,
    pdf_digest="d", signed_at=now(),
)  # fmt: skip


@pytest.fixture
def ready(office: Office) -> Office:
    """A case whose screening and decision to share are finished."""
    for form_id in (SCREENING, SHARING_DECISION):
        finished(office, form_id)
    return office


def prepared(office: Office, at: datetime) -> Preparation:
    return prepare_pack.prepare(office.vault, office.library, office.case.id, now=at)


def content_at(office: Office, choice: Choice, at: datetime) -> PackContent:
    return content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id="P-0123456789AB", now=at
    )


def test_a_day_that_is_over_is_told_with_the_way_to_it_and_nothing_is_signed(ready: Office) -> None:
    at = now() + LATER
    preparation = prepared(ready, at)
    [line] = [line for line in preparation.lines if line.new_day]
    assert ready.vault.responses.get(line.go_to).form_id == SCREENING
    assert "That day is over. Say a new day in “Screening tool”." in line.text
    assert set(line.whom) == {choice.receiver.name for choice in preparation.choices if choice.forms}
    for choice in preparation.choices:
        assert choice.refusal == line.text
        with pytest.raises(PackContentError, match="That day is over"):
            content_at(ready, choice, at)


def test_the_page_before_signing_leads_to_the_day_and_offers_no_receiver(ready: Office) -> None:
    at = now() + LATER
    words = pack_words(prepared(ready, at), (SCREENING,), at)
    [line] = [line for line in words.lines if line.leads_to is LeadsTo.NEW_DAY]
    assert ready.vault.responses.get(line.target).form_id == SCREENING
    assert not any(receiver.may_receive for receiver in words.receivers)


def test_on_the_day_itself_and_before_it_nothing_is_said(ready: Office) -> None:
    for at in (now(), now() + timedelta(days=1)):
        preparation = prepared(ready, at)
        assert not any(line.new_day for line in preparation.lines)
        assert not any(choice.refusal for choice in preparation.choices)
        assert content_at(ready, preparation.choices[0], at).answer_by is not None


def test_a_copy_of_the_form_asks_for_the_day_alone_and_with_it_the_pack_can_go(ready: Office) -> None:
    at = now() + LATER
    [line] = [line for line in prepared(ready, at).lines if line.new_day]
    begun = say_a_new_day(ready.vault, ready.library, line.go_to, now=now())
    assert say_a_new_day(ready.vault, ready.library, line.go_to, now=now()) == begun
    opened = fill_form.open_form(ready.vault, ready.library, begun)
    assert [one.path for one in validate(opened.response, today=at.date())] == [BY]
    opened.response.set_answers(BY, [PartialDate.of(at.date() + LATER)])
    _finish(ready, opened, begun)
    choice = prepared(ready, at).choices[0]
    assert choice.refusal == ""
    assert content_at(ready, choice, at).answer_by == at.date() + LATER


def _finish(office: Office, opened: fill_form.OpenForm, response_id: str) -> FilledForm:
    content = opened.response.to_json(keep_disabled=True)
    fill_form.save_draft(
        office.vault, response_id, content=content, place="", sections_done=1, sections_total=9, now=now()
    )
    return fill_form.finalise(office.vault, office.library, response_id, now=now())


def test_a_form_is_not_finished_with_a_day_that_is_over(office: Office) -> None:
    begun = draft(office, SCREENING)
    opened = fill_form.open_form(office.vault, office.library, begun.id)
    opened.response.set_answers(BY, [PartialDate.of((now() - LATER).date())])
    with pytest.raises(fill_form.NotReadyToFinaliseError) as told:
        _finish(office, opened, begun.id)
    [problem] = told.value.problems
    assert (problem.path, problem.message) == (
        BY, "“When do you need an answer?” is over already: say a day that is still to come",
    )  # fmt: skip


def test_a_correction_asks_for_no_answer_by_a_day_that_is_over(
    ready: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = now() + LATER
    monkeypatch.setattr(Choice, "corrects", THEIRS)
    choice = prepared(ready, at).choices[0]
    assert choice.refusal == ""
    assert content_at(ready, choice, at).answer_by is None
