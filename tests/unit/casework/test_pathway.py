"""Noticed, checked, decided, sent, answered: the step of a case follows from its facts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.choices import LeadChoice, SharingChoice
from prevent_desktop.casework.open_work import CaseState
from prevent_desktop.casework.pathway import CaseFacts, Next, Noticed, OwedPack, Standing, Step, pathway
from prevent_desktop.casework.waiting import waiting
from prevent_desktop.casework.working_days import WorkingDays
from tests.unit.casework.case_states import (
    CASE,
    NOW,
    TODAY,
    a_form,
    a_pack,
    a_received,
    an_answer,
    case_states,
    checked,
    shared,
)

DAYS = WorkingDays()

NOTHING = CaseFacts(case=CASE)
NOTICED = replace(NOTHING, noticed=Noticed(at=NOW, by="Lead", finished=True))
CHECKED = replace(NOTICED, check=checked())
DECIDED = replace(CHECKED, sharing=shared(), sharing_at=NOW)
_SIGNED, _ARRIVED, _LATE = a_pack(days=1), a_pack(days=1, receipt=True), a_pack(days=-20, receipt=True)
_ASKED = an_answer(_ARRIVED, AnswerKind.QUESTION, days=1)
_OWED = OwedPack(addendum=a_form(9), receiver="Front door", day=TODAY)
_ANSWER = an_answer(_ARRIVED, AnswerKind.DECISION, days=2)


def next_of(facts: CaseFacts) -> tuple[Next, Step] | None:
    following = pathway(facts, today=TODAY).next
    return None if following is None else (following.what, following.step)


@pytest.mark.parametrize(
    ("facts", "following"),
    [
        (NOTHING, (Next.RECORD, Step.NOTICED)),
        (replace(NOTHING, drafts=(a_form(),)), (Next.FINISH, Step.NOTICED)),
        (NOTICED, (Next.ASK_LEAD, Step.CHECKED)),
        (replace(NOTICED, check=checked(LeadChoice.GET_MORE)), (Next.ASK_LEAD, Step.CHECKED)),
        (replace(NOTICED, check=checked(LeadChoice.NOT_REFER)), (Next.CLOSE, Step.NOT_REFERRED)),
        (replace(NOTICED, check=checked(LeadChoice.NOT_ASKED)), (Next.DECIDE, Step.DECIDED)),
        (CHECKED, (Next.DECIDE, Step.DECIDED)),
        (replace(CHECKED, sharing=shared(SharingChoice.WAIT)), (Next.DECIDE, Step.DECIDED)),
        (replace(CHECKED, sharing=shared(SharingChoice.NOT_SHARE)), (Next.CLOSE, Step.NOT_REFERRED)),
        (DECIDED, (Next.PREPARE, Step.SENT)),
        (replace(DECIDED, noticed=None), (Next.RECORD, Step.NOTICED)),
        (replace(DECIDED, packs=(_SIGNED,)), (Next.SEND, Step.SENT)),
        (
            replace(DECIDED, packs=(_ARRIVED,), waiting=waiting([_ARRIVED], [], {}, {}, DAYS)),
            (Next.WAIT, Step.ANSWERED),
        ),
        (
            replace(
                DECIDED,
                sharing_at=_LATE.signed_at,
                packs=(_LATE,),
                waiting=waiting([_LATE], [], {}, {}, DAYS),
            ),
            (Next.CALL, Step.ANSWERED),
        ),
        (
            replace(DECIDED, packs=(_ARRIVED,), waiting=waiting([_ARRIVED], [_ASKED], {}, {}, DAYS)),
            (Next.ANSWER_QUESTION, Step.ANSWERED),
        ),
        (
            replace(
                DECIDED, packs=(_ARRIVED,), waiting=waiting([_ARRIVED], [_ASKED], {}, {}, DAYS), owed=(_OWED,)
            ),
            (Next.PREPARE, Step.SENT),
        ),
        (replace(DECIDED, packs=(_ARRIVED,), answers=(_ANSWER,)), (Next.CLOSE, Step.ANSWERED)),
        (
            replace(NOTHING, received=(a_received(),), undecided=(a_received(),)),
            (Next.ANSWER_PACK, Step.DECIDED),
        ),
    ],
)
def test_what_comes_next_follows_from_what_is_recorded(
    facts: CaseFacts, following: tuple[Next, Step]
) -> None:
    assert next_of(facts) == following


@pytest.mark.parametrize("end", [CaseStatus.CLOSED, CaseStatus.NOT_REFERRED])
def test_nothing_comes_after_the_end(end: CaseStatus) -> None:
    closed = replace(DECIDED, case=replace(CASE, status=end, closed_at=NOW))
    assert next_of(closed) is None


def test_not_referred_is_an_end_of_its_own() -> None:
    steps = dict(pathway(replace(NOTICED, check=checked(LeadChoice.NOT_REFER)), today=TODAY).steps)
    assert steps == {
        Step.NOTICED: Standing.DONE,
        Step.CHECKED: Standing.DONE,
        Step.DECIDED: Standing.PASSED_OVER,
        Step.NOT_REFERRED: Standing.CURRENT,
    }


def test_a_lead_who_was_not_asked_is_passed_over_and_seen() -> None:
    steps = dict(pathway(replace(DECIDED, check=None), today=TODAY).steps)
    assert steps[Step.CHECKED] is Standing.PASSED_OVER
    assert steps[Step.SENT] is Standing.CURRENT


def test_words_of_an_organisation_s_own_count_as_a_check() -> None:
    own = replace(checked(), choice="Weiterleiten")
    assert next_of(replace(NOTICED, check=own)) == (Next.DECIDE, Step.DECIDED)


@settings(max_examples=120)
@given(case_states())
def test_an_open_case_is_at_one_step_and_a_closed_one_at_none(state: CaseState) -> None:
    found = pathway(state.facts, today=TODAY)
    current = [step for step, standing in found.steps if standing is Standing.CURRENT]
    assert len(current) == (0 if state.facts.has_ended else 1), found
    standings = [standing for _step, standing in found.steps]
    if Standing.AHEAD in standings:
        after = standings[standings.index(Standing.AHEAD) :]
        assert set(after) == {Standing.AHEAD}, "nothing is done after what is still to come"
